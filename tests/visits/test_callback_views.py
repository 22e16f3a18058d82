"""Callbacks in the browser: the list, the call, and what the answer does."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import Staff, Unit
from records import clock
from tests import builders
from tests.cast import at
from tests.visits.acts import record, send, sentences, signed_in
from visits.models import Callback, Case, Disclosure, Promise

pytestmark = pytest.mark.django_db
LATER = "2026-11-17T12:00"
WELL: dict[str, Any] = {"result": "reached", "satisfaction": "4", "respondent": "吳先生"}
BADLY: dict[str, Any] = {**WELL, "satisfaction": "2"}


@pytest.fixture
def asked(lin: Staff, zhao: Staff, home: Unit) -> Callback:
    """老趙 is done at 10:00; 林靜 is to ask from 12:00 on."""
    return builders.resolved(lin, zhao, unit=home)


def fresh(callback: Callback) -> Callback:
    """The callback as it stands now, with its case."""
    found: Callback = Callback.objects.select_related("case").get(pk=callback.pk)
    return found


# The list --------------------------------------------------------------------------------------------------------


def test_list_parts_today_in_vain_later_and_exhausted(
    lin: Staff, zhao: Staff, tang: Staff, home: Unit
) -> None:
    vain = builders.resolved(lin, zhao, unit=home)
    with clock.at(at("12:00")):
        vain.record(by=lin, result="no_answer")
    with clock.at(at("18:00")):
        fresh(vain).record(by=lin, result="no_answer")
    due = builders.resolved(lin, zhao, unit=home, new_matter_reason="另一件")
    with clock.at(at("19:00")):
        late = builders.resolved(lin, zhao, unit=home, new_matter_reason="又一件")
        page = signed_in(tang).get("/callbacks/")

    parts = {group.title: [row.number for row in group.rows] for group in page.context["groups"]}
    assert parts == {
        "To be asked today": [due.number],
        "Tried in vain, again another day": [vain.number],
        "Later": [late.number],
    }


def test_exhausted_callbacks_are_shown_to_those_who_decide(lin: Staff, tang: Staff, asked: Callback) -> None:
    exhaust(asked, lin)

    with clock.at(at("2026-11-17 10:00")):
        led = signed_in(tang).get("/callbacks/").context["groups"]
        own = signed_in(lin).get("/callbacks/?whose=all").context["groups"]

    assert [group.title for group in led] == ["To be asked today", "Nobody was reached: a manager decides"]
    assert [group.title for group in own] == ["To be asked today"]


def test_everybody_starts_with_their_own(lin: Staff, zhou: Staff, asked: Callback) -> None:
    browser = signed_in(zhou)

    mine = browser.get("/callbacks/").context["groups"][0].rows
    everybody = browser.get("/callbacks/?whose=all").context["groups"][0].rows

    assert (len(mine), len(everybody)) == (0, 1)


@pytest.mark.parametrize("count", [1, 30])
def test_list_asks_the_database_five_times(lin: Staff, zhao: Staff, home: Unit, count: int) -> None:
    for _place in range(count):
        builders.resolved(lin, zhao, unit=home, new_matter_reason="另一件")
    browser = signed_in(lin)

    with CaptureQueriesContext(connection) as questions:
        page = browser.get("/callbacks/")

    assert len(page.context["groups"][0].rows) == count
    assert len(questions) == 5
    assert len(page.content) < 60_000


@pytest.mark.parametrize("count", [1, 30])
def test_call_screen_asks_the_database_seven_times(lin: Staff, zhao: Staff, home: Unit, count: int) -> None:
    made = [builders.resolved(lin, zhao, unit=home, new_matter_reason="另一件") for _ in range(count)]
    for _attempt in range(count):
        with clock.at(at("11:00")):
            fresh(made[0]).record(by=lin, result="later", again_at=at("12:00"))
    browser = signed_in(lin)

    with CaptureQueriesContext(connection) as questions:
        page = browser.get(made[0].get_absolute_url())

    assert page.status_code == 200
    assert len(questions) == 7


# The call --------------------------------------------------------------------------------------------------------


def test_words_to_say_name_the_resident_the_caller_and_the_matter(lin: Staff, asked: Callback) -> None:
    page = signed_in(lin).get(asked.get_absolute_url())

    words = [line.words for line in page.context["script"]]
    assert words[0] == "“Good day, 吳先生. This is 林靜 of 天下城服務中心. Do you have a minute for me?”"
    assert "衛生間天花板漏水" in words[1]
    assert "更換閥芯，試水正常" in words[1]


def test_satisfied_resident_closes_the_case_and_the_next_person_comes(
    lin: Staff, zhao: Staff, home: Unit, asked: Callback
) -> None:
    following = builders.resolved(lin, zhao, unit=home, new_matter_reason="另一件")

    with clock.at(at("13:00")):
        first = record(signed_in(lin), asked, **WELL)
        last = record(signed_in(lin), following, **WELL)

    assert first["Location"] == following.get_absolute_url()
    assert last["Location"] == "/callbacks/"
    assert fresh(asked).case.status == Case.Status.CLOSED


def test_br_c06_dissatisfied_says_why_and_gets_a_promise(lin: Staff, asked: Callback) -> None:
    """BR-C06, C12: without words or a new time nothing is recorded; with both the case goes on."""
    browser = signed_in(lin)

    silent = record(browser, asked, **BADLY)
    heard = record(browser, asked, **BADLY, feedback="還在滴", due_at=LATER, promise_text="明天再來")

    assert silent.status_code == 422
    assert sentences(silent) == {
        "feedback": ["Write down what the resident is not satisfied with."],
        "due_at": ["Promise a time."],
        "promise_text": ["Say what is promised."],
    }
    assert heard.status_code == 302
    case = fresh(asked).case
    assert (case.status, case.reopen_count) == (Case.Status.IN_PROGRESS, 1)


def test_br_c12_promise_made_in_a_call_is_a_promise(lin: Staff, asked: Callback) -> None:
    """BR-C12: 「明天 12 點前」 is a row with its time."""
    record(signed_in(lin), asked, **BADLY, feedback="還在滴", due_at=LATER, promise_text="明天 12 點前")

    standing = asked.case.promises.get(state=Promise.State.STANDING)
    assert (standing.text, standing.due_at) == ("明天 12 點前", at("2026-11-17 12:00"))


def test_basically_satisfied_closes(lin: Staff, asked: Callback) -> None:
    """BR-C06: 基本滿意 and above close."""
    record(signed_in(lin), asked, **{**WELL, "satisfaction": "3"})

    assert fresh(asked).case.status == Case.Status.CLOSED


def test_answer_and_respondent_are_asked_for(lin: Staff, asked: Callback) -> None:
    answer = record(signed_in(lin), asked, result="reached")

    assert answer.status_code == 422
    assert set(sentences(answer)) == {"satisfaction", "respondent"}


def test_br_c04_next_attempt_is_later_and_at_another_time_of_day(lin: Staff, asked: Callback) -> None:
    """BR-C04: no answer at 10:00, so not before 12:00; the screen says from when."""
    browser = signed_in(lin)

    missed = record(browser, asked, result="no_answer")
    with clock.at(at("10:30")):
        too_early = record(browser, asked, result="no_answer")
        page = browser.get(asked.get_absolute_url())

    assert missed.status_code == 302
    assert too_early.status_code == 422
    assert sentences(too_early) == {
        "result": ["The next attempt counts from 11-16 12:00 on, at another time of day."]
    }
    assert [mark.text for mark in page.context["marks"]] == ["The next attempt counts from 12:00 on"]
    assert [(attempt.title, attempt.kind) for attempt in page.context["tries"]] == [
        ("Call 1", ""),
        ("Call 2", "on"),
        ("Call 3", "open"),
    ]


def test_br_c04_third_attempt_in_vain_leaves_a_message(lin: Staff, asked: Callback) -> None:
    """BR-C04: three over two days, then a manager decides."""
    exhaust(asked, lin)

    assert fresh(asked).state == Callback.State.EXHAUSTED
    with clock.at(at("2026-11-17 10:00")):
        page = signed_in(lin).get(asked.get_absolute_url())
    assert asked.case.number in page.content.decode()
    assert fresh(asked).message in page.content.decode()


def test_resident_asks_for_another_time(lin: Staff, asked: Callback) -> None:
    browser = signed_in(lin)

    timeless = record(browser, asked, result="later")
    agreed = record(browser, asked, result="later", again_at="2026-11-16T15:00")

    assert sentences(timeless) == {"again_at": ["When may we call again?"]}
    assert agreed.status_code == 302
    assert fresh(asked).due_at == at("15:00")


@pytest.mark.parametrize("when", ["2026-11-16T09:00", "2090-01-01T00:00", "yesterday", "9999-12-31T23:59"])
def test_another_time_lies_ahead_and_within_a_year(lin: Staff, asked: Callback, when: str) -> None:
    answer = record(signed_in(lin), asked, result="later", again_at=when)

    assert answer.status_code == 422
    assert set(sentences(answer)) == {"again_at"}


# Who may call ----------------------------------------------------------------------------------------------------


def test_br_c07_the_one_complained_about_does_not_ask(lin: Staff, zhou: Staff, tang: Staff) -> None:
    """BR-C07: 周敏 is complained about, so 周敏 is refused, by name."""
    case = builders.case(lin, about="complaint", to="cleaning", against_staff=zhou)
    callback = case.resolve(by=tang, result="已道歉")

    handed = send(signed_in(lin), f"/callbacks/{callback.number}/hand-to/", to=zhou.pk)
    page = signed_in(zhou).get(callback.get_absolute_url())
    called = record(signed_in(zhou), callback, **WELL)

    assert handed.status_code == 403
    assert sentences(handed) == {"__all__": ["The complaint is about 周敏, who cannot be the one to ask."]}
    assert page.context["why_not"] == "林靜 makes this callback, or a shift leader."
    assert called.status_code == 403
    assert fresh(callback).state == Callback.State.SCHEDULED


def test_br_c07_who_did_the_work_does_not_ask(lin: Staff, zhao: Staff, asked: Callback) -> None:
    """BR-C07, I3: 老趙 cannot close the case by calling about his own work."""
    called = record(signed_in(zhao), asked, **WELL)

    assert called.status_code == 403
    assert fresh(asked).case.status == Case.Status.AWAITING_CALLBACK


def test_br_c07_after_a_serious_complaint_a_manager_asks(lin: Staff, tang: Staff, huang: Staff) -> None:
    """BR-C07: 重大投訴 is asked about by a manager."""
    case = builders.case(lin, about="complaint", to="cleaning", weight=Case.Weight.SERIOUS)
    callback = case.resolve(by=tang, result="已賠償")

    by_owner = record(signed_in(lin), callback, **WELL)
    by_manager = record(signed_in(huang), callback, **WELL)

    assert (by_owner.status_code, by_manager.status_code) == (403, 302)


def test_call_is_handed_to_a_colleague(lin: Staff, zhou: Staff, asked: Callback) -> None:
    handed = send(signed_in(lin), f"/callbacks/{asked.number}/hand-to/", to=zhou.pk)
    called = record(signed_in(zhou), asked, **WELL)

    assert (handed.status_code, called.status_code) == (302, 302)
    assert fresh(asked).reached_by == zhou


def test_two_callers_at_once_one_is_told_who_came_first(lin: Staff, tang: Staff, asked: Callback) -> None:
    seen = fresh(asked).version
    record(signed_in(tang), asked, result="later", again_at="2026-11-16T15:00")

    second = record(signed_in(lin), asked, version=seen, **{**WELL, "feedback": "師傅很好"})

    assert second.status_code == 409
    assert sentences(second)["__all__"][0].startswith("唐芳 changed this at 10:00")
    assert "師傅很好" in second.content.decode()


def test_same_key_records_one_attempt(lin: Staff, asked: Callback) -> None:
    browser = signed_in(lin)

    for _press in range(2):
        record(browser, asked, once="pressed", version=asked.version, result="no_answer")

    assert asked.attempts.count() == 1


# Strangers, readers, nonsense, the number ------------------------------------------------------------------------


def test_another_centre_sees_nothing(stranger: Staff, asked: Callback) -> None:
    browser = signed_in(stranger)

    assert browser.get(asked.get_absolute_url()).status_code == 404
    assert record(browser, asked, **WELL).status_code == 404
    assert browser.get("/callbacks/").context["groups"][0].rows == []


def test_auditor_reads_masked_and_calls_nobody(su: Staff, asked: Callback) -> None:
    browser = signed_in(su)
    page = browser.get(asked.get_absolute_url())

    assert "吳先生" not in page.content.decode()
    assert page.context["why_not"]
    assert record(browser, asked, **WELL).status_code == 403
    assert send(browser, f"/callbacks/{asked.number}/reveal/", reason="查").status_code == 403


def test_administrator_has_no_business_here(ai: Staff, asked: Callback) -> None:
    browser = signed_in(ai)

    assert browser.get("/callbacks/").status_code == 403
    assert record(browser, asked, **WELL).status_code == 403


def test_nonsense_gets_a_sentence_never_a_crash(lin: Staff, asked: Callback) -> None:
    browser = signed_in(lin)
    names = (
        "method",
        "result",
        "satisfaction",
        "respondent",
        "feedback",
        "due_at",
        "promise_text",
        "again_at",
    )

    for nonsense in ("\x00", "🐙" * 40, "字" * 10_000, "<script>alert(1)</script>", "0001-01-01T00:00", "-1"):
        answer = record(browser, asked, **dict.fromkeys(names, nonsense))
        typed = record(browser, asked, **BADLY | {"feedback": nonsense, "promise_text": nonsense})

        assert (answer.status_code, typed.status_code) == (422, 422)
    assert browser.get("/callbacks/HF-1/").status_code == 404


def test_full_number_on_the_call_screen_is_a_reveal_like_any_other(lin: Staff, asked: Callback) -> None:
    """BR-V17: masked until somebody says why."""
    browser = signed_in(lin)
    masked = browser.get(asked.get_absolute_url())

    shown = send(browser, f"/callbacks/{asked.number}/reveal/", reason="回訪")
    page = browser.get(shown["Location"])

    assert "13800000001" not in masked.content.decode()
    assert 'href="tel:13800000001"' in page.content.decode()
    assert Disclosure.objects.get().subject == asked.number


def exhaust(callback: Callback, by: Staff) -> None:
    """Three attempts over two days reach nobody."""
    for moment in ("2026-11-16 12:00", "2026-11-16 18:00", "2026-11-17 09:00"):
        with clock.at(at(moment)):
            fresh(callback).record(by=by, result="no_answer")
