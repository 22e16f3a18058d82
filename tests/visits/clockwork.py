"""What the clock tells, read by tests: who was told what, and the house living at one moment after another."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from notices.models import Notice
from records import clock, sweeps
from tests.cast import at

#: Everything the clock looks after in the duty log.
LOG = ("cases", "callbacks", "introductions", "receptions")


def sweep(*names: str) -> int:
    """Let the clock wake these sweeps once, until nothing is due; how many rows they took up."""
    return sum(sweeps.run(name, budget=None) for name in names or LOG)


@contextmanager
def living_at(moment: str | datetime) -> Iterator[datetime]:
    """The house lives at this moment, and the clock has swept."""
    moment = at(moment) if isinstance(moment, str) else moment
    with clock.at(moment):
        sweep()
        yield moment


def told(*reasons: str) -> list[tuple[str, str]]:
    """(reason, account) of everything told so far, or of these reasons, in the order it was told."""
    rows = Notice.objects.order_by("pk").values_list("reason", "recipient__username")
    return [(reason, who) for reason, who in rows if not reasons or reason in reasons]


def a_minute_before(moment: datetime) -> datetime:
    """One minute earlier."""
    return moment - timedelta(minutes=1)
