"""One box for everything, and a household with its past (§4.6, design §5)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory import folding, masking
from directory.models import Occupancy, Resident, ServiceCentre, Staff, Unit
from directory.requests import StaffRequest
from records import clock
from records.models import Refusal
from records.once import once
from records.prepared import Later, Prepared
from visits import lines
from visits.forms.log import RevealForm
from visits.forms.refusing import show_refusal
from visits.labels import labels
from visits.mine import Mine
from visits.models import Callback, Case, Disclosure, Visit
from visits.models.disclosure import SHOWN_FOR
from visits.models.visit import VisitQuerySet
from visits.rows import OwedRow, line_address, line_chip, name_of, owed_rows, past_rows, percent, short
from visits.story import day_of
from visits.views.log import centre_of
from visits.views.reading import for_readers

AT_MOST: Final = 8
#: How far back names of visitors are searched, who may be in no household.
NEWEST: Final = 2000
PAST: Final = 50
YEAR: Final = timedelta(days=365)
LONGEST: Final = 60
NUMBER: Final = re.compile(r"(ZB|HF)-?(\d{8})-?(\d{3,})")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    url: str
    head: str
    who: str = ""
    more: str = ""
    chip: Any = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Things found of one kind."""

    name: str
    hits: list[Hit]


@require_safe
@for_readers
def find(request: StaffRequest) -> HttpResponse:
    """Find a home, a person or a record by what was typed; the palette gets the bare rows."""
    staff = request.user
    text = typed(request.GET)
    is_part = bool(request.headers.get("HX-Request")) or request.GET.get("part") == "palette"
    groups, out = list[Group](), ""
    if number := _number(text):
        if url := _record(staff, number):
            if not is_part:
                return redirect(url)
            groups.append(Group(_("Numbers"), [Hit(url, number)]))
    elif text:
        found = (
            Group(_("Homes"), _homes(staff, text)),
            Group(_("People"), _people(staff, text)),
            Group(_("Visits"), _visits(staff, text)),
        )
        groups = [group for group in found if group.hits]
        out = urlencode({"q": text})
    template = "visits/find_rows.html" if is_part else "visits/find.html"
    return render(request, template, {"q": text, "groups": groups, "out": out})


def typed(query: QueryDict) -> str:
    """What was typed into the box, in ordinary width."""
    return folding.clean(query.get("q", "").replace("\0", ""))[:LONGEST]


def visits_like(visits: VisitQuerySet, text: str) -> VisitQuerySet:
    """The visits somebody means by what was typed, of any age: the box shows the newest of them."""
    if number := _number(text):
        return visits.filter(number=number)
    if not text:
        return visits.none()
    return visits.of_somebody_like(text, folded=folding.fold(text), number=_part_of_a_phone(text))


def _part_of_a_phone(text: str) -> str | None:
    number = folding.digits(text)
    return number if len(number) >= 4 else None


def _number(text: str) -> str:
    """The record number meant by what was typed, or ""; dashes and capitals do not matter."""
    found = NUMBER.fullmatch(folding.plate(text))
    return "-".join(found.groups()) if found else ""


def _record(staff: Staff, number: str) -> str:
    if number.startswith("HF"):
        callback = Callback.objects.visible_to(staff).filter(number=number).first()
        return callback.get_absolute_url() if callback else ""
    visit = Visit.objects.visible_to(staff).select_related("opened").filter(number=number).first()
    if visit is None:
        return ""
    case: Case | None = getattr(visit, "opened", None)
    return case.get_absolute_url() if case else visit.get_absolute_url()


CENTRE: Final = Later("centre", BigIntegerField())
TODAY: Final = Later("today", DateField())


def _homes(staff: Staff, text: str) -> list[Hit]:
    if not folding.looks_like_a_room(text):
        return []
    living = Occupancy.objects.current(_today(staff)).filter(unit=OuterRef("pk")).for_list()
    units = (
        Unit.objects.visible_to(staff)
        .at_room(text)
        .annotate(somebody=Subquery(living.values("resident__name")[:1]))
    )
    return [
        Hit(address_of_home(code), code, name_of(somebody or "", staff))
        for code, somebody in units.values_list("code", "somebody")[:AT_MOST]
    ]


def _people(staff: Staff, text: str) -> list[Hit]:
    if (
        folding.looks_like_a_room(text)
        and len(folding.room_parts(text)) > 1
        and len(folding.digits(text)) < 7
    ):
        return []
    words: dict[str, Any] = {f"word{place}": word for place, word in enumerate(folding.words(text))}
    if not words:
        return []
    found = _named(len(words)).rows(AT_MOST, centre=staff.centre_id, today=_today(staff), **words)
    return [
        Hit(
            address_of_home(home) if home else "",
            home or _("no home"),
            name_of(name, staff),
            masking.mask_phone(phone),
        )
        for name, phone, home in found
    ]


@cache
def _named(count: int) -> Prepared:
    words = [Later(f"word{place}", CharField()) for place in range(count)]
    living = Occupancy.objects.current(TODAY).filter(resident=OuterRef("pk")).for_list()
    return Prepared(
        lambda: (
            Resident.objects.filter(centre=CENTRE)
            .with_words(words)
            .annotate(home=Subquery(living.values("unit__code")[:1]))
            .values_list("name", "phone", "home")
        )
    )


def _visits(staff: Staff, text: str) -> list[Hit]:
    """Visitors of the newest two thousand visits by name or part of their number: they may live nowhere here."""
    number = _part_of_a_phone(text)
    found = _visitors(number is not None).rows(
        AT_MOST, centre=staff.centre_id, text=text, folded=folding.fold(text), number=number
    )
    centre, now = centre_of(staff), clock.now()
    return [
        Hit(
            line_address(line),
            line.unit or line.location_detail or line.number,
            name_of(line.visitor_name, staff),
            f"{day_of(centre, line.arrived_at) or _('today')} {short(line.statement)}",
            line_chip(line, now).html,
        )
        for line in (lines.Line(*row) for row in found)
    ]


@cache
def _visitors(by_phone: bool) -> Prepared:
    text, folded = Later("text", CharField()), Later("folded", CharField())
    number = Later("number", CharField()) if by_phone else None
    mine = Visit.objects.filter(centre=CENTRE)
    oldest = Subquery(mine.order_by("-pk").values("pk")[NEWEST - 1 : NEWEST])
    newest = mine.filter(pk__gte=Coalesce(oldest, Value(0))).order_by("-pk")
    newest = newest.of_somebody_like(text, folded=folded, number=number)
    return Prepared(lambda: newest.values_list(*lines.COLUMNS))


def address_of_home(code: str) -> str:
    """The page of a home; its number may hold anything."""
    return reverse("visits:unit", args=[code])


def _today(staff: Staff) -> date:
    return centre_of(staff).local(clock.now()).date()


# A household -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who lives in a home, as the desk addresses them."""

    pk: int
    name: str
    honorific: str
    relation: str
    phone: str
    care_note: str
    is_revealed: bool


class Mark(NamedTuple):
    """One visit on the ruler of the year."""

    at: int
    kind: str
    url: str
    label: str


@require_http_methods(["GET", "HEAD"])
@for_readers
def unit(request: StaffRequest, code: str) -> HttpResponse:
    """A household: what we owe it now, what it came for before, who lives there and what to mind."""
    return _household(request, code, RevealForm(), 0, 200)


@require_POST
@once
@for_readers
def unit_reveal(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    """Show somebody's full number for a few minutes; the reason and the name stay (BR-V17)."""
    people = _people_of(request.user, code)
    person = next((each for each in people if each["person"] == pk), None)
    if person is None:
        raise Http404
    form = RevealForm(request.POST)
    if form.is_valid():
        try:
            Disclosure.reveal(by=request.user, subject=_subject(code, pk), reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            return _household(request, code, form, pk, show_refusal(request, form, refusal))
        return redirect(f"{reverse('visits:unit', args=[code])}?shown={pk}#people")
    return _household(request, code, form, pk, 422)


def _household(
    request: StaffRequest, code: str, form: RevealForm, asked_for: int, status: int
) -> HttpResponse:
    staff, centre = request.user, centre_of(request.user)
    shown = request.GET.get("shown", "")
    revealed = int(shown) if shown.isdecimal() and len(shown) < 19 else 0
    living = _people_of(staff, code, revealed)
    if not living:
        raise Http404
    home = Unit(pk=living[0]["pk"], centre=centre, code=living[0]["code"])
    past = lines.of_home(staff, home.pk, PAST)
    people = _persons(staff, living, revealed)
    answers = [line.answer for line in past if line.answer is not None]
    context = {
        "unit": home,
        "people": people,
        "notes": [person for person in people if person.care_note],
        "may_reveal": staff.may("reveal_phone"),
        "form": form,
        "asked_for": asked_for,
        "owed": _owed(request, home),
        "rows": past_rows(past, staff, centre),
        "months": _months(centre, clock.now()),
        "marks": _marks(centre, past, clock.now()),
        "is_cut": len(past) == PAST,
        "average": f"{sum(answers) / len(answers):.1f}" if answers else "",
        "new": f"{reverse('visits:desk')}?unit={home.code}",
        "out": urlencode({"unit": home.code}),
    }
    return render(request, "visits/unit.html", context, status=status)


def _people_of(staff: Staff, code: str, revealed: int = 0) -> list[dict[str, Any]]:
    """The home and everybody who lives there, in one question; one line with no person for an empty home."""
    found = _living(bool(revealed)).rows(
        centre=staff.centre_id,
        code=code.replace("\0", ""),
        today=_today(staff),
        staff=staff.pk,
        subject=_subject(code, revealed),
        since=clock.now() - SHOWN_FOR,
    )
    return [dict(zip((*LIVING, "revealed"), (*row, False), strict=False)) for row in found]


LIVING: Final = ("pk", "code", "person", "name", "honorific", "relation", "phone", "care_note")


@cache
def _living(with_number: bool) -> Prepared:
    begun = Q(occupancies__since__isnull=True) | Q(occupancies__since__lte=TODAY)
    lasting = Q(occupancies__until__isnull=True) | Q(occupancies__until__gt=TODAY)
    shown = Disclosure.objects.asked_since(
        Later("staff", BigIntegerField()), Later("subject", CharField()), Later("since", DateTimeField())
    )
    homes = (
        Unit.objects.filter(centre=CENTRE, code=Later("code", CharField()))
        .annotate(
            living=FilteredRelation("occupancies", condition=begun & lasting),
            person=F("living__resident"),
            name=F("living__resident__name"),
            honorific=F("living__resident__honorific"),
            relation=F("living__relation"),
            phone=F("living__resident__phone"),
            care_note=F("living__resident__care_note"),
        )
        .order_by("living__pk")
    )
    if with_number:
        return Prepared(lambda: homes.annotate(revealed=Exists(shown)).values_list(*LIVING, "revealed"))
    return Prepared(lambda: homes.values_list(*LIVING))


def _persons(staff: Staff, living: list[dict[str, Any]], revealed: int) -> list[Person]:
    relations = labels(Occupancy.Relation)
    rank = list(Occupancy.Relation.values)
    shown = {line["person"] for line in living if line["revealed"] and line["person"] == revealed}
    people = [line for line in living if line["person"] is not None]
    return [
        Person(
            pk=line["person"],
            name=name_of(line["name"], staff),
            honorific=labels(Resident.Honorific).get(line["honorific"], ""),
            relation=relations[line["relation"]],
            phone=line["phone"] if line["person"] in shown else masking.mask_phone(line["phone"]),
            care_note=line["care_note"],
            is_revealed=line["person"] in shown,
        )
        for line in sorted(people, key=lambda line: rank.index(line["relation"]))
    ]


def _subject(code: str, pk: int) -> str:
    return f"{code} {pk}".replace("\0", "")


def _owed(request: StaffRequest, home: Unit) -> list[OwedRow]:
    shift = Mine.of(request).shift
    owed = lines.owed_to_home(request.user, home.pk, PAST)
    return owed_rows(owed, request.user, home.centre, shift.ends_at if shift else None)


class Month(NamedTuple):
    """One month on the ruler of the year."""

    name: str
    at: int


def _months(centre: ServiceCentre, now: datetime) -> list[Month]:
    """The months of the last year, each with its place on the ruler."""
    local = centre.local(now)
    first = local.year * 12 + local.month - 12
    return [Month(str((first + n) % 12 + 1), round(100 * n / 12)) for n in range(12)]


def _marks(centre: ServiceCentre, past: list[lines.Line], now: datetime) -> list[Mark]:
    """Each visit of the last twelve months: round for answered at once, a diamond for a promise, filled while open."""
    local = centre.local(now)
    begins = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    begins = (
        begins.replace(year=begins.year - 1, month=begins.month + 1)
        if begins.month < 12
        else begins.replace(month=1)
    )
    ends = (local.replace(day=28) + timedelta(days=4)).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    marks = []
    for line in past:
        if line.arrived_at < begins or line.status == Visit.Status.VOID:
            continue
        kind = "is-open" if line.is_case_open else "" if line.has_case else "is-now"
        label = f"{centre.local(line.arrived_at):%m-%d} {line_chip(line, now).text}"
        marks.append(Mark(percent(line.arrived_at - begins, ends - begins), kind, line_address(line), label))
    return marks
