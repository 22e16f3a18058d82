"""The promises of the house, each with its guards and the test that fails when the guard is taken out.

Every one was tried: the guard was taken out of a copy of the tree and the test named under it failed.

I1  visit.py: Frozen("first_contact")
    test_what_is_frozen_does_not_change
I1  case.py: Frozen("first_contact")
    test_what_is_frozen_does_not_change
I1  rules.against_correcting: what is fixed
    test_a_manager_may_not_post_another_first_contact
I1  Visit.receive: who sits at the desk
    test_first_contact_is_who_sits_at_the_desk_not_who_types
I2  Case.owner is never empty
    test_an_owner_is_never_taken_away
I2  Case._from: the owner is the first contact
    test_the_owner_is_the_first_contact_not_who_types
I2  rules.against_moving_ownership: a manager only
    test_only_a_manager_moves_ownership
I2  apps.py: no account closed over open cases
    test_an_owner_does_not_leave_the_house_with_open_cases
I2  Case._hand_to leaves the owner alone
    test_whatever_happens_the_owner_stays
I3  rules.against_caller: not who did the work
    test_nobody_asks_about_the_own_work
I3  rules.against_caller: a complaint always needs another
    test_a_complaint_about_the_desks_own_work_needs_another
I3  rules.against_caller: not who is complained about
    test_the_one_complained_about_does_not_ask
I3  Callback.schedule_for: 自辦自訪 is marked
    test_what_the_desk_did_itself_it_may_ask_about_marked
I4  constraint a_case_closes_by_a_satisfied_callback_or_a_named_exception
    test_a_row_that_is_wrong_in_itself_is_refused
I4  Callback._hear: 基本滿意 or better
    test_dissatisfied_reopens_with_a_new_promise
I4  rules.against_closing_exceptionally: a manager only
    test_only_a_manager_closes_without_a_yes
I4  rules.against_forwarding: not what is done or closed
    test_what_is_done_or_closed_is_not_forwarded
I4  Case.NEXT
    test_the_moves_are_those_that_were_drawn
I5  promise.py: Frozen("due_at")
    test_what_was_promised_is_frozen
I5  promise.py: FrozenOnce("state")
    test_what_became_of_a_promise_stays
I5  rules.against_moving_the_promise: not what has passed
    test_a_promise_that_passed_is_not_moved
I5  rules._wrong_with_a_later_promise: the resident knows
    test_moving_behind_the_residents_back_is_refused
I5  rules.against_terms: the margin
    test_time_is_kept_for_oneself
I6  rules._unsaid: restated, apology, reason
    test_each_of_the_five_is_asked_for
I6  rules.against_promising: promise and department
    test_each_of_the_five_is_asked_for
I6  constraint what_was_not_solved_was_restated_apologised_for_and_explained
    test_the_database_asks_for_the_five_too
I6  rules._takes_away: corrected, never taken back
    test_a_correction_takes_none_of_the_five_away
I6  rules.against_saying
    test_the_desk_never_answers_that_it_does_not_know
I6  phrases: both scripts
    test_what_is_never_said_is_found_however_it_is_written
"""

import re
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from directory.models import Staff
from tests import builders
from visits.models import Case


def _named() -> list[tuple[str, str]]:
    """(invariant, test) of each guard of the table above."""
    return re.findall(r"^(I\d)  .+\n    (\w+)$", __doc__ or "", re.MULTILINE)


def test_every_test_of_the_table_stands() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("test_*.py")
    )

    assert [test for _promise, test in _named() if f"def {test}(" not in text] == []
    assert len(_named()) == (__doc__ or "").count("\n    test_")
    assert {promise for promise, _test in _named()} == {"I1", "I2", "I3", "I4", "I5", "I6"}


@pytest.mark.parametrize("column", ["owner_id", "first_contact_id"])
def test_an_owner_is_never_taken_away(lin: Staff, column: str) -> None:
    """I1, I2: by nobody, not by the database's own door."""
    made = builders.case(lin)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE visits_case SET {column} = NULL WHERE id = %s", [made.pk])  # noqa: S608 -- literal names

    assert Case.objects.get(pk=made.pk).owner == lin


def test_what_the_resident_was_promised_shows_in_full(lin: Staff, zhao: Staff, huang: Staff) -> None:
    """I5, I4: after two callbacks and three promises, every promise and every answer is still there."""
    made = builders.case(lin)
    made.move_promise(by=lin, terms=builders.terms(), reason="等配件", told=True)
    made.resolve(by=zhao, result="換墊圈").record(
        by=lin, result="reached", respondent="吳", satisfaction=2, feedback="又漏", terms=builders.terms()
    )
    made = Case.objects.get(pk=made.pk)
    made.resolve(by=zhao, result="換閥").record(by=lin, result="reached", respondent="吳", satisfaction=5)

    made.refresh_from_db()
    assert [promise.state for promise in made.promises.all()] == ["moved", "kept", "kept"]
    assert [callback.satisfaction for callback in made.callbacks.order_by("pk")] == [2, 5]
    assert (made.status, made.reopen_count, made.owner) == ("closed", 1, lin)
