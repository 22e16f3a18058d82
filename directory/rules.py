"""Why not: each rule answers the sentence for the person who asked, or ""."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from directory import roles
from records import clock

if TYPE_CHECKING:
    from directory.models import Desk, Duty, Shift, Staff


def against_sitting(staff: "Staff", desk: "Desk | None") -> str:
    """Why this person may not take this seat (§4.4)."""
    if desk is None:
        return ""
    if not staff.may("receive_visit"):
        return _("This account looks after the house, not the desk: it cannot receive a visit.")
    if desk.centre_id != staff.centre_id:
        return _("This desk is in another centre.")
    if not desk.active:
        return _("%(desk)s is closed.") % {"desk": desk}
    return ""


def against_roles(staff: "Staff", by: "Staff | None", names: Iterable[str], reason: str) -> str:
    """Why these roles may not be given; `by` is nobody only when the house is set up."""
    unknown = sorted(set(names) - set(roles.ROLES))
    if unknown:
        return _("There is no role %(name)s.") % {"name": unknown[0]}
    if by is not None and by.pk == staff.pk:
        return _(
            "Nobody gives a role to themselves, or takes one from themselves: ask another administrator."
        )
    if by is not None and not reason.strip():
        return _("Say why the roles change; the reason is kept.")
    if staff.centre_id is None and roles.ADMINISTRATOR not in set(names) and not staff.is_superuser:
        return _("Only an administrator works without a centre.")
    return ""


def against_deactivating(staff: "Staff", by: "Staff") -> str:
    """Why this account may not be closed by this person (BR-V03 asks the other books as well)."""
    if not staff.is_active:
        return _("This account is closed already.")
    if staff.pk == by.pk:
        return _("Nobody closes their own account: ask another administrator.")
    return ""


def against_changing_password(staff: "Staff", by: "Staff", reason: str) -> str:
    """Why this password may not be set by this person."""
    if staff.pk != by.pk and not reason.strip():
        return _("Say why somebody else's password changes; the reason is kept.")
    if staff.is_superuser and not by.is_superuser:
        return _("Only the keeper of the house changes this password.")
    return ""


def against_keeping_the_roster(by: "Staff") -> str:
    """Who leads says who works when (§4.9)."""
    if by.may("lead_shift") or by.may("manage"):
        return ""
    return _("A shift leader or manager changes the roster.")


def against_changing_the_roster(by: "Staff", shift: "Shift") -> str:
    """Why this person may not put anybody on this shift: what is over stays as it was worked."""
    if shift.centre_id != by.centre_id:
        return _("This shift is of another centre.")
    if sentence := against_keeping_the_roster(by):
        return sentence
    if shift.ends_at <= clock.now() or shift.handed_over_at is not None:
        return _("%(shift)s is over; it stays as it was worked.") % {"shift": shift}
    return ""


def against_rostering(staff: "Staff", by: "Staff") -> str:
    """Everybody who receives residents may be rostered, a guard as well (BR-H18)."""
    if staff.is_active and staff.centre_id == by.centre_id and staff.may("receive_visit"):
        return ""
    return _("%(name)s does not receive residents here.") % {"name": staff}


def against_taking_off(duty: "Duty", by: "Staff", reason: str) -> str:
    """Why this person may not take somebody off a shift."""
    if duty.centre_id != by.centre_id:
        return _("This shift is of another centre.")
    if sentence := against_keeping_the_roster(by):
        return sentence
    if duty.shift.starts_at <= clock.now():
        return _("%(shift)s has begun: %(name)s goes by a handover.") % {
            "shift": duty.shift,
            "name": duty.staff,
        }
    return "" if reason.strip() else _("Say why %(name)s comes off the roster.") % {"name": duty.staff}
