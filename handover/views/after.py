"""What stays after a handover: 我首接的未結事項 (BR-H13), and what who leads reads every day (BR-H19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.safestring import SafeString

from directory.models import Duty, ServiceCentre, Shift, Staff
from handover import obligations, rules
from handover.models import Handover
from handover.rows import Row, row
from records import clock
from visits.rows import NOTHING, case_pill, name_of, seals

#: The oldest to be read are shown; the next come up when these are read.
SHOWN: Final = 20
#: The manager has read the last month by this day (W42).
DUE_DAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An open case I first received and somebody else answers for now (BR-H13)."""

    number: str
    url: str
    note_url: str
    heading: str
    owner: str
    pill: SafeString
    seals: SafeString
    owes_note: bool


def first_received(staff: Staff, duties: Sequence[Duty]) -> list[Followed]:
    """我首接的未結事項, those that lack this shift's note first; `duties` are the reader's own (BR-H13)."""
    cases = obligations.first_received(staff)
    if not cases:
        return []
    shift = shift_now(duties)
    owed = set(obligations.unfollowed(staff, shift)) if shift else set()
    rows = [
        Followed(
            number=case.number,
            url=reverse("visits:case", args=[case.number]),
            note_url=reverse("visits:case-note", args=[case.number]),
            heading=f"{case.where} {name_of(case.visitor_name, staff)}　{case.title}".strip(),
            owner=case.owner.name,
            pill=pill.html if (pill := case_pill(case)) else NOTHING,
            seals=seals(case.first_contact, case.owner),
            owes_note=case.number in owed,
        )
        for case in cases
    ]
    return sorted(rows, key=lambda row: not row.owes_note)


def shift_now(duties: Sequence[Duty]) -> Shift | None:
    """The shift this person works, as long as it is not signed off; the latest begun, when one is held over."""
    now = clock.now()
    begun = [duty.shift for duty in duties if duty.signed_off_at is None and duty.shift.starts_at <= now]
    return max(begun, key=lambda shift: shift.starts_at, default=None)


# 主管審閱 ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToRead:
    """A handover nobody who leads has read yet."""

    row: Row
    version: int
    why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """How many handovers of a month there are, and how many nobody has read."""

    name: str
    count: int
    unread: int
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingList:
    """What who leads reads today: the handovers of yesterday and before (BR-H19)."""

    rows: list[ToRead]
    count: int
    months: list[Month]


def reading_list(staff: Staff) -> ReadingList | None:
    """待審閱 for who leads, and the months for the manager; nothing for others."""
    centre = staff.centre
    if centre is None or not rules.leads(staff):
        return None
    today = centre.local(clock.now()).date()
    waiting = Handover.objects.visible_to(staff).to_be_read().filter(closed_at__lt=centre.at(today, time(0)))
    rows = [
        ToRead(row(each), each.version, rules.against_reviewing(each, staff))
        for each in waiting.for_sheet().order_by("closed_at", "pk")[:SHOWN]
    ]
    count = len(rows) if len(rows) < SHOWN else waiting.count()
    return ReadingList(
        rows=rows, count=count, months=_months(staff, centre, today) if staff.may("manage") else []
    )


def _months(staff: Staff, centre: ServiceCentre, today: date) -> list[Month]:
    this = today.replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    turn = centre.at(this, time(0))
    unread = Q(reviewed_at__isnull=True)
    counted = (
        Handover.objects.visible_to(staff)
        .over()
        .since(centre.at(last, time(0)))
        .order_by()
        .aggregate(
            this=Count("pk", filter=Q(closed_at__gte=turn)),
            this_unread=Count("pk", filter=Q(closed_at__gte=turn) & unread),
            last=Count("pk", filter=Q(closed_at__lt=turn)),
            last_unread=Count("pk", filter=Q(closed_at__lt=turn) & unread),
        )
    )
    is_late = bool(counted["last_unread"]) and today.day > DUE_DAY
    return [
        Month(
            name=f"{this.year}/{this.month}",
            count=counted["this"],
            unread=counted["this_unread"],
            is_late=False,
        ),
        Month(
            name=f"{last.year}/{last.month}",
            count=counted["last"],
            unread=counted["last_unread"],
            is_late=is_late,
        ),
    ]
