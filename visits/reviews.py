"""Who read and signed the logs of a day (BR-H19). A room above keeps those signatures and says so: `register(ask)`."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from directory.models import ServiceCentre, ShiftPattern


class Review(NamedTuple):
    """One shift's log, read: whose shift, by whom, when."""

    pattern: int
    shift: str
    by: str
    at: datetime


Ask = Callable[[ServiceCentre, date], list[Review]]
_asked: list[Ask] = []


def register(ask: Ask) -> None:
    """Let the log show these signatures, in the order of the shifts."""
    _asked.append(ask)


def of(centre: ServiceCentre, day: date, pattern: ShiftPattern | None) -> list[str]:
    """Who read the log of a shift and when; of a whole day, each with its shift."""
    found = [review for ask in _asked for review in ask(centre, day)]
    if pattern is not None:
        return [_signed(centre, each) for each in found if each.pattern == pattern.pk]
    return [f"{each.shift} {_signed(centre, each)}" for each in found]


def _signed(centre: ServiceCentre, review: Review) -> str:
    local = centre.local(review.at)  # with its day: paper is read on another
    return f"{review.by} {local.month}/{local.day} {local:%H:%M}"
