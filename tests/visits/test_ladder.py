"""A promise is warned of before it passes, and goes up step by step after; each step is told once (BR-E01–E10)."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.models import ServiceCentre, Staff
from notices.models import Notice
from records import clock
from records.sweeps import _sweeps
from tests import builders
from tests.cast import at, refused
from tests.visits.clockwork import living_at, sweep, told
from visits.models import Case, CaseEvent

pytestmark = pytest.mark.usefixtures("tang", "huang")


def at_work(by: Staff, handler: Staff, due: str = "12:00", **facts: Any) -> Case:
    """A case somebody works on, promised by `due`."""
    made = builders.case(by, promise=builders.terms(at(due)), **facts)
    made.accept(by=handler)
    return made


def levels(case: Case) -> list[int]:
    """The levels its story says it went up to, in order."""
    events = case.events.filter(kind=CaseEvent.Kind.ESCALATED).order_by("pk")
    return [event.details["level"] for event in events]


def again(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.get(pk=case.pk)


# Before and after ------------------------------------------------------------------------------------------------


def test_the_owner_is_warned_while_a_quarter_is_left(lin: Staff, zhao: Staff) -> None:
    """BR-E01: promised for 12:00 at 10:00, warned at 11:30, once."""
    at_work(lin, zhao)

    with living_at("11:29"):
        assert told() == []
    with living_at("11:30"):
        assert told() == [("promise-nears", "lin")]
    with living_at("11:40"):
        assert told() == [("promise-nears", "lin")]


def test_a_short_promise_is_warned_of_a_quarter_of_an_hour_before(lin: Staff, zhao: Staff) -> None:
    """BR-E01: at least 15 minutes; where the warning would come with the promise there is none."""
    at_work(lin, zhao, "10:40")
    at_work(lin, zhao, "10:10")

    with living_at("10:26"):
        assert told("promise-nears") == [("promise-nears", "lin")]


def test_a_promise_that_passed_goes_to_the_shift_leader(lin: Staff, zhao: Staff) -> None:
    """BR-E02: by 12:00 is broken at 12:01; the owner hears it too, the board is red, the level is on the case."""
    case = at_work(lin, zhao)

    with living_at("12:00"):
        assert (again(case).level, told("late-1")) == (0, [])
    with living_at("12:01"):
        assert told("late-1", "promise-broken") == [("promise-broken", "lin"), ("late-1", "huang")]
        assert (again(case).level, again(case).is_late, levels(case)) == (1, True, [1])


def test_a_day_later_the_manager_and_the_department_hear_it_in_writing(lin: Staff, zhao: Staff) -> None:
    """BR-E03: the written 催辦 stands in the story, and the handler is told."""
    case = at_work(lin, zhao)

    with living_at("12:01"):
        pass
    with living_at("2026-11-17 12:00"):
        assert told("late-2", "urged-in-writing") == [("urged-in-writing", "zhao"), ("late-2", "huang")]
        urge = case.events.get(kind=CaseEvent.Kind.URGED)
        assert (urge.by, urge.details, again(case).level) == (None, {"department": "工程部"}, 2)


def test_three_days_later_it_is_on_the_quality_list(lin: Staff, zhao: Staff) -> None:
    """BR-E04."""
    case = at_work(lin, zhao)

    for moment in ("12:01", "2026-11-17 12:00", "2026-11-19 11:59"):
        with living_at(moment):
            assert not Case.objects.on_the_quality_list().exists()
    with living_at("2026-11-19 12:00"):
        assert told("late-3") == [("late-3", "huang")]
        assert (list(Case.objects.on_the_quality_list()), levels(case)) == ([case], [1, 2, 3])


def test_a_serious_complaint_goes_all_the_way_after_a_day(lin: Staff, huang: Staff) -> None:
    """BR-E04: 重大投訴 24 h overdue."""
    case = builders.case(
        lin,
        about="complaint",
        to="supervisor",
        weight=Case.Weight.SERIOUS,
        promise=builders.terms(at("12:00")),
    )

    with living_at("2026-11-17 12:00"):
        assert (again(case).level, levels(case)) == (3, [1, 2, 3])


# Once, late, and not to nobody ------------------------------------------------------------------------------------


def test_each_level_is_told_once_however_often_the_clock_wakes(lin: Staff, zhao: Staff) -> None:
    """BR-E08: every half hour, for more than a day, with a second sweeper on its heels."""
    at_work(lin, zhao)

    for minutes in range(1, 60 * 27, 30):
        with clock.at(at("10:00") + timedelta(minutes=minutes)):
            sweep("cases")
            sweep("cases")

    assert sorted(told()) == [
        ("late-1", "huang"),
        ("late-2", "huang"),
        ("promise-broken", "lin"),
        ("promise-nears", "lin"),
        ("urged-in-writing", "zhao"),
    ]


def test_what_the_clock_slept_through_is_told_late_and_marked(lin: Staff, zhao: Staff) -> None:
    """I9: four days without a sweep; the warning is stale and left out, every level is told, each once."""
    case = at_work(lin, zhao)

    with living_at("2026-11-20 12:00"):
        assert [reason for reason, _who in told()] == [
            "promise-broken",
            "late-1",
            "urged-in-writing",
            "late-2",
            "late-3",
        ]
        assert set(Notice.objects.values_list("is_late", flat=True)) == {True}
        assert (again(case).level, again(case).wakes_at) == (3, None)


def test_a_clock_set_back_tells_nothing_twice(lin: Staff, zhao: Staff) -> None:
    """I9: what was done for a moment stays done."""
    at_work(lin, zhao)

    for moment in ("12:01", "11:00", "11:45", "12:01", "12:02"):
        with living_at(moment):
            pass

    assert sorted(told()) == [("late-1", "huang"), ("promise-broken", "lin")]


def test_a_new_promise_starts_afresh(lin: Staff, zhao: Staff) -> None:
    """BR-V12, E08: the second promise is warned of and goes up by itself."""
    case = at_work(lin, zhao)
    with living_at("12:01"):
        again(case).promise_again(
            by=lin, terms=builders.terms(at("16:01")), reason="等配件", told=True, apology=True
        )
        assert again(case).level == 0

    with living_at("15:01"):
        assert told("promise-nears") == [("promise-nears", "lin")]
    with living_at("16:02"):
        assert (again(case).level, told("late-1")) == (1, [("late-1", "huang"), ("late-1", "huang")])


def test_moved_in_time_nothing_goes_up(lin: Staff, zhao: Staff) -> None:
    """BR-V12: the old moment is forgotten."""
    case = at_work(lin, zhao)
    with clock.at(at("11:00")):
        again(case).move_promise(by=lin, terms=builders.terms(at("18:00")), reason="等配件", told=True)

    with living_at("12:30"):
        assert told() == []


def test_what_reached_the_quality_list_stays_there_until_it_is_closed(lin: Staff, zhao: Staff) -> None:
    """BR-E04: a new promise or the work done does not take it off; a satisfied resident does."""
    case = at_work(lin, zhao)
    with living_at("2026-11-19 12:00"):
        again(case).promise_again(by=lin, terms=builders.terms(), reason="等配件", told=True, apology=True)
        assert list(Case.objects.on_the_quality_list()) == [case]
        callback = again(case).resolve(by=zhao, result="已修好")
        assert list(Case.objects.on_the_quality_list()) == [case]
        callback.record(by=lin, result="reached", respondent="吳", satisfaction=4)
        assert list(Case.objects.on_the_quality_list()) == []


def test_work_done_is_not_late_any_more(lin: Staff, zhao: Staff) -> None:
    """BR-E02: the level goes back, the clock leaves the case alone."""
    case = at_work(lin, zhao)
    with living_at("12:01"):
        again(case).resolve(by=zhao, result="已修好", overdue_reason="等配件")

    assert (again(case).level, again(case).wakes_at) == (0, None)


def test_escalation_never_moves_ownership(lin: Staff, zhao: Staff) -> None:
    """BR-E07: at no level."""
    case = at_work(lin, zhao)

    for moment in ("12:01", "2026-11-17 12:00", "2026-11-19 12:00"):
        with living_at(moment):
            found = again(case)
            assert (found.first_contact, found.owner, found.handler) == (lin, lin, zhao)


def test_going_up_is_signed_by_the_house_itself(lin: Staff, zhao: Staff) -> None:
    """I8: one record for each time the level changed; a telling alone is nobody's act."""
    case = at_work(lin, zhao)
    before = case.history.count()

    for moment in ("11:30", "12:01"):
        with living_at(moment):
            pass

    last = case.history.latest("history_id")
    assert (case.history.count() - before, last.history_verb, last.history_user) == (1, "escalate", None)


def test_the_screen_of_whoever_acts_is_not_outdated_by_the_clock(lin: Staff, zhao: Staff) -> None:
    """A promise is made anew on a page that was drawn before the clock let the case go up."""
    case = at_work(lin, zhao)
    seen = case.version

    with living_at("12:01"):
        again(case).as_seen(seen).promise_again(
            by=lin, terms=builders.terms(), reason="等配件", told=True, apology=True
        )

    assert again(case).promise_count == 2


# Other reasons to go up -------------------------------------------------------------------------------------------


def test_night_is_no_excuse_for_a_complaint(lin: Staff) -> None:
    """BR-E09: received at 23:00, the limit of three days and every step runs from then."""
    with clock.at(at("23:00")):
        case = builders.case(
            lin, about="complaint", to="supervisor", promise=builders.terms(at("2026-11-17 03:00"))
        )

    with living_at("2026-11-17 02:00"):
        assert told("promise-nears") == [("promise-nears", "lin")]
    with living_at("2026-11-17 03:01"):
        assert again(case).level == 1


@pytest.mark.parametrize("days", [None, 10])
def test_where_the_law_has_a_ceiling_it_is_the_top_alert(
    centre: ServiceCentre, lin: Staff, days: int | None
) -> None:
    """BR-E10: Hangzhou, day 10 without an answer; off elsewhere."""
    centre.answer_within_days = days
    centre.save_signed(None, "set_up")
    case = builders.case(
        lin, about="complaint", to="supervisor", promise=builders.terms(at("2026-11-18 12:00"))
    )
    for day in range(18, 26):
        with clock.at(at(f"2026-11-{day} 11:00")):
            found = again(case)
            found.promise_again(
                by=lin,
                terms=builders.terms(clock.now() + timedelta(days=2)),
                reason="x",
                told=True,
                apology=True,
            ) if found.is_late else found.move_promise(
                by=lin, terms=builders.terms(clock.now() + timedelta(days=2)), reason="x", told=True
            )

    with living_at("2026-11-26 09:59"):
        assert told("ceiling") == []
    with living_at("2026-11-26 10:00"):
        assert told("ceiling") == ([("ceiling", "huang")] if days else [])
        assert again(case).level == (3 if days else 0)


def test_an_answer_in_time_satisfies_the_law(centre: ServiceCentre, lin: Staff) -> None:
    """BR-E10: the resident was told how it stands."""
    centre.answer_within_days = 10
    centre.save_signed(None, "set_up")
    case = builders.case(lin, about="complaint", to="supervisor")
    case.inform(by=lin, note="已書面答覆")

    with living_at("2026-11-26 10:00"):
        assert told("ceiling") == []


def test_a_ceiling_set_later_holds_for_what_is_open(centre: ServiceCentre, lin: Staff) -> None:
    """BR-E10: the norm is edited while complaints are open."""
    case = builders.case(lin, about="complaint", to="supervisor")
    with living_at("2026-11-20 10:00"):
        assert (again(case).level, again(case).wakes_at) == (3, None)
    centre.answer_within_days = 10
    centre.save_signed(None, "change")

    with living_at("2026-11-26 10:00"):
        assert told("ceiling") == [("ceiling", "huang")]


def test_dissatisfied_twice_goes_all_the_way_and_a_leader_goes_there(
    lin: Staff, zhao: Staff, tang: Staff
) -> None:
    """BR-C09, E04: the third time a shift leader or manager asks, in person."""
    case = at_work(lin, zhao)
    for _time in range(2):
        callback = again(case).resolve(by=zhao, result="已修好")
        callback.record(
            by=lin, result="reached", respondent="吳", satisfaction=1, feedback="又漏", terms=builders.terms()
        )

    assert (again(case).level, again(case).reopen_count, told("dissatisfied")) == (
        3,
        2,
        [("dissatisfied", "huang")],
    )
    third = again(case).resolve(by=zhao, result="已換管")
    assert (third.method, third.assignee.username if third.assignee else "", again(case).level) == (
        "visit",
        "huang",
        3,
    )


def test_an_undone_visit_is_refused_by_telephone(
    lin: Staff, zhao: Staff, huang: Staff, english: None
) -> None:
    """BR-C09: and not by whoever asked before."""
    case = at_work(lin, zhao)
    for _time in range(2):
        again(case).resolve(by=zhao, result="已修好").record(
            by=lin, result="reached", respondent="吳", satisfaction=1, feedback="又漏", terms=builders.terms()
        )
    third = again(case).resolve(by=zhao, result="已換管")

    with refused("Twice not satisfied: a shift leader or manager goes there and asks."):
        third.record(by=lin, result="reached", method="visit", respondent="吳", satisfaction=4)
    with refused("Twice not satisfied: ask in person, at their home or face to face."):
        third.record(by=huang, result="reached", method="phone", respondent="吳", satisfaction=4)
    third.record(by=huang, result="reached", method="visit", respondent="吳", satisfaction=4)
    assert again(case).status == Case.Status.CLOSED


# What it costs ----------------------------------------------------------------------------------------------------


def test_nothing_due_costs_one_question(
    lin: Staff, zhao: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Issue 4: a batch that finds nothing, its transaction aside."""
    at_work(lin, zhao)
    for name in ("cases", "callbacks", "introductions", "receptions"):
        sweep(name)
        with django_assert_num_queries(3):  # SAVEPOINT, the question, RELEASE
            assert _sweeps[name].batch() == 0
