"""Cases as their list reads them: no more of each than a ticket or a row shows, by questions written once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple, cast

from django.db.models import (
    BigIntegerField,
    Count,
    DateTimeField,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models import Case as Either
from django.db.models.functions import Concat
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory import masking
from directory.models import ServiceCentre, Staff
from directory.somebody import NOW, Somebody
from records import clock
from records.prepared import Later, Prepared
from visits.addresses import address_of
from visits.forms.log import CaseFilter, cases_shown, narrowed
from visits.labels import label_of
from visits.models import Case, CaseEvent, Promise, Visit
from visits.rows import Chip, Pill, Seal, case_chip, case_pill, joined, short, tries
from visits.story import when

LATE, THIS_SHIFT, LATER, HELD = range(1, 5)
ENDS_AT: Final = Later("ends_at", DateTimeField())
SOON_AT: Final = Later("soon", DateTimeField())


class Asked(NamedTuple):
    """What a filter narrows cases by: its chip, and which boxes are filled in."""

    show: str
    boxes: frozenset[str]

    def condition(self, staff: Somebody) -> Q:
        """The same in words of the database, each value told when the question is put."""
        boxes = {box: Later(f"box_{box}", BigIntegerField()) for box in self.boxes}
        return narrowed(self.show, boxes, staff, NOW, SOON_AT)


class Group(NamedTuple):
    """How many open cases there are of one lane, department, owner and first contact."""

    lane: int
    department: int
    department_name: str
    owner: int
    owner_name: str
    first_contact: int
    first_name: str
    cases: int
    chosen: int
    shows: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class Row:
    """What a list shows of any case; it stands for the case where its words are chosen."""

    number: str
    title: str
    visitor_name: str
    unit: str | None
    location_detail: str
    status: str
    department: str
    first_contact_id: int
    first_contact: str
    owner_id: int
    owner: str
    closed_at: datetime | None = None
    promise_due_at: datetime | None = None
    centre: ServiceCentre

    @property
    def where(self) -> str:
        """The home or place it concerns."""
        return self.unit or self.location_detail

    @property
    def is_open(self) -> bool:
        """Whether somebody still answers for it."""
        return self.closed_at is None

    @property
    def is_late(self) -> bool:
        """Whether the promise has passed and the work is not done."""
        return bool(
            self.is_open
            and self.status != Case.Status.AWAITING_CALLBACK
            and self.promise_due_at
            and self.promise_due_at < clock.now()
        )

    def get_status_display(self) -> str:
        """Where it stands, in the reader's language."""
        return label_of(Case.Status, self.status)


@dataclass(slots=True, kw_only=True)
class OpenRow(Row):
    """An open case, with the promise, the callback and what happened last."""

    emergency: bool
    level: int
    callback_due_at: datetime | None
    callback_missed: int | None
    last: str | None  # the kind of what happened last, and what was noted
    promised_at: datetime | None
    lane: int


@dataclass(slots=True, kw_only=True)
class EndedRow(Row):
    """A closed case, with what the resident said."""

    pk: int
    closing_satisfaction: int | None
    close_reason: str


COLUMNS: Final = {
    "number": "number",
    "title": "title",
    "visitor_name": "visitor_name",
    "unit": "unit__code",
    "location_detail": "location_detail",
    "status": "status",
    "department": "department__name",
    "first_contact_id": "first_contact_id",
    "first_contact": "first_contact__name",
    "owner_id": "owner_id",
    "owner": "owner__name",
}
OPEN: Final = COLUMNS | {
    "promise_due_at": "promise_due_at",
    "emergency": "emergency",
    "level": "level",
    "callback_due_at": "asked__due_at",
    "callback_missed": "asked__missed_count",
    "last": "last",
    "promised_at": "promised_at",
    "lane": "lane",
}
ENDED: Final = COLUMNS | {
    "pk": "pk",
    "closed_at": "closed_at",
    "closing_satisfaction": "closing_satisfaction",
    "close_reason": "close_reason",
}


# Questions -------------------------------------------------------------------------------------------------------


@cache
def groups_of(staff: Somebody, asked: Asked) -> Prepared:
    """Open cases counted by who has them, in one question: all chips, lanes and choices are sums of it."""
    counts = {
        f"show_{show}": Count("pk", filter=cases_shown(show, staff, NOW, SOON_AT))
        for show in CaseFilter.SHOWS
    }
    # A count over the lane would ask it again for every lane; grouped by it, it is asked once.
    return Prepared(
        lambda: (
            Case.objects.visible_to(staff)
            .open()
            .annotate(lane=lane_of())
            .order_by()
            .values("lane", "department", "owner", "first_contact")
            .annotate(
                **{f"{who}_name": Max(f"{who}__name") for who in ("department", "owner", "first_contact")}
            )
            .annotate(count=Count("pk"), chosen=Count("pk", filter=asked.condition(staff) or None), **counts)
            .values_list(*GROUP, *counts)
        )
    )


GROUP: Final = (
    "lane",
    "department",
    "department_name",
    "owner",
    "owner_name",
    "first_contact",
    "first_contact_name",
    "count",
    "chosen",
)


def groups(rows: Iterable[list[Any]]) -> list[Group]:
    """The answers by name."""
    return [Group._make([*row[: len(GROUP)], tuple(row[len(GROUP) :])]) for row in rows]


def lane_of() -> Either:
    """Which lane an open case stands in: by when it is due, never by how the work goes."""
    asked = Q(status=Case.Status.AWAITING_CALLBACK)
    late = Q(promise_due_at__lt=NOW) | Q(emergency=True, promise_due_at__isnull=True)
    soon = Q(promise_due_at__isnull=True) | Q(promise_due_at__lt=ENDS_AT)
    return Either(
        When(late & ~asked, then=Value(LATE)),
        When(asked | Q(status=Case.Status.WAITING), then=Value(HELD)),
        When(soon, then=Value(THIS_SHIFT)),
        default=Value(LATER),
        output_field=IntegerField(),
    )


@cache
def lanes_of(staff: Somebody, asked: Asked) -> Prepared:
    """Open cases lane by lane, the most pressing first: the promise, the callback, what happened last."""
    # What the clock let go up stands in the chip beside the promise; here stands what somebody did last.
    events = CaseEvent.objects.filter(case=OuterRef("pk"), by__isnull=False).order_by("-at", "-pk")
    last = Concat("kind", Value(" "), "note", output_field=TextField())
    standing = Promise.objects.filter(case=OuterRef("pk")).standing()
    return Prepared(
        lambda: (
            Case.objects.visible_to(staff)
            .open()
            .filter(asked.condition(staff))
            .with_open_callback()
            .annotate(
                last=Subquery(events.values(last=last)[:1]),
                promised_at=Subquery(standing.values("made_at")[:1]),
                lane=lane_of(),
            )
            .order_by(
                "lane",
                F("promise_due_at").asc(nulls_first=True),
                F("asked__due_at").asc(nulls_last=True),
                "pk",
            )
            .values_list(*OPEN.values())
        )
    )


@cache
def ended_of(staff: Somebody, asked: Asked, beyond: str) -> Prepared:
    """Closed cases newest first; `after` or `before` (by the oldest first) the one the last page ended with."""

    def ask() -> QuerySet[Any, Any]:
        visible = Case.objects.visible_to(staff)
        cases = visible.filter(asked.condition(staff), closed_at__isnull=False)
        if beyond:
            pk = Later("beyond", BigIntegerField())
            anchor = Subquery(visible.filter(pk=pk).values("opened_at")[:1])
            if beyond == "after":
                cases = cases.filter(opened_at__lte=anchor).exclude(opened_at=anchor, pk__gte=pk)
            else:
                cases = cases.filter(opened_at__gte=anchor).exclude(opened_at=anchor, pk__lte=pk)
        order = ("opened_at", "pk") if beyond == "before" else ("-opened_at", "-pk")
        return cases.order_by(*order).values_list(*ENDED.values())

    return Prepared(ask)


def open_row(row: list[Any], centre: ServiceCentre) -> OpenRow:
    """An answer of `lanes_of` by name."""
    return OpenRow(centre=centre, **dict(zip(OPEN, row, strict=True)))


def ended_row(row: list[Any], centre: ServiceCentre) -> EndedRow:
    """An answer of `ended_of` by name."""
    return EndedRow(centre=centre, **dict(zip(ENDED, row, strict=True)))


def went_up(level: int) -> SafeString:
    """How far up a case has gone, beside its promise (BR-E02–E04)."""
    return Chip(f"L{level}", "late").html


# Rows ------------------------------------------------------------------------------------------------------------


class Drawn:
    """What one reader sees of many cases: who may be named is asked once, a stamp is drawn once."""

    def __init__(self, reader: Staff, ends_at: datetime | None = None) -> None:
        self._names, self._ends_at = reader.may("receive_visit"), ends_at
        self._stamps: dict[tuple[str, str], SafeString] = {}

    def ticket(self, case: OpenRow) -> "Ticket":
        """An open case as the board shows it."""
        if case.callback_due_at is not None and case.status == Case.Status.AWAITING_CALLBACK:
            label = _("Callback %(time)s") % {"time": when(case.centre, case.callback_due_at)}
            pill: Pill | None = Pill("held", "phone", label)
            next_step = tries(case.callback_missed or 0)
        else:
            pill = case_pill(cast("Case", case), case.promised_at, self._ends_at)
            kind, note = (case.last or " ").split(" ", 1)
            next_step = note or (label_of(CaseEvent.Kind, kind) if kind else "")
        return Ticket(
            url=address_of("visits:case", case.number),
            where=case.where,
            who=self._name(case.visitor_name),
            matter=case.title,
            next_step=short(next_step),
            pill=joined([*([pill.html] if pill else []), *([went_up(case.level)] if case.level else [])]),
            department=case.department,
            seals=self._seals(case),
        )

    def closed(self, case: EndedRow) -> "ClosedRow":
        """A closed case in one line: what it was, who did it, what the resident said."""
        said = (Visit.Satisfaction, case.closing_satisfaction) if case.closing_satisfaction else None
        return ClosedRow(
            number=case.number,
            url=address_of("visits:case", case.number),
            day=when(case.centre, case.closed_at) if case.closed_at else "",
            where=case.where,
            who=self._name(case.visitor_name),
            matter=case.title,
            department=case.department,
            chip=case_chip(cast("Case", case)).html,
            answer=label_of(*said) if said else label_of(Case.CloseReason, case.close_reason),
            seals=self._seals(case),
        )

    def _name(self, name: str) -> str:
        return name if self._names else masking.mask_name(name)

    def _seals(self, case: Row) -> SafeString:
        stamps = [self._stamp(case.first_contact, "first")]
        if case.owner_id != case.first_contact_id:
            stamps.append(self._stamp(case.owner, "owner"))
        return joined(stamps)

    def _stamp(self, name: str, kind: str) -> SafeString:
        if (name, kind) not in self._stamps:
            self._stamps[name, kind] = Seal(name[:1], name, kind).html
        return self._stamps[name, kind]


class Ticket(NamedTuple):
    """One open case in its lane, ready to print."""

    url: str
    where: str
    who: str
    matter: str
    next_step: str
    pill: SafeString
    department: str
    seals: SafeString


class ClosedRow(NamedTuple):
    """One closed case, ready to print."""

    number: str
    url: str
    day: str
    where: str
    who: str
    matter: str
    department: str
    chip: SafeString
    answer: str
    seals: SafeString
