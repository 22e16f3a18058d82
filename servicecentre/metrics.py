"""Figures for the operator, as Prometheus reads them: requests by view, the age of each sweep, what waits.

Requests are counted in every process; with `PROMETHEUS_MULTIPROC_DIR` the processes of one machine keep their counts in
that folder and any of them answers for all. What is the same for the whole house is asked of the database when somebody
reads it, and belongs to no process.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address
from secrets import compare_digest
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from notices.models import Delivery
from records import clock, sweeps
from records.models import Heartbeat, SetAside

#: Words a proxy adds; who brings them does not sit at this machine.
FORWARDED: Final = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")

METHODS: Final = ("GET", "HEAD", "POST")

counts: Final = CollectorRegistry()
REQUESTS: Final = Counter(
    "shoujie_requests", "Requests answered", ("view", "method", "status"), registry=counts
)
SECONDS: Final = Histogram(
    "shoujie_request_seconds",
    "Seconds until the answer",
    ("view",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=counts,
)


def count(request: HttpRequest, status: int, seconds: float) -> None:
    """Count one answer under the name of its view; addresses that are no page share one name."""
    found = request.resolver_match
    view = found.view_name if found else "none"
    REQUESTS.labels(view, method_of(request), str(status)).inc()
    SECONDS.labels(view).observe(seconds)


def method_of(request: HttpRequest) -> str:
    """The method, where it is one that pages answer."""
    return str(request.method) if request.method in METHODS else "other"


def may_read(request: HttpRequest) -> bool:
    """Whether this is the operator: by the token, or, in a house on one machine without one, from that machine."""
    if settings.METRICS_TOKEN:
        return compare_digest(
            request.headers.get("Authorization", "").encode(), f"Bearer {settings.METRICS_TOKEN}".encode()
        )
    return settings.ON_ONE_MACHINE and _sits_here(request)


def _sits_here(request: HttpRequest) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False


def answer() -> HttpResponse:
    """All figures as text."""
    house = CollectorRegistry()
    house.register(House())
    figures = generate_latest(requests_counted()) + generate_latest(house)
    return HttpResponse(figures, content_type=CONTENT_TYPE_LATEST)


def requests_counted() -> CollectorRegistry:
    """What this process counted; with a folder of their own, what every process of the machine did."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return counts
    everybody = CollectorRegistry()
    MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]  # -- the library leaves it untyped
    return everybody


class House(Collector):
    """What the database knows of the clock: asked anew each time."""

    def collect(self) -> Iterator[Metric]:
        """The house's figures; without a database only that there is none."""
        up = GaugeMetricFamily("shoujie_database_up", "Whether the database answers")
        try:
            found = list(self._of_sweeps())
        except DatabaseError:
            found = []
            up.add_metric([], 0)
        else:
            up.add_metric([], 1)
        yield from (up, *found)

    def _of_sweeps(self) -> Iterator[Metric]:
        now = clock.now()
        beats = {beat.sweep: beat for beat in Heartbeat.objects.all()}
        age = _gauge("shoujie_sweep_age_seconds", "Seconds since a sweep last got through")
        took = _gauge("shoujie_sweep_took_seconds", "How long its last run took")
        for sweep in sweeps.registered():
            beat = beats.get(sweep.name)
            if beat is None:
                continue
            took.add_metric([sweep.name], beat.took_ms / 1000)
            if beat.got_through_at:
                age.add_metric([sweep.name], _seconds(now, beat.got_through_at))
        silent = _gauge("shoujie_sweep_silent", "Whether a sweep is silent for too long")
        for sweep in sweeps.silent():
            silent.add_metric([sweep.name], 1)
        late = _gauge("shoujie_oldest_due_seconds", "For how long the oldest thing that is due has waited")
        for sweep, due in sweeps.oldest_due():
            late.add_metric([sweep.name], max(0.0, _seconds(now, due)))
        aside = GaugeMetricFamily("shoujie_set_aside_rows", "Rows that sweeps failed at and will try again")
        aside.add_metric([], SetAside.objects.count())
        outbox = GaugeMetricFamily("shoujie_outbox_messages", "Messages outside", labels=["state"])
        outbox.add_metric(["waiting"], Delivery.objects.open().count())
        outbox.add_metric(["failing"], Delivery.objects.failing().count())
        yield from (age, took, silent, late, aside, outbox)


def _gauge(name: str, words: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, labels=["sweep"])


def _seconds(now: datetime, then: datetime) -> float:
    return float((now - then).total_seconds())
