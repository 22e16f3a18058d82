"""The leak of narrative 8, handed on shift by shift over midnight, taken back by its first contact (§4.9, I7)."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from playwright.sync_api import expect

from directory.models import ServiceCentre, Staff, Unit
from handover.models import Handover, PassOnNote
from tests import builders
from tests.cast import at, department, put_on_duty
from tests.handover.sheets import thing
from tests.journeys.hands import TakePlace
from visits.models import Case, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SAID = (
    "衛生間天花板又漏水，說上個月修過一次沒修好，樓上 802 不配合。致歉並複述：今天要先止水，三天內要有方案。"
)
#: What each shift writes about the leak: why open, so far, next.
WRITTEN = {
    "早班": ("業主情緒大，需聯繫樓上 802", "15:50 老趙接單，已約 802 業主", "17:30 前到場止水，回電吳先生"),
    "中班": ("止水後要開挖檢查，802 明天在家", "17:10 王強到場，關 802 支管止水", "夜裡再滲就找李海，明早交回早班"),
    "夜班": ("802 業主早上才在家", "夜裡巡看兩次，沒有再滲", "09:25 回電吳先生，下午開門檢查"),
}  # fmt: skip


def press(page: "Page", selector: str) -> None:
    """Press a button that sends the page away, and wait for the next one."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def should_be(line: "Locator") -> str:
    """How many there should be of a thing, as the page says."""
    return str(re.findall(r"[0-9.]+", line.locator(".cap").inner_text())[0])


def write_and_sign(page: "Page", shift: str, taker: Staff) -> None:
    """Who goes off: open the sheet, write each line, count what lies there, sum up, sign."""
    page.goto("/handover/")
    press(page, "#going button")
    why, done, then = WRITTEN[shift]
    for card in page.locator("article.ho").all():
        card.locator("[name^=reason_open]").fill(why)
        card.locator("[name^=done_so_far]").fill(done)
        card.locator("[name^=next_step]").fill(then)
        card.locator("[name^=receiver]").select_option(str(taker.pk))
    page.locator("article.ho [name^=look_first]").first.check()
    for line in page.locator(".count").all():
        line.locator("[name^=counted]").fill(should_be(line))
    page.fill("[name=summary]", f"{shift}平穩，9-3-702 漏水請先看")
    page.fill("[name=password]", "secret")
    press(page, "#sign")
    expect(page.locator("#toasts")).to_contain_text("已簽名")


def take_over(page: "Page", handover: Handover) -> None:
    """Who comes on: read, take each, count face to face, sign."""
    page.goto("/handover/")
    page.locator("#coming a", has_text="看過再接班").click()
    for link in page.locator("#unread a").all():
        href = link.get_attribute("href")
        page.goto(str(href))
        press(page, "aside form button")
        page.goto(handover.get_absolute_url())
    while (button := page.locator("article.ho button.btn-primary").first).is_visible():
        with page.expect_navigation():
            button.click()
    for line in page.locator(".count").all():
        line.locator("[name^=recounted]").fill(should_be(line))
    page.fill("#accept [name=password]", "secret")
    press(page, "#accept #sign")
    expect(page.locator("#toasts")).to_contain_text("已接班")


@pytest.mark.django_db(transaction=True)
def test_the_leak_is_handed_on_over_midnight_and_comes_back_to_its_first_contact(
    centre: ServiceCentre,
    lin: Staff,
    chen: Staff,
    wu: Staff,
    zhao: Staff,
    tang: Staff,
    home: Unit,
    take_place: TakePlace,
    wall: time_machine.Traveller,
) -> None:
    """§4.9, I2, I7, BR-H01–H05, H12–H14, H16: two browsers at a time, three handovers, one owner at each moment."""
    for person, moment in (
        (lin, "10:00"), (chen, "17:00"), (wu, "2026-11-17 02:00"), (lin, "2026-11-17 10:00"),
    ):  # fmt: skip
        put_on_duty(person, at(moment))
    thing(centre, "鑰匙", "4")
    thing(centre, "備用金", "500", is_cash=True)
    wall.move_to(at("15:35"))
    leak = builders.case(
        lin, about="complaint", unit=home, statement=SAID, channel=Visit.Channel.CALL,
        promise=builders.terms(at("17:30"), "今天 17:30 前上門查看並止水"),
        against_department=department(lin, "engineering"),
    )  # fmt: skip
    PassOnNote.write(by=tang, subject="今晚 23:00 停水", details="先電話告知 7-2-1602 何先生", readers=[chen])
    early, middle = take_place(lin), take_place(chen)

    # 早 → 中: signed; a resident comes after the signature, the sheet opens again; signed anew, taken over.
    wall.move_to(at("15:45"))
    write_and_sign(early, "早班", chen)
    sheet = Handover.objects.get()
    second = builders.case(lin, promise=builders.terms(at("2026-11-17 09:00")))
    middle.goto(sheet.get_absolute_url())
    expect(middle.locator("main")).to_contain_text(f"簽名後又接了新事項（{second.number}）")
    write_and_sign_again(early, sheet, chen)
    wall.move_to(at("15:58"))
    take_over(middle, sheet)
    owners = [Case.objects.get(pk=leak.pk).owner]

    # 中 → 夜, over midnight.
    wall.move_to(at("17:10"))
    leak.refresh_from_db()
    leak.fulfil(
        by=zhao, note="關 802 支管止水", terms=builders.terms(at("2026-11-19 15:30"), "三天內給出方案")
    )
    wall.move_to(at("23:40"))
    night = take_place(wu)
    write_and_sign(middle, "中班", wu)
    wall.move_to(at("2026-11-17 00:03"))
    take_over(night, Handover.objects.get(outgoing=chen))
    owners.append(Case.objects.get(pk=leak.pk).owner)

    # 夜 → 早: back to who received it first.
    wall.move_to(at("2026-11-17 07:40"))
    write_and_sign(night, "夜班", lin)
    wall.move_to(at("2026-11-17 07:58"))
    early = take_place(lin)  # the session of yesterday has ended
    take_over(early, Handover.objects.get(outgoing=wu))
    leak.refresh_from_db()

    assert [*owners, leak.owner] == [chen, wu, lin]
    assert (leak.first_contact, leak.carry_count) == (lin, 3)
    assert [each.state for each in Handover.objects.order_by("begun_at")] == ["accepted"] * 3
    assert all(
        each.closed_at - each.begun_at < timedelta(hours=1)
        for each in Handover.objects.all()
        if each.closed_at
    )
    early.goto(f"/cases/{leak.number}/")
    expect(early.locator("main")).to_contain_text("陳潔")
    early.goto(f"{Handover.objects.get(outgoing=chen).get_absolute_url()}print/")
    paper = early.locator("main.sheet")
    expect(paper).to_contain_text("服務中心交接班記錄表")
    expect(paper).to_contain_text("夜裡再滲就找李海，明早交回早班")
    expect(paper.locator(".sign")).to_contain_text("吳磊　11/17 00:03")


def write_and_sign_again(page: "Page", sheet: Handover, taker: Staff) -> None:
    """What came after the signature is on the sheet once it is kept; written out, it is signed anew."""
    page.goto(sheet.get_absolute_url())
    expect(page.locator("main")).to_contain_text("簽名已撤")
    press(page, "#sheet button[value=save]:not(.vh)")
    card = page.locator("article.ho.is-miss")
    for name, text in zip(("reason_open", "done_so_far", "next_step"), WRITTEN["早班"], strict=True):
        card.locator(f"[name^={name}]").fill(text)
    card.locator("[name^=receiver]").select_option(str(taker.pk))
    page.fill("[name=password]", "secret")
    press(page, "#sign")
    expect(page.locator("#toasts")).to_contain_text("已簽名")
