"""The promise: a row, never overwritten (§4.8, BR-V10, V12, E06, C12)."""

import pytest
from django.db import IntegrityError, connection, transaction

from directory.models import Staff
from records import clock
from tests import builders
from tests.cast import at, department, refused
from visits.models import Case, Promise

pytestmark = pytest.mark.usefixtures("english")

PASSED = "The promise has passed and counts as broken. Apologise and make a new one."


def states(case: Case) -> list[tuple[str, str]]:
    """Each promise of a case in order: by when (hours), and what became of it."""
    return [(f"{case.centre.local(each.due_at):%H:%M}", each.state) for each in case.promises.all()]


@pytest.fixture
def leak(lin: Staff) -> Case:
    """Promised at 10:00 for 16:00, owned by 林靜."""
    return builders.case(lin, promise=builders.terms(at("16:00")))


def test_time_is_kept_for_oneself(lin: Staff) -> None:
    """BR-V10: estimate 11:00 at 10:00 → not before 11:30; 11:10 warned, saved once confirmed."""
    wise = "Leave time for yourself: better not before 11:30. Confirm if you mean it."

    with refused(wise) as answer:
        builders.case(lin, promise=builders.terms(at("11:10"), estimate_at=at("11:00")))
    made = builders.case(
        lin, promise=builders.terms(at("11:10"), estimate_at=at("11:00"), thin_margin_accepted=True)
    )
    builders.case(lin, promise=builders.terms(at("11:30"), estimate_at=at("11:00")))

    assert answer.value.by_field == {"due_at": wise}
    assert made.promises.get().thin_margin_accepted


def test_a_promise_does_not_lie_behind(lin: Staff) -> None:
    """BR-V10: promised_at = 09:50 at 10:00 is an error, confirmed or not."""
    for confirmed in (False, True):
        with refused("A promise lies ahead: this time has passed."):
            builders.case(lin, promise=builders.terms(at("09:50"), thin_margin_accepted=confirmed))
    with refused("A promise lies ahead: this time has passed."):
        builders.case(lin, promise=builders.terms(at("10:00")))


def test_a_promise_keeps_within_the_norm_of_its_category(lin: Staff) -> None:
    with refused("Repair is promised for 11-17 10:00 at the latest."):
        builders.case(lin, promise=builders.terms(at("2026-11-17 10:01")))
    builders.case(lin, promise=builders.terms(at("2026-11-17 10:00")))


def test_a_promise_for_another_year_is_a_slip_of_the_hand(lin: Staff) -> None:
    with refused("That is more than a year ahead. Check the date."):
        builders.case(lin, about="praise", to="desk", promise=builders.terms(at("2027-11-18 10:00")))


def test_moving_in_time_keeps_the_first_promise(leak: Case, lin: Staff) -> None:
    """BR-V12: 16:00, at 15:30 moved to 18:00 with reason and the resident's knowledge."""
    with clock.at(at("15:30")):
        leak.move_promise(by=lin, terms=builders.terms(at("18:00")), reason="等配件", told=True)

    assert states(leak) == [("16:00", "moved"), ("18:00", "standing")]
    assert (leak.promise_due_at, leak.promise_count) == (at("18:00"), 2)
    moved, standing = leak.promises.all()
    assert (moved.ended_at, standing.reason, standing.resident_told) == (at("15:30"), "等配件", True)


def test_moving_behind_the_residents_back_is_refused(leak: Case, lin: Staff) -> None:
    """BR-V12: visitor_told = no."""
    with clock.at(at("15:30")), refused("Tell the resident first.") as answer:
        leak.move_promise(by=lin, terms=builders.terms(at("18:00")), reason="等配件", told=False)

    assert set(answer.value.by_field) == {"resident_told"}
    assert states(leak) == [("16:00", "standing")]


def test_a_promise_that_passed_is_not_moved(leak: Case, lin: Staff) -> None:
    """BR-V12: at 16:05 改期 is refused; the first is 失約; a new one needs reason, apology and the resident."""
    with clock.at(at("16:05")):
        later = builders.terms(at("18:00"))
        with refused(PASSED):
            leak.move_promise(by=lin, terms=later, reason="等配件", told=True)
        with refused("Apologise first."):
            leak.promise_again(by=lin, terms=later, reason="等配件", told=True, apology=False)
        with refused("Say why it takes longer."):
            leak.promise_again(by=lin, terms=later, reason=" ", told=True, apology=True)
        with refused("Tell the resident first."):
            leak.promise_again(by=lin, terms=later, reason="等配件", told=False, apology=True)
        leak.promise_again(by=lin, terms=later, reason="等配件", told=True, apology=True)

    assert states(leak) == [("16:00", "broken"), ("18:00", "standing")]


def test_a_promise_that_stands_is_moved_not_broken(leak: Case, lin: Staff) -> None:
    """BR-V12: the other way round."""
    with refused("The promise has not passed yet: move it instead."):
        leak.promise_again(by=lin, terms=builders.terms(), reason="x", told=True, apology=True)


def test_a_new_promise_lacks_what_a_first_one_would(leak: Case, lin: Staff) -> None:
    with refused("Promise a time. Say what is promised. Say why it takes longer. Tell the resident first."):
        leak.move_promise(by=lin, terms=None, reason="", told=False)


def test_only_the_owner_changes_the_promise(leak: Case, zhou: Staff, zhao: Staff, tang: Staff) -> None:
    """BR-V04: the owner, or who leads; a handler may promise anew only what has passed."""
    leak.accept(by=zhao)

    for nobody in (zhou, zhao):
        with refused("Only 林靜, who answers to the resident, may do this."):
            leak.move_promise(by=nobody, terms=builders.terms(), reason="x", told=True)
    leak.move_promise(by=tang, terms=builders.terms(), reason="x", told=True)
    with clock.at(at("16:05")):
        with refused("Only 林靜, who answers to the resident, may do this."):
            leak.promise_again(by=zhou, terms=builders.terms(), reason="x", told=True, apology=True)
        leak.promise_again(by=zhao, terms=builders.terms(), reason="x", told=True, apology=True)


def test_no_promise_stands_once_the_work_is_done(lin: Staff, zhao: Staff) -> None:
    done = builders.resolved(lin, zhao).case

    with refused("No promise stands here that could be moved."):
        done.move_promise(by=lin, terms=builders.terms(), reason="x", told=True)
    with refused("This cannot be done while the case is “Awaiting callback”."):
        done.promise_again(by=lin, terms=builders.terms(), reason="x", told=True, apology=True)
    with refused("This cannot be done while the case is “Awaiting callback”."):
        done.fulfil(by=lin, note="x", terms=builders.terms())


def test_a_promise_to_come_is_kept_by_coming(leak: Case, lin: Staff, zhao: Staff, zhou: Staff) -> None:
    """§4.8: what remains gets the next promise."""
    later = builders.terms(at("18:00"), "修好")
    with refused("Only 林靜 or 工程部 may do this."):
        leak.fulfil(by=zhou, note="x", terms=later)
    with refused("Write down what happened. Promise a time. Say what is promised."):
        leak.fulfil(by=zhao, note="", terms=None)
    with clock.at(at("16:05")), refused(PASSED):
        leak.fulfil(by=zhao, note="已到場", terms=later)
    with clock.at(at("15:55")):
        leak.fulfil(by=zhao, note="已到場，需換閥", terms=later)

    assert states(leak) == [("16:00", "kept"), ("18:00", "standing")]


def test_an_alarm_has_no_promise_to_fulfil(lin: Staff, wu: Staff) -> None:
    made = builders.visit(lin, about="help", location_detail="電梯").raise_alarm(
        by=lin, department=department(lin, "security")
    )

    with refused("No promise stands here."):
        made.fulfil(by=wu, note="x", terms=builders.terms())
    with refused("No promise stands here that could be moved."):
        made.move_promise(by=lin, terms=builders.terms(), reason="x", told=True)
    made.promise_again(by=lin, terms=builders.terms(), reason="電梯要換件", told=True, apology=True)

    assert [(each.place, each.state) for each in made.promises.all()] == [(1, "standing")]


def test_kept_by_the_last_word_is_not_kept_by_the_first(lin: Staff, zhao: Staff) -> None:
    """BR-E06: 12:00, moved in time to 18:00, done 17:00."""
    made = builders.case(lin, promise=builders.terms(at("12:00")))
    with clock.at(at("11:30")):
        made.move_promise(by=lin, terms=builders.terms(at("18:00")), reason="等配件", told=True)
    with clock.at(at("17:00")):
        made.resolve(by=zhao, result="已修好")

    assert (made.kept_last_promise, made.kept_first_promise) == (True, False)
    assert states(made) == [("12:00", "moved"), ("18:00", "kept")]


def test_moved_and_met_all_the_same(lin: Staff, zhao: Staff) -> None:
    """BR-E06: done before the first promise too."""
    made = builders.case(lin, promise=builders.terms(at("12:00")))
    with clock.at(at("11:00")):
        made.move_promise(by=lin, terms=builders.terms(at("18:00")), reason="等配件", told=True)
    with clock.at(at("11:40")):
        made.resolve(by=zhao, result="已修好")

    assert (made.kept_last_promise, made.kept_first_promise) == (True, True)


def test_broken_and_promised_again_is_not_kept_by_the_first(leak: Case, lin: Staff, zhao: Staff) -> None:
    """BR-E06, V12."""
    with clock.at(at("16:05")):
        leak.promise_again(by=lin, terms=builders.terms(at("18:00")), reason="x", told=True, apology=True)
    with clock.at(at("17:00")):
        leak.resolve(by=zhao, result="已修好")

    assert (leak.kept_last_promise, leak.kept_first_promise) == (True, False)


@pytest.mark.parametrize("column", ["due_at", "text", "place", "made_by_id", "made_at", "case_id"])
def test_what_was_promised_is_frozen(leak: Case, column: str) -> None:
    """I5: no SQL rewrites a promise."""
    other = {"text": "'改過'", "made_by_id": "made_by_id + 1", "case_id": "case_id + 1", "place": "place + 1"}
    value = other.get(column, "'2030-01-01 00:00:00+00:00'")
    promise = leak.promises.get()

    with (
        pytest.raises(IntegrityError, match=r"visits_promise\.\w+ never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE visits_promise SET {column} = {value} WHERE id = %s", [promise.pk])  # noqa: S608 -- literal words

    assert Promise.objects.get(pk=promise.pk).due_at == at("16:00")
