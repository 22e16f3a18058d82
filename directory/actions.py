"""What touches several books of the house at once."""

from typing import Any

from django.db import transaction

from directory import norms
from directory.models import (
    Category,
    Department,
    Desk,
    ServiceCentre,
    ShiftPattern,
    Staff,
    WorkingWeek,
)
from directory.models.calendar import usual_week


@transaction.atomic
def set_up_centre(*, by: Staff | None, code: str, name: str, **fields: Any) -> ServiceCentre:
    """Open a centre with shifts, departments, desks and categories as is usual; `fields` are the centre's own (§4.0).

    Safe to repeat: what is there already stays as it is, what is missing is added.
    """
    centre: ServiceCentre | None = ServiceCentre.objects.filter(code=code).first()
    if centre is None:
        centre = ServiceCentre(code=code, name=name, **fields).save_signed(by, "set_up")
    _add_patterns(centre, by)
    _add_week(centre, by)
    _add_desks(centre, by)
    _add_departments(centre, by)
    _add_categories(centre, by)
    return centre


def _add_patterns(centre: ServiceCentre, by: Staff | None) -> None:
    if ShiftPattern.objects.of(centre).exists():
        return
    rows = [
        ShiftPattern(centre=centre, order=order, **norm._asdict())
        for order, norm in enumerate(norms.PATTERNS, start=1)
    ]
    ShiftPattern.objects.create_signed(rows, by=by, verb="set_up")


def _add_week(centre: ServiceCentre, by: Staff | None) -> None:
    if not WorkingWeek.objects.of(centre).exists():
        WorkingWeek(centre=centre, **usual_week()).save_signed(by, "set_up")


def _add_desks(centre: ServiceCentre, by: Staff | None) -> None:
    if Desk.objects.of(centre).exists():
        return
    rows = [Desk(centre=centre, name=name, order=order) for order, name in enumerate(norms.DESKS, start=1)]
    Desk.objects.create_signed(rows, by=by, verb="set_up")


def _add_departments(centre: ServiceCentre, by: Staff | None) -> None:
    there = set(Department.objects.of(centre).values_list("code", flat=True))
    rows = [
        Department(centre=centre, order=order, **norm._asdict())
        for order, norm in enumerate(norms.DEPARTMENTS, start=1)
        if norm.code not in there
    ]
    Department.objects.create_signed(rows, by=by, verb="set_up")


def _add_categories(centre: ServiceCentre, by: Staff | None) -> None:
    there = set(Category.objects.of(centre).values_list("code", flat=True))
    departments = {department.code: department for department in Department.objects.of(centre)}
    rows = [
        Category(
            centre=centre,
            order=order,
            sample_percent=norms.SAMPLE_PERCENT if norm.callback_policy == "sample" else 100,
            **{**norm._asdict(), "department": departments[norm.department]},
        )
        for order, norm in enumerate(norms.CATEGORIES, start=1)
        if norm.code not in there
    ]
    Category.objects.create_signed(rows, by=by, verb="set_up")
