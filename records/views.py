"""The trail of one record, for those who may read it (§5.0, I8)."""

from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from records import story
from records.models import Recorded

if TYPE_CHECKING:
    from directory.models import Staff


@require_safe
def history(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """Who did what to a record and when; outside the reader's centre there is no such record."""
    staff = cast("Staff", request.user)
    kind = _kind(model)
    record = _visible(kind, staff, pk)
    may_audit = staff.may("read_trail")
    if not may_audit and not (kind.open_trail and staff.may("receive_visit")):
        raise PermissionDenied(_("Only a shift leader, a manager or an auditor reads this trail."))
    tz: ZoneInfo = staff.centre.tz if staff.centre else ZoneInfo("UTC")
    where = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    context = {
        "record": record,
        "kind": kind._meta.verbose_name,
        "where": where,
        "story": story.story_of(record, tz),
        "refused": story.refused(where, staff.centre_id, tz) if where and may_audit else [],
    }
    return render(request, "records/history.html", context)


def _kind(label: str) -> type[Recorded]:
    try:
        found = apps.get_model(label)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(found, Recorded):
        raise Http404
    return found


def _visible(kind: type[Recorded], staff: "Staff", pk: int) -> Any:
    """The record, if this person may know of it: of the own centre, or the centre itself."""
    rows: Any = kind._default_manager.all()
    if hasattr(rows, "visible_to"):
        return get_object_or_404(rows.visible_to(staff), pk=pk)
    record = get_object_or_404(rows, pk=pk)
    if record != staff.centre:
        raise Http404
    return record
