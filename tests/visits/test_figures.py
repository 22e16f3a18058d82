"""What a shift adds up to: each figure with the example it was agreed on (BR-C05, V05, V07, E06)."""

from datetime import timedelta

import pytest

from directory.models import Staff
from records import clock
from tests import builders
from tests.cast import at
from visits import figures
from visits.figures import CallbackFigures, Fact, Figures, Share
from visits.models import Case, Visit

HALF_AN_HOUR = timedelta(minutes=30)


def closed(first_answer: int | None, answer: int | None, reason: str = "") -> Fact:
    """A closed case: what was answered first, and last."""
    return Fact(
        status="case",
        case_status="closed",
        first_answer=first_answer,
        closing_satisfaction=answer,
        close_reason=reason,
    )


def forwarded(minutes: int | None) -> Fact:
    """A case opened at 09:00 and forwarded so many minutes later, or not yet."""
    opened_at = at("09:00")
    sent_at = None if minutes is None else opened_at + timedelta(minutes=minutes)
    return Fact(status="case", case_status="in_progress", opened_at=opened_at, forwarded_at=sent_at)


def test_not_reached_is_not_satisfied() -> None:
    """BR-C05: 10 closed: 7 satisfied, 1 dissatisfied, reopened and satisfied, 2 not reached: never 10/10."""
    facts = [closed(4, 4)] * 7 + [closed(2, 4)] + [closed(None, None, "unreached")] * 2

    found = figures.callback_figures(facts)

    assert found == CallbackFigures(
        reached=Share(8, 10), satisfied=Share(8, 8), satisfied_at_once=Share(7, 8)
    )


def test_closed_for_another_reason_was_not_to_be_asked() -> None:
    found = figures.callback_figures([closed(4, 4), closed(None, None, "not_ours")])

    assert found.reached == Share(1, 1)


def test_a_case_that_waits_counts_as_late_once_the_limit_has_passed() -> None:
    """BR-V05: created 09:00, not forwarded: at 09:30 it does not count yet, at 09:31 it counts as late."""
    facts = [forwarded(0), forwarded(30), forwarded(31), forwarded(None)]

    assert figures.forwarded_in_time(facts, HALF_AN_HOUR, at("09:30")) == Share(2, 3)
    assert figures.forwarded_in_time(facts, HALF_AN_HOUR, at("09:31")) == Share(2, 4)


def test_calls_without_a_count_of_rings_are_left_out() -> None:
    """BR-V07: calls ≤ 3 rings / calls with a count."""
    facts = [Fact(status="answered", ring_count=count) for count in (1, 3, 5, None)]

    assert figures.within_three_rings(facts) == Share(2, 3)


def test_first_and_last_promise_are_counted_apart() -> None:
    """BR-E06: 12:00, moved in time to 18:00, done 17:00: kept as promised last, not as promised first."""
    fact = Fact(status="case", kept_first_promise=False, kept_last_promise=True)

    assert figures.promises_kept([fact.kept_first_promise]) == Share(0, 1)
    assert figures.promises_kept([fact.kept_last_promise]) == Share(1, 1)
    assert figures.promises_kept([None]) == Share(0, 0)


@pytest.mark.parametrize(("share", "said", "percent"), [(Share(7, 8), "7/8", 88), (Share(0, 0), "—", None)])
def test_a_share_is_said_with_both_its_numbers(share: Share, said: str, percent: int | None) -> None:
    assert str(share) == said
    assert share.percent == percent


def test_the_figures_of_a_day_come_from_its_lines(lin: Staff, zhao: Staff) -> None:
    builders.answered(lin, channel=Visit.Channel.CALL, ring_count=5)
    builders.visit(lin).keep(by=lin).void(by=lin, reason="寫錯了")
    builders.case(lin)
    moved = builders.case(lin, promise=builders.terms(at("12:00")))
    with clock.at(at("11:00")):
        moved.move_promise(by=lin, terms=builders.terms(at("18:00")), reason="等料", told=True)
    with clock.at(at("17:00")):
        moved.accept(by=zhao)
        callback = moved.resolve(by=zhao, result="好了")
    with clock.at(at("19:10")):
        callback.record(by=lin, result="reached", respondent="吳先生", satisfaction=4)
        facts = [
            Fact(*row)
            for row in figures.with_first_answer(Visit.objects.visible_to(lin)).values_list(*figures.COLUMNS)
        ]

        found = figures.figures(facts, moved.centre)

    assert found == Figures(
        taken=3,
        answered=1,
        open=1,
        rings=Share(0, 1),
        forwarded=Share(2, 2),
        kept_first=Share(0, 1),
        kept_last=Share(1, 1),
        callbacks=CallbackFigures(Share(1, 1), Share(1, 1), Share(1, 1)),
    )
    assert Case.objects.open().count() == found.open
