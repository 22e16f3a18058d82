"""Answered on the spot (§4.4–4.7): the resident sits there, the hands stay on the keys."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from directory.models import Guideline, Staff, Unit
from tests.journeys.hands import Keys, TakePlace, box, choose, save, try_to_save
from visits.models import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page


def told(page: "Page") -> str:
    """What the desk says of the line just written."""
    page.wait_for_url("**/?saved=*")
    return page.locator(".slip-done").inner_text().strip()


def test_a_common_question_takes_thirteen_keystrokes_and_no_mouse(
    lin: Staff, lin_meihua: Unit, parking_permit: Guideline, take_place: TakePlace
) -> None:
    """DESIGN §4: `3-1202⏎ tcz⏎ ⏎ ⏎`."""
    page = take_place(lin)
    page.add_init_script("addEventListener('pointerdown', () => document.title = 'mouse')")
    page.goto("/")
    keys = Keys(page)

    keys.at("who")
    keys.type("3-1202")
    keys.press("Enter")
    keys.at("statement")
    expect(page.locator(".greet .say")).to_contain_text("林女士")
    keys.type("tcz")
    keys.press("Enter")
    keys.at("outcome")
    keys.press("Enter")
    keys.at("reply")
    keys.press("Enter")

    assert told(page) == "已記下第 1 筆：3-1202，當場答覆"
    assert keys.count == 13
    assert keys.touched == ["who", "statement", "outcome", "reply"]
    line = Visit.objects.get()
    assert (line.unit, line.visitor_name, line.first_contact) == (lin_meihua, "林美華", lin)
    assert (line.statement, line.reply) == (parking_permit.title, parking_permit.body)
    assert (line.status, line.channel) == (Visit.Status.ANSWERED, Visit.Channel.WALK_IN)
    assert list(line.history.values_list("history_user", flat=True).distinct()) == [lin.pk]


def test_two_boxes_are_enough(lin: Staff, take_place: TakePlace) -> None:
    """What was asked and what was told; everything else is known or left out (E: at most six, two required)."""
    page = take_place(lin)
    page.goto("/")
    keys = Keys(page)

    keys.at("who")
    keys.press("Enter")
    keys.words("郵局幾點關門")
    keys.press("Enter")
    keys.at("category")
    keys.press("Enter")
    keys.at("outcome")
    keys.press("1")
    keys.words("下午五點")
    keys.press("Enter")

    assert told(page).startswith("已記下第 1 筆")
    line = Visit.objects.get()
    assert (line.statement, line.reply, line.status) == ("郵局幾點關門", "下午五點", Visit.Status.ANSWERED)


def test_initials_find_the_resident_while_the_input_method_composes(
    lin: Staff, lin_meihua: Unit, take_place: TakePlace
) -> None:
    """DESIGN §4: `lmh` without leaving the Chinese input method; its own Enter chooses and sends nothing."""
    page = take_place(lin)
    page.goto("/")
    keys = Keys(page)
    keys.at("who")
    method = page.context.new_cdp_session(page)

    method.send("Input.imeSetComposition", {"text": "lmh", "selectionStart": 3, "selectionEnd": 3})
    found = page.locator("#id_who_list [role=option]")
    expect(found).to_contain_text(["林美華"])
    for kind in ("rawKeyDown", "keyUp"):
        method.send(
            "Input.dispatchKeyEvent",
            {"type": kind, "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229},
        )
    expect(page.locator("#id_who")).to_be_visible()
    method.send("Input.insertText", {"text": "lmh"})
    keys.press("Enter")

    keys.at("statement")
    expect(page.locator("#id_who_chosen")).to_contain_text("林美華 女士")
    assert page.locator("#slip [name=household]").input_value().startswith(f"{lin_meihua.pk}:")
    assert not Visit.objects.exists()


def test_the_same_without_scripts(
    lin: Staff, lin_meihua: Unit, parking_permit: Guideline, take_place: TakePlace
) -> None:
    """Everything works as a plain page and a POST (E)."""
    page = take_place(lin, java_script_enabled=False)
    page.goto("/")

    page.get_by_role("link", name="停車證補辦").first.click()
    page.wait_for_url("**/visits/new/?faq=*")
    box(page, "who").fill("3-1202")
    save(page)

    assert told(page) == "已記下第 1 筆：3-1202，當場答覆"
    line = Visit.objects.get()
    assert (line.unit, line.visitor_name, line.reply) == (lin_meihua, "林美華", parking_permit.body)


def test_without_scripts_what_is_missing_is_said_beside_its_box(
    lin: Staff, lin_meihua: Unit, take_place: TakePlace
) -> None:
    """A sentence beside the box, everything typed still there, nothing half-saved."""
    page = take_place(lin, java_script_enabled=False)
    page.goto("/")

    box(page, "who").fill("3-1202")
    box(page, "statement").fill("停車證丟了")
    choose(page, "outcome", "answer")
    assert try_to_save(page) == ["請寫怎麼答覆住戶。"]
    expect(page.locator(".f.is-bad", has=page.locator("[name=reply]"))).to_contain_text("請寫怎麼答覆住戶。")
    assert not Visit.objects.exists()
    assert box(page, "statement").input_value() == "停車證丟了"
    box(page, "reply").fill("帶行車執照來補辦")
    save(page)

    assert told(page) == "已記下第 1 筆：3-1202，當場答覆"
    assert Visit.objects.get().reply == "帶行車執照來補辦"
