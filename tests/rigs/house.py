"""What every rig needs: a nest of sweepers beside the test, a receiver outside, patience, and a line for the table."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.db import connection

from records import sweeps
from records.models import Heartbeat

SEED = int(os.environ.get("SEED", "20261129"))


def size(name: str, short: int) -> int:
    """How much of something: little in every run of the tests, as much as the environment says in `make rigs`."""
    return int(os.environ.get(name, short))


def address() -> str:
    """Where the test's own database is, as another process is told."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


@dataclass
class Nest:
    """Sweepers in processes of their own (tests/rigs/nest.py)."""

    process: subprocess.Popen[str]
    kills: int = 0
    started: int = 0

    def stop(self) -> None:
        """End them; afterwards it is known how many were killed."""
        if self.process.poll() is None:
            self.process.terminate()
        said, wrong = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, wrong[-2000:]
        counted = json.loads(said.splitlines()[-1])
        self.kills, self.started = counted["kills"], counted["started"]


@contextmanager
def nest(*names: str, prepare: tuple[str, ...] = (), **asked: float) -> Iterator[Nest]:
    """Let these sweeps run beside the test, on its database; `asked` are the options of the nest."""
    options = [word for name, value in asked.items() for word in (f"--{name}", str(value))]
    options += [word for each in prepare for word in ("--with", each)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.rigs.nest", *names, *options],
        env=_environ(),
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    found = Nest(process)
    try:
        assert process.stdout is not None
        if process.stdout.readline() != "ready\n":
            raise AssertionError(process.communicate()[1][-2000:])
        yield found
        found.stop()
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=60)


@contextmanager
def sweepers(count: int) -> Iterator[None]:
    """So many `manage.py sweep --loop` on the test's database, as in a house without Celery; each has come round."""
    command = [sys.executable, "manage.py", "sweep", "--loop"]
    running = [subprocess.Popen(command, env=_environ(), cwd=settings.BASE_DIR) for _each in range(count)]
    try:
        names = {sweep.name for sweep in sweeps.registered()}
        assert eventually(lambda: names <= set(Heartbeat.objects.values_list("sweep", flat=True)), 300)
        yield
        assert all(process.poll() is None for process in running)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=60)


def _environ() -> dict[str, str]:
    told = {"DATABASE_URL": address(), "SECRET_KEY": settings.SECRET_KEY, "HTTPS": "false"}
    told |= {"DJANGO_SETTINGS_MODULE": "servicecentre.settings", "LOG_LEVEL": "CRITICAL"}
    return os.environ | told


def eventually(question: Callable[[], object], seconds: float, every: float = 0.1) -> bool:
    """Whether it comes true within so many seconds."""
    until = time.monotonic() + seconds
    while not question():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True


def report(rig: str, **figures: object) -> None:
    """A line for the table of `make rigs` (tests/rigs/table.py), and for whoever runs the test with -s."""
    line = {"rig": rig, "database": connection.vendor, "seed": SEED} | figures
    sys.stdout.write(f"\n{line}\n")
    if path := os.environ.get("RIGS_TO"):
        with Path(path).open("a") as table:
            table.write(json.dumps(line, ensure_ascii=False) + "\n")


@dataclass
class Receiver:
    """Somebody outside, on loopback: fails as often as it is told, and remembers what it accepted."""

    failing: float = 0.0
    slow: float = 0.0
    heard: list[tuple[str, str]] = field(default_factory=list)
    refused: int = 0
    url: str = ""
    lock: Lock = field(default_factory=Lock)

    def accepted(self) -> dict[str, set[str]]:
        """The keys under which each message was accepted, by its title."""
        found: dict[str, set[str]] = {}
        with self.lock:
            for key, title in self.heard:
                found.setdefault(title, set()).add(key)
        return found


@contextmanager
def receiver(failing: float = 0.0, slow: float = 0.0) -> Iterator[Receiver]:
    """A webhook that fails with this probability, after so many seconds."""
    found, draw = Receiver(failing, slow), random.Random(SEED)  # noqa: S311 -- no secret

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            time.sleep(found.slow)
            with found.lock:
                fails = draw.random() < found.failing
                if fails:
                    found.refused += 1
                else:
                    found.heard.append((self.headers["Idempotency-Key"], said["title"]))
            self.send_response(503 if fails else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            """A caller who is killed in the middle is no matter."""
            with suppress(ConnectionError):
                super().handle()

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Door)
    found.url = f"http://127.0.0.1:{server.server_port}/"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
