"""What the database itself refuses, whoever asks and by whichever door (I1, I5, I8)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from directory.models import Staff
from directory.roles import ROLES
from records import guards
from records.guards import Frozen, SetOnce
from records.models import RefusedAttempt, recorded_models
from tests import builders, emptying
from tests.cast import at
from visits.models import Callback, CallbackAttempt, Case, CaseEvent, Disclosure, Promise, Referral, Visit

#: What never changes, written by hand so that it can disagree with the models.
FROZEN: dict[type[Any], set[str]] = {
    Visit: {"centre", "number", "duty_date", "shift", "first_contact", "entered_by", "entered_at"},
    Case: {"centre", "number", "visit", "first_contact", "opened_at"},
    Promise: {
        "centre",
        "case",
        "place",
        "kind",
        "text",
        "due_at",
        "estimate_at",
        "thin_margin_accepted",
        "reason",
        "resident_told",
        "made_by",
        "made_at",
    },
    Referral: {"centre", "visit", "referred_by", "referred_at"},
    Callback: {
        *("centre", "number", "case", "coverage", "done_at", "done_by", "department", "reopened_before"),
        *("kept_first_promise", "kept_last_promise"),
    },
}
SET_ONCE: dict[type[Any], set[str]] = {
    Visit: {"joins"},
    Referral: {"accepted_by", "accepted_at"},
    Promise: {"ended_at"},
}
WRITTEN_ONCE: set[type[Any]] = {CaseEvent, CallbackAttempt, Disclosure, RefusedAttempt}


@contextmanager
def forbidden(sentence: str) -> Iterator[None]:
    """The database refuses with exactly these words."""
    with pytest.raises(IntegrityError) as answer, transaction.atomic():
        yield
    assert str(answer.value).splitlines()[0] == sentence


def sql(statement: str, *values: int) -> None:
    """Ask the database by its own door."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def other(field: Any, value: Any) -> Any:
    """Something else of the same kind."""
    match field:
        case models.BooleanField():
            return not value
        case models.DateTimeField():
            return at("2029-01-01 00:00")
        case models.DateField():
            return date(2029, 1, 1)
        case models.ForeignKey() | models.OneToOneField() | models.IntegerField():
            return 9876
    return "changed"


def change(row: models.Model, column: str) -> None:
    """Write something else into a column, past every model."""
    field = next(each for each in row._meta.concrete_fields if each.column == column)
    plain: models.QuerySet[models.Model] = models.QuerySet(type(row)).filter(pk=row.pk)
    plain.update(**{column: other(field, getattr(row, field.attname))})


@pytest.fixture
def books(lin: Staff, zhao: Staff, he: Staff) -> dict[type[models.Model], Any]:
    """One row of every book, made by the verbs."""
    callback = builders.resolved(lin, zhao)
    referral = builders.referral(lin, he)
    referral.take_over(by=he)
    rows: list[models.Model] = [
        callback.case.visit,
        callback.case,
        callback.case.promises.get(),
        callback,
        referral,
    ]
    return {type(row): row for row in rows}


def test_the_table_of_what_is_frozen_is_the_models(db: None) -> None:
    declared = {model: {guard.field for guard in model.guards if type(guard) is Frozen} for model in FROZEN}
    once = {model: {guard.field for guard in model.guards if type(guard) is SetOnce} for model in SET_ONCE}

    assert declared == FROZEN
    assert once == SET_ONCE


@pytest.mark.parametrize("model", FROZEN, ids=lambda model: model.__name__)
def test_what_is_frozen_does_not_change(
    books: dict[type[models.Model], Any], model: type[models.Model]
) -> None:
    """I1, I5: first contact, number, promise; by UPDATE on the running database."""
    row = books[model]
    for name in sorted(FROZEN[model]):
        field: Any = model._meta.get_field(name)
        with forbidden(f"{model._meta.db_table}.{name} never changes"):
            change(row, field.column)


def test_what_is_set_once_may_be_filled_in(lin: Staff, he: Staff) -> None:
    """§4.7: taken over by one cashier, once."""
    referral = builders.referral(lin, he)

    referral.take_over(by=he)

    with forbidden("visits_referral.accepted_by is set once"):
        change(referral, "accepted_by_id")
    with forbidden("visits_referral.accepted_at is set once"):
        change(referral, "accepted_at")


def test_what_became_of_a_promise_stays(lin: Staff, zhao: Staff) -> None:
    """I5: a broken promise is never mended afterwards."""
    promise = builders.resolved(lin, zhao).case.promises.get()

    with forbidden("visits_promise.state never changes once ended_at is set"):
        change(promise, "state")
    with forbidden("visits_promise.ended_at is set once"):
        change(promise, "ended_at")


def test_a_joined_visit_stays_where_it_joined(lin: Staff) -> None:
    joined = builders.visit(lin).join(by=lin, case=builders.case(lin))

    with forbidden("visits_visit.joins is set once"):
        change(joined, "joins_id")


@pytest.mark.parametrize("model", FROZEN, ids=lambda model: model.__name__)
def test_nothing_is_erased(books: dict[type[models.Model], Any], model: type[models.Model]) -> None:
    """I8: no DELETE, neither of the row nor of its history."""
    table, history = model._meta.db_table, books[model].history.model._meta.db_table

    with forbidden(f"nothing is erased from {table}"):
        sql(f"DELETE FROM {table} WHERE id = %s", books[model].pk)  # noqa: S608 -- our own table
    with forbidden(f"nothing is erased from {history}"):
        sql(f"DELETE FROM {history} WHERE id = %s", books[model].pk)  # noqa: S608 -- our own table
    with forbidden(f"{history} is written once and never changed"):
        sql(f"UPDATE {history} SET history_verb = 'x' WHERE id = %s", books[model].pk)  # noqa: S608 -- our own table


@pytest.mark.parametrize("model", sorted(WRITTEN_ONCE, key=str))
def test_what_is_written_once_stays(lin: Staff, zhao: Staff, model: type[models.Model]) -> None:
    """I8: events, attempts, disclosures, refused attempts."""
    builders.closed(lin, zhao)
    assert lin.centre is not None
    Disclosure.objects.create(centre=lin.centre, by=lin, subject="9-3-702", reason="回訪")
    RefusedAttempt.objects.create(by=lin, path="/", sentence="x")
    row: models.Model = models.QuerySet(model).order_by("pk")[:1].get()
    table = model._meta.db_table

    with forbidden(f"{table} is written once and never changed"):
        sql(f"UPDATE {table} SET id = id WHERE id = %s", row.pk)  # noqa: S608 -- our own table
    with forbidden(f"nothing is erased from {table}"):
        sql(f"DELETE FROM {table} WHERE id = %s", row.pk)  # noqa: S608 -- our own table


def test_every_recorded_table_and_its_history_are_kept(db: None) -> None:
    """I8: also of a book that is added tomorrow."""
    guarded = {(model, type(guard).__name__) for model, guard in guards.guarded()}

    for model in recorded_models():
        assert {
            (model, "Kept"),
            (model.history.model, "Kept"),
            (model.history.model, "AppendOnly"),
        } <= guarded
    assert {(model, guard) for model in WRITTEN_ONCE for guard in ("Kept", "AppendOnly")} <= guarded


def test_every_guard_stands_after_migrate(db: None) -> None:
    assert guards.missing(connection) == set()


def test_names_of_guards_are_told_apart() -> None:
    """PostgreSQL cuts a name at 63 bytes."""
    names = [(trigger, table) for trigger, table, _ in guards._statements("postgresql")]

    assert len(names) == len(set(names))
    assert len({trigger for trigger, _ in names}) == len(names)


def test_installing_twice_is_installing_once(db: None) -> None:
    guards.install(connection)
    guards.install(connection)

    assert guards.missing(connection) == set()


def test_a_guard_taken_away_is_missed(db: None) -> None:
    guards.remove(connection)
    assert "guard_visits_visit_frozen_first_contact" in guards.missing(connection)

    guards.install(connection)
    assert guards.missing(connection) == set()


@pytest.mark.django_db(transaction=True)
def test_guards_come_back_after_a_table_was_rebuilt() -> None:
    """SQLite forgets triggers when it rebuilds a table; the next migrate puts them back."""
    if connection.vendor == "sqlite":
        editor: Any
        with connection.schema_editor() as editor:
            editor._remake_table(Disclosure)  # what Django does there for most changes
        assert guards.missing(connection) == {
            "guard_visits_disclosure_kept",
            "guard_visits_disclosure_written_once",
        }

    call_command("migrate", verbosity=0)

    assert guards.missing(connection) == set()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_every_guard_and_no_row(lin: Staff) -> None:
    """Else the next test would meet a house that refuses less."""
    emptying.empty()

    assert guards.missing(connection) == set()
    assert not Staff.objects.exists()
    assert not Staff.history.exists()
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
