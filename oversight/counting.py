"""The questions behind the figures, each put together once (records.prepared), and what they answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final, NamedTuple

from django.db.models import Case as Either
from django.db.models import Count, F, IntegerField, Min, Sum, Value, When

from oversight import figures
from oversight.figures import AGES, Book, Figure
from oversight.scope import Scope
from oversight.seconds import piece_of
from records.prepared import Prepared


class Number(NamedTuple):
    """What a figure came to: how many of how many; for a mean, the sum of the marks and how many there are."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: "Number") -> "Number":  # type: ignore[override]  # -- a sum, not a longer tuple
        return Number(self.part + other.part, self.whole + other.whole)

    @property
    def percent(self) -> int | None:
        """The share in whole percent, halves rounded up; None of nothing."""
        return (200 * self.part + self.whole) // (2 * self.whole) if self.whole else None

    @property
    def mean(self) -> str:
        """The mean with one decimal, halves rounded up; a dash of nothing."""
        if not self.whole:
            return "—"
        tenths = (20 * self.part + self.whole) // (2 * self.whole)
        return f"{tenths // 10}.{tenths % 10}"


Numbers = dict[str, Number]
#: What every figure came to on each day: a Number, or the pair a tally kept of it.
Days = dict[date, Mapping[str, Sequence[int]]]


def number_of(days: Days, day: date, code: str) -> Number:
    """What one figure came to on one day."""
    found = days.get(day, {}).get(code)
    return Number(*found) if found else Number()


@cache
def _by_day(book: Book, boxes: frozenset[str]) -> Prepared:
    day = F(book.day) if book.day else piece_of(book.moment)
    return Prepared(
        lambda: (
            spanned(book, book.within(boxes))
            .annotate(on=day)
            .order_by()
            .values("on")
            .annotate(**_counts(book))
            .values_list("on", *_counts(book))
        )
    )


@cache
def _by_people(book: Book, boxes: frozenset[str], whos: tuple[str, ...]) -> Prepared:
    group = [column for who in whos for column in (book.paths[who], f"{book.paths[who]}__name")]
    return Prepared(
        lambda: (
            spanned(book, book.within(boxes))
            .order_by()
            .values(*group)
            .annotate(**_counts(book))
            .values_list(*group, *_counts(book))
        )
    )


def spanned(book: Book, rows: Any) -> Any:
    """Its rows with the spans of time that conditions compare."""
    return rows.annotate(**figures.SPANS.get(book.code, {}))


def _counts(book: Book) -> dict[str, Any]:
    counts: dict[str, Any] = {}
    for figure in figures.of_book(book):
        counts[f"{figure.code}_part"] = (
            Sum(figure.mark, filter=figure.whole or None)
            if figure.mark
            else Count("pk", filter=figure.counted or None)
        )
        if figure.is_share or figure.mark:
            counts[f"{figure.code}_whole"] = Count("pk", filter=figure.whole or None)
    return counts


def _numbers(book: Book, row: Iterable[Any]) -> Numbers:
    values, numbers = iter(row), {}
    for figure in figures.of_book(book):
        part = next(values) or 0
        numbers[figure.code] = Number(part, next(values) if figure.is_share or figure.mark else part)
    return numbers


def by_day(scope: Scope, first: date | None = None) -> dict[date, Numbers]:
    """Every figure of the past for each day of the scope, or from a later first day on, counted from the rows now."""
    days: dict[date, Numbers] = {}
    values = scope.values(first)
    for book in figures.PAST:
        if not book.may_be_narrowed_by(scope.narrowed_by):
            continue
        for on, *counts in _by_day(book, scope.narrowed_by).rows(**values):
            day = on if book.day else scope.day_of_piece(on, values["piece_width"])
            add(days.setdefault(day, {}), _numbers(book, counts))
    return days


People = dict[tuple[int, str], Numbers]


def by_people(scope: Scope, whos: Sequence[str]) -> dict[str, People]:
    """Every figure of the past for each first contact, for who did the work then, for each department: as asked.

    Each book is gone through once, for all that is asked of it.
    """
    found: dict[str, People] = {who: {} for who in whos}
    values = scope.values()
    for book in figures.PAST:
        known = tuple(who for who in whos if who in book.paths)
        if not known or not book.may_be_narrowed_by(scope.narrowed_by):
            continue
        for row in _by_people(book, scope.narrowed_by, known).rows(**values):
            numbers = _numbers(book, row[2 * len(known) :])
            for who, pk, name in zip(known, row[::2], row[1::2], strict=False):
                if pk is not None:
                    add(found[who].setdefault((pk, name), {}), numbers)
    return found


def by_person(scope: Scope, who: str) -> People:
    """Every figure of the past for each first contact, for who did the work then, or for each department."""
    return by_people(scope, (who,))[who]


def add(numbers: Numbers, more: Mapping[str, Number]) -> None:
    """Add to each figure."""
    for code, number in more.items():
        before = numbers.get(code)
        numbers[code] = before + number if before else number


def total(days: Iterable[Mapping[str, Sequence[int]]]) -> Numbers:
    """The days together."""
    codes = [figure.code for figure in figures.FIGURES if not figure.book.is_standing]
    parts, wholes = dict.fromkeys(codes, 0), dict.fromkeys(codes, 0)
    for day in days:
        for code, (part, whole) in day.items():
            parts[code] += part
            wholes[code] += whole
    return {code: Number(parts[code], wholes[code]) for code in codes}


def wording(book: Book) -> str:
    """How a book's figures are asked of the database: two wordings differ where two definitions do."""
    return _by_day(book, frozenset()).wording()


# What stands now -------------------------------------------------------------------------------------------------

#: Ages of open cases in days since they were opened: today, 1–2, 3–7, more than 7.
OLDEST: Final = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """Open cases of one department, age and owner."""

    department: int
    department_name: str
    age: int
    owner: int
    owner_name: str
    late_since: datetime | None
    numbers: Numbers


def age_of() -> Either:
    """How old an open case is, in the steps of the matrix."""
    return Either(
        *(When(opened_at__gte=since, then=Value(place)) for place, since in enumerate(AGES)),
        default=Value(OLDEST),
        output_field=IntegerField(),
    )


@cache
def _standing(boxes: frozenset[str]) -> Prepared:
    group = ("department", "department__name", "age", "owner", "owner__name")
    return Prepared(
        lambda: (
            figures.OPEN.within(boxes)
            .annotate(age=age_of())
            .order_by()
            .values(*group)
            .annotate(
                late_since=Min("promise_due_at", filter=figures.BY_CODE["late"].whole),
                **_counts(figures.OPEN),
            )
            .values_list(*group, "late_since", *_counts(figures.OPEN))
        )
    )


def standing(scope: Scope) -> list[Standing]:
    """Everything that is open now, by who has it and how old it is."""
    boxes = figures.OPEN.known(scope.narrowed_by)
    rows = _standing(boxes).rows(**scope.values())
    return [
        Standing(department, name, age, owner, owner_name, since, _numbers(figures.OPEN, counts))
        for department, name, age, owner, owner_name, since, *counts in rows
    ]


# The rows behind a figure ----------------------------------------------------------------------------------------


def behind(figure: Figure, show: str, boxes: frozenset[str], *, aged: bool = False) -> Any:
    """The rows a figure is counted from, each told whether it counts as good."""
    book = figure.book
    rows = spanned(book, book.within(boxes)).filter(figure.whole)
    is_counted = Either(
        When(figure.counted, then=Value(1)) if figure.counted else When(pk__isnull=False, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    rows = rows.annotate(is_counted=is_counted)
    if show in ("counted", "missed"):
        rows = rows.filter(is_counted=1 if show == "counted" else 0)
    if aged:
        rows = rows.annotate(age=age_of()).filter(age=figures.box_of("age"))
    return rows


@cache
def _how_many(figure: Figure, boxes: frozenset[str], aged: bool) -> Prepared:
    return Prepared(
        lambda: (
            behind(figure, "", boxes, aged=aged)
            .order_by()
            .values("centre")
            .annotate(whole=Count("pk"), counted=Sum("is_counted"))
            .values_list("whole", "counted")
        )
    )


def how_many(figure: Figure, scope: Scope, age: int | None = None) -> dict[str, int]:
    """How many rows there are behind a figure, and how many of them count as good and do not."""
    boxes = figure.book.known(scope.narrowed_by)
    found = _how_many(figure, boxes, age is not None).rows(**scope.values(), box_age=age)
    whole, counted = found[0] if found else (0, 0)
    return {"": whole, "counted": counted, "missed": whole - counted}
