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
from handover.forms.acts import BeginForm
from handover.forms.boxes import SeenForm
from handover.models import Handover, Reading
from handover.rows import hours, paper, row, state_chip, version
from handover.views.after import first_received, reading_list, shift_now
from handover.views.showing import WRITTEN, Book, Failed, found, number_in, sheet_form, show
from records import clock, seals
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
    name: str = ""
    is_early: bool = False
    is_wrong: bool = False
    reason: str = ""
    url: str = ""
    chip: SafeString | str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NotBegun:
    """A sheet that could not be opened: whose, why not, and what was typed."""

    duty: int
    sentence: str
    reason: str
    status: int


@require_safe
@for_readers
def handover_list(request: StaffRequest) -> HttpResponse:
    """What concerns me now: my own shift, sheets that wait for me, and what was handed over before."""
    return _list(request)


def _list(request: StaffRequest, failed: NotBegun | None = None) -> HttpResponse:
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
    going = _going(staff, duties, mine, failed)
    at_work = _at_work(staff, failed) if rules.leads(staff) else []
    words = {
        "going": going,
        "at_work": at_work,
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
    if failed and failed.duty not in {each.pk for each in (*going, *at_work)}:
        messages.error(request, failed.sentence)
    return render(request, "handover/list.html", words, status=failed.status if failed else 200)


def _going(staff: Staff, duties: list[Duty], mine: list[Handover], failed: NotBegun | None) -> list[Going]:
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
        later = any(each.shift.starts_at >= duty.shift.ends_at for each in duties)
        going.append(_to_begin(duty, staff, failed, goes_on=later and duty.goes_on_in() is not None))
    return going


def _at_work(staff: Staff, failed: NotBegun | None) -> list[Going]:
    """Who works now without a sheet: whoever leads may open it, and before its time says why."""
    at_work = Duty.objects.visible_to(staff).at_work_beside(staff)
    return [_to_begin(duty, staff, failed, goes_on=duty.goes_on) for duty in at_work]


def _to_begin(duty: Duty, by: Staff, failed: NotBegun | None, *, goes_on: bool) -> Going:
    duty.shift.centre = duty.centre
    why_not = rules.against_beginning(duty, by, WRITTEN, goes_on=goes_on)
    typed = failed if failed and failed.duty == duty.pk else None
    return Going(
        pk=duty.pk,
        name=duty.staff.name,
        shift=duty.shift.name,
        hours=hours(duty.centre, duty.shift),
        why_not=typed.sentence if typed else why_not,
        is_early=not why_not and clock.now() < rules.opens_at(duty),
        is_wrong=typed is not None,
        reason=typed.reason if typed else "",
    )


@require_POST
@once
@for_readers
def handover_begin(request: StaffRequest, pk: int) -> HttpResponse:
    """開始交班: open the sheet of a shift; what is open is listed by query (BR-H01)."""
    duty = get_object_or_404(Duty.objects.visible_to(request.user), pk=pk)
    form = BeginForm(request.POST)
    typed = request.POST.get("reason", "")
    if not form.is_valid():
        return _list(request, NotBegun(duty.pk, str(form.errors["reason"][0]), typed, 422))
    try:
        begun = Handover.begin(by=request.user, duty=duty, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        return _list(request, NotBegun(duty.pk, str(refusal), typed, show_refusal(request, form, refusal)))
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
        page = number_in(request.POST.get("then", "")) or number_in(request.GET.get("page", ""))
        return redirect(f"{sheet.get_absolute_url()}?page={page}" if page > 1 else sheet)
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
        "seal": seals.head_code(shown.centre_id),
        "version": version(sheet.content),
    }
    return render(request, "handover/print.html", words)
