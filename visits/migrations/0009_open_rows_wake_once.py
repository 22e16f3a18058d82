"""What is open already: the clock looks at it once, and works out for itself when it must look again."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.utils import timezone


def wake_what_is_open(apps: Any, _schema_editor: Any) -> None:
    now = timezone.now()
    case, promise = apps.get_model("visits", "Case"), apps.get_model("visits", "Promise")
    standing = promise.objects.filter(case=OuterRef("pk"), state="standing").values("made_at")[:1]
    open_cases = case.objects.filter(closed_at__isnull=True)
    open_cases.update(promise_made_at=Subquery(standing), wakes_at=now)
    waiting = {
        ("visits", "Callback"): {"state__in": ["scheduled", "retry"]},
        ("visits", "Referral"): {"state": "offered"},
        ("visits", "Visit"): {"status": "receiving", "departed_at": None},
        ("directory", "Duty"): {"cancelled": False, "signed_off_at": None, "shift__ends_at__gt": now},
    }
    for name, condition in waiting.items():
        apps.get_model(*name).objects.filter(**condition).update(wakes_at=now)


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0007_the_clock_looks_after_rows"),
        ("visits", "0008_the_clock_looks_after_rows"),
    ]

    operations = [migrations.RunPython(wake_what_is_open, migrations.RunPython.noop)]
