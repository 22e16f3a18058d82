"""Rig 6: the clock stands still for eight hours; what was missed is told once, as late, and outside in one message.

Every run of the tests takes the short form; `make rigs` the long one (MISSED). The control sends each one singly.
"""

import time as seconds
from datetime import time, timedelta

import pytest
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from directory.models import ServiceCentre, Staff
from notices.models import Channel, Delivery, Notice, Preference
from tests import builders
from tests.cast import hire
from tests.rigs.house import SEED, Receiver, eventually, nest, receiver, report, size
from tests.rivals.race import copies

pytestmark = pytest.mark.django_db(transaction=True)

MISSED = size("MISSED", 40)
SHORT = MISSED < 1000
PEOPLE = 4 if SHORT else 20
QUICK = "tests.rigs.variants:short_pauses"


def hire_callers(centre: ServiceCentre, outside: Receiver) -> list[Staff]:
    """People who make callbacks and want to be told of them outside, each by the same robot."""
    robot = Channel(centre=centre, name="值班群", kind=Channel.Kind.WEBHOOK)
    robot.lead_to(outside.url)
    robot.save_signed(None, "set_up")
    callers = [
        hire(centre, f"caller{number}", f"回訪{number}", "receptionist", "desk") for number in range(PEOPLE)
    ]
    for caller in callers:
        Preference.objects.create(staff=caller, chat=robot, by_chat=["callback-due"])
    return callers


def miss(centre: ServiceCentre, lin: Staff, zhao: Staff, callers: list[Staff]) -> None:
    """Callbacks fell due all through the last eight hours, and nobody was told."""
    centre.contact_from, centre.contact_until = time(0), time(23, 59, 59)
    centre.save_signed(None, "set_up")
    like = builders.resolved(lin, zhao)
    now = timezone.now()  # the real clock, as the sweepers' is, whatever the house's shows
    with transaction.atomic():
        visits = copies(like.case.visit, MISSED, "promise", number=lambda n: f"ZB-20260101-{n:05}")
        cases = copies(
            like.case, MISSED, "promise", visit_id=lambda n: visits[n].pk, number=lambda n: visits[n].number
        )
        copies(
            like,
            MISSED,
            "resolve",
            case_id=lambda n: cases[n].pk,
            number=lambda n: f"HF-20260101-{n:05}",
            assignee_id=lambda n: callers[n % PEOPLE].pk,
            due_at=lambda n: now - timedelta(hours=8) + n * timedelta(hours=7) / MISSED,
            limit_at=lambda _n: now + timedelta(days=2),
        )
        like.case.reopen(by=lin, reason="只作樣本", terms=builders.terms())


def catch_up(*prepare: str) -> float:
    """The clock is back; seconds until everybody was told and nothing is left to be sent."""
    told = Notice.objects.filter(reason="callback-due")
    with nest("callbacks", "deliveries", prepare=(QUICK, *prepare), count=3, seed=SEED):
        began = seconds.monotonic()
        assert eventually(lambda: told.count() >= MISSED, 60 if SHORT else 300), told.count()
        took = seconds.monotonic() - began
        assert eventually(lambda: not Delivery.objects.open().exists(), 60 if SHORT else 300)
    return took


def test_rig_6_after_eight_hours_each_is_told_once_as_late_and_everybody_gets_one_message(
    centre: ServiceCentre, lin: Staff, zhao: Staff, tang: Staff
) -> None:
    """No flood: one digest each, which says how many wait."""
    with receiver() as outside:
        callers = hire_callers(centre, outside)
        miss(centre, lin, zhao, callers)
        took = catch_up()
    told = Notice.objects.filter(reason="callback-due")
    each = dict(told.values_list("recipient").annotate(count=Count("number", distinct=True)))

    report(
        "6 eight hours of stop",
        missed=MISSED,
        told=told.count(),
        late=told.filter(is_late=True).count(),
        people=PEOPLE,
        messages=len(outside.heard),
        seconds=round(took, 1),
    )
    assert each == {caller.pk: MISSED // PEOPLE for caller in callers}
    assert told.count() == told.filter(is_late=True).count() == MISSED
    assert sorted(title for _key, title in outside.heard) == [f"有 {MISSED // PEOPLE} 則提醒未讀"] * PEOPLE
    assert len({key for key, _title in outside.heard}) == PEOPLE


@pytest.mark.skipif(SHORT, reason="that late notices join one message is in tests/notices/test_outbox.py")
def test_rig_6_control_told_singly_it_is_a_flood(
    centre: ServiceCentre, lin: Staff, zhao: Staff, tang: Staff
) -> None:
    """The variant that sends one message for each."""
    with receiver() as outside:
        miss(centre, lin, zhao, hire_callers(centre, outside))
        catch_up("tests.rigs.variants:one_message_each")

    report("6 control: one message each", missed=MISSED, people=PEOPLE, messages=len(outside.heard))
    assert len(outside.heard) > PEOPLE
