"""What a stretch of the log adds up to: pure sums over narrow rows, each with the definition it follows (§4.6 norms).

Void lines count nowhere. A share is a part of a whole, and both are always shown: 7/8, never a bare percentage.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import OuterRef, Subquery

from directory.models import ServiceCentre
from records import clock
from visits.models import Callback, Case, Visit
from visits.models.visit import RINGS

SATISFIED: Final = 3


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    part: int
    whole: int

    def __str__(self) -> str:
        return f"{self.part}/{self.whole}" if self.whole else "—"

    @property
    def percent(self) -> int | None:
        """The share in whole percent; None of nothing."""
        return round(100 * self.part / self.whole) if self.whole else None


@dataclass(slots=True)
class Fact:
    """One line of the log, and the case it opened, as far as sums need them."""

    status: str
    ring_count: int | None = None
    case_status: str | None = None
    opened_at: datetime | None = None
    forwarded_at: datetime | None = None
    kept_first_promise: bool | None = None
    kept_last_promise: bool | None = None
    closing_satisfaction: int | None = None
    close_reason: str | None = ""
    first_answer: int | None = None


#: Where a sum finds each figure on a visit, in the order of `Fact`.
COLUMNS: Final = (
    "status",
    "ring_count",
    "opened__status",
    "opened__opened_at",
    "opened__forwarded_at",
    "opened__kept_first_promise",
    "opened__kept_last_promise",
    "opened__closing_satisfaction",
    "opened__close_reason",
    "first_answer",
)


@dataclass(frozen=True, slots=True)
class CallbackFigures:
    """Whom we reached, and what they said: at the end, and the first time we asked (BR-C05)."""

    reached: Share
    satisfied: Share
    satisfied_at_once: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """What the head of a shift's log says of it."""

    taken: int
    answered: int
    open: int
    rings: Share
    forwarded: Share
    kept_first: Share
    kept_last: Share
    callbacks: CallbackFigures


def with_first_answer(visits: Any) -> Any:
    """Lines, each with what the resident answered the first time anybody asked."""
    asked = Callback.objects.filter(case=OuterRef("opened"), state=Callback.State.REACHED)
    return visits.annotate(
        first_answer=Subquery(asked.order_by("reached_at", "pk").values("satisfaction")[:1])
    )


def figures(facts: Iterable[Fact], centre: ServiceCentre) -> Figures:
    """Everything the head of the log says."""
    lines = [fact for fact in facts if fact.status != Visit.Status.VOID]
    return Figures(
        taken=len(lines),
        answered=sum(fact.status == Visit.Status.ANSWERED for fact in lines),
        open=sum(is_open(fact) for fact in lines),
        rings=within_three_rings(lines),
        forwarded=forwarded_in_time(lines, timedelta(minutes=centre.forward_within_minutes), clock.now()),
        kept_first=promises_kept([fact.kept_first_promise for fact in lines]),
        kept_last=promises_kept([fact.kept_last_promise for fact in lines]),
        callbacks=callback_figures(lines),
    )


def is_open(fact: Fact) -> bool:
    """Whether something of this line is still to be done: a resident being received, or an open case."""
    if fact.status == Visit.Status.RECEIVING:
        return True
    return fact.case_status is not None and fact.case_status not in {Case.Status.CLOSED, Case.Status.MERGED}


def within_three_rings(facts: Iterable[Fact]) -> Share:
    """Calls picked up within three rings, of the calls whose rings were counted (§4.3, BR-V07)."""
    rings = [fact.ring_count for fact in facts if fact.ring_count is not None]
    return Share(sum(count <= RINGS for count in rings), len(rings))


def forwarded_in_time(facts: Iterable[Fact], limit: timedelta, now: datetime) -> Share:
    """Cases forwarded within the centre's limit, of those forwarded or past it (BR-V05)."""
    spans = [
        (fact.forwarded_at, (fact.forwarded_at or now) - fact.opened_at)
        for fact in facts
        if fact.opened_at is not None
    ]
    in_time = sum(forwarded is not None and span <= limit for forwarded, span in spans)
    return Share(in_time, sum(forwarded is not None or span > limit for forwarded, span in spans))


def promises_kept(kept: Sequence[bool | None]) -> Share:
    """Promises kept, of the cases whose work is done and that had one (BR-E06)."""
    settled = [each for each in kept if each is not None]
    return Share(sum(settled), len(settled))


def callback_figures(facts: Iterable[Fact]) -> CallbackFigures:
    """Of the closed cases that were to be asked about: reached, satisfied in the end, satisfied at once (BR-C05).

    Somebody not reached is not satisfied, and not dissatisfied either: they count under reach alone. Cases a manager
    closed for another reason, and merged ones, were not to be asked about.
    """
    closed = [fact for fact in facts if fact.case_status == Case.Status.CLOSED]
    reached = [fact for fact in closed if fact.closing_satisfaction is not None]
    unreached = [fact for fact in closed if fact.close_reason == Case.CloseReason.UNREACHED]
    first = [fact.first_answer for fact in reached if fact.first_answer is not None]
    return CallbackFigures(
        reached=Share(len(reached), len(reached) + len(unreached)),
        satisfied=Share(sum((fact.closing_satisfaction or 0) >= SATISFIED for fact in reached), len(reached)),
        satisfied_at_once=Share(sum(answer >= SATISFIED for answer in first), len(first)),
    )
