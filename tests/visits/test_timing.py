"""When things fall due: pure functions of time (BR-V10, C02–C04, C11)."""

from datetime import datetime, time, timedelta

import pytest

from directory.models import ServiceCentre
from tests.cast import at
from visits import timing


@pytest.fixture
def house() -> ServiceCentre:
    """A centre with the usual hours, never written."""
    return ServiceCentre(code="txc", name="天下城")


def moments(*texts: str) -> list[datetime]:
    """Moments of November 2026, as `16 10:00`."""
    return [at(f"2026-11-{text}") for text in texts]


@pytest.mark.parametrize(
    ("now", "estimate", "wise"),
    [
        ("10:00", "11:00", "11:30"),
        ("10:00", "12:30", "13:00"),
        ("10:00", "15:00", "16:00"),
        ("10:00", "10:00", "10:30"),
    ],
)
def test_the_margin_is_the_larger_of_half_an_hour_and_a_fifth(
    house: ServiceCentre, now: str, estimate: str, wise: str
) -> None:
    """BR-V10: span 60 min → max(30 min, 12 min)."""
    assert timing.earliest_wise_promise(house, at(now), at(estimate)) == at(wise)


@pytest.mark.parametrize(
    ("done", "due"),
    [
        ("16 15:40", "16 17:40"),
        ("16 19:50", "17 08:30"),
        ("16 02:10", "16 08:30"),
        ("16 18:29", "16 20:29"),
        ("16 18:30", "17 08:30"),
        ("16 06:30", "16 08:30"),
    ],
)
def test_a_callback_falls_due_in_contact_hours(house: ServiceCentre, done: str, due: str) -> None:
    """BR-C02, C11: contact hours are 08:30 to just before 20:30."""
    [done_at], [due_at] = moments(done), moments(due)

    assert timing.callback_due(house, done_at) == due_at


def test_where_life_was_at_stake_the_hour_does_not_matter(house: ServiceCentre) -> None:
    """BR-C11: P0 follow-ups exempt."""
    assert timing.callback_due(house, at("19:10"), at_any_hour=True) == at("21:10")


def test_the_limit_runs_through_the_weekend(house: ServiceCentre) -> None:
    """BR-C03: done Fri 17:00, by Sun 17:00."""
    assert timing.callback_limit(house, at("2026-11-20 17:00")) == at("2026-11-22 17:00")


@pytest.mark.parametrize(
    ("clock_time", "period"),
    [
        ("00:00", "morning"),
        ("11:59", "morning"),
        ("12:00", "afternoon"),
        ("17:59", "afternoon"),
        ("18:00", "evening"),
        ("23:59", "evening"),
    ],
)
def test_three_periods_of_a_day(house: ServiceCentre, clock_time: str, period: str) -> None:
    assert timing.period_of(house, at(clock_time)) == period


@pytest.mark.parametrize(
    ("missed", "following"),
    [
        (["16 10:00"], "16 12:00"),
        (["16 11:00"], "16 13:00"),
        (["16 14:00"], "16 18:00"),
        (["16 18:30"], "17 08:30"),
        (["16 20:00"], "17 08:30"),
        (["16 10:00", "16 14:00"], "17 18:00"),
        (["16 10:00", "17 14:00"], "17 18:00"),
        (["16 10:00", "16 18:00"], "17 12:00"),
        (["16 19:00", "17 09:00"], "17 12:00"),
        (["16 10:00", "16 13:00", "16 18:00"], "17 08:30"),
    ],
)
def test_the_next_attempt_is_later_and_at_another_time_of_day(
    house: ServiceCentre, missed: list[str], following: str
) -> None:
    """BR-C04: ≥ 2 h later, another period, the third on another day."""
    assert timing.next_attempt(house, moments(*missed)) == moments(following)[0]


@pytest.mark.parametrize(
    ("opens", "closes", "missed", "following"),
    [
        (time(9), time(11), ["16 09:30"], "17 09:00"),
        (time(9), time(12), ["16 09:30", "17 09:00"], "17 11:00"),
        (time(13), time(17), ["16 13:30"], "16 15:30"),
        (time(9), time(18), ["16 10:00", "16 13:00"], "17 09:00"),
    ],
)
def test_a_centre_that_calls_in_few_hours_still_tries_again(
    house: ServiceCentre, opens: time, closes: time, missed: list[str], following: str
) -> None:
    """BR-C04: where contact hours leave no other period, the same one serves."""
    house.contact_from, house.contact_until = opens, closes

    assert timing.next_attempt(house, moments(*missed)) == moments(following)[0]


@pytest.mark.parametrize(
    ("missed", "exhausted"),
    [
        (["16 10:00"], False),
        (["16 10:00", "17 14:00"], False),
        (["16 10:00", "16 13:00", "16 18:00"], False),
        (["16 10:00", "16 13:00", "17 18:00"], True),
        (["15 23:59", "16 00:00", "16 18:00"], True),
    ],
)
def test_three_attempts_over_two_days(house: ServiceCentre, missed: list[str], exhausted: bool) -> None:
    """BR-C04: days are the centre's own."""
    assert timing.is_exhausted(house, moments(*missed)) is exhausted


def test_days_and_periods_are_those_of_the_wall(house: ServiceCentre) -> None:
    """A moment given by another clock is read on the centre's."""
    elsewhere = at("2026-11-16 23:30").astimezone(tz=None) - timedelta(0)

    assert str(timing.local_day(house, elsewhere)) == "2026-11-16"
    assert timing.period_of(house, elsewhere) == "evening"
