"""`manage.py run` from outside: it starts everything, brings back what falls and leaves nobody behind."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings

pytestmark = pytest.mark.once

LINUX_ONLY = "processes are looked up in /proc, and only Linux tells a child that its parent died"
if sys.platform != "linux":
    pytest.skip(LINUX_ONLY, allow_module_level=True)

PARTS = {"valkey-server": 1, "gunicorn": 3, "worker": 1, "beat": 1}


@dataclass
class House:
    """One running house with a var folder of its own."""

    var: Path
    parent: subprocess.Popen[str]
    port: int

    def processes(self) -> dict[str, list[int]]:
        """Its processes by part."""
        return _processes(self.var)

    def counts(self) -> dict[str, int]:
        """How many processes each part has, the parent left out."""
        return {part: len(pids) for part, pids in self.processes().items() if part != "run"}


def _processes(var: Path) -> dict[str, list[int]]:
    """The processes of a house by part: every one carries the var folder in its environment."""
    mark = f"VAR_DIR={var}".encode()
    found: dict[str, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                words = (folder / "cmdline").read_bytes().decode().split("\0")
                found.setdefault(_part(words), []).append(int(folder.name))
        except OSError:
            continue  # it ended while we looked
    return found


def _part(words: list[str]) -> str:
    known = [*PARTS, "run"]
    return next((part for part in known if any(part in word.split("/")[-1] for word in words)), "?")


def _eventually(so: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while not so():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def _environ(var: Path) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "REDIS_URL"} | {"VAR_DIR": str(var)}


@contextmanager
def _running(var: Path, port: int = 8700) -> Iterator[House]:
    """A house that has said where it is; whatever is left of it at the end is killed."""
    said = var / "said"
    with said.open("w") as output:
        parent = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--no-demo", f"--port={port}"],
            cwd=settings.BASE_DIR,
            env=_environ(var),
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        _eventually(lambda: "Ready after" in said.read_text() or parent.poll() is not None, 180)
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", said.read_text())
        assert address is not None, said.read_text()
        yield House(var, parent, int(address[1]))
    finally:
        for pids in _processes(var).values():
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
        parent.wait()


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A var folder with a short name, kept for the module so that the database is made once."""
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def lasting(var: Path) -> Iterator[House]:
    """A house that several tests visit."""
    with _running(var) as house:
        yield house


@pytest.fixture(scope="module")
def spare(lasting: House) -> Iterator[Path]:
    """A second var folder with a copy of the database, for houses that are brought down one after another."""
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        with (
            closing(sqlite3.connect(lasting.var / "db.sqlite3")) as made,
            closing(sqlite3.connect(Path(folder) / "db.sqlite3")) as copy,
        ):
            made.backup(copy)
        yield Path(folder)


@pytest.fixture
def house(spare: Path) -> Iterator[House]:
    """A house of its own, for a test that brings it down."""
    with _running(spare) as running:
        yield running


def test_everything_starts_and_the_first_page_is_served(lasting: House) -> None:
    caller = HTTPConnection("127.0.0.1", lasting.port, timeout=10)
    caller.request("GET", "/accounts/login/")
    status = caller.getresponse().status
    caller.close()

    assert status == 200
    assert _eventually(lambda: lasting.counts() == PARTS), lasting.counts()


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_falls_is_brought_back(lasting: House, part: str) -> None:
    assert _eventually(lambda: lasting.counts() == PARTS), lasting.counts()
    fallen = lasting.processes()[part]

    for pid in fallen:
        os.kill(pid, signal.SIGKILL)

    assert _eventually(
        lambda: lasting.counts() == PARTS and not set(fallen) & set(lasting.processes().get(part, ()))
    ), lasting.counts()


def test_what_was_asked_of_a_killed_worker_is_done_by_the_next(lasting: House) -> None:
    assert _eventually(lambda: lasting.counts() == PARTS), lasting.counts()
    (worker,) = lasting.processes()["worker"]
    os.kill(worker, signal.SIGKILL)

    _ask(lasting, "records.tasks.sweep", "forget-old-keys")

    assert _eventually(lambda: not _keys(lasting.var)), _keys(lasting.var)


def test_a_busy_port_gives_way_to_the_next(lasting: House, spare: Path) -> None:
    with _running(spare, lasting.port) as second:
        assert second.port > lasting.port


def test_it_does_not_run_twice_in_one_folder(lasting: House) -> None:
    ended = _run_to_its_end(lasting.var)

    assert (ended.returncode, ended.stderr) == (
        1,
        f"CommandError: It is already running here ({lasting.var}/run.lock is held).\n",
    )


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_leaves_no_process_behind(house: House, sign: signal.Signals) -> None:
    assert _eventually(lambda: house.counts() == PARTS), house.counts()

    house.parent.send_signal(sign)

    assert house.parent.wait(20) == 0
    assert house.processes() == {}


def test_killed_it_leaves_no_process_behind(house: House) -> None:
    assert _eventually(lambda: house.counts() == PARTS), house.counts()

    house.parent.kill()
    house.parent.wait()

    assert _eventually(lambda: house.processes() == {}), house.processes()


def test_a_web_part_that_cannot_start_stops_everything_and_says_why(spare: Path) -> None:
    ended = _run_to_its_end(spare, GUNICORN_CMD_ARGS="--no-such-option")

    assert ended.returncode == 1
    assert "web ended; its last words:" in ended.stderr
    assert "--no-such-option" in ended.stderr
    assert _processes(spare) == {}


def _run_to_its_end(var: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "run", "--no-demo", "--port=8800"],
        cwd=settings.BASE_DIR,
        env=_environ(var) | environ,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def _ask(house: House, task: str, *args: str) -> None:
    """Put an old one-time key into the house's database, and ask the worker by name."""
    with closing(sqlite3.connect(house.var / "db.sqlite3", timeout=20)) as database, database:
        database.execute(
            "INSERT INTO records_onetimekey (key, staff_id, digest, location, used_at) VALUES (?, 1, '', '', ?)",
            ["old", "2020-01-01 00:00:00"],
        )
    with Celery(broker=f"redis+socket://{house.var}/broker/socket") as sender:
        sender.send_task(task, args)


def _keys(var: Path) -> list[str]:
    with closing(sqlite3.connect(var / "db.sqlite3", timeout=20)) as database:
        return [key for (key,) in database.execute("SELECT key FROM records_onetimekey")]
