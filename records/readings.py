"""Who looked at or exported what: every room that lets something personal be seen in full registers its lines (BR-P02).

    readings.register(_("looked at a full number"), lambda centre_id: Disclosure.objects.filter(centre=centre_id))

The rows have `at`, `by`, `subject` and `reason`, or say which columns stand for them; the page shows them all in one
list, newest first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

Ask = Callable[[int | None], "QuerySet[Any, Any]"]


class Reading(NamedTuple):
    """One line: who saw what, when and why."""

    at: datetime
    moment: str
    who: str
    act: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Source:
    act: Any
    ask: Ask
    at: str
    by: str
    subject: str
    reason: str


_sources: list[_Source] = []


def register(
    act: Any, ask: Ask, *, at: str = "at", by: str = "by", subject: str = "subject", reason: str = "reason"
) -> None:
    """Let these rows of a centre stand in the list of readings; `act` says what somebody did."""
    _sources.append(_Source(act, ask, at, by, subject, reason))


def readings(
    centre_id: int | None, tz: tzinfo, limit: int, *, before: datetime | None = None
) -> list[Reading]:
    """The newest lines of a centre, one query for each kind of reading; `before` goes on from a page."""
    found = [
        Reading(at, f"{at.astimezone(tz):%Y-%m-%d %H:%M}", who, str(source.act), subject, reason)
        for source in _sources
        for at, who, subject, reason in _lines(source, centre_id, before)[:limit]
    ]
    return sorted(found, key=lambda line: line.at, reverse=True)[:limit]


def _lines(source: _Source, centre_id: int | None, before: datetime | None) -> "QuerySet[Any, Any]":
    rows = source.ask(centre_id).order_by(f"-{source.at}", "-pk")
    if before is not None:
        rows = rows.filter(**{f"{source.at}__lt": before})
    return rows.values_list(F(source.at), F(f"{source.by}__name"), F(source.subject), F(source.reason))
