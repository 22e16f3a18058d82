"""One case in the browser: its story, its verbs, and who may say them."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import Staff, Unit
from records import clock
from tests import builders
from tests.cast import at, department
from tests.visits.acts import record, say, send, sentences, signed_in
from visits.models import Callback, Case, CaseEvent, Disclosure, Promise
from visits.views.verbs import VERBS

pytestmark = pytest.mark.django_db
LATER = "2026-11-16T18:00"


@pytest.fixture
def leak(lin: Staff, home: Unit) -> Case:
    """林靜 promised somebody at noon; 工程部 has it and nobody accepted it yet."""
    return builders.case(lin, unit=home)


def fresh(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.get(pk=case.pk)


# The page --------------------------------------------------------------------------------------------------------


def test_story_is_told_oldest_first_and_ends_in_what_is_planned(lin: Staff, zhao: Staff, leak: Case) -> None:
    with clock.at(at("10:10")):
        leak.accept(by=zhao)
    with clock.at(at("10:20")):
        leak.note(by=zhao, note="S 彎接頭老化")
    with clock.at(at("10:30")):
        leak.inform(by=lin, note="師傅在換接頭")

    with clock.at(at("10:42")):
        page = signed_in(lin).get(leak.get_absolute_url())

    told = [(step.clock, step.title, step.audience) for step in page.context["story"]]
    assert told == [
        ("10:00", "吳先生 came to 1 號台", ""),
        ("10:00", "Promised by 12:00: 上門查看", "resident"),
        ("10:00", "Forwarded to 工程部", ""),
        ("10:10", "Accepted", ""),
        ("10:20", "Progress", "staff"),
        ("10:30", "Told the resident", "resident"),
    ]
    assert page.context["now"] == "10:42"
    assert [(step.clock, step.title) for step in page.context["planned"]] == [
        ("12:00", "The promise falls due"),
        ("When done", "Callback"),
    ]


def test_correction_urge_and_broken_promise_stand_in_the_story(lin: Staff, leak: Case, home: Unit) -> None:
    with clock.at(at("10:20")):
        leak.visit.correct(by=lin, reason="聽錯", visitor_name="吳女士")
        urge = builders.visit(lin, about="repair", unit=home, statement="還在滴")
        urge.join(by=lin, case=leak)
    with clock.at(at("12:05")):
        page = signed_in(lin).get(leak.get_absolute_url())

    steps = {step.title: step for step in page.context["story"]}
    assert steps["Corrected"].changes == (("visitor", "吳先生", "吳女士"),)
    assert steps[f"Urged {urge.number}"].quote == "“還在滴”"
    assert steps["Promise broken"].clock == "12:00"
    assert page.context["promise"].state == "late"
    assert page.context["promise"].left == "late by 5 min"


def test_head_shows_what_is_left_of_the_promise(lin: Staff, leak: Case) -> None:
    with clock.at(at("10:30")):
        promise = signed_in(lin).get(leak.get_absolute_url()).context["promise"]

    assert (promise.big, promise.left, promise.used, promise.state) == ("by 12:00", "1 h 30 min left", 25, "")


def test_chain_names_first_contact_owner_and_handler(
    lin: Staff, chen: Staff, zhao: Staff, huang: Staff, leak: Case
) -> None:
    leak.accept(by=zhao)
    leak.reassign(by=huang, to=chen, reason="林靜休假")

    chain = signed_in(lin).get(leak.get_absolute_url()).context["chain"]

    assert [(seal.kind, seal.name) for seal in chain] == [
        ("first", "林靜"),
        ("owner", "陳潔"),
        ("handler", "老趙"),
    ]


@pytest.mark.parametrize("lines", [1, 30])
def test_page_asks_the_database_eight_times_however_long_the_story(
    lin: Staff, leak: Case, lines: int
) -> None:
    for place in range(lines):
        leak.note(by=lin, note=f"第 {place} 件事")
        builders.case(lin, unit=leak.unit, new_matter_reason="另一件")
    browser = signed_in(lin)

    with CaptureQueriesContext(connection) as asked:
        page = browser.get(leak.get_absolute_url())

    assert len(page.context["story"]) == 3 + lines
    assert len(asked) == 8


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.usefixtures("english")
def test_every_verb_opens_its_boxes_or_says_why_not(lin: Staff, leak: Case, verb: str) -> None:
    browser = signed_in(lin)

    with CaptureQueriesContext(connection) as asked:
        page = browser.get(f"/cases/{leak.number}/{verb}/")

    assert page.status_code == 200
    assert page.context["why_not"] == VERBS[verb].against(fresh(leak), lin)
    assert (f'action="/cases/{leak.number}/{verb}/"' in page.content.decode()) is not bool(
        page.context["why_not"]
    )
    assert len(asked) <= 10


def test_verb_opens_by_the_address_of_the_case_as_well(lin: Staff, leak: Case) -> None:
    page = signed_in(lin).get(f"{leak.get_absolute_url()}?do=resolve")

    assert page.context["form"].slug == "resolve"


def test_refused_verb_shows_the_sentence_of_the_rule(zhou: Staff, leak: Case) -> None:
    page = signed_in(zhou).get(f"/cases/{leak.number}/move-promise/")

    assert "Only 林靜, who answers to the resident, may do this." in page.content.decode()
    assert "disabled" not in page.content.decode()


# Who may do what -------------------------------------------------------------------------------------------------


def test_br_v04_colleague_may_note_but_not_resolve(zhou: Staff, leak: Case) -> None:
    """BR-V04: help is welcome, control is not."""
    browser = signed_in(zhou)

    helped = say(browser, leak, "note", note="電話裡安撫了住戶")
    refused = say(browser, leak, "resolve", result="好了")

    assert helped.status_code == 302
    assert refused.status_code == 403
    assert sentences(refused) == {"__all__": ["Only 林靜 or 工程部 may do this."]}
    assert fresh(leak).status == Case.Status.IN_PROGRESS


def test_br_v04_handler_may_resolve_but_not_close(zhao: Staff, leak: Case) -> None:
    """BR-V04, I4: the handler reports the work done; closing is not theirs."""
    browser = signed_in(zhao)
    say(browser, leak, "accept")

    closed = say(browser, leak, "close-exceptionally", reason="answered", note="不合理")
    done = say(browser, leak, "resolve", result="換好了")

    assert closed.status_code == 403
    assert done.status_code == 302
    assert fresh(leak).status == Case.Status.AWAITING_CALLBACK


def test_br_v12_promise_moves_with_a_reason_and_the_residents_knowledge(lin: Staff, leak: Case) -> None:
    """BR-V12, I5: before it passes a promise moves; the old one stays."""
    words: dict[str, Any] = {"due_at": LATER, "promise_text": "換好接頭", "reason": "缺料"}
    browser = signed_in(lin)

    untold = say(browser, leak, "move-promise", **words)
    moved = say(browser, leak, "move-promise", **words, resident_told="on")

    assert (untold.status_code, sentences(untold)) == (422, {"resident_told": ["Tell the resident first."]})
    assert moved.status_code == 302
    assert [promise.state for promise in leak.promises.all()] == [
        Promise.State.MOVED,
        Promise.State.STANDING,
    ]


def test_br_v12_broken_promise_is_not_moved_but_made_anew_with_an_apology(lin: Staff, leak: Case) -> None:
    """BR-V12: at 12:05 the promise of noon is broken."""
    words: dict[str, Any] = {
        "due_at": LATER,
        "promise_text": "換好接頭",
        "reason": "缺料",
        "resident_told": "on",
    }
    browser = signed_in(lin)

    with clock.at(at("12:05")):
        moved = say(browser, leak, "move-promise", **words)
        unapologised = say(browser, leak, "promise-again", **words)
        made = say(browser, leak, "promise-again", **words, apology="on")

    assert moved.status_code == 403
    assert (unapologised.status_code, sentences(unapologised)) == (422, {"apology": ["Apologise first."]})
    assert made.status_code == 302
    assert [promise.state for promise in leak.promises.all()] == [
        Promise.State.BROKEN,
        Promise.State.STANDING,
    ]


def test_br_v13_twice_returned_is_assigned_and_not_returned_again(
    lin: Staff, zhao: Staff, wu: Staff, tang: Staff, leak: Case
) -> None:
    """BR-V13: no ping-pong between departments."""
    engineering, security = department(lin, "engineering"), department(lin, "security")
    say(signed_in(zhao), leak, "send-back", reason="不是我們的")
    say(signed_in(lin), leak, "forward", department=security.pk)
    say(signed_in(wu), leak, "send-back", reason="也不是我們的")

    forwarded = say(signed_in(lin), leak, "forward", department=engineering.pk)
    assigned = say(signed_in(tang), leak, "assign", department=engineering.pk, handler=zhao.pk)
    returned = say(signed_in(zhao), leak, "send-back", reason="還是不是")

    assert forwarded.status_code == 403
    assert sentences(forwarded) == {
        "__all__": ["Two departments returned this case. A shift leader assigns it now."]
    }
    assert assigned.status_code == 302
    assert returned.status_code == 403
    assert fresh(leak).return_count == 2


def test_br_v16_outside_party_is_named_and_the_resident_told_before_it_is_done(
    lin: Staff, home: Unit
) -> None:
    """BR-V16: outside our duty still gets followed."""
    case = builders.case(lin, unit=home, forward=False)
    outside = department(lin, "outside")
    browser = signed_in(lin)

    nameless = say(browser, case, "forward", department=outside.pk)
    named = say(
        browser, case, "forward", department=outside.pk, outside_name="電信公司", outside_phone="10000"
    )
    untold = say(browser, case, "resolve", result="已修好")
    say(browser, case, "inform", note="電信公司下午上門")
    done = say(browser, case, "resolve", result="已修好")

    assert nameless.status_code == 403
    assert named.status_code == 302
    assert untold.status_code == 422
    assert done.status_code == 302


def test_br_e05_late_work_says_why_it_took_longer(lin: Staff, leak: Case) -> None:
    """BR-E05: an overdue case is not done without its reason."""
    browser = signed_in(lin)

    with clock.at(at("12:30")):
        silent = say(browser, leak, "resolve", result="換好了")
        explained = say(browser, leak, "resolve", result="換好了", overdue_reason="等料")

    assert silent.status_code == 422
    assert sentences(silent) == {"overdue_reason": ["The promise has passed: say why it took longer."]}
    assert explained.status_code == 302


def test_a_note_that_is_not_taken_stands_in_its_box_again(lin: Staff, leak: Case) -> None:
    """The empty box is drawn once for all cases; this one is not empty."""
    browser, words = signed_in(lin), "長" * 4001
    browser.get(leak.get_absolute_url())

    answer = say(browser, leak, "note", note=words, audience="resident")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert f">\n{words}</textarea>" in html
    assert re.search(r'value="resident" checked', html)
    assert "Ensure this value has at most 4000 characters (it has 4001)." in html


def test_br_c01_double_click_schedules_one_callback(lin: Staff, leak: Case) -> None:
    """BR-C01: the second press gets the first answer."""
    browser = signed_in(lin)
    version = fresh(leak).version

    first = say(browser, leak, "resolve", once="pressed", version=version, result="換好了")
    second = say(browser, leak, "resolve", once="pressed", version=version, result="換好了")

    assert [first.status_code, second.status_code] == [302, 302]
    assert Callback.objects.count() == 1
    assert CaseEvent.objects.filter(kind="resolved").count() == 1


def test_br_c10_reopening_cancels_the_callback(lin: Staff, zhao: Staff, home: Unit) -> None:
    """BR-C10: nobody is asked about work that goes on."""
    callback = builders.resolved(lin, zhao, unit=home)

    reopened = say(
        signed_in(lin), callback.case, "reopen", reason="又漏了", due_at=LATER, promise_text="再修"
    )

    callback.refresh_from_db()
    assert reopened.status_code == 302
    assert callback.state == Callback.State.CANCELLED
    assert fresh(callback.case).status == Case.Status.IN_PROGRESS


def test_i2_owner_stays_through_forward_accept_return_and_reopening(
    lin: Staff, zhao: Staff, leak: Case
) -> None:
    """I2, BR-E07: dispatch, return, resolving and reopening never move ownership."""
    desk, works = signed_in(lin), signed_in(zhao)

    say(works, leak, "accept")
    say(works, leak, "send-back", reason="料不齊")
    say(desk, leak, "forward", department=department(lin, "engineering").pk)
    say(works, leak, "accept")
    say(works, leak, "resolve", result="好了")
    last = say(desk, leak, "reopen", reason="又漏", due_at=LATER, promise_text="再修")

    assert last.status_code == 302
    assert (fresh(leak).owner, fresh(leak).first_contact) == (lin, lin)


def test_i2_only_a_manager_moves_ownership_and_says_why(
    lin: Staff, chen: Staff, huang: Staff, leak: Case
) -> None:
    """I2, BR-V03, BR-H20: a manager empties the list of somebody who leaves."""
    by_owner = say(signed_in(lin), leak, "reassign", to=chen.pk, reason="我要走了")
    silent = say(signed_in(huang), leak, "reassign", to=chen.pk)
    moved = say(signed_in(huang), leak, "reassign", to=chen.pk, reason="林靜離職")

    assert by_owner.status_code == 403
    assert silent.status_code == 403
    assert moved.status_code == 302
    assert (fresh(leak).owner, fresh(leak).first_contact) == (chen, lin)


def test_i3_desk_that_did_the_work_itself_is_marked(lin: Staff, home: Unit) -> None:
    """I3: 自辦自訪 stands on the call screen."""
    case = builders.case(lin, about="other", to="desk", unit=home)
    browser = signed_in(lin)
    say(browser, case, "resolve", result="查到了")

    page = browser.get(Callback.objects.get().get_absolute_url())

    assert [mark.text for mark in page.context["marks"]] == ["Done and asked by the same person"]


def test_i4_only_a_manager_closes_without_the_residents_yes(lin: Staff, huang: Staff, leak: Case) -> None:
    """I4: the other door has a reason from the list and a manager's name."""
    words = {"reason": "not_ours", "note": "屬市政道路，已轉熱線"}

    by_owner = say(signed_in(lin), leak, "close-exceptionally", **words)
    unreached = say(signed_in(huang), leak, "close-exceptionally", reason="unreached", note="找不到人")
    closed = say(signed_in(huang), leak, "close-exceptionally", **words)

    assert by_owner.status_code == 403
    assert sentences(unreached) == {"__all__": ["Three attempts over two days come first."]}
    assert closed.status_code == 302
    assert fresh(leak).close_reason == "not_ours"


def test_note_told_to_the_resident_is_an_act_of_telling(lin: Staff, leak: Case) -> None:
    say(signed_in(lin), leak, "note", note="下午四點師傅到", audience="resident")

    last = leak.events.latest("pk")
    assert (last.kind, last.resident_told) == (CaseEvent.Kind.TOLD, True)


def test_what_the_resident_is_told_is_an_answer_too(lin: Staff, leak: Case) -> None:
    """I6: 不知道 is no answer on the way either."""
    refused = say(signed_in(lin), leak, "inform", note="這個我不知道")

    assert refused.status_code == 403
    assert leak.events.filter(kind=CaseEvent.Kind.TOLD).count() == 0


def test_remaining_verbs_go_through_the_browser(
    lin: Staff, zhao: Staff, tang: Staff, home: Unit, leak: Case
) -> None:
    other = builders.case(lin, unit=home, new_matter_reason="另一件")
    desk, works = signed_in(lin), signed_in(zhao)

    answers = [
        say(works, leak, "accept"),
        say(works, leak, "wait", reason="等料"),
        say(works, leak, "resume", note="料到了"),
        say(desk, leak, "contact-outside", name="水電站", phone="123456"),
        say(desk, leak, "call-out", service="119"),
        say(desk, leak, "prioritise", priority="P1"),
        say(signed_in(tang), leak, "prioritise", priority="P3"),
        say(desk, leak, "fulfil", note="師傅到了", due_at=LATER, promise_text="修好"),
        say(desk, other, "merge", into=leak.number),
    ]

    assert [answer.status_code for answer in answers] == [302] * 9
    assert fresh(other).merged_into == leak
    assert fresh(leak).urge_count == 1
    assert signed_in(lin).get(leak.get_absolute_url()).status_code == 200
    assert signed_in(lin).get(other.get_absolute_url()).status_code == 200


# Two people at once, and the same press twice --------------------------------------------------------------------


def test_who_came_first_is_named_and_what_was_typed_stays(lin: Staff, zhao: Staff, leak: Case) -> None:
    seen = fresh(leak).version
    leak.accept(by=zhao)
    browser = signed_in(lin)

    late = say(browser, leak, "wait", version=seen, reason="住戶要明天")
    page = late.content.decode()
    again = say(browser, leak, "wait", version=fresh(leak).version, reason="住戶要明天")

    assert late.status_code == 409
    assert sentences(late)["__all__"][0].startswith("老趙 changed this at 10:00")
    assert "住戶要明天" in page
    assert f'name="version" value="{fresh(leak).version - 1}"' in page
    assert again.status_code == 302


def test_same_key_writes_one_line(lin: Staff, leak: Case) -> None:
    browser = signed_in(lin)

    for _press in range(3):
        say(browser, leak, "note", once="once", version=0, note="住戶來電")

    assert leak.events.filter(kind=CaseEvent.Kind.PROGRESS).count() == 1


# Strangers, readers, nonsense ------------------------------------------------------------------------------------


def test_another_centre_sees_nothing(stranger: Staff, leak: Case) -> None:
    browser = signed_in(stranger)

    pages = {browser.get(f"/cases/{leak.number}/{verb}/").status_code for verb in VERBS}
    acts = {say(browser, leak, verb, note="x", reason="x").status_code for verb in VERBS}

    assert browser.get(leak.get_absolute_url()).status_code == 404
    assert pages == acts == {404}


def test_auditor_reads_masked_and_writes_nothing(su: Staff, lin: Staff, leak: Case) -> None:
    """BR-V17: names and numbers stay masked for a reader of the trail."""
    leak.visit.correct(by=lin, reason="聽錯", visitor_name="歐陽明")
    leak = fresh(leak)
    browser = signed_in(su)
    page = browser.get(leak.get_absolute_url())
    words = {
        "note": "x",
        "reason": "x",
        "result": "x",
        "department": department(lin, "security").pk,
        "to": lin.pk,
        "priority": "P0",
        "service": "119",
        "due_at": LATER,
        "promise_text": "x",
        "resident_told": "on",
        "apology": "on",
        "name": "x",
        "phone": "1",
    }

    refused = {
        verb: say(browser, leak, verb, **words | ({"reason": "not_ours"} if "close" in verb else {}))
        for verb in VERBS
        if verb != "merge"
    }

    assert page.status_code == 200
    assert "吳先生" not in page.content.decode()
    assert "歐陽明" not in page.content.decode()
    assert "13800000001" not in page.content.decode()
    assert {answer.status_code for answer in refused.values()} == {403}
    assert fresh(leak).version == leak.version


def test_administrator_has_no_business_here(ai: Staff, leak: Case) -> None:
    browser = signed_in(ai)

    assert browser.get(leak.get_absolute_url()).status_code == 403
    assert say(browser, leak, "note", note="x").status_code == 403


NONSENSE = [
    "\x00",
    "🐙" * 40,
    "字" * 10_000,
    "<script>alert(1)</script>",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "-1",
]


@pytest.mark.parametrize("verb", VERBS)
def test_nonsense_gets_a_sentence_never_a_crash(lin: Staff, leak: Case, verb: str) -> None:
    names = [*VERBS[verb].form.base_fields]
    boxes = [name for name in names if name not in ("version", "department")]
    browser = signed_in(lin)

    for nonsense in NONSENSE:
        everywhere = send(browser, f"/cases/{leak.number}/{verb}/", **dict.fromkeys(names, nonsense))
        answer = say(browser, leak, verb, **dict.fromkeys(boxes, nonsense))
        page = browser.get(leak.get_absolute_url())

        assert everywhere.status_code in (302, 403, 409, 422)
        assert answer.status_code in (302, 403, 409, 422)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_there_is_no_such_case(lin: Staff, leak: Case) -> None:
    browser = signed_in(lin)

    assert browser.get("/cases/ZB-19990101-001/").status_code == 404
    assert browser.get("/cases/%00/").status_code == 404
    assert browser.get(f"/cases/{leak.number}/burn/").status_code == 404
    assert browser.delete(leak.get_absolute_url()).status_code == 405


# The full number -------------------------------------------------------------------------------------------------


def test_full_number_is_an_act_with_a_reason(lin: Staff, zhou: Staff, leak: Case) -> None:
    """BR-V17, BR-P02: who saw it, when and why is kept; the next reader sees it masked."""
    browser = signed_in(lin)
    path = f"/cases/{leak.number}/reveal/"

    silent = send(browser, path, reason=" ")
    shown = send(browser, path, reason="師傅要確認時間")
    page = browser.get(shown["Location"].partition("#")[0])
    others = signed_in(zhou).get(f"{leak.get_absolute_url()}?number=shown")
    with clock.at(clock.now() + timedelta(minutes=11)):
        later = browser.get(f"{leak.get_absolute_url()}?number=shown")

    assert silent.status_code == 422
    assert "13800000001" in page.content.decode()
    assert "13800000001" not in others.content.decode() + later.content.decode()
    assert [(row.by, row.subject, row.reason) for row in Disclosure.objects.all()] == [
        (lin, leak.number, "師傅要確認時間")
    ]


def test_auditor_is_not_shown_the_number(su: Staff, leak: Case) -> None:
    refused = send(signed_in(su), f"/cases/{leak.number}/reveal/", reason="查核")

    assert refused.status_code == 403
    assert Disclosure.objects.count() == 0


# Budgets ---------------------------------------------------------------------------------------------------------


def test_resolving_asks_the_database_nineteen_times_with_everything(
    lin: Staff, zhao: Staff, leak: Case
) -> None:
    leak.accept(by=zhao)
    browser, version = signed_in(lin), fresh(leak).version

    with CaptureQueriesContext(connection) as asked:
        done = send(browser, f"/cases/{leak.number}/resolve/", version=version, result="換好了")

    assert done.status_code == 302
    assert len(asked) == 19


def test_closed_case_tells_how_it_ended(lin: Staff, zhao: Staff, home: Unit, morning: datetime) -> None:
    callback = builders.resolved(lin, zhao, unit=home)
    record(signed_in(lin), callback, result="reached", satisfaction="5", respondent="吳先生")

    page = signed_in(lin).get(callback.case.get_absolute_url())

    assert page.context["promise"].big == "Very satisfied"
    assert page.context["planned"] == []
    assert page.context["story"][-1].title == "Closed · Very satisfied"
