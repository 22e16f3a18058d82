"""The calculus of hours: which shift a moment belongs to, without asking the database.

Hours are half-open, [start, end): at 16:00:00 exactly the 16:00 shift has begun. A shift belongs to the local
date on which it began, its duty date, also after midnight. Clock times are those on the centre's wall; where the
law moves the clock, every moment still belongs to exactly one shift: a clock time that is skipped means the
moment of the skip, and one that is shown twice means its first showing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
DAY = timedelta(days=1)
#: The handover opens so long before a shift ends; relief that comes so long after it is late (§2.3, BR-H07).
HANDOVER_OPENS_BEFORE = timedelta(minutes=30)
RELIEF_LATE_AFTER = timedelta(minutes=15)


class Hours(Protocol):
    """What a pattern says of itself: from when until when, by the clock on the wall."""

    @property
    def starts(self) -> time: ...

    @property
    def ends(self) -> time: ...


P = TypeVar("P", bound=Hours)


@dataclass(frozen=True, slots=True)
class Span(Generic[P]):
    """One shift as it falls on one duty date."""

    pattern: P
    duty_date: date
    starts_at: datetime
    ends_at: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether the moment is within the shift: from its start until just before its end."""
        return self.starts_at <= moment < self.ends_at


def instant(tz: ZoneInfo, day: date, clock: time) -> datetime:
    """The moment at which the wall shows this date and time, in the wall's own zone."""
    wall = datetime.combine(day, clock, tzinfo=tz)
    first, second = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if second < first:
        first = _skip(tz, second, first)
    return first.astimezone(tz)


def span(tz: ZoneInfo, pattern: P, duty_date: date) -> Span[P]:
    """The pattern as it falls on a duty date; hours that do not end after they start end on the next date."""
    last_date = duty_date if pattern.ends > pattern.starts else duty_date + DAY
    starts_at, ends_at = instant(tz, duty_date, pattern.starts), instant(tz, last_date, pattern.ends)
    return Span(pattern, duty_date, starts_at, ends_at)


def at(tz: ZoneInfo, patterns: Sequence[P], moment: datetime) -> Span[P] | None:
    """The shift this moment belongs to, or None where no pattern covers it (BR-H17, §7.3 of the field notes).

    Where patterns overlap, the first in the given order has it.
    """
    today = moment.astimezone(tz).date()
    found = (each for pattern in patterns for each in _around(tz, pattern, today) if each.covers(moment))
    return next(found, None)


def following(tz: ZoneInfo, patterns: Sequence[P], ended_at: datetime) -> Span[P] | None:
    """The next shift to begin at or after this moment, or None where there are no patterns."""
    today = ended_at.astimezone(tz).date()
    coming = (
        each
        for pattern in patterns
        for each in _around(tz, pattern, today)
        if ended_at <= each.starts_at < each.ends_at
    )
    return min(coming, key=lambda each: each.starts_at, default=None)


def next_within(tz: ZoneInfo, opens: time, closes: time, moment: datetime) -> datetime:
    """The moment itself if it falls within the daily hours [opens, closes), else the next opening."""
    local = moment.astimezone(tz)
    clock = local.time()
    if clock < opens:
        return instant(tz, local.date(), opens)
    if clock >= closes:
        return instant(tz, local.date() + DAY, opens)
    return local


def overlap(one: Hours, other: Hours) -> bool:
    """Whether two patterns share any minute of the clock."""
    return any(
        start_one < end_other and start_other < end_one
        for start_one, end_one in _stretches(one)
        for start_other, end_other in _stretches(other)
    )


def _around(tz: ZoneInfo, pattern: P, today: date) -> Iterator[Span[P]]:
    for days in (-1, 0, 1, 2):
        yield span(tz, pattern, today + timedelta(days=days))


def _stretches(hours: Hours) -> list[tuple[int, int]]:
    start, end = _minute(hours.starts), _minute(hours.ends)
    if end > start:
        return [(start, end)]
    return [(start, 24 * 60), (0, end)]


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _skip(tz: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The moment the clock jumps, known to lie between the two, to the second."""
    offset = after.astimezone(tz).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while low < high:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, tz).utcoffset() == offset:
            high = middle
        else:
            low = middle + 1
    return datetime.fromtimestamp(low, UTC)
