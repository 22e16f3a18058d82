"""管理看板: the morning page, the people behind the figures, and what the figures mean (§4.2, BR-R03)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from directory.requests import StaffRequest
from directory.somebody import Somebody, named
from oversight import charts, counting, figures, rows, rules
from oversight.counting import Days, Number, Numbers, Standing, number_of
from oversight.figures import Figure
from oversight.forms import BoardFilter
from oversight.models import SavedView
from oversight.scope import Scope
from oversight.tally import days_of
from oversight.views.reading import address_of_page, address_of_rows, choices, filter_of, for_overseers, kept
from records import clock
from records.prepared import PreparedRecords, plans_kept
from visits.story import span

#: So many of the most pressing cases stand under the figures, and so many words of residents.
WORST, WORDS = 8, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One figure on the page: what it says, and where its rows are."""

    code: str
    name: str
    text: str
    of: str
    url: str
    meaning: str = ""
    missed_url: str = ""
    missed: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that belong together."""

    name: str
    figures: list[Shown]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix: how many, how full it looks, and whether one of them is late."""

    count: int
    heat: int
    is_late: bool
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One department of the matrix, or all together."""

    name: str
    cells: list[Cell]
    total: int
    url: str
    is_sum: bool = False


class Part(NamedTuple):
    """One stretch of a bar: what it is of, where it begins, how long it is."""

    kind: str
    at: float
    length: float


@dataclass(frozen=True, slots=True)
class Load:
    """What one owner has in hand: late, due today, the rest."""

    name: str
    url: str
    total: int
    parts: list[Part]
    label: str


GROUPS: Final = {
    "receiving": ("received", "rings", "spot", "forwarded", "passes", "breaches"),
    "work": ("kept_last", "kept_first", "rework", "unclaimed", "unforwarded", "assign", "reopened"),
    "asking": ("awaiting", "reach", "asked", "satisfied", "satisfied_first", "satisfied_end", "exceptional"),
    "handover": ("punctual", "refused", "followed", "stuck", "overrides"),
}


_VIEWS: Final = PreparedRecords(
    lambda: SavedView.objects.offered_to(Somebody(frozenset(), False)).only(
        "name", "query", "shared", "saved_by__name"
    )
)


@require_safe
@for_overseers
@plans_kept()
def board(request: StaffRequest) -> HttpResponse:
    """The morning page: what is open, what is late, how promises are kept, and what residents say."""
    form = filter_of(request, BoardFilter)
    scope, carried = form.scope, kept(form)
    days = days_of(scope)
    open_now = counting.standing(scope)
    numbers = counting.total(days.values()) | _together(open_now)
    late = rows.rows(figures.BY_CODE["late"], scope, request.user, limit=WORST)[:WORST]
    context = {
        "form": form,
        "choices": choices(form, request.user),
        "query": request.GET.urlencode(),
        "views": _VIEWS.records(**named(request.user, scope.now)),
        "may_save": not rules.against_saving(request.user, "x"),
        "as_of": f"{scope.centre.local(scope.now):%H:%M}",
        "days": _said_days(scope),
        "kpis": _kpis(numbers, scope, open_now, carried),
        "ages": _ages(),
        "matrix": _matrix(open_now, carried),
        "loads": _loads(open_now, carried),
        "groups": _groups(numbers, scope, carried),
        "trend": _trend(scope, days),
        "reach": _spark(scope, days, "asked"),
        "mark": _spark(scope, days, "mark"),
        "table": _table(scope, days),
        "words": rows.verbatim(scope, WORDS),
        "worst": late or rows.rows(figures.BY_CODE["due_today"], scope, request.user, limit=WORST)[:WORST],
        "worst_title": figures.BY_CODE["late" if late else "due_today"].name,
        "worst_url": address_of_rows("late" if late else "due_today", carried),
    }
    return render(request, "oversight/board.html", context)


def shown(figure: Figure, numbers: Numbers, scope: Scope, carried: dict[str, Any]) -> Shown:
    """A figure as the page says it; a dash where the boxes narrow by what its rows do not know."""
    number = numbers.get(figure.code, Number())
    known = figure.book.may_be_narrowed_by(scope.narrowed_by)
    text, of = _said(figure, number)
    bad = number.part if figure.is_bad else number.whole - number.part
    missed = bad if figure.is_share else 0
    show = "counted" if figure.is_bad else "missed"
    return Shown(
        code=figure.code,
        name=str(figure.name),
        text=text if known else "—",
        of=of if known else "",
        url=address_of_rows(figure.code, carried),
        meaning=f"{address_of_page('oversight:definitions')}#{figure.code}",
        missed_url=address_of_rows(figure.code, carried, show=show) if known and missed else "",
        missed=f"{figure.bad} {missed}" if missed else "",
        is_late=figure.code == "late" and number.part > 0,
    )


def _said(figure: Figure, number: Number) -> tuple[str, str]:
    if figure.mark:
        return number.mean, _("of %(count)d answers") % {"count": number.whole} if number.whole else ""
    if figure.is_share:
        percent = number.percent
        return ("—", "") if percent is None else (f"{percent}%", f"{number.part}/{number.whole}")
    return str(number.part), ""


def _text(code: str, numbers: Numbers) -> str:
    return _said(figures.BY_CODE[code], numbers[code])[0]


def _together(open_now: Iterable[Standing]) -> Numbers:
    numbers = {figure.code: Number() for figure in figures.of_book(figures.OPEN)}
    for each in open_now:
        counting.add(numbers, each.numbers)
    return numbers


def _kpis(
    numbers: Numbers, scope: Scope, open_now: Sequence[Standing], carried: dict[str, Any]
) -> list[Shown]:
    longest = min((each.late_since for each in open_now if each.late_since), default=None)
    notes = {
        "open": _("%(count)d nobody picked up") % {"count": numbers["unclaimed"].part},
        "late": _("the longest %(span)s") % {"span": span(scope.now - longest)} if longest else _("nobody"),
        "due_today": _("late ones not counted"),
        "kept_last": _("first promise %(share)s")
        % {"share": _said(figures.BY_CODE["kept_first"], numbers["kept_first"])[0]},
        "reach": _("within 24 h %(share)s") % {"share": _said(figures.BY_CODE["asked"], numbers["asked"])[0]},
        "mark": _("%(answers)d answers, %(count)d not satisfied")
        % {"answers": numbers["mark"].whole, "count": numbers["dissatisfied"].part},
    }
    found = []
    for code, note in notes.items():
        one = shown(figures.BY_CODE[code], numbers, scope, carried)
        found.append(
            Shown(code=code, name=one.name, text=one.text, of=note, url=one.url, is_late=one.is_late)
        )
    return found


def _groups(numbers: Numbers, scope: Scope, carried: dict[str, Any]) -> list[Group]:
    names = {
        "receiving": _("Receiving"),
        "work": _("The work"),
        "asking": _("Asking"),
        "handover": pgettext("board", "Handover"),
    }
    return [
        Group(names[name], [shown(figures.BY_CODE[code], numbers, scope, carried) for code in codes])
        for name, codes in GROUPS.items()
    ]


# Open work -------------------------------------------------------------------------------------------------------


def _ages() -> list[str]:
    return [_("Today"), _("1–2 days"), _("3–7 days"), _("More than 7 days")]


def _matrix(open_now: Sequence[Standing], carried: dict[str, Any]) -> list[Line]:
    departments: dict[tuple[str, int], list[list[Standing]]] = {}
    for each in open_now:
        ages = departments.setdefault((each.department_name, each.department), [[], [], [], []])
        ages[each.age].append(each)
    lines = [
        _line(name, ages, carried | {"department": pk})
        for (name, pk), ages in sorted(departments.items(), key=lambda kv: -sum(_open(age) for age in kv[1]))
    ]
    every = [[each for each in open_now if each.age == age] for age in range(counting.OLDEST + 1)]
    return [*lines, replace(_line(_("Together"), every, carried), is_sum=True)]


def _line(name: str, ages: Sequence[Sequence[Standing]], carried: dict[str, Any]) -> Line:
    cells = []
    for age, (said, found) in enumerate(zip(_ages(), ages, strict=True)):
        count = _open(found)
        late = any(each.numbers["late"].part for each in found)
        label = _("%(name)s, %(age)s, %(count)d cases") % {"name": name, "age": said, "count": count}
        if late:
            label = _("%(label)s, some late") % {"label": label}
        heat = 3 if count > 4 else 2 if count > 2 else 1 if count else 0
        cells.append(Cell(count, heat, late, address_of_rows("open", carried, age=age), label))
    return Line(name, cells, sum(cell.count for cell in cells), address_of_rows("open", carried))


def _open(found: Iterable[Standing]) -> int:
    return sum(each.numbers["open"].part for each in found)


def _loads(open_now: Iterable[Standing], carried: dict[str, Any]) -> list[Load]:
    owners: dict[tuple[str, int], Numbers] = {}
    for each in open_now:
        counting.add(owners.setdefault((each.owner_name, each.owner), {}), each.numbers)
    longest = max((numbers["open"].part for numbers in owners.values()), default=1)
    loads = []
    for (name, pk), numbers in sorted(owners.items(), key=lambda kv: (-kv[1]["open"].part, kv[0])):
        total, late, today = (numbers[code].part for code in ("open", "late", "due_today"))
        parts = (late, today, total - late - today)
        words = {"name": name, "total": total, "late": late, "today": today}
        loads.append(
            Load(
                name=name,
                url=address_of_rows("open", carried, owner=pk),
                total=total,
                parts=[
                    Part(kind, at, length)
                    for kind, (at, length), part in zip(
                        ("l", "s", "o"), charts.stretches(parts, longest), parts, strict=True
                    )
                    if part
                ],
                label=_("%(name)s: open %(total)d, late %(late)d, due today %(today)d") % words,
            )
        )
    return loads


# Day by day ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing and the sentence that says it."""

    chart: charts.Trend | charts.Spark
    label: str
    now: str


def _said_days(scope: Scope) -> str:
    first, last = scope.first, scope.last
    if first == last:
        return f"{first.month}/{first.day}"
    return f"{first.month}/{first.day}–{last.month}/{last.day}"


def _labels(scope: Scope) -> list[str]:
    return [f"{day.month}/{day.day}" for day in scope.days]


def _trend(scope: Scope, days: Days) -> Drawn:
    kept_last = [number_of(days, day, "kept_last").percent for day in scope.days]
    visits = [number_of(days, day, "received").part for day in scope.days]
    chart = charts.trend(_labels(scope), visits, kept_last)
    known = [share for share in kept_last if share is not None]
    label = _(
        "Promises kept by day, at worst %(low)d%%, at last %(last)d%%; visits from %(few)d to %(many)d a day"
    ) % {
        "low": min(known, default=0),
        "last": known[-1] if known else 0,
        "few": min(visits, default=0),
        "many": max(visits, default=0),
    }
    return Drawn(chart, label, f"{known[-1]}%" if known else "—")


def _spark(scope: Scope, days: Days, code: str) -> Drawn:
    figure = figures.BY_CODE[code]
    numbers = [number_of(days, day, code) for day in scope.days]
    if figure.mark:
        values = [number.part / number.whole if number.whole else None for number in numbers]
        low, high = 3.0, 5.0
    else:
        values = [None if number.percent is None else float(number.percent) for number in numbers]
        low, high = 50.0, 100.0
    last = next((number for number in reversed(numbers) if number.whole), Number())
    text = _said(figure, last)[0]
    label = _("%(name)s by day, at last %(last)s") % {"name": figure.name, "last": text}
    return Drawn(charts.spark(_labels(scope), values, low, high), label, text)


#: So many days stand in the table one by one; more stand month by month.
SINGLY: Final = 92


class TableCell(NamedTuple):
    """What a figure came to."""

    text: str


class TableLine(NamedTuple):
    """One day or month of the table."""

    name: str
    cells: list[TableCell]


def _table(scope: Scope, days: Days) -> dict[str, Any]:
    codes = ("received", "spot", "kept_first", "kept_last", "asked", "mark")
    chosen = [figures.BY_CODE[code] for code in codes]
    by_month = len(scope.days) > SINGLY
    lines: dict[str, Numbers] = {}
    for day in reversed(scope.days):
        name = f"{day.year}/{day.month}" if by_month else f"{day.month}/{day.day}"
        numbers = lines.setdefault(name, dict.fromkeys(codes, Number()))
        for code in codes:
            numbers[code] += number_of(days, day, code)
    return {
        "by_month": by_month,
        "heads": [figure.name for figure in chosen],
        "rows": [
            TableLine(name, [TableCell(_cell(figure, numbers[figure.code])) for figure in chosen])
            for name, numbers in lines.items()
        ],
    }


def _cell(figure: Figure, number: Number) -> str:
    text, of = _said(figure, number)
    return f"{text} ({of})" if figure.is_share and of else text


# People and definitions ------------------------------------------------------------------------------------------

PEOPLE: Final = {
    "first": (
        "received",
        "rings",
        "spot",
        "forwarded",
        "kept_first",
        "kept_last",
        "satisfied",
        "mark",
        "followed",
    ),
    "by": (
        "kept_first",
        "kept_last",
        "rework",
        "asked",
        "satisfied",
        "satisfied_first",
        "mark",
        "dissatisfied",
    ),
    "department": ("forwarded", "kept_first", "kept_last", "rework", "asked", "reach", "satisfied", "mark"),
}


class Person(NamedTuple):
    """One person or department, and their figures."""

    name: str
    cells: list[Shown]


@require_safe
@for_overseers
def people(request: StaffRequest) -> HttpResponse:
    """The same figures for each first contact, for who did the work then, and for each department (§4.6)."""
    form = filter_of(request, BoardFilter)
    scope, carried = form.scope, kept(form)
    titles = {
        "first": (_("By first contact"), _("Whoever received the resident, whoever has the case now.")),
        "by": (_("By who did the work"), _("Whoever did the work then, whoever has the case now.")),
        "department": (_("By department"), _("The department that did the work then.")),
    }
    people_of, tables = counting.by_people(scope, tuple(PEOPLE)), []
    for who, codes in PEOPLE.items():
        chosen = [figures.BY_CODE[code] for code in codes]
        found = sorted(people_of[who].items(), key=lambda kv: kv[0][1])
        tables.append(
            {
                "who": who,
                "title": titles[who][0],
                "says": titles[who][1],
                "heads": [(figure.code, figure.name) for figure in chosen],
                "rows": [
                    Person(name, [shown(figure, numbers, scope, carried | {who: pk}) for figure in chosen])
                    for (pk, name), numbers in found
                ],
            }
        )
    context = {
        "form": form,
        "choices": choices(form, request.user),
        "query": request.GET.urlencode(),
        "as_of": f"{scope.centre.local(clock.now()):%H:%M}",
        "days": _said_days(scope),
        "tables": tables,
    }
    return render(request, "oversight/people.html", context)


@require_safe
@for_overseers
def definitions(request: StaffRequest) -> HttpResponse:
    """What each figure means, and what is left out and why."""
    filter_of(request, BoardFilter)
    defined = [(figure, reverse("oversight:rows", args=[figure.code])) for figure in figures.FIGURES]
    return render(request, "oversight/definitions.html", {"figures": defined})
