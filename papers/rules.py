"""Why not: what may be taken out of the house, by whom, and who must agree (permissions.csv, BR-P02, BR-R01)."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from directory.models import Duty
from records import clock
from visits.rules import leads

if TYPE_CHECKING:
    from directory.models import Staff
    from papers.models import Export
    from visits.views.log import Stretch

#: So many masked rows leave with a reason alone (permissions.csv).
WITHOUT_SECOND: Final = 50
#: What the machine makes in one go; more is asked for in parts.
MOST: Final = {"csv": 200_000, "xlsx": 100_000, "pdf": 3_000}


def against_paper_of(stretch: "Stretch", staff: "Staff") -> str:
    """The form of a shift is drawn by whoever worked in it; any other by those who lead or audit."""
    if leads(staff) or staff.may("export"):
        return ""
    if stretch.pattern is None:
        return _("The paper of a whole day is for the shift leader and the manager. Open one shift.")
    if Duty.objects.visible_to(staff).on(stretch.day, stretch.pattern).filter(staff=staff).exists():
        return ""
    if stretch.lines(staff).received_by(staff).exists() or stretch.covers(clock.now()):
        return ""
    return _("That was not your shift: its paper is for the shift leader and the manager.")


def needs_second(rows: int, masked: bool) -> bool:
    """Whether somebody else, in another role, must agree."""
    return rows > WITHOUT_SECOND or not masked


def against_opening_exports(staff: "Staff") -> str:
    """Lists leave the house with those who lead, manage or audit."""
    if not staff.may("export"):
        return _("Lists are taken out by the shift leader, the manager and the auditor. Ask one of them.")
    return ""


def against_exporting(
    staff: "Staff", form: str, rows: int, masked: bool, reason: str
) -> tuple[str, dict[str, str]]:
    """Up to fifty masked rows for a reason; more, or full numbers, only for a manager and with a second person."""
    if sentence := against_opening_exports(staff):
        return sentence, {}
    if needs_second(rows, masked) and not staff.may("manage"):
        return _(
            "More than 50 rows, or full names and numbers, only a manager may take out. Narrow the filter."
        ), {}
    if not rows:
        return _("There is nothing to take out: no row is like that."), {}
    if rows > MOST[form]:
        most = MOST[form]
        return _("That is more than %(most)d rows. Narrow the filter, or take it in parts.") % {
            "most": most
        }, {}
    if not reason.strip():
        sentence = _("Say what it is for. The reason is kept.")
        return sentence, {"reason": sentence}
    return "", {}


def against_agreeing(export: "Export", staff: "Staff") -> str:
    """The second person is another account in another role, and decides once."""
    if export.asked_by_id == staff.pk:
        return _("You asked for it yourself: somebody else must agree.")
    if sentence := against_opening_exports(staff):
        return sentence
    if not set(staff.role_names()) - set(export.asked_by.role_names()):
        return _("The second person needs another role: a shift leader or the auditor.")
    if not export.needs_second or export.agreed_at or export.declined_at:
        return _("There is nothing left to decide here.")
    return ""


def against_fetching(export: "Export", staff: "Staff") -> str:
    """The file is for whoever asked for it, as long as they may still take lists out."""
    if export.asked_by_id != staff.pk:
        return _("Only %(name)s, who asked for it, may fetch this file.") % {"name": export.asked_by}
    return against_opening_exports(staff)
