"""What the clock looks after in the duty log: rows whose moment has come (design §4)."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from directory.models import ServiceCentre
from records import sweeps
from visits.models import Callback, Case, Referral, Visit

EVERY: Final = 5  # seconds
#: What comes along with a row, so that waking it asks for nothing more.
CASE: Final = ("centre", "category", "unit", "department", "owner", "handler")
CALLBACK: Final = ("centre", "assignee", "case__unit", "case__owner", "case__category")
REFERRAL: Final = ("centre", "to", "referred_by", "visit__unit", "visit__centre")
VISIT: Final = ("centre", "unit", "first_contact")


def register() -> None:
    """Let the clock look after the duty log."""
    _look_after("cases", Case, CASE, _("promises and escalations"))
    # Its verbs lock the case first, so the case is claimed along with the callback.
    _look_after("callbacks", Callback, CALLBACK, _("callbacks"), of=("self", "case"))
    _look_after("introductions", Referral, REFERRAL, _("introductions to the cashier"))
    _look_after("receptions", Visit, VISIT, _("residents being received"))


def look_again(instance: ServiceCentre, **_kwargs: Any) -> None:
    """Signal receiver: the norms of a centre have changed, so open cases may be due at other times."""
    for case in Case.objects.of(instance).open().select_related("centre", "category"):
        case.remember()


def _look_after(
    name: str, model: type[Any], along: tuple[str, ...], about: Any, of: tuple[str, ...] = ("self",)
) -> None:
    def batch() -> int:
        due = model.objects.waking().select_related(*along)
        return sweeps.each(name, due, lambda row: row.wake(), of=of)

    def oldest() -> datetime | None:
        return sweeps.first_due(name, model.objects.waking(), "wakes_at")

    sweeps.register(name, batch, every=EVERY, about=about, oldest=oldest)
