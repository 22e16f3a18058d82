"""What the clock looks after in the handover log: people whose shift ends, and whom nobody relieves (design §4)."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from directory.models import Duty
from handover import actions
from records import sweeps

EVERY: Final = 5  # seconds


def register() -> None:
    """Let the clock look after whoever is on duty."""
    sweeps.register(
        "duties", batch, every=EVERY, about=_("shifts that end and reliefs that are late"), oldest=oldest_due
    )


def batch() -> int:
    """A few people whose moment has come."""
    due = Duty.objects.waking().select_related("centre", "shift__pattern", "staff")
    return sweeps.each("duties", due, actions.remind)


def oldest_due() -> datetime | None:
    """Since when the first of them waits."""
    return sweeps.first_due("duties", Duty.objects.waking(), "wakes_at")
