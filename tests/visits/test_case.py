"""The case: one owner, one handler, one door to closed (§4.2, BR-V03–V05, V13, V16, E05, E07)."""

from datetime import timedelta

import pytest

from directory.models import Staff, Unit
from records import clock
from tests import builders
from tests.cast import at, department, hire, refused
from visits.models import Callback, Case, Promise

pytestmark = pytest.mark.usefixtures("english")

ONLY_LIN = "Only 林靜, who answers to the resident, may do this."
READ_ONLY = "This account may read the case, not write in it."


def story(case: Case) -> list[str]:
    """The kinds of what happened, in order."""
    return [event.kind for event in case.events.in_order()]


# One owner --------------------------------------------------------------------------------------------------------


def test_an_owner_does_not_leave_the_house_with_open_cases(lin: Staff, zhou: Staff, huang: Staff) -> None:
    """BR-V03: deactivation is refused until a manager reassigns the list."""
    made = builders.case(lin)

    with refused("林靜 still answers for 1 open case. A manager gives it to somebody else first."):
        lin.deactivate(by=huang, reason="離職")
    made.reassign(by=huang, to=zhou, reason="林靜離職")
    lin.deactivate(by=huang, reason="離職")

    assert Case.objects.get(pk=made.pk).owner == zhou
    assert not Staff.objects.get(pk=lin.pk).is_active


def test_several_open_cases_are_counted(lin: Staff, huang: Staff) -> None:
    """BR-V03."""
    builders.case(lin)
    builders.case(lin)

    with refused("林靜 still answers for 2 open cases. A manager gives them to somebody else first."):
        lin.deactivate(by=huang, reason="離職")


def test_only_a_manager_moves_ownership(lin: Staff, zhou: Staff, tang: Staff, huang: Staff) -> None:
    """I2: outside a handover, with a reason; to somebody who can answer."""
    made = builders.case(lin)
    auditor = hire(lin.centre, "su", "蘇文", "auditor")

    for nobody in (lin, zhou, tang):
        with refused("Only an accepted handover or a manager moves a case to another owner."):
            made.reassign(by=nobody, to=zhou, reason="x")
    with refused("林靜 already answers for this case."):
        made.reassign(by=huang, to=lin, reason="x")
    with refused("蘇文 cannot answer for a case here."):
        made.reassign(by=huang, to=auditor, reason="x")
    with refused("Say why."):
        made.reassign(by=huang, to=zhou, reason=" ")

    assert Case.objects.get(pk=made.pk).owner == lin


def test_nobody_of_another_centre_becomes_owner(lin: Staff, huang: Staff, stranger: Staff) -> None:
    """I2."""
    with refused("外人 cannot answer for a case here."):
        builders.case(lin).reassign(by=huang, to=stranger, reason="x")


def test_a_closed_case_keeps_its_owner(lin: Staff, zhou: Staff, zhao: Staff, huang: Staff) -> None:
    """I2."""
    with refused("A closed case has no owner to change."):
        builders.closed(lin, zhao).reassign(by=huang, to=zhou, reason="x")


def test_reassigning_tells_who_it_was(lin: Staff, zhou: Staff, huang: Staff) -> None:
    made = builders.case(lin)

    made.reassign(by=huang, to=zhou, reason="林靜休假")

    told = made.events.in_order().last()
    assert told is not None
    assert (told.kind, told.note, told.details) == (
        "reassigned",
        "林靜休假",
        {"was": "林靜", "became": "周敏"},
    )
    assert (made.owner, made.first_contact) == (zhou, lin)


# Who may what -----------------------------------------------------------------------------------------------------


def test_help_is_welcome_control_is_not(lin: Staff, zhou: Staff, he: Staff) -> None:
    """BR-V04: owner 林靜, handler 何倩; 周敏 may note, only 何倩 reports done, neither closes."""
    referral = builders.referral(lin, he, identity_check="card")
    made = referral.take_over(by=he)
    assert (made.owner, made.handler) == (lin, he)

    with refused("Only a manager may close a case without the resident's yes."):
        made.close_exceptionally(by=zhou, reason="not_ours", note="x")
    made.note(by=zhou, note="業主已到財務室")
    with refused("Only 林靜 or 財務收費 may do this."):
        made.resolve(by=zhou, result="已收")
    referral.settle(by=he, outcome="settled", result="已收 11 月物業費")
    callback = made.callbacks.get()
    with refused("林靜 makes this callback, or a shift leader."):
        callback.record(by=he, result="reached", respondent="吳先生", satisfaction=5)
    with refused("Only a manager may close a case without the resident's yes."):
        made.close_exceptionally(by=he, reason="not_ours", note="x")

    assert story(made) == ["introduced", "progress", "resolved"]


def test_the_owner_closes_through_the_callback(lin: Staff, zhao: Staff) -> None:
    """BR-V04, I4."""
    done = builders.closed(lin, zhao)

    assert (done.status, done.closed_by, done.closing_satisfaction, done.close_reason) == (
        "closed",
        lin,
        4,
        "",
    )
    assert done.closing_callback == done.callbacks.get()
    assert story(done) == ["opened", "promised", "forwarded", "accepted", "resolved", "called_back", "closed"]


def test_an_auditor_writes_nothing(lin: Staff, su: Staff) -> None:
    made = builders.case(lin)

    with refused(READ_ONLY):
        made.note(by=su, note="x")
    with refused(READ_ONLY):
        made.prioritise(by=su, priority="P1")
    with refused("This account looks after the house, not the desk: it cannot receive a visit."):
        made.call_out(by=su, service="119")


def test_a_note_says_something_and_is_written_where_the_case_went(lin: Staff, home: Unit) -> None:
    first, second = builders.case(lin), builders.case(lin)
    with refused("Write down what happened."):
        first.note(by=lin, note=" ")
    first.merge(by=lin, into=second)

    with refused("This case was merged into ZB-20261116-002: write there."):
        first.note(by=lin, note="x")


def test_what_the_resident_is_told_on_the_way_is_an_answer(lin: Staff) -> None:
    """BR-V11 on the way."""
    made = builders.case(lin)

    with refused("Never answer “I don't know”. Say: “I will check at once and answer you by …”."):
        made.inform(by=lin, note="我不知道")
    made.inform(by=lin, note="維修員 11 點到")

    assert made.was_told
    assert [(e.kind, e.resident_told) for e in made.events.in_order()][-1] == ("told", True)


# Forward, accept, return ------------------------------------------------------------------------------------------


def test_forwarding_is_late_after_half_an_hour(lin: Staff) -> None:
    """BR-V05: created 09:00; 09:20 not yet, 09:31 counted as 超時轉辦."""
    with clock.at(at("09:00")):
        made = builders.case(lin, forward=False)

    with clock.at(at("09:20")):
        assert (made.was_forwarded_late, made.forward_delay) == (False, None)
    with clock.at(at("09:31")):
        assert made.was_forwarded_late
        made.forward(by=lin, department=department(lin, "engineering"))
    with clock.at(at("12:00")):
        assert made.was_forwarded_late
        assert made.forward_delay == timedelta(minutes=31)


def test_forwarded_in_time_stays_in_time(lin: Staff) -> None:
    """BR-V05."""
    with clock.at(at("09:00")):
        made = builders.case(lin, forward=False)
    with clock.at(at("09:20")):
        made.forward(by=lin, department=department(lin, "engineering"), note="請速到")

    with clock.at(at("12:00")):
        assert not made.was_forwarded_late
    assert (made.status, made.department.code, story(made)[-1]) == ("in_progress", "engineering", "forwarded")


def test_forwarding_never_moves_ownership(lin: Staff, tang: Staff) -> None:
    """I2: dispatch, by owner or supervisor."""
    made = builders.case(lin, forward=False)

    made.forward(by=tang, department=department(lin, "engineering"))

    assert (made.owner, made.first_contact) == (lin, lin)


def test_only_the_owner_forwards(lin: Staff, zhou: Staff) -> None:
    with refused(ONLY_LIN):
        builders.case(lin, forward=False).forward(by=zhou, department=department(lin, "engineering"))


def test_work_under_way_is_not_forwarded(lin: Staff) -> None:
    with refused("This cannot be done while the case is “In progress”."):
        builders.case(lin).forward(by=lin, department=department(lin, "security"))


def test_what_is_done_or_closed_is_not_forwarded(lin: Staff, zhao: Staff) -> None:
    """I4: there is one way back from there, and it is reopening."""
    with refused("This cannot be done while the case is “Awaiting callback”."):
        builders.resolved(lin, zhao).case.forward(by=lin, department=department(lin, "security"))
    with refused("This cannot be done while the case is “Closed”."):
        builders.closed(lin, zhao).forward(by=lin, department=department(lin, "security"))


def test_forwarding_outside_names_the_party(lin: Staff) -> None:
    """BR-V16."""
    made = builders.case(lin, forward=False)

    with refused("Give the resident the outside party's name and number, and write them here."):
        made.forward(by=lin, department=department(lin, "outside"))
    made.forward(by=lin, department=department(lin, "outside"), outside={"name": "電信", "phone": "10000"})

    assert (made.outside_name, made.outside_phone) == ("電信", "10000")


def test_somebody_outside_is_followed_until_the_resident_knows(lin: Staff) -> None:
    """BR-V16: contacted within 30 min, feedback to the visitor before it is done."""
    made = builders.case(lin, to="outside", outside={"name": "電信", "phone": "10000"})

    with clock.at(at("10:20")):
        made.contact_outside(by=lin, name="電信裝維", phone="10001")
    with clock.at(at("11:00")):
        made.contact_outside(by=lin, name="電信裝維", phone="10001", note="催了一次")
        with refused("Outside parties do the work, we still answer for it: tell the resident first."):
            made.resolve(by=lin, result="線路已通")
        made.inform(by=lin, note="裝維已修好，請試用")
        made.resolve(by=lin, result="線路已通")

    assert (made.outside_contacted_at, made.outside_name, made.outside_phone) == (
        at("10:20"),
        "電信裝維",
        "10001",
    )
    assert made.status == "awaiting_callback"


def test_who_the_outside_party_is_has_to_be_said(lin: Staff) -> None:
    """BR-V16."""
    made = builders.case(lin, to="outside", outside={"name": "電信", "phone": "10000"})

    with refused("Give the resident the outside party's name and number, and write them here."):
        made.contact_outside(by=lin, name="電信", phone=" ")


def test_the_first_of_the_department_to_say_so_has_it(lin: Staff, zhao: Staff, he: Staff) -> None:
    """§3.2 受理."""
    made = builders.case(lin)
    second = hire(lin.centre, "qian", "老錢", "department_handler", "engineering")

    with refused("Only somebody of 工程部 may take this on."):
        made.accept(by=he)
    made.accept(by=zhao)
    with refused("老趙 already took this on."):
        made.accept(by=second)

    assert (made.handler, made.handler_since, made.owner) == (zhao, at("10:00"), lin)


def test_what_is_not_forwarded_is_not_accepted(lin: Staff, zhao: Staff) -> None:
    with refused("This cannot be done while the case is “Promised”."):
        builders.case(lin, forward=False).accept(by=zhao)


def test_no_ping_pong(lin: Staff, zhao: Staff, wu: Staff, tang: Staff) -> None:
    """BR-V13: A returned it, B returns it; it goes to the leader's list, neither returns it again."""
    made = builders.case(lin)
    made.accept(by=zhao)
    made.send_back(by=zhao, reason="是保安的事")
    assert (made.status, made.handler, made.return_count, made.owner) == ("promised", None, 1, lin)
    made.forward(by=lin, department=department(lin, "security"))
    made.send_back(by=wu, reason="是工程的事")

    assert list(Case.objects.to_be_assigned()) == [made]
    with refused("Two departments returned this case. A shift leader assigns it now."):
        made.forward(by=lin, department=department(lin, "engineering"))
    with refused("Only a shift leader or manager may assign a case."):
        made.assign(by=lin, department=department(lin, "engineering"))
    made.assign(by=tang, department=department(lin, "security"))
    with refused("This case was returned twice and has been assigned. It cannot be returned again."):
        made.send_back(by=wu, reason="還是工程的事")
    made.assign(by=tang, department=department(lin, "engineering"), handler=zhao)
    with refused("This case was returned twice and has been assigned. It cannot be returned again."):
        made.send_back(by=zhao, reason="x")

    assert (made.owner, made.first_contact, made.handler) == (lin, lin, zhao)
    assert not Case.objects.to_be_assigned().exists()
    assert story(made)[3:] == ["accepted", "returned", "forwarded", "returned", "assigned", "assigned"]


def test_returning_says_why_and_is_the_departments(lin: Staff, zhao: Staff, he: Staff) -> None:
    """BR-V13."""
    made = builders.case(lin)

    with refused("Only somebody of 工程部 may return this."):
        made.send_back(by=he, reason="x")
    with refused("Say why it comes back."):
        made.send_back(by=zhao, reason="")
    made.send_back(by=zhao, reason="x")
    with refused("This cannot be done while the case is “Promised”."):
        made.send_back(by=zhao, reason="x")


def test_assigning_ends_with_the_work(lin: Staff, zhao: Staff, tang: Staff) -> None:
    with refused("This cannot be done while the case is “Awaiting callback”."):
        builders.resolved(lin, zhao).case.assign(by=tang, department=department(lin, "security"))
    with refused("This cannot be done while the case is “Closed”."):
        builders.closed(lin, zhao).assign(by=tang, department=department(lin, "security"))


def test_assigning_outside_names_the_party_too(lin: Staff, tang: Staff) -> None:
    """BR-V16: no door beside it."""
    made = builders.case(lin)

    with refused("Give the resident the outside party's name and number, and write them here."):
        made.assign(by=tang, department=department(lin, "outside"))
    made.assign(by=tang, department=department(lin, "outside"), outside={"name": "電信", "phone": "10000"})

    assert (made.outside_name, made.outside_phone) == ("電信", "10000")


# Wait and go on ---------------------------------------------------------------------------------------------------


def test_work_waits_with_a_reason_and_the_promise_goes_on(lin: Staff, zhao: Staff, zhou: Staff) -> None:
    """§2.1 暫停."""
    made = builders.case(lin)

    with refused("Say what it waits for."):
        made.wait(by=zhao, reason="")
    with refused("Only 林靜 or 工程部 may do this."):
        made.wait(by=zhou, reason="x")
    made.wait(by=zhao, reason="等配件")
    with refused("This cannot be done while the case is “Waiting”."):
        made.wait(by=zhao, reason="x")
    with refused("Only 林靜 or 工程部 may do this."):
        made.resume(by=zhou)
    with clock.at(at("12:01")):
        assert made.is_late
    made.resume(by=zhao, note="配件到了")
    with refused("This cannot be done while the case is “In progress”."):
        made.resume(by=zhao)

    assert story(made)[-2:] == ["waiting", "resumed"]


# Urgency ----------------------------------------------------------------------------------------------------------


def test_anybody_raises_and_a_leader_lowers(lin: Staff, zhou: Staff, tang: Staff, zhao: Staff) -> None:
    """§2.1: priority may be raised by anyone, lowered only by a supervisor."""
    made = builders.case(lin)

    with refused("That is its urgency already."):
        made.prioritise(by=zhou, priority="P2")
    made.prioritise(by=zhou, priority="P1")
    with refused("Only a shift leader or manager may lower the urgency."):
        made.prioritise(by=lin, priority="P2")
    made.prioritise(by=tang, priority="P3")
    with refused("This cannot be done while the case is “Closed”."):
        builders.closed(lin, zhao).prioritise(by=tang, priority="P1")

    assert [e.details for e in made.events.in_order()][-2:] == [
        {"was": "P2", "became": "P1"},
        {"was": "P1", "became": "P3"},
    ]


def test_nobody_is_called_out_for_what_is_closed(lin: Staff, zhao: Staff) -> None:
    with refused("This cannot be done while the case is “Closed”."):
        builders.closed(lin, zhao).call_out(by=lin, service="119")


# Done -------------------------------------------------------------------------------------------------------------


def test_work_done_says_what_was_done(lin: Staff) -> None:
    with refused("Write down what was done."):
        builders.case(lin).resolve(by=lin, result=" ")


def test_overdue_work_says_why(lin: Staff, zhao: Staff) -> None:
    """BR-E05: 辦結 on an overdue case without overdue_reason."""
    made = builders.case(lin)

    with clock.at(at("12:01")):
        with refused("The promise has passed: say why it took longer.") as answer:
            made.resolve(by=zhao, result="已修好")
        made.resolve(by=zhao, result="已修好", overdue_reason="配件晚到")

    assert answer.value.by_field == {"overdue_reason": "The promise has passed: say why it took longer."}
    assert (made.kept_first_promise, made.kept_last_promise) == (False, False)
    assert [promise.state for promise in made.promises.all()] == [Promise.State.BROKEN]
    assert made.overdue_reason == "配件晚到"


def test_late_begins_after_the_promised_minute(lin: Staff) -> None:
    """BR-E05: overdue is now > promised_at, derived."""
    made = builders.case(lin)

    with clock.at(at("12:00")):
        assert (made.is_late, list(Case.objects.late())) == (False, [])
    with clock.at(at("12:01")):
        assert (made.is_late, list(Case.objects.late())) == (True, [made])


def test_money_is_reported_by_those_who_take_it(lin: Staff, he: Staff, tang: Staff) -> None:
    """BR-F01: a receptionist records no settlement, even of the case she owns."""
    made = builders.case(lin, about="fee", to="fees", identity_check="card")

    for nobody in (lin, tang):
        with refused("Fees are settled by the cashier."):
            made.resolve(by=nobody, result="已收")
    made.resolve(by=he, result="已收")

    assert (made.resolved_by, made.owner) == (he, lin)


# Again ------------------------------------------------------------------------------------------------------------


def test_within_thirty_days_it_goes_on_under_its_number(lin: Staff, zhao: Staff, zhou: Staff) -> None:
    """§2.1 重開: link kept, first_fix = false, the owner the same, with a new promise."""
    done = builders.closed(lin, zhao)

    with clock.at(at("2026-12-16 10:00")):
        done.reopen(by=zhou, reason="又漏了", terms=builders.terms())

    assert (done.status, done.reopen_count, done.owner) == ("in_progress", 1, lin)
    assert (done.closed_at, done.closed_by, done.closing_callback, done.resolved_by) == (
        None,
        None,
        None,
        None,
    )
    assert done.promises.standing().get().place == 2
    assert story(done)[-1] == "reopened"


def test_after_thirty_days_it_is_a_new_case(lin: Staff, zhao: Staff) -> None:
    done = builders.closed(lin, zhao)

    with clock.at(at("2026-12-16 10:01")), refused("It was closed more than 30 days ago. Open a new case."):
        done.reopen(by=lin, reason="又漏了", terms=builders.terms())


def test_after_a_single_day_it_is_said_in_the_singular(lin: Staff, zhao: Staff) -> None:
    done = builders.closed(lin, zhao)
    done.centre.reopen_within_days = 1
    done.centre.save_signed(None, "change")

    with clock.at(at("2026-11-17 10:01")), refused("It was closed more than 1 day ago. Open a new case."):
        done.reopen(by=lin, reason="又漏了", terms=builders.terms())


def test_reopening_has_a_reason_and_a_promise(lin: Staff, zhao: Staff, su: Staff) -> None:
    """§2.1, I5."""
    done = builders.closed(lin, zhao)

    with refused(READ_ONLY):
        done.reopen(by=su, reason="x", terms=builders.terms())
    with refused("Write down what the resident says. Promise a time. Say what is promised.") as answer:
        done.reopen(by=lin, reason="", terms=None)
    with refused("This cannot be done while the case is “In progress”."):
        builders.case(lin).reopen(by=lin, reason="x", terms=builders.terms())

    assert set(answer.value.by_field) == {"reason", "due_at", "promise_text"}


# Other ends -------------------------------------------------------------------------------------------------------


def test_only_a_manager_closes_without_a_yes(lin: Staff, tang: Staff, huang: Staff) -> None:
    """I4 例外結案: with a reason from the list and a note."""
    made = builders.case(lin)

    for nobody in (lin, tang):
        with refused("Only a manager may close a case without the resident's yes."):
            made.close_exceptionally(by=nobody, reason="not_ours", note="x")
    with refused("Choose a reason from the list."):
        made.close_exceptionally(by=huang, reason="tired", note="x")
    with refused("Write down why."):
        made.close_exceptionally(by=huang, reason="not_ours", note="")
    with refused("Three attempts over two days come first."):
        made.close_exceptionally(by=huang, reason="unreached", note="x")
    made.close_exceptionally(by=huang, reason="not_ours", note="屬自來水公司，已轉")
    with refused("This cannot be done while the case is “Closed”."):
        made.close_exceptionally(by=huang, reason="not_ours", note="x")

    assert (made.status, made.close_reason, made.closed_by, made.closing_callback) == (
        "closed",
        "not_ours",
        huang,
        None,
    )
    assert [promise.state for promise in made.promises.all()] == [Promise.State.VOID]


def test_a_broken_promise_stays_broken_when_the_case_is_closed(lin: Staff, huang: Staff) -> None:
    """I5."""
    made = builders.case(lin)

    with clock.at(at("13:00")):
        made.close_exceptionally(by=huang, reason="not_ours", note="x")

    assert [promise.state for promise in made.promises.all()] == [Promise.State.BROKEN]


def test_closing_exceptionally_cancels_the_question(lin: Staff, zhao: Staff, huang: Staff) -> None:
    callback = builders.resolved(lin, zhao)

    callback.case.close_exceptionally(by=huang, reason="answered", note="已書面答覆")

    assert Callback.objects.get(pk=callback.pk).state == Callback.State.CANCELLED


def test_two_cases_of_one_matter_become_one(lin: Staff, zhou: Staff, home: Unit) -> None:
    """§2.1 併案: target.urge_count + 1."""
    first = builders.case(lin, unit=home)
    second = builders.case(lin, unit=home, new_matter_reason="以為是兩處")

    with refused(ONLY_LIN):
        second.merge(by=zhou, into=first)
    second.merge(by=lin, into=first)

    first.refresh_from_db()
    assert (second.status, second.merged_into, second.is_open) == ("merged", first, False)
    assert (first.urge_count, first.owner, first.status) == (1, lin, "in_progress")
    with refused("This cannot be done while the case is “Merged”."):
        second.merge(by=lin, into=first)


def test_what_is_not_merged(lin: Staff, zhao: Staff, home: Unit) -> None:
    made, elsewhere, done = builders.case(lin), builders.case(lin, unit=home), builders.closed(lin, zhao)

    with refused("A case cannot be merged into itself."):
        made.merge(by=lin, into=made)
    with refused(f"{done.number} is closed. Merge into an open case."):
        made.merge(by=lin, into=done)
    with refused(f"{elsewhere.number} concerns another home."):
        made.merge(by=lin, into=elsewhere)


# What never moves -------------------------------------------------------------------------------------------------


def test_whatever_happens_the_owner_stays(
    lin: Staff, zhou: Staff, zhao: Staff, wu: Staff, tang: Staff
) -> None:
    """BR-E07, I2: forwarding, return, assignment, urge, urgency, lateness and reopening move nobody."""
    made = builders.case(lin, forward=False)
    answering = set()

    def note() -> None:
        kept = Case.objects.get(pk=made.pk)
        answering.add((kept.first_contact, kept.owner))

    made.forward(by=lin, department=department(lin, "engineering"))
    note()
    made.send_back(by=zhao, reason="x")
    made.forward(by=tang, department=department(lin, "security"))
    made.send_back(by=wu, reason="x")
    made.assign(by=tang, department=department(lin, "engineering"), handler=zhao)
    note()
    made.prioritise(by=zhou, priority="P0")
    builders.visit(zhou).join(by=zhou, case=made)
    made.refresh_from_db()
    note()
    for late in ("12:01", "2026-11-17 12:01", "2026-11-19 12:01"):
        with clock.at(at(late)):
            assert list(Case.objects.late()) == [made]
            note()
    with clock.at(at("2026-11-19 13:00")):
        callback = made.resolve(by=zhao, result="已修好", overdue_reason="x")
        callback.record(
            by=tang,
            result="reached",
            respondent="吳",
            satisfaction=1,
            feedback="又漏",
            terms=builders.terms(),
        )
        note()

    assert answering == {(lin, lin)}


def test_nobody_of_another_centre_signs(lin: Staff, stranger: Staff) -> None:
    """A manager elsewhere is nobody here, even past the views."""
    case = builders.case(lin)

    with refused("外人 works in another centre."):
        case.close_exceptionally(by=stranger, reason=Case.CloseReason.ANSWERED, note="x")


def test_a_case_reopened_after_its_owner_left_is_answered_for_by_who_reopens_it(
    lin: Staff, zhou: Staff, zhao: Staff, huang: Staff
) -> None:
    """I2: an open case has an owner who is here."""
    case = builders.closed(lin, zhao)
    lin.deactivate(by=huang)

    Case.objects.get(pk=case.pk).reopen(by=zhou, reason="又漏了", terms=builders.terms())

    case.refresh_from_db()
    assert (case.owner, case.first_contact) == (zhou, lin)
