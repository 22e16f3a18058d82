"""Working time by watching the clock on the wall, a minute at a time: slow, plain, and without a line of the house's.

The office opens when the wall first shows its hour, or jumps past it, and closes likewise; a clock that is put back
reopens nothing. A calendar here is a week of hours in minutes since midnight, and the dates that are otherwise.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
Hours = list[tuple[int, int]]


@dataclass(frozen=True)
class Wall:
    """A calendar to be walked: for each weekday from Monday on the minutes it is worked, and dates that differ."""

    week: list[Hours]
    otherwise: dict[date, bool]

    def hours(self, day: date) -> Hours:
        """The minutes of the day at which the office opens and closes on this date."""
        weekday = day.weekday()
        if day not in self.otherwise:
            return self.week[weekday]
        if not self.otherwise[day]:
            return []
        for back in (0, 1, 2, 3, 4, 5, 6):
            if self.week[(weekday - back) % 7]:
                return self.week[(weekday - back) % 7]
        return []


def walk(wall: Wall, tz: ZoneInfo, first: date, days: int) -> tuple[datetime, bytearray]:
    """For each minute from the first date on whether it is worked: a one or a nought."""
    began = datetime.combine(first, time(0), tzinfo=tz).astimezone(UTC)
    worked = bytearray(days * 24 * 60)
    furthest = (date.min, 0)
    for step in range(len(worked)):
        shown = (began + step * MINUTE).astimezone(tz)
        furthest = max(furthest, (shown.date(), shown.hour * 60 + shown.minute))
        for opens, closes in wall.hours(furthest[0]):
            if opens <= furthest[1] < closes:
                worked[step] = 1
    return began, worked


def count(worked: bytearray, start: int, end: int) -> int:
    """How many minutes from one to just before the other are worked."""
    return sum(worked[start:end])


def after(worked: bytearray, start: int, minutes: int) -> int | None:
    """The minute at which so many have been worked since; None when the table ends before."""
    if minutes == 0:
        return start
    for step in range(start, len(worked)):
        minutes -= worked[step]
        if minutes == 0:
            return step + 1
    return None


def opening(worked: bytearray, start: int) -> int | None:
    """The minute itself if it is worked, else the next one that is."""
    return next((step for step in range(start, len(worked)) if worked[step]), None)
