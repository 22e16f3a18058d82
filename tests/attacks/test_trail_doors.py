"""What cannot be done to a row of the trail, through every door (I8); tables written by hand.

By form, by the books of the administrator, by a verb of the shell, in bulk, by raw SQL as whoever owns the tables, and
by raw SQL as the application's own role, which owns nothing (PostgreSQL).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, models, transaction

from records import canon, grants, seals
from records.models import Commitment, RefusedAttempt, Seal, Shape
from tests import builders
from tests.attacks import throw
from tests.attacks.world import World
from visits.models import Disclosure

pytestmark = pytest.mark.usefixtures("english")
postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no roles: who can write the file owns it"
)

#: Tables of which the world of these tests must have a row: a guard of a row is woken only by a row.
REACHED = {
    "directory_historicalcategory",
    "directory_historicalresident",
    "directory_historicalservicecentre",
    "directory_historicalstaff",
    "directory_historicalunit",
    "records_commitment",
    "records_refusedattempt",
    "records_seal",
    "records_shape",
    "visits_caseevent",
    "visits_disclosure",
    "visits_historicalcallback",
    "visits_historicalcase",
    "visits_historicalpromise",
    "visits_historicalreferral",
    "visits_historicalvisit",
}


@pytest.fixture(scope="module")
def settled(settled: World) -> World:
    """The centre with something in every state, everything under seal."""
    Disclosure.reveal(by=settled.people["lin"], subject="9-3-702", reason="回電")
    RefusedAttempt.objects.create(by=settled.people["lin"], path="/", sentence="no")
    seals.seal()
    return settled


def trail() -> list[type[models.Model]]:
    """Every table of the trail, with the seals themselves."""
    return [*(book.model for book in canon.trail()), Seal, Commitment, Shape]


def rows() -> list[models.Model]:
    """One row of each table that has any."""
    return [row for model in trail() if (row := model._base_manager.first()) is not None]


@contextmanager
def refused(kind: type[Exception] = Error) -> Iterator[pytest.ExceptionInfo[Exception]]:
    """What happens inside is refused, and nothing of it stays."""
    with pytest.raises(kind) as answer, transaction.atomic():
        yield answer


def sql(statement: str) -> None:
    """Ask the database by its own door."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_world_has_a_row_in_every_table_that_matters(world: World) -> None:
    assert {_table(row) for row in rows()} >= REACHED


# By verb, in bulk, by SQL ------------------------------------------------------------------------------------------

DOORS: dict[str, Callable[[Any], object]] = {
    "save": lambda row: models.Model.save(row, force_update=True),
    "delete": models.Model.delete,
    "update by query": lambda row: _all(row).update(**{_column(row): getattr(row, _column(row))}),
    "delete by query": lambda row: _all(row).delete(),
    "raw delete by query": lambda row: _all(row)._raw_delete("default"),
    "bulk update": lambda row: _all(row).bulk_update([row], [_column(row)]),
    "raw update": lambda row: sql(f'UPDATE "{_table(row)}" SET "{_column(row)}" = "{_column(row)}"'),
    "raw delete": lambda row: sql(f'DELETE FROM "{_table(row)}"'),
    "raw replace": lambda row: sql(
        f'DELETE FROM "{_table(row)}" WHERE "{_column(row)}" IS NOT NULL OR "{_column(row)}" IS NULL'
    ),
}


def _all(row: models.Model) -> Any:
    return models.QuerySet(type(row)).all()


def _table(row: models.Model) -> str:
    return row._meta.db_table


def _column(row: models.Model) -> str:
    """Some column that is neither the key nor points anywhere."""
    return next(
        str(field.column)
        for field in row._meta.concrete_fields
        if not (field in row._meta.pk_fields or field.is_relation)
    )


@pytest.mark.parametrize("door", DOORS)
def test_no_row_of_the_trail_is_changed_or_removed_through(door: str, world: World) -> None:
    for row in rows():
        with refused() as answer:
            DOORS[door](row)
        assert isinstance(answer.value, IntegrityError), (door, row._meta.db_table, answer.value)


# By form and by the books ------------------------------------------------------------------------------------------


def test_no_form_reaches_a_row_that_was_written(world: World) -> None:
    """A form that names columns of the trail changes none of them: what was there is there, to the last byte."""
    before = [model._base_manager.order_by("pk").values_list() for model in trail()]
    kept = [list(values) for values in before]
    lin = throw.signed_in(world.people["lin"])
    visit = world.visits["answered"]
    smuggled = {
        "history_id": "1",
        "history_date": "2020-01-01",
        "history_user": world.people["huang"].pk,
        "history_verb": "x",
        "seal": "1",
        "digest": "x",
    }
    for form in throw.forms(world):
        throw.send(lin, form.path, form.words | smuggled)
    throw.send(lin, f"/visits/{visit.number}/correct/", {"statement": "x", **smuggled})

    for model, was in zip(trail(), kept, strict=True):
        now = list(model._base_manager.order_by("pk").values_list())
        assert [row for row in was if row not in now] == [], model._meta.db_table


@pytest.mark.parametrize("who", ["ai", "root"])
def test_the_books_have_no_page_of_the_trail(world: World, who: str) -> None:
    client = throw.signed_in(world.people[who])
    for row in rows():
        book = f"/admin/{row._meta.app_label}/{row._meta.model_name}/"
        for path in ("", "add/", "1/change/", "1/delete/", "1/history/"):
            assert client.get(f"{book}{path}").status_code == 404, f"{book}{path}"


def test_the_past_of_a_book_is_only_read(world: World) -> None:
    """The administrator's own history page leads to the trail, which takes no POST."""
    client = throw.signed_in(world.people["ai"])
    lin = world.people["lin"]

    assert client.get(f"/admin/directory/staff/{lin.pk}/history/").status_code == 302
    assert client.post(f"/history/directory.staff/{lin.pk}/").status_code in {403, 405}


# As the application's own role (PostgreSQL) ------------------------------------------------------------------------

ROLE = "desk_application"

#: What somebody tries who has the application's password to the database.
TRIED = (
    'UPDATE "{table}" SET "{column}" = "{column}"',
    'DELETE FROM "{table}"',
    'TRUNCATE "{table}"',
    'TRUNCATE "{table}" CASCADE',
    'ALTER TABLE "{table}" DISABLE TRIGGER ALL',
    'ALTER TABLE "{table}" DISABLE TRIGGER USER',
    'DROP TRIGGER "{trigger}" ON "{table}"',
    'DROP TABLE "{table}"',
    'ALTER TABLE "{table}" DROP COLUMN "{column}"',
    'ALTER TABLE "{table}" RENAME TO "away"',
    'ALTER TABLE "{table}" OWNER TO "desk_application"',
    'CREATE RULE "away" AS ON INSERT TO "{table}" DO INSTEAD NOTHING',
    'CREATE TRIGGER "mine" BEFORE INSERT ON "{table}" EXECUTE FUNCTION records_refuse()',
    "COPY \"{table}\" FROM PROGRAM 'true'",
    "CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "DROP FUNCTION records_refuse() CASCADE",
    "SET session_replication_role = replica",
    'CREATE TABLE "mine" (id int)',
    'ALTER ROLE "desk_application" SUPERUSER',
)
#: What PostgreSQL answers to all of it.
INSUFFICIENT_PRIVILEGE = "42501"


@contextmanager
def as_the_application() -> Iterator[None]:
    """Go on as the role that web and workers sign in with."""
    sql(f'SET LOCAL ROLE "{ROLE}"')
    try:
        yield
    finally:
        sql("RESET ROLE")


@pytest.fixture
def role(world: World) -> str:
    """The role, with the rights that the command prints."""
    sql(f'CREATE ROLE "{ROLE}"')
    for statement in grants.statements(connection, ROLE):
        sql(statement)
    return ROLE


@postgresql
@pytest.mark.usefixtures("role")
def test_the_applications_role_can_do_nothing_to_a_row_that_was_written() -> None:
    wrong = []
    with as_the_application():
        for row in rows():
            table, column = _table(row), _column(row)
            for statement in TRIED:
                said = statement.format(table=table, column=column, trigger=f"guard_{table}_kept"[:63])
                with refused() as fault:
                    sql(said)
                if getattr(fault.value.__cause__, "sqlstate", "") != INSUFFICIENT_PRIVILEGE:
                    wrong.append((said, str(fault.value)))

    assert wrong == []


@postgresql
@pytest.mark.usefixtures("role")
def test_the_applications_role_grants_itself_nothing() -> None:
    """PostgreSQL only warns; what was not granted stays refused."""
    with as_the_application():
        sql(f'GRANT ALL ON "visits_caseevent" TO "{ROLE}"')
        with refused() as answer:
            sql('DELETE FROM "visits_caseevent"')

    assert "permission denied" in str(answer.value)


@postgresql
@pytest.mark.usefixtures("role")
def test_the_applications_role_does_a_days_work(world: World) -> None:
    lin, zhao = world.people["lin"], world.people["zhao"]
    with as_the_application():
        case = builders.closed(lin, zhao)
        assert seals.seal() > 0
        assert throw.signed_in(lin).get(f"/cases/{case.number}/").status_code == 200

    assert case.status == "closed"


@postgresql
def test_not_even_the_owner_empties_a_table_at_one_stroke(world: World) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # or PostgreSQL refuses for what this transaction still has to check
    for row in rows():
        with refused(IntegrityError) as answer:
            sql(f'TRUNCATE "{_table(row)}" CASCADE')
        assert "nothing is erased from" in str(answer.value)
