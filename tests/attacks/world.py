"""A centre with something in every state, the nonsense thrown at it, and how to see that nothing was half-saved."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from directory.actions import set_up_centre
from directory.models import Desk, Guideline, Occupancy, Resident, ServiceCentre, Staff, Unit
from records import clock
from tests import builders
from tests.cast import MORNING, at, category, department, hire, put_on_duty
from visits.models import Callback, Case, Draft, Referral, Visit

PHONE = "13912345678"
VISITOR_PHONE = "13800000001"
LATER = "2026-11-16T18:00"


@dataclass
class World:
    """The rows the attacks aim at."""

    centre: ServiceCentre
    people: dict[str, Staff]
    home: Unit
    resident: Resident
    cases: dict[str, Case] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    callback: Callback | None = None
    referrals: dict[str, Referral] = field(default_factory=dict)
    theirs: dict[str, Any] = field(default_factory=dict)


def settle_world() -> World:
    """天下城 at 10:00 on the Monday with one case in each state, and another centre beside it."""
    centre = set_up_centre(by=None, code="txc", name="天下城服務中心")
    other = set_up_centre(by=None, code="other", name="別處服務中心")
    desks = {desk.name: desk for desk in Desk.objects.filter(centre=centre)}
    people = {
        "lin": hire(centre, "lin", "林靜", "receptionist", "desk", desk=desks["1 號台"]),
        "zhou": hire(centre, "zhou", "周敏", "receptionist", "desk", desk=desks["2 號台"]),
        "tang": hire(centre, "tang", "唐芳", "shift_leader", "desk"),
        "zhao": hire(centre, "zhao", "老趙", "department_handler", "engineering"),
        "he": hire(centre, "he", "何倩", "cashier", "fees"),
        "huang": hire(centre, "huang", "黃麗", "manager", "supervisor"),
        "su": hire(centre, "su", "蘇文", "auditor"),
        "ai": hire(centre, "ai", "艾明", "administrator"),
        "stranger": hire(other, "stranger", "外人", "manager", "supervisor"),
        "root": Staff.objects.create_superuser("root", "secret", name="管家"),
    }
    put_on_duty(people["he"], MORNING)
    home = Unit(centre=centre, building="9", entrance="3", room="702").save_signed(None, "set_up")
    resident = Resident(centre=centre, name="吳家豪", honorific="先生", phone=PHONE).save_signed(
        None, "set_up"
    )
    Occupancy(centre=centre, unit=home, resident=resident).save_signed(None, "set_up")
    Guideline(centre=centre, kind="faq", title="停車證", body="到服務中心補辦").save_signed(None, "set_up")
    world = World(centre, people, home, resident)
    _play(world)
    _play_elsewhere(world, other)
    return world


def _play(world: World) -> None:
    lin, zhao, he, home = world.people["lin"], world.people["zhao"], world.people["he"], world.home
    cases, visits = world.cases, world.visits
    with clock.at(at("08:10")):
        cases["late"] = builders.case(lin, unit=home, promise=builders.terms(at("09:30")))
    facts: dict[str, Any] = {"unit": home, "new_matter_reason": "另一件"}
    cases["fresh"] = builders.case(lin, **facts)
    cases["loose"] = builders.case(lin, forward=False, **facts)
    cases["taken"] = builders.case(lin, **facts)
    cases["taken"].accept(by=zhao)
    cases["waiting"] = builders.case(lin, **facts)
    cases["waiting"].accept(by=zhao)
    cases["waiting"].wait(by=zhao, reason="等料")
    cases["closed"] = builders.closed(lin, zhao, **facts)
    world.callback = builders.resolved(lin, zhao, **facts)
    cases["resolved"] = world.callback.case
    visits["receiving"] = builders.visit(lin, unit=home)
    visits["receiving"].keep(by=lin)
    visits["answered"] = builders.answered(lin, unit=home)
    world.referrals["offered"] = builders.referral(lin, he)
    world.referrals["taken"] = builders.referral(lin, he)
    world.referrals["taken"].take_over(by=he)
    Draft.objects.park(lin, "a" * 32, {"who": "吳先生", "statement": "林靜的草稿"})


def _play_elsewhere(world: World, other: ServiceCentre) -> None:
    stranger = world.people["stranger"]
    unit = Unit(centre=other, building="9", entrance="3", room="703").save_signed(None, "set_up")
    resident = Resident(centre=other, name="別家人", phone="13987654321").save_signed(None, "set_up")
    Occupancy(centre=other, unit=unit, resident=resident).save_signed(None, "set_up")
    handler = hire(other, "their_hand", "別處老李", "department_handler", "engineering")
    # Numbers are counted per centre and day: those of the day before have no namesake here.
    with clock.at(MORNING - timedelta(days=1)):
        case = builders.case(stranger, unit=unit, phone="13987654321", statement="別處的事")
        case.accept(by=handler)
        callback = case.resolve(by=handler, result="好了")
    world.theirs = {
        "case": case,
        "visit": case.visit,
        "callback": callback,
        "unit": unit,
        "resident": resident,
        "staff": stranger,
        "department": department(stranger, "engineering"),
        "category": category(stranger, "repair"),
        "desk": Desk.objects.filter(centre=other).first(),
    }


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def counts() -> tuple[tuple[str, int], ...]:
    """How many rows each table has, but for what a refusal may leave behind."""
    free = {"django_session", "records_refusedattempt"}
    tables = _TABLES or sorted(set(connection.introspection.table_names()) - free)
    _TABLES[:] = tables
    union = " UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in tables)  # noqa: S608 -- our own table names
    with connection.cursor() as cursor:
        cursor.execute(union)
        return tuple(cursor.fetchall())


_TABLES: list[str] = []
