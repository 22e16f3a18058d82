"""`python -m benchmarks.run`: start the server on a seeded house, ask for its pages, print how long they took."""

import argparse
import http.client
import itertools
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import django

from benchmarks import house
from benchmarks.counting import ASK, TOLD

SIZES: Final = (10_000, 100_000)
#: By one person and by eight at once, a page is asked for so often, or for so many seconds, whichever ends first.
TIMES: Final = {1: 100, 8: 120}
SECONDS: Final = 4.0
#: A page is asked for in so many turns, the bare page between them: a machine is not equally quick all the time.
TURNS: Final = {1: 20, 8: 3}
#: So many rounds of every page, eight people at once, come before the memory is read: then the workers have their size.
WARM_ROUNDS: Final = 4
#: So often each form is sent before that.
WARMING: Final = 10 * house.WORKERS
ASSET: Final = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')
KEEP: Final = house.BASE / "var" / "bench"
COLUMNS: Final = (
    "page",
    "median ms",
    "p95 ms",
    "requests/s",
    "× floor",
    "processor ms",
    "× floor's",
    "median ms, 8 users",
    "p95",
    "requests/s",
    "of the floor's",
    "questions",
    "HTML KB",
)
HEAD: Final = f"| {' | '.join(COLUMNS)} |"
RULE: Final = "|---" + (len(COLUMNS) - 1) * "|---:" + "|"


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in."""

    cookies: str
    token: str


@dataclass(frozen=True)
class Page:
    """Something to ask for: a path, and for a writing form what is typed into it."""

    name: str
    path: Callable[[], str]
    session: Session
    typed: Callable[[], dict[str, str]] | None = None
    often: int = 10_000


@dataclass
class Result:
    """What asking for a page came to."""

    times: list[float]
    took: float

    def __add__(self, more: "Result") -> "Result":
        """Both together."""
        return Result(self.times + more.times, self.took + more.took)

    @property
    def median(self) -> float:
        """Half of the answers were quicker than this, in ms."""
        return statistics.median(self.times) * 1000

    @property
    def p95(self) -> float:
        """Nineteen of twenty answers were quicker than this, in ms."""
        return sorted(self.times)[int(len(self.times) * 0.95)] * 1000

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return len(self.times) / self.took


@dataclass
class Row:
    """One page, asked for alone and by eight at once, the bare page in turns with it, and what the server spent."""

    name: str
    alone: Result
    bare: Result
    together: Result
    bare_together: Result
    processor: float
    questions: str
    size: int

    def line(self, floor: float) -> str:
        """The row as the table prints it; `floor` is the bare page's processor time in ms."""
        cells = [
            self.name,
            f"{self.alone.median:.1f}",
            f"{self.alone.p95:.1f}",
            f"{self.alone.rate:.0f}",
            f"{self.alone.median / self.bare.median:.2f}",
            f"{self.processor:.1f}",
            f"{self.processor / floor:.1f}",
            f"{self.together.median:.1f}",
            f"{self.together.p95:.1f}",
            f"{self.together.rate:.0f}",
            f"{self.together.rate / self.bare_together.rate:.2f}",
            self.questions,
            f"{self.size / 1024:.1f}",
        ]
        return f"| {' | '.join(cells)} |"


def main() -> int:
    """Measure every size asked for, each in a process of its own, and print one table for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, action="append", help=f"how many cases (default: {SIZES})")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--save", type=Path, help="add the tables to this file as well")
    chosen = parser.parse_args()
    sizes = chosen.cases or SIZES
    if chosen.database == "postgresql" and "DATABASE_URL" not in os.environ:
        return _again("tests.postgres", sys.executable, "-m", "benchmarks.run", *sys.argv[1:])
    if len(sizes) > 1:
        words = ["--database", chosen.database, *(["--save", str(chosen.save)] if chosen.save else [])]
        return max(_again("benchmarks.run", *words, "--cases", str(size)) for size in sizes)
    text = "\n".join(measure(sizes[0], chosen.database))
    if chosen.save:
        with chosen.save.open("a", encoding="utf-8") as file:
            file.write(text + "\n\n")
    return 0


def _again(module: str, *words: str) -> int:
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, cwd=house.BASE, check=False).returncode  # noqa: S603 -- our own command


def measure(cases: int, database: str) -> list[str]:
    """One table: the floor, the pages that are read, the forms that write."""
    var = house.seeded(cases, KEEP) if database == "sqlite" else seeded_on_postgresql(cases)
    os.environ |= house.environ(var)
    lines = [f"### {cases:,} cases, {3 * cases:,} visits, {database}", "", HEAD, RULE]
    say("\n".join(lines))
    django.setup()
    from benchmarks import pages  # noqa: PLC0415 -- models exist only once Django is set up

    todo = pages.prepare()
    with house.serving(var) as (port, web):
        for page in todo:
            if page.typed:
                _warm(port, page, WARMING)
        for page in WARM_ROUNDS * [page for page in todo if not page.typed]:
            ask(port, page, 8, TIMES[8])
        before, floor = house.memory(web), 0.0
        for page in [*todo, replace(todo[0], name="the floor once more")]:
            row = _row(port, web, page, todo[0])
            floor = floor or row.processor
            lines.append(row.line(floor))
            say(lines[-1])
        lines += [
            "",
            _assets(port, todo[1]),
            f"Memory of server and workers once warm: {before:.0f} MB; after all of this: {house.memory(web):.0f} MB.",
        ]
        say("\n".join(lines[-3:]))
    return lines


def _row(port: int, web: "subprocess.Popen[bytes]", page: Page, floor: Page) -> Row:
    questions, size = questions_and_size(port, page)
    alone, bare, used = Result([], 0), Result([], 0), 0.0
    for _turn in range(TURNS[1]):
        bare += ask(port, floor, 1, TIMES[1] // TURNS[1])
        before = house.processor_time(web)
        alone += ask(port, page, 1, TIMES[1] // TURNS[1])
        used += house.processor_time(web) - before
    processor = used / len(alone.times) * 1000
    together, bare_together = Result([], 0), Result([], 0)
    for _turn in range(TURNS[8]):
        bare_together += ask(port, floor, 8, TIMES[8] // TURNS[8])
        together += ask(port, page, 8, TIMES[8] // TURNS[8])
    return Row(page.name, alone, bare, together, bare_together, processor, questions, size)


def ask(port: int, page: Page, users: int, most: int) -> Result:
    """So many people ask for the page at once, each as soon as the last answer is there."""
    times: list[float] = []
    turns: Iterator[int] = itertools.count()
    most = min(most, page.often)
    began = time.perf_counter()

    def one_user() -> None:
        while next(turns) < most and time.perf_counter() - began < SECONDS:
            started = time.perf_counter()
            status, _headers, _body = fetch(port, page)
            times.append(time.perf_counter() - started)
            if status != (http.HTTPStatus.FOUND if page.typed else http.HTTPStatus.OK):
                raise SystemExit(f"{page.name}: the server answered {status}.")

    people = [threading.Thread(target=one_user) for _each in range(users)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    if not times:
        raise SystemExit(f"{page.name}: nobody was answered.")
    return Result(times, time.perf_counter() - began)


def fetch(port: int, page: Page, **more: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Ask once; the server closes the line after each answer, as gunicorn's plain workers do."""
    caller = http.client.HTTPConnection(house.HOST, port, timeout=60)
    headers = {"Cookie": page.session.cookies, "X-CSRFToken": page.session.token} | more
    try:
        if page.typed:
            typed = urllib.parse.urlencode(page.typed() | {"once": uuid.uuid4().hex})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            caller.request("POST", page.path(), typed, headers)
        else:
            caller.request("GET", page.path(), headers=headers)
        answer = caller.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        caller.close()


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _warm(port: int, page: Page, times: int) -> None:
    """Ask before anything is measured, so that every worker has drawn the page."""
    for _each in range(times):
        fetch(port, page)


def questions_and_size(port: int, page: Page) -> tuple[str, int]:
    _warm(port, page, 2 * house.WORKERS)
    status, headers, body = fetch(port, page, **{ASK: "yes"})
    if status != (http.HTTPStatus.FOUND if page.typed else http.HTTPStatus.OK):
        raise SystemExit(f"{page.name}: {status}\n{body.decode()[:3000]}")
    return headers.get(TOLD, "?"), len(body)


def _assets(port: int, page: Page) -> str:
    body = fetch(port, page)[2].decode()
    sizes = {}
    for path in dict.fromkeys(ASSET.findall(body)):
        sizes[path] = len(fetch(port, Page(path, lambda path=path: path, page.session))[2])  # type: ignore[misc]  # -- mypy infers no type for a default argument
    return f"Styles and scripts of the page “{page.name}”: {sum(sizes.values()) / 1024:.1f} KB in {len(sizes)} files."


def seeded_on_postgresql(cases: int) -> Path:
    var = KEEP / "postgresql"
    var.mkdir(parents=True, exist_ok=True)
    new_database()
    house.manage(var, "migrate", "--verbosity", "0")
    house.manage(var, "seed_bench", "--cases", str(cases))
    return var


def new_database() -> None:
    """An empty database in the PostgreSQL cluster that lives as long as the command."""
    import psycopg  # noqa: PLC0415 -- only where PostgreSQL is measured

    with psycopg.connect(_maintenance(os.environ["DATABASE_URL"]), autocommit=True) as line:
        line.execute("DROP DATABASE IF EXISTS log")
        line.execute("CREATE DATABASE log")


def _maintenance(url: str) -> str:
    folder = url.removeprefix("postgres://log@/").removesuffix("/log")
    return f"host=/{folder} user=log dbname=postgres"


if __name__ == "__main__":
    raise SystemExit(main())
