"""The log of the machine says which page and how it ended, never who and never what (design §6)."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from directory.models import Staff
from servicecentre.logs import Formatter
from tests.attacks import throw

#: Everything about a resident that a request may bring along; none of it may be said.
PERSONAL = {
    "name": "王美麗",
    "phone": "13812345678",
    "room": "9-3-702",
    "words": "孩子哮喘發作",
    "agent": "Mozilla/5.0 王美麗的手機",
    "referer": "/find/?q=王美麗",
    "forwarded": "203.0.113.77",
}


class Sink(logging.StreamHandler[io.StringIO]):
    """What the console would have been told."""

    @property
    def said(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.said.splitlines()]


def listen(*, as_json: bool) -> Iterator[Sink]:
    sink = Sink(io.StringIO())
    sink.setFormatter(Formatter(as_json=as_json))
    loggers = logging.getLogger(), logging.getLogger("servicecentre.requests")
    levels = [logger.level for logger in loggers]
    loggers[0].addHandler(sink)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield sink
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
    loggers[0].removeHandler(sink)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """The log as machines collect it, and everything down to DEBUG in it."""
    yield from listen(as_json=True)


@pytest.fixture
def console() -> Iterator[Sink]:
    """The log as one machine shows it."""
    yield from listen(as_json=False)


def requests(sink: Sink) -> list[dict[str, Any]]:
    return [line for line in sink.lines if line["logger"] == "servicecentre.requests"]


def ask_everything(staff: Staff) -> None:
    """Requests full of personal data: in path, query, form, headers and cookies, at doors that are there and not."""
    client = throw.signed_in(staff)
    headers = {
        "user-agent": PERSONAL["agent"].encode().decode("latin-1"),
        "referer": "/find/?q=%E7%8E%8B%E7%BE%8E%E9%BA%97",
        "x-forwarded-for": PERSONAL["forwarded"],
        "x-request-id": PERSONAL["phone"] + "-wang",
    }
    words = {
        "who": f"{PERSONAL['room']} {PERSONAL['name']}",
        "statement": PERSONAL["words"],
        "phone": PERSONAL["phone"],
        "reply": PERSONAL["words"],
    }
    for path in (
        f"/find/?q={PERSONAL['name']}",
        f"/lookup/?q={PERSONAL['phone']}",
        f"/units/{PERSONAL['room']}/",
        f"/{PERSONAL['name']}/{PERSONAL['phone']}/",
        f"/cases/{PERSONAL['phone']}/",
    ):
        client.get(path, headers=headers)
        throw.send(client, path, words)
    throw.send(client, "/visits/new/", words)
    Client(raise_request_exception=False).post(
        "/accounts/login/", {"username": "lin", "password": PERSONAL["words"]}
    )
    client.get("/", headers={"host": f"{PERSONAL['phone']}.example.org"})


@pytest.mark.django_db
def test_a_request_full_of_personal_data_leaves_none_in_the_log(lin: Staff, sink: Sink) -> None:
    ask_everything(lin)
    logging.getLogger("visits").error("A row could not be read", exc_info=ValueError(PERSONAL["phone"]))

    assert len(requests(sink)) == 13
    assert [word for word in PERSONAL.values() if word in sink.said] == []
    assert "林靜" not in sink.said
    assert not {"lin", "username"} & {word for line in sink.lines for word in map(str, line.values())}


@pytest.mark.django_db
def test_a_line_says_the_page_how_it_ended_and_how_long_it_took(lin: Staff, sink: Sink) -> None:
    client = throw.signed_in(lin)
    answer = client.get("/units/9-3-702/?q=x", headers={"x-request-id": "0123456789abcdef"})

    line = requests(sink)[-1]

    assert {name: line[name] for name in ("method", "path", "status", "request_id", "level")} == {
        "method": "GET",
        "path": "/units/<path:code>/",
        "status": 404,
        "request_id": "0123456789abcdef",
        "level": "info",
    }
    assert set(line) - {"method", "path", "status", "request_id", "level"} == {
        "ms",
        "event",
        "logger",
        "timestamp",
    }
    assert line["ms"] > 0
    assert answer.headers["X-Request-Id"] == "0123456789abcdef"


@pytest.mark.once
@pytest.mark.parametrize("given", ["", "王美麗", "13812345678 wang", "a" * 37, "x-1"])
def test_an_id_that_could_carry_words_is_not_taken(given: str, client: Client) -> None:
    shown = client.get("/nowhere", headers={"x-request-id": given.encode().decode("latin-1")}).headers[
        "X-Request-Id"
    ]

    assert shown != given
    assert len(shown) == 32


@pytest.mark.django_db
def test_what_fails_is_said_by_its_class_and_the_places_it_passed(
    lin: Staff, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*_: object, **__: object) -> None:
        raise ValueError(PERSONAL["name"])

    monkeypatch.setattr("visits.views.find._homes", fall)
    answer = throw.signed_in(lin).get("/find/?q=9-3")

    [fault] = [line for line in sink.lines if line["level"] == "error"]
    assert answer.status_code == 500
    assert (fault["logger"], fault["event"], fault["exception"]) == ("django.request", "failed", "ValueError")
    assert fault["places"][-1].endswith(" fall")
    assert fault["request_id"] == requests(sink)[-1]["request_id"]
    assert PERSONAL["name"] not in sink.said


@pytest.mark.once
def test_one_machine_shows_a_readable_line(console: Sink) -> None:
    logging.getLogger("records.sweeps").error("Sweep %s failed: %s", "deliveries", "OSError at x.py:1")

    [line] = console.said.splitlines()
    assert line[10:].partition("Z ")[2] == "ERROR records.sweeps: Sweep deliveries failed: OSError at x.py:1"
