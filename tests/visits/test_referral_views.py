"""The cashier's acts in the browser: taking a resident over, and saying what came of it."""

from html import escape
from typing import Any

import pytest

from directory.models import Staff
from records import clock
from tests import builders
from tests.cast import at, hire, put_on_duty
from tests.visits.acts import record, say, send, sentences, settle, signed_in
from visits.models import Callback, Case, Referral

pytestmark = pytest.mark.django_db
PROMISED: dict[str, Any] = {
    "outcome": "review",
    "apology": "on",
    "reason": "系統裡沒有三月的帳",
    "due_at": "2026-11-17T10:00",
    "promise_text": "查清三月的費用後致電",
}


@pytest.fixture
def fees(lin: Staff, he: Staff) -> Referral:
    """林靜 introduced a resident to 何倩 at 10:00."""
    return builders.referral(lin, he)


def take_over(staff: Staff, referral: Referral, **words: Any) -> Any:
    """Press the button."""
    return send(signed_in(staff), f"/referrals/{referral.pk}/take-over/", **words)


def fresh(referral: Referral) -> Referral:
    """The introduction as it stands now."""
    found: Referral = Referral.objects.select_related("case__owner", "case__handler").get(pk=referral.pk)
    return found


def test_br_f02_wait_is_shown_and_the_cashier_becomes_the_handler(he: Staff, fees: Referral) -> None:
    """BR-F02: introduced 10:00, taken over 10:02: handler 何倩, wait two minutes."""
    with clock.at(at("10:02")):
        page = signed_in(he).get(f"/referrals/{fees.pk}/settle/")
        taken = take_over(he, fees)

    assert (page.context["wait"], page.context["is_late"]) == ("2 min", False)
    assert taken["Location"] == f"/referrals/{fees.pk}/settle/"
    case = fresh(fees).case
    assert case is not None
    assert case.handler == he
    assert fresh(fees).wait.total_seconds() == 120


def test_br_f02_too_long_a_wait_is_late(he: Staff, fees: Referral) -> None:
    """BR-F02: not taken over by 10:05."""
    with clock.at(at("10:05")):
        page = signed_in(he).get(f"/referrals/{fees.pk}/settle/")

    assert page.context["is_late"] is True


def test_br_f02_two_cashiers_race_and_the_second_is_told_who(he: Staff, fees: Referral) -> None:
    """BR-F02: the first to accept has the resident."""
    second = hire(he.centre, "gu", "顧安", "cashier", "fees")
    put_on_duty(second, clock.now())

    first, lost = take_over(he, fees), take_over(second, fees)

    assert (first.status_code, lost.status_code) == (302, 403)
    assert sentences(lost) == {"__all__": ["何倩 already took this over."]}
    assert fresh(fees).accepted_by == he


def test_same_press_twice_opens_one_case(he: Staff, fees: Referral) -> None:
    answers = [take_over(he, fees, once="pressed") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Case.objects.count() == 1


def test_br_f01_receptionist_records_no_settlement(lin: Staff, he: Staff, fees: Referral) -> None:
    """BR-F01: introduce, do not handle."""
    take_over(he, fees)

    taken = take_over(lin, fees)
    settled = settle(signed_in(lin), fees, outcome="settled", result="已收")

    assert (taken.status_code, settled.status_code) == (403, 403)
    assert fresh(fees).state == Referral.State.ACCEPTED


def test_br_f03_desk_stays_the_owner_and_confirms_with_the_resident(
    lin: Staff, he: Staff, fees: Referral
) -> None:
    """BR-F03: after settling, the owner asks before the case closes."""
    take_over(he, fees)

    settled = settle(signed_in(he), fees, outcome="settled", result="已繳三個月", receipt_no="A-1")

    case = fresh(fees).case
    assert case is not None
    assert settled["Location"] == f"/cases/{case.number}/"
    assert (case.owner, case.first_contact, case.status) == (lin, lin, Case.Status.AWAITING_CALLBACK)
    asked = record(
        signed_in(lin), Callback.objects.get(), result="reached", satisfaction="4", respondent="吳先生"
    )
    assert asked.status_code == 302
    assert Case.objects.get().status == Case.Status.CLOSED


@pytest.mark.parametrize("missing", ["apology", "reason", "due_at", "promise_text"])
def test_what_is_not_settled_is_promised_in_full(he: Staff, fees: Referral, missing: str) -> None:
    """I6, §4.8: apology, reason, time and words; without one nothing is written."""
    take_over(he, fees)

    answer = settle(signed_in(he), fees, **{**PROMISED, missing: None})

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert missing in sentences(answer)
    assert fresh(fees).state == Referral.State.ACCEPTED
    assert escape(sentences(answer)[missing][0]) in shown
    assert all(escape(word) in shown for name, word in PROMISED.items() if name not in {missing, "outcome"})


def test_unsettled_matter_goes_on_with_its_promise(he: Staff, fees: Referral) -> None:
    take_over(he, fees)

    answer = settle(signed_in(he), fees, **PROMISED)

    case = fresh(fees).case
    assert case is not None
    assert answer.status_code == 302
    assert case.promise_due_at == at("2026-11-17 10:00")
    assert fresh(fees).outcome == Referral.Outcome.REVIEW


def test_settled_matter_says_what_was_done(he: Staff, fees: Referral) -> None:
    take_over(he, fees)

    answer = settle(signed_in(he), fees, outcome="settled")

    assert sentences(answer) == {"result": ["Write down what was done."]}


def test_nothing_is_settled_before_it_is_taken_over_nor_twice(he: Staff, fees: Referral) -> None:
    browser = signed_in(he)

    early = settle(browser, fees, outcome="settled", result="已收")
    take_over(he, fees)
    settle(browser, fees, outcome="settled", result="已收")
    twice = settle(browser, fees, outcome="settled", result="已收")

    assert sentences(early) == {"__all__": ["Take the resident over first."]}
    assert sentences(twice) == {"__all__": ["What came of it has been written down."]}


def test_br_f04_nobody_to_receive_means_a_promise(lin: Staff) -> None:
    """BR-F04: without a cashier on duty there is no introduction to take over."""
    case = builders.case(lin, about="fee", to="fees", identity_check="card")

    assert Referral.objects.count() == 0
    assert say(signed_in(lin), case, "inform", note="收費員明早十點前聯繫您").status_code == 302


def test_br_f05_nobody_takes_over_what_they_introduced(he: Staff, lin: Staff) -> None:
    """BR-F05: a cashier who introduces somebody does not receive them as well."""
    second = hire(he.centre, "gu", "顧安", "cashier", "fees")
    put_on_duty(second, clock.now())
    made = builders.referral(he, second)

    refused = take_over(he, made)

    assert sentences(refused) == {"__all__": ["You cannot introduce a resident to yourself."]}


def test_strangers_auditor_and_administrator_are_refused(
    stranger: Staff, su: Staff, ai: Staff, fees: Referral
) -> None:
    assert take_over(stranger, fees).status_code == 404
    assert take_over(su, fees).status_code == 403
    assert take_over(ai, fees).status_code == 403
    assert "吳先生" not in signed_in(su).get(f"/referrals/{fees.pk}/settle/").content.decode()


def test_nonsense_gets_a_sentence_never_a_crash(he: Staff, fees: Referral) -> None:
    take_over(he, fees)
    browser = signed_in(he)

    for nonsense in ("\x00", "🐙" * 40, "字" * 10_000, "<script>alert(1)</script>", "9999-12-31T23:59"):
        answer = settle(browser, fees, **dict.fromkeys([*PROMISED, "result", "receipt_no"], nonsense))
        typed = settle(browser, fees, **{**PROMISED, "due_at": nonsense})

        assert (answer.status_code, typed.status_code) == (422, 422)
    assert browser.get("/referrals/99999999999999999999/settle/").status_code == 404
