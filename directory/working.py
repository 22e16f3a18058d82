"""Working time: the minutes in which a centre's office works, counted without asking the database.

Hours are half-open, [opens, closes), by the clock on the centre's wall, whatever the server's is. Minutes are real
ones: where the law moves the clock, a day is as long as it was. Whether a date is worked is asked in this order:
the centre's own table, the holidays and make-up workdays that the state has announced, the week.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import chinese_calendar

from directory import shifts

MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)
#: So far ahead working time is looked for: a calendar that allows none until then has none to give.
HORIZON: Final = 2 * 366

#: From and to by the clock on the wall; to 00:00 is the end of the day.
Stretch = tuple[time, time]


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When an office works: its week from Monday on, and the days that are otherwise."""

    tz: ZoneInfo
    week: Sequence[Sequence[Stretch]]
    days: Mapping[date, bool] = field(default_factory=dict)
    keeps_public_holidays: bool = True

    def works_on(self, day: date) -> bool:
        """Whether the date is a workday."""
        if day in self.days:
            return self.days[day]
        announced = announced_workday(day) if self.keeps_public_holidays else None
        return bool(self.week[day.weekday()]) if announced is None else announced

    def stretches_on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The hours worked on this date, as moments in UTC; a make-up workday has those of the workday before."""
        if not self.works_on(day):
            return []
        usual = (self.week[(day.weekday() - back) % 7] for back in range(7))
        hours: Sequence[Stretch] = next(filter(None, usual), ())
        moments = (
            (self._moment(day, opens), self._moment(day, closes, ends=True)) for opens, closes in hours
        )
        return [
            (opens, closes) for opens, closes in moments if opens < closes
        ]  # the law may skip all of them

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """How many whole minutes of [start, end) are worked; none when the end does not come after the start."""
        spans = (min(closes, end) - max(opens, start) for opens, closes in self._until(start, end))
        return sum((max(span, timedelta()) for span in spans), timedelta()) // MINUTE

    def after(self, moment: datetime, minutes: int) -> datetime | None:
        """The moment at which so many minutes have been worked since; None where no working time is left."""
        left = minutes * MINUTE
        if left <= timedelta():
            return moment
        for opens, closes in self._from(moment):
            begins = max(opens, moment)
            if closes - begins >= left:
                return (begins.astimezone(UTC) + left).astimezone(self.tz)
            left -= max(closes - begins, timedelta())
        return None

    def next_moment(self, moment: datetime) -> datetime | None:
        """The moment itself if the office works then, else its next opening; None where it never opens again."""
        for opens, closes in self._from(moment):
            if moment < closes:
                return max(opens, moment).astimezone(self.tz)
        return None

    def _from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        first = moment.astimezone(self.tz).date()
        for ahead in range(HORIZON):
            yield from self.stretches_on(first + ahead * DAY)

    def _until(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        day, last = start.astimezone(self.tz).date(), end.astimezone(self.tz).date()
        while day <= last:
            yield from self.stretches_on(day)
            day += DAY

    def _moment(self, day: date, clock: time, *, ends: bool = False) -> datetime:
        if ends and clock == shifts.MIDNIGHT:
            day += DAY
        return shifts.instant(self.tz, day, clock).astimezone(UTC)


def around(hours: Stretch, pause: Stretch | None) -> tuple[Stretch, ...]:
    """The hours of a day without its break: two stretches, or one, or none where the break takes all of it."""
    if pause is None:
        return (hours,)
    opens, closes = hours
    before = (opens, pause[0] if closes == shifts.MIDNIGHT else min(closes, pause[0]))
    after = (max(opens, pause[1]), closes)
    return tuple(part for part in (before, after) if part[0] < part[1] or part[1] == shifts.MIDNIGHT)


@lru_cache(maxsize=2048)
def announced_workday(day: date) -> bool | None:
    """What the State Council announced for the date: rest or make-up work; None for an ordinary or unknown one."""
    try:
        rests, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:  # a year not announced yet
        return None
    return None if name is None else not rests
