"""A seeded house and the production web server on it, for as long as it is measured."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

BASE: Final = Path(__file__).resolve().parent.parent
HOST: Final = "127.0.0.1"
WORKERS: Final = 2


def seeded(cases: int, keep: Path) -> Path:
    """A folder with a copy of the SQLite house of so many cases; the original is seeded once and kept."""
    original, copy = keep / str(cases), keep / "measured"
    if not (original / "seeded").exists():
        shutil.rmtree(original, ignore_errors=True)
        original.mkdir(parents=True)
        manage(original, "migrate", "--verbosity", "0")
        manage(original, "seed_bench", "--cases", str(cases))
        (original / "seeded").touch()
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(original, copy)
    manage(copy, "migrate", "--verbosity", "0")  # it may have been seeded before the last change
    return copy


def manage(var: Path, *words: str) -> None:
    """Run a management command in a house of its own."""
    subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "manage.py", *words], cwd=BASE, env=environ(var), check=True
    )


def environ(var: Path) -> dict[str, str]:
    """The environment of a house that lives in this folder."""
    return os.environ | {
        "VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def serving(var: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The web server as `manage.py run` starts it: its port and its process."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen(128)
        port = int(listener.getsockname()[1])
        command = [
            sys.executable, "-m", "gunicorn", "servicecentre.wsgi", f"--bind=fd://{listener.fileno()}",
            f"--workers={WORKERS}", "--preload", "--no-control-socket", "--worker-tmp-dir=/dev/shm",
        ]  # fmt: skip
        with (var / "web.log").open("wb") as log:
            web = subprocess.Popen(  # noqa: S603 -- our own command
                command, cwd=BASE, env=environ(var), pass_fds=(listener.fileno(),), stdout=log, stderr=log
            )
        try:
            _wait(port, web, var)
            yield port, web
        finally:
            web.terminate()
            web.wait(60)


def memory(web: "subprocess.Popen[bytes]") -> float:
    """What server and workers hold in memory together, in MB, shared pages counted once."""
    pids = [web.pid, *_children(web.pid)]
    return sum(_proportional(pid) for pid in pids) / 1024


def processor_time(web: "subprocess.Popen[bytes]") -> float:
    """Seconds of processor time that the workers have used so far."""
    ticks = 0
    for pid in _children(web.pid):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _proportional(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _wait(port: int, web: "subprocess.Popen[bytes]", var: Path) -> None:
    until = time.monotonic() + 60
    while True:
        caller = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            caller.request("GET", "/healthz")
            caller.getresponse().read()
        except OSError:
            if web.poll() is not None or time.monotonic() > until:
                raise SystemExit((var / "web.log").read_text()) from None
            time.sleep(0.1)
        else:
            return
        finally:
            caller.close()
