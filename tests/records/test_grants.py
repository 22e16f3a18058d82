"""The application's own account of PostgreSQL runs the house and cannot rewrite its trail (I8)."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from directory.models import Staff
from records import grants, guards, sweeps
from records.models import Heartbeat
from tests import builders
from visits.models import Case, CaseEvent, Visit

ROLE = "house"


@pytest.fixture
def as_the_house(lin: Staff, zhao: Staff) -> Iterator[None]:
    """The session of a web process: the role of the application, given its rights by the owner."""
    if connection.vendor != "postgresql":
        pytest.skip("a matter of PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        call_command("grants", ROLE, "--apply", stdout=StringIO())
        cursor.execute(f"SET ROLE {ROLE}")
        yield
        cursor.execute("RESET ROLE")


def refuses(sql: str) -> str:
    """Why the database refuses the statement."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return str(refused.value).splitlines()[0]


@pytest.mark.usefixtures("as_the_house")
def test_the_verbs_of_the_desk_need_no_more(lin: Staff, zhao: Staff) -> None:
    case = builders.closed(lin, zhao)

    assert case.status == Case.Status.CLOSED
    assert CaseEvent.objects.filter(case=case).exists()


@pytest.mark.usefixtures("as_the_house")
def test_no_sweep_needs_more(lin: Staff, zhao: Staff) -> None:
    builders.closed(lin, zhao)

    for each in sweeps.registered():
        sweeps.run(each.name)

    assert {beat.sweep: beat.failure for beat in Heartbeat.objects.all()} == {
        each.name: "" for each in sweeps.registered()
    }


@pytest.mark.usefixtures("as_the_house")
def test_the_trail_is_only_added_to(lin: Staff, zhao: Staff) -> None:
    builders.closed(lin, zhao)

    for table in sorted(grants.written_once()):
        assert refuses(f'DELETE FROM "{table}"') == f"permission denied for table {table}"  # noqa: S608 -- our own
    for table in ("visits_historicalvisit", "visits_historicalcase", "directory_historicalstaff"):
        changed = f"UPDATE {table} SET history_date = now()"  # noqa: S608 -- as above
        assert refuses(changed) == f"permission denied for table {table}"


@pytest.mark.usefixtures("as_the_house")
@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("DELETE FROM visits_visit", "permission denied for table visits_visit"),
        ("TRUNCATE visits_historicalvisit", "permission denied for table visits_historicalvisit"),
        ("DROP TABLE visits_historicalvisit CASCADE", "must be owner of table visits_historicalvisit"),
        (
            "DROP TRIGGER guard_visits_historicalvisit_written_once ON visits_historicalvisit",
            "must be owner of relation visits_historicalvisit",
        ),
        (
            "ALTER TABLE visits_historicalvisit DISABLE TRIGGER ALL",
            "must be owner of table visits_historicalvisit",
        ),
        (
            "SET session_replication_role = replica",
            'permission denied to set parameter "session_replication_role"',
        ),
        (
            "CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
            "permission denied for schema public",
        ),
        ("CREATE TABLE another (id int)", "permission denied for schema public"),
        ("DELETE FROM django_migrations", "permission denied for table django_migrations"),
    ],
)
def test_no_guard_is_taken_away(sql: str, why: str) -> None:
    assert refuses(sql) == why


@pytest.mark.once
def test_the_rights_follow_from_the_guards() -> None:
    allowed = grants.rights()
    trail = {model._meta.db_table for model, guard in guards.guarded() if guard == guards.AppendOnly()}

    assert grants.written_once() == trail
    assert Visit.history.model._meta.db_table in trail
    assert allowed["visits_visit"] == ("SELECT", "INSERT", "UPDATE")
    assert allowed["visits_draft"] == ("SELECT", "INSERT", "UPDATE", "DELETE")


@pytest.mark.django_db
def test_the_command_prints_what_the_owner_runs() -> None:
    said = StringIO()
    if connection.vendor != "postgresql":
        with pytest.raises(CommandError, match="SQLite has no roles"):
            call_command("grants", ROLE, stdout=said)
        return

    call_command("grants", ROLE, stdout=said)

    assert f'GRANT SELECT, INSERT ON "visits_historicalvisit" TO "{ROLE}";' in said.getvalue().splitlines()
