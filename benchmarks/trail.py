"""What the seals cost: `python -m benchmarks.trail`. How quickly rows are sealed and verified, and what a save loses.

A house is seeded once and sealed in a copy of it. Then its trail is walked along in this process and, from an export,
by `docs/trail/verify.py`; and lines are saved at the desk, a block while another process seals twice a second (sixty
times as often as the clock does), a block while it rests.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import django

from benchmarks import house

KEEP: Final = house.BASE / "var" / "bench"
SAVES: Final = 300
BLOCK: Final = 50
EVERY: Final = 0.5  # seconds between two rounds of sealing
VERIFIER: Final = house.BASE / "docs" / "trail" / "verify.py"


def main() -> None:
    """Seed, then measure in a process of its own, on SQLite."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=5_000)
    asked.add_argument("--saves", type=int, default=SAVES)
    asked.add_argument("--part", choices=("measure", "seal"))
    words = asked.parse_args()
    if words.part:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
        django.setup()
        (measure if words.part == "measure" else seal_on)(words.saves)
        return
    var = house.seeded(words.cases, KEEP)
    command = [sys.executable, "-m", "benchmarks.trail", "--part", "measure", "--saves", str(words.saves)]
    subprocess.run(command, cwd=house.BASE, env=house.environ(var), check=True)  # noqa: S603 -- our own command


def measure(saves: int) -> None:
    """Seal, verify, export, verify again, save: one line each."""
    from django.conf import settings  # noqa: PLC0415 -- only once Django stands

    from records import proof, seals, trail_export  # noqa: PLC0415 -- as above

    export = Path(settings.VAR_DIR) / "trail.export"
    rows, *took = timed(seals.seal)
    say("sealing", rows, *took)
    report, *took = timed(proof.verify)
    say("verifying in the house", report.rows, *took)
    with export.open("w", encoding="utf-8") as out:
        _none, *took = timed(lambda: trail_export.write(out))
    say("exporting", report.rows, *took)
    _none, *took = timed(lambda: subprocess.run([sys.executable, str(VERIFIER), str(export)], check=True))  # noqa: S603 -- our own command
    say("verifying the export", report.rows, *took)
    print(f"memory at its peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")  # noqa: T201 -- a command prints
    resting, sealing = save_in_turns(saves, Path(settings.VAR_DIR) / "sealing")
    for name, each in (("nobody seals", resting), ("another process seals", sealing)):
        wall, busy = (statistics.median(times) * 1000 for times in zip(*each, strict=True))
        print(  # noqa: T201 -- a command prints
            f"a save while {name}: median {wall:.2f} ms, of the processor {busy:.2f} ms ({len(each)} saves)"
        )


def timed(act: Any) -> tuple[Any, float, float]:
    """What it answers, how long it took, and how much of the processor (children counted)."""
    began, busy = time.perf_counter(), _busy()
    answer = act()
    return answer, time.perf_counter() - began, _busy() - busy


def _busy() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def say(what: str, rows: int, took: float, busy: float) -> None:
    """A line of the outcome."""
    each = 100_000 / max(1, rows)
    print(  # noqa: T201 -- a command prints
        f"{what}: {rows} rows in {took:.2f} s, of the processor {busy:.2f} s; "
        f"100,000 in {took * each:.2f} s and {busy * each:.2f} s"
    )


def save_in_turns(saves: int, flag: Path) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Lines answered on the spot, in blocks: while nobody seals, and while another process does."""
    from directory.models import Category, Staff  # noqa: PLC0415 -- only once Django stands
    from visits.models import Visit  # noqa: PLC0415 -- as above

    by = Staff.objects.for_session().who_may("receive_visit").filter(centre__isnull=False).order_by("pk")[0]
    category = Category.objects.get(centre=by.centre, code="consult")

    def save() -> tuple[float, float]:
        began, busy = time.perf_counter(), time.process_time()
        line = Visit.receive(
            by=by, category=category, scope="community", statement="停車證怎麼補辦", visitor_name="吳先生"
        )
        line.answer(by=by, reply="已告知帶行車執照")
        return time.perf_counter() - began, time.process_time() - busy

    times: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    with sealer(flag):
        for block in range(2 * saves // BLOCK):
            sealing = bool(block % 2)
            flag.touch() if sealing else flag.unlink(missing_ok=True)
            time.sleep(2 * EVERY)
            times[sealing] += [save() for _each in range(BLOCK)]
    return times[False], times[True]


@contextmanager
def sealer(flag: Path) -> Iterator[None]:
    """Another process that seals while the flag lies there."""
    command = [sys.executable, "-m", "benchmarks.trail", "--part", "seal"]
    other = subprocess.Popen(command, cwd=house.BASE, env=os.environ | {"FLAG": str(flag)})  # noqa: S603 -- our own command
    try:
        yield
    finally:
        other.terminate()
        other.wait(60)


def seal_on(_saves: int) -> None:
    """Seal twice a second while the flag lies there."""
    from records import seals  # noqa: PLC0415 -- only once Django stands

    flag = Path(os.environ["FLAG"])
    while True:
        if flag.exists():
            seals.seal_batch()
        time.sleep(EVERY)


if __name__ == "__main__":
    main()
