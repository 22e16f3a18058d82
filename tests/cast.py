"""The cast: a small centre and people with fixed parts, the same in every test.

Lin and Zhou sit at the desk by day, Chen in the evening, Wu keeps watch at night; He takes fees, Zhao repairs, Tang
leads the shift, Huang manages, Su audits, Ai keeps the house's books. It is Monday 2026-11-16, 10:00 at the centre.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from directory.actions import set_up_centre
from directory.models import Category, Department, Desk, Duty, ServiceCentre, Shift, Staff, Unit
from records import clock
from records.models import Refusal

TZ = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=TZ)
MORNING = datetime(2026, 11, 16, 10, 0, tzinfo=TZ)


def at(text: str) -> datetime:
    """A moment at the centre: `at("2026-11-16 16:00")`, or `at("16:00")` on the Monday of the tests."""
    if len(text) == 5:
        text = f"2026-11-16 {text}"
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=TZ)


@pytest.fixture
def morning() -> Iterator[datetime]:
    """The house's clock stands at Monday 10:00."""
    with clock.at(MORNING):
        yield MORNING


@contextmanager
def for_the_file(blocker: DjangoDbBlocker, moment: datetime) -> Iterator[None]:
    """For a fixture of a module: what is made inside is there for all its tests, in English, and goes with the last.

    Each test takes it with `db`, which undoes what the test did, and a copy of its rows.
    """
    with blocker.unblock(), transaction.atomic(), clock.at(moment), translation.override("en"):
        yield
        transaction.set_rollback(True)


@contextmanager
def refused(sentence: str) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """What happens inside is refused with exactly this sentence."""
    with pytest.raises(Refusal) as answer:
        yield answer
    assert str(answer.value) == sentence


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences are read as they are written in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def centre(db: None, morning: datetime) -> ServiceCentre:
    """天下城, with the usual shifts, departments, desks and categories."""
    return set_up_centre(by=None, code="txc", name="天下城服務中心")


@pytest.fixture
def other_centre(db: None, morning: datetime) -> ServiceCentre:
    """Another centre of the same house, which nobody of 天下城 sees."""
    return set_up_centre(by=None, code="other", name="別處服務中心")


def hire(
    centre: ServiceCentre | None, username: str, name: str, role: str, department: str = "", **fields: Any
) -> Staff:
    """Open an account with one role."""
    staff = Staff.objects.create_user(
        username,
        "secret",
        name=name,
        centre=centre,
        department=Department.objects.get(centre=centre, code=department) if department else None,
        **fields,
    )
    staff.set_roles([role], by=None)
    found: Staff = Staff.objects.for_session().get(pk=staff.pk)
    return found


@pytest.fixture
def lin(centre: ServiceCentre) -> Staff:
    """林靜, receptionist of the early shift, at desk 1."""
    return hire(
        centre, "lin", "林靜", "receptionist", "desk", desk=Desk.objects.get(centre=centre, name="1 號台")
    )


@pytest.fixture
def zhou(centre: ServiceCentre) -> Staff:
    """周敏, receptionist of the early shift, at desk 2."""
    return hire(
        centre, "zhou", "周敏", "receptionist", "desk", desk=Desk.objects.get(centre=centre, name="2 號台")
    )


@pytest.fixture
def chen(centre: ServiceCentre) -> Staff:
    """陳潔, receptionist of the middle shift."""
    return hire(centre, "chen", "陳潔", "receptionist", "desk")


@pytest.fixture
def wu(centre: ServiceCentre) -> Staff:
    """吳磊, guard, rostered at night."""
    return hire(centre, "wu", "吳磊", "department_handler", "security")


@pytest.fixture
def he(centre: ServiceCentre) -> Staff:
    """何倩, cashier, on duty in the early shift of the Monday."""
    staff = hire(centre, "he", "何倩", "cashier", "fees")
    put_on_duty(staff, MORNING)
    return staff


@pytest.fixture
def zhao(centre: ServiceCentre) -> Staff:
    """老趙, technician."""
    return hire(centre, "zhao", "老趙", "department_handler", "engineering")


@pytest.fixture
def tang(centre: ServiceCentre) -> Staff:
    """唐芳, shift leader."""
    return hire(centre, "tang", "唐芳", "shift_leader", "desk")


@pytest.fixture
def huang(centre: ServiceCentre) -> Staff:
    """黃麗, manager."""
    return hire(centre, "huang", "黃麗", "manager", "supervisor")


@pytest.fixture
def su(centre: ServiceCentre) -> Staff:
    """蘇文, auditor."""
    return hire(centre, "su", "蘇文", "auditor")


@pytest.fixture
def ai(centre: ServiceCentre) -> Staff:
    """艾明, administrator: keeps the house's books and has no business at the desk."""
    return hire(centre, "ai", "艾明", "administrator")


@pytest.fixture
def stranger(other_centre: ServiceCentre) -> Staff:
    """Somebody who works at the other centre."""
    return hire(other_centre, "stranger", "外人", "manager", "supervisor")


@pytest.fixture
def home(centre: ServiceCentre) -> Unit:
    """9-3-702, where the ceiling leaks."""
    return Unit(centre=centre, building="9", entrance="3", room="702").save_signed(None, "set_up")


def put_on_duty(staff: Staff, moment: datetime) -> Duty:
    """Roster somebody for the shift of that moment."""
    assert staff.centre is not None
    shift = Shift.objects.at(staff.centre, moment)
    return Duty(centre=staff.centre, shift=shift, staff=staff).save_signed(None, "roster")


def category(staff_or_centre: Staff | ServiceCentre, code: str) -> Category:
    """A category of the centre by its code."""
    centre = staff_or_centre.centre if isinstance(staff_or_centre, Staff) else staff_or_centre
    found: Category = Category.objects.select_related("department").get(centre=centre, code=code)
    return found


def department(staff_or_centre: Staff | ServiceCentre, code: str) -> Department:
    """A department of the centre by its code."""
    centre = staff_or_centre.centre if isinstance(staff_or_centre, Staff) else staff_or_centre
    return Department.objects.get(centre=centre, code=code)
