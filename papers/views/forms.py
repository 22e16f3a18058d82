"""The paper forms as PDF, and as a page to print where the room below has none (BR-R01, §5.0)."""

from datetime import date
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directory.requests import StaffRequest
from handover.models import Handover
from papers import rules, sheets
from papers.models import Export
from records import clock
from visits.forms.log import DayForm
from visits.models import Case, Promise, Visit
from visits.views.log import centre_of, stretch_of
from visits.views.reading import for_readers


@require_safe
@for_readers
def log_pdf(request: StaffRequest, day: date, shift: str = "") -> HttpResponse:
    """The《服務中心值班記錄表》of a shift, or of a whole day, as PDF."""
    stretch = stretch_of(request.user, day, shift)
    if sentence := rules.against_paper_of(stretch, request.user):
        raise PermissionDenied(sentence)
    sheet = sheets.duty_log(stretch, request.user)
    return _drawn(request, sheet, "paper.log", f"{day} {stretch.name}", len(sheet.rows))


@require_safe
@for_readers
def handover_pdf(request: StaffRequest, number: str) -> HttpResponse:
    """The《服務中心交接班記錄表》as it was at the last signature, as PDF (BR-H16)."""
    found = get_object_or_404(Handover.objects.visible_to(request.user).for_sheet(), number=number)
    sheet = sheets.handover_record(found, request.user)
    if sheet is None:
        raise Http404
    return _drawn(request, sheet, "paper.handover", number, len(sheet.rows))


@require_safe
@for_readers
def callback_print(request: StaffRequest) -> HttpResponse:
    """The《回訪記錄表》 of a day to print."""
    words = {"back": reverse("visits:callback-list"), "pdf": f"../pdf/?{request.GET.urlencode()}"}
    return render(request, "papers/sheet.html", words | {"sheet": _callbacks(request)})


@require_safe
@for_readers
def callback_pdf(request: StaffRequest) -> HttpResponse:
    """The《回訪記錄表》 of a day as PDF."""
    sheet = _callbacks(request)
    return _drawn(request, sheet, "paper.callbacks", sheet.facts[0][1], len(sheet.rows))


def _callbacks(request: StaffRequest) -> sheets.Sheet:
    centre = centre_of(request.user)
    day = DayForm(request.GET).asked.get("date") or centre.local(clock.now()).date()
    return sheets.callback_record(centre, day, request.user)


@require_safe
@for_readers
def case_print(request: StaffRequest, number: str) -> HttpResponse:
    """One case with its whole story, to print."""
    found = _case(request, number)
    words = {"letter": _letter(request, found), "back": found.get_absolute_url(), "pdf": "../pdf/"}
    return render(request, "papers/letter.html", words)


@require_safe
@for_readers
def case_pdf(request: StaffRequest, number: str) -> HttpResponse:
    """One case with its whole story, as PDF."""
    found = _case(request, number)
    return _drawn(request, _letter(request, found), "paper.case", number, 1)


def _case(request: StaffRequest, number: str) -> Case:
    cases = Case.objects.visible_to(request.user).for_story().with_open_callback()
    found: Case = get_object_or_404(cases, number=number)
    return found


def _letter(request: StaffRequest, case: Case) -> sheets.Letter:
    return sheets.whole_case(case, list(case.promises.order_by("place")), request.user)


@require_safe
@for_readers
def slip_print(request: StaffRequest, number: str) -> HttpResponse:
    """The slip for the resident, to print."""
    found = _visit(request, number)
    words = {"letter": _slip(found), "back": found.get_absolute_url(), "pdf": "pdf/"}
    return render(request, "papers/letter.html", words)


@require_safe
@for_readers
def slip_pdf(request: StaffRequest, number: str) -> HttpResponse:
    """The slip for the resident, as PDF."""
    return _drawn(request, _slip(_visit(request, number)), "paper.slip", number, 1)


def _visit(request: StaffRequest, number: str) -> Visit:
    found: Visit = get_object_or_404(Visit.objects.visible_to(request.user).for_page(), number=number)
    if found.status in (Visit.Status.VOID, Visit.Status.RECEIVING):
        raise Http404
    return found


def _slip(visit: Visit) -> sheets.Letter:
    return sheets.slip(visit, Promise.objects.filter(case__visit=visit).order_by("place").last())


@require_safe
@for_readers
def blank_print(request: StaffRequest, form: str) -> HttpResponse:
    """An empty form to write on while the power is out, to print."""
    return render(
        request,
        "papers/sheet.html",
        {"sheet": _blank(request, form), "back": reverse("papers:papers"), "pdf": "pdf/"},
    )


@require_safe
@for_readers
def blank_pdf(request: StaffRequest, form: str) -> HttpResponse:
    """An empty form as PDF: nothing of the centre but its name stands on it, so nobody need know who took it."""
    sheet = _blank(request, form)
    return _file(sheet.pdf(), sheet.title)


def _blank(request: StaffRequest, form: str) -> sheets.Sheet:
    if form not in sheets.BLANKS:
        raise Http404
    return sheets.BLANKS[form](centre_of(request.user))


def _drawn(
    request: StaffRequest, paper: sheets.Sheet | sheets.Letter, what: str, subject: str, rows: int
) -> HttpResponse:
    Export.draw(by=request.user, what=what, subject=subject, rows=rows)
    return _file(paper.pdf(), f"{paper.title} {subject}".strip())


def _file(body: bytes, name: str) -> HttpResponse:
    """A PDF the browser shows, under a name that says what it is."""
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}.pdf"
    answer["Cache-Control"] = "private, no-store"
    return answer
