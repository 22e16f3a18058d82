"""What the database refuses, whoever asks; each constraint is a sentence, and each is tried."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from directory.models import (
    Category,
    CentreBound,
    Department,
    Desk,
    Duty,
    Guideline,
    Holiday,
    Occupancy,
    Resident,
    ServiceCentre,
    Shift,
    ShiftPattern,
    Staff,
    Unit,
    WorkingWeek,
)
from directory.models.calendar import usual_week
from tests.cast import MORNING, at

Trespass = Callable[[ServiceCentre], object]


def write(row: Any) -> None:
    row.save_signed(None, "trespass")


def a_unit(centre: ServiceCentre, room: str = "702", **fields: Any) -> Unit:
    return Unit(**{"centre": centre, "building": "9", "entrance": "3", "room": room} | fields)


def a_resident(centre: ServiceCentre, **fields: Any) -> Resident:
    return Resident(**{"centre": centre, "name": "吳先生"} | fields)


def a_category(centre: ServiceCentre, **fields: Any) -> Category:
    somebody = Department.objects.of(centre).first()
    usual = {"code": "new", "name": "新", "department": somebody, "callback_policy": "all"}
    return Category(**{"centre": centre} | usual | fields)


def a_guideline(centre: ServiceCentre, **fields: Any) -> Guideline:
    return Guideline(**{"centre": centre, "title": "停車費", "body": "每月三百元"} | fields)


def a_person(centre: ServiceCentre | None, **fields: Any) -> Staff:
    return Staff(**{"username": "new", "name": "新人", "centre": centre} | fields)


def a_home(centre: ServiceCentre, **fields: Any) -> Occupancy:
    unit = a_unit(centre).save_signed(None, "set_up")
    resident = a_resident(centre).save_signed(None, "set_up")
    return Occupancy(**{"centre": centre, "unit": unit, "resident": resident} | fields)


def twice(row: Callable[[ServiceCentre], Any]) -> Trespass:
    def trespass(centre: ServiceCentre) -> None:
        write(row(centre))
        write(row(centre))

    return trespass


def a_home_twice(centre: ServiceCentre) -> None:
    home = a_home(centre)
    write(home)
    write(Occupancy(centre=centre, unit=home.unit, resident=home.resident, relation="tenant"))


def a_desk_for_two(centre: ServiceCentre) -> None:
    desk = Desk.objects.of(centre).first()
    write(a_person(centre, username="one", desk=desk))
    write(a_person(centre, username="two", desk=desk))


def a_duty_twice(centre: ServiceCentre) -> None:
    somebody = a_person(centre)
    write(somebody)
    shift = Shift.objects.at(centre, MORNING)
    write(Duty(centre=centre, staff=somebody, shift=shift))
    write(Duty(centre=centre, staff=somebody, shift=shift))


def a_shift(centre: ServiceCentre, **fields: Any) -> None:
    pattern = ShiftPattern.objects.of(centre).first()
    hours = {"starts_at": MORNING, "ends_at": MORNING + timedelta(hours=8)}
    Shift.objects.create(
        **{"centre": centre, "pattern": pattern, "duty_date": MORNING.date()} | hours | fields
    )


def a_shift_twice(centre: ServiceCentre) -> None:
    a_shift(centre)
    a_shift(centre)


def a_week(centre: ServiceCentre, **fields: Any) -> WorkingWeek:
    return WorkingWeek(**{"centre": centre} | usual_week() | fields)


def correct_week(centre: ServiceCentre, **fields: Any) -> None:
    week = WorkingWeek.objects.of(centre).get()
    for name, value in fields.items():
        setattr(week, name, value)
    write(week)


def in_no_centre(centre: ServiceCentre) -> None:
    write(a_person(None, is_staff=True, department=Department.objects.of(centre).first()))


TRESPASSES: dict[str, Trespass] = {
    "contact_hours_begin_before_they_end": lambda centre: write(
        ServiceCentre(code="x", name="x", contact_from=time(20), contact_until=time(20))
    ),
    "margin_is_at_most_the_whole_span": lambda centre: write(
        ServiceCentre(code="x", name="x", margin_percent=101)
    ),
    "rechecks_are_at_most_everybody": lambda centre: write(
        ServiceCentre(code="x", name="x", recheck_percent=101)
    ),
    "department_code_is_unique_in_its_centre": twice(
        lambda centre: Department(centre=centre, code="x", name="x")
    ),
    "nobody_sits_at_the_desk_from_outside_the_house": lambda centre: write(
        Department(centre=centre, code="x", name="x", is_front_desk=True, is_outside=True)
    ),
    "desk_name_is_unique_in_its_centre": twice(lambda centre: Desk(centre=centre, name="9 號台")),
    "category_code_is_unique_in_its_centre": twice(a_category),
    "category_has_one_of_four_callback_policies": lambda centre: write(
        a_category(centre, callback_policy="often")
    ),
    "category_has_one_of_four_priorities": lambda centre: write(a_category(centre, default_priority="P4")),
    "sample_is_at_most_everybody": lambda centre: write(a_category(centre, sample_percent=101)),
    "a_limit_leaves_some_time": lambda centre: write(a_category(centre, limit_minutes=0)),
    "a_limit_is_by_the_clock_or_in_working_time": lambda centre: write(
        a_category(centre, limit_minutes=60, limit_working_minutes=60)
    ),
    "a_centre_has_one_working_week": lambda centre: write(a_week(centre)),
    "a_working_day_begins_before_it_ends": lambda centre: correct_week(centre, friday_from=time(18)),
    "a_break_begins_before_it_ends": lambda centre: correct_week(
        centre, break_from=time(13), break_until=time(12)
    ),
    "a_week_has_a_working_minute": lambda centre: correct_week(
        centre, break_from=time(8), break_until=time(18)
    ),
    "a_date_stands_once_in_the_calendar": twice(
        lambda centre: Holiday(centre=centre, date=date(2026, 11, 17), name="小區日")
    ),
    "guideline_is_answer_notice_or_rule": lambda centre: write(a_guideline(centre, kind="rumour")),
    "guideline_is_valid_from_before_until": lambda centre: write(
        a_guideline(centre, valid_from=date(2026, 2, 1), valid_until=date(2026, 1, 31))
    ),
    "unit_code_is_unique_in_its_centre": twice(a_unit),
    "unit_always_has_a_room": lambda centre: write(a_unit(centre, room=" ")),
    "resident_always_has_a_name": lambda centre: write(a_resident(centre, name=" ")),
    "resident_comes_in_a_known_capacity": lambda centre: write(a_resident(centre, kind="ghost")),
    "resident_is_listed_once_in_a_household": a_home_twice,
    "occupancy_begins_before_it_ends": lambda centre: write(
        a_home(centre, since=date(2026, 2, 1), until=date(2026, 2, 1))
    ),
    "occupancy_is_of_owner_family_or_tenant": lambda centre: write(a_home(centre, relation="ghost")),
    "only_administrators_work_without_a_centre": lambda centre: write(a_person(None)),
    "department_and_seat_are_in_a_centre": in_no_centre,
    "a_superuser_keeps_the_books_of_the_house": lambda centre: write(a_person(centre, is_superuser=True)),
    "a_closed_account_sits_at_no_desk": lambda centre: write(
        a_person(centre, is_active=False, desk=Desk.objects.of(centre).first())
    ),
    "one_person_sits_at_a_desk": a_desk_for_two,
    "staff_read_one_of_three_languages": lambda centre: write(a_person(centre, language="de")),
    "a_screen_is_light_or_dark": lambda centre: write(a_person(centre, theme="pink")),
    "staff_are_rostered_once_for_a_shift": a_duty_twice,
    "shift_pattern_name_is_unique_while_in_use": twice(
        lambda centre: ShiftPattern(centre=centre, name="加班", starts=time(8), ends=time(9))
    ),
    "a_pattern_is_worked_once_on_a_duty_date": a_shift_twice,
    "shift_ends_after_it_starts": lambda centre: a_shift(centre, ends_at=MORNING),
}


def declared() -> dict[str, models.BaseConstraint]:
    ours = apps.get_app_config("directory").get_models()
    return {constraint.name: constraint for model in ours for constraint in model._meta.constraints}


@pytest.mark.once
def test_every_constraint_of_the_directory_is_tried_here() -> None:
    assert set(TRESPASSES) == set(declared())


@pytest.mark.parametrize("sentence", sorted(TRESPASSES))
def test_the_database_refuses(sentence: str, centre: ServiceCentre) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        TRESPASSES[sentence](centre)

    # SQLite names the columns of a broken unique constraint, not the constraint.
    unique = isinstance(declared()[sentence], models.UniqueConstraint)
    assert sentence in str(refused.value) or (unique and "UNIQUE constraint failed" in str(refused.value))


@pytest.mark.once
def test_every_row_of_a_centre_is_bound_to_it_for_good() -> None:
    bound = [
        model for model in apps.get_app_config("directory").get_models() if issubclass(model, CentreBound)
    ]

    assert len(bound) == 11
    assert all(CentreBound.guards[0] in model.guards for model in bound)


@pytest.mark.parametrize(
    "fields",
    [
        {"monday_from": None},
        {"monday_until": None},
        {"monday_from": time(17, 30)},
        {"break_from": time(12)},
        {"break_until": time(12)},
        {"break_from": time(0), "break_until": time(1)},
        dict.fromkeys(usual_week()),
    ],
)
def test_the_database_takes_no_half_or_empty_week(fields: dict[str, Any], centre: ServiceCentre) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        correct_week(centre, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"monday_until": time(0)},
        {"break_from": time(12), "break_until": time(13)},
        {"break_from": time(8), "break_until": time(17)},
        {"break_from": time(9), "break_until": time(18)},
        {"break_from": time(8), "break_until": time(18), "sunday_from": time(0), "sunday_until": time(0)},
    ],
)
def test_the_database_takes_a_week_with_a_working_minute(
    fields: dict[str, Any], centre: ServiceCentre
) -> None:
    correct_week(centre, **fields)

    WorkingWeek.objects.of(centre).get().full_clean()


def test_a_unit_never_passes_to_another_centre(centre: ServiceCentre, other_centre: ServiceCentre) -> None:
    unit = a_unit(centre).save_signed(None, "enter")
    unit.centre = other_centre

    with pytest.raises(IntegrityError, match=r"directory_unit\.centre never changes"), transaction.atomic():
        unit.save_signed(None, "trespass")


@pytest.mark.parametrize("edge", ["starts", "ends"])
def test_the_hours_of_a_pattern_never_change(edge: str, centre: ServiceCentre) -> None:
    pattern = ShiftPattern.objects.of(centre).get(name="早班")
    setattr(pattern, edge, time(9))

    with (
        pytest.raises(IntegrityError, match=f"directory_shiftpattern.{edge} never changes"),
        transaction.atomic(),
    ):
        pattern.save_signed(None, "trespass")


@pytest.mark.parametrize("field", ["duty_date", "starts_at", "ends_at"])
def test_a_shift_never_changes(field: str, centre: ServiceCentre) -> None:
    shift = Shift.objects.at(centre, MORNING)
    assert shift is not None
    moved = {"duty_date": date(2026, 11, 15), "starts_at": at("07:00"), "ends_at": at("17:00")}

    with pytest.raises(IntegrityError, match=f"directory_shift.{field} never changes"), transaction.atomic():
        Shift.objects.filter(pk=shift.pk).update(**{field: moved[field]})


def test_a_shift_is_never_erased(centre: ServiceCentre) -> None:
    Shift.objects.at(centre, MORNING)

    with pytest.raises(IntegrityError, match="nothing is erased from directory_shift"), transaction.atomic():
        Shift.objects.of(centre).delete()
