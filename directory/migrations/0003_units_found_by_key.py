from django.db import migrations, models


class Migration(migrations.Migration):
    """A unit is found by one folded key instead of by its parts."""

    dependencies = [("directory", "0002_shift_handed_over_at")]

    operations = [
        migrations.RemoveIndex(model_name="unit", name="unit_by_room"),
        migrations.RemoveIndex(model_name="unit", name="unit_by_code"),
        migrations.AddField(
            model_name="unit",
            name="key",
            field=models.CharField(default="", editable=False, max_length=60),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["centre", "key"], name="unit_by_key"),
        ),
    ]
