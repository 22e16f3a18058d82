"""Why not: who reads the board, and whose figures (permissions.csv, “Reports”)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from directory.models import Staff
    from oversight.models import SavedView


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
