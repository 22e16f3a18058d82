from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0005_tell_old_callbacks_whose_work")]

    operations = [
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("department__isnull", False),
                    ("done_at__isnull", False),
                    ("done_by__isnull", False),
                    ("reopened_before__isnull", False),
                ),
                name="a_callback_says_whose_work_it_asks_about",
            ),
        ),
    ]
