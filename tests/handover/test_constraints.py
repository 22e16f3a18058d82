"""What the database refuses of the handover log, whoever asks and by whichever door."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from pytest_django.plugin import DjangoDbBlocker

from directory.actions import set_up_centre
from directory.models import Duty, Staff
from handover.models import Handover, HandoverItem, InventoryCount, InventoryItem, PassOnNote, Question, Sheet
from records import clock
from records.models import Recorded
from tests import builders
from tests.cast import MORNING, at, for_the_file, hire, put_on_duty
from tests.handover.sheets import count_of, item_of, signed, take_everything, thing

pytestmark = pytest.mark.usefixtures("english")

AFTERNOON = at("15:40")
Wrong = tuple[models.Model, dict[str, Any]]


class World:
    """A sheet of one case and one thing, signed or taken over."""

    def __init__(self, duty: Duty, lin: Staff, chen: Staff, tang: Staff) -> None:
        self.lin, self.chen, self.tang = lin, chen, tang
        self.keys = thing(duty.centre, "鑰匙", "4")
        self.case = builders.case(lin)
        self.sheet = signed(duty, chen)
        self.item, self.count = item_of(self.sheet, self.case), count_of(self.sheet, self.keys)
        self.question = self.item.ask(by=chen, text="廠家電話？")
        self.note = PassOnNote.write(by=lin, subject="停水", details="今晚", readers=[tang])

    def over(self) -> Handover:
        take_everything(self.sheet, self.chen)
        self.sheet.accept(by=self.chen)
        return self.sheet


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Lin goes off, Chen comes on, Tang leads."""
    with for_the_file(django_db_blocker, AFTERNOON):
        centre = set_up_centre(by=None, code="txc", name="天下城服務中心")
        lin, chen = (hire(centre, name, name, "receptionist", "desk") for name in ("lin", "chen"))
        tang = hire(centre, "tang", "唐芳", "shift_leader", "desk")
        put_on_duty(chen, at("17:00"))
        yield World(put_on_duty(lin, MORNING), lin, chen, tang)


@pytest.fixture
def world(settled: World, db: None) -> Iterator[World]:
    """What the rows need, at 15:40."""
    with clock.at(AFTERNOON):
        yield deepcopy(settled)


OVER = "a_handover_is_over_exactly_when_signed_by_the_second"
REOPENED = "reopened_by_somebody_at_a_time_for_something"
ENDED = {"closed_at": at("15:50"), "state": "accepted"}

CHECKS: list[tuple[str, Callable[[World], Wrong]]] = [
    (
        "two_signatures_are_two_people",
        lambda w: (w.sheet, ENDED | {"incoming": w.lin, "closed_by": w.chen}),
    ),
    (
        "nobody_signs_on_both_sides",
        lambda w: (w.sheet, ENDED | {"incoming": w.chen, "closed_by": w.lin}),
    ),
    (OVER, lambda w: (w.sheet, {"state": "accepted"})),
    (OVER, lambda w: (w.sheet, ENDED | {"closed_by": w.chen})),
    (OVER, lambda w: (w.sheet, ENDED | {"incoming": w.chen})),
    (OVER, lambda w: (w.sheet, {"incoming": w.chen})),
    (OVER, lambda w: (w.sheet, {"closed_at": at("15:50")})),
    (OVER, lambda w: (w.sheet, {"closed_by": w.chen})),
    ("the_second_signature_follows_the_first", lambda w: (w.sheet, {"signed_out_at": None})),
    (
        "an_unusual_exit_says_why",
        lambda w: (w.sheet, ENDED | {"state": "overridden", "incoming": w.chen, "closed_by": w.chen}),
    ),
    (
        "an_unusual_exit_says_why",
        lambda w: (w.sheet, ENDED | {"state": "substituted", "incoming": w.chen, "closed_by": w.chen}),
    ),
    ("a_refusal_names_reason_and_note", lambda w: (w.sheet, {"state": "refused", "refuse_note": "x"})),
    ("a_refusal_names_reason_and_note", lambda w: (w.sheet, {"state": "refused", "refuse_reason": "cash"})),
    ("read_by_somebody_at_a_time", lambda w: (w.sheet, {"reviewed_by": w.tang})),
    ("read_by_somebody_at_a_time", lambda w: (w.sheet, {"reviewed_at": at("15:50")})),
    ("an_emergency_is_released_by_somebody_at_a_time", lambda w: (w.sheet, {"released_by": w.tang})),
    ("an_emergency_is_released_by_somebody_at_a_time", lambda w: (w.sheet, {"released_at": at("15:50")})),
    (REOPENED, lambda w: (w.sheet, {"reopened_by": w.chen, "reopened_at": at("15:50")})),
    (REOPENED, lambda w: (w.sheet, {"reopened_by": w.chen, "reopened_for": "ZB-20261116-001"})),
    (REOPENED, lambda w: (w.sheet, {"reopened_at": at("15:50"), "reopened_for": "ZB-20261116-001"})),
    ("refused_by_somebody_at_a_time", lambda w: (w.sheet, {"refused_by": w.chen})),
    ("refused_by_somebody_at_a_time", lambda w: (w.sheet, {"refused_at": at("15:50")})),
    ("an_item_is_taken_by_somebody_at_a_time", lambda w: (w.item, {"taken_by": w.chen})),
    ("an_item_is_taken_by_somebody_at_a_time", lambda w: (w.item, {"taken_at": at("15:50")})),
    ("a_difference_is_explained", lambda w: (w.count, {"counted": Decimal(3)})),
    ("a_difference_is_allowed_by_somebody_at_a_time", lambda w: (w.count, {"allowed_by": w.tang})),
    ("a_difference_is_allowed_by_somebody_at_a_time", lambda w: (w.count, {"allowed_at": at("15:50")})),
    ("there_is_never_less_than_nothing", lambda w: (w.keys, {"expected": Decimal(-1)})),
    ("a_must_read_note_says_something", lambda w: (copy_of(w.note), {"subject": ""})),
    ("a_must_read_note_says_something", lambda w: (copy_of(w.note), {"details": ""})),
    ("handover_number_is_unique_in_its_centre", lambda w: (copy_of(w.sheet), {"duty": another_duty(w)})),
    ("a_case_stands_once_on_a_handover", lambda w: (copy_of(w.item), {"place": 2})),
    ("inventory_item_is_listed_once", lambda w: (copy_of(w.keys), {})),
    ("an_item_is_counted_once_in_a_handover", lambda w: (copy_of(w.count), {})),
    ("somebody_reads_a_note_once", lambda w: (copy_of(w.note.readings.get()), {})),
]


def another_duty(world: World) -> Duty:
    """A duty nobody has handed over."""
    return Duty.objects.get(staff=world.chen)


def copy_of(row: models.Model) -> models.Model:
    """The same row once more."""
    other = type(row)._base_manager.get(pk=row.pk)
    other.pk = None
    other._state.adding = True
    return other


def save(row: models.Model) -> None:
    """Past every verb."""
    if isinstance(row, Recorded):
        row.save_signed(None, "attack")
    else:
        row.save()


@pytest.mark.parametrize(("name", "offence"), CHECKS)
def test_a_row_that_is_wrong_in_itself_is_refused(
    world: World, name: str, offence: Callable[[World], Wrong]
) -> None:
    row, wrong = offence(world)
    for field, value in wrong.items():
        setattr(row, field, value)

    with pytest.raises(IntegrityError) as answer, transaction.atomic():
        save(row)

    assert name in str(answer.value) or _columns(name) <= set(str(answer.value).replace(",", " ").split())


def _columns(name: str) -> set[str]:
    """SQLite names the columns of a unique constraint, not the constraint."""
    for model in apps.get_app_config("handover").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name and isinstance(constraint, models.UniqueConstraint):
                table = model._meta.db_table
                return {f"{table}.{model._meta.get_field(field).column}" for field in constraint.fields}  # type: ignore[union-attr]  # -- plain columns
    return {f"no unique constraint {name}"}


def test_every_constraint_of_the_handover_log_is_attacked() -> None:
    declared = {
        constraint.name
        for model in apps.get_app_config("handover").get_models()
        for constraint in model._meta.constraints
        if not model.__name__.startswith("Historical")
    }

    assert {name for name, _offence in CHECKS} == declared


def test_one_handover_for_each_duty(world: World) -> None:
    """BR-H05: never two acceptances of one shift's end."""
    other = copy_of(world.sheet)
    other.number = "JJ-20261116-099"  # type: ignore[attr-defined]  # -- a Handover

    with pytest.raises(IntegrityError), transaction.atomic():
        save(other)


FROZEN: list[tuple[str, Callable[[World], models.Model], dict[str, str]]] = [
    *(
        (f"handover.{field} never changes", lambda w: w.sheet, {column: value})
        for field, column, value in (
            ("centre", "centre_id", "centre_id + 1"),
            ("number", "number", "'JJ-0'"),
            ("duty", "duty_id", "duty_id + 1"),
            ("from_shift", "from_shift_id", "from_shift_id + 1"),
            ("to_shift", "to_shift_id", "from_shift_id"),
            ("outgoing", "outgoing_id", "outgoing_id + 1"),
            ("begun_at", "begun_at", "'2026-01-01 00:00:00+00'"),
        )
    ),
    ("handoveritem.handover never changes", lambda w: w.item, {"handover_id": "handover_id + 1"}),
    ("handoveritem.case never changes", lambda w: w.item, {"case_id": "case_id + 1"}),
    ("handoveritem.centre never changes", lambda w: w.item, {"centre_id": "centre_id + 1"}),
    ("inventorycount.handover never changes", lambda w: w.count, {"handover_id": "handover_id + 1"}),
    ("inventorycount.item never changes", lambda w: w.count, {"item_id": "item_id + 1"}),
    ("passonnote.subject never changes", lambda w: w.note, {"subject": "'x'"}),
    ("passonnote.details never changes", lambda w: w.note, {"details": "'x'"}),
    ("passonnote.written_by never changes", lambda w: w.note, {"written_by_id": "written_by_id + 1"}),
    ("reading.note never changes", lambda w: w.note.readings.get(), {"note_id": "note_id + 1"}),
    ("reading.staff never changes", lambda w: w.note.readings.get(), {"staff_id": "staff_id + 1"}),
    (
        "handover_sheet is written once and never changed",
        lambda w: w.sheet.sheets.get(),
        {"content": "content"},
    ),
    ("handover_question is written once and never changed", lambda w: w.question, {"text": "'x'"}),
    ("closed_at is set once", lambda w: w.over(), {"closed_at": "'2026-01-01 00:00:00+00'"}),
    ("closed_by is set once", lambda w: w.over(), {"closed_by_id": "outgoing_id"}),
    ("incoming is set once", lambda w: w.over(), {"incoming_id": "outgoing_id"}),
    ("state never changes once closed_at is set", lambda w: w.over(), {"state": "'draft'"}),
    ("summary never changes once closed_at is set", lambda w: w.over(), {"summary": "'x'"}),
]


@pytest.mark.parametrize(("said", "which", "change"), FROZEN)
def test_what_was_signed_never_changes(
    world: World, said: str, which: Callable[[World], models.Model], change: dict[str, str]
) -> None:
    """BR-H16: by the database's own door."""
    row = which(world)
    ((column, value),) = change.items()

    with (
        pytest.raises(IntegrityError, match=said),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f'UPDATE "{row._meta.db_table}" SET "{column}" = {value} WHERE id = %s',  # noqa: S608 -- literal names
            [row.pk],
        )


@pytest.mark.parametrize(
    "model", [Handover, HandoverItem, InventoryCount, InventoryItem, PassOnNote, Question, Sheet]
)
def test_nothing_is_erased(world: World, model: type[models.Model]) -> None:
    """I8."""
    table = model._meta.db_table

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 -- literal names

    assert model._base_manager.exists()


@pytest.mark.parametrize("column", ["handing_over_since", "signed_off_at"])
def test_who_signed_off_has_signed_off(world: World, column: str) -> None:
    """BR-H07: a duty ends once."""
    duty = world.over().duty

    with (
        pytest.raises(IntegrityError, match=f"{column} is set once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE directory_duty SET {column} = NULL WHERE id = %s", [duty.pk])  # noqa: S608 -- literal names
