"""How long the board takes: `python -m benchmarks.board`, on a year of two hundred thousand cases.

Each page is asked for by one person, with the days counted from their rows and with what is kept up to date; then
every list of rows behind a figure. Beside the time stands the processor time of the workers, because the time alone
says as much of the machine as of the page.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import django

from benchmarks import house
from benchmarks.run import KEEP, Page, fetch, new_database, say

CASES: Final = 200_000
A_DAY: Final = 548
TIMES: Final = 15


def main() -> int:
    """Seed once, migrate, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--house", type=Path, help="a folder where such a house was seeded before")
    chosen = parser.parse_args()
    if chosen.database == "postgresql" and "DATABASE_URL" not in os.environ:
        command = [
            sys.executable,
            "-m",
            "tests.postgres",
            sys.executable,
            "-m",
            "benchmarks.board",
            *sys.argv[1:],
        ]
        return subprocess.run(command, cwd=house.BASE, check=False).returncode  # noqa: S603 -- our own command
    measure(chosen.house or _seeded(chosen.cases, chosen.database), chosen.cases, chosen.database)
    return 0


def _seeded(cases: int, database: str) -> Path:
    """The SQLite house is kept for the next time; a PostgreSQL cluster lives only as long as the command."""
    var = KEEP / f"board-{database}-{cases}"
    if database == "postgresql":
        new_database()
        shutil.rmtree(var, ignore_errors=True)
    if not (var / "seeded").exists():
        shutil.rmtree(var, ignore_errors=True)
        var.mkdir(parents=True)
        house.manage(var, "migrate", "--verbosity", "0")
        house.manage(var, "seed_bench", "--cases", str(cases), "--a-day", str(A_DAY))
        (var / "seeded").touch()
    return var


def measure(var: Path, cases: int, database: str) -> None:
    """The board counted from its rows, then with the closed days kept ready."""
    house.manage(var, "migrate", "--verbosity", "0")
    os.environ |= house.environ(var)
    django.setup()
    from benchmarks.pages import signed_in, staff_called  # noqa: PLC0415 -- models exist only once Django is set up
    from oversight import figures, tally  # noqa: PLC0415 -- as above
    from oversight.models import DayTally  # noqa: PLC0415 -- as above
    from servicecentre import catalogues, collected  # noqa: PLC0415 -- as above

    catalogues.compile_stale()
    collected.collect_stale()
    manager = staff_called("huangli")
    session = signed_in(manager)
    DayTally.objects.all().delete()
    say(f"### The board: {cases:,} cases in a year, {3 * cases:,} visits, {database}\n")
    say("| page | median | processor |\n|---|---:|---:|")

    def row(port: int, web: "subprocess.Popen[bytes]", name: str, path: str) -> float:
        page = Page(name, lambda: path, session)
        for _warm in range(2 * house.WORKERS):
            fetch(port, page)
        before, times = house.processor_time(web), []
        for _each in range(TIMES):
            status, took = _timed(port, page)
            times.append(took)
            if status != 200:
                raise SystemExit(f"{name}: {status}")
        used = (house.processor_time(web) - before) / TIMES * 1000
        say(f"| {name} | {statistics.median(times) * 1000:.0f} ms | {used:.0f} ms |")
        return statistics.median(times)

    with house.serving(var) as (port, web):
        row(port, web, "floor: a bare page of 50 rows", "/floor/")
        row(port, web, "board, 14 days, from the rows", "/board/")
        row(port, web, "board, 14 days, one building", "/board/?building=3")
        row(port, web, "board, 14 days, one department", "/board/?department=" + str(manager.department_id))
        row(port, web, "figures by person, 14 days", "/board/people/")
        while tally.sweep():
            pass
        row(port, web, "board, 14 days, closed days kept", "/board/")
        row(port, web, "board, 365 days, closed days kept", "/board/?span=365")
        row(port, web, "wall", "/wall/")
        drills = {
            figure.code: row(port, web, f"rows: {figure.code}", f"/board/rows/{figure.code}/")
            for figure in figures.FIGURES
        }
    slowest = max(drills, key=lambda code: drills[code])
    say(f"\nThe slowest list of rows is “{slowest}” with {drills[slowest] * 1000:.0f} ms.")


def _timed(port: int, page: Page) -> tuple[int, float]:
    started = time.perf_counter()
    status = fetch(port, page)[0]
    return status, time.perf_counter() - started


if __name__ == "__main__":
    raise SystemExit(main())
