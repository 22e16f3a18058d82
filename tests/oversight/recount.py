"""A slow, plain recount of every figure, written from the definitions of §4.6 alone: objects, loops and comparisons.

Nothing of `oversight` is used here but the rows it records. Each figure is a list of what it looks at, each with
whether it counts as good.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from directory.models import Duty, ServiceCentre
from handover.models import Handover
from oversight.models import Breach
from visits.models import Callback, Case, CaseEvent, Visit

Seen = list[tuple[Any, bool]]
DAY = timedelta(hours=24)


@dataclass
class Recount:
    """Everything there is in a centre, and the days and boxes that are asked for."""

    centre: ServiceCentre
    first: date
    last: date
    now: datetime
    boxes: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.visits = list(
            Visit.objects.filter(centre=self.centre).select_related("category", "unit", "shift")
        )
        related = ("category", "unit", "visit__shift", "first_contact", "department")
        self.cases = list(Case.objects.filter(centre=self.centre).select_related(*related))
        by_pk = {case.pk: case for case in self.cases}
        self.callbacks = list(Callback.objects.filter(centre=self.centre).order_by("pk"))
        for callback in self.callbacks:
            callback.case = by_pk[callback.case_id]
        self.handovers = list(
            Handover.objects.filter(centre=self.centre).select_related("from_shift", "to_shift")
        )
        self.events = list(CaseEvent.objects.filter(case__centre=self.centre).order_by("at", "pk"))
        self.recorded = list(Breach.objects.filter(centre=self.centre))
        for breach in self.recorded:
            breach.case = by_pk[breach.case_id]
        self.duties = list(Duty.objects.filter(centre=self.centre, cancelled=False).select_related("shift"))

    # What is asked for ----------------------------------------------------------------------------------------

    def _day(self, moment: datetime | None) -> bool:
        return moment is not None and self.first <= moment.astimezone(self.centre.tz).date() <= self.last

    def _case_fits(self, case: Case, department: int, by: int | None) -> bool:
        unit, shift = case.unit, case.visit.shift
        told = {
            "department": department,
            "category": case.category_id,
            "building": unit.building if unit else None,
            "shift": shift.pattern_id if shift else None,
            "first": case.first_contact_id,
            "by": by,
            "owner": case.owner_id,
        }
        return all(told[box] == value for box, value in self.boxes.items())

    def _lines(self) -> Iterable[Visit]:
        for visit in self.visits:
            if visit.status == "void" or not self.first <= visit.duty_date <= self.last:
                continue
            told = {
                "department": visit.category.department_id if visit.category else None,
                "category": visit.category_id,
                "building": visit.unit.building if visit.unit else None,
                "shift": visit.shift.pattern_id if visit.shift else None,
                "first": visit.first_contact_id,
            }
            if all(told[box] == value for box, value in self.boxes.items()):
                yield visit

    def _works(self, moment: Callable[[Callback], datetime | None]) -> Iterable[Any]:
        for callback in self.callbacks:
            if self._day(moment(callback)) and self._case_fits(
                callback.case, callback.department_id, callback.done_by_id
            ):
                yield callback

    def _cases(self, moment: Callable[[Case], datetime | None]) -> Iterable[Case]:
        for case in self.cases:
            if self._day(moment(case)) and self._case_fits(case, case.department_id, case.resolved_by_id):
                yield case

    def _handovers(self) -> Iterable[Handover]:
        for handover in self.handovers:
            over = handover.state in {"accepted", "substituted", "overridden"}
            shift = self.boxes.get("shift", handover.from_shift.pattern_id)
            if over and self._day(handover.closed_at) and shift == handover.from_shift.pattern_id:
                yield handover

    def _open(self) -> Iterable[Case]:
        for case in self.cases:
            if case.closed_at is None and self._case_fits(case, case.department_id, case.handler_id):
                yield case

    # The figures ----------------------------------------------------------------------------------------------

    def received(self) -> Seen:
        return [(visit, True) for visit in self._lines()]

    def rings(self) -> Seen:
        return [(visit, visit.ring_count <= 3) for visit in self._lines() if visit.ring_count is not None]

    def spot(self) -> Seen:
        return [(visit, visit.status == "answered") for visit in self._lines()]

    def passes(self) -> Seen:
        return [(visit, True) for visit in self._lines() if visit.quoting_reason]

    def forwarded(self) -> Seen:
        limit = timedelta(minutes=30)
        return [
            (case, _whole(case.forwarded_at) - _whole(case.opened_at) <= limit)
            for case in self._cases(lambda case: case.forwarded_at)
        ]

    def breaches(self) -> Seen:
        return [
            (breach, True)
            for breach in self.recorded
            if breach.withdrawn_by_id is None
            and self._day(breach.recorded_at)
            and self._case_fits(breach.case, breach.case.department_id, breach.person_id)
        ]

    def kept_last(self) -> Seen:
        return [
            (work, work.kept_last_promise)
            for work in self._works(lambda work: work.done_at)
            if work.kept_last_promise is not None
        ]

    def kept_first(self) -> Seen:
        return [
            (work, work.kept_first_promise)
            for work in self._works(lambda work: work.done_at)
            if work.kept_first_promise is not None
        ]

    def rework(self) -> Seen:
        return [
            (
                work,
                any(
                    each.case_id == work.case_id and each.kind == "reopened" and each.at > work.done_at
                    for each in self.events
                ),
            )
            for work in self._works(lambda work: work.done_at)
            if work.case.category.code == "repair"
        ]

    def asked(self) -> Seen:
        return [
            (work, work.reached_at is not None and _whole(work.reached_at) - _whole(work.done_at) <= DAY)
            for work in self._works(lambda work: work.done_at)
            if work.state != "cancelled"
        ]

    def _closed(self) -> Iterable[Case]:
        return [case for case in self._cases(lambda case: case.closed_at) if case.status == "closed"]

    def reach(self) -> Seen:
        return [
            (case, case.closing_satisfaction is not None)
            for case in self._closed()
            if case.closing_satisfaction is not None or case.close_reason == "unreached"
        ]

    def satisfied_end(self) -> Seen:
        return [
            (case, case.closing_satisfaction >= 3)
            for case in self._closed()
            if case.closing_satisfaction is not None
        ]

    def exceptional(self) -> Seen:
        return [(case, True) for case in self._closed() if case.close_reason]

    def followed(self) -> Seen:
        seen = []
        for case in self._closed():
            events = [event for event in self.events if event.case_id == case.pk]
            handed = [event.at for event in events if event.kind == "handed_over"]
            owed = [
                duty.shift
                for duty in self.duties
                if duty.staff_id == case.first_contact_id
                and handed
                and min(handed) <= duty.shift.starts_at < case.closed_at
            ]
            if case.carry_count and owed:
                noted = all(
                    any(
                        event.by_id == case.first_contact_id and shift.starts_at <= event.at < shift.ends_at
                        for event in events
                    )
                    for shift in owed
                )
                seen.append((case, noted))
        return seen

    def _answers(self) -> Iterable[Any]:
        return [answer for answer in self._works(lambda work: work.reached_at) if answer.state == "reached"]

    def satisfied(self) -> Seen:
        return [(answer, answer.satisfaction >= 3) for answer in self._answers()]

    def satisfied_first(self) -> Seen:
        return [
            (answer, answer.satisfaction >= 3)
            for answer in self._answers()
            if not any(
                other.case_id == answer.case_id and other.reached_at and other.reached_at < answer.reached_at
                for other in self.callbacks
            )
        ]

    def mark(self) -> Seen:
        return [(answer, True) for answer in self._answers()]

    def dissatisfied(self) -> Seen:
        return [(answer, True) for answer in self._answers() if answer.satisfaction < 3]

    def punctual(self) -> Seen:
        seen = []
        for each in self._handovers():
            if each.to_shift is not None and not each.leaves_before_relief:
                late = _whole(each.closed_at) - _whole(each.to_shift.starts_at)
                seen.append((each, each.state != "overridden" and late <= timedelta(minutes=15)))
        return seen

    def refused(self) -> Seen:
        return [(handover, handover.refuse_count > 0) for handover in self._handovers()]

    def overrides(self) -> Seen:
        return [
            (handover, True)
            for handover in self._handovers()
            if handover.state == "overridden" or handover.released_at is not None
        ]

    def open(self) -> Seen:
        return [(case, True) for case in self._open()]

    def _at_work(self) -> Iterable[Case]:
        return [case for case in self._open() if case.status != "awaiting_callback"]

    def late(self) -> Seen:
        return [(c, True) for c in self._at_work() if c.promise_due_at and c.promise_due_at < self.now]

    def due_today(self) -> Seen:
        today = self.now.astimezone(self.centre.tz).date()
        return [
            (case, True)
            for case in self._at_work()
            if case.promise_due_at
            and case.promise_due_at >= self.now
            and case.promise_due_at.astimezone(self.centre.tz).date() == today
        ]

    def unclaimed(self) -> Seen:
        return [(c, True) for c in self._open() if c.handler_id is None and c.status == "in_progress"]

    def unforwarded(self) -> Seen:
        limit = timedelta(minutes=30)
        return [(c, True) for c in self._open() if c.forwarded_at is None and self.now - c.opened_at > limit]

    def assign(self) -> Seen:
        return [(case, True) for case in self._open() if case.status == "promised" and case.return_count >= 2]

    def stuck(self) -> Seen:
        return [(case, True) for case in self._open() if self._handed_on_in_a_row(case) >= 3]

    def _handed_on_in_a_row(self, case: Case) -> int:
        count = 0
        for event in self.events:
            if event.case_id == case.pk and event.kind == "handed_over":
                count += 1
            elif event.case_id == case.pk and event.kind in {"progress", "told", "resolved", "called_back"}:
                count = 0
        return count

    def reopened(self) -> Seen:
        return [(case, True) for case in self._open() if case.reopen_count]

    def awaiting(self) -> Seen:
        return [(case, True) for case in self._open() if case.status == "awaiting_callback"]

    def number(self, code: str) -> tuple[int, int]:
        """What the figure comes to: how many count, of how many; the sum of the marks, for the mean."""
        seen = getattr(self, code)()
        if code == "mark":
            return sum(answer.satisfaction for answer, _counts in seen), len(seen)
        return sum(counts for _each, counts in seen), len(seen)

    def listed(self, code: str) -> list[tuple[str, bool]]:
        """The numbers of what it is counted from, each with whether it counts."""
        return sorted((_number_of(each), bool(counts)) for each, counts in getattr(self, code)())


def _whole(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment.replace(microsecond=0)


def _number_of(each: Any) -> str:
    return str(each.case.number if isinstance(each, Callback) else each.number)
