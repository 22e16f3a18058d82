"""The probes: alive, able to keep promises, and nothing said to strangers but a number (design §6)."""

import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from directory.models import Staff
from records import clock, sweeps
from records.models import Counter, Heartbeat, SetAside
from servicecentre import probes
from tests import builders
from tests.cast import at

FAST = 5


def beat(*, ago: float = 0, but: str = "") -> None:
    """Every sweep got through so many seconds ago, but one."""
    Heartbeat.objects.all().delete()
    moment = timezone.now() - timedelta(seconds=ago)
    names = [sweep.name for sweep in sweeps.registered() if sweep.name != but]
    Heartbeat.objects.bulk_create(
        Heartbeat(sweep=name, ran_at=moment, got_through_at=moment, took_ms=1, did=0) for name in names
    )


class Due:
    """What the tests' own sweep says of its oldest thing."""

    since: datetime | None = None


@pytest.fixture
def due(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Due]]:
    """A sweep every five seconds, beside the house's."""
    monkeypatch.setattr(sweeps, "_sweeps", dict(sweeps._sweeps))
    sweeps.register("promises", lambda: 0, every=FAST, about="promises", oldest=lambda: Due.since)
    yield Due
    Due.since = None


@pytest.fixture
def stranger() -> Client:
    """Somebody who knocks with a foreign host name."""
    return Client(headers={"host": "10.0.0.7:8000"})


def said(answer: Any) -> tuple[int, bytes]:
    return answer.status_code, answer.content


@pytest.mark.once
def test_alive_is_said_to_anybody_whatever_the_host(stranger: Client) -> None:
    assert said(stranger.get("/healthz")) == (200, b"ok\n")
    assert said(stranger.post("/healthz")) == (405, b"")


@pytest.mark.django_db(transaction=True)
def test_ready_while_every_sweep_gets_through_and_nothing_is_late(due: type[Due], stranger: Client) -> None:
    beat()
    assert said(stranger.get("/readyz")) == (200, b"")

    due.since = timezone.now() - timedelta(seconds=50)
    assert said(stranger.get("/readyz")) == (200, b"")

    due.since = timezone.now() - timedelta(seconds=61)
    assert said(stranger.get("/readyz")) == (503, b"")


@pytest.mark.django_db(transaction=True)
def test_not_ready_when_a_sweep_is_silent_for_half_a_minute(due: type[Due], stranger: Client) -> None:
    beat(ago=25)
    assert said(stranger.get("/readyz")) == (200, b"")

    beat(ago=31)
    assert said(stranger.get("/readyz")) == (503, b"")

    beat(but="promises")
    assert said(stranger.get("/readyz")) == (503, b"")


@pytest.mark.django_db(transaction=True)
def test_who_knocks_with_a_session_has_it_left_alone(
    due: type[Due], lin: Staff, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(lin, backend="directory.auth.StaffBackend")
    beat()

    with django_assert_num_queries(0):  # the look itself is taken in a thread of its own
        assert client.get("/readyz").status_code == 200
        assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in client.get("/readyz").headers


@pytest.mark.once
@pytest.mark.parametrize("fault", [OperationalError("server closed"), sqlite3.DatabaseError(), KeyError("x")])
def test_not_ready_when_the_look_fails(
    fault: Exception, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> bool:
        raise fault

    monkeypatch.setattr(probes, "keeps_its_promises", gone)

    assert said(stranger.get("/readyz")) == (503, b"")


@pytest.mark.once
def test_a_database_that_hangs_keeps_nobody_waiting(
    stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []

    def hang() -> bool:
        looks.append(1)
        time.sleep(1.5)
        return True

    monkeypatch.setattr(probes, "keeps_its_promises", hang)
    monkeypatch.setattr(probes, "PATIENCE", 0.2)
    began = time.monotonic()

    answers = [stranger.get("/readyz").status_code for _ in range(3)]

    assert answers == [503, 503, 503]
    assert time.monotonic() - began < 1.4
    assert len(looks) == 1
    probes._last[0].thread.join()


@pytest.mark.django_db
def test_what_was_set_aside_is_no_lateness_of_the_clock() -> None:
    old, older = timezone.now() - timedelta(minutes=5), timezone.now() - timedelta(minutes=9)
    for book, moment in (("a", older), ("b", old)):
        Counter.objects.create(centre_id=1, book=book, day=moment.date(), last=0)
    poison = Counter.objects.get(book="a")

    assert sweeps.first_due("counting", Counter.objects.filter(last=0), "pk") == poison.pk
    SetAside.objects.set_aside("counting", poison, "ValueError")

    assert sweeps.first_due("counting", Counter.objects.filter(last=0), "pk") == poison.pk + 1
    assert sweeps.first_due("counting", Counter.objects.filter(last=9), "pk") is None
    assert not connection.needs_rollback


@pytest.mark.once
def test_every_sweep_that_people_wait_for_knows_its_oldest_thing() -> None:
    assert {sweep.name for sweep in sweeps.registered() if sweep.oldest} == {
        "callbacks",
        "cases",
        "deliveries",
        "duties",
        "introductions",
        "receptions",
    }


def test_a_promise_that_nobody_was_warned_of_is_late(lin: Staff) -> None:
    """BR-E01: promised for 12:00 at 10:00, the owner is warned at 11:30; at 11:32 the clock is late."""
    builders.case(lin, promise=builders.terms(at("12:00")))
    sweeps.run("cases")  # what is told at once

    with clock.at(at("11:29")):
        assert "cases" not in dict_of_oldest()
    with clock.at(at("11:32")):
        assert dict_of_oldest()["cases"] == at("11:30")
        assert not probes.keeps_its_promises()


def dict_of_oldest() -> dict[str, datetime]:
    return {sweep.name: moment for sweep, moment in sweeps.oldest_due()}
