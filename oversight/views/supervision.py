"""主管審閱: both books of every shift, read and signed by who leads, and what waits for a supervisor (BR-H19)."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.models import Shift
from directory.requests import StaffRequest
from handover.views.after import reading_list
from oversight import rules, supervision
from oversight.forms import RecheckForm, RemarkForm
from oversight.models import LogReading, Recheck
from oversight.views.reading import for_overseers
from records.models import Refusal
from records.once import once
from visits.forms.refusing import show_refusal
from visits.views.log import centre_of


@require_safe
@for_overseers
def reading(request: StaffRequest) -> HttpResponse:
    """What is to be read and signed today, and what is to be looked at."""
    return _page(request)


def _page(request: StaffRequest, failed: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
    staff, centre = request.user, centre_of(request.user)
    logs, more = supervision.logs_to_read(staff)
    words = {
        "logs": logs,
        "more": more,
        "read": supervision.logs_read(staff, centre),
        "sheets": reading_list(staff),
        "rechecks": supervision.rechecks(staff, centre),
        "lists": supervision.waiting(staff, centre),
        "longest": rules.REMARK,
        "failed": failed or {},
    }
    return render(request, "oversight/reading.html", words, status=status)


@require_POST
@once
@for_overseers
def log_sign(request: StaffRequest, pk: int) -> HttpResponse:
    """審閱簽名: the log of one shift was read (BR-H19)."""
    shift = get_object_or_404(Shift.objects.filter(centre=request.user.centre_id).for_list(), pk=pk)
    form = RemarkForm(request.POST)
    typed = {"shift": pk, "remark": request.POST.get("remark", "")}
    if not form.is_valid():
        return _page(request, typed | {"sentence": str(form.errors["remark"][0])}, 422)
    try:
        LogReading.sign(by=request.user, shift=shift, remark=form.cleaned_data["remark"])
    except Refusal as refusal:
        return _page(request, typed | {"sentence": str(refusal)}, show_refusal(request, form, refusal))
    messages.success(request, _("Read and signed: %(shift)s.") % {"shift": shift})
    return redirect("oversight:reading")


@require_POST
@once
@for_overseers
def recheck(request: StaffRequest, pk: int) -> HttpResponse:
    """複核: a leader asked the resident again (W22)."""
    found = get_object_or_404(Recheck.objects.visible_to(request.user).for_list(), pk=pk)
    form = RecheckForm(request.POST)
    typed = {"recheck": pk, "note": request.POST.get("note", "")}
    if not form.is_valid():
        return _page(request, typed | {"sentence": next(iter(form.errors.values()))[0]}, 422)
    try:
        found.recheck(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, typed | {"sentence": str(refusal)}, show_refusal(request, form, refusal))
    messages.success(request, _("Asked again: %(number)s.") % {"number": found})
    return redirect("oversight:reading")
