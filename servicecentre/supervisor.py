"""One parent, its parts, and nobody left behind: what `manage.py run` stands on."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 30.0  # seconds between two attempts to bring a part back
SETTLED = 60.0  # seconds after which a part counts as well again
LONGEST_LOG = 5_000_000  # bytes, then it becomes the old one
GRACE = 5.0  # seconds to finish what is in hand


class PartFailed(Exception):
    """A part without which nothing works did not come up; the message says which, and its last words."""


@dataclass
class Part:
    """One process of the house: broker, web, worker or beat."""

    name: str
    command: Sequence[str]
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    falls: int = 0

    def pause(self) -> float:
        """Seconds to wait before the next attempt: half a second, doubled each time it falls again."""
        return min(LONGEST_PAUSE, 0.5 * 2.0 ** min(self.falls, 10))


@dataclass
class Supervisor:
    """Starts the parts, brings back what falls, and takes all of them along when it goes."""

    environ: dict[str, str]
    folder: Path
    logs: Path
    say: Callable[[str], None]
    held: tuple[int, ...] = ()  # file descriptors every part keeps open, such as the lock
    parts: list[Part] = field(default_factory=list)

    def start(self, part: Part) -> None:
        """Start a part in its own process group; it is told to stop when this process dies, however it dies."""
        self.logs.mkdir(parents=True, exist_ok=True)
        _turn_over(self.log(part))
        with self.log(part).open("ab") as log:
            part.process = subprocess.Popen(  # noqa: S603 -- our own commands, no shell
                part.command,
                cwd=self.folder,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(*self.held, *part.pass_fds),
                process_group=0,
                preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 -- no threads here
            )
        part.started_at = time.monotonic()
        if part not in self.parts:
            self.parts.append(part)

    def log(self, part: Part) -> Path:
        """Where the part says what it does."""
        return self.logs / f"{part.name}.log"

    def last_words(self, part: Part) -> str:
        """The end of the part's log, for the person who has to find out why."""
        lines = self.log(part).read_text(errors="replace").splitlines()
        return "\n".join(lines[-15:])

    def wait_for(self, part: Part, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until the part answers; raise PartFailed if it ends or stays silent instead."""
        until = time.monotonic() + seconds
        while not ready():
            ended = part.process is None or part.process.poll() is not None
            if ended or time.monotonic() > until:
                reason = "ended" if ended else f"did not answer within {seconds:.0f} s"
                raise PartFailed(f"{part.name} {reason}; its last words:\n{self.last_words(part)}")
            time.sleep(0.05)

    def watch(self) -> None:
        """Bring back every part that falls, each time after a longer pause; ends only by an exception."""
        while True:
            for part in self.parts:
                self.look_at(part, time.monotonic())
            time.sleep(0.25)

    def look_at(self, part: Part, now: float) -> None:
        """Bring the part back if it fell and its pause is over; `now` is the monotonic clock, in seconds."""
        if part.process is None:
            if now >= part.due_at:
                self.start(part)
            return
        if part.process.poll() is None:
            return
        _kill_group(part.process.pid, signal.SIGKILL)  # what the fallen part had started itself
        part.falls = 0 if now - part.started_at > SETTLED else part.falls + 1
        part.due_at = now + part.pause()
        self.say(
            f"{part.name} ended ({part.process.returncode}); back in {part.pause():.0f} s. See {self.log(part)}"
        )
        part.process = None

    def stop(self) -> None:
        """Stop the parts, the last started first, the first (the broker) once nobody needs it; then make sure."""
        running = [part.process for part in reversed(self.parts) if part.process is not None]
        if running:
            broker = running.pop()
            _end(running)
            _end([broker])
        self.parts.clear()


def _turn_over(log: Path) -> None:
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_suffix(".old.log"))


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + GRACE
    while time.monotonic() < until and any(process.poll() is None for process in processes):
        time.sleep(0.05)
    for process in processes:
        _kill_group(process.pid, signal.SIGKILL)
        process.wait()


def _kill_group(pid: int, sign: signal.Signals) -> None:
    try:
        os.killpg(pid, sign)
    except ProcessLookupError:
        pass  # the whole group is gone, as it should be
    except PermissionError:
        pass  # macOS says this of a group of which only the ended leader remains


def die_with(parent: int) -> Callable[[], None] | None:
    """What a child does before anything else: ask Linux for SIGTERM at the parent's death."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return ask
