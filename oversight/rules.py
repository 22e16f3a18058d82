"""Why not: who reads the board, and whose figures (permissions.csv, “Reports”)."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from records import clock
from visits.rules import against_caller, leads

if TYPE_CHECKING:
    from collections.abc import Collection

    from directory.models import Shift, Staff
    from oversight.models import Breach, LogReading, Recheck, SavedView
    from visits.models import Case


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


#: So many characters say what struck the reader of a log.
REMARK: Final = 300


def against_remarking(remark: str) -> str:
    """A remark is a note beside the signature, not a second log."""
    return _against_length(remark, REMARK)


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


# A breach of the first contact's duty ----------------------------------------------------------------------------

#: 首接責任過失 is of one of four kinds (BR-R04).
KINDS: Final = frozenset({"ignored", "not_my_job", "unreported", "rude"})
#: So many characters say what happened, what the one who is named has to say, and why it is withdrawn.
HAPPENED, STATEMENT, WITHDRAWN = 1000, 2000, 300


def reads_every_breach(staff: "Staff") -> bool:
    """Whether somebody reads every breach of the centre, not only what is said about themselves."""
    return leads(staff) or staff.may("read_trail")


def against_opening_a_breach(staff: "Staff") -> str:
    """A breach is recorded by who leads."""
    return "" if leads(staff) else _("A breach is recorded by a shift leader or manager.")


def against_recording_a_breach(
    case: "Case", by: "Staff", *, person: "Staff", involved: "Collection[int]", kind: str, happened: str
) -> tuple[str, dict[str, str]]:
    """A leader names somebody else who had to do with the case, the kind, and what happened (BR-R04)."""
    if case.centre_id != by.centre_id:
        return _("This case is of another centre."), {}
    if sentence := against_opening_a_breach(by):
        return sentence, {}
    wrong = {}
    if person.pk == by.pk:
        wrong["person"] = _("Nobody records a breach of their own: another leader does.")
    elif person.pk not in involved:
        wrong["person"] = _("%(name)s had nothing to do with this case.") % {"name": person}
    if kind not in KINDS:
        wrong["kind"] = _("Choose one of the four kinds.")
    if not happened.strip():
        wrong["happened"] = _("Say what happened.")
    elif sentence := _against_length(happened, HAPPENED):
        wrong["happened"] = sentence
    return " ".join(wrong.values()), wrong


def against_stating(breach: "Breach", by: "Staff", statement: str) -> tuple[str, dict[str, str]]:
    """The one who is named has their say, once (BR-R04)."""
    if by.pk != breach.person_id:
        return _("Only %(name)s, whom it is about, writes this statement.") % {"name": breach.person}, {}
    if breach.stated_at:
        return _("The statement has been written, and stands."), {}
    if breach.withdrawn_at:
        return _("This breach was withdrawn: there is nothing to answer."), {}
    return _against_words("statement", statement, STATEMENT, _("Write what you have to say."))


def against_withdrawing_a_breach(breach: "Breach", by: "Staff", reason: str) -> tuple[str, dict[str, str]]:
    """Whoever may record one withdraws it, once and for a reason; never the one who is named (BR-R04)."""
    if breach.centre_id != by.centre_id:
        return _("This breach is of another centre."), {}
    if by.pk == breach.person_id:
        return _("It names you: another leader withdraws it, or nobody."), {}
    if not leads(by):
        return _("A breach is withdrawn by a shift leader or manager."), {}
    if breach.withdrawn_by is not None:
        return _("%(name)s has withdrawn this breach already.") % {"name": breach.withdrawn_by}, {}
    return _against_words("reason", reason, WITHDRAWN, _("Say why it was recorded in error."))


def _against_words(field: str, words: str, limit: int, missing: str) -> tuple[str, dict[str, str]]:
    sentence = _against_length(words, limit) if words.strip() else missing
    return sentence, {field: sentence} if sentence else {}


def _against_length(words: str, limit: int) -> str:
    if len(words.strip()) <= limit:
        return ""
    return _("Say it in %(count)d characters at most.") % {"count": limit}


# The re-check ----------------------------------------------------------------------------------------------------

#: So many characters say what the resident told.
NOTE: Final = 300


def against_asking_again(recheck: "Recheck", by: "Staff") -> str:
    """Asked again once, by a leader who neither called nor did the work nor is complained about (W22, BR-C07)."""
    callback = recheck.callback
    if callback.centre_id != by.centre_id:
        return _("This callback is of another centre.")
    if not leads(by):
        return _("A shift leader or manager asks again.")
    if recheck.checked_by is not None:
        return _("%(name)s has asked again already.") % {"name": recheck.checked_by}
    if by.pk == callback.reached_by_id:
        return _("You made this call: another leader or manager asks again.")
    if by.pk == callback.done_by_id:
        return _("You did the work: another leader or manager asks again.")
    return against_caller(callback.case, by, is_self_done=False)


def against_rechecking(
    recheck: "Recheck", by: "Staff", *, confirmed: bool, note: str
) -> tuple[str, dict[str, str]]:
    """What is not confirmed says what the resident told instead (W22)."""
    if sentence := against_asking_again(recheck, by):
        return sentence, {}
    if not confirmed and not note.strip():
        sentence = _("Say what the resident told you instead.")
        return sentence, {"note": sentence}
    if sentence := _against_length(note, NOTE):
        return sentence, {"note": sentence}
    return "", {}
