"""Whom the duty log tells, and of what: one function for each thing somebody must know at once, or in time.

When it is told, a verb or a moment of the clock decides; here stand the addressees and the words. Who did something is
not told of it. Who is off duty is stood in for by who leads the shift, then by a manager: the notices see to that (I9).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from directory.models import Staff
from notices import reasons
from notices.actions import tell
from notices.addressee import Addressee, Post, off_duty
from records import clock, sweeps

if TYPE_CHECKING:
    from visits.models import Callback, Case, Referral, Visit

#: Reason, label (it may go outside and names nobody), sentence (shown inside).
REASONS = (
    ("work-sent", _("Work has come"), _("Work for %(department)s: %(matter)s")),
    ("to-forward", _("To be forwarded"), _("Not forwarded yet, and due by %(time)s: %(matter)s")),
    ("forward-late", _("Not forwarded in time"), _("Still not forwarded by %(name)s: %(matter)s")),
    ("outside", _("Outside party to be contacted"), _("Nobody has reached %(outside)s yet about %(matter)s")),
    ("promise-nears", _("A promise falls due"), _("Promised by %(time)s: %(matter)s")),
    (
        "promise-broken",
        _("A promise has passed"),
        _("Promised by %(time)s and not done: %(matter)s. Apologise, say why, and promise anew."),
    ),
    ("late-1", _("Late (L1)"), _("L1: promised by %(time)s and not done: %(matter)s (%(name)s)")),
    ("late-2", _("Late by a day (L2)"), _("L2: a day late, urged in writing: %(matter)s (%(department)s)")),
    ("late-3", _("Late by days (L3)"), _("L3: on the quality list: %(matter)s (%(department)s)")),
    ("urged-in-writing", _("Urged in writing"), _("Urged in writing, promised by %(time)s: %(matter)s")),
    (
        "uncalled",
        _("Callback long overdue (L1)"),
        _("L1: two days, and nobody tried to call back: %(matter)s"),
    ),
    ("ceiling", _("The law's time is up (L3)"), _("L3: a complaint without an answer: %(matter)s")),
    (
        "dissatisfied",
        _("Not satisfied twice (L3)"),
        _("L3: not satisfied for the second time: %(matter)s. A shift leader or manager goes there."),
    ),
    (
        "still",
        _("Carried without progress (L3)"),
        _("L3: handed over three times and nothing was done: %(matter)s"),
    ),
    ("urged", _("The resident urges"), _("The resident urges again: %(matter)s")),
    ("returned", _("Work sent back"), _("%(department)s sent it back: %(matter)s")),
    ("to-assign", _("To be assigned"), _("Two departments sent it back, assign it: %(matter)s")),
    ("yours-now", _("A case is yours"), _("You answer for it now: %(matter)s (so far %(name)s)")),
    ("not-yours-now", _("A case has gone to another"), _("%(name)s answers for it now: %(matter)s")),
    ("reopened", _("Reopened"), _("The resident is not satisfied, it goes on: %(matter)s")),
    ("alarm", _("Alarm"), _("Alarm: %(matter)s")),
    ("callback-due", _("A callback is due"), _("Call back: %(matter)s")),
    ("callback-given", _("A callback is yours"), _("You make this call: %(matter)s")),
    ("exhausted", _("Nobody was reached"), _("Three calls over two days reached nobody: %(matter)s")),
    ("introduced", _("A resident for the cashier"), _("%(name)s introduces a resident to you: %(matter)s")),
    (
        "cashier-late",
        _("A resident waits for the cashier"),
        _("Nobody has come for %(minutes)s minutes; %(cashier)s was asked: %(matter)s"),
    ),
    ("leave-taking", _("Still being received?"), _("Has the resident left, is the desk tidied? %(matter)s")),
)


def register() -> None:
    """Teach the notices the words of the duty log."""
    for code, label, sentence in REASONS:
        reasons.register(code, label=label, sentence=sentence)


# Work and promise ------------------------------------------------------------------------------------------------


def sent(case: "Case", due: datetime) -> None:
    """Work has come to a department: to whoever took it on, or everybody of it who is here (§4.2 及時反饋)."""
    if case.department.is_outside or case.owner_id == case.handler_id:
        return
    to: Iterable[Addressee] = [case.handler] if case.handler else handlers_of(case)
    _about_case(case, "work-sent", to, due, department=str(case.department))


def to_be_forwarded(case: "Case", due: datetime) -> None:
    """The case turns amber: its owner still has it (BR-V05)."""
    _about_case(case, "to-forward", [case.owner], due, time=_clock(case, case.forward_by))


def forwarded_late(case: "Case", due: datetime) -> None:
    """超時轉辦: the owner still has it, and who leads should know (BR-V05)."""
    _about_case(case, "forward-late", [case.owner, Post.LEADER], due, name=str(case.owner))


def outside_to_be_contacted(case: "Case", due: datetime) -> None:
    """Half an hour on, nobody has spoken with the outside party (BR-V16)."""
    _about_case(case, "outside", [case.owner], due, outside=case.outside_name)


def promise_nears(case: "Case", due: datetime) -> None:
    """A quarter of the promised time is left (BR-E01)."""
    _about_case(case, "promise-nears", [case.owner], due, time=_promised(case))


def promise_broken(case: "Case", due: datetime) -> None:
    """A promise has passed: its owner apologises, says why and promises anew (§4.8)."""
    _about_case(case, "promise-broken", [case.owner], due, time=_promised(case))


def escalated(case: "Case", level: int, reason: str, due: datetime) -> None:
    """It goes up, to who leads the shift or who manages the centre (BR-E02–E04, E10, C03, C09, H14)."""
    facts = {"time": _promised(case), "name": str(case.owner), "department": str(case.department)}
    _about_case(case, reason, [Post.LEADER if level == case.Level.L1 else Post.MANAGER], due, **facts)


def urged_in_writing(case: "Case", due: datetime) -> None:
    """催辦: a day after the promise passed the department has it in writing (BR-E03)."""
    if not case.department.is_outside:
        to: Iterable[Addressee] = [case.handler] if case.handler else handlers_of(case)
        _about_case(case, "urged-in-writing", to, due, time=_promised(case))


# What people did -------------------------------------------------------------------------------------------------


def alarm(case: "Case", by: Staff) -> None:
    """Life safety: everybody on duty at once, whatever hour they wished to be left alone (BR-V15)."""
    now = clock.now()
    with sweeps.one_moment():  # who is off duty is the same for all of them
        everybody = {staff.pk: staff for staff in Staff.objects.on_duty(case.centre, now)}
        everybody |= {staff.pk: staff for staff in handlers_here(case)}
        to: list[Addressee] = [Post.LEADER, *everybody.values()]
        _about_case(case, "alarm", _but(by, to), now, is_urgent=True)


def urged(case: "Case", by: Staff) -> None:
    """The resident came again about the same matter (BR-V14)."""
    _about_case(case, "urged", _but(by, [case.owner]), clock.now())


def returned(case: "Case", by: Staff) -> None:
    """A department sent the work back; the second time who leads assigns it (BR-V13)."""
    now = clock.now()
    _about_case(case, "returned", _but(by, [case.owner]), now, department=str(case.department))
    if case.waits_for_assignment:
        _about_case(case, "to-assign", [Post.LEADER], now)


def reassigned(case: "Case", by: Staff, was: Staff) -> None:
    """A manager gave it to another: both hear it (BR-H20)."""
    now = clock.now()
    _about_case(case, "yours-now", _but(by, [case.owner]), now, name=str(was))
    if was.is_active:
        _about_case(case, "not-yours-now", _but(by, [was]), now, name=str(case.owner))


def reopened(case: "Case", by: Staff) -> None:
    """The resident said no: who leads is told, and who answers for it (BR-C06)."""
    _about_case(case, "reopened", _but(by, [case.owner, Post.LEADER]), clock.now())


# Callbacks, cashier, leave-taking --------------------------------------------------------------------------------


def callback_due(callback: "Callback", due: datetime) -> None:
    """It is time to ask the resident: whoever is to ask, else the owner (§4.2 即時回訪)."""
    owner, to = callback.case.owner, callback.assignee or callback.case.owner
    if to != owner and to.pk in off_duty(callback.centre, clock.now()):
        to = owner
    _about_callback(callback, "callback-due", [to], due)


def callback_given(callback: "Callback", by: Staff) -> None:
    """Somebody else is to ask now."""
    if callback.assignee:
        _about_callback(callback, "callback-given", _but(by, [callback.assignee]), clock.now())


def exhausted(callback: "Callback") -> None:
    """Three attempts over two days reached nobody: a manager decides (BR-C04)."""
    _about_callback(callback, "exhausted", [Post.MANAGER], clock.now())


def introduced(referral: "Referral") -> None:
    """A resident is brought to the cashier, who greets them at once (§4.7 馬上)."""
    facts = {"name": str(referral.referred_by)}
    _about_visit(referral.visit, "introduced", [referral.to], referral.referred_at, **facts)


def cashier_is_late(referral: "Referral", due: datetime) -> None:
    """The resident still sits there: both hear it, and who leads (BR-F02)."""
    facts = {"cashier": str(referral.to), "minutes": referral.centre.referral_within_minutes}
    to: list[Addressee] = [referral.to, referral.referred_by, Post.LEADER]
    _about_visit(referral.visit, "cashier-late", to, due, **facts)


def still_being_received(visit: "Visit", due: datetime) -> None:
    """Gently: has the resident left, is the desk tidied (BR-V20)."""
    _about_visit(visit, "leave-taking", [visit.first_contact], due)


# Who, and in what words ------------------------------------------------------------------------------------------


def handlers_here(case: "Case") -> list[Staff]:
    """Everybody who does the work of the case's department and is not off duty."""

    def ask() -> list[Staff]:
        handlers = Staff.objects.who_may("handle_work").of(case.centre).filter(department=case.department_id)
        return list(handlers.order_by("pk"))

    handlers = sweeps.once_a_batch(("handlers", case.centre_id, case.department_id), ask)
    away = off_duty(case.centre, clock.now())
    return [staff for staff in handlers if staff.pk not in away]


def handlers_of(case: "Case") -> list[Addressee]:
    """The same, less the owner; where nobody is, who leads the shift."""
    return [staff for staff in handlers_here(case) if staff.pk != case.owner_id] or [Post.LEADER]


def _but(by: Staff, to: Iterable[Addressee]) -> list[Addressee]:
    return [each for each in to if not (isinstance(each, Staff) and each.pk == by.pk)]


def _about_case(case: "Case", reason: str, to: Iterable[Addressee], due: datetime, **facts: Any) -> None:
    for each in to:
        tell(to=each, reason=reason, about=case, due_at=due, matter=_matter(case), **facts)


def _about_callback(callback: "Callback", reason: str, to: Iterable[Addressee], due: datetime) -> None:
    for each in to:
        tell(to=each, reason=reason, about=callback, due_at=due, matter=_matter(callback.case))


def _about_visit(visit: "Visit", reason: str, to: Iterable[Addressee], due: datetime, **facts: Any) -> None:
    where = visit.unit.code if visit.unit else visit.location_detail
    matter = _in_a_sentence(where, visit.statement[:40])
    for each in to:
        tell(to=each, reason=reason, about=visit, due_at=due, matter=matter, **facts)


def _matter(case: "Case") -> str:
    return _in_a_sentence(case.where, case.title)


def _in_a_sentence(where: str, words: str) -> str:
    """Where and what, ready to stand inside a sentence: without a full stop of their own."""
    return " ".join(filter(None, (where, words.strip().rstrip(".。"))))


def _promised(case: "Case") -> str:
    return _clock(case, case.promise_due_at) if case.promise_due_at else ""


def _clock(case: "Case", moment: datetime) -> str:
    return f"{case.centre.local(moment):%m-%d %H:%M}"
