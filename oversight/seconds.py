"""Time told in whole seconds by the database itself, so that thousands of rows are compared in no time."""

from typing import Any, Final

from django.db.models import BigIntegerField, F, Func
from django.db.models.expressions import Combinable, CombinedExpression

from records.prepared import Later

#: How a day is cut so that every zone's midnight falls between two pieces; or whole, where its clock stands still.
QUARTER: Final = 15 * 60
DAY: Final = 24 * 3600


class Seconds(Func):
    """Seconds since 1970, fractions cut off; SQLite's own clock reads its texts much faster than Python does."""

    output_field = BigIntegerField()

    def as_sql(self, compiler: Any, connection: Any, *_words: Any, **extra: Any) -> Any:
        """PostgreSQL knows it as an epoch."""
        return super().as_sql(
            compiler, connection, template="FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint", **extra
        )

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite counts them from its text."""
        return super().as_sql(compiler, connection, template="UNIXEPOCH(%(expressions)s)", **extra)


def elapsed(start: str, end: str) -> CombinedExpression:
    """Whole seconds from one column to another; negative where the second came first."""
    return CombinedExpression(Seconds(F(end)), Combinable.SUB, Seconds(F(start)), BigIntegerField())


#: What is added to the seconds, and how many make a piece: see `pieces`.
SHIFT: Final = Later("piece_shift", BigIntegerField())
WIDTH: Final = Later("piece_width", BigIntegerField())


def piece_of(moment: str) -> CombinedExpression:
    """Which piece of time a moment falls into."""
    moved = CombinedExpression(Seconds(F(moment)), Combinable.ADD, SHIFT, BigIntegerField())
    return CombinedExpression(moved, Combinable.DIV, WIDTH, BigIntegerField())
