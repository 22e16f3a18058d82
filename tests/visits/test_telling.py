"""Whom the duty log tells, at once by its verbs and in time by the clock; never who did it, never nobody (I9)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import ServiceCentre, Staff
from notices.models import Notice
from records import clock
from tests import builders
from tests.cast import MORNING, at, department, hire, put_on_duty
from tests.visits.clockwork import living_at, sweep, told
from visits.models import Callback, Case, Referral

pytestmark = pytest.mark.usefixtures("huang")


def tell_to_tang(tang: Staff) -> None:
    """Tang leads the early shift of the Monday."""
    put_on_duty(tang, MORNING)


def no_answer(callback: Callback, by: Staff, moment: str) -> None:
    """Somebody tries to call and reaches nobody."""
    with clock.at(at(moment)):
        Callback.objects.get(pk=callback.pk).record(by=by, result=Callback.Result.NO_ANSWER)


# Work ------------------------------------------------------------------------------------------------------------


def test_work_that_comes_to_a_department_is_told_to_its_people(
    centre: ServiceCentre, lin: Staff, zhao: Staff
) -> None:
    """§4.2 及時反饋: those who are here, until somebody has taken it on."""
    away = hire(centre, "qian", "老錢", "department_handler", "engineering")
    put_on_duty(away, at("20:00"))
    builders.case(lin)
    builders.case(lin).accept(by=zhao)

    sweep()

    assert told() == [("work-sent", "zhao")]


def test_work_for_somebody_by_name_is_told_to_them(centre: ServiceCentre, lin: Staff, zhao: Staff) -> None:
    hire(centre, "qian", "老錢", "department_handler", "engineering")
    builders.case(lin, handler=zhao)

    sweep()

    assert told() == [("work-sent", "zhao")]


def test_work_for_a_department_where_nobody_is_goes_to_who_leads(lin: Staff, tang: Staff) -> None:
    """I9: never to nobody."""
    tell_to_tang(tang)
    builders.case(lin)

    sweep()

    assert told() == [("work-sent", "tang")]


def test_the_desks_own_work_is_told_to_nobody(lin: Staff) -> None:
    builders.case(lin, to="desk", handler=lin)

    sweep()

    assert told() == []


def test_forwarded_again_it_is_told_again(lin: Staff, zhao: Staff) -> None:
    case = builders.case(lin)
    sweep()
    with clock.at(at("10:30")):
        case.send_back(by=zhao, reason="不是我們的管道")
    with living_at("10:40"):
        case.forward(by=lin, department=department(lin, "engineering"))

    with living_at("10:41"):
        assert told("work-sent") == [("work-sent", "zhao"), ("work-sent", "zhao")]


def test_what_nobody_forwards_turns_amber_and_then_late(lin: Staff, tang: Staff) -> None:
    """BR-V05: opened at 10:00; the owner hears it at 10:20, who leads too at 10:30."""
    tell_to_tang(tang)
    builders.case(lin, forward=False)

    with living_at("10:19"):
        assert told() == []
    with living_at("10:20"):
        assert told() == [("to-forward", "lin")]
    with living_at("10:30"):
        assert told("forward-late") == [("forward-late", "lin"), ("forward-late", "tang")]


def test_forwarded_in_time_nobody_is_reminded(lin: Staff) -> None:
    """BR-V05."""
    case = builders.case(lin, forward=False)
    with clock.at(at("10:15")):
        case.forward(by=lin, department=department(lin, "desk"))

    with living_at("10:45"):
        assert told("to-forward", "forward-late") == []


def test_an_outside_party_is_reached_within_half_an_hour(lin: Staff) -> None:
    """BR-V16: else the owner is reminded."""
    outside = {"name": "電信", "phone": "10000"}
    builders.case(lin, to="outside", outside=outside)
    builders.case(lin, to="outside", outside=outside).contact_outside(by=lin, **outside)

    with living_at("10:29"):
        assert told() == []
    with living_at("10:30"):
        assert told() == [("outside", "lin")]


def test_an_alarm_is_told_to_everybody_on_duty_at_once(
    centre: ServiceCentre, lin: Staff, zhou: Staff, wu: Staff, tang: Staff, chen: Staff
) -> None:
    """BR-V15: but for who raised it; who works another shift sleeps on."""
    for staff in (lin, zhou, wu, tang):
        put_on_duty(staff, MORNING)
    put_on_duty(chen, at("17:00"))

    builders.visit(lin, about="help", location_detail="電梯").raise_alarm(
        by=lin, department=department(lin, "security")
    )

    assert sorted(told()) == [("alarm", "tang"), ("alarm", "wu"), ("alarm", "zhou")]
    assert set(Notice.objects.values_list("is_urgent", flat=True)) == {True}


@pytest.mark.parametrize("count", [1, 12])
def test_an_alarm_asks_once_who_is_off_duty(
    centre: ServiceCentre, lin: Staff, tang: Staff, count: int
) -> None:
    """BR-V15: however many are told, inside the receptionist's own request."""
    for staff in (lin, tang, *(hire(centre, f"r{n}", f"前台{n}", "receptionist") for n in range(count))):
        put_on_duty(staff, MORNING)
    visit = builders.visit(lin, about="help", location_detail="電梯")

    with CaptureQueriesContext(connection) as asked:
        visit.raise_alarm(by=lin, department=department(lin, "security"))

    assert len(told("alarm")) == count + 1
    assert sum("SELECT" in each["sql"] and "directory_duty" in each["sql"] for each in asked) == 4


def test_raised_to_an_alarm_it_is_told_too(lin: Staff, zhou: Staff, tang: Staff) -> None:
    """BR-V15: and only once."""
    for staff in (lin, zhou, tang):
        put_on_duty(staff, MORNING)
    case = builders.case(lin, to="cleaning")

    case.prioritise(by=zhou, priority="P0", note="水漫到走廊")

    assert sorted(told("alarm")) == [("alarm", "lin"), ("alarm", "tang")]


def test_an_urge_is_told_to_the_owner(lin: Staff, zhou: Staff) -> None:
    """BR-V14: whoever writes it down; the owner need not be told what the owner did."""
    case = builders.case(lin)

    builders.visit(zhou).join(by=zhou, case=case)
    builders.visit(lin).join(by=lin, case=Case.objects.get(pk=case.pk))

    assert told() == [("urged", "lin")]


def test_the_second_return_goes_to_who_leads(lin: Staff, zhao: Staff, wu: Staff, tang: Staff) -> None:
    """BR-V13."""
    tell_to_tang(tang)
    case = builders.case(lin)
    case.send_back(by=zhao, reason="不歸管道組")
    assert told() == [("returned", "lin")]
    case.forward(by=lin, department=department(lin, "security"))

    with clock.at(at("10:20")):
        case.send_back(by=wu, reason="不是門禁")

    assert told("to-assign") == [("to-assign", "tang")]


def test_both_hear_of_a_reassignment(lin: Staff, zhou: Staff, huang: Staff) -> None:
    """BR-H20."""
    builders.case(lin).reassign(by=huang, to=zhou, reason="休假")

    assert told() == [("yours-now", "zhou"), ("not-yours-now", "lin")]


def test_who_leads_hears_of_a_dissatisfied_resident(lin: Staff, zhao: Staff, tang: Staff) -> None:
    """BR-C06: and the department that it goes on."""
    tell_to_tang(tang)
    callback = builders.resolved(lin, zhao)
    with clock.at(at("12:00")):
        callback.record(
            by=lin, result="reached", respondent="吳", satisfaction=2, feedback="又漏", terms=builders.terms()
        )
        sweep()

    assert told() == [("reopened", "tang"), ("work-sent", "zhao")]


# Callbacks -------------------------------------------------------------------------------------------------------


def test_a_callback_is_told_when_it_falls_due(lin: Staff, zhao: Staff) -> None:
    """§4.2 即時回訪: done at 10:00, due at 12:00, told once."""
    builders.resolved(lin, zhao)

    with living_at("11:59"):
        assert told() == []
    with living_at("12:00"):
        assert told() == [("callback-due", "lin")]
    with living_at("12:05"):
        assert told() == [("callback-due", "lin")]


def test_who_is_to_ask_but_off_duty_is_stood_in_for_by_the_owner(
    lin: Staff, zhao: Staff, chen: Staff
) -> None:
    """§2.2: if the caller is off duty, the owner."""
    put_on_duty(chen, at("17:00"))
    builders.resolved(lin, zhao).hand_to(by=lin, to=chen)

    with living_at("12:00"):
        assert told("callback-due") == [("callback-due", "lin")]


def test_who_is_given_a_call_is_told(lin: Staff, zhao: Staff, zhou: Staff) -> None:
    builders.resolved(lin, zhao).hand_to(by=lin, to=zhou)

    assert told() == [("callback-given", "zhou")]


def test_each_retry_is_told_in_its_time(lin: Staff, zhao: Staff, huang: Staff) -> None:
    """BR-C04: three attempts in three periods over two days, then a manager hears that nobody was reached."""
    callback = builders.resolved(lin, zhao)
    for moment, again in (("12:00", "18:00"), ("18:05", "2026-11-17 08:30")):
        no_answer(callback, lin, moment)
        with living_at(at(again) - timedelta(minutes=1)):
            before = len(told("callback-due"))
        with living_at(again):
            assert len(told("callback-due")) == before + 1

    no_answer(callback, lin, "2026-11-17 09:00")

    assert told("exhausted") == [("exhausted", "huang")]
    assert Callback.objects.get().wakes_at is None


def test_nobody_is_told_of_a_callback_that_was_cancelled(lin: Staff, zhao: Staff) -> None:
    """BR-C10."""
    callback = builders.resolved(lin, zhao)
    with clock.at(at("11:00")):
        callback.case.reopen(by=lin, reason="又漏", terms=builders.terms(at("18:00")))

    with living_at("13:00"):
        assert told("callback-due") == []


def test_nobody_is_reminded_to_call_at_night(lin: Staff, zhao: Staff) -> None:
    """BR-C11: the clock stood still until 21:10; the reminder waits for 08:30 and costs nothing until then."""
    builders.resolved(lin, zhao)

    with living_at("21:10"):
        assert (told(), Callback.objects.get().wakes_at) == ([], at("2026-11-17 08:30"))
    with living_at("2026-11-17 08:29"):
        assert told() == []
    with living_at("2026-11-17 08:30"):
        assert told() == [("callback-due", "lin")]


def test_where_life_was_at_stake_the_hour_does_not_matter(lin: Staff, wu: Staff) -> None:
    """BR-C11: P0 follow-ups exempt."""
    with clock.at(at("19:10")):
        case = builders.visit(lin, about="help", location_detail="電梯").raise_alarm(
            by=lin, department=department(lin, "security")
        )
        case.accept(by=wu)
        case.resolve(by=wu, result="已救出")

    with living_at("21:10"):
        assert told("callback-due") == [("callback-due", "lin")]


def test_two_days_without_an_attempt_go_up(lin: Staff, zhao: Staff, tang: Staff) -> None:
    """BR-C03: done Friday 17:00, nobody tried until Sunday 17:00; the weekend counts."""
    with clock.at(at("2026-11-20 17:00")):
        callback = builders.resolved(lin, zhao)
    for moment, level in (("2026-11-22 16:59", 0), ("2026-11-22 17:00", 1)):
        with living_at(moment):
            assert Case.objects.get().level == level

    assert told("uncalled") == [("uncalled", "huang")]
    assert callback.case.events.last().details == {"level": 1, "reason": "uncalled"}  # type: ignore[union-attr]


def test_one_attempt_is_an_attempt(lin: Staff, zhao: Staff) -> None:
    """BR-C03: in vain or asked to call later, somebody tried."""
    callback = builders.resolved(lin, zhao)
    no_answer(callback, lin, "12:00")

    with living_at("2026-11-18 10:00"):
        assert told("uncalled") == []


# The cashier, and leaving ----------------------------------------------------------------------------------------


def test_the_cashier_is_told_at_once_and_after_five_minutes_everybody_concerned(
    lin: Staff, he: Staff, tang: Staff
) -> None:
    """BR-F02: referred at 10:00, not accepted by 10:05: both, and who leads."""
    put_on_duty(lin, MORNING)
    tell_to_tang(tang)
    builders.referral(lin, he)
    assert told() == [("introduced", "he")]

    with living_at("10:04"):
        assert told("cashier-late") == []
    with living_at("10:05"):
        assert sorted(told("cashier-late")) == [
            ("cashier-late", "he"),
            ("cashier-late", "lin"),
            ("cashier-late", "tang"),
        ]


@pytest.mark.parametrize("act", ["take_over", "withdraw"])
def test_a_resident_who_was_seen_to_waits_no_more(lin: Staff, he: Staff, act: str) -> None:
    """BR-F02, F04."""
    getattr(builders.referral(lin, he), act)(by=he)

    with living_at("10:10"):
        assert (told("cashier-late"), Referral.objects.get().wakes_at) == ([], None)


def test_somebody_left_receiving_is_asked_gently(lin: Staff) -> None:
    """BR-V20: after three quarters of an hour, once; never blocks."""
    visit = builders.visit(lin).keep(by=lin)

    with living_at("10:44"):
        assert told() == []
    with living_at("10:45"):
        assert told() == [("leave-taking", "lin")]
        visit.refresh_from_db()
        visit.answer(by=lin, reply="已告知")
    with living_at("11:45"):
        assert told() == [("leave-taking", "lin")]


def test_who_was_seen_off_is_not_asked_about(lin: Staff) -> None:
    """BR-V20."""
    visit = builders.visit(lin).keep(by=lin)
    with clock.at(at("10:30")):
        visit.see_off(by=lin)

    with living_at("11:00"):
        assert told() == []


def test_the_words_fit_whoever_reads_them(lin: Staff, zhao: Staff, english: None) -> None:
    """Where and what, in the reader's language; no name of a resident, no telephone."""
    builders.case(lin, location_detail="大堂", promise=builders.terms(at("12:00")))
    with living_at("12:01"):
        pass

    notice: Any = Notice.objects.get(reason="promise-broken")
    assert notice.sentence == (
        "Promised by 11-16 12:00 and not done: 大堂 衛生間天花板漏水. Apologise, say why, and promise anew."
    )
