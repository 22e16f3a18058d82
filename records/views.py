"""The trail: its seals, the past of each record, and who looked at what; for those who may read it (§5.0, I8)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from records import proof, story
from records import readings as seen
from records.forms import AsOfForm
from records.models import Recorded, Seal, Verification, VerificationAsked
from records.once import once

if TYPE_CHECKING:
    from directory.models import Staff

#: Lines of one page.
PAGE = 50


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """The seals of the centre's trail: their head, the newest of them, and whether they held when last verified."""
    staff = cast("Staff", request.user)
    if not (staff.may("read_trail") or staff.may("verify_trail")):
        raise PermissionDenied(_("Only a shift leader, a manager or an auditor reads this trail."))
    tz, chain = _clock_of(staff), staff.centre_id or 0
    chained = list(Seal.objects.of_chain(chain)[:PAGE])
    last = Verification.objects.select_related("by").first()
    context = {
        "seals": [(seal, story.said_at(seal.sealed_at, tz)) for seal in chained],
        "head": chained[0] if chained else None,
        "last": last,
        "verified": story.said_at(last.at, tz) if last else "",
        "findings": [str(each) for each in proof.kept(last, {chain, 0, None})] if last else [],
        "asked": proof.asked_for() is not None,
        "why_not": ""
        if staff.may("verify_trail")
        else _("An auditor or the administrator verifies the trail."),
        "reads_readings": staff.may("read_readings"),
    }
    return render(request, "records/trail.html", context)


@require_POST
@once
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a walk along the whole trail; the clock does it within the minute."""
    staff = cast("Staff", request.user)
    if not staff.may("verify_trail"):
        raise PermissionDenied(_("An auditor or the administrator verifies the trail."))
    VerificationAsked.objects.create(by=staff)
    messages.success(
        request, _("The clock walks along the trail within the minute; the outcome stands here then.")
    )
    return redirect("records:trail")


@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Who looked at or exported what, newest first (BR-P02)."""
    staff = cast("Staff", request.user)
    if not staff.may("read_readings"):
        raise PermissionDenied(_("Only a manager or an auditor reads who looked at what."))
    tz, before = _clock_of(staff), _moment(request.GET.get("before", ""))
    lines = seen.readings(staff.centre_id, tz, PAGE + 1, before=before)
    older = urlencode({"before": lines[PAGE - 1].at.isoformat()}) if len(lines) > PAGE else ""
    context = {"lines": lines[:PAGE], "older": older, "newest": before is None}
    return render(request, "records/readings.html", context)


@require_safe
def history(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """Who did what to a record and when; outside the reader's centre there is no such record."""
    staff = cast("Staff", request.user)
    kind = _kind(model)
    record = _visible(kind, staff, pk)
    may_audit = staff.may("read_trail")
    if not may_audit and not (kind.open_trail and staff.may("receive_visit")):
        raise PermissionDenied(_("Only a shift leader, a manager or an auditor reads this trail."))
    tz = _clock_of(staff)
    form = AsOfForm(request.GET if "at" in request.GET else None)
    moment = form.moment(tz)
    where = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    context = {
        "record": record,
        "kind": kind._meta.verbose_name,
        "where": where,
        "form": form,
        "asked": moment is not None,
        "then": story.as_of(record, moment, tz) if moment else None,
        "story": story.story_of(record, tz),
        "refused": story.refused(where, staff.centre_id, tz) if where and may_audit else [],
    }
    return render(request, "records/history.html", context, status=422 if form.errors else 200)


def _clock_of(staff: "Staff") -> ZoneInfo:
    return staff.centre.tz if staff.centre else ZoneInfo("UTC")


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


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
