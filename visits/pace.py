"""How long a department really takes for a kind of matter, and what may wisely be promised after it (§4.8, BR-V10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import BigIntegerField, Count, F, Func, Window
from django.db.models.functions import RowNumber

from directory.models import Category, Department, ServiceCentre
from visits import timing
from visits.models import Case

#: What lies further back says nothing of how long it takes today.
DAYS: Final = 90
#: From so many cases on their ninetieth hundredth is worth saying.
ENOUGH: Final = 20
QUARTER: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Pace:
    """Nine of ten such cases were done within this time of being opened; and how many there were."""

    span: timedelta
    count: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be promised now: a time with the margin in it, or the limit where that comes first."""

    pace: Pace
    moment: datetime
    is_limit: bool = False


class Epoch(Func):
    """A moment in whole seconds, the same figure on both databases."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite keeps moments as text."""
        return self.as_sql(
            compiler, connection, template="CAST(strftime('%%%%s', %(expressions)s) AS integer)", **context
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL keeps microseconds with them."""
        return self.as_sql(
            compiler,
            connection,
            template="floor(extract(epoch FROM %(expressions)s))::bigint",
            **context,
        )


def of(department: Department, category: Category, now: datetime) -> Pace | None:
    """The nearest-rank 90th percentile of the last ninety days, found by the database; None of too few cases."""
    since = now - timedelta(days=DAYS)
    found = (
        Case.objects.done_for(department, category, since)
        .order_by()
        .annotate(took=Epoch("resolved_at") - Epoch("opened_at"))
        .annotate(count=Window(Count("*")), place=Window(RowNumber(), order_by=F("took").asc()))
        .filter(place=(F("count") * 9 + 9) / 10, count__gte=ENOUGH)
        .values_list("took", "count")
        .first()
    )
    return Pace(timedelta(seconds=found[0]), found[1]) if found else None


def suggest(
    centre: ServiceCentre, department: Department, category: Category, now: datetime
) -> Suggestion | None:
    """The wise promise: what nine of ten took, the margin on top, at a quarter, while the department works."""
    pace = of(department, category, now)
    if pace is None:
        return None
    moment = _to_the_quarter(timing.earliest_wise_promise(centre, now, now + pace.span))
    if department.keeps_office_hours:
        moment = centre.working_time.next_moment(moment) or moment
    limit = timing.latest_promise(centre, category, now)
    if limit is not None and limit < moment:
        return Suggestion(pace, limit, is_limit=True)
    return Suggestion(pace, moment)


def _to_the_quarter(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past + QUARTER if past else moment
