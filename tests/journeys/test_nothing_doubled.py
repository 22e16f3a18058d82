"""Nothing doubled, nothing lost (F, I10): impatient fingers, two people at one case, a session that ran out."""

import re
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from directory.models import Staff, Unit
from tests import builders
from tests.cast import at
from tests.journeys.hands import Keys, TakePlace, box, save, try_to_save
from visits.models import Case, Draft, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page


def sign_in(page: "Page", staff: Staff) -> None:
    """Say who one is."""
    page.locator("[name=username]").fill(staff.username)
    page.locator("[name=password]").fill("secret")
    with page.expect_navigation():
        page.locator("form button.btn-primary").click()


def type_a_slip(page: "Page") -> None:
    """A line ready to be saved."""
    page.goto("/")
    box(page, "who").fill("林先生")
    box(page, "statement").fill("問停車證怎麼補辦")
    box(page, "reply").fill("帶行車執照，當場補辦")


@pytest.mark.parametrize("key", ["Enter", "Control+Enter"])
def test_enter_pressed_five_times_writes_one_line(key: str, lin: Staff, take_place: TakePlace) -> None:
    """Whoever is in a hurry still has one line."""
    page = take_place(lin)
    type_a_slip(page)

    for _press in range(5):
        page.keyboard.press(key, delay=0)

    page.wait_for_url("**/?saved=*")
    expect(page.locator(".slip-done")).to_contain_text("已記下第 1 筆")
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_writes_one_line(scripts: bool, lin: Staff, take_place: TakePlace) -> None:
    """Without scripts the browser sends the form twice, and both get the same answer."""
    page = take_place(lin, java_script_enabled=scripts)
    type_a_slip(page)

    page.locator("#slip button.btn-primary[type=submit]").dblclick(no_wait_after=True)

    page.wait_for_url("**/?saved=*")
    expect(page.locator(".slip-done")).to_contain_text("已記下第 1 筆")
    assert Visit.objects.count() == 1


def test_the_second_of_two_people_is_told_who_came_first_and_keeps_what_was_typed(
    lin: Staff, tang: Staff, lin_meihua: Unit, take_place: TakePlace
) -> None:
    """One wins; the other reads who and when, looks again, and says it anew without typing anew."""
    case = builders.case(lin, unit=lin_meihua)
    desk, leader = take_place(lin), take_place(tang)
    for page in (desk, leader):
        page.goto(f"/cases/{case.number}/move-promise/")
    typed = {"due_at": "2026-11-16T17:00", "promise_text": "維修員上門", "reason": "配件下午才到"}

    box(leader, "due_at").fill("2026-11-16T15:00")
    box(leader, "promise_text").fill("廠家上門")
    box(leader, "reason").fill("請了廠家")
    box(leader, "resident_told").check()
    save(leader)
    for name, words in typed.items():
        box(desk, name).fill(words)
    box(desk, "resident_told").check()
    (said,) = try_to_save(desk)

    assert re.search(r"唐芳在 10:0\d 改過（[^a-z]+）", said)
    assert {name: box(desk, name).input_value() for name in typed} == typed
    case.refresh_from_db()
    assert case.promise_due_at == at("15:00")
    expect(desk.locator("#story")).to_contain_text("請了廠家")
    save(desk)
    case.refresh_from_db()
    assert case.promise_due_at == at("17:00")
    assert Case.objects.count() == 1


def test_a_session_that_ran_out_loses_no_word(lin: Staff, take_place: TakePlace) -> None:
    """The slip says so, opens the sign-in beside itself, and is saved as it was typed."""
    page = take_place(lin)
    page.goto("/")
    Session.objects.all().delete()
    box(page, "statement").fill("問停車證怎麼補辦")
    note = page.locator("[data-draft]")
    expect(note).to_contain_text("您已登出")
    box(page, "reply").fill("帶行車執照，當場補辦")

    with page.context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    beside = opened.value
    sign_in(beside, lin)
    beside.wait_for_url("**/")
    assert not Visit.objects.exists()
    page.bring_to_front()
    page.locator("#slip button.btn-primary[type=submit]").click()
    page.wait_for_url("**/?saved=*")

    line = Visit.objects.get()
    assert (line.statement, line.reply, line.first_contact) == (
        "問停車證怎麼補辦",
        "帶行車執照，當場補辦",
        lin,
    )


def test_the_next_person_at_the_same_browser_sees_nothing_of_a_draft(
    lin: Staff, zhou: Staff, take_place: TakePlace
) -> None:
    """I10: a draft belongs to who typed it; it waits for her, and nobody else reads it."""
    page = take_place(lin)
    page.goto("/")
    box(page, "statement").fill("住戶說她丈夫住院了")
    expect(page.locator("[data-draft]")).to_contain_text("草稿已保留")
    slot = Draft.objects.get().slot

    Session.objects.all().delete()
    page.goto("/")
    sign_in(page, zhou)
    page.wait_for_url("**/")
    assert "住院" not in page.content()
    assert "住院" not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    expect(page.locator(".asides")).to_have_count(0)
    answer = page.goto(f"/visits/new/?draft={slot}")
    assert answer is not None
    assert answer.status == 404
    for _step in range(4):
        page.go_back()
        assert "住院" not in page.content() + page.evaluate(
            "[...document.querySelectorAll('input,textarea')].map((f) => f.value).join()"
        )

    page.goto("/")
    page.locator(".me > summary").click()
    with page.expect_navigation():
        page.locator("[data-key=F2]").click()
    sign_in(page, lin)
    page.locator(".asides a", has_text="住院").click()
    assert box(page, "statement").input_value() == "住戶說她丈夫住院了"
    box(page, "reply").fill("記下，請家人帶證件來")
    save(page)

    page.wait_for_url("**/?saved=*")
    assert (Visit.objects.get().statement, Draft.objects.count()) == ("住戶說她丈夫住院了", 0)


def test_a_slip_put_aside_waits_for_its_writer(lin: Staff, zhou: Staff, take_place: TakePlace) -> None:
    """F8: the next resident is received first; the slip lies on the writer's desk and on nobody else's."""
    page, other = take_place(lin), take_place(zhou)
    page.goto("/")
    keys = Keys(page)
    keys.at("who")
    keys.words("吳先生")
    keys.press("Enter")
    keys.at("statement")
    keys.words("問裝修押金")
    with page.expect_navigation():
        keys.press("F8")

    expect(page.locator("#toasts")).to_contain_text("已先放一旁")
    expect(page.locator(".asides li")).to_have_count(1)
    expect(page.locator(".asides")).to_contain_text("吳先生 問裝修押金")
    assert box(page, "statement").input_value() == ""
    other.goto("/")
    expect(other.locator(".asides")).to_have_count(0)
    assert (Draft.objects.get().staff, Visit.objects.count()) == (lin, 0)
