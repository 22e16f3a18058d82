"""The rows behind a figure, ready-made: what each record is, whose work, and whether it counts as good."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

from django.db.models import F, OuterRef, Subquery
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import ServiceCentre, Staff
from handover.models import Handover
from oversight import counting, figures
from oversight.figures import Book, Figure
from oversight.models import Breach
from oversight.scope import Scope
from records import clock
from records.prepared import Prepared
from visits.addresses import address_of
from visits.labels import label_of
from visits.models import Callback, Case, CaseEvent, Visit
from visits.rows import NOTHING, name_of, promise_pill, seals_of, short
from visits.story import when

PAGE: Final = 50


class Row(NamedTuple):
    """One record behind a figure, cell by cell."""

    url: str
    number: str
    at: str
    where: str
    who: str
    matter: str
    department: str
    person: str
    said: str
    pill: SafeString
    is_counted: bool
    seals: SafeString
    is_share: bool

    @property
    def is_missed(self) -> bool:
        """Whether it is one of a share that does not count as good."""
        return self.is_share and not self.is_counted


@dataclass(frozen=True, slots=True)
class Drawing:
    """How the records of one book are read and shown."""

    columns: Mapping[str, str]
    order: tuple[Any, ...]
    page: str
    said: Callable[[dict[str, Any], Figure], str]


def _visit_says(row: dict[str, Any], figure: Figure) -> str:
    if figure.code == "rings":
        count = row["ring_count"]
        return ngettext("%(count)d ring", "%(count)d rings", count) % {"count": count}
    if figure.code == "passes":
        return str(row["quoting_reason"])
    return label_of(Visit.Status, row["status"])


def _open_says(row: dict[str, Any], _figure: Figure) -> str:
    return row["last_note"] or label_of(Case.Status, row["status"])


def _forwarded_says(row: dict[str, Any], _figure: Figure) -> str:
    minutes = int((row["forwarded_at"] - row["opened_at"]).total_seconds() // 60)
    return _("forwarded after %(minutes)d min") % {"minutes": minutes}


def _closed_says(row: dict[str, Any], _figure: Figure) -> str:
    if row["satisfaction"] is not None:
        return label_of(Visit.Satisfaction, row["satisfaction"])
    return label_of(Case.CloseReason, row["close_reason"])


def _work_says(row: dict[str, Any], figure: Figure) -> str:
    if figure.code == "asked":
        return label_of(Callback.State, row["state"])
    if figure.code == "rework":
        return _("reopened") if row["is_counted"] else ""
    kept = row["kept_first" if figure.code == "kept_first" else "kept_last"]
    return _("Kept") if kept else _("Broken")


def _answer_says(row: dict[str, Any], _figure: Figure) -> str:
    said = label_of(Visit.Satisfaction, row["satisfaction"])
    return f"{said}　{short(row['feedback'])}" if row["feedback"] else said


def _handover_says(row: dict[str, Any], figure: Figure) -> str:
    if figure.code == "overrides":
        return str(row["exit_reason"]) or _("emergency released")
    if figure.code == "refused" and row["refuse_count"]:
        count = row["refuse_count"]
        return ngettext("refused %(count)d time", "refused %(count)d times", count) % {"count": count}
    if row["late_minutes"]:
        return _("relief %(count)d min late") % {"count": row["late_minutes"]}
    return label_of(Handover.State, row["state"])


def _breach_says(row: dict[str, Any], _figure: Figure) -> str:
    return label_of(Breach.Kind, row["kind"])


def _of_case(prefix: str, **more: str) -> dict[str, str]:
    return {
        "number": f"{prefix}number",
        "unit": f"{prefix}unit__code",
        "place": f"{prefix}location_detail",
        "visitor": f"{prefix}visitor_name",
        "matter": f"{prefix}title",
        "department": f"{prefix}department__name",
        "first": f"{prefix}first_contact__name",
        "owner": f"{prefix}owner__name",
    } | more


DRAWN: Final[Mapping[str, Drawing]] = {
    "visits": Drawing(
        {
            "number": "number",
            "at": "arrived_at",
            "unit": "unit__code",
            "place": "location_detail",
            "visitor": "visitor_name",
            "matter": "statement",
            "department": "category__department__name",
            "first": "first_contact__name",
            "owner": "first_contact__name",
            "person": "entered_by__name",
            "status": "status",
            "ring_count": "ring_count",
            "quoting_reason": "quoting_reason",
        },
        ("-duty_date", "-arrived_at", "-pk"),
        "visits:visit",
        _visit_says,
    ),
    "open": Drawing(
        _of_case(
            "",
            at="opened_at",
            person="handler__name",
            status="status",
            due_at="promise_due_at",
            last_note="last_note",
        ),
        (F("promise_due_at").asc(nulls_first=True), "pk"),
        "visits:case",
        _open_says,
    ),
    "forwarded": Drawing(
        _of_case(
            "", at="forwarded_at", person="handler__name", forwarded_at="forwarded_at", opened_at="opened_at"
        ),
        ("-forwarded_at", "-pk"),
        "visits:case",
        _forwarded_says,
    ),
    "closed": Drawing(
        _of_case(
            "",
            at="closed_at",
            person="resolved_by__name",
            satisfaction="closing_satisfaction",
            close_reason="close_reason",
        ),
        ("-closed_at", "-pk"),
        "visits:case",
        _closed_says,
    ),
    "works": Drawing(
        _of_case(
            "case__",
            at="done_at",
            department="department__name",
            person="done_by__name",
            state="state",
            kept_first="kept_first_promise",
            kept_last="kept_last_promise",
        ),
        ("-done_at", "-pk"),
        "visits:case",
        _work_says,
    ),
    "answers": Drawing(
        _of_case(
            "case__",
            at="reached_at",
            department="department__name",
            person="done_by__name",
            satisfaction="satisfaction",
            feedback="feedback",
        ),
        ("-reached_at", "-pk"),
        "visits:case",
        _answer_says,
    ),
    "handovers": Drawing(
        {
            "number": "number",
            "at": "closed_at",
            "unit": "from_shift__pattern__name",
            "place": "number",
            "visitor": "outgoing__name",
            "matter": "summary",
            "department": "to_shift__pattern__name",
            "first": "outgoing__name",
            "owner": "incoming__name",
            "person": "incoming__name",
            "state": "state",
            "late_minutes": "late_minutes",
            "refuse_count": "refuse_count",
            "exit_reason": "exit_reason",
        },
        ("-closed_at", "-pk"),
        "handover:handover",
        _handover_says,
    ),
    "breaches": Drawing(
        _of_case("case__", at="recorded_at", person="person__name", kind="kind") | {"number": "number"},
        ("-recorded_at", "-pk"),
        "oversight:breach",
        _breach_says,
    ),
}


@cache
def _keys(figure: Figure, show: str, boxes: frozenset[str], aged: bool) -> Prepared:
    order = DRAWN[figure.book.code].order
    return Prepared(
        lambda: counting.behind(figure, show, boxes, aged=aged).order_by(*order).values_list("pk")
    )


def keys(figure: Figure, scope: Scope, *, show: str = "", age: int | None = None) -> list[int]:
    """The keys of all records behind a figure, in the order of the list."""
    asked = _keys(figure, show, figure.book.known(scope.narrowed_by), age is not None)
    return [pk for (pk,) in asked.rows(**scope.values(), box_age=age)]


@cache
def _rows(figure: Figure, show: str, boxes: frozenset[str], aged: bool) -> Prepared:
    drawing = DRAWN[figure.book.code]

    def ask() -> Any:
        found = counting.behind(figure, show, boxes, aged=aged)
        if figure.book is figures.OPEN:
            events = CaseEvent.objects.filter(case=OuterRef("pk")).exclude(note="")
            events = events.exclude(kind=CaseEvent.Kind.FORWARDED).order_by("-at", "-pk")
            found = found.annotate(last_note=Subquery(events.values("note")[:1]))
        return found.order_by(*drawing.order).values_list(*drawing.columns.values(), "is_counted")

    return Prepared(ask)


def rows(
    figure: Figure,
    scope: Scope,
    reader: Staff,
    *,
    show: str = "",
    age: int | None = None,
    limit: int = PAGE,
    offset: int = 0,
) -> list[Row]:
    """The records behind a figure, as this reader sees them; one more than `limit` where others follow."""
    book, boxes = figure.book, figure.book.known(scope.narrowed_by)
    names = [*DRAWN[book.code].columns, "is_counted"]
    found = _rows(figure, show, boxes, age is not None).rows(limit + 1, offset, **scope.values(), box_age=age)
    return [_row(dict(zip(names, row, strict=True)), figure, scope.centre, reader, book) for row in found]


def _row(row: dict[str, Any], figure: Figure, centre: ServiceCentre, reader: Staff, book: Book) -> Row:
    drawing = DRAWN[book.code]
    due_at: datetime | None = row.get("due_at")
    is_standing = due_at is not None and row["status"] != Case.Status.AWAITING_CALLBACK
    is_resident = book is not figures.HANDOVERS
    return Row(
        url=address_of(drawing.page, row["number"]),
        number=row["number"],
        at=when(centre, row["at"]),
        where=row["unit"] or row["place"],
        who=name_of(row["visitor"], reader) if is_resident else "",
        matter=short(row["matter"]),
        department=row["department"] or "",
        person=row["person"] or "",
        said=short(drawing.said(row, figure)),
        pill=promise_pill(centre, due_at).html if is_standing and due_at else NOTHING,
        is_counted=bool(row["is_counted"]),
        seals=seals_of(row["first"], row["owner"] if row["owner"] != row["first"] else ""),
        is_share=figure.is_share,
    )


@dataclass(frozen=True, slots=True)
class Words:
    """What a resident said who was not satisfied, word for word."""

    text: str
    where: str
    day: str
    department: str
    number: str
    url: str
    state: str


@cache
def _verbatim(boxes: frozenset[str]) -> Prepared:
    figure = figures.BY_CODE["dissatisfied"]
    return Prepared(
        lambda: (
            counting.behind(figure, "", boxes)
            .order_by("-reached_at", "-pk")
            .values_list(
                "feedback",
                "case__unit__code",
                "case__location_detail",
                "reached_at",
                "department__name",
                "case__number",
                "case__status",
            )
        )
    )


def verbatim(scope: Scope, limit: int) -> list[Words]:
    """The latest answers of residents who were not satisfied."""
    found = _verbatim(figures.ANSWERS.known(scope.narrowed_by)).rows(limit, **scope.values())
    return [
        Words(
            text,
            unit or place,
            when(scope.centre, at, clock_too=False) or f"{scope.centre.local(clock.now()):%m/%d}",
            department,
            number,
            address_of("visits:case", number),
            label_of(Case.Status, status),
        )
        for text, unit, place, at, department, number, status in found
    ]
