"""What the board is asked about: a stretch of days, and whatever else it is narrowed by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from directory.models import ServiceCentre
from oversight.seconds import DAY, QUARTER

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose figures, from which day to which, at which moment, and with which boxes filled in."""

    centre: ServiceCentre
    first: date
    last: date
    now: datetime
    boxes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def narrowed_by(self) -> frozenset[str]:
        """Which boxes are filled in."""
        return frozenset(self.boxes)

    @property
    def today(self) -> date:
        """The centre's own date."""
        return self.centre.local(self.now).date()

    @property
    def days(self) -> list[date]:
        """Every day asked for, the earliest first."""
        return [self.first + count * ONE_DAY for count in range((self.last - self.first).days + 1)]

    def midnight(self, day: date) -> datetime:
        """The moment a day begins on the centre's wall."""
        return self.centre.at(day, time(0))

    def values(self, first: date | None = None) -> dict[str, Any]:
        """What the questions are told, perhaps beginning at a later day."""
        since = self.midnight(first or self.first)
        until = self.midnight(self.last + ONE_DAY)
        shift, width = self._pieces(since, until)
        told = {
            "centre": self.centre.pk,
            "now": self.now,
            "first_day": first or self.first,
            "last_day": self.last,
            "since": since,
            "until": until,
            "day_ends": self.midnight(self.today + ONE_DAY),
            "forward_within": self.centre.forward_within_minutes * 60,
            "forward_by": self.now - timedelta(minutes=self.centre.forward_within_minutes),
            "piece_shift": shift,
            "piece_width": width,
        }
        told |= {
            f"age_{place}": self.midnight(self.today - days * ONE_DAY) for place, days in enumerate((0, 2, 7))
        }
        return told | {f"box_{box}": value for box, value in self.boxes.items()}

    def day_of_piece(self, piece: int, width: int) -> date:
        """Which day a piece of time lies in."""
        if width == DAY:
            return date(1970, 1, 1) + piece * ONE_DAY
        return datetime.fromtimestamp(piece * width, self.centre.tz).date()

    def _pieces(self, since: datetime, until: datetime) -> tuple[int, int]:
        """Whole days where the centre's clock stands still all the while; else quarters, which fit every zone."""
        noons = [self.centre.at(day, time(12)).utcoffset() for day in self.days]
        offsets = {since.utcoffset(), until.utcoffset(), *noons}
        if len(offsets) > 1:
            return 0, QUARTER
        return int((since.utcoffset() or timedelta()).total_seconds()), DAY
