"""Who is told: never nobody (I9)."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.models import Duty, ServiceCentre, Staff
from notices.addressee import STAND_INS, Post, who_is_told
from records import clock
from tests.cast import MORNING, at, hire, put_on_duty

EVENING = at("18:00")


def close(*people: Staff) -> None:
    """Their accounts are closed."""
    for staff in people:
        staff.is_active, staff.desk = False, None
        staff.save_signed(None, "deactivate")


def test_who_is_on_duty_is_told(centre: ServiceCentre, lin: Staff, tang: Staff) -> None:
    put_on_duty(lin, MORNING)
    put_on_duty(tang, MORNING)

    assert who_is_told(lin, centre, MORNING) == lin


def test_who_is_on_no_roster_is_never_off_duty(centre: ServiceCentre, zhao: Staff, tang: Staff) -> None:
    """A technician or manager is on call by another book; the roster says nothing about them."""
    put_on_duty(tang, MORNING)

    assert who_is_told(zhao, centre, MORNING) == zhao


def test_a_roster_of_long_ago_says_nothing_about_today(centre: ServiceCentre, lin: Staff) -> None:
    put_on_duty(lin, at("2026-11-08 10:00"))

    assert who_is_told(lin, centre, MORNING) == lin


def test_who_is_off_duty_is_stood_in_for_by_the_leader_on_duty(
    centre: ServiceCentre, lin: Staff, tang: Staff, huang: Staff
) -> None:
    put_on_duty(lin, MORNING)
    put_on_duty(tang, EVENING)

    assert who_is_told(lin, centre, EVENING) == tang


def test_without_a_leader_on_duty_a_manager_is_told(
    centre: ServiceCentre, lin: Staff, tang: Staff, huang: Staff
) -> None:
    put_on_duty(lin, MORNING)
    put_on_duty(tang, MORNING)

    assert who_is_told(lin, centre, EVENING) == huang


def test_who_stays_to_hand_over_is_still_on_duty(centre: ServiceCentre, lin: Staff, tang: Staff) -> None:
    """§4.9 留崗."""
    duty = put_on_duty(lin, MORNING)
    put_on_duty(tang, EVENING)
    with clock.at(at("15:40")):
        duty.begin_handing_over(lin)

    assert who_is_told(lin, centre, EVENING) == lin


def test_a_closed_account_is_stood_in_for(centre: ServiceCentre, lin: Staff, tang: Staff) -> None:
    put_on_duty(tang, MORNING)
    close(lin)

    assert who_is_told(lin, centre, MORNING) == tang


def test_somebody_of_another_centre_is_stood_in_for(
    centre: ServiceCentre, stranger: Staff, tang: Staff
) -> None:
    assert who_is_told(stranger, centre, MORNING) == tang


def test_the_chain_ends_with_whoever_there_is(
    centre: ServiceCentre, lin: Staff, zhou: Staff, tang: Staff, huang: Staff, ai: Staff
) -> None:
    """Leader on duty, manager, leader at home, whoever receives on duty, whoever receives, administrator, anybody."""
    put_on_duty(tang, MORNING)
    put_on_duty(zhou, MORNING)
    told, put_off = [], Duty.objects.get(staff=tang)

    told.append(who_is_told(Post.LEADER, centre, MORNING))
    put_off.cancelled = True
    put_off.save_signed(None, "take_off")
    for _step in range(6):
        told.append(who_is_told(Post.LEADER, centre, MORNING))
        close(told[-1])

    assert told == [tang, huang, tang, zhou, lin, ai, zhou]


def test_a_manager_is_looked_for_first_where_a_manager_is_meant(
    centre: ServiceCentre, lin: Staff, tang: Staff, huang: Staff
) -> None:
    put_on_duty(tang, MORNING)

    told = [who_is_told(Post.MANAGER, centre, MORNING)]
    close(huang)
    told.append(who_is_told(Post.MANAGER, centre, MORNING))

    assert told == [huang, tang]


def test_of_two_managers_the_one_on_duty_is_told(centre: ServiceCentre, huang: Staff) -> None:
    second = hire(centre, "zzz", "龔玲", "manager", "supervisor")
    put_on_duty(second, MORNING)

    assert who_is_told(Post.MANAGER, centre, MORNING) == second


def test_the_keeper_of_the_house_comes_before_a_closed_account(centre: ServiceCentre, lin: Staff) -> None:
    root = Staff.objects.create_superuser("root", "secret", name="管家")
    close(lin)

    assert who_is_told(lin, centre, MORNING) == root


def test_a_centre_without_any_account_is_a_fault_that_is_seen(centre: ServiceCentre) -> None:
    with pytest.raises(LookupError, match="Nobody works at txc"):
        who_is_told(Post.LEADER, centre, MORNING)


def test_other_centres_people_stand_in_for_nobody(centre: ServiceCentre, lin: Staff, stranger: Staff) -> None:
    assert who_is_told(Post.MANAGER, centre, MORNING) == lin


def test_each_post_has_the_same_people_behind_it() -> None:
    steps: Callable[[Post], set[object]] = lambda post: set(STAND_INS[post])  # noqa: E731 -- said twice below

    assert steps(Post.LEADER) == steps(Post.MANAGER) == steps(Post.KEEPER)


def test_who_is_here_costs_one_question(
    centre: ServiceCentre, lin: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        who_is_told(lin, centre, MORNING)
