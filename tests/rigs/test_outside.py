"""Rigs 2 and 5: what goes outside, under kills, failing receivers and poison (design §4).

Every run of the tests takes the short form; `make rigs` the long one (MESSAGES, KILLS). Each has its control: the
variant that must fail, or the rig would not see what it looks for.
"""

import time

import pytest
from django.utils import timezone

from directory.models import ServiceCentre, Staff
from notices.models import Channel, Delivery, Notice, Preference
from tests.cast import hire
from tests.rigs.house import SEED, Receiver, eventually, nest, receiver, report, size

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES, KILLS = size("MESSAGES", 60), size("KILLS", 4)
SHORT = MESSAGES < 1000
QUICK = "tests.rigs.variants:short_pauses"
State = Delivery.State


long_form = pytest.mark.skipif(SHORT, reason="its short form is in tests/notices/test_outbox.py")


@pytest.fixture
def person(centre: ServiceCentre) -> Staff:
    """Who is told, and a leader for what nobody accepts."""
    staff = hire(centre, "person", "林靜", "receptionist", "desk")
    hire(centre, "leader", "唐芳", "shift_leader", "desk")
    Preference.objects.create(staff=staff)
    return staff


def channel(centre: ServiceCentre, url: str, name: str) -> Channel:
    """A way out."""
    made = Channel(centre=centre, name=name, kind=Channel.Kind.WEBHOOK)
    made.lead_to(url)
    return made.save_signed(None, "set_up")


def due(person: Staff, through: Channel, count: int, prefix: str = "ZB") -> None:
    """So many messages are due now, each about another matter."""
    now = timezone.now()  # the real clock, as the sweepers' is, whatever the house's shows
    told = Notice.objects.bulk_create(
        Notice(
            centre=person.centre,
            recipient=person,
            addressee=f"staff:{person.pk}",
            reason="rig",
            kind="rig",
            number=f"{prefix}-{number:05}",
            url="/",
            due_at=now,
            told_at=now,
        )
        for number in range(count)
    )
    Delivery.objects.bulk_create(
        Delivery(
            centre=person.centre, recipient=person, channel=through, notice=notice, due_at=now, made_at=now
        )
        for notice in told
    )


def unsettled() -> int:
    """Messages that have not ended."""
    return Delivery.objects.open().count()


def lost_and_doubled(outside: Receiver) -> tuple[int, int, int]:
    """How many were never accepted, how many under more than one key, how many repeats there were."""
    accepted = outside.accepted()
    lost = Delivery.objects.filter(channel__name="好").count() - len(accepted)
    doubled = sum(len(keys) > 1 for keys in accepted.values())
    return lost, doubled, len(outside.heard) - len(accepted)


def test_rig_2_ten_thousand_under_kills_are_all_accepted_each_under_one_key(
    centre: ServiceCentre, person: Staff
) -> None:
    """None lost; a repeat carries the key of the first; none is left in anybody's hands."""
    with receiver(slow=0.01) as outside:
        due(person, channel(centre, outside.url, "好"), MESSAGES)
        began = time.monotonic()
        with nest("deliveries", prepare=(QUICK,), count=3, kills=KILLS, every=0.15, seed=SEED) as sweepers:
            assert eventually(lambda: not unsettled(), 60 if SHORT else 900), unsettled()
            took = time.monotonic() - began
        lost, doubled, repeats = lost_and_doubled(outside)

    report(
        "2 outside, killed",
        messages=MESSAGES,
        kills=sweepers.kills,
        lost=lost,
        other_key=doubled,
        repeats=repeats,
        seconds=round(took, 1),
    )
    assert (lost, doubled) == (0, 0)
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}
    assert sweepers.kills >= (KILLS if not SHORT else 1)


def test_rig_2_control_who_says_it_was_sent_before_sending_loses_some(
    centre: ServiceCentre, person: Staff
) -> None:
    """The same with the order turned round."""
    count = min(MESSAGES, 200)
    with receiver() as outside:
        due(person, channel(centre, outside.url, "好"), count)
        with nest(
            "deliveries",
            prepare=(QUICK, "tests.rigs.variants:mark_first"),
            count=2,
            kills=12,
            every=0.15,
            seed=SEED,
        ) as sweepers:
            assert eventually(lambda: not unsettled(), 120)
        lost, _doubled, _repeats = lost_and_doubled(outside)

    report("2 control: mark first", messages=count, kills=sweepers.kills, lost=lost)
    assert lost > 0


@pytest.mark.once
def test_rig_5_a_receiver_that_fails_three_in_ten_ends_nothing_in_silence(
    centre: ServiceCentre, person: Staff
) -> None:
    """Accepted, or a task on the shift leader's list: one that always fails gives eight tries and a task each."""
    with receiver(failing=0.3) as outside, receiver(failing=1.0) as never:
        due(person, channel(centre, outside.url, "好"), MESSAGES)
        due(person, channel(centre, never.url, "壞"), 5, "XX")
        with nest("deliveries", prepare=(QUICK,), count=2, seed=SEED):
            assert eventually(lambda: not unsettled(), 120 if SHORT else 600), unsettled()
        lost, doubled, _repeats = lost_and_doubled(outside)
        dead = Delivery.objects.filter(state=State.DEAD)
        tasks = Notice.objects.filter(is_task=True, taken_at__isnull=True, recipient__username="leader")

    report(
        "5 fails 30 %", messages=MESSAGES + 5, refused=outside.refused, dead=dead.count(), tasks=tasks.count()
    )
    assert doubled == 0
    assert lost == dead.filter(channel__name="好").count()
    assert dead.filter(channel__name="壞").count() == 5
    assert tasks.count() == dead.count()
    assert never.refused == 5 * 8
    assert outside.refused > 0


def slowest(outside: Receiver, *prepare: str) -> float:
    """Seconds until the receiver has accepted everything that is due through the channel 好."""
    wanted = Delivery.objects.filter(channel__name="好").count()
    with nest("deliveries", prepare=(QUICK, *prepare), count=1, seed=SEED):
        began = time.monotonic()
        assert eventually(lambda: len(outside.accepted()) == wanted, 60, every=0.01)
        return time.monotonic() - began


def delay(centre: ServiceCentre, person: Staff, *prepare: str) -> float:
    """So many seconds later the last of twenty messages is accepted if there is one that nobody ever answers."""
    with receiver(slow=30) as deaf, receiver() as outside:
        good = channel(centre, outside.url, "好")
        due(person, good, 20, "ZA")
        alone = slowest(outside, *prepare)
        due(person, channel(centre, deaf.url, "聾"), 1, "AA")
        due(person, good, 20, "ZB")
        return slowest(outside, *prepare) - alone


@long_form
def test_rig_5_one_poison_item_delays_the_others_two_seconds_at_most(
    centre: ServiceCentre, person: Staff
) -> None:
    """Somebody who takes the call and never says a word."""
    seconds = delay(centre, person)

    report("5 poison", others=20, delayed_by_seconds=round(seconds, 2))
    assert seconds <= 2.0


@long_form
def test_rig_5_control_one_after_another_the_poison_holds_up_the_rest(
    centre: ServiceCentre, person: Staff
) -> None:
    seconds = delay(centre, person, "tests.rigs.variants:one_after_another")

    report("5 control: one after another", others=20, delayed_by_seconds=round(seconds, 2))
    assert seconds > 2.0
