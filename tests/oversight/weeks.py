"""A week at the centre, made up by chance and lived through the real verbs."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from directory.models import Department, Duty, Shift, ShiftPattern, Staff, Unit
from handover.models import Handover
from oversight.models import Breach
from records import clock
from records.models import Refusal
from tests import builders
from tests.cast import category, department
from visits.actions import pass_on
from visits.models import Callback, Case, Visit

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: Monday midnight until Sunday afternoon: something is still due today.
LONG = timedelta(days=6, hours=15)


@dataclass
class Week:
    """Who takes part, where, and when it begins."""

    lot: random.Random
    begins: datetime
    desk: list[Staff]
    handlers: dict[str, Staff]
    manager: Staff
    homes: list[Unit]
    now: datetime = field(init=False)

    def live(self, acts: int) -> None:
        """So many things happen until Sunday afternoon, at moments of their own."""
        self.now = self.begins
        with clock.at(self.now):
            self._roster()
        for moment in sorted(self.lot.uniform(0, LONG / MINUTE) for _each in range(acts)):
            self.now = self.begins + moment * MINUTE
            with clock.at(self.now), suppress(Refusal):
                act = self.lot.choices(*zip(*self.acts(), strict=True))[0]
                act()
        self.now = self.begins + LONG

    def acts(self) -> list[tuple[Callable[[], None], int]]:
        """What may happen, and how often."""
        return [
            (self.answer, 5),
            (self.open, 7),
            (self.forward, 4),
            (self.resolve, 8),
            (self.ask, 8),
            (self.move, 3),
            (self.note, 3),
            (self.hand_on, 3),
            (self.give_back, 2),
            (self.again, 2),
            (self.close, 1),
            (self.void, 1),
            (self.correct, 1),
            (self.merge, 1),
            (self.hand_over, 2),
            (self.blame, 1),
            (self.take_back, 1),
        ]

    def _roster(self) -> None:
        centre = self.manager.centre
        assert centre is not None
        self.shifts = [Shift.objects.at(centre, self.begins + (8 * place + 1) * HOUR) for place in range(21)]
        people = [
            self.desk[place % 3] if self.lot.random() < 0.7 else self.lot.choice(self.desk)
            for place in range(21)
        ]
        self.duties = Duty.objects.create_signed(
            [
                Duty(centre=centre, shift=shift, staff=who)
                for shift, who in zip(self.shifts, people, strict=True)
            ],
            by=self.manager,
            verb="roster",
        )

    def _a(self, found: Any) -> Any:
        pks = list(found.order_by("pk").values_list("pk", flat=True))
        return found.model.objects.get(pk=self.lot.choice(pks)) if pks else None

    def _facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"unit": self.lot.choice([*self.homes, None])}
        if self.lot.random() < 0.5:
            facts |= {"channel": Visit.Channel.CALL, "ring_count": self.lot.choice([None, 1, 2, 3, 4, 6])}
        if self.lot.random() < 0.1:
            facts["arrived_at"] = self.now - self.lot.randint(1, 30) * HOUR
        return facts

    def answer(self) -> None:
        about = self.lot.choice(["consult", "praise", "parking"])
        visit = builders.visit(self.lot.choice(self.desk), about=about, **self._facts())
        quoting = self.lot.random() < 0.2
        reply = "已解釋，業主不再表示不清楚" if quoting else "已告知辦理時間"
        visit.answer(
            by=visit.first_contact, reply=reply, quoting_reason="引述業主原話" if quoting else "",
            satisfaction=self.lot.choice([None, 3, 4, 5]),
        )  # fmt: skip

    def open(self) -> None:
        builders.case(
            self.lot.choice(self.desk),
            about=self.lot.choice(["repair", "repair", "complaint", "parking"]),
            to=self.lot.choice(list(self.handlers)),
            forward=self.lot.random() < 0.7,
            promise=builders.terms(self.now + self.lot.randint(1, 60) * HOUR),
            new_matter_reason="另一件事",
            **self._facts(),
        )

    def forward(self) -> None:
        if case := self._a(Case.objects.open().filter(status="promised")):
            to = department(self.manager, self.lot.choice(list(self.handlers)))
            (case.assign if case.return_count >= 2 else case.forward)(by=self.manager, department=to)

    def _worker(self, case: Case) -> Staff:
        return self.handlers[Department.objects.get(pk=case.department_id).code]

    def resolve(self) -> None:
        if case := self._a(Case.objects.open().filter(status="in_progress")):
            worker = self._worker(case)
            if case.handler_id is None:
                case.accept(by=worker)
            case.resolve(by=worker, result="更換閥芯，試水正常", overdue_reason="配件當天未到貨")

    def ask(self) -> None:
        if callback := self._a(Callback.objects.open()):
            by = callback.assignee or self.manager
            draw = self.lot.random()
            if draw < 0.25:
                callback.record(by=by, result="no_answer")
                return
            satisfied = draw < 0.75
            said: dict[str, Any] = (
                {"satisfaction": self.lot.randint(3, 5)}
                if satisfied
                else {
                    "satisfaction": self.lot.randint(1, 2),
                    "feedback": "還是漏",
                    "terms": builders.terms(self.now + self.lot.randint(2, 40) * HOUR),
                }
            )
            callback.record(by=by, result="reached", respondent="吳先生", **said)

    def move(self) -> None:
        if case := self._a(Case.objects.open().exclude(status="awaiting_callback")):
            terms = builders.terms(self.now + self.lot.randint(2, 50) * HOUR)
            if case.is_late:
                case.promise_again(by=case.owner, terms=terms, reason="配件未到", told=True, apology=True)
            else:
                case.move_promise(by=case.owner, terms=terms, reason="配件未到", told=True)

    def note(self) -> None:
        if case := self._a(Case.objects.open()):
            by = self.lot.choice([case.first_contact, case.owner])
            (case.note if self.lot.random() < 0.6 else case.inform)(by=by, note="已與承辦人核對進展")

    def hand_on(self) -> None:
        """One person's open cases pass to another."""
        gives, takes = self.lot.sample(self.desk, 2)
        owners = dict.fromkeys(Case.objects.open().filter(owner=gives), takes)
        if owners:
            pass_on(owners, by=takes, verb="accept_handover", outgoing=gives, number="JJ-1")

    def give_back(self) -> None:
        if case := self._a(Case.objects.open().filter(status="in_progress")):
            case.send_back(by=self._worker(case), reason="不是我們的事")

    def again(self) -> None:
        if case := self._a(Case.objects.filter(status__in=["closed", "awaiting_callback"])):
            terms = builders.terms(self.now + 5 * HOUR)
            case.reopen(by=case.owner, reason="又漏了", terms=terms)

    def close(self) -> None:
        if case := self._a(Case.objects.open()):
            reason = self.lot.choice(["not_ours", "answered", "unreached"])
            case.close_exceptionally(by=self.manager, reason=reason, note="轉專責單位")

    def void(self) -> None:
        by = self.lot.choice(self.desk)
        visit = builders.visit(by, **self._facts()).keep(by=by)
        visit.void(by=self.manager, reason="重複記錄")

    def change(self) -> None:
        """What changes days long closed: late entries, corrections, cases that are taken up again."""
        for act in (self.again, self.ask, self.void, self.correct, self.take_back, self.answer, self.resolve):
            self.now += timedelta(seconds=1)
            with clock.at(self.now), suppress(Refusal):
                act()

    def correct(self) -> None:
        if visit := self._a(Visit.objects.exclude(status="void")):
            to = category(self.manager, self.lot.choice(["repair", "complaint", "parking"]))
            visit.correct(by=self.manager, reason="類別選錯", category=to)

    def merge(self) -> None:
        one, other = self._a(Case.objects.open()), self._a(Case.objects.open())
        if one and other and one.pk != other.pk:
            one.merge(by=self.manager, into=other)

    def blame(self) -> None:
        """A manager records a breach of whoever received the resident."""
        if case := self._a(Case.objects.all()):
            kind = self.lot.choice(Breach.Kind.values)
            person = case.first_contact
            Breach.record(by=self.manager, case=case, person=person, kind=kind, happened="三次未接")

    def take_back(self) -> None:
        """One of the breaches was recorded in error."""
        if breach := self._a(Breach.objects.all()):
            breach.withdraw(by=self.manager, reason="看錯人")

    def hand_over(self) -> None:
        """A handover that is over, of some duty that had none."""
        left = [duty for duty in self.duties if duty.shift.ends_at <= self.now]
        done = set(Handover.objects.values_list("duty", flat=True))
        duty = next((duty for duty in left if duty.pk not in done), None)
        if duty is None:
            return
        coming = Shift.objects.following(duty.shift)
        state = self.lot.choice(["accepted", "accepted", "accepted", "substituted", "overridden"])
        closed_at = min(self.now, duty.shift.ends_at + self.lot.randint(-10, 60) * MINUTE)
        released = self.lot.random() < 0.1
        Handover.objects.create_signed(
            [
                Handover(
                    centre=duty.centre,
                    number=f"JJ-{duty.pk}",
                    duty=duty,
                    from_shift=duty.shift,
                    to_shift=coming if self.lot.random() < 0.9 else None,
                    outgoing=duty.staff,
                    incoming=self.manager,
                    closed_by=self.manager,
                    state=state,
                    begun_at=duty.shift.ends_at - 20 * MINUTE,
                    signed_out_at=duty.shift.ends_at - 12 * MINUTE,
                    closed_at=closed_at,
                    exit_reason="" if state == "accepted" else "接班人未到",
                    leaves_before_relief=self.lot.random() < 0.1,
                    refuse_count=self.lot.choice([0, 0, 0, 1, 2]),
                    released_by=self.manager if released else None,
                    released_at=closed_at if released else None,
                )
            ],
            by=self.manager,
            verb="accept_handover",
        )


def some_boxes(lot: random.Random, centre: Any, homes: list[Unit]) -> dict[str, Any]:
    """A filter somebody may choose."""
    offered: dict[str, Any] = {
        "department": department(centre, lot.choice(["engineering", "security"])).pk,
        "category": category(centre, lot.choice(["repair", "complaint", "parking"])).pk,
        "building": lot.choice(homes).building,
        "shift": lot.choice(list(ShiftPattern.objects.filter(centre=centre).order_by("pk"))).pk,
    }
    return {box: offered[box] for box in lot.sample(sorted(offered), lot.randint(1, 2))}
