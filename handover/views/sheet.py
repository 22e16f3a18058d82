"""交接班: what concerns me now, the sheet of who goes off, and the printed《服務中心交接班記錄表》(§4.9)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.models import Duty, Staff
from directory.requests import StaffRequest
from handover import rules
from handover.forms.boxes import SeenForm
from handover.models import Handover, Reading
from handover.rows import hours, paper, row, state_chip, version
from handover.views.after import first_received, reading_list, shift_now
from handover.views.showing import Book, Failed, found, sheet_form, show
from records import clock
from records.models import Refusal
from records.once import once
from visits.forms.refusing import show_refusal
from visits.views.reading import for_readers

PAGE: Final = 20
#: Shifts somebody has to do with: those begun since yesterday, and the coming ones of a day.
BEHIND, AHEAD = timedelta(hours=36), timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """A shift of one's own that is to be handed over."""

    pk: int
    shift: str
    hours: str
    why_not: str
    url: str = ""
    chip: SafeString | str = ""
    note: str = ""


@require_safe
@for_readers
def handover_list(request: StaffRequest) -> HttpResponse:
    """What concerns me now: my own shift, sheets that wait for me, and what was handed over before."""
    staff, now = request.user, clock.now()
    duties = list(Duty.objects.visible_to(staff).of_person(staff, now - BEHIND, now + AHEAD))
    under_way = list(Handover.objects.visible_to(staff).under_way().for_sheet())
    shifts = {duty.shift_id for duty in duties}
    mine = [each for each in under_way if each.outgoing_id == staff.pk]
    coming = [
        each
        for each in under_way
        if each.outgoing_id != staff.pk
        and each.state == Handover.State.SUBMITTED
        and each.to_shift_id in shifts
    ]
    shown = {each.pk for each in (*mine, *coming)}
    leads = rules.leads(staff) or not staff.may("receive_visit")
    page = request.GET.get("page", "1")
    page_number = int(page) if page.isdecimal() and len(page) < 6 and int(page) else 1
    over = Handover.objects.visible_to(staff).over().for_sheet()
    past = list(over[(page_number - 1) * PAGE : page_number * PAGE + 1])
    words = {
        "going": _going(staff, duties, mine),
        "coming": [row(each) for each in coming],
        "others": [row(each) for each in under_way if each.pk not in shown] if leads else [],
        "followed": first_received(staff, duties),
        "on_duty": shift_now(duties) is not None,
        "unread": Reading.objects.visible_to(staff).unread_by(staff).count(),
        "reading": reading_list(staff),
        "leads": leads,
        "overridden": Handover.objects.visible_to(staff).overridden().since(now - timedelta(days=30)).count()
        if leads
        else 0,
        "past": [row(each) for each in past[:PAGE]],
        "newer": f"?page={page_number - 1}" if page_number > 1 else "",
        "older": f"?page={page_number + 1}" if len(past) > PAGE else "",
    }
    return render(request, "handover/list.html", words)


def _going(staff: Staff, duties: list[Duty], mine: list[Handover]) -> list[Going]:
    now = clock.now()
    begun = {each.duty_id for each in mine}
    going = [
        Going(
            pk=each.duty_id,
            shift=each.from_shift.name,
            hours=hours(each.centre, each.from_shift),
            why_not="",
            url=each.get_absolute_url(),
            chip=state_chip(each).html,
            note=each.refuse_note if each.state == Handover.State.REFUSED else "",
        )
        for each in mine
    ]
    for duty in duties:
        if duty.pk in begun or duty.signed_off_at or duty.shift.starts_at > now:
            continue
        duty.shift.centre = duty.centre
        why_not = rules.against_beginning(duty, staff)
        place = hours(duty.centre, duty.shift)
        going.append(Going(pk=duty.pk, shift=duty.shift.name, hours=place, why_not=why_not))
    return going


@require_POST
@once
@for_readers
def handover_begin(request: StaffRequest, pk: int) -> HttpResponse:
    """開始交班: open the sheet of a shift; what is open is listed by query (BR-H01)."""
    duty = get_object_or_404(Duty.objects.visible_to(request.user), pk=pk)
    form = SeenForm(request.POST)
    form.full_clean()
    try:
        begun = Handover.begin(by=request.user, duty=duty)
    except Refusal as refusal:
        show_refusal(request, form, refusal)
        messages.error(request, str(refusal))
        return redirect("handover:handover-list")
    return redirect(begun)


@require_http_methods(["GET", "POST"])
@once
@for_readers
def handover(request: StaffRequest, number: str) -> HttpResponse:
    """The sheet: GET shows it, POST keeps what was typed and, with `act=sign`, signs it (BR-H03).

    What was typed is kept even when the signature is refused; the page then says what is missing, with links.
    """
    if request.method != "POST":
        return show(request, number)
    sheet = found(request, number)
    form = sheet_form(request, Book.of(sheet, to_save=True), request.POST)
    if not form.is_valid():
        wrong = {f"id_{name}": str(errors[0]) for name, errors in form.errors.items()} | form.wrong
        return show(request, number, Failed("sheet", form, wrong, 422))
    words = form.cleaned_data
    try:
        sheet.as_seen(words["version"]).write(
            by=request.user, items=words["items"], counts=words["counts"], **form.sheet()
        )
    except Refusal as refusal:
        status = show_refusal(request, form, refusal)
        return show(request, number, Failed("sheet", form, refusal.by_field or {"": str(refusal)}, status))
    if not form.is_signing:
        messages.success(request, _("Kept. It is signed when everything is written."))
        return redirect(sheet)
    return _sign(request, sheet, form.sheet())


def _sign(request: StaffRequest, sheet: Handover, words: dict[str, Any]) -> HttpResponse:
    form = SeenForm(request.POST)
    form.full_clean()
    try:
        sheet.as_seen(None).sign_out(by=request.user, **words)
    except Refusal as refusal:
        status = show_refusal(request, form, refusal)
        if not refusal.by_field:
            return show(request, sheet.number, Failed("sheet", form, {"": str(refusal)}, status))
        return redirect(f"{sheet.get_absolute_url()}?refused=1")
    messages.success(request, _("Signed. You still answer for everything until somebody takes over."))
    return redirect(sheet)


@require_safe
@for_readers
def handover_print(request: StaffRequest, number: str) -> HttpResponse:
    """The《服務中心交接班記錄表》as it was at the last signature, A4 landscape, black and white (BR-H16)."""
    shown = found(request, number)
    sheet = shown.sheets.last()
    if sheet is None:
        raise Http404
    centre = shown.centre
    words = paper(sheet.content, centre, request.user) | {
        "handover": shown,
        "content": sheet.content,
        "printed": f"{centre.local(clock.now()):%Y-%m-%d %H:%M}",
        "version": version(sheet.content),
    }
    return render(request, "handover/print.html", words)
