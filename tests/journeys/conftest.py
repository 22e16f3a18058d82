"""Monday morning at the front desk: everybody at a browser of their own, and one clock on the wall for all of them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from directory.models import Guideline, Occupancy, Resident, ServiceCentre, Staff, Unit
from tests.cast import MORNING, category
from tests.journeys.hands import TakePlace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response
    from pytest_django.live_server_helper import LiveServer

#: Milliseconds: nothing waits that long, unless the machine is busy with other tests.
PATIENCE = 15_000


@pytest.fixture(autouse=True)
def wall() -> Iterator[time_machine.Traveller]:
    """The clock the server sees as well: it goes on from Monday 10:00, and may be moved by hand."""
    with time_machine.travel(MORNING, tick=True) as traveller:
        yield traveller


class Watch:
    """What no page may do: ask another house, run what the policy forbids, complain in the console (I10)."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.faults: list[str] = []

    def over(self, context: "BrowserContext") -> None:
        """Listen to everything this browser does."""
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))

    def _asked(self, request: "Request") -> None:
        if not request.url.startswith((self.origin, "data:", "about:")):
            self.faults.append(f"asked another house: {request.url}")

    def _answered(self, response: "Response") -> None:
        # A refused form is a page of its own; nothing a page fetches by itself may be missing or refused.
        if response.status >= 400 and response.request.resource_type != "document":
            self.faults.append(f"{response.status}: {response.url}")

    def _said(self, message: "ConsoleMessage") -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(message.text)


@pytest.fixture
def take_place(
    browser: "Browser", live_server: "LiveServer", wall: time_machine.Traveller
) -> Iterator[TakePlace]:
    """Give somebody a browser of their own, signed in: `take_place(lin)`, `take_place(zhao, width=390)`."""
    expect.set_options(timeout=PATIENCE)
    watch = Watch(live_server.url)
    contexts: list[BrowserContext] = []

    def sit(staff: Staff | None = None, *, width: int = 1440, height: int = 900, **options: Any) -> "Page":
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale="zh-TW", **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.over(context)
        if staff is not None:
            client = Client()
            client.force_login(staff, backend="directory.auth.StaffBackend")
            session = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        return context.new_page()

    yield sit
    for context in contexts:
        context.close()
    assert watch.faults == []


@pytest.fixture
def lin_meihua(centre: ServiceCentre) -> Unit:
    """林美華 owns 3-1202."""
    unit = Unit(centre=centre, building="3", room="1202").save_signed(None, "set_up")
    resident = Resident(centre=centre, name="林美華", honorific="女士", phone="13800000678").save_signed(
        None, "set_up"
    )
    Occupancy(centre=centre, unit=unit, resident=resident).save_signed(None, "set_up")
    return unit


@pytest.fixture
def parking_permit(centre: ServiceCentre) -> Guideline:
    """The question everybody asks, with its answer."""
    return Guideline(
        centre=centre, title="停車證補辦", body="請帶行車執照，當場補辦", category=category(centre, "consult")
    ).save_signed(None, "set_up")
