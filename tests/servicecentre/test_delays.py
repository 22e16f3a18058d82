"""The page says what is late while the clock stands still, and the work at the desk goes on (design §4)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.models import Staff
from notices import outbox, sending
from notices.actions import tell
from notices.models import Channel, Preference
from records import clock, sweeps
from records.models import Heartbeat
from servicecentre.celery import app
from servicecentre.delays import watch
from tests import builders
from tests.attacks import throw
from tests.cast import MORNING, at
from tests.handover.desk import recounted, signed, take_all
from tests.servicecentre.test_probes import beat
from tests.visits.screen import signed_in
from visits.models import Callback, Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LINE = "These come late just now: "


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that serves pages, and a sweep every five seconds for it to look at."""
    monkeypatch.setattr(sweeps, "_sweeps", dict(sweeps._sweeps))
    sweeps.register("promises", lambda: 0, every=5, about="promises that pass")
    watch.begin(after=0)
    yield
    watch.again_at, watch.found = None, ()


@pytest.mark.usefixtures("watched")
def test_the_page_says_what_comes_late(lin: Staff) -> None:
    beat(but="promises")
    client = signed_in(lin)

    page = client.get("/cases/").content.decode()

    assert f"{LINE}promises that pass" in page


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize(("failures", "said"), [(1, False), (2, True)])
def test_the_page_says_when_mail_does_not_get_out(
    lin: Staff, monkeypatch: pytest.MonkeyPatch, failures: int, said: bool
) -> None:
    """One failure is no delay yet: it is tried again within seconds. Everything inside the house goes on."""
    Channel(centre=lin.centre, name="郵件", kind=Channel.Kind.EMAIL).save_signed(None, "set_up")
    Preference.objects.create(staff=lin, email="lin@example.org", by_email=["callback-due"])
    case = builders.case(lin)
    tell(to=lin, reason="callback-due", about=case, due_at=clock.now(), matter="走廊燈不亮")
    monkeypatch.setattr(sending, "send", no_mail)
    for minute in range(failures):
        with clock.at(MORNING + timedelta(minutes=minute)):
            assert outbox.sweep() == 1
    beat()

    page = signed_in(lin).get("/notices/").content.decode()

    assert (f"{LINE}messages outside the house" in page) == said
    assert "走廊燈不亮" in page


def no_mail(_message: sending.Message) -> None:
    """The mail server does not answer."""
    raise sending.NotAccepted("no answer")


@pytest.mark.usefixtures("watched")
def test_while_the_clock_goes_the_page_says_nothing(lin: Staff) -> None:
    beat()

    assert LINE not in signed_in(lin).get("/cases/").content.decode()


@pytest.mark.usefixtures("watched")
def test_looking_costs_one_question_in_five_seconds_not_one_a_page(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    beat(but="promises")

    with django_assert_num_queries(1):
        found = [watch.delayed() for _ in range(50)]

    assert found[-1] == ("promises that pass",)


def test_a_process_that_serves_no_page_never_looks(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert watch.delayed() == ()


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Redis is gone: nobody listens where it was."""
    app.close()
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    yield
    app.close()


@pytest.mark.usefixtures("watched", "no_broker")
def test_without_broker_and_clock_the_desk_writes_promises_hands_over_and_calls_back(
    lin: Staff, zhao: Staff, chen: Staff
) -> None:
    """With Redis, Celery and mail gone everything a person does is kept; only what the clock brings is late."""
    desk, handler, relief = signed_in(lin), signed_in(zhao), signed_in(chen)
    assert throw.send(desk, "/visits/new/", PROMISED).status_code == 302
    case = Case.objects.get()

    def say(client: Client, verb: str, **words: Any) -> None:
        words["version"] = Case.objects.get().version
        assert throw.send(client, f"/cases/{case.number}/{verb}/", words).status_code == 302

    say(desk, "move-promise", **MOVED)
    say(handler, "accept")
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        take_all(sheet, chen)
        sent = recounted(sheet) | {"act": "sign", "password": "secret"}
        assert throw.send(relief, f"{sheet.get_absolute_url()}accept/", sent).status_code == 302
        say(handler, "resolve", result="換了燈管", overdue_reason="")
        callback = Callback.objects.get()
        asked = {"result": "reached", "method": "phone", "satisfaction": "4", "respondent": "王小姐"}
        asked["version"] = str(callback.version)
        assert throw.send(relief, f"/callbacks/{callback.number}/", asked).status_code == 302

    closed = Case.objects.get()
    assert (closed.status, closed.owner, closed.first_contact) == (Case.Status.CLOSED, chen, lin)
    assert not Heartbeat.objects.exists()
    assert LINE in relief.get("/cases/").content.decode()


PROMISED = {
    "who": "王小姐",
    "statement": "走廊燈不亮",
    "category": "repair",
    "outcome": "promise",
    "department": "engineering",
    "due_at": "2026-11-16T16:30",
    "promise_text": "上門查看",
    "reason_explained": "維修員正在別處",
    "restated": "on",
    "apology_given": "on",
    "phone": "13800000009",
    "location_detail": "三樓走廊",
    "scope": "community",
}
MOVED = {
    "due_at": "2026-11-16T17:00",
    "promise_text": "換燈管",
    "promise_kind": "finish",
    "reason": "等料",
    "resident_told": "on",
}
