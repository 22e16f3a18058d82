"""Time told in whole seconds by the database itself."""

from typing import Any

from django.db.models import Aggregate, BigIntegerField, Func, TextField

POSTGRESQL = "FLOOR(DATE_PART('epoch', %(expressions)s))::bigint"
SQLITE = "UNIXEPOCH(%(expressions)s)"


class Seconds(Func):
    """Seconds since 1970, fractions cut off; SQLite's own clock reads its texts much faster than Python does."""

    output_field = BigIntegerField()

    def as_sql(self, compiler: Any, connection: Any, *_words: Any, **extra: Any) -> Any:
        """PostgreSQL knows it as an epoch."""
        return super().as_sql(compiler, connection, template=POSTGRESQL, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite counts them from its text."""
        return super().as_sql(compiler, connection, template=SQLITE, **extra)


class EachSecond(Aggregate):
    """The seconds of all rows in one text, with commas: a row for each moment takes longer than everything else."""

    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, *_words: Any, **extra: Any) -> Any:
        """Any order will do."""
        return super().as_sql(compiler, connection, template=f"STRING_AGG({POSTGRESQL}::text, ',')", **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """The same by its name there."""
        return super().as_sql(compiler, connection, template=f"GROUP_CONCAT({SQLITE})", **extra)
