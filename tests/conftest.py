"""What every test stands on: a quick hasher, a database like the real one, and a browser where there is one."""

import atexit
import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from servicecentre import catalogues
from tests import emptying

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
    from pytest_django.live_server_helper import LiveServer

    from directory.models import Staff

pytest_plugins = ["tests.cast"]

#: Begun first: their files take longest, and much of it they wait, while others reckon beside them.
BEGUN_FIRST = ("rigs", "rivals", "journeys", "servicecentre", "machines", "attacks")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def pytest_configure(config: pytest.Config) -> None:
    """Settings for tests: cheap where it changes nothing that is tested."""
    folder = Path(tempfile.mkdtemp(prefix="shoujie-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT = folder
    _keep_sqlite_in_a_file(folder)
    emptying.instead_of_flush()
    logging.getLogger("servicecentre.requests").setLevel(
        logging.WARNING
    )  # a line an answer helps nobody here
    catalogues.compile_stale()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Chromium, so that a pass can leave it out by name; begin with what takes long."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    places = {folder: place for place, folder in enumerate(BEGUN_FIRST)}
    items.sort(key=lambda item: places.get(item.path.parent.name, len(places)))


def pytest_collection_finish() -> None:
    """Leave to itself what was imported: looking it over again and again took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _keep_sqlite_in_a_file(folder: Path) -> None:
    # In memory, live server and test would share one connection and each other's transactions; in a file
    # each has its own, as at the desk. What a power cut would do is not tested, so nothing waits for the disk.
    database = connections["default"].settings_dict
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(folder / "test.sqlite3")
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous = FULL", "synchronous = OFF")


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, or a clear word that there is none; in CI its absence is a failure."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only browser tests pay for this import

    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        word = "No Chromium here: install the packages chromium and fonts-noto-cjk to run the browser tests."
        if os.environ.get("CI") == "true":
            pytest.fail(word)
        pytest.skip(word)
    # Playwright keeps an event loop in this thread, which makes Django suspect asynchronous code; there is none.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def desk(browser: "Browser", live_server: "LiveServer") -> Iterator["BrowserContext"]:
    """A PC at the front desk: 1440 by 900, in Chinese; scripts that fail or are blocked fail the test."""
    faults: list[str] = []

    def hear(message: "ConsoleMessage") -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1440, "height": 900}, locale="zh-TW"
    )
    context.on("console", hear)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    yield context
    context.close()
    assert faults == []


@pytest.fixture
def sit_down(desk: "BrowserContext", live_server: "LiveServer") -> Callable[["Staff"], "Page"]:
    """Open the desk's browser with this person signed in; go on with `page.goto("/…")`."""

    def signed_in(staff: "Staff") -> "Page":
        client = Client()
        client.force_login(staff, backend="directory.auth.StaffBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        desk.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        return desk.new_page()

    return signed_in
