"""Rig 8: two web processes and two workers, as on several machines, while one of each is killed again and again.

They share PostgreSQL and a broker and nothing else, run as a role that may not rewrite the trail, and are driven for
DRIVEN seconds. What was acknowledged is there, once; who heard nothing sends again under the same key.
"""

import http.client
import itertools
import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from io import StringIO
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from directory.models import Staff
from records import clock, sweeps
from records.models import Heartbeat
from tests.rigs.house import SEED, address, report, size
from tests.rigs.parts import CELERY, House, free_port, house
from visits.models import Visit

pytestmark = pytest.mark.django_db(transaction=True)

DRIVEN = size("DRIVEN", 5)
SHORT = DRIVEN < 60
EVERY = min(15.0, DRIVEN / 4)
ROLE = "web"
TOKEN = "a" * 32


@dataclass(eq=False)
class Desk(threading.Thread):
    """Somebody who writes one line after the other, to whichever web process answers."""

    session: str
    ports: tuple[int, ...]
    until: float
    acknowledged: list[str] = field(default_factory=list)
    repeats: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        """Write until it is time; each line is sent again until it is acknowledged."""
        ports = itertools.cycle(self.ports)
        while time.monotonic() < self.until:
            words = {
                "once": uuid4().hex,
                "csrfmiddlewaretoken": TOKEN,
                "statement": f"rig {uuid4().hex}",
                "category": "consult",
                "outcome": "answer",
                "reply": "已告知",
                "channel": "walk_in",
            }
            while not self._sent(next(ports), words):
                self.repeats += 1
                time.sleep(0.05)
            self.acknowledged.append(words["statement"])

    def _sent(self, port: int, words: dict[str, str]) -> bool:
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; csrftoken={TOKEN}"
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as caller:
                caller.request("POST", "/visits/new/", urlencode(words), headers)
                answer = caller.getresponse()
                answer.read()
        except (OSError, http.client.HTTPException):
            return False
        return answer.status == 302 and "saved=" in (answer.headers["Location"] or "")


def asked(port: int, path: str) -> int:
    """The number that a probe answers; 0 for none."""
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=6)) as caller:
            caller.request("GET", path)
            answer = caller.getresponse()
            answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    return answer.status


@pytest.fixture
def as_the_house() -> Iterator[str]:
    """The address of the database for the role that runs the house."""
    if connection.vendor != "postgresql":
        pytest.skip("two machines share a server: PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
    call_command("grants", ROLE, "--apply", stdout=StringIO())
    yield address().replace("postgres://log@", f"postgres://{ROLE}@")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")


def sessions(*staff: Staff) -> list[str]:
    """Everybody is signed in."""
    found = []
    for person in staff:
        client = Client()
        client.force_login(person, backend="directory.auth.StaffBackend")
        found.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return found


def start(running: House, ports: tuple[int, int]) -> None:
    """Two of each, and a beat; the webs first, because they would all come up on the same two processors."""
    for place, port in enumerate(ports, start=1):
        web = (
            sys.executable,
            "-m",
            "gunicorn",
            "servicecentre.wsgi",
            f"--bind=127.0.0.1:{port}",
            f"--workers={1 if SHORT else 2}",
        )
        running.start(f"web{place}", *web, "--no-control-socket")
    assert running.tend(180, lambda: all(asked(port, "/healthz") == 200 for port in ports)), running.said
    for place in (1, 2):
        worker = (*CELERY, "worker", "--pool=solo", "--without-gossip", "--without-mingle")
        running.start(f"worker{place}", *worker, f"--hostname=w{place}@rig")
    running.start("beat", *CELERY, "beat", f"--schedule={running.folder / 'schedule'}", "--pidfile=")
    if SHORT:  # the first turn of the slower ones comes half a minute after the beat's own
        with clock.at(timezone.now()):
            for sweep in sweeps.registered():
                if 5 < sweep.every <= 30:
                    sweeps.run(sweep.name)


def test_rig_8_every_acknowledged_save_is_there(
    as_the_house: str, lin: Staff, zhou: Staff, chen: Staff, wu: Staff
) -> None:
    ports, lot = (free_port(), free_port()), random.Random(SEED)  # noqa: S311 -- drawn again from its seed
    with house(as_the_house) as running:
        start(running, ports)
        assert running.tend(300, lambda: all(asked(port, "/readyz") == 200 for port in ports)), list(
            Heartbeat.objects.values()
        )
        until = time.monotonic() + DRIVEN
        desks = [Desk(session, ports, until) for session in sessions(lin, zhou, chen, wu)]
        for desk in desks:
            desk.start()
        kills = 0
        for turn in itertools.count():
            kind = ("web", "worker")[turn % 2]
            victims = [part for part in running.supervisor.parts if part.name.startswith(kind)]
            running.tend(min(EVERY, max(0.1, until - time.monotonic())))
            if time.monotonic() >= until - 0.5:
                break
            victim = lot.choice(victims)
            if victim.process is not None:
                os.killpg(victim.process.pid, 9)
                kills += 1
        assert running.tend(180, lambda: not any(desk.is_alive() for desk in desks))
        assert running.tend(180, lambda: all(asked(port, "/readyz") == 200 for port in ports))
        reds = 0
        if not SHORT:
            running.kill(running.broker)
            began = time.monotonic()
            assert running.tend(60, lambda: asked(ports[0], "/readyz") == 503)
            reds = round(time.monotonic() - began)

    written = list(Visit.objects.values_list("statement", flat=True))
    acknowledged = [words for desk in desks for words in desk.acknowledged]
    lost = set(acknowledged) - set(written)
    assert (len(lost), len(written) - len(set(written))) == (0, 0)
    assert len(acknowledged) >= len(desks)
    assert kills >= 2
    report(
        "8 two of each",
        driven_seconds=DRIVEN,
        kills=kills,
        acknowledged=len(acknowledged),
        sent_again=sum(desk.repeats for desk in desks),
        lost=len(lost),
        doubled=len(written) - len(set(written)),
        not_ready_after_broker_died_seconds=reds,
    )
