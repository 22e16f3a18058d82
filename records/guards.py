"""Guards: what the database itself refuses, whoever asks and by whichever door (I1, I5, I8).

A check constraint sees one row as it is; a guard also sees the row as it was. Guards are triggers, written for
SQLite and PostgreSQL alike and put back after every migrate, because SQLite loses them when it rebuilds a table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "guard_"


@dataclass(frozen=True)
class Guard:
    """One thing the database refuses about a table."""

    @property
    def name(self) -> str:
        """The tail of the trigger's name."""
        raise NotImplementedError  # pragma: no cover -- every guard names itself

    def event(self, column: str) -> str:
        """The act that wakes the guard, as SQL."""
        raise NotImplementedError  # pragma: no cover -- every guard has its event

    def when(self, column: str, differs: str) -> str:
        """When the act is refused, as SQL; empty means always."""
        return ""

    def sentence(self, table: str) -> str:
        """What the database answers."""
        raise NotImplementedError  # pragma: no cover -- every guard has its sentence


@dataclass(frozen=True)
class Frozen(Guard):
    """A field that keeps the value it was written with."""

    field: str

    @property
    def name(self) -> str:
        return f"frozen_{self.field}"

    def event(self, column: str) -> str:
        return f'UPDATE OF "{column}"'

    def when(self, column: str, differs: str) -> str:
        return f'OLD."{column}" {differs} NEW."{column}"'

    def sentence(self, table: str) -> str:
        return f"{table}.{self.field} never changes"


@dataclass(frozen=True)
class SetOnce(Frozen):
    """A field that may be filled in later, once."""

    @property
    def name(self) -> str:
        return f"once_{self.field}"

    def when(self, column: str, differs: str) -> str:
        return f'OLD."{column}" IS NOT NULL AND {super().when(column, differs)}'

    def sentence(self, table: str) -> str:
        return f"{table}.{self.field} is set once"


@dataclass(frozen=True)
class FrozenOnce(Frozen):
    """A field that keeps its value from the moment another one is filled in."""

    filled: str

    @property
    def name(self) -> str:
        return f"settled_{self.field}"

    def when(self, column: str, differs: str) -> str:
        return f'OLD."{self.filled}" IS NOT NULL AND {super().when(column, differs)}'

    def sentence(self, table: str) -> str:
        return f"{table}.{self.field} never changes once {self.filled} is set"


@dataclass(frozen=True)
class Kept(Guard):
    """Rows are never deleted."""

    @property
    def name(self) -> str:
        return "kept"

    def event(self, column: str) -> str:
        return "DELETE"

    def sentence(self, table: str) -> str:
        return f"nothing is erased from {table}"


@dataclass(frozen=True)
class NeverEmptied(Guard):
    """A table is not emptied at one stroke, which wakes no guard of a row (PostgreSQL only)."""

    @property
    def name(self) -> str:
        return "never_emptied"

    def event(self, column: str) -> str:
        return "TRUNCATE"

    def sentence(self, table: str) -> str:
        return f"nothing is erased from {table}"


@dataclass(frozen=True)
class AppendOnly(Guard):
    """Rows are written once: no change."""

    @property
    def name(self) -> str:
        return "written_once"

    def event(self, column: str) -> str:
        return "UPDATE"

    def sentence(self, table: str) -> str:
        return f"{table} is written once and never changed"


def guarded() -> Iterator[tuple[type[models.Model], Guard]]:
    """Every guard of the house with the model whose table it stands at."""
    from records.models import Recorded  # noqa: PLC0415 -- records are declared with guards

    for model in apps.get_models():
        declared: tuple[Guard, ...] = getattr(model, "guards", ())
        for guard in declared:
            yield model, guard
        if issubclass(model, Recorded):
            yield model, Kept()
            yield model.history.model, AppendOnly()
            yield model.history.model, Kept()
        elif AppendOnly() in declared:
            yield model, Kept()


def _standing(vendor: str) -> Iterator[tuple[type[models.Model], Guard]]:
    for model, guard in guarded():
        yield model, guard
        if isinstance(guard, Kept) and vendor == "postgresql":
            yield model, NeverEmptied()


def _statements(vendor: str) -> Iterator[tuple[str, str, str]]:
    """(trigger, table, SQL that makes it) for every guard of the house."""
    for model, guard in _standing(vendor):
        table = model._meta.db_table
        trigger = f"{PREFIX}{table}_{guard.name}"[:63]
        column = _column(model, guard.field) if isinstance(guard, Frozen) else ""
        differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
        condition = guard.when(column, differs)
        when = f"WHEN ({condition})" if condition else ""
        each = "STATEMENT" if isinstance(guard, NeverEmptied) else "ROW"
        head = f'CREATE TRIGGER "{trigger}" BEFORE {guard.event(column)} ON "{table}" FOR EACH {each} {when}'
        if vendor == "postgresql":
            yield trigger, table, f"{head} EXECUTE FUNCTION records_refuse('{guard.sentence(table)}')"
        else:
            yield trigger, table, f"{head} BEGIN SELECT RAISE(ABORT, '{guard.sentence(table)}'); END"


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    return str(getattr(field, "column", name))


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in its place; safe to repeat."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "RAISE EXCEPTION USING ERRCODE = '23000', MESSAGE = TG_ARGV[0]; END $$"
            )
        for trigger, table, sql in _statements(connection.vendor):
            if table in present:
                cursor.execute(_drop(connection.vendor, trigger, table))
                cursor.execute(sql)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every guard away: only for a test."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger, table, _ in _statements(connection.vendor):
            if table in present:
                cursor.execute(_drop(connection.vendor, trigger, table))


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of guards that should stand and do not."""
    catalogue = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        standing = {row[0] for row in cursor.fetchall()}
    return {trigger for trigger, _, _ in _statements(connection.vendor)} - standing


def install_after_migrate(using: str, **kwargs: Any) -> None:
    """Signal receiver: guards are put back after each migrate."""
    install(connections[using])


def _drop(vendor: str, trigger: str, table: str) -> str:
    return f'DROP TRIGGER IF EXISTS "{trigger}"' + (f' ON "{table}"' if vendor == "postgresql" else "")
