"""Callbacks made before say whose work they ask about, as far as the trail remembers."""

from typing import Any

from django.db import migrations
from django.db.models import Exists, F, OuterRef, Subquery


def tell(apps: Any, schema_editor: Any) -> None:
    """The latest callback of a case knows it from the case, earlier ones from the signed records of that time."""
    callbacks, cases = apps.get_model("visits", "Callback").objects, apps.get_model("visits", "Case").objects
    later = callbacks.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    case = cases.filter(pk=OuterRef("case"))
    callbacks.filter(case__resolved_at__isnull=False).exclude(Exists(later)).update(
        done_at=Subquery(case.values("resolved_at")),
        done_by=Subquery(case.values("resolved_by")),
        department=Subquery(case.values("department")),
        reopened_before=Subquery(case.values("reopen_count")),
        kept_first_promise=Subquery(case.values("kept_first_promise")),
        kept_last_promise=Subquery(case.values("kept_last_promise")),
    )
    trail = apps.get_model("visits", "HistoricalCase").objects.filter(history_verb="resolve")
    signed = apps.get_model("visits", "HistoricalCallback").objects.order_by("history_id")
    for callback in callbacks.filter(done_at__isnull=True).select_related("case").iterator(500):
        first = signed.filter(id=callback.pk).first()
        work = trail.filter(id=callback.case_id, history_date__lte=first.history_date)
        then = work.order_by("history_id").last() or callback.case
        callbacks.filter(pk=callback.pk).update(
            done_at=getattr(then, "resolved_at", None) or first.history_date,
            done_by=getattr(then, "resolved_by_id", None) or first.history_user_id or F("assignee"),
            department=then.department_id,
            reopened_before=callbacks.filter(case=callback.case_id, pk__lt=callback.pk).count(),
            kept_first_promise=then.kept_first_promise,
            kept_last_promise=then.kept_last_promise,
        )


class Migration(migrations.Migration):
    dependencies = [("visits", "0004_callbacks_say_whose_work_they_ask_about")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
