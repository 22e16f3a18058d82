"""補錄: what was written on the paper form while the system was down, typed in line by line (BR-V19)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from directory.requests import StaffRequest
from records.models import Refusal
from records.once import note_refusal, write_line
from visits import rules
from visits.forms.late import LINES, MOST, LateLine, late_lines
from visits.forms.slip import SlipForm
from visits.models import Visit
from visits.views.reading import for_readers
from visits.views.visit import ACTS


@require_http_methods(["GET", "POST"])
@for_readers
def visit_late(request: StaffRequest) -> HttpResponse:
    """Type in lines from paper: each through the verbs of the desk, under the time the resident came.

    Each line has a key of its own: the good ones are written, the others come back with what was typed and why.
    """
    if sentence := rules.against_receiving(request.user):
        raise PermissionDenied(sentence)
    if request.method == "GET":
        return _page(request, list(late_lines(request.user, None, LINES)), 200)
    asked = request.POST.get("lines", "")
    count = min(MOST, int(asked)) if asked.isdecimal() and len(asked) < 4 else LINES
    if request.POST.get("act") == "more":
        return _page(request, list(late_lines(request.user, request.POST, min(MOST, count + LINES))), 200)
    lines = list(late_lines(request.user, request.POST, count))
    for line in lines:
        if line.is_bound and line.is_valid():
            _write(request, line)
    wrong = [line for line in lines if line.is_bound and not line.stands]
    written = [line for line in lines if line.stands]
    if wrong or not written:
        return _page(request, lines, 422)
    said = ngettext("%(count)d line typed in.", "%(count)d lines typed in.", len(written))
    messages.success(request, said % {"count": len(written)})
    return redirect("visits:log")


def _write(request: StaffRequest, line: LateLine) -> None:
    slip = line.slip()
    if not slip.is_valid():
        line.take_back(slip.errors)
        return
    try:
        line.stands = write_line(
            line.cleaned_data["once"], request.user.pk, line.typed, lambda: _say(request, slip)
        )
    except Refusal as refusal:
        line.take_back(slip.by_box(refusal.by_field))
        if not refusal.by_field:
            line.add_error(None, str(refusal))
            note_refusal(request, refusal)


def _say(request: StaffRequest, slip: SlipForm) -> str:
    written = slip.written()
    found = Visit.receive(
        by=request.user, arrived_at=written.arrived_at, desk=request.user.desk, **written.facts
    )
    ACTS[written.act](found, request.user, written)
    return found.number


def _page(request: StaffRequest, lines: list[LateLine], status: int) -> HttpResponse:
    words = {
        "lines": lines,
        "count": len(lines),
        "may_more": len(lines) < MOST,
        "wrong": [line for line in lines if line.is_bound and line.errors] if status != 200 else [],
        "nothing": status != 200 and not any(line.is_bound for line in lines),
    }
    return render(request, "visits/late.html", words, status=status)
