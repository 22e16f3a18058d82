"""A manager's morning: from the worst figure to the case, and from the case to somebody who will see to it."""

from typing import TYPE_CHECKING

import time_machine
from playwright.sync_api import expect

from directory.models import Staff, Unit
from tests import builders
from tests.cast import at
from tests.journeys.hands import TakePlace, box, save
from visits.models import Case

if TYPE_CHECKING:
    from playwright.sync_api import Page


def figure(page: "Page", name: str) -> str:
    """What one of the six main figures says."""
    return page.locator(".kpi", has=page.locator("small", has_text=name)).locator("b").inner_text()


def test_a_managers_morning_in_ten_minutes(
    lin: Staff,
    chen: Staff,
    zhao: Staff,
    huang: Staff,
    lin_meihua: Unit,
    home: Unit,
    take_place: TakePlace,
    wall: time_machine.Traveller,
) -> None:
    """§4.2, BR-R03, H20: the worst figure, its rows, the case, another owner with a reason; every figure follows."""
    late = builders.case(
        lin, unit=home, promise=builders.terms(at("10:30")), statement="天花板漏水，滴到床上"
    )
    late.accept(by=zhao)
    builders.case(lin, unit=lin_meihua, promise=builders.terms(at("18:00")))
    builders.closed(lin, zhao)
    wall.move_to(at("11:12"))
    page = take_place(huang)

    page.goto("/cases/")
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/board/")
    assert (figure(page, "未結"), figure(page, "逾時")) == ("2", "1")
    assert page.locator(".kpi.is-late .d").inner_text() == "最久 42 分"

    page.locator(".kpi.is-late").click()
    page.wait_for_url("**/board/rows/late/")
    expect(page.locator("h1 + .chip")).to_have_text("1 筆")
    page.locator(".row-a").click()
    page.wait_for_url(f"**{late.get_absolute_url()}")

    page.locator("details.more > summary").click()
    page.locator("a[href$='/reassign/']").first.click()
    page.wait_for_url("**/reassign/")
    box(page, "reason").fill("林靜請假，住戶還在等")
    box(page, "to").select_option(str(chen.pk))
    save(page)
    case = Case.objects.get(pk=late.pk)
    assert (case.owner, case.first_contact) == (chen, lin)
    assert case.history.order_by("history_id").last().history_change_reason == "林靜請假，住戶還在等"

    page.goto("/board/")
    loads = page.locator(".bars li").all_inner_texts()
    assert [" ".join(load.split()) for load in loads] == ["林靜 1", "陳潔 1"]
    page.locator(".bars a", has_text="陳潔").click()
    page.wait_for_url(f"**/board/rows/open/?owner={chen.pk}")
    expect(page.locator(".ledger tbody tr")).to_have_count(1)

    page.goto("/board/?span=7")
    box_of_name = page.locator("[name=name]")
    box_of_name.fill("早上看的")
    page.locator(".views button.btn", has_text="儲存").click()
    page.wait_for_url("**/board/?span=7")
    expect(page.locator(".view a")).to_have_text("早上看的")
    page.goto("/board/definitions/#late")
    expect(page.locator("#late")).to_contain_text("承諾時限已過、事情還沒辦完的未結案件。")


def test_the_wall_keeps_its_picture_and_says_when_it_stands_still(
    lin: Staff, home: Unit, take_place: TakePlace
) -> None:
    """Old data stays; after a minute without an answer a bar says so."""
    builders.case(lin, unit=home, promise=builders.terms(at("12:30")))
    page = take_place(lin, width=1920, height=1080)
    page.clock.install()
    page.goto("/wall/")
    expect(page.locator(".wl li")).to_have_count(1)

    page.route("**/wall/", lambda route: route.fulfill(status=200, body="<html>sign in again</html>"))
    page.clock.fast_forward(20_000)
    page.clock.fast_forward(55_000)

    expect(page.locator("#stale")).to_be_visible()
    expect(page.locator("#stale")).to_contain_text("資料停在")
    expect(page.locator(".wl li")).to_have_count(1)
