"""What is late because the clock stands still: said on every page, while the work at the desk goes on (design §4)."""

import time
from typing import Any, Final

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from records import sweeps

#: Seconds one look at the heartbeats is good for, in each process.
GOOD_FOR: Final = 5.0
#: Seconds after its start in which a process says nothing: worker and clock may still be coming up.
GRACE: Final = 45.0


class Watch:
    """Looks at the heartbeats now and then: one query in five seconds, however many pages are asked for."""

    def __init__(self) -> None:
        self.found: tuple[sweeps.Sweep, ...] = ()
        self.again_at: float | None = None

    def begin(self, *, after: float = GRACE) -> None:
        """From now on, `after` seconds later, look; a process that serves no pages never begins."""
        self.again_at = time.monotonic() + after

    def silent(self) -> tuple[sweeps.Sweep, ...]:
        """The sweeps that have not got through for too long, as last seen."""
        if self.again_at is not None and time.monotonic() >= self.again_at:
            self.again_at = time.monotonic() + GOOD_FOR
            self.found = tuple(sweeps.silent())
        return self.found


watch: Final = Watch()


def delays(_request: HttpRequest) -> dict[str, Any]:
    """Context processor: `delayed`, what the clock should look after and does not, in the reader's words."""
    return {"delayed": SimpleLazyObject(lambda: [str(sweep.about) for sweep in watch.silent()])}
