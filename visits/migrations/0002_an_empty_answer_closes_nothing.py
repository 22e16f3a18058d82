"""In SQL a comparison with nothing is neither true nor false, and a check constraint lets it pass."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_units_found_by_key"),
        ("visits", "0001_the_duty_log"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="callback",
            name="reached_exactly_when_somebody_answered",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="a_case_closes_by_a_satisfied_callback_or_a_named_exception",
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reached_at__isnull", False),
                        ("reached_by__isnull", False),
                        ("satisfaction__isnull", False),
                        ("satisfaction__range", (1, 5)),
                        ("state", "reached"),
                    ),
                    models.Q(
                        models.Q(("state", "reached"), _negated=True),
                        ("reached_at__isnull", True),
                        ("reached_by__isnull", True),
                        ("satisfaction__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="reached_exactly_when_somebody_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "closed"), _negated=True),
                    models.Q(
                        ("close_reason", ""),
                        ("closing_callback__isnull", False),
                        ("closing_satisfaction__gte", 3),
                        ("closing_satisfaction__isnull", False),
                    ),
                    models.Q(
                        models.Q(("close_reason", ""), _negated=True),
                        ("closing_callback__isnull", True),
                        ("closing_satisfaction__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="a_case_closes_by_a_satisfied_callback_or_a_named_exception",
            ),
        ),
    ]
