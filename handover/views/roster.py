"""當值表: who works which shift, by week; clicked, or pasted from a spreadsheet (§4.9, BR-H18)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory import rules, shifts
from directory.models import Duty, ServiceCentre, Shift, ShiftPattern, Staff
from directory.requests import StaffRequest
from handover import roster
from handover.forms.roster import PasteForm, PutOnForm, TakeOffForm
from records import clock
from records.models import Refusal
from records.once import once
from visits.forms.refusing import show_refusal
from visits.views.reading import for_readers

#: So many gaps are named in the sentence.
NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody rostered for a shift."""

    pk: int
    mark: str
    name: str
    is_me: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One shift of one day."""

    title: str
    shift: str
    people: list[Person]
    url: str
    is_now: bool
    is_over: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A row of the week."""

    label: str
    is_today: bool
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Opened:
    """The shift somebody is looking at, and what was typed there and not accepted."""

    pattern: int
    day: date
    form: forms.Form | None = None
    duty: int = 0
    status: int = 200


@require_safe
@for_readers
def roster_week(request: StaffRequest) -> HttpResponse:
    """Who works in a week; who leads opens a shift and changes it."""
    day = _day(request.GET.get("day", "")) or _centre(request).local(clock.now()).date()
    pattern = request.GET.get("pattern", "")
    opened = Opened(int(pattern), day) if pattern.isdecimal() and len(pattern) < 10 else None
    return _page(request, day, opened)


@require_POST
@once
@for_readers
def roster_put_on(request: StaffRequest) -> HttpResponse:
    """Put somebody on a shift."""
    pattern, day = _place(request)
    form = PutOnForm(request.POST, people=_people(request))
    if not form.is_valid():
        return _page(request, day, Opened(pattern.pk, day, form, status=422))
    try:
        Duty.put_on(by=request.user, shift=Shift.objects.on(pattern, day), staff=form.chosen)
    except Refusal as refusal:
        status = show_refusal(request, form, refusal)
        return _page(request, day, Opened(pattern.pk, day, form, status=status))
    return redirect(_url(pattern.pk, day))


@require_POST
@once
@for_readers
def roster_take_off(request: StaffRequest, pk: int) -> HttpResponse:
    """Take somebody off a shift that has not begun."""
    duties = Duty.objects.visible_to(request.user).select_related("shift__pattern", "staff")
    duty = get_object_or_404(duties, pk=pk)
    pattern, day = duty.shift.pattern_id, duty.shift.duty_date
    form = TakeOffForm(request.POST)
    if not form.is_valid():
        return _page(request, day, Opened(pattern, day, form, pk, 422))
    try:
        duty.take_off(by=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        status = show_refusal(request, form, refusal)
        return _page(request, day, Opened(pattern, day, form, pk, status))
    return redirect(_url(pattern, day))


@require_http_methods(["GET", "POST"])
@once
@for_readers
def roster_paste(request: StaffRequest) -> HttpResponse:
    """Put rows of a spreadsheet on the roster: all of them, or none and a sentence for each wrong row."""
    why_not = rules.against_keeping_the_roster(request.user)
    form = PasteForm(request.POST if request.method == "POST" else None)
    words: dict[str, Any] = {"form": form, "why_not": why_not, "example": _example(request)}
    if request.method == "GET":
        return render(request, "handover/roster_paste.html", words)
    if why_not:
        status = show_refusal(request, form, Refusal(why_not))
        return render(request, "handover/roster_paste.html", words, status=status)
    if form.is_valid():
        pasted = roster.Reading(request.user).read(form.cleaned_data["rows"])
        count = 0 if pasted.wrong else roster.write(pasted, by=request.user)
        if not pasted.wrong:
            said = ngettext(
                "%(count)d duty is new on the roster.", "%(count)d duties are new on the roster.", count
            )
            messages.success(request, said % {"count": count})
            return redirect(f"{reverse('handover:roster')}?day={min(day for _pattern, day in pasted.people)}")
        for sentence in pasted.wrong:
            form.add_error("rows", sentence)
    return render(request, "handover/roster_paste.html", words, status=422)


def _example(request: StaffRequest) -> str:
    day = _centre(request).local(clock.now()).date() + timedelta(days=1)
    return "\n".join(
        f"{day}\t{pattern.name}\t{request.user.name}"
        for pattern in ShiftPattern.objects.visible_to(request.user).active()
    )


# The page --------------------------------------------------------------------------------------------------------


def _page(request: StaffRequest, day: date, opened: Opened | None) -> HttpResponse:
    staff, days = request.user, roster.week_of(day)
    patterns = list(ShiftPattern.objects.visible_to(staff).active())
    duties: dict[tuple[int, date], list[Duty]] = {}
    for duty in Duty.objects.visible_to(staff).dated(days[0], days[-1]):
        duties.setdefault((duty.shift.pattern_id, duty.shift.duty_date), []).append(duty)
        if duty.shift.pattern not in patterns:
            patterns.append(duty.shift.pattern)
    rows = [_row(request, each, patterns, duties, opened) for each in days]
    leads = not rules.against_keeping_the_roster(staff)
    cells = [cell for row in rows for cell in row.cells] if leads else []
    empty = [cell.title for cell in cells if not cell.people and not cell.is_over]
    words = {
        "rows": rows,
        "patterns": patterns,
        "title": f"{days[0].month}/{days[0].day} – {days[-1].month}/{days[-1].day}",
        "out": f"date={days[0]}&until={days[-1]}",
        "earlier": f"?day={days[0] - timedelta(days=7)}",
        "later": f"?day={days[0] + timedelta(days=7)}",
        "leads": leads,
        "uncovered": roster.uncovered_hours(each for each in patterns if each.active) if leads else [],
        "empty": len(empty),
        "gaps": _named(empty),
    }
    if opened is not None:
        words["opened"] = _opened(request, opened, patterns, duties)
    return render(request, "handover/roster.html", words, status=opened.status if opened else 200)


def _row(
    request: StaffRequest,
    day: date,
    patterns: list[ShiftPattern],
    duties: dict[tuple[int, date], list[Duty]],
    opened: Opened | None,
) -> Day:
    centre, now = _centre(request), clock.now()
    cells = []
    for pattern in patterns:
        span = shifts.span(centre.tz, pattern, day)
        people = [
            Person(duty.pk, duty.staff.surname_mark, duty.staff.name, duty.staff_id == request.user.pk)
            for duty in duties.get((pattern.pk, day), [])
        ]
        cells.append(
            Cell(
                title=f"{_label(day)} {pattern.name}",
                shift=pattern.name,
                people=people,
                url=_url(pattern.pk, day),
                is_now=span.covers(now),
                is_over=span.ends_at <= now or not (people or pattern.active),
                is_open=opened is not None and (opened.pattern, opened.day) == (pattern.pk, day),
            )
        )
    return Day(_label(day), day == centre.local(now).date(), cells)


def _named(titles: list[str]) -> str:
    """The first gaps by name; the others are red in the week below."""
    return _(", ").join(titles[:NAMED]) + (" …" if len(titles) > NAMED else "")


def _opened(
    request: StaffRequest,
    opened: Opened,
    patterns: list[ShiftPattern],
    duties: dict[tuple[int, date], list[Duty]],
) -> dict[str, Any]:
    """The card of one shift: who works it, and what may be changed, or why nothing may."""
    pattern = next((each for each in patterns if each.pk == opened.pattern), None)
    if pattern is None:
        raise Http404
    staff, centre = request.user, _centre(request)
    span = shifts.span(centre.tz, pattern, opened.day)
    shift = Shift(
        centre=centre, pattern=pattern, duty_date=opened.day, starts_at=span.starts_at, ends_at=span.ends_at
    )
    rostered = duties.get((pattern.pk, opened.day), [])
    why_not = rules.against_changing_the_roster(staff, shift)
    put_on = opened.form if isinstance(opened.form, PutOnForm) else None
    if put_on is None and not why_not:
        there = {duty.staff_id for duty in rostered}
        put_on = PutOnForm(people=[person for person in _people(request) if person.pk not in there])
    return {
        "title": f"{_label(opened.day)} {pattern.name}",
        "hours": pattern.hours,
        "pattern": pattern.pk,
        "day": opened.day.isoformat(),
        "duties": [
            {
                "pk": duty.pk,
                "staff": duty.staff,
                "why_not": rules.against_taking_off(duty, staff, "-"),
                "form": opened.form if opened.duty == duty.pk else TakeOffForm(),
            }
            for duty in rostered
        ],
        "why_not": why_not,
        "put_on": put_on,
        "form": opened.form,
    }


def _people(request: StaffRequest) -> list[Staff]:
    return list(Staff.objects.visible_to(request.user).who_may("receive_visit"))


def _place(request: StaffRequest) -> tuple[ShiftPattern, date]:
    pk, day = request.POST.get("pattern", ""), _day(request.POST.get("day", ""))
    if not (pk.isdecimal() and len(pk) < 10) or day is None:
        raise Http404
    patterns = ShiftPattern.objects.visible_to(request.user).active().select_related("centre")
    found: ShiftPattern = get_object_or_404(patterns, pk=pk)
    return found, day


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


def _label(day: date) -> str:
    return f"{day.month}/{day.day} {WEEKDAYS[day.weekday()]}"


def _url(pattern: int, day: date) -> str:
    return f"{reverse('handover:roster')}?day={day}&pattern={pattern}#edit"


def _centre(request: StaffRequest) -> ServiceCentre:
    assert request.user.centre is not None  # noqa: S101 -- who reads the log belongs to a centre
    return request.user.centre
