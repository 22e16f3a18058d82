"""Shifts as rows: made when first asked for, and never changed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from directory.models import ServiceCentre, Shift, ShiftPattern
from tests.cast import MORNING, at


def shift_at(centre: ServiceCentre, text: str) -> Shift:
    shift = Shift.objects.at(centre, at(text))
    assert shift is not None
    return shift


def test_the_shift_of_a_moment_is_made_once(centre: ServiceCentre) -> None:
    first, again = shift_at(centre, "08:00"), shift_at(centre, "15:59")

    assert first == again
    assert (first.name, first.duty_date) == ("早班", date(2026, 11, 16))
    assert (first.starts_at, first.ends_at) == (at("08:00"), at("16:00"))
    assert Shift.objects.count() == 1


def test_the_shift_of_a_moment_costs_one_query_once_it_is_made(
    centre: ServiceCentre, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shift_at(centre, "10:00")

    with django_assert_num_queries(1):
        assert shift_at(centre, "11:00").name == "早班"


def test_br_h17_a_night_shift_from_half_past_eleven_has_the_date_it_began_on(centre: ServiceCentre) -> None:
    for pattern in ShiftPattern.objects.of(centre):
        pattern.active = False
        pattern.save_signed(None, "retire")
    ShiftPattern(centre=centre, name="夜班", starts=time(23, 30), ends=time(8, 30)).save_signed(None, "enter")

    night = shift_at(centre, "2026-11-23 00:20")

    assert night.duty_date == date(2026, 11, 22)
    assert night.covers(at("2026-11-22 23:30"))
    assert not night.covers(at("2026-11-23 08:30"))


def test_the_middle_shift_takes_over_from_the_early_one_and_the_night_shift_from_that(
    centre: ServiceCentre,
) -> None:
    early = shift_at(centre, "10:00")

    middle = Shift.objects.following(early)
    assert middle is not None
    night = Shift.objects.following(middle)

    assert night is not None
    assert [(each.name, str(each.duty_date)) for each in (middle, night)] == [
        ("中班", "2026-11-16"),
        ("夜班", "2026-11-17"),
    ]
    assert Shift.objects.following(early) == middle


def test_a_shift_of_a_whole_day_is_found_in_the_hour_that_is_worked_twice(centre: ServiceCentre) -> None:
    """The longest shift there is, 25 hours, from its first moment to its last."""
    for pattern in ShiftPattern.objects.of(centre):
        pattern.active = False
        pattern.save_signed(None, "retire")
    centre.timezone = "Europe/Berlin"  # set back at three on 25 October 2026
    centre.save_signed(None, "change")
    ShiftPattern(centre=centre, name="全日班", starts=time(0), ends=time(0)).save_signed(None, "enter")
    first = datetime(2026, 10, 25, tzinfo=centre.tz).astimezone(UTC)

    made = Shift.objects.at(centre, first)

    assert made is not None
    assert made.ends_at.astimezone(UTC) - first == timedelta(hours=25)
    running = Shift.objects.of(centre)
    assert (
        running.covering(first).get()
        == running.covering(first + timedelta(hours=24, minutes=59)).get()
        == made
    )
    assert not running.covering(first + timedelta(hours=25)).exists()


def test_a_moment_that_no_pattern_covers_has_no_shift(centre: ServiceCentre) -> None:
    night = ShiftPattern.objects.of(centre).get(name="夜班")
    night.active = False
    night.save_signed(None, "retire")

    assert Shift.objects.at(centre, at("03:00")) is None
    assert Shift.objects.count() == 0


def test_a_centre_without_patterns_has_nothing_to_follow(centre: ServiceCentre) -> None:
    early = shift_at(centre, "10:00")
    for pattern in ShiftPattern.objects.of(centre):
        pattern.active = False
        pattern.save_signed(None, "retire")

    assert Shift.objects.following(early) is None


def test_a_shift_already_made_keeps_its_hours_when_its_pattern_is_retired(centre: ServiceCentre) -> None:
    early = shift_at(centre, "10:00")
    pattern = early.pattern
    pattern.active = False
    pattern.save_signed(None, "retire")
    ShiftPattern(centre=centre, name="早班", starts=time(8), ends=time(14)).save_signed(None, "enter")

    assert shift_at(centre, "15:00") == early


def test_a_shift_to_come_is_made_for_the_roster(centre: ServiceCentre) -> None:
    pattern = ShiftPattern.objects.of(centre).get(name="夜班")

    planned = Shift.objects.on(pattern, date(2026, 11, 17))

    assert planned == shift_at(centre, "2026-11-17 03:15")
    assert str(planned) == "2026-11-17 夜班"


def test_every_centre_has_shifts_of_its_own(centre: ServiceCentre, other_centre: ServiceCentre) -> None:
    ours, theirs = Shift.objects.at(centre, MORNING), Shift.objects.at(other_centre, MORNING)

    assert ours != theirs
    assert list(Shift.objects.of(centre)) == [ours]


def test_a_pattern_says_its_hours_as_the_books_print_them(centre: ServiceCentre) -> None:
    said = [pattern.hours for pattern in ShiftPattern.objects.of(centre).active()]

    assert said == ["08:00–16:00", "16:00–24:00", "00:00–08:00"]


def test_two_patterns_in_use_never_share_a_minute(centre: ServiceCentre) -> None:
    late = ShiftPattern(centre=centre, name="晚班", starts=time(15, 30), ends=time(16, 0))

    with pytest.raises(ValidationError, match="These hours overlap with 早班, 08:00–16:00"):
        late.full_clean()

    late.active = False
    late.full_clean()
