"""Closed days are counted once: what they came to is kept, and thrown away when a row of theirs changes.

A late correction marks its day in its own transaction (`StaleDay`). The board counts from the first marked day on
from the rows themselves, so what is kept never disagrees with them; a sweep counts marked days anew.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from django.db import transaction
from django.db.models import BigIntegerField, CharField, DateField, Min

from directory.models import Duty, ServiceCentre, Staff
from handover.models import Handover
from oversight import counting, figures
from oversight.counting import Days
from oversight.models import Breach, DayTally, StaleDay
from oversight.scope import ONE_DAY, Scope
from records import clock
from records.prepared import Later, Prepared
from records.signing import signed
from visits.models import Callback, Case, Visit

#: A day is tallied once so much of the next has passed: no transaction of the day is still under way then.
SETTLED_AFTER: Final = timedelta(hours=1)
#: How far back days are kept ready.
KEPT_DAYS: Final = 400
#: So many days are counted in one batch of the sweep.
BATCH: Final = 10


def days_of(scope: Scope) -> Days:
    """Every figure for each day: closed days as they were tallied, all from the first changed one on from the rows."""
    if scope.boxes:
        return dict(counting.by_day(scope))
    kept, first = _kept(scope)
    if first <= scope.last:
        kept |= counting.by_day(scope, first)
    return kept


_DAYS: Final = {
    "centre": Later("centre", BigIntegerField()),
    "day__gte": Later("first", DateField()),
    "day__lte": Later("last", DateField()),
}
_MARKS: Final = Prepared(lambda: StaleDay.objects.filter(**_DAYS).order_by("day").values_list("day"))
_TALLIES: Final = Prepared(
    lambda: DayTally.objects.filter(**_DAYS, edition=Later("edition", CharField())).values_list(
        "day", "numbers"
    )
)


def _kept(scope: Scope) -> tuple[Days, date]:
    """The tallied days without a gap from the first on, and the first day to be counted now."""
    # The marks first: whatever changes after this look leaves its mark on a tally that was right when it was read.
    asked: dict[str, Any] = {"centre": scope.centre.pk, "first": scope.first, "last": scope.last}
    stale = next((day for (day,) in _MARKS.rows(1, **asked)), None)
    found: dict[date, Any] = dict(map(tuple, _TALLIES.rows(**asked, edition=edition(scope.centre))))
    kept: Days = {}
    day = scope.first
    while day in found and (stale is None or day < stale):
        kept[day] = found[day]
        day += ONE_DAY
    return kept, day


@cache
def _definitions() -> str:
    return "\n".join(counting.wording(book) for book in figures.PAST)


def edition(centre: ServiceCentre) -> str:
    """What the figures mean: another definition, time zone or limit is another edition, and is counted anew."""
    said = f"{_definitions()}\n{centre.timezone}\n{centre.forward_within_minutes}"
    return hashlib.sha256(said.encode()).hexdigest()


# Marks -----------------------------------------------------------------------------------------------------------


def connect() -> None:
    """Let every signed change of a closed day leave its mark."""
    for model, days in (
        (Visit, _of_visit),
        (Case, _of_case),
        (Callback, _of_callback),
        (Handover, _of_handover),
        (Breach, _of_breach),
    ):
        signed.connect(_marking(days), sender=model, weak=False, dispatch_uid=f"oversight.{model.__name__}")
    signed.connect(_mark_duty, sender=Duty, dispatch_uid="oversight.Duty")


def _marking(days: Any) -> Any:
    def mark(row: Any, by: Staff | None, verb: str, **_kwargs: Any) -> None:
        centre = _centre_of(row, by)
        found = {
            each if type(each) is date else centre.local(each).date() for each in days(row, verb) if each
        }
        today = centre.local(clock.now()).date()
        _leave(centre.pk, {day for day in found if day < today})

    return mark


def _centre_of(row: Any, by: Staff | None) -> ServiceCentre:
    """The row's centre, without asking for it again where who acts brings it along."""
    if by is not None and by.centre is not None and by.centre_id == row.centre_id:
        return by.centre
    centre: ServiceCentre = row.centre
    return centre


def _leave(centre: int, days: Iterable[date]) -> None:
    if marks := [StaleDay(centre_id=centre, day=day) for day in days]:
        StaleDay.objects.bulk_create(marks)


def _of_visit(visit: Visit, _verb: str) -> Iterable[date | datetime | None]:
    return [visit.duty_date]


def _of_case(case: Case, verb: str) -> Iterable[date | datetime | None]:
    """Reopened, it takes its closing and its work back; corrected, its work may belong to another category."""
    if verb != "correct" and not case.reopen_count:
        return []
    works = case.callbacks.values_list("done_at", flat=True)
    closings = case.history.filter(closed_at__isnull=False).values_list("closed_at", flat=True).distinct()
    return [*works, *closings]


def _of_callback(callback: Callback, _verb: str) -> Iterable[date | datetime | None]:
    return [callback.done_at, callback.reached_at]


def _of_handover(handover: Handover, _verb: str) -> Iterable[date | datetime | None]:
    return [handover.closed_at]


def _of_breach(breach: Breach, _verb: str) -> Iterable[date | datetime | None]:
    """Withdrawn, it is taken out of the day it was recorded on."""
    return [breach.recorded_at]


def _mark_duty(row: Duty, by: Staff | None, verb: str, **_kwargs: Any) -> None:
    """Who stood on a past roster decides which notes a first contact owed for cases closed since."""
    if verb not in {"roster", "take_off"}:
        return
    today, first = _centre_of(row, by).local(clock.now()).date(), row.shift.duty_date
    _leave(row.centre_id, [first + count * ONE_DAY for count in range((today - first).days)])


# The sweep -------------------------------------------------------------------------------------------------------


def sweep() -> int:
    """Count a few marked days anew, then a few closed days that were never counted; answers how many."""
    return _count_marked() or _count_missing()


def _count_marked() -> int:
    with transaction.atomic():
        marks = list(StaleDay.objects.select_for_update(skip_locked=True).order_by("pk")[:500])
        days = list(dict.fromkeys((mark.centre_id, mark.day) for mark in marks))[:BATCH]
        StaleDay.objects.filter(pk__in=[m.pk for m in marks if (m.centre_id, m.day) in set(days)]).delete()
        centres = {
            centre.pk: centre for centre in ServiceCentre.objects.filter(pk__in={pk for pk, _day in days})
        }
        for pk, day in days:
            if day <= _last_settled(centres[pk]):
                _tally(centres[pk], day)
            else:  # marked by a clock that runs ahead; the day is counted from its rows as long as it lasts
                DayTally.objects.filter(centre=pk, day=day).delete()
    return len(days)


def _count_missing() -> int:
    counted = 0
    for centre in ServiceCentre.objects.all():
        for day in _missing(centre)[: BATCH - counted]:
            with transaction.atomic():
                _tally(centre, day)
            counted += 1
    return counted


def _last_settled(centre: ServiceCentre) -> date:
    """The last day on which nothing can still be under way."""
    return centre.local(clock.now() - SETTLED_AFTER).date() - ONE_DAY


def _missing(centre: ServiceCentre) -> list[date]:
    """Closed days not counted yet, the latest first."""
    last = _last_settled(centre)
    first = max(
        Visit.objects.filter(centre=centre).aggregate(first=Min("duty_date"))["first"] or last,
        last - KEPT_DAYS * ONE_DAY,
    )
    ready = DayTally.objects.filter(centre=centre, edition=edition(centre), day__gte=first, day__lte=last)
    expected = (last - first).days + 1
    if ready.count() >= expected:
        return []
    there = set(ready.values_list("day", flat=True))
    return [day for count in range(expected) if (day := last - count * ONE_DAY) not in there]


def _tally(centre: ServiceCentre, day: date) -> None:
    scope = Scope(centre=centre, first=day, last=day, now=clock.now())
    numbers = counting.total(counting.by_day(scope).values())
    DayTally.objects.update_or_create(
        centre=centre,
        day=day,
        defaults={"edition": edition(centre), "numbers": numbers, "made_at": clock.now()},
    )
