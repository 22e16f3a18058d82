"""Why not: one pure function for each verb of the duty log, giving the sentence for the person who asked, or "".

The verb enforces it, the button shows it, the page prints it. Clauses and rule ids stand beside each.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records import clock
from visits import phrases, timing

if TYPE_CHECKING:
    from directory.models import Category, Department, ServiceCentre, Staff
    from visits.models import Callback, Case, PromiseTerms, Referral, Visit

SATISFIED = 3
RETURNS = 2
DISSATISFIED = 2


# Who somebody is to a case ---------------------------------------------------------------------------------------


def leads(staff: "Staff") -> bool:
    """Whether somebody may act for the shift: a shift leader or a manager."""
    return staff.may("lead_shift") or staff.may("manage")


def answers_for(case: "Case", staff: "Staff") -> bool:
    """Whether somebody answers to the resident for the case, or leads those who do (BR-V04)."""
    return case.owner_id == staff.pk or leads(staff)


def works_on(case: "Case", staff: "Staff") -> bool:
    """Whether somebody is the handler, or works in the department that handles the case."""
    if case.handler_id == staff.pk:
        return True
    return case.department_id == staff.department_id and staff.may("handle_work")


def did_the_work(case: "Case", staff: "Staff") -> bool:
    """Whether somebody did the work to be asked about, or reported it for the department (I3)."""
    reported = case.resolved_by_id == staff.pk and case.department_id == staff.department_id
    return reported or case.handler_id == staff.pk


def against_reading(staff: "Staff") -> str:
    """Who works at the desk or reads its trail sees the log; the administrator keeps other books (§4.1)."""
    if staff.may("receive_visit") or staff.may("read_trail"):
        return ""
    return _("This account keeps the house's books and does not see the duty log.")


# The visit -------------------------------------------------------------------------------------------------------


def against_receiving(staff: "Staff") -> str:
    """Every employee may and must receive a visit (§4.1, BR-V01)."""
    if not staff.may("receive_visit"):
        return _("This account looks after the house, not the desk: it cannot receive a visit.")
    return ""


def against_arrival(arrived_at: datetime, shift_closed: bool, staff: "Staff") -> str:
    """A late entry stays visible and never enters a shift that was handed over (BR-V19)."""
    if arrived_at > clock.now() + timedelta(minutes=1):
        return _("The resident cannot have arrived later than now.")
    if arrived_at < clock.now() - timedelta(days=31):
        return _("That is more than a month ago. Check the date.")
    if shift_closed and not leads(staff):
        return _("That shift has been handed over. Only a shift leader or manager may still add to it.")
    return ""


def missing_facts(visit: "Visit") -> dict[str, str]:
    """What must be down before the resident is let go (§4.6, BR-V06, BR-V17), by field."""
    missing = {}
    if not visit.statement.strip():
        missing["statement"] = _("Write down what the resident said.")
    if visit.category_id is None:
        missing["category"] = _("Choose what it is about.")
    if visit.scope == visit.Scope.HOME and visit.unit_id is None and not visit.location_detail.strip():
        missing["unit"] = _("Which home is it? Choose a room, or set the scope to a common area.")
    if visit.category and visit.category.needs_identity and not visit.identity_check:
        missing["identity_check"] = _("Say how the person was identified before anything is released.")
    if visit.is_release_for_a_tenant and not visit.owner_confirmed_by:
        missing["owner_confirmed_by"] = _("A tenant's goods leave only after the owner confirms: say how.")
    return missing


def against_alarm(visit: "Visit") -> tuple[str, dict[str, str]]:
    """An alarm needs to know what and where, nothing else (BR-V15)."""
    wrong = {}
    if visit.category_id is None:
        wrong["category"] = _("Choose what it is about.")
    if visit.unit_id is None and not visit.location_detail.strip():
        wrong["unit"] = _("Where is it? A room or a place is enough.")
    return _all(wrong), wrong


def against_saying(reply: str, quoting_reason: str) -> str:
    """An answer never says 不知道 or its like; the resident's own words may, with a reason (§4.8, BR-V11)."""
    if phrases.never_said_in(reply) and not quoting_reason.strip():
        return _("Never answer “I don't know”. Say: “I will check at once and answer you by …”.")
    return ""


def against_answering(
    visit: "Visit", by: "Staff", reply: str, satisfaction: int | None, quoting_reason: str
) -> tuple[str, dict[str, str]]:
    """On the spot means the facts are down, something was answered, and the resident says yes (BR-V06, BR-V08)."""
    if sentence := against_finishing_the_visit(visit, by):
        return sentence, {}
    wrong = missing_facts(visit)
    if not reply.strip():
        wrong["reply"] = _("Write down what the resident was told.")
    elif sentence := against_saying(reply, quoting_reason):
        wrong["reply"] = sentence
    if satisfaction is not None and satisfaction < SATISFIED:
        wrong["satisfaction"] = _("The resident is not satisfied yet: make a promise instead.")
    elif visit.is_fee and not by.may("take_fees"):
        wrong["category"] = _("Fees are settled by the cashier. Introduce the resident instead.")
    return _all(wrong), wrong


def against_promising(
    visit: "Visit",
    by: "Staff",
    *,
    reply: str,
    quoting_reason: str,
    department: "Department | None",
    terms: "PromiseTerms | None",
    outside: Mapping[str, str],
    same_matter: "Case | None",
) -> tuple[str, dict[str, str]]:
    """What was not solved has all five: restated, apology, reason, promise, department (§4.8, BR-V09, I6)."""
    if sentence := against_finishing_the_visit(visit, by):
        return sentence, {}
    wrong = missing_facts(visit) | _unsaid(visit) | _wrong_with_terms(terms, visit.category, by)
    wrong.pop(
        "owner_confirmed_by", None
    )  # promised for when the owner has confirmed: asked for again before it is done
    for field, said in (("reply", reply), ("reason_explained", visit.reason_explained)):
        if sentence := against_saying(said, quoting_reason):
            wrong[field] = sentence
    if department is None:
        wrong["department"] = _("Choose the department that takes it on.")
    elif sentence := _unknown_outside(department, outside):
        wrong["outside_name"] = sentence
    if same_matter and not visit.new_matter_reason.strip():
        wrong["new_matter_reason"] = _(
            "%(number)s is open for this home. Join it and urge, or say why this is another matter."
        ) % {"number": same_matter.number}
    return _all(wrong), wrong


def _unsaid(visit: "Visit") -> dict[str, str]:
    wrong = {}
    if not visit.restated:
        wrong["restated"] = _("Restate what the resident needs.")
    if not visit.apology_given:
        wrong["apology_given"] = _("Apologise first.")
    if not visit.reason_explained.strip():
        wrong["reason_explained"] = _("Say why it cannot be done now.")
    if not visit.phone and not visit.phone_declined:
        wrong["phone"] = _(
            "A promise needs a way to reach the resident: take a number, or tick that none was left."
        )
    return wrong


def against_terms(terms: "PromiseTerms", category: "Category | None", by: "Staff") -> str:
    """A promise lies ahead, within the category's limit, with a margin (§4.8, BR-V10)."""
    now = clock.now()
    if terms.due_at <= now:
        return _("A promise lies ahead: this time has passed.")
    if terms.due_at > now + timedelta(days=366):
        return _("That is more than a year ahead. Check the date.")
    if category and (limit := _limit_passed_by(terms, category, by, now)):
        return _("%(category)s is promised for %(limit)s at the latest.") % {
            "category": category.label,
            "limit": f"{_centre(by).local(limit):%m-%d %H:%M}",
        }
    if terms.estimate_at and not terms.thin_margin_accepted:
        wise = timing.earliest_wise_promise(_centre(by), now, terms.estimate_at)
        if terms.due_at < wise:
            return _("Leave time for yourself: better not before %(time)s. Confirm if you mean it.") % {
                "time": f"{_centre(by).local(wise):%H:%M}"
            }
    return ""


def _limit_passed_by(
    terms: "PromiseTerms", category: "Category", by: "Staff", now: datetime
) -> datetime | None:
    shortest = category.limit_minutes or category.limit_working_minutes or 0
    if terms.due_at <= now + timedelta(
        minutes=shortest
    ):  # working time is never shorter: no calendar is asked
        return None
    limit = timing.latest_promise(_centre(by), category, now)
    return limit if limit and terms.due_at > limit else None


def against_finishing_the_visit(visit: "Visit", by: "Staff") -> str:
    """A visit ends once, and by the people at the desk."""
    if visit.status != visit.Status.RECEIVING:
        return _("This visit has already been taken down as “%(status)s”.") % {
            "status": visit.get_status_display()
        }
    return against_receiving(by)


def against_introducing(
    visit: "Visit", by: "Staff", to: "Staff | None", cashiers: int
) -> tuple[str, dict[str, str]]:
    """Fees go to the colleague who takes fees, in person and at once (§4.7, BR-F01, F04, F05)."""
    if sentence := against_finishing_the_visit(visit, by):
        return sentence, {}
    wrong = missing_facts(visit)
    wrong.pop("identity_check", None)  # the cashier shows the bill, so the cashier looks at the card
    if not cashiers:
        wrong["to"] = _("No cashier is on duty. Promise a time when one will get in touch.")
    elif to is None:
        wrong["to"] = _("Choose the cashier you introduce the resident to.")
    elif to.pk == by.pk:
        wrong["to"] = _("You cannot introduce a resident to yourself.")
    elif not to.may("take_fees"):
        wrong["to"] = _("%(name)s does not take fees.") % {"name": to}
    return _all(wrong), wrong


def against_joining(visit: "Visit", by: "Staff", case: "Case") -> str:
    """The same matter again is an urge, not a second case (BR-V14)."""
    if sentence := against_finishing_the_visit(visit, by):
        return sentence
    if not case.is_open:
        return _("%(number)s is closed, so it cannot be urged. Reopen it, or open a new case.") % {
            "number": case.number
        }
    return ""


def against_voiding(visit: "Visit", by: "Staff", reason: str) -> str:
    """Only a line that led to nothing may be voided: by its writer in the same shift, later by a manager (§2.1)."""
    if visit.status != visit.Status.RECEIVING:
        return _("Only a visit still being received can be voided. Correct it instead.")
    if not reason.strip():
        return _("Say why the line is void; it stays in the log, struck through.")
    if by.may("manage"):
        return ""
    if by.pk not in (visit.entered_by_id, visit.first_contact_id):
        return _("Only the person who wrote this line may void it, or a manager.")
    if visit.shift and visit.shift.ends_at <= clock.now():
        return _("The shift is over: only a manager may still void this line.")
    return ""


def against_correcting(visit: "Visit", by: "Staff", reason: str, changes: Mapping[str, object]) -> str:
    """A correction is a new version with a reason; who first received the resident never changes (I1, BR-V02, V18)."""
    fixed = {
        "first_contact",
        "first_contact_id",
        "number",
        "duty_date",
        "shift",
        "entered_by",
        "entered_at",
        "centre",
    }
    if fixed & set(changes):
        return _("The first contact, the number and the duty date never change.")
    if by.pk not in (visit.entered_by_id, visit.first_contact_id) and not leads(by):
        return _("Only the person who wrote this line may correct it, or a shift leader.")
    if visit.status == visit.Status.VOID:
        return _("A void line is not corrected.")
    if not visit.may_be_completed and not reason.strip():
        return _("Say why it is corrected; the old text stays visible.")
    return _against_new_words(visit, changes)


def _against_new_words(visit: "Visit", changes: Mapping[str, object]) -> str:
    if _takes_away(visit, changes):
        return _("This was written down once: correct it, but do not leave it empty.")
    quoting_reason = str(changes.get("quoting_reason", visit.quoting_reason))
    said = (str(changes.get(field, "")) for field in ("reply", "reason_explained"))
    return next(filter(None, (against_saying(words, quoting_reason) for words in said)), "")


def _takes_away(visit: "Visit", changes: Mapping[str, object]) -> bool:
    """Whether a correction would take back what the line was taken down with (I6, BR-V06, V08, V09)."""

    def stays(field: str) -> object:
        value = changes.get(field, getattr(visit, field))
        return value.strip() if isinstance(value, str) else value

    if visit.status == visit.Status.ANSWERED:
        answer = stays("satisfaction")
        unsatisfied = isinstance(answer, int) and answer < SATISFIED
        return unsatisfied or not (stays("statement") and stays("category") and stays("reply"))
    if visit.status == visit.Status.CASE and stays("priority") != "P0":
        five = all(map(stays, ("statement", "category", "restated", "apology_given", "reason_explained")))
        return not (five and (stays("phone") or stays("phone_declined")))
    return False


def against_seeing_off(visit: "Visit", by: "Staff", departed_at: datetime) -> str:
    """Whoever is at the desk sees the resident off, at a time that can be (§4.11, BR-V20)."""
    if not visit.arrived_at <= departed_at <= clock.now() + timedelta(minutes=1):
        return _("The resident left after arriving, and not later than now.")
    return against_receiving(by)


# The case --------------------------------------------------------------------------------------------------------


def against_moving(case: "Case", status: str) -> str:
    """A case moves only along the drawn lines (§2.1)."""
    if not case.can_become(status):
        return _("This cannot be done while the case is “%(status)s”.") % {
            "status": case.get_status_display()
        }
    return ""


def against_forwarding(
    case: "Case", by: "Staff", department: "Department", outside: Mapping[str, str]
) -> str:
    """The owner forwards; a case returned twice is assigned by a shift leader (§4.2, BR-V13, V16)."""
    if case.status not in (case.Status.PROMISED, case.Status.WAITING):
        return against_moving(case, "forwarded")
    if not answers_for(case, by):
        return _only_the_owner(case)
    if case.return_count >= RETURNS and not leads(by):
        return _("Two departments returned this case. A shift leader assigns it now.")
    return _unknown_outside(department, outside)


def against_assigning(
    case: "Case",
    by: "Staff",
    department: "Department | None" = None,
    outside: Mapping[str, str] | None = None,
) -> str:
    """After two returns a shift leader assigns, and it is not returned again (BR-V13, V16)."""
    if not leads(by):
        return _("Only a shift leader or manager may assign a case.")
    if not case.is_open or case.status == case.Status.AWAITING_CALLBACK:
        return against_moving(case, "assigned")
    return _unknown_outside(department, outside or {}) if department else ""


def against_accepting(case: "Case", by: "Staff") -> str:
    """One person of the department takes the work on, once."""
    if case.status not in (case.Status.IN_PROGRESS, case.Status.WAITING):
        return against_moving(case, "accepted")
    if case.handler_id:
        return _("%(name)s already took this on.") % {"name": case.handler}
    if not works_on(case, by):
        return _("Only somebody of %(department)s may take this on.") % {"department": case.department}
    return ""


def against_returning(case: "Case", by: "Staff", reason: str) -> str:
    """A department may return a case twice in all, never a third time (BR-V13)."""
    if case.status not in (case.Status.IN_PROGRESS, case.Status.WAITING):
        return against_moving(case, "returned")
    if not works_on(case, by) or case.owner_id == by.pk:
        return _("Only somebody of %(department)s may return this.") % {"department": case.department}
    if case.return_count >= RETURNS:
        return _("This case was returned twice and has been assigned. It cannot be returned again.")
    if not reason.strip():
        return _("Say why it comes back.")
    return ""


def against_noting(case: "Case", by: "Staff", note: str) -> str:
    """Anybody at the centre may add what happened: help is welcome, control is not (BR-V04)."""
    if not by.may("receive_visit"):
        return _("This account may read the case, not write in it.")
    if case.status == case.Status.MERGED:
        return _("This case was merged into %(number)s: write there.") % {"number": case.merged_into}
    if not note.strip():
        return _("Write down what happened.")
    return ""


def against_contacting_outside(case: "Case", by: "Staff", name: str, phone: str) -> str:
    """Who was reached outside is written down with a number (BR-V16)."""
    if sentence := against_noting(case, by, name or "?"):
        return sentence
    return "" if name.strip() and phone.strip() else _no_outside()


def against_telling(case: "Case", by: "Staff", note: str) -> str:
    """What the resident is told on the way is also an answer (§4.8)."""
    return against_noting(case, by, note) or against_saying(note, "")


def against_waiting(case: "Case", by: "Staff", reason: str) -> str:
    """Work may wait, with a reason; the promise goes on."""
    if sentence := against_moving(case, case.Status.WAITING):
        return sentence
    if not (works_on(case, by) or answers_for(case, by)):
        return _only_the_workers(case)
    return "" if reason.strip() else _("Say what it waits for.")


def against_resuming(case: "Case", by: "Staff") -> str:
    """Those who let it wait let it go on."""
    if case.status != case.Status.WAITING:
        return against_moving(case, "resumed")
    return "" if works_on(case, by) or answers_for(case, by) else _only_the_workers(case)


def against_moving_the_promise(
    case: "Case", by: "Staff", terms: "PromiseTerms | None", reason: str, told: bool
) -> tuple[str, dict[str, str]]:
    """Before it passes, a promise moves with a reason and the resident's knowledge (BR-V12)."""
    if not (answers_for(case, by)):
        return _only_the_owner(case), {}
    if case.promise_due_at is None or case.status == case.Status.AWAITING_CALLBACK or not case.is_open:
        return _("No promise stands here that could be moved."), {}
    if case.is_late:
        return _("The promise has passed and counts as broken. Apologise and make a new one."), {}
    wrong = _wrong_with_a_later_promise(terms, by, reason, told)
    return _all(wrong), wrong


def against_promising_again(
    case: "Case", by: "Staff", terms: "PromiseTerms | None", *, reason: str, told: bool, apology: bool
) -> tuple[str, dict[str, str]]:
    """After it passed, the old promise stays broken and a new one needs apology, reason and the resident (BR-V12)."""
    if not case.is_open or case.status == case.Status.AWAITING_CALLBACK:
        return against_moving(case, "promised again"), {}
    if not (answers_for(case, by) or case.handler_id == by.pk):
        return _only_the_owner(case), {}
    if case.promise_due_at and not case.is_late:
        return _("The promise has not passed yet: move it instead."), {}
    wrong = _wrong_with_a_later_promise(terms, by, reason, told)
    if not apology and (case.promise_due_at or case.introduced):
        wrong["apology"] = _("Apologise first.")
    return _all(wrong), wrong


def against_fulfilling(
    case: "Case", by: "Staff", note: str, terms: "PromiseTerms | None"
) -> tuple[str, dict[str, str]]:
    """A promise to come or to answer is kept by coming or answering; what remains gets the next promise (§4.8)."""
    if case.status not in (case.Status.IN_PROGRESS, case.Status.WAITING, case.Status.PROMISED):
        return against_moving(case, "fulfilled"), {}
    if not (answers_for(case, by) or works_on(case, by)):
        return _only_the_workers(case), {}
    if case.promise_due_at is None:
        return _("No promise stands here."), {}
    if case.is_late:
        return _("The promise has passed and counts as broken. Apologise and make a new one."), {}
    wrong = {} if note.strip() else {"note": _("Write down what happened.")}
    wrong |= _wrong_with_terms(terms, None, by)
    return _all(wrong), wrong


def against_resolving(
    case: "Case", by: "Staff", result: str, overdue_reason: str
) -> tuple[str, dict[str, str]]:
    """Owner or handler reports the work done, with its result; a late one says why (BR-V04, V16, E05, F01)."""
    if sentence := against_moving(case, case.Status.AWAITING_CALLBACK):
        return sentence, {}
    if not (works_on(case, by) or answers_for(case, by)):
        return _only_the_workers(case), {}
    if case.department.takes_fees and not by.may("take_fees"):
        return _("Fees are settled by the cashier."), {}
    if case.awaits_settling:
        return _("Say what came of the introduction instead: that settles it."), {}
    wrong = {}
    if not result.strip():
        wrong["result"] = _("Write down what was done.")
    if case.is_late and not overdue_reason.strip():
        wrong["overdue_reason"] = _("The promise has passed: say why it took longer.")
    if case.is_outside and not case.was_told:
        wrong["result"] = _("Outside parties do the work, we still answer for it: tell the resident first.")
    if case.category.code == "pass" and "owner_confirmed_by" in missing_facts(case.visit):
        wrong["result"] = _("A tenant's goods leave only after the owner confirms: say how.")
    return _all(wrong), wrong


def against_reopening(
    case: "Case", by: "Staff", reason: str, terms: "PromiseTerms | None"
) -> tuple[str, dict[str, str]]:
    """What comes back within thirty days goes on under the same number, with a new promise (§2.1, BR-C10)."""
    if case.status not in (case.Status.CLOSED, case.Status.AWAITING_CALLBACK):
        return against_moving(case, "reopened"), {}
    if not by.may("receive_visit"):
        return _("This account may read the case, not write in it."), {}
    days = case.centre.reopen_within_days
    if case.closed_at and clock.now() > case.closed_at + timedelta(days=days):
        return (
            ngettext(
                "It was closed more than %(days)d day ago. Open a new case.",
                "It was closed more than %(days)d days ago. Open a new case.",
                days,
            )
            % {"days": days}
        ), {}
    wrong = {} if reason.strip() else {"reason": _("Write down what the resident says.")}
    wrong |= _wrong_with_terms(terms, None, by)
    return _all(wrong), wrong


def against_closing_exceptionally(case: "Case", by: "Staff", reason: str, note: str) -> str:
    """Without a satisfied resident only a manager closes, with a reason from the list (Q8, I4)."""
    if not by.may("manage"):
        return _("Only a manager may close a case without the resident's yes.")
    if not case.is_open:
        return against_moving(case, case.Status.CLOSED)
    if reason not in case.CloseReason.values:
        return _("Choose a reason from the list.")
    if not note.strip():
        return _("Write down why.")
    if reason == case.CloseReason.UNREACHED and not case.is_exhausted:
        return _("Three attempts over two days come first.")
    return ""


def against_giving_up(case: "Case", by: "Staff") -> str:
    """Whether somebody may let a case go on under another number at all (§2.1 併案)."""
    return against_moving(case, case.Status.MERGED) if answers_for(case, by) else _only_the_owner(case)


def against_merging(case: "Case", by: "Staff", into: "Case") -> str:
    """Two cases of one matter become one; the owner keeps answering (§2.1 併案)."""
    if sentence := against_giving_up(case, by):
        return sentence
    if case.pk == into.pk:
        return _("A case cannot be merged into itself.")
    if not into.is_open:
        return _("%(number)s is closed. Merge into an open case.") % {"number": into.number}
    if case.unit_id != into.unit_id:
        return _("%(number)s concerns another home.") % {"number": into.number}
    return ""


def against_moving_ownership(case: "Case", by: "Staff") -> str:
    """Outside a handover only a manager moves ownership (BR-H11, H20, I2)."""
    if not by.may("manage"):
        return _("Only an accepted handover or a manager moves a case to another owner.")
    return "" if case.is_open else _("A closed case has no owner to change.")


def against_reassigning(case: "Case", by: "Staff", to: "Staff", reason: str) -> str:
    """A manager gives a case to somebody of the centre who may answer for it, with a reason (BR-H20, I2)."""
    if sentence := against_moving_ownership(case, by):
        return sentence
    if to.pk == case.owner_id:
        return _("%(name)s already answers for this case.") % {"name": to}
    if not to.is_active or not to.may("receive_visit") or to.centre_id != case.centre_id:
        return _("%(name)s cannot answer for a case here.") % {"name": to}
    return "" if reason.strip() else _("Say why.")


def against_prioritising(case: "Case", by: "Staff", priority: str) -> str:
    """Anybody may raise the urgency; only a shift leader lowers it (§2.1)."""
    if not case.is_open:
        return against_moving(case, "prioritised")
    if not by.may("receive_visit"):
        return _("This account may read the case, not write in it.")
    if priority == case.priority:
        return _("That is its urgency already.")
    if priority > case.priority and not leads(by):
        return _("Only a shift leader or manager may lower the urgency.")
    return ""


def against_calling_out(case: "Case", by: "Staff") -> str:
    """While life is at stake, each call for help is stamped with its time (BR-V15)."""
    if not case.is_open:
        return against_moving(case, "called out")
    return against_receiving(by)


# The cashier -----------------------------------------------------------------------------------------------------


def against_taking_over(referral: "Referral", by: "Staff") -> str:
    """A cashier greets the resident at once; the first to accept has it (§4.7, BR-F02)."""
    if referral.state == referral.State.WITHDRAWN:
        return _("This introduction was withdrawn: the desk found another way.")
    if referral.state != referral.State.OFFERED:
        return _("%(name)s already took this over.") % {"name": referral.accepted_by or referral.to}
    if not by.may("take_fees"):
        return _("Only a cashier may take this over.")
    if by.pk == referral.referred_by_id:
        return _("You cannot introduce a resident to yourself.")
    return ""


def against_settling(
    referral: "Referral", by: "Staff", outcome: str, terms: "PromiseTerms | None"
) -> tuple[str, dict[str, str]]:
    """The cashier who accepted says what came of it; without a settlement the five things follow (BR-F01, F03)."""
    if referral.state == referral.State.DONE:
        return _("What came of it has been written down."), {}
    if referral.state != referral.State.ACCEPTED:
        return _("Take the resident over first."), {}
    if by.pk != referral.accepted_by_id or not by.may("take_fees"):
        return _("Only %(name)s, who received the resident, may say what came of it.") % {
            "name": referral.accepted_by
        }, {}
    wrong = {}
    if outcome not in referral.Outcome.values:
        wrong["outcome"] = _("Choose what came of it.")
    elif outcome != referral.Outcome.SETTLED and terms is None:
        wrong["due_at"] = _("It is not settled: promise the resident a time.")
    return _all(wrong), wrong


# The full number ------------------------------------------------------------------------------------------------


def against_revealing(staff: "Staff", reason: str) -> tuple[str, dict[str, str]]:
    """A full number is shown to those who call residents, for a reason that is kept (BR-V17, BR-P02)."""
    if not staff.may("reveal_phone"):
        return _("This account does not call residents: the number stays masked."), {}
    wrong = {} if reason.strip() else {"reason": _("Say why you need the number.")}
    return _all(wrong), wrong


# The callback ----------------------------------------------------------------------------------------------------


def against_caller(case: "Case", staff: "Staff", is_self_done: bool) -> str:
    """The one who asks is not the one complained about, nor the one who did the work (BR-C07, I3)."""
    if case.against_staff_id == staff.pk:
        return _("The complaint is about %(name)s, who cannot be the one to ask.") % {"name": staff}
    if (
        case.against_department_id
        and case.against_department_id == staff.department_id
        and not staff.may("manage")
    ):
        return _("The complaint is about %(department)s: somebody else asks.") % {
            "department": case.against_department
        }
    if case.is_serious and not staff.may("manage"):
        return _("After a serious complaint a manager asks.")
    if case.is_dissatisfied_twice and not leads(staff):
        return _("Twice not satisfied: a shift leader or manager goes there and asks.")
    if did_the_work(case, staff) and (case.is_complaint or not is_self_done):
        return _("%(name)s did the work: somebody else asks whether it is well done.") % {"name": staff}
    return ""


def against_calling_back(callback: "Callback", by: "Staff") -> str:
    """Whether somebody may make this callback at all."""
    if not callback.is_open:
        return _("This callback has been made.")
    if by.pk not in (callback.assignee_id, callback.case.owner_id) and not leads(by):
        return _("%(name)s makes this callback, or a shift leader.") % {
            "name": callback.assignee or callback.case.owner
        }
    return against_caller(callback.case, by, callback.is_self_done)


def against_handing_on(callback: "Callback", by: "Staff", to: "Staff") -> str:
    """The owner or a leader lets another make the call: somebody of the centre who may ask (BR-C07)."""
    if not callback.is_open:
        return _("This callback has been made.")
    if not answers_for(callback.case, by):
        return _("Only the owner or a shift leader may do this.")
    if not to.is_active or not to.may("receive_visit") or to.centre_id != callback.centre_id:
        return _("%(name)s cannot make this callback.") % {"name": to}
    return against_caller(callback.case, to, callback.is_self_done)


def against_recording(
    callback: "Callback",
    by: "Staff",
    *,
    result: str,
    method: str,
    satisfaction: int | None,
    respondent: str,
    feedback: str,
    again_at: datetime | None,
    terms: "PromiseTerms | None",
) -> tuple[str, dict[str, str]]:
    """A reached resident gives one of five answers; dissatisfied ones say why and get a new promise (BR-C06, C12)."""
    if sentence := against_calling_back(callback, by):
        return sentence, {}
    wrong = {}
    if result not in callback.Result.values:
        wrong["result"] = _("Choose what came of the call.")
    elif result == callback.Result.REACHED:
        wrong = _wrong_with_the_answer(by, satisfaction, respondent, feedback, terms)
        if callback.case.is_dissatisfied_twice and method not in (
            callback.Method.VISIT,
            callback.Method.FACE,
        ):
            wrong["method"] = _("Twice not satisfied: ask in person, at their home or face to face.")
    elif result == callback.Result.LATER:
        if again_at is None or again_at <= clock.now():
            wrong["again_at"] = _("When may we call again?")
        elif again_at > clock.now() + timedelta(days=366):
            wrong["again_at"] = _("That is more than a year ahead. Check the date.")
    elif callback.next_attempt_at and clock.now() < callback.next_attempt_at:
        wrong["result"] = _("The next attempt counts from %(time)s on, at another time of day.") % {
            "time": f"{callback.centre.local(callback.next_attempt_at):%m-%d %H:%M}"
        }
    return _all(wrong), wrong


def _wrong_with_the_answer(
    by: "Staff", satisfaction: int | None, respondent: str, feedback: str, terms: "PromiseTerms | None"
) -> dict[str, str]:
    wrong = {}
    if not respondent.strip():
        wrong["respondent"] = _("Who answered?")
    if satisfaction is None or not 1 <= satisfaction <= 5:
        wrong["satisfaction"] = _("Ask whether the resident is satisfied, and choose the answer.")
    elif satisfaction < SATISFIED:
        if not feedback.strip():
            wrong["feedback"] = _("Write down what the resident is not satisfied with.")
        wrong |= _wrong_with_terms(terms, None, by)
    return wrong


# Sentences -------------------------------------------------------------------------------------------------------


def _wrong_with_terms(
    terms: "PromiseTerms | None", category: "Category | None", by: "Staff"
) -> dict[str, str]:
    wrong = {}
    if terms is None:
        wrong["due_at"] = _("Promise a time.")
    elif sentence := against_terms(terms, category, by):
        wrong["due_at"] = sentence
    if terms is None or not terms.text.strip():
        wrong["promise_text"] = _("Say what is promised.")
    return wrong


def _wrong_with_a_later_promise(
    terms: "PromiseTerms | None", by: "Staff", reason: str, told: bool
) -> dict[str, str]:
    wrong = _wrong_with_terms(terms, None, by)
    if not reason.strip():
        wrong["reason"] = _("Say why it takes longer.")
    if not told:
        wrong["resident_told"] = _("Tell the resident first.")
    return wrong


def _unknown_outside(department: "Department", outside: Mapping[str, str]) -> str:
    if department.is_outside and not (outside.get("name") and outside.get("phone")):
        return _no_outside()
    return ""


def _no_outside() -> str:
    return _("Give the resident the outside party's name and number, and write them here.")


def _centre(staff: "Staff") -> "ServiceCentre":
    if staff.centre is None:  # an administrator's account, which no verb of the desk lets through
        raise TypeError(staff)
    return staff.centre


def _only_the_owner(case: "Case") -> str:
    return _("Only %(name)s, who answers to the resident, may do this.") % {"name": case.owner}


def _only_the_workers(case: "Case") -> str:
    return _("Only %(name)s or %(department)s may do this.") % {
        "name": case.owner,
        "department": case.department,
    }


def _all(wrong: Mapping[str, str]) -> str:
    return " ".join(dict.fromkeys(wrong.values()))
