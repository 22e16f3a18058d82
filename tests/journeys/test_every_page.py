"""What holds on every page: it fits the screen, it is light, it asks nobody else, and fingers find its buttons."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from directory.models import Guideline, ServiceCentre, Staff, Unit
from oversight.models import Breach
from tests import builders
from tests.journeys.hands import PHONE, TakePlace
from visits.models import Callback, Case, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

KB = 1024
FINGER = 44
PRESSED = ("button", ".btn", ".bottombar a", ".fchip")
TOO_SMALL = """(all, finger) => all.map((el) => [el.textContent.trim(), el.getBoundingClientRect()])
    .filter(([, box]) => box.height < finger || box.width < finger)
    .map(([text, box]) => [text, Math.round(box.width), Math.round(box.height)])"""
ASSETS = "link[rel=stylesheet], script[src]"
ADDRESSES = "(all) => all.map((el) => new URL(el.href || el.src).pathname.replace('/static/', ''))"


@pytest.fixture
def busy(
    centre: ServiceCentre, lin: Staff, tang: Staff, zhao: Staff, he: Staff, lin_meihua: Unit
) -> dict[str, str]:
    """A full morning: fifty lines, cases and callbacks of every kind. Returns each page by its name."""
    callback = None
    for place in range(17):
        home = Unit(centre=centre, building=str(place + 10), entrance="2", room="1101").save_signed(
            None, "set_up"
        )
        case = builders.case(lin, unit=home, statement="衛生間天花板漏水，滴到洗衣機上，昨天晚上開始")
        callback = builders.resolved(lin, zhao, unit=home, about="card", identity_check="file")
        builders.answered(lin, statement="問停車證怎麼補辦，行車執照不在身上可不可以")
    for place in range(6):
        Guideline(centre=centre, title=f"常見問題 {place}", body="請帶證件").save_signed(None, "set_up")
    case = builders.case(lin, unit=lin_meihua)
    breach = Breach.record(
        by=tang, case=case, person=lin, kind="ignored", happened="業主三次來問，都說等通知"
    )
    breach.withdraw(by=tang, reason="看錯人了，那天當班的是另一位同事")
    referral = builders.referral(lin, he)
    line = Visit.objects.filter(status=Visit.Status.ANSWERED).first()
    assert line is not None
    assert callback is not None
    return {
        "desk": "/",
        "log": "/log/",
        "paper": f"/log/2026-11-16/{line.shift.pattern_id}/print/",
        "cases": "/cases/",
        "closed": "/cases/?show=closed",
        "case": f"/cases/{case.number}/",
        "forward": f"/cases/{case.number}/forward/",
        "callbacks": "/callbacks/?whose=all",
        "callback": f"/callbacks/{callback.number}/",
        "referral": f"/referrals/{referral.pk}/settle/",
        "visit": f"/visits/{line.number}/",
        "correct": f"/visits/{line.number}/correct/",
        "new": "/visits/new/",
        "find": "/find/?q=1101",
        "pace": "/promise/suggest/?category=repair&department=engineering",
        "home": lin_meihua.get_absolute_url(),
        "trail": "/history/",
        "as-it-was": f"/history/visits.case/{case.pk}/?at=2026-11-16T10:00",
        "history": f"/history/visits.case/{case.pk}/",
        "notices": "/notices/",
        "telling": "/notices/preferences/",
        "seat": "/accounts/desk/",
        "reading": "/board/reading/",
        "breaches": "/board/breaches/",
        "breach": breach.get_absolute_url(),
        "take-out": "/papers/exports/new/?list=found-visits&q=1101",
    }


def test_every_page_is_light_fits_every_screen_and_keeps_to_itself(
    busy: dict[str, str], tang: Staff, take_place: TakePlace
) -> None:
    """No sideways scroll from 320 to 1440; 100 KB of CSS and JS, 60 KB of a list, 40 KB of the desk."""
    page = take_place(tang)
    assert (Case.objects.count(), Callback.objects.count()) == (35, 17)
    broken: list[Any] = []

    for name, path in busy.items():
        answer = page.goto(path)
        assert answer is not None
        files = [finders.find(path) for path in page.locator(ASSETS).evaluate_all(ADDRESSES)]
        weight = sum(Path(str(file)).stat().st_size for file in files)
        html = len(answer.body())
        limit = (40 if name == "desk" else 60) * KB
        if answer.status != 200 or not 0 < weight <= 100 * KB or html > limit:
            broken.append((name, answer.status, weight, html))
        for width in (1440, 1366, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0 and name != "paper":
                broken.append((name, width, over))

    assert broken == []


def test_on_a_phone_what_is_owed_comes_first_and_the_slip_is_a_sheet(
    busy: dict[str, str], lin: Staff, take_place: TakePlace
) -> None:
    """390 px: the thumb's own order; the slip opens over everything and closes again."""
    page = take_place(lin, **PHONE)
    page.goto("/")

    expect(page.locator("#slip")).to_be_hidden()
    assert top(page, "#owed") < top(page, "#just")
    page.locator(".bottombar [data-key=n]").tap()
    expect(page.locator("#slip")).to_be_visible()
    expect(page.locator("#id_who")).to_be_focused()
    assert page.locator("#slip").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    page.locator("#slip [data-sheet-close]").tap()
    expect(page.locator("#slip")).to_be_hidden()


def top(page: "Page", selector: str) -> float:
    """How far down something begins."""
    place = page.locator(selector).first.bounding_box()
    assert place is not None
    return place["y"]


def test_on_a_phone_every_button_is_as_large_as_a_finger(
    busy: dict[str, str], lin: Staff, take_place: TakePlace
) -> None:
    """44 px on desk, cases, case and callback."""
    page = take_place(lin, **PHONE)
    small = []

    for name in ("desk", "cases", "case", "callback"):
        page.goto(busy[name])
        found = page.locator(", ".join(f"{kind}:visible" for kind in PRESSED)).evaluate_all(TOO_SMALL, FINGER)
        small += [(name, *one) for one in found]

    assert small == []


def test_signing_in_keeps_to_itself_as_well(lin: Staff, take_place: TakePlace) -> None:
    """The door looks like the house, without an account and on a phone."""
    page = take_place(None, **PHONE)
    page.goto("/cases/")

    page.wait_for_url("**/accounts/login/?next=/cases/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("[name=username]").fill("lin")
    page.locator("[name=password]").fill("secret")
    page.locator("form button.btn-primary").tap()
    page.wait_for_url("**/cases/")
