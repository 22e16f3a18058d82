"""費用引介: introduced to the cashier, who greets at once (§4.7, BR-F01–F05)."""

from datetime import timedelta
from typing import Any

import pytest

from directory.models import Staff
from records import clock
from tests import builders
from tests.cast import at, hire, put_on_duty, refused
from visits.models import Case, Referral, Visit

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def offered(lin: Staff, he: Staff) -> Referral:
    """林靜 introduces 吳先生 to 何倩 at 09:06."""
    with clock.at(at("09:06")):
        return builders.referral(lin, he)


@pytest.fixture
def accepted(offered: Referral, he: Staff) -> Referral:
    """何倩 greets him at 09:08."""
    with clock.at(at("09:08")):
        offered.take_over(by=he)
    return offered


def test_a_receptionist_introduces_and_does_not_settle(lin: Staff, he: Staff) -> None:
    """BR-F01: category = 費用, receptionist without the fee role."""
    with refused("Fees are settled by the cashier. Introduce the resident instead."):
        builders.answered(lin, about="fee", identity_check="card")
    paid = builders.answered(he, about="fee", identity_check="card")

    assert paid.status == "answered"


def test_nobody_but_the_cashier_says_what_came_of_it(accepted: Referral, lin: Staff, tang: Staff) -> None:
    """BR-F01."""
    for nobody in (lin, tang):
        with refused("Only 何倩, who received the resident, may say what came of it."):
            accepted.settle(by=nobody, outcome="settled", result="已收")


def test_picked_up_at_once(offered: Referral, lin: Staff, he: Staff) -> None:
    """BR-F02: referral 09:06, accepted 09:08: handler 何倩, wait 2 min."""
    with clock.at(at("09:08")):
        made = offered.take_over(by=he)

    assert offered.wait == timedelta(minutes=2)
    assert (made.handler, made.handler_since, offered.accepted_by) == (he, at("09:08"), he)
    assert (offered.visit.status, made.status, made.department.code) == ("introduced", "in_progress", "fees")
    assert not offered.is_waiting_too_long


def test_not_picked_up_by_eleven_past(offered: Referral) -> None:
    """BR-F02: not accepted by 09:11."""
    with clock.at(at("09:10")):
        assert (offered.wait, offered.is_waiting_too_long) == (timedelta(minutes=4), False)
    with clock.at(at("09:11")):
        assert (offered.wait, offered.is_waiting_too_long) == (timedelta(minutes=5), True)


def test_ownership_stays_at_the_desk(accepted: Referral, lin: Staff, he: Staff) -> None:
    """BR-F03: owner and first contact are still the receptionist; she confirms before it closes."""
    made = accepted.case
    assert made is not None
    assert (made.first_contact, made.owner) == (lin, lin)

    accepted.settle(by=he, outcome="settled", result="已收 11 月物業費", receipt_no="S-001")

    made.refresh_from_db()
    assert (made.status, made.owner, made.resolved_by) == ("awaiting_callback", lin, he)
    callback = made.callbacks.get()
    assert (callback.assignee, callback.coverage) == (lin, "face")
    with refused("林靜 makes this callback, or a shift leader."):
        callback.record(by=he, result="reached", respondent="吳先生", satisfaction=5)
    callback.record(by=lin, method="face", result="reached", respondent="吳先生", satisfaction=5)
    assert Case.objects.get(pk=made.pk).status == "closed"


def test_nobody_to_receive(lin: Staff, he: Staff) -> None:
    """BR-F04: 20:00, no fee colleague on shift: the promise is required instead."""
    with clock.at(at("20:00")):
        visit = builders.visit(lin, about="fee", identity_check="card")
        with refused("No cashier is on duty. Promise a time when one will get in touch.") as answer:
            visit.introduce(by=lin, to=he, matter="management")
        made = builders.case(
            lin,
            about="fee",
            to="fees",
            identity_check="card",
            promise=builders.terms(at("2026-11-17 10:00"), "收費員聯繫"),
        )

    assert set(answer.value.by_field) == {"to"}
    assert (made.promise_due_at, made.owner, made.department.code) == (at("2026-11-17 10:00"), lin, "fees")


def test_to_a_receptionist_or_to_oneself(lin: Staff, zhou: Staff, he: Staff) -> None:
    """BR-F05."""
    with refused("周敏 does not take fees."):
        builders.referral(lin, zhou)
    with refused("You cannot introduce a resident to yourself."):
        builders.referral(he, he)
    with refused("Choose the cashier you introduce the resident to."):
        builders.visit(lin, about="fee").introduce(by=lin, to=None, matter="management")

    assert not Referral.objects.exists()


def test_what_the_resident_wants_is_down_before_the_introduction(lin: Staff, he: Staff) -> None:
    """BR-V06, but the cashier looks at the card."""
    with refused("Write down what the resident said."):
        builders.referral(lin, he, statement="")


def test_a_visit_taken_down_is_not_introduced(lin: Staff, he: Staff) -> None:
    with refused("This visit has already been taken down as “Answered on the spot”."):
        builders.answered(lin).introduce(by=lin, to=he, matter="management")


def test_the_first_cashier_has_it(offered: Referral, lin: Staff, he: Staff) -> None:
    """§4.7: any cashier may greet, once."""
    second = hire(lin.centre, "ma", "馬莉", "cashier", "fees")

    with refused("Only a cashier may take this over."):
        offered.take_over(by=lin)
    offered.take_over(by=second)
    with refused("馬莉 already took this over."):
        offered.take_over(by=he)

    assert offered.case is not None
    assert offered.case.handler == second


def test_a_cashier_who_introduced_does_not_take_over(lin: Staff, he: Staff) -> None:
    """BR-F05."""
    second = hire(lin.centre, "ma", "馬莉", "cashier", "fees")
    offered = builders.referral(he, second)

    with refused("You cannot introduce a resident to yourself."):
        offered.take_over(by=he)


@pytest.mark.parametrize("outcome", ["review", "later", "left"])
def test_what_is_not_settled_is_promised(accepted: Referral, he: Staff, outcome: str) -> None:
    """BR-F03, §4.8: either settled or the five."""
    later = builders.terms(at("2026-11-17 10:00"), "收費員再聯繫")

    with refused("It is not settled: promise the resident a time."):
        accepted.settle(by=he, outcome=outcome)
    with refused("Apologise first."):
        accepted.settle(by=he, outcome=outcome, terms=later, reason="帳單有誤，要核對")
    accepted.settle(by=he, outcome=outcome, terms=later, reason="帳單有誤，要核對", apology=True)

    assert accepted.case is not None
    made = Case.objects.get(pk=accepted.case.pk)
    assert (accepted.state, accepted.outcome) == ("done", outcome)
    assert (made.status, made.promise_due_at, made.promises.get().place) == ("in_progress", later.due_at, 1)


def test_settling_needs_an_outcome_after_taking_over(offered: Referral, he: Staff) -> None:
    with refused("Take the resident over first."):
        offered.settle(by=he, outcome="settled", result="x")
    offered.take_over(by=he)
    with refused("Choose what came of it."):
        offered.settle(by=he, outcome="", result="x")
    offered.settle(by=he, outcome="settled", result="已收")
    with refused("What came of it has been written down."):
        offered.settle(by=he, outcome="settled", result="已收")


# What the desk does meanwhile -------------------------------------------------------------------------------------


FIVE: dict[str, Any] = {"restated": True, "apology_given": True, "reason_explained": "收費員未到"}


@pytest.mark.parametrize("way", ["promise", "void", "join", "answer"])
def test_another_way_found_withdraws_the_introduction(lin: Staff, he: Staff, way: str) -> None:
    """BR-F04: the cashier does not find a visit already taken down."""
    offered = builders.referral(lin, he)
    visit = Visit.objects.get(pk=offered.visit_id)
    visit.fill_in(identity_check="card", **FIVE)

    if way == "promise":
        visit.promise(by=lin, terms=builders.terms(), department=he.department)
    elif way == "void":
        visit.void(by=lin, reason="業主走了")
    elif way == "join":
        visit.join(by=lin, case=builders.case(lin))
    else:
        put_on_duty(lin, at("10:00"))
        visit.answer(by=he, reply="已收")

    offered.refresh_from_db()
    assert offered.state == "withdrawn"
    with refused("This introduction was withdrawn: the desk found another way."):
        offered.take_over(by=he)


def test_introducing_again_replaces_the_first(lin: Staff, he: Staff) -> None:
    """BR-F02: one introduction at a time; nobody meets the database's own words."""
    second = hire(lin.centre, "ma", "馬莉", "cashier", "fees")
    first = builders.referral(lin, he)
    visit = Visit.objects.get(pk=first.visit_id)

    again = visit.introduce(by=lin, to=second, matter="management")

    first.refresh_from_db()
    assert (first.state, again.state, again.to) == ("withdrawn", "offered", second)


def test_a_taken_over_resident_is_settled_not_resolved_past_the_introduction(lin: Staff, he: Staff) -> None:
    """BR-F01: otherwise the introduction would wait for ever."""
    referral = builders.referral(lin, he)
    case = referral.take_over(by=he)

    with refused("Say what came of the introduction instead: that settles it."):
        case.resolve(by=he, result="已繳費")


def test_an_introduction_ends_with_its_case(lin: Staff, he: Staff, huang: Staff) -> None:
    """A manager's exceptional close leaves no resident waiting on the cashier's list."""
    referral = builders.referral(lin, he)
    case = referral.take_over(by=he)

    case.close_exceptionally(by=huang, reason=Case.CloseReason.ANSWERED, note="已書面答覆")

    referral.refresh_from_db()
    assert (referral.state, Referral.objects.unsettled().count()) == (Referral.State.WITHDRAWN, 0)
