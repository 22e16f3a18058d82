"""Rig 3: the broker dies again and again, with everything it held, while things fall due (design §4).

BROKERS deaths while FALLING things fall due. Correctness never rests on a message: none is lost, none told twice, and
the workers find the broker again, or are brought back by what keeps them up. The control sends the time along in the
message, as the house never does, and loses.
"""

import time
from datetime import date, timedelta

import pytest
from celery import Celery
from django.utils import timezone

from directory.models import ServiceCentre
from notices.models import Notice
from records.models import Counter
from tests.cast import hire
from tests.rigs.house import address, report, size
from tests.rigs.parts import CELERY, House, house

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

BROKERS, FALLING = size("BROKERS", 1), size("FALLING", 40)
SHORT = BROKERS < 20
WORKER = (*CELERY, "worker", "--pool=solo", "--without-gossip", "--without-mingle")


def fall_due(centre: ServiceCentre, first: int, last: int) -> list[int]:
    """These things are due from now on; their keys."""
    day = date(2026, 11, 16)
    Counter.objects.bulk_create(
        Counter(centre_id=centre.pk, book=str(number), day=day, last=0) for number in range(first, last)
    )
    return list(Counter.objects.filter(last=0).values_list("pk", flat=True))


def die_and_return(running: House, seconds: float) -> None:
    """The broker is killed, is away for a moment, and comes back with nothing."""
    running.kill(running.broker)
    running.tend(0.4)
    running.start_broker()
    running.tend(seconds)


def told() -> tuple[int, int]:
    """How many were told, and of how many things."""
    found = list(Notice.objects.filter(kind="rig").values_list("number", flat=True))
    return len(found), len(set(found))


@pytest.fixture
def people(centre: ServiceCentre) -> ServiceCentre:
    """Twenty who are told."""
    for place in range(20):
        hire(centre, f"p{place}", f"員{place}", "receptionist", "desk")
    return centre


def test_rig_3_a_broker_that_dies_loses_nothing_and_doubles_nothing(people: ServiceCentre) -> None:
    with house(address()) as running:
        for place in (1,) if SHORT else (1, 2):
            running.start(f"worker{place}", *WORKER, f"--hostname=w{place}@rig")
        running.start("beat", *CELERY, "beat", f"--schedule={running.folder / 'schedule'}", "--pidfile=")
        running.tend(2 if SHORT else 20)
        began = time.monotonic()
        for death in range(BROKERS):
            fall_due(people, death * FALLING // BROKERS, (death + 1) * FALLING // BROKERS)
            die_and_return(running, 1 if SHORT else 3)
        killed_for = time.monotonic() - began
        assert running.tend(150 if SHORT else 400, lambda: told()[1] == FALLING), (told(), running.said)
        took = time.monotonic() - began
        running.tend(1 if SHORT else 10)  # whatever was still under way would be told twice now
        came_back = len(running.said)

    assert told() == (FALLING, FALLING)
    assert not Counter.objects.filter(last=0).exists()
    report(
        "3 dying broker",
        deaths=BROKERS,
        fell_due=FALLING,
        told=told()[0],
        lost=FALLING - told()[1],
        doubled=told()[0] - told()[1],
        parts_that_came_back=came_back,
        seconds_of_dying=round(killed_for),
        seconds_until_all_told=round(took),
    )


@pytest.mark.skipif(SHORT, reason="the control is shown by make rigs")
def test_rig_3_control_a_message_that_carries_the_time_is_lost_with_the_broker(people: ServiceCentre) -> None:
    """While the broker lives they arrive; with it they die."""
    with house(address()) as running:
        running.start("worker", *WORKER, "--hostname=w@rig")
        sender = Celery(broker=running.supervisor.environ["REDIS_URL"])

        def send(keys: list[int], seconds: float) -> None:
            eta = timezone.now() + timedelta(seconds=seconds)
            for key in keys:
                sender.send_task("tests.rigs.clockwork.by_eta", (key,), eta=eta)

        send(fall_due(people, 0, 20), 1)
        assert running.tend(120, lambda: told()[1] == 20), told()
        send(fall_due(people, 20, 220), 15)
        running.tend(4)
        die_and_return(running, 60)

    lost = 220 - told()[1]
    report("3 control: the time in the message", messages=200, lost=lost)
    assert lost > 0
