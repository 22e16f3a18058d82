"""A reason of the tests' own, channels, and a receiver that answers as it is told."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.utils.translation import gettext_lazy

from directory.models import ServiceCentre, Staff
from notices import reasons
from notices.models import Channel, Preference
from records import clock


@pytest.fixture(autouse=True)
def reason(monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody is told that a callback is due."""
    monkeypatch.setattr(reasons, "_reasons", dict(reasons._reasons))
    reasons.register(
        "call", label=gettext_lazy("Callback"), sentence=gettext_lazy("Call %(name)s about %(number)s")
    )
    return "call"


@dataclass
class Receiver:
    """Somebody outside: what was said to them, and what they answer next."""

    url: str
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    before: Callable[[], object] = lambda: None

    @property
    def keys(self) -> list[str]:
        """The idempotency keys that came in, in order."""
        return [key for key, _said in self.heard]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook on this machine."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.heard.append((self.headers["Idempotency-Key"], said))
            found.before()
            status, body = found.answers.pop(0) if found.answers else (200, b'{"errcode": 0, "code": 0}')
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    found = Receiver(f"http://127.0.0.1:{server.server_port}/robot?token=abcd")
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def channel(centre: ServiceCentre, url: str, kind: str = Channel.Kind.WEBHOOK, name: str = "群組") -> Channel:
    """A way out of this centre."""
    made = Channel(centre=centre, name=name, kind=kind)
    made.lead_to(url)
    return made.save_signed(None, "set_up")


def wants(staff: Staff, chat: Channel | None = None, **more: Any) -> Preference:
    """This person wants to be told of callbacks by this chat."""
    told: dict[str, Any] = {"chat": chat, "by_chat": ["call"]} | more
    return Preference.objects.create(staff=staff, **told)


@pytest.fixture
def hook(centre: ServiceCentre, receiver: Receiver) -> Channel:
    """The receiver as a channel of the centre."""
    return channel(centre, receiver.url)


def later(**span: float) -> Any:
    """The house's clock so much later."""
    return clock.at(clock.now() + timedelta(**span))
