"""The running shift is among the few that have not ended, not among the thousands that have begun."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index turned round."""

    dependencies = [("directory", "0010_recheck_norms")]

    operations = [
        migrations.RemoveIndex(model_name="shift", name="shift_by_hours"),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["centre", "ends_at", "starts_at"], name="shift_by_end"),
        ),
    ]
