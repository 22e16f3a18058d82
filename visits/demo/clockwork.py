"""The clock of the demonstration: it runs for the last day, and what was told before the last hour was read."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from directory.models import Duty
from notices.models import Notice
from records import sweeps
from visits.demo.people import Cast
from visits.demo.timeline import Story

MINUTE: Final = timedelta(minutes=1)
#: Since when the clock runs, as long as shifts are handed over; what lies further back is told when it begins.
RUNS_FOR: Final = timedelta(hours=25)
TURN: Final = 4 * MINUTE
#: What was told so lately nobody has read yet; before that everybody read what they were told soon after.
UNREAD_FOR: Final = timedelta(hours=1)
READ_AFTER: Final = 4 * MINUTE
#: What the clock looks after in the books of the desk; what leaves the house stays out of the play.
DESK: Final = frozenset({"cases", "callbacks", "introductions", "receptions", "duties"})


def runs(cast: Cast, now: datetime) -> Story:
    """The sweeps, every few minutes until now; whoever went off before they ran was relieved somehow."""
    moment = now - RUNS_FOR
    yield moment
    for duty in Duty.objects.of(cast.centre).waking().select_related("shift"):
        for past in duty.come_due():
            duty.tick_off(past)
        duty.remember()
    desk = [sweep for sweep in sweeps.registered() if sweep.name in DESK]
    while True:
        for sweep in desk:
            while _is_due(sweep) and sweep.batch():
                pass
        moment += TURN
        yield moment


def _is_due(sweep: sweeps.Sweep) -> bool:
    # Nearly every turn finds nothing; this asks for a moment, a batch for whole rows with all that hangs on them.
    return sweep.oldest is None or sweep.oldest() is not None


def read_what_is_old(cast: Cast, now: datetime) -> None:
    """Let few notices wait; the others lie with what was read, as in any house."""
    old = Notice.objects.filter(centre=cast.centre, told_at__lte=now - UNREAD_FOR).unread()
    old.update(read_at=F("told_at") + READ_AFTER)
