"""What one person has in hand at this moment: the running shift, its lines, what is owed. Asked once for each page.

The ruler and the tabs of every page read from `Mine`; the desk, which shows the same in detail, from `InDetail`. Four
questions of the database at most.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from typing import Any, ClassVar, Final, NamedTuple, Self, cast

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from directory.models import Shift, ShiftPattern, Staff
from directory.somebody import NOW, Somebody, named
from records import clock
from records.prepared import Later, Prepared
from records.seconds import EachSecond
from visits.models import Case, Priority, Visit

SOON_LEAST: Final = timedelta(minutes=30)
SOON_SHARE: Final = 4


@dataclass(frozen=True, slots=True)
class ShiftNow:
    """The shift that is being worked."""

    pk: int
    name: str
    duty_date: date
    starts_at: datetime
    ends_at: datetime
    next_name: str
    came: str | None = None  # the second of each line, with commas


class Line(NamedTuple):
    """One line that this person wrote in the running shift's log; its place there is asked only of a single one."""

    number: str
    arrived_at: datetime
    status: str
    statement: str
    visitor_name: str
    unit: str
    case_due_at: datetime | None
    place: int = 0


class Owed(NamedTuple):
    """One open case that this person answers for, works on, is to ask about or must know of.

    What stands from `visitor_name` on is known to the desk alone (`InDetail`).
    """

    number: str
    title: str
    unit: str | None
    location_detail: str
    status: str
    due_at: datetime | None
    since: datetime
    owner_id: int
    callback: str | None
    callback_due_at: datetime | None
    callback_assignee_id: int | None
    visitor_name: str = ""
    priority: str = ""
    opened_at: datetime = datetime.max.replace(tzinfo=UTC)
    forwarded_at: datetime | None = None
    owner: str = ""
    first_contact_id: int = 0
    first_contact: str = ""
    handler_id: int | None = None
    handler: str | None = None
    department_id: int = 0
    department: str = ""
    urge_count: int = 0
    return_count: int = 0
    callback_state: str | None = None
    callback_missed: int | None = None

    @property
    def where(self) -> str:
        """The home or place it concerns."""
        return self.unit or self.location_detail

    @property
    def is_owed_work(self) -> bool:
        """Whether the work, not yet the asking, is what is owed."""
        return self.status != Case.Status.AWAITING_CALLBACK

    @property
    def is_alarm(self) -> bool:
        """Whether life is at stake and the work not yet done (BR-V15)."""
        return self.priority == Priority.P0 and self.is_owed_work

    def is_late(self, now: datetime) -> bool:
        """Whether the promise has passed and the work is not done."""
        return self.is_owed_work and self.due_at is not None and self.due_at < now

    def is_soon(self, now: datetime) -> bool:
        """Whether a quarter of the promised span, or half an hour, is left."""
        if self.due_at is None:
            return False
        return self.due_at - now <= max(SOON_LEAST, (self.due_at - self.since) / SOON_SHARE)


class Waiting(NamedTuple):
    """One resident who is still being received, perhaps waiting for a cashier."""

    number: str
    arrived_at: datetime
    statement: str
    visitor_name: str
    unit: str | None
    first_contact_id: int
    first_contact: str
    referred_at: datetime | None
    referred_by_id: int | None
    cashier_id: int | None
    cashier: str | None
    referral: int | None


SHIFT: Final = ("pk", "pattern__name", "duty_date", "starts_at", "ends_at", "next_name", "came")
LINE: Final = (
    "number",
    "arrived_at",
    "status",
    "statement",
    "visitor_name",
    "unit__code",
    "opened__promise_due_at",
)
OWED: Final = (
    "number",
    "title",
    "unit__code",
    "location_detail",
    "status",
    "promise_due_at",
    "since",
    "owner_id",
    "asked__number",
    "asked__due_at",
    "asked__assignee_id",
)
IN_DETAIL: Final = (
    "visitor_name",
    "priority",
    "opened_at",
    "forwarded_at",
    "owner__name",
    "first_contact_id",
    "first_contact__name",
    "handler_id",
    "handler__name",
    "department_id",
    "department__name",
    "urge_count",
    "return_count",
    "asked__state",
    "asked__missed_count",
)
WAITING: Final = (
    "number",
    "arrived_at",
    "statement",
    "visitor_name",
    "unit__code",
    "first_contact_id",
    "first_contact__name",
    "offered__referred_at",
    "offered__referred_by_id",
    "offered__to_id",
    "offered__to__name",
    "offered__pk",
)


@cache
def _running(*quoting: str) -> Prepared:
    now = Shift.objects.filter(centre=Somebody.centre_id).covering(NOW).for_list()
    relief = ShiftPattern.objects.active().filter(
        centre=Somebody.centre_id, starts=Subquery(now.values("pattern__ends")[:1])
    )
    lines = Visit.objects.filter(shift=OuterRef("pk")).order_by().values("shift")
    return Prepared(
        lambda: (
            Shift.objects.filter(pk=Subquery(now.values("pk")[:1]))
            .annotate(
                next_name=Coalesce(Subquery(relief.values("name")[:1]), Value("")),
                came=Subquery(lines.annotate(came=EachSecond("arrived_at")).values("came")),
                quoting=FilteredRelation("visits", condition=Q(visits__quoting_reason__gt="")),
            )
            .order_by(*quoting)
            .values_list(*SHIFT, *quoting)
        )
    )


@cache
def _written(one: bool) -> Prepared:
    own = Q(first_contact=Somebody.pk) | Q(entered_by=Somebody.pk)
    lines = Visit.objects.filter(own, shift=Later("shift", BigIntegerField())).order_by(
        "-arrived_at", "-number"
    )
    if not one:
        return Prepared(lambda: lines.values_list(*LINE))
    earlier = Q(arrived_at__lt=OuterRef("arrived_at"))
    earlier |= Q(arrived_at=OuterRef("arrived_at"), number__lte=OuterRef("number"))
    counted = Visit.objects.filter(earlier, shift=OuterRef("shift")).order_by().values("shift")
    place = Subquery(counted.annotate(place=Count("pk")).values("place"))
    chosen = lines.filter(number=Later("number", CharField()))
    return Prepared(lambda: chosen.annotate(place=place).values_list(*LINE, "place"))


@cache
def _in_hand(staff: Somebody, *owed: str) -> Prepared:
    since = Coalesce(F("standing__made_at"), F("opened_at"))
    return Prepared(
        lambda: Case.objects.visible_to(staff).in_hand_of(staff).annotate(since=since).values_list(*owed)
    )


@cache
def _waiting(staff: Somebody) -> Prepared:
    return Prepared(lambda: Visit.objects.visible_to(staff).waiting_for(staff).values_list(*WAITING))


class Mine:
    """What one person has in hand now, as far as the ruler and the tabs show it."""

    quoted: ClassVar[tuple[str, ...]] = ()
    owed: ClassVar[tuple[str, ...]] = OWED

    def __init__(self, staff: Staff) -> None:
        self.staff, self.now = staff, clock.now()

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """The same answer for the whole page."""
        found = getattr(request, "_mine", None)
        if not isinstance(found, cls):
            found = cls(cast("Staff", request.user))  # the pages that ask are behind the sign-in
            setattr(request, "_mine", found)  # noqa: B010 -- a request has no such field for the type checker
        return found

    @cached_property
    def _running(self) -> tuple[ShiftNow | None, list[list[Any]]]:
        if self.staff.centre is None:
            return None, []
        rows = _running(*self.quoted).rows(**named(self.staff, self.now))
        if not rows:
            made = Shift.objects.at(self.staff.centre, self.now)
            if made is None:
                return None, []
            return ShiftNow(made.pk, made.name, made.duty_date, made.starts_at, made.ends_at, ""), []
        return ShiftNow(*rows[0][: len(SHIFT)]), [row[len(SHIFT) :] for row in rows]

    @property
    def shift(self) -> ShiftNow | None:
        """The shift that is being worked; None where no pattern covers this moment."""
        return self._running[0]

    @cached_property
    def arrivals(self) -> list[int]:
        """When the residents of the running shift came, in their order, in seconds since 1970."""
        if self.shift is None or self.shift.came is None:
            return []
        return sorted(map(int, self.shift.came.split(",")))

    @cached_property
    def cases(self) -> list[Owed]:
        """Every open case that concerns this person, in the order things fall due."""
        if self.staff.centre_id is None:
            return []
        rows = _in_hand(Somebody.like(self.staff), *self.owed).rows(**named(self.staff, self.now))
        return [Owed(*row) for row in rows]

    @cached_property
    def promises(self) -> list[Owed]:
        """Cases this person answers for, work not yet done."""
        return [case for case in self.cases if case.owner_id == self.staff.pk and case.is_owed_work]

    @cached_property
    def callbacks(self) -> list[Owed]:
        """Residents this person is to ask, soonest first."""
        mine = [case for case in self.cases if case.callback and case.callback_assignee_id == self.staff.pk]
        return sorted(mine, key=lambda case: (case.callback_due_at or self.now, case.number))

    @property
    def late(self) -> list[Owed]:
        """Promises of this person that have passed."""
        return [case for case in self.promises if case.is_late(self.now)]

    def crosses(self, moment: datetime | None) -> bool:
        """將轉下一班: whether this moment lies beyond the running shift (BR-H02)."""
        return bool(moment and self.shift and moment >= self.shift.ends_at)


class InDetail(Mine):
    """The same as the desk shows it: each line of the shift, who and what of each case, and who is being received."""

    quoted = ("quoting__number", "quoting__quoting_reason")
    owed = (*OWED, *IN_DETAIL)

    @property
    def quoting(self) -> list[tuple[str, str]]:
        """Lines of the running shift whose answer quotes a forbidden phrase, each with the reason (BR-V11)."""
        return [(number, reason) for number, reason in self._running[1] if number]

    def written(self, most: int, number: str = "") -> list[Line]:
        """What this person wrote down or received in the running shift, the latest first; or one, with its place."""
        if self.shift is None:
            return []
        asked = named(self.staff, self.now) | {"shift": self.shift.pk, "number": number}
        return [Line(*line) for line in _written(bool(number)).rows(most, **asked)]

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Residents still being received by this person, or waiting for a cashier."""
        if self.staff.centre_id is None:
            return []
        rows = _waiting(Somebody.like(self.staff)).rows(**named(self.staff, self.now))
        return [Waiting._make(row) for row in rows]
