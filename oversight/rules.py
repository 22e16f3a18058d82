"""Why not: who reads the board, and whose figures (permissions.csv, “Reports”)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from records import clock
from visits.rules import leads

if TYPE_CHECKING:
    from collections.abc import Collection

    from directory.models import Shift, Staff
    from oversight.models import LogReading, SavedView


def against_reading(staff: "Staff") -> str:
    """A manager and an auditor read every figure, a shift leader those of the own shift; others see their desk."""
    if staff.may("manage") or staff.may("lead_shift") or staff.may("read_trail"):
        return ""
    return _("The board is read by a manager, an auditor, or a shift leader for the own shift.")


def reads_own_shift_only(staff: "Staff") -> bool:
    """Whether somebody sees the figures of the own shift and no other."""
    return staff.may("lead_shift") and not staff.may("manage")


def against_saving(staff: "Staff", name: str) -> str:
    """A view is kept under a name, by who reads the board and works here; an auditor writes nothing."""
    if sentence := against_reading(staff):
        return sentence
    if not staff.may("receive_visit"):
        return _("An auditor reads and writes nothing.")
    return "" if name.strip() else _("Give the view a name.")


def against_withdrawing(view: "SavedView", by: "Staff") -> str:
    """Who saved a view takes it away, or a manager does."""
    if view.withdrawn:
        return _("This view was taken away already.")
    if by.pk != view.saved_by_id and not by.may("manage"):
        return _("Only %(name)s, who saved this view, or a manager may take it away.") % {
            "name": view.saved_by
        }
    return ""


# The supervisor's daily reading ----------------------------------------------------------------------------------


def against_signing_the_log(
    shift: "Shift", by: "Staff", *, receivers: "Collection[int]", earlier: "LogReading | None"
) -> str:
    """The log of a shift is signed once, after its end, by who leads and received nobody in it (BR-H19)."""
    if shift.centre_id != by.centre_id:
        return _("This shift is of another centre.")
    if not leads(by):
        return _("The log is signed by a shift leader or manager.")
    if earlier is not None:
        return _("%(name)s has read this already.") % {"name": earlier.read_by}
    if shift.ends_at > clock.now():
        return _("The log of this shift is still being written.")
    return _against_the_reader(by, receivers)


def _against_the_reader(by: "Staff", receivers: "Collection[int]") -> str:
    if not receivers:
        return _("Nobody was received in this shift: there is nothing to read.")
    if by.pk in receivers:
        return _("You received residents in this shift: another leader or manager reads it.")
    return ""
