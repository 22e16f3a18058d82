"""Whole matters, from the resident at the desk to the answer that closes the case, each person at their own browser."""

from typing import TYPE_CHECKING

import pytest
import time_machine
from playwright.sync_api import expect

from directory.models import Staff, Unit
from records import clock
from tests import builders
from tests.cast import at
from tests.journeys.hands import PHONE, Keys, TakePlace, box, choose, save, tick
from visits.models import Callback, Case, Promise, Referral, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

WAYS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


def toast(page: "Page", sentence: str) -> None:
    """The page says in its corner what was done."""
    expect(page.locator("#toasts")).to_contain_text(sentence)


def open_from_desk(page: "Page", words: str) -> None:
    """Go to the desk and follow what it says there."""
    page.goto("/")
    page.locator(".desk-r li", has_text=words).get_by_role("link").first.click()


def story(case: Case) -> list[str]:
    """The verbs on record, oldest first."""
    return list(case.history.order_by("history_id").values_list("history_verb", flat=True))


# Complaint, promise, work, dissatisfied, again, satisfied ---------------------------------------------------------


def promise(page: "Page") -> None:
    """The slip of a complaint that cannot be solved on the spot: all five things are said (§4.8)."""
    page.goto("/")
    box(page, "who").fill("3-1202 林美華")
    box(page, "statement").fill("電梯異響，報了三次沒人修")
    choose(page, "category", "complaint")
    choose(page, "outcome", "promise")
    choose(page, "department", "engineering")
    page.locator("[name=due_at]").first.check(force=True)
    box(page, "promise_text").fill("上門查看並答覆")
    box(page, "reason_explained").fill("抱歉，維修員正在別處搶修")
    tick(page, "restated", "apology_given")
    save(page)
    page.wait_for_url("**/?saved=*")


def work(page: "Page", words: str, result: str) -> None:
    """The technician, on a telephone beside the lift: take it on if nobody has, and say it is done."""
    page.goto("/cases/")
    page.locator(".tk", has_text=words).click()
    case = Case.objects.get()
    if case.handler is None:
        page.locator("details.more > summary").click()
        page.locator("a", has_text="受理").first.click()
        page.wait_for_url("**/accept/")
        save(page)
        toast(page, "已受理。")
    page.locator(".acts a[href$='/resolve/']").click()
    page.wait_for_url("**/resolve/")
    box(page, "result").fill(result)
    save(page)
    toast(page, "已辦結，下一步回訪住戶。")


@WAYS
def test_a_complaint_is_closed_only_by_a_satisfied_resident(
    scripts: bool, lin: Staff, zhao: Staff, tang: Staff, huang: Staff, lin_meihua: Unit, take_place: TakePlace
) -> None:
    """§4.2, §4.8, I4: dissatisfied reopens with a new promise; only a yes closes; every verb stays readable."""
    desk, phone, leader, manager = (
        take_place(lin, java_script_enabled=scripts),
        take_place(zhao, java_script_enabled=scripts, **PHONE),
        take_place(tang, java_script_enabled=scripts),
        take_place(huang, java_script_enabled=scripts),
    )

    promise(desk)

    case = Case.objects.get()
    assert (case.owner, case.first_contact, case.status) == (lin, lin, Case.Status.IN_PROGRESS)
    expect(desk.locator("#owed li")).to_contain_text(["電梯異響"])

    work(phone, "電梯異響", "更換導靴")

    case.refresh_from_db()
    assert (case.status, case.handler, case.owner) == (Case.Status.AWAITING_CALLBACK, zhao, lin)
    assert Callback.objects.get().assignee == lin

    open_from_desk(desk, "電梯異響")
    choose(desk, "result", "reached")
    choose(desk, "satisfaction", "2")
    box(desk, "feedback").fill("還是響")
    box(desk, "due_at").fill("2026-11-16T18:00")
    box(desk, "promise_text").fill("廠家到場調整")
    save(desk)

    toast(desk, "案件重開，新承諾已立。")
    case.refresh_from_db()
    assert (case.status, case.reopen_count, case.promise_due_at) == (Case.Status.IN_PROGRESS, 1, at("18:00"))

    work(phone, "電梯異響", "廠家調整導軌，試梯三次無聲")
    leader.goto("/callbacks/")
    leader.locator("main a", has_text="林美華").click()
    choose(leader, "result", "reached")
    choose(leader, "satisfaction", "4")
    save(leader)

    toast(leader, "住戶滿意，案件結案。")
    case.refresh_from_db()
    assert (case.status, case.owner, case.first_contact) == (Case.Status.CLOSED, lin, lin)
    assert [one.satisfaction for one in Callback.objects.order_by("pk")] == [2, 4]
    assert [one.state for one in Promise.objects.order_by("pk")] == [Promise.State.KEPT] * 2
    assert story(case) == ["promise", "accept", "resolve", "reopen", "resolve", "close"]

    manager.goto(f"/history/visits.case/{case.pk}/")
    told = manager.locator("main").inner_text()
    for name in ("林靜", "老趙", "唐芳"):
        assert name in told
    assert "重開" in told


# A fee ------------------------------------------------------------------------------------------------------------


def test_a_fee_is_introduced_settled_and_confirmed_by_the_one_who_introduced_it(
    lin: Staff, he: Staff, lin_meihua: Unit, take_place: TakePlace
) -> None:
    """§4.7, BR-F01…F05: the cashier takes the money, the desk still asks whether all is well."""
    desk, counter = take_place(lin), take_place(he)

    desk.goto("/")
    box(desk, "who").fill("3-1202 林美華")
    desk.keyboard.press("Enter")
    box(desk, "statement").fill("來繳第四季物業費")
    choose(desk, "category", "fee")
    expect(desk.locator("[name=outcome][value=introduce]")).to_be_checked()
    desk.locator("[name=to]").first.check(force=True)
    save(desk)
    desk.wait_for_url("**/?saved=*")

    referral = Referral.objects.get()
    assert (referral.state, referral.to, Visit.objects.get().status) == (
        Referral.State.OFFERED,
        he,
        Visit.Status.RECEIVING,
    )
    open_from_desk(counter, "已引介給何倩")
    counter.locator("form[action$='/take-over/'] button").click()
    choose(counter, "outcome", "settled")
    box(counter, "result").fill("收第四季物業費 864 元")
    box(counter, "receipt_no").fill("SJ-2026-1187")
    save(counter)

    counter.wait_for_url("**/cases/*/")
    referral.refresh_from_db()
    case = Case.objects.get()
    assert (referral.outcome, referral.receipt_no, referral.accepted_by) == (
        Referral.Outcome.SETTLED,
        "SJ-2026-1187",
        he,
    )
    assert (case.owner, case.status) == (lin, Case.Status.AWAITING_CALLBACK)

    open_from_desk(desk, "第四季物業費")
    choose(desk, "result", "reached")
    choose(desk, "satisfaction", "5")
    save(desk)

    toast(desk, "住戶滿意，案件結案。")
    case.refresh_from_db()
    assert (case.status, case.owner, Callback.objects.get().reached_by) == (Case.Status.CLOSED, lin, lin)


# Asked a second time ----------------------------------------------------------------------------------------------


def test_a_second_visit_of_the_same_home_joins_as_an_urge(
    lin: Staff, zhou: Staff, lin_meihua: Unit, take_place: TakePlace
) -> None:
    """BR-V14: nobody has to tell it twice; the owner sees at once that it was urged."""
    case = builders.case(lin, unit=lin_meihua, statement="廚房水龍頭漏水")
    desk, owner = take_place(zhou), take_place(lin)
    desk.goto("/")
    keys = Keys(desk)

    keys.at("who")
    keys.type("3-1202")
    keys.press("Enter")
    keys.at("statement")
    expect(desk.locator("#known")).to_contain_text("廚房水龍頭漏水")
    keys.press("Shift+Tab")
    choose(desk, "join", case.number)
    box(desk, "statement").fill("水龍頭怎麼還沒修")
    save(desk)
    desk.wait_for_url("**/?saved=*")

    expect(desk.locator(".slip-done")).to_contain_text("併案催辦")
    second = Visit.objects.latest("pk")
    case.refresh_from_db()
    assert (second.status, second.first_contact, case.urge_count) == (Visit.Status.JOINED, zhou, 1)
    assert (Case.objects.count(), case.owner) == (1, lin)
    owner.goto("/")
    expect(owner.locator(".told")).to_contain_text("3-1202 廚房水龍頭漏水被催辦 1 次")
    owner.locator(".told a").first.click()
    expect(owner.locator("#story")).to_contain_text("水龍頭怎麼還沒修")


# Nobody answers ---------------------------------------------------------------------------------------------------


def test_three_attempts_over_two_days_bring_the_case_to_a_manager(
    lin: Staff,
    zhao: Staff,
    huang: Staff,
    lin_meihua: Unit,
    wall: time_machine.Traveller,
    take_place: TakePlace,
) -> None:
    """BR-C04, C05: two in vain on the Monday, the third on the Tuesday; then a manager closes it as unreached."""
    callback = builders.resolved(lin, zhao, unit=lin_meihua)
    for moment in (at("13:00"), at("18:30")):
        with clock.at(moment):
            callback.record(by=lin, result=Callback.Result.NO_ANSWER)
    wall.move_to(at("2026-11-17 09:30"))
    desk, manager = take_place(lin), take_place(huang)

    desk.goto("/callbacks/")
    desk.locator("main a", has_text="3-1202").click()
    choose(desk, "result", "off")
    save(desk)

    toast(desk, "三次未接通：已留短信，由主管決定。")
    callback.refresh_from_db()
    assert (callback.state, callback.missed_count) == (Callback.State.EXHAUSTED, 3)
    assert "天下城服務中心" in callback.message
    manager.goto("/")
    alert = manager.locator(".told li", has_text="多次未接通")
    expect(alert).to_contain_text("3-1202")
    manager.goto("/callbacks/")
    expect(manager.locator("section.card", has_text="由主管決定")).to_contain_text("3-1202")
    manager.goto("/")
    alert.get_by_role("link").click()
    manager.wait_for_url("**/cases/*/")
    manager.locator("details.more > summary").click()
    manager.locator("details.more a[href$='/close-exceptionally/']").first.click()
    choose(manager, "reason", "unreached")
    box(manager, "note").fill("三次未接通，已留短信")
    save(manager)

    manager.wait_for_url("**/cases/*/")
    case = Case.objects.get()
    callback.refresh_from_db()
    assert (case.status, case.close_reason) == (Case.Status.CLOSED, Case.CloseReason.UNREACHED)
    assert (callback.state, callback.satisfaction) == (Callback.State.UNREACHED, None)
    assert case.closed_at is not None
    assert case.closed_at > at("2026-11-17 09:30")
