"""Rig 4: one of three sweepers stands still past its lease and goes on (design §4).

Two clocks wake the sweepers, each in a nest of its own. What a sender has leased and not settled in time belongs to
another; whoever comes back finds another number on the row and writes nothing. Inside our own database there is no
lease to lose: the claim is a lock, held by the transaction until everything is committed.
"""

from pathlib import Path

import pytest

from directory.models import ServiceCentre, Staff
from notices.models import Delivery, Preference
from tests.cast import hire
from tests.rigs.house import SEED, Receiver, eventually, nest, receiver, report, size
from tests.rigs.test_outside import channel, due, unsettled

pytestmark = pytest.mark.django_db(transaction=True)

SENT = size("SENT", 40)
WAVE = 40  # few enough that what a stopped sender holds is soon what is due longest
STILL = 3.0  # seconds: the lease is one, and who takes over needs less than another
VARIANTS = "tests.rigs.variants"


def run(
    centre: ServiceCentre, outside: Receiver, kept: Path, monkeypatch: pytest.MonkeyPatch, *more: str
) -> tuple[int, int]:
    """How many settled too late and were refused, and how many wrote all the same."""
    person: Staff = hire(centre, "person", "林靜", "receptionist", "desk")
    Preference.objects.create(staff=person)
    monkeypatch.setenv("STALE_TO", str(kept))
    through = channel(centre, outside.url, "好")
    prepare = tuple(f"{VARIANTS}:{name}" for name in ("short_pauses", "short_lease", *more, "watched_leases"))
    stopping = (*prepare, f"{VARIANTS}:stands_still")
    # Who will stand still looks most often, so that some of the first wave is in its hands.
    with (
        nest("deliveries", prepare=stopping, count=1, seed=SEED, every=0.1, still=STILL, pace=0.02),
        nest("deliveries", prepare=prepare, count=2, seed=SEED + 1, pace=0.5),
    ):
        due(person, through, WAVE, "W0")
        for wave in range(1, SENT // WAVE + 1):
            assert eventually(lambda: not unsettled(), 60), unsettled()
            if wave * WAVE < SENT:
                due(person, through, WAVE, f"W{wave}")
        eventually(kept.exists, 2 * STILL)  # who stands still now goes on
    said = kept.read_text().split() if kept.exists() else []
    return said.count("refused"), said.count("stale")


@pytest.mark.once
def test_rig_4_who_comes_back_after_the_lease_writes_nothing(
    centre: ServiceCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is settled once; a repeat outside carries the key of the first."""
    with receiver(slow=0.2) as outside:
        refused, stale = run(centre, outside, tmp_path / "stale", monkeypatch)
        keys = outside.accepted()

    settled = Delivery.objects.filter(state=Delivery.State.SENT).count()
    report("4 stopped past the lease", sent=SENT, settled=settled, refused=refused, stale=stale)
    assert (settled, len(keys), {len(each) for each in keys.values()}, stale) == (SENT, SENT, {1}, 0)
    assert refused > 0


@pytest.mark.once
@pytest.mark.skipif(SENT < 200, reason="shown by make rigs, and by SENT=200")
def test_rig_4_control_without_the_fence_stale_writes_get_through(
    centre: ServiceCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver(slow=0.2) as outside:
        _refused, stale = run(centre, outside, tmp_path / "stale", monkeypatch, "no_fence")

    report("4 control: no fence", sent=SENT, stale=stale)
    assert stale > 0
