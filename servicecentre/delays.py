"""What comes late, because the clock stands still or nobody outside answers: said on every page (design §4)."""

import time
from typing import Any, Final

from django.db.models import Exists
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notices.models import Delivery
from records import sweeps
from records.models import Heartbeat

#: Seconds one look at the heartbeats is good for, in each process.
GOOD_FOR: Final = 5.0
#: Seconds after its start in which a process says nothing: worker and clock may still be coming up.
GRACE: Final = 45.0


class Watch:
    """Looks at heartbeats and outbox now and then: one query in five seconds, however many pages are asked for."""

    def __init__(self) -> None:
        self.found: tuple[Any, ...] = ()
        self.again_at: float | None = None

    def begin(self, *, after: float = GRACE) -> None:
        """From now on, `after` seconds later, look; a process that serves no pages never begins."""
        self.again_at = time.monotonic() + after

    def delayed(self) -> tuple[Any, ...]:
        """What comes late, each in the words of the sweep that looks after it, as last seen."""
        if self.again_at is not None and time.monotonic() >= self.again_at:
            self.again_at = time.monotonic() + GOOD_FOR
            beats = list(Heartbeat.objects.annotate(mail_fails=Exists(Delivery.objects.failing())))
            late = {sweep.name for sweep in sweeps.silent(beats)}
            if any(beat.mail_fails for beat in beats):  # type: ignore[attr-defined]  # -- asked for with them
                late.add("deliveries")
            self.found = tuple(sweep.about for sweep in sweeps.registered() if sweep.name in late)
        return self.found


watch: Final = Watch()


def delays(_request: HttpRequest) -> dict[str, Any]:
    """Context processor: `delayed`, what comes late, in the reader's words."""
    return {"delayed": SimpleLazyObject(lambda: list(map(str, watch.delayed())))}
