"""Closed days are kept as they were counted, until a row of theirs changes: then they are counted anew."""

from collections.abc import Callable
from datetime import date

import pytest

from directory.models import Staff, Unit
from oversight import counting, tally
from oversight.models import Breach, DayTally, StaleDay
from oversight.scope import Scope
from records import clock
from tests import builders
from tests.cast import at, category
from visits.models import Case, Visit

YESTERDAY, TODAY = date(2026, 11, 15), date(2026, 11, 16)


def scope(huang: Staff) -> Scope:
    """Yesterday and today, now."""
    assert huang.centre is not None
    return Scope(centre=huang.centre, first=YESTERDAY, last=TODAY, now=clock.now())


def sweep() -> None:
    """Let the clock count what there is to count."""
    while tally.sweep():
        pass


@pytest.fixture
def worked(lin: Staff, zhao: Staff, huang: Staff, home: Unit) -> Case:
    """Yesterday evening: a repair done and to be asked about, another closed; the day is tallied since."""
    with clock.at(at("2026-11-15 18:00")):
        builders.closed(lin, zhao)
        builders.answered(lin)
        callback = builders.resolved(lin, zhao, unit=home)
        Breach.record(by=huang, case=callback.case, person=lin, kind="ignored", happened="三次未接")
    sweep()
    assert list(DayTally.objects.values_list("day", flat=True)) == [YESTERDAY]
    assert not StaleDay.objects.exists()
    found: Case = callback.case
    return found


def reached(lin: Staff, case: Case) -> None:
    """Within 24 hours of the work."""
    case.callbacks.get().record(by=lin, result="reached", respondent="吳先生", satisfaction=4)


def reopened(lin: Staff, case: Case) -> None:
    """What was closed yesterday goes on."""
    closed = Case.objects.exclude(pk=case.pk).get()
    closed.reopen(by=lin, reason="又漏了", terms=builders.terms())


def corrected(lin: Staff, case: Case) -> None:
    """It was no repair."""
    visit = Visit.objects.get(pk=case.visit_id)
    visit.correct(by=lin, reason="類別選錯", category=category(lin, "complaint"))


def entered_late(lin: Staff, case: Case) -> None:
    """Somebody came yesterday, and it was not written down."""
    builders.answered(lin, arrived_at=at("2026-11-15 19:00"))


def withdrawn(lin: Staff, case: Case) -> None:
    """What was recorded yesterday named the wrong person."""
    breach = Breach.objects.get()
    breach.withdraw(by=breach.recorded_by, reason="看錯人")


@pytest.mark.parametrize("change", [reached, reopened, corrected, entered_late, withdrawn])
def test_a_change_of_a_closed_day_is_counted_at_once_and_kept_again(
    worked: Case, lin: Staff, huang: Staff, change: Callable[[Staff, Case], None]
) -> None:
    """Before the sweep the day is counted from its rows, after it the tally is right."""
    before = counting.total([tally.days_of(scope(huang))[YESTERDAY]])

    change(lin, worked)

    plain = counting.by_day(scope(huang))
    assert counting.total([plain[YESTERDAY]]) != before
    assert StaleDay.objects.filter(day=YESTERDAY).exists()
    assert tally.days_of(scope(huang)) == plain
    sweep()
    assert not StaleDay.objects.exists()
    kept, first = tally._kept(scope(huang))
    assert (first, counting.total([kept[YESTERDAY]])) == (TODAY, counting.total([plain[YESTERDAY]]))


def test_another_limit_is_another_edition(worked: Case, huang: Staff) -> None:
    """What was counted by the old norm is not shown under the new one."""
    today = scope(huang)
    today.centre.forward_within_minutes = 5

    assert tally._kept(today)[1] == YESTERDAY


def test_a_day_is_not_kept_before_it_is_over(worked: Case, huang: Staff) -> None:
    """An hour of the next day passes first; a mark of a clock that runs ahead changes nothing about it."""
    assert huang.centre is not None
    with clock.at(at("2026-11-17 00:30")):
        StaleDay.objects.create(centre=huang.centre, day=TODAY)
        sweep()
        early = DayTally.objects.filter(day=TODAY).exists()
    with clock.at(at("2026-11-17 01:30")):
        sweep()

    assert (early, DayTally.objects.filter(day=TODAY).exists()) == (False, True)


def test_what_happens_today_leaves_no_mark(lin: Staff, zhao: Staff) -> None:
    """Writing costs nothing more while the day lasts."""
    builders.closed(lin, zhao)
    builders.answered(lin)

    assert not StaleDay.objects.exists()
