"""A question written once in the words of the models, put to the database many times with other values."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, QuerySet
from django.db.models.query import get_related_populators

from records.moments import unspelt

Convert = Callable[[Any, Any, Any], Any]


class Later(Expression):
    """A value that is told when the question is put."""

    def __init__(self, name: str, output_field: Field[Any, Any], more: timedelta = timedelta()) -> None:
        super().__init__(output_field=output_field)
        self.name, self.more = name, more

    def __repr__(self) -> str:
        return f"Later({self.name} + {self.more})" if self.more else f"Later({self.name})"

    def __add__(self, span: timedelta) -> "Later":  # type: ignore[override]  # -- worked out before it is sent
        """A moment so much later."""
        return Later(self.name, self.output_field, self.more + span)

    def among(self, values: dict[str, Any]) -> Any:
        """The value told."""
        return values[self.name] + self.more if self.more else values[self.name]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Keep the place of the value."""
        return "%s", [self]


class Prepared:
    """A `values_list` whose SQL is worked out once in each thread; building it takes longer than asking it.

    `ask` gives the queryset; whatever changes from one asking to the next stands in it as `Later`, nothing else may.
    """

    def __init__(self, ask: Callable[[], "QuerySet[Any, Any]"]) -> None:
        self._ask, self._made = ask, threading.local()

    def rows(self, limit: int | None = None, offset: int = 0, **values: Any) -> list[Any]:
        """What the database answers, column by column as the models would give it."""
        connection = connections[DEFAULT_DB_ALIAS]
        if getattr(self._made, "connection", None) is not connection:
            self._work_out(connection)
        sql, converters = self._made.sql, self._made.converters
        params = [
            later.output_field.get_db_prep_value(later.among(values), connection)
            for later in self._made.later
        ]
        if limit is not None:
            # Written out, too: of a limit it does not know, the database expects the worst.
            sql = f"{sql} LIMIT {limit:d}" + (f" OFFSET {offset:d}" if offset else "")
        with connection.cursor() as cursor:
            unspelt(cursor)
            cursor.execute(sql, params)
            found: list[Any] = cursor.fetchall()
        if not converters:
            return found
        rows = [list(row) for row in found]
        for place, converts, expression in converters:
            for row in rows:
                value = row[place]
                for convert in converts:
                    value = convert(value, expression, connection)
                row[place] = value
        return rows

    def wording(self) -> str:
        """The question as the database is asked it, with names for what is told later."""
        connection = connections[DEFAULT_DB_ALIAS]
        if getattr(self._made, "connection", None) is not connection:
            self._work_out(connection)
        return f"{self._made.sql} {self._made.later!r}"

    def _work_out(self, connection: Any) -> None:
        compiler: Any = self._ask().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        self._made.sql = _with_what_never_changes(sql, params, connection)
        self._made.later = [param for param in params if isinstance(param, Later)]
        expressions = [column[0] for column in compiler.select[: compiler.col_count]]
        general = getattr(connection.ops, "convert_datetimefield_value", None)
        self._made.converters = [
            (place, [_moment if convert == general else convert for convert in converts], expression)
            for place, (converts, expression) in compiler.get_converters(expressions).items()
        ]
        self._made.compiler = compiler
        self._made.connection = connection


def _with_what_never_changes(sql: str, params: Iterable[Any], connection: Any) -> str:
    """The question with its constants written out, so that only what is told later has a place of its own.

    The database then plans it once for all, and knows that an index of open rows alone will do.
    """
    connection.ensure_connection()
    quoted = connection.schema_editor().quote_value
    places = ["%s" if isinstance(param, Later) else str(quoted(param)).replace("%", "%%") for param in params]
    return sql.replace("%%", "%%%%") % tuple(places)


def _moment(value: Any, _expression: Any, connection: Any) -> Any:
    """A moment SQLite worked out comes as text; one it keeps in a column is ready (`records.moments`)."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=connection.timezone)
    return value


@contextmanager
def plans_kept() -> Iterator[None]:
    """In here PostgreSQL plans no question anew for the values it is put with.

    For a page of many questions that are answered quicker than planned; PostgreSQL, left alone, compares costs it
    reckons without knowing the values, and for a stretch of days it reckons too many.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_generic_plan")
        try:
            yield
        finally:
            cursor.execute("RESET plan_cache_mode")


class PreparedRecords(Prepared):
    """The same of whole records, with what `select_related` brings; putting twenty tables together takes longest."""

    def records(self, limit: int | None = None, **values: Any) -> list[Any]:
        """What the database answers, as records."""
        rows = self.rows(limit, **values)
        compiler = self._made.compiler
        model, places = compiler.klass_info["model"], compiler.klass_info["select_fields"]
        first, last = places[0], places[-1] + 1
        names = [column[0].target.attname for column in compiler.select[first:last]]
        using = compiler.connection.alias
        populators = get_related_populators(  # type: ignore[call-arg]  # -- the stubs describe a later Django
            compiler.klass_info, compiler.select, using
        )
        records = []
        for row in rows:
            record = model.from_db(using, names, row[first:last])
            for populator in populators:
                populator.populate(row, record)
            for name, place in (compiler.annotation_col_map or {}).items():
                setattr(record, name, row[place])
            records.append(record)
        return records
