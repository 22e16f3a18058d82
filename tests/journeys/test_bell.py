"""A page that stays open: the bell goes on by itself, until nobody is signed in."""

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

from directory.models import Staff
from notices.actions import tell
from records import clock
from tests import builders
from tests.journeys.hands import TakePlace

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request


def a_minute_passes(page: "Page") -> None:
    """On the page's own clock."""
    page.clock.fast_forward(61_000)


def test_the_bell_of_an_open_page_rings_within_a_minute_and_rests_once_nobody_is_signed_in(
    lin: Staff, take_place: TakePlace
) -> None:
    case, asked, page = builders.case(lin), list[str](), take_place(lin)
    page.clock.install()
    page.goto("/cases/")
    expect(page.locator(".bell b")).to_have_count(0)

    def note(request: "Request") -> None:
        if urlsplit(request.url).path == "/notices/bell/":
            asked.append(request.url)

    page.on("request", note)
    for count in ("1", "2"):
        tell(to=lin, reason="call", about=case, due_at=clock.now() + timedelta(minutes=int(count)))
        a_minute_passes(page)
        expect(page.locator(".bell b")).to_have_text(count)
    page.context.clear_cookies()
    with page.expect_response("**/notices/bell/"):
        a_minute_passes(page)
    page.wait_for_load_state("networkidle")
    a_minute_passes(page)
    a_minute_passes(page)
    page.wait_for_load_state("networkidle")

    assert len(asked) == 3


def test_the_line_about_a_silent_server_comes_with_a_look_that_fails_and_goes_with_the_next_that_does_not(
    lin: Staff, take_place: TakePlace
) -> None:
    """FW-01: one look that failed is no reason to write on paper all day; being signed out is none at all."""
    page = take_place(lin)
    page.clock.install()
    page.goto("/cases/")
    line = page.locator("#offline")
    expect(line).to_be_hidden()

    for _twice in range(2):
        page.route("**/notices/bell/", lambda route: route.abort())
        with page.expect_event("requestfailed"):
            a_minute_passes(page)
        expect(line).to_be_visible()
        page.unroute("**/notices/bell/")
        with page.expect_response("**/notices/bell/"):
            a_minute_passes(page)
        expect(line).to_be_hidden()
    page.context.clear_cookies()
    with page.expect_response("**/notices/bell/"):
        a_minute_passes(page)
    page.wait_for_load_state("networkidle")

    expect(line).to_be_hidden()
