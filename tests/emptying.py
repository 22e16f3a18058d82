"""How a test that committed leaves the database: as it was, at once.

Django's flush empties every table, makes all permissions anew and every guard with them: half a second after each
test. Here what stands in every house stays, and of the rest only what has rows is emptied, past its guards.
"""

from typing import Final

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

#: What a migration writes, and no test changes.
KEPT: Final = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
}


def instead_of_flush() -> None:
    """Let Django empty by this from now on."""
    TransactionTestCase._fixture_teardown = lambda _self: empty()  # type: ignore[attr-defined]  # -- Django's own hook, not in the stubs


def empty() -> None:
    """Delete what is in the databases that were used."""
    for connection in connections.all(initialized_only=True):
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            tables = _with_rows(connection, cursor)
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = replica")  # wakes no trigger
                _delete(cursor, tables)
            else:
                guards = _guards(cursor, tables)
                for name, _sql in guards:
                    cursor.execute(f'DROP TRIGGER "{name}"')
                _delete(cursor, tables)
                for _name, sql in guards:
                    cursor.execute(sql)


def _with_rows(connection: BaseDatabaseWrapper, cursor: CursorWrapper) -> list[str]:
    tables = sorted(set(connection.introspection.table_names(cursor)) - KEPT)
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables)  # noqa: S608 -- our own table names
    cursor.execute(" UNION ALL ".join(asked))
    return [table for (table,) in cursor.fetchall()]


def _guards(cursor: CursorWrapper, tables: list[str]) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'"
    )
    return [(name, sql) for name, sql, table in cursor.fetchall() if table in tables]


def _delete(cursor: CursorWrapper, tables: list[str]) -> None:
    for table in tables:
        cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 -- our own table names
