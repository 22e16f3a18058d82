"""Set equality: what the sheet lists is what somebody owes, whatever happened at the desk before (BR-H01, I7).

The other side is asked in plain SQL, by nothing of ours. `HISTORIES=2000` walks them all; a run of the house walks
thirty. Each history is rolled back, so that all share one small house.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction

from directory.models import Duty, Staff, Unit
from handover.models import Handover
from records import clock
from records.models import Refusal
from tests import builders
from tests.cast import MORNING, put_on_duty
from tests.cast import department as department_of
from visits.models import Callback, Case

HISTORIES = int(os.environ.get("HISTORIES", "30"))
STEPS = 9

OWED = """
    SELECT id FROM visits_case
     WHERE owner_id = %s AND status NOT IN ('closed', 'merged')
    UNION
    SELECT case_id FROM visits_callback
     WHERE assignee_id = %s AND state IN ('scheduled', 'retry', 'exhausted')
"""


def owed(staff: Staff) -> set[int]:
    """Cases this person answers for or is to ask about, past every model of ours."""
    with connection.cursor() as cursor:
        cursor.execute(OWED, [staff.pk, staff.pk])
        return {pk for (pk,) in cursor.fetchall()}


class Walk:
    """Some hours at the desk, drawn from one seed: mostly what is allowed, sometimes what is not."""

    def __init__(self, lot: Random, people: list[Staff], homes: list[Unit | None]) -> None:
        self.lot, self.people, self.homes = lot, people, homes
        self.now: datetime = MORNING
        self.outgoing = lot.choice(people[:-1])

    def step(self) -> None:
        """One act, at the next moment."""
        self.now += timedelta(minutes=self.lot.choice((1, 5, 20, 45)))
        acts = (*(self.promise,) * 3, *(self.resolve,) * 3, *(self.ask,) * 2, self.alarm, self.hand_on)
        act = self.lot.choice((*acts, self.reassign, self.close, self.reopen, self.merge))
        with clock.at(self.now):
            try:
                with transaction.atomic():
                    act()
            except (Refusal, IndexError):  # refused, or nothing there to act on
                return

    def one(self) -> Staff:
        """Somebody; every other time the one who will go off."""
        return self.lot.choice((self.outgoing, self.lot.choice(self.people)))

    def case(self, *, is_open: bool = True) -> Case:
        """One of the cases."""
        found: Case = self.lot.choice(list(Case.objects.filter(closed_at__isnull=is_open)))
        return found

    def callback(self) -> Callback:
        """One of the callbacks still to be made."""
        found: Callback = self.lot.choice(list(Callback.objects.open()))
        return found

    def promise(self) -> None:
        builders.case(
            self.one(),
            about=self.lot.choice(("repair", "complaint", "consult")),
            to=self.lot.choice(("engineering", "security", "desk")),
            unit=self.lot.choice(self.homes),
            new_matter_reason="另一件事",
            handler=None,
        )

    def alarm(self) -> None:
        by = self.one()
        visit = builders.visit(by, about="repair", unit=self.homes[0])
        visit.raise_alarm(by=by, department=department_of(by, "engineering"))

    def resolve(self) -> None:
        self.case().resolve(by=self.one(), result="已更換", overdue_reason="等配件")

    def ask(self) -> None:
        callback = self.callback()
        by = callback.assignee or self.one()
        satisfaction = self.lot.choice((2, 3, 4, 5, None))
        callback.record(
            by=by,
            result="reached" if satisfaction else "no_answer",
            respondent="吳先生",
            satisfaction=satisfaction,
            feedback="還在滴水",
            terms=builders.terms(),
        )

    def hand_on(self) -> None:
        callback = self.callback()
        callback.hand_to(by=self.lot.choice((callback.case.owner, self.people[-1])), to=self.one())

    def reassign(self) -> None:
        self.case().reassign(by=self.people[-1], to=self.one(), reason="分擔")

    def close(self) -> None:
        self.case().close_exceptionally(by=self.people[-1], reason="answered", note="已書面答覆")

    def reopen(self) -> None:
        case = self.case(is_open=False)
        case.reopen(by=case.owner, reason="又漏了", terms=builders.terms())

    def merge(self) -> None:
        case = self.case()
        case.merge(by=case.owner, into=self.case())


@contextmanager
def forgotten() -> Iterator[None]:
    """What happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def desk(
    lin: Staff, zhou: Staff, chen: Staff, wu: Staff, zhao: Staff, tang: Staff, huang: Staff, english: None
) -> list[Staff]:
    """Seven people of the cast; the last one manages."""
    return [lin, zhou, chen, wu, zhao, tang, huang]


def test_the_sheet_lists_exactly_what_is_owed(desk: list[Staff], home: Unit) -> None:
    """Issue 3, 1: at the opening, listed again, and with what still stands at the signature."""
    other = Unit(centre=home.centre, building="8", entrance="2", room="1203").save_signed(None, "set_up")
    for person in desk:
        put_on_duty(person, MORNING)
    sizes: list[int] = []

    for seed in range(HISTORIES):
        with forgotten():
            walk = Walk(Random(seed), desk, [home, other, None])  # noqa: S311 -- a lot that can be drawn again
            for _ in range(STEPS):
                walk.step()
            outgoing = walk.outgoing
            walk.now = max(walk.now, MORNING + timedelta(hours=5, minutes=30))
            with clock.at(walk.now):
                handover = Handover.begin(by=outgoing, duty=Duty.objects.get(staff=outgoing))
            assert listed(handover) == owed(outgoing), f"history {seed}, at the opening"
            for _ in range(3):
                walk.step()
            assert set(handover.unlisted()) == {
                Case.objects.get(pk=pk).number for pk in owed(outgoing) - listed(handover)
            }, f"history {seed}, what came since"
            with clock.at(walk.now):
                handover.list_again(by=outgoing)
            standing = {item.case_id for item in handover.standing_items()}
            assert standing == owed(outgoing), f"history {seed}, what stands"
            assert {item.case_id for item in handover.items.for_list() if item.is_standing} == standing
            sizes.append(len(standing))

    assert len(sizes) == HISTORIES
    assert max(sizes) >= 3
    assert sizes.count(0) < HISTORIES / 2


def listed(handover: Handover) -> set[int]:
    """The cases on the sheet."""
    return set(handover.items.values_list("case_id", flat=True))
