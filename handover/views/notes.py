"""必讀通知: what the next shift must have read before it signs (BR-H12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from directory.models import Duty, ServiceCentre, Shift, Staff
from directory.requests import StaffRequest
from handover import rules
from handover.forms.notes import MustReadForm
from handover.models import PassOnNote, Reading
from records import clock
from records.models import Refusal
from records.once import once
from visits.forms.refusing import show_refusal
from visits.story import when
from visits.views.reading import for_readers

PAGE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """One note in a list, and where I stand with it."""

    url: str
    subject: str
    by: str
    at: str
    is_public: bool
    is_unread: bool
    mine: str
    others: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who must read the note, and when they did."""

    mark: str
    name: str
    read: str


@require_safe
@for_readers
def note_list(request: StaffRequest) -> HttpResponse:
    """What I must still read, oldest first, then every note of the centre."""
    staff = request.user
    page = request.GET.get("page", "1")
    number = int(page) if page.isdecimal() and len(page) < 6 and int(page) else 1
    notes = list(PassOnNote.objects.visible_to(staff).for_list()[(number - 1) * PAGE : number * PAGE + 1])
    unread = list(
        Reading.objects.visible_to(staff)
        .unread_by(staff)
        .select_related("note__written_by", "centre")
        .order_by("note__written_at")
    )
    words = {
        "unread": [_row(staff, reading.note, [reading]) for reading in unread],
        "notes": [_row(staff, note, note.readings.all()) for note in notes[:PAGE]],
        "may_write": staff.may("receive_visit"),
        "newer": f"?page={number - 1}" if number > 1 else "",
        "older": f"?page={number + 1}" if len(notes) > PAGE else "",
    }
    return render(request, "handover/notes.html", words)


def _row(staff: Staff, note: PassOnNote, readings: Sequence[Reading]) -> NoteRow:
    own = next((each for each in readings if each.staff_id == staff.pk), None)
    mine = others = ""
    if own is not None:
        mine = _("read %(time)s") % {"time": _when(staff, own)} if own.read_at else _("to be read")
    if _sees_readers(staff, note):
        others = _said(readings)
    return NoteRow(
        url=reverse("handover:note", args=[note.pk]),
        subject=note.subject,
        by=note.written_by.name,
        at=when(_centre(staff), note.written_at),
        is_public=note.is_public,
        is_unread=own is not None and own.read_at is None,
        mine=mine,
        others=others,
    )


def _said(readings: Sequence[Reading]) -> str:
    missing = [each.staff.name for each in readings if each.read_at is None]
    read = len(readings) - len(missing)
    said = ngettext("%(read)d of %(count)d has read it", "%(read)d of %(count)d have read it", len(readings))
    told = said % {"read": read, "count": len(readings)}
    return (
        _("%(said)s; not yet: %(names)s") % {"said": told, "names": _(", ").join(missing)}
        if missing
        else told
    )


def _sees_readers(staff: Staff, note: PassOnNote) -> bool:
    return note.written_by_id == staff.pk or rules.leads(staff)


def _centre(staff: Staff) -> ServiceCentre:
    assert staff.centre is not None  # noqa: S101 -- who reads the log belongs to a centre
    return staff.centre


def _when(staff: Staff, reading: Reading) -> str:
    return when(_centre(staff), reading.read_at) if reading.read_at else ""


@require_http_methods(["GET", "POST"])
@once
@for_readers
def note(request: StaffRequest, pk: int) -> HttpResponse:
    """One note: GET shows it, POST says that I have read it, once (I8)."""
    staff = request.user
    found = get_object_or_404(PassOnNote.objects.visible_to(staff).for_list(), pk=pk)
    if request.method == "POST":
        found.open(by=staff)
        return redirect("handover:note", pk)
    readings = list(found.readings.all())
    own = next((each for each in readings if each.staff_id == staff.pk), None)
    readers = [Reader(each.staff.surname_mark, each.staff.name, _when(staff, each)) for each in readings]
    still = (
        Reading.objects.visible_to(staff).unread_by(staff).exclude(note=found).order_by("note__written_at")
    )
    words = {
        "note": found,
        "at": when(_centre(staff), found.written_at),
        "own": own,
        "read": _when(staff, own) if own else "",
        "readers": readers if _sees_readers(staff, found) else [],
        "following": still.first(),
    }
    return render(request, "handover/note.html", words)


@require_http_methods(["GET", "POST"])
@once
@for_readers
def note_new(request: StaffRequest) -> HttpResponse:
    """Write a note that others sign for no shift without having read."""
    form = _form(request)
    if request.method == "GET":
        return _writing(request, form)
    if not form.is_valid():
        return _writing(request, form, 422)
    words = form.cleaned_data
    try:
        written = PassOnNote.write(
            by=request.user,
            subject=words["subject"],
            details=words["details"],
            readers=form.chosen,
            is_public=words["is_public"],
        )
    except Refusal as refusal:
        return _writing(request, form, show_refusal(request, form, refusal))
    said = _("Written. Who must read it signs for no shift before that: %(names)s.")
    messages.success(request, said % {"names": _(", ").join(person.name for person in form.chosen)})
    return redirect("handover:note", written.pk)


def _form(request: StaffRequest) -> MustReadForm:
    staff = request.user
    now = Shift.objects.at(_centre(staff), clock.now())
    shift = Shift.objects.following(now) if now else None
    rostered = Duty.objects.visible_to(staff).during(shift) if shift else []
    people: Any = Staff.objects.visible_to(staff).who_may("receive_visit").exclude(pk=staff.pk)
    return MustReadForm(
        request.POST if request.method == "POST" else None,
        people=list(people),
        shift=shift,
        coming=[duty.staff for duty in rostered if duty.staff_id != staff.pk],
    )


def _writing(request: StaffRequest, form: MustReadForm, status: int = 200) -> HttpResponse:
    staff = request.user
    why_not = rules.against_writing_a_note(staff, "-", "-", [staff])
    words = {
        "form": form,
        "why_not": why_not,
        "shift": form.shift_name,
        "coming": _(", ").join(person.name for person in form.coming),
        "chosen": form.data.getlist("readers") if form.is_bound else [],  # type: ignore[attr-defined]  # -- always a QueryDict
    }
    return render(request, "handover/note_new.html", words, status=status)
