"""The ruler of the shift and the numbers on the tabs, round every page (§4.8, §4.9, BR-H02)."""

from datetime import datetime, time

import pytest
from django.http import HttpRequest
from pytest_django import DjangoAssertNumQueries

from directory.models import ServiceCentre, Shift, ShiftPattern, Staff, Unit
from records import clock
from tests import builders
from tests.cast import MORNING, at
from visits.shell import Pin, Ruler, shell

pytestmark = pytest.mark.usefixtures("english")


def drawn(staff: Staff, moment: datetime = MORNING) -> Ruler:
    """The ruler on this person's page at that moment."""
    request = HttpRequest()
    request.user = staff
    with clock.at(moment):
        found: Ruler = shell(request)["ruler"]()
    return found


def test_the_ruler_shows_the_shift_its_lines_and_what_i_owe(lin: Staff, home: Unit) -> None:
    builders.answered(lin)
    builders.case(lin, unit=home, promise=builders.terms(at("12:00")))
    builders.case(
        lin, unit=home, statement="車位被佔", new_matter_reason="另一件", promise=builders.terms(at("17:30"))
    )

    ruler = drawn(lin)

    assert (ruler.shift_name, ruler.span, ruler.logged) == ("早班", "08:00–16:00", 3)
    assert (ruler.now_label, ruler.now_at, ruler.left_label, ruler.minutes) == ("10:00", 20, "6:00", 600)
    assert (ruler.next_name, ruler.next_at) == ("中班", 80)
    assert ruler.hours[0] == ("8", 0)
    assert ruler.hours[-1] == ("17", 90)
    assert (ruler.ticks, ruler.strokes) == ((200,), "M0 1m200-1v1")
    assert ruler.pins == (
        Pin(40, "", "/cases/ZB-20261116-002/", "12:00 promise · 9-3-702 衛生間天花板漏水"),
        Pin(
            95,
            "is-next",
            "/cases/ZB-20261116-003/",
            "17:30 promise · 9-3-702 車位被佔 · goes to the next shift",
        ),
    )


def test_of_two_shifts_that_overlap_the_ruler_shows_one_with_its_own_lines(
    lin: Staff, centre: ServiceCentre
) -> None:
    """New hours from today on: the shift of the old ones, already begun, runs to its end."""
    builders.answered(lin)
    builders.answered(lin)
    earlier = ShiftPattern(centre=centre, name="新早班", starts=time(7), ends=time(15), active=False)
    earlier.save_signed(None, "enter")
    Shift.objects.create(
        centre=centre, pattern=earlier, duty_date=MORNING.date(), starts_at=at("07:00"), ends_at=at("15:00")
    )

    ruler = drawn(lin)

    assert (ruler.shift_name, ruler.logged, ruler.ticks) == ("新早班", 0, ())


def test_what_is_due_past_the_shift_crosses_into_the_next(lin: Staff) -> None:
    """BR-H02: early shift, promised for 17:30: it will be handed over; at 16:00 exactly the next shift has begun."""
    builders.case(lin, promise=builders.terms(at("15:59")))
    builders.case(lin, promise=builders.terms(at("16:00")))
    builders.case(lin, promise=builders.terms(at("17:30")))

    ruler = drawn(lin)

    assert (ruler.open_count, ruler.crossing_count) == (3, 2)


def test_pins_grow_soon_and_late(lin: Staff, zhao: Staff) -> None:
    builders.case(lin, promise=builders.terms(at("11:00")))
    builders.resolved(lin, zhao)

    assert [pin.kind for pin in drawn(lin, at("10:35")).pins] == ["is-soon", "is-call"]
    assert [pin.kind for pin in drawn(lin, at("11:05")).pins] == ["is-late", "is-call"]
    assert [pin.kind for pin in drawn(lin, at("12:05")).pins] == ["is-late", "is-call is-late"]


def test_others_cases_are_not_on_my_ruler(lin: Staff, zhou: Staff) -> None:
    builders.case(zhou)

    ruler = drawn(lin)

    assert (ruler.pins, ruler.open_count, ruler.logged) == ((), 0, 1)


def test_the_night_shift_is_drawn_from_midnight(lin: Staff) -> None:
    ruler = drawn(lin, at("2026-11-17 00:00"))

    assert (ruler.shift_name, ruler.span, ruler.now_at, ruler.left_label) == (
        "夜班",
        "00:00–08:00",
        0,
        "8:00",
    )


def test_outside_every_pattern_the_ruler_is_quiet(centre: ServiceCentre, lin: Staff) -> None:
    night = ShiftPattern.objects.of(centre).get(name="夜班")
    night.active = False
    night.save_signed(None, "retire")

    ruler = drawn(lin, at("2026-11-17 03:00"))

    assert ruler == Ruler(shift_name="No shift now", span="next: 早班, 08:00", is_quiet=True)


def test_without_any_pattern_there_is_still_a_page(centre: ServiceCentre, lin: Staff) -> None:
    for pattern in ShiftPattern.objects.of(centre):
        pattern.active = False
        pattern.save_signed(None, "retire")

    assert drawn(lin, at("2026-11-17 03:00")) == Ruler(shift_name="No shift now", span="", is_quiet=True)


def test_the_tabs_count_what_is_mine(lin: Staff, zhou: Staff, zhao: Staff) -> None:
    builders.case(zhou)
    builders.case(lin, promise=builders.terms(at("11:00")))
    builders.resolved(lin, zhao)
    request = HttpRequest()
    request.user = lin

    with clock.at(at("11:30")):
        tabs = shell(request)["tabs"]()
        counted = (tabs.late_count, tabs.open_count, tabs.callback_count)

    assert counted == (1, 2, 1)


def test_nobody_signed_in_has_no_ruler_and_asks_nothing() -> None:
    words = shell(HttpRequest())

    assert words["ruler"]() is None
    assert words["tabs"]() is None


@pytest.mark.parametrize("count", [1, 30])
def test_ruler_and_tabs_ask_two_questions_together(
    lin: Staff, zhao: Staff, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(count):
        builders.case(lin)
        builders.resolved(lin, zhao)
    request = HttpRequest()
    request.user = lin

    with django_assert_num_queries(2):
        words = shell(request)
        assert words["ruler"]().logged == 2 * count
        assert words["tabs"]().open_count == 2 * count
