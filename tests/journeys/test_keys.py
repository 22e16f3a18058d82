"""The keyboard map (DESIGN §4): one table of keys, dead where somebody writes and where somebody does not want them."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from directory.models import Staff, Unit
from records import clock
from tests import builders
from tests.cast import at
from tests.journeys.hands import Keys, TakePlace, box

if TYPE_CHECKING:
    from playwright.sync_api import Page


def away_from_fields(page: "Page") -> None:
    """Esc leaves the field, and single keys act again."""
    page.keyboard.press("Escape")
    expect(page.locator(":focus")).to_have_count(0)


def test_single_keys_lead_everywhere_once_the_hands_leave_the_field(
    lin: Staff, lin_meihua: Unit, take_place: TakePlace
) -> None:
    """`/`, Ctrl K, `?`, `N`, `G` then a letter; inside a field they are letters."""
    builders.case(lin, unit=lin_meihua)
    page = take_place(lin)
    page.goto("/")
    keys, palette, table = Keys(page), page.locator("#palette"), page.locator("#help")

    keys.at("who")
    keys.type("gc/?n")
    assert (box(page, "who").input_value(), page.url.rstrip("/").count("/")) == ("gc/?n", 2)
    expect(palette).to_be_hidden()
    keys.press("Control+k")
    expect(palette).to_be_visible()
    page.keyboard.type("3-1202")
    expect(palette.locator("[role=option]").first).to_contain_text("3-1202")
    keys.press("Escape")
    expect(palette).to_be_hidden()

    away_from_fields(page)
    keys.press("/")
    expect(palette).to_be_visible()
    keys.press("Escape")
    expect(palette).to_be_hidden()
    away_from_fields(page)
    keys.press("?")
    expect(table).to_be_visible()
    keys.press("Escape")
    expect(table).to_be_hidden()
    away_from_fields(page)
    keys.press("n")
    expect(page.locator("#id_who")).to_be_focused()
    for letter, path in (("l", "/log/"), ("c", "/cases/"), ("r", "/callbacks/"), ("d", "/")):
        away_from_fields(page)
        keys.press("g")
        keys.press(letter)
        page.wait_for_url(f"**{path}")


def test_rows_are_walked_with_j_and_k_and_a_case_is_worked_with_figures(
    lin: Staff, lin_meihua: Unit, home: Unit, take_place: TakePlace
) -> None:
    """J and K walk, Enter opens, 1–5 are the verbs, Ctrl Enter saves."""
    first, second = builders.case(lin, unit=lin_meihua), builders.case(lin, unit=home)
    page = take_place(lin)
    page.goto("/cases/")
    keys = Keys(page)
    on = page.locator("[data-rows] a:focus")

    keys.press("j")
    expect(on).to_contain_text("3-1202")
    keys.press("j")
    expect(on).to_contain_text("9-3-702")
    keys.press("j")
    expect(on).to_contain_text("9-3-702")
    keys.press("k")
    expect(on).to_contain_text("3-1202")
    keys.press("j")
    keys.press("Enter")
    page.wait_for_url(f"**/cases/{second.number}/")
    keys.press("2")
    page.wait_for_url("**/inform/")
    box(page, "note").focus()
    keys.words("已告知：維修員 12 點前到")
    keys.press("5")
    with page.expect_navigation():
        keys.press("Control+Enter")

    told = second.events.latest("pk")
    assert (told.note, told.by, first.events.filter(kind=told.kind).count()) == (
        "已告知：維修員 12 點前到5",
        lin,
        0,
    )


def test_whoever_switched_single_keys_off_is_not_surprised_by_them(lin: Staff, take_place: TakePlace) -> None:
    """WCAG 2.1.4: off in the table of keys, off for good; Ctrl K and Enter stay."""
    page = take_place(lin)
    page.goto("/log/")
    keys = Keys(page)
    keys.press("?")
    with page.expect_response("**/accounts/preferences/"):
        page.locator("#help [name=single_keys]").uncheck()
    keys.press("Escape")
    expect(page.locator("#help")).to_be_hidden()

    page.goto("/cases/")
    for key in ("?", "/", "n", "g", "l"):
        keys.press(key)
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url.endswith("/cases/")
    keys.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    lin.refresh_from_db()
    assert lin.single_keys is False


def test_rows_that_are_folded_away_are_passed_over(
    lin: Staff, zhao: Staff, huang: Staff, take_place: TakePlace
) -> None:
    """審閱簽名: after the fifth log `J` goes on to the next list, until somebody unfolds the rest."""
    for day in range(9, 16):
        with clock.at(at(f"2026-11-{day} 10:00")):
            builders.answered(lin)
    case = builders.case(lin)
    for _turn in range(2):
        case.send_back(by=zhao, reason="現場不屬本部門")
        if case.return_count < 2:
            case.forward(by=lin, department=case.department)
    page = take_place(huang)
    page.goto("/board/reading/")
    keys, rest = Keys(page), page.locator("#logs .rest")

    for _row in range(5):
        keys.press("j")
    expect(page.locator("#logs [data-rows] a:focus")).to_contain_text("11/13")
    keys.press("j")
    expect(page.locator("#to-assign [data-rows] a:focus")).to_have_count(1)
    rest.locator("summary").click()
    page.locator("#logs [data-rows] a").nth(4).focus()
    keys.press("j")
    expect(page.locator("#logs [data-rows] a:focus")).to_contain_text("11/14")
