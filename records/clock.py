"""The house's clock: every verb asks it for the time, so that past weeks can be played through the real verbs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """The moment on the house's clock, aware; the real one unless a past moment is being played."""
    return _set_to.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the house live at `moment` (aware): for the demonstration's past weeks and for tests."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)
