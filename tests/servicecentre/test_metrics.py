"""Figures for the operator, and for nobody else."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from directory.models import Staff
from records import clock, sweeps
from records.models import Heartbeat
from servicecentre import metrics
from tests.visits.screen import signed_in

TOKEN = "a-token-of-the-operator"


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator has set a token."""
    monkeypatch.setattr(settings, "METRICS_TOKEN", TOKEN)


def value(page: str, name: str) -> float:
    """One figure of the page."""
    return next(float(line.rpartition(" ")[2]) for line in page.splitlines() if line.startswith(name))


@pytest.mark.django_db
def test_the_operator_sees_requests_by_view_and_the_age_of_each_sweep(
    lin: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ON_ONE_MACHINE", True)
    monkeypatch.setattr(sweeps, "_sweeps", dict(sweeps._sweeps))
    since = clock.now() - timedelta(seconds=90)
    sweeps.register("promises", lambda: 0, every=5, about="promises", oldest=lambda: since)
    Heartbeat.objects.create(sweep="promises", ran_at=since, got_through_at=since, took_ms=250, did=3)
    seen = 'shoujie_requests_total{method="GET",status="200",view="visits:case-list"}'
    client = signed_in(lin)
    client.get("/cases/")
    before = value(client.get("/metrics").content.decode(), seen)

    client.get("/cases/?q=林美華")
    client.get("/nowhere/13800000001/")
    page = client.get("/metrics").content.decode()

    assert value(page, seen) == before + 1
    assert value(page, 'shoujie_requests_total{method="GET",status="404",view="none"}') >= 1
    assert value(page, 'shoujie_request_seconds_count{view="visits:case-list"}') >= 2
    assert 90 <= value(page, 'shoujie_sweep_age_seconds{sweep="promises"}') < 120
    assert value(page, 'shoujie_sweep_took_seconds{sweep="promises"}') == 0.25
    assert value(page, 'shoujie_sweep_silent{sweep="promises"}') == 1
    assert 90 <= value(page, 'shoujie_oldest_due_seconds{sweep="promises"}') < 120
    assert (value(page, "shoujie_database_up"), value(page, "shoujie_set_aside_rows")) == (1, 0)
    assert not {word for word in ("林美華", "13800000001", "林靜", "cases/ZB") if word in page}


@pytest.mark.once
def test_without_a_database_the_figures_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> list[sweeps.Sweep]:
        raise OperationalError

    monkeypatch.setattr(sweeps, "registered", gone)
    monkeypatch.setattr(Heartbeat.objects, "all", list)

    assert value(metrics.answer().content.decode(), "shoujie_database_up") == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("token")
@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer é"])
def test_for_strangers_there_is_no_such_page(shown: str, client: Client) -> None:
    answer = client.get("/metrics", headers={"Authorization": shown})
    nowhere = client.get("/nowhere")

    assert (answer.status_code, nowhere.status_code) == (404, 404)
    assert answer.content == nowhere.content


@pytest.mark.django_db
@pytest.mark.usefixtures("token")
def test_the_token_opens_from_anywhere(client: Client) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}

    assert client.get("/metrics", headers=headers, REMOTE_ADDR="203.0.113.9").status_code == 200
    assert client.post("/metrics", headers=headers).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "192.168.1.5"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"}, 404),
    ],
)
def test_without_a_token_only_who_sits_at_the_one_machine_reads(
    more: dict[str, str], status: int, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ON_ONE_MACHINE", True)
    assert client.get("/metrics", **more).status_code == status  # type: ignore[arg-type]  # -- the WSGI environment

    monkeypatch.setattr(settings, "ON_ONE_MACHINE", False)
    assert client.get("/metrics", **more).status_code == 404  # type: ignore[arg-type]  # -- as above


COUNTED = """
import django; django.setup()
from django.test import RequestFactory
from servicecentre import metrics
metrics.count(RequestFactory().get("/nowhere"), 404, 0.01)
print(metrics.generate_latest(metrics.requests_counted()).decode())
"""


@pytest.mark.once
def test_any_process_of_the_machine_answers_for_all(tmp_path: Path) -> None:
    environ = os.environ | {
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "servicecentre.settings",
        "DATABASE_URL": "sqlite://:memory:",
        "SECRET_KEY": "only-here",
    }
    said = ""
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", COUNTED],
            env=environ,
            cwd=settings.BASE_DIR,
            capture_output=True,
            check=True,
        )
        said = done.stdout.decode()

    assert value(said, 'shoujie_requests_total{method="GET",status="404",view="none"}') == 3
