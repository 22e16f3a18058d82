"""Spans and days told by the database itself, so that thousands of rows are compared in no time."""

from typing import Final

from django.db.models import BigIntegerField, F
from django.db.models.expressions import Combinable, CombinedExpression

from records.prepared import Later
from records.seconds import Seconds

#: How a day is cut so that every zone's midnight falls between two pieces; or whole, where its clock stands still.
QUARTER: Final = 15 * 60
DAY: Final = 24 * 3600


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
