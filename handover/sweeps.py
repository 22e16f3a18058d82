"""What the clock looks after in the handover log: people whose shift ends, and whom nobody relieves (design §4)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from directory.models import Duty
from handover import actions
from records import sweeps

EVERY: Final = 5  # seconds


def register() -> None:
    """Let the clock look after whoever is on duty."""
    sweeps.register("duties", batch, every=EVERY, about=_("shifts that end and reliefs that are late"))


def batch() -> int:
    """A few people whose moment has come."""
    due = Duty.objects.waking().select_related("centre", "shift__pattern", "staff")
    return sweeps.each("duties", due, actions.remind)
