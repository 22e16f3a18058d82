"""回訪: the resident is asked; the answer closes the case or reopens it (§4.2, BR-C01–C12)."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from directory.models import Category, Staff
from records import clock
from tests import builders
from tests.cast import at, category, department, hire, refused
from visits.models import Callback, CallbackAttempt, Case

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def owed(lin: Staff, zhao: Staff) -> Callback:
    """老趙 is done at 10:00 on Monday; 林靜 is to ask from 12:00."""
    return builders.resolved(lin, zhao)


def miss(callback: Callback, by: Staff, moment: str) -> Callback:
    """Nobody answers at that moment."""
    with clock.at(at(moment)):
        callback.record(by=by, result=Callback.Result.NO_ANSWER)
    missed: Callback = Callback.objects.get(pk=callback.pk)
    return missed


# Exactly one, at once ---------------------------------------------------------------------------------------------


def test_done_twice_is_asked_once(owed: Callback, zhao: Staff) -> None:
    """BR-C01: 辦結 posted twice: one open callback."""
    with refused("This cannot be done while the case is “Awaiting callback”."):
        owed.case.resolve(by=zhao, result="更換閥芯，試水正常")

    assert list(Callback.objects.open()) == [owed]
    assert owed.number == "HF-20261116-001"


@pytest.mark.parametrize(
    ("done", "due"),
    [
        ("2026-11-16 15:40", "2026-11-16 17:40"),
        ("2026-11-16 19:50", "2026-11-17 08:30"),
        ("2026-11-16 02:10", "2026-11-16 08:30"),
    ],
)
def test_asked_within_two_hours_at_decent_hours(lin: Staff, zhao: Staff, done: str, due: str) -> None:
    """BR-C02: 15:40 → 17:40; 19:50 → next day 08:30; 02:10 → 08:30 the same day."""
    with clock.at(at(done) - timedelta(hours=1)):
        made = builders.case(lin)
    with clock.at(at(done)):
        callback = made.resolve(by=zhao, result="已修好")

    assert (callback.due_at, callback.limit_at) == (at(due), at(done) + timedelta(hours=48))
    with clock.at(at(due)):
        assert callback.is_due
    with clock.at(at(due) - timedelta(minutes=1)):
        assert not callback.is_due


@pytest.mark.parametrize(("priority", "due"), [("P2", "2026-11-17 08:30"), ("P0", "2026-11-16 21:10")])
def test_only_where_life_was_at_stake_is_rung_at_night(
    lin: Staff, zhao: Staff, priority: str, due: str
) -> None:
    """BR-C11: due 21:10, moved to 08:30; P0 follow-ups exempt."""
    with clock.at(at("19:00")):
        made = builders.case(lin, priority=priority)
    with clock.at(at("19:10")):
        assert made.resolve(by=zhao, result="已修好").due_at == at(due)


# Nobody there -----------------------------------------------------------------------------------------------------


def test_three_times_over_two_days(owed: Callback, lin: Staff, huang: Staff) -> None:
    """BR-C04: 10:00 → not before 12:00, another period; after the third over two days EXHAUSTED, with a text."""
    first = miss(owed, lin, "2026-11-17 10:00")
    assert (first.state, first.missed_count, first.next_attempt_at) == ("retry", 1, at("2026-11-17 12:00"))
    with (
        clock.at(at("2026-11-17 11:59")),
        refused("The next attempt counts from 11-17 12:00 on, at another time of day."),
    ):
        owed.record(by=lin, result="no_answer")
    second = miss(owed, lin, "2026-11-17 14:00")
    assert second.next_attempt_at == at("2026-11-18 18:00")
    third = miss(owed, lin, "2026-11-18 18:00")

    assert (third.state, third.missed_count, third.next_attempt_at) == ("exhausted", 3, None)
    assert third.message == (
        "天下城服務中心 tried to reach you about ZB-20261116-001 and could not. Please call us or come to the desk."
    )
    assert owed.case.is_exhausted
    assert owed.case.status == "awaiting_callback"
    assert CallbackAttempt.objects.count() == 3


def test_not_reached_is_closed_by_a_manager_and_not_satisfied(
    owed: Callback, lin: Staff, huang: Staff
) -> None:
    """BR-C04, C05: never counted as satisfied."""
    for moment in ("2026-11-17 10:00", "2026-11-17 14:00", "2026-11-18 18:00"):
        miss(owed, lin, moment)

    with refused("Only a manager may close a case without the resident's yes."):
        owed.case.close_exceptionally(by=lin, reason="unreached", note="x")
    owed.case.close_exceptionally(by=huang, reason="unreached", note="三次未接")

    owed.refresh_from_db()
    done = Case.objects.get(pk=owed.case_id)
    assert (owed.state, owed.satisfaction) == ("unreached", None)
    assert (done.status, done.close_reason, done.closing_satisfaction) == ("closed", "unreached", None)


def test_reached_at_last(owed: Callback, lin: Staff) -> None:
    """BR-C04: an attempt that reaches somebody counts at any hour."""
    miss(owed, lin, "2026-11-17 10:00")

    with clock.at(at("2026-11-17 10:30")):
        owed.record(by=lin, result="reached", respondent="吳先生", satisfaction=3)

    assert (owed.state, owed.case.status) == ("reached", "closed")


def test_called_at_the_time_the_resident_asked_for(owed: Callback, lin: Staff) -> None:
    with refused("When may we call again?"):
        owed.record(by=lin, result="later")
    with refused("When may we call again?"):
        owed.record(by=lin, result="later", again_at=at("09:00"))
    with refused("That is more than a year ahead. Check the date."):
        owed.record(by=lin, result="later", again_at=at("2027-11-18 10:00"))
    owed.record(by=lin, result="later", again_at=at("18:00"))

    assert (owed.state, owed.missed_count, owed.due_at) == ("scheduled", 0, at("18:00"))


# The answer -------------------------------------------------------------------------------------------------------


def test_satisfied_closes(owed: Callback, lin: Staff) -> None:
    """I4."""
    owed.record(by=lin, result="reached", respondent="吳先生", satisfaction=5)

    assert (owed.state, owed.reached_by, owed.reached_at) == ("reached", lin, at("10:00"))
    assert (owed.case.status, owed.case.closing_callback) == ("closed", owed)
    with refused("This callback has been made."):
        owed.record(by=lin, result="reached", respondent="吳先生", satisfaction=5)


def test_dissatisfied_without_saying_why_is_refused(owed: Callback, lin: Staff) -> None:
    """BR-C06: 滿意度 = 不滿意 without feedback."""
    with refused("Write down what the resident is not satisfied with.") as answer:
        owed.record(by=lin, result="reached", respondent="吳先生", satisfaction=2, terms=builders.terms())

    assert set(answer.value.by_field) == {"feedback"}
    assert Case.objects.get(pk=owed.case_id).status == "awaiting_callback"


def test_dissatisfied_reopens_with_a_new_promise(owed: Callback, lin: Staff) -> None:
    """BR-C06, C12: IN_PROGRESS, reopen_count 1, new promise required: 「明天 12 點前」 is filled in."""
    with refused("Promise a time. Say what is promised.") as answer:
        owed.record(by=lin, result="reached", respondent="吳先生", satisfaction=2, feedback="又漏了")
    owed.record(
        by=lin,
        result="reached",
        respondent="吳先生",
        satisfaction=2,
        feedback="又漏了",
        terms=builders.terms(at("2026-11-17 12:00"), "明天 12 點前"),
    )

    assert set(answer.value.by_field) == {"due_at", "promise_text"}
    made = Case.objects.get(pk=owed.case_id)
    assert (made.status, made.reopen_count, made.owner) == ("in_progress", 1, lin)
    assert made.promise_due_at == at("2026-11-17 12:00")
    assert made.promises.standing().get().text == "明天 12 點前"
    assert not made.callbacks.open().exists()


def test_done_again_is_asked_again(owed: Callback, lin: Staff, zhao: Staff) -> None:
    """BR-C06: 直到滿意."""
    owed.record(
        by=lin, result="reached", respondent="吳", satisfaction=1, feedback="又漏了", terms=builders.terms()
    )
    again = owed.case.resolve(by=zhao, result="換了水管")
    again.record(by=lin, result="reached", respondent="吳", satisfaction=4)

    assert (again.case.status, again.case.closing_callback) == ("closed", again)
    assert [each.number for each in again.case.callbacks.order_by("pk")] == [
        "HF-20261116-001",
        "HF-20261116-002",
    ]


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"result": ""}, "result", "Choose what came of the call."),
        (
            {"satisfaction": None},
            "satisfaction",
            "Ask whether the resident is satisfied, and choose the answer.",
        ),
        (
            {"satisfaction": 6},
            "satisfaction",
            "Ask whether the resident is satisfied, and choose the answer.",
        ),
        ({"respondent": " "}, "respondent", "Who answered?"),
    ],
)
def test_what_an_answer_consists_of(
    owed: Callback, lin: Staff, said: dict[str, Any], field: str, sentence: str
) -> None:
    complete: dict[str, Any] = {"result": "reached", "respondent": "吳先生", "satisfaction": 4}

    with refused(sentence) as answer:
        owed.record(by=lin, **complete | said)

    assert set(answer.value.by_field) == {field}


def test_never_said_in_a_callback_promise_either(owed: Callback, lin: Staff) -> None:
    """BR-C12: a promise made in a callback lies ahead like any other."""
    with refused("A promise lies ahead: this time has passed."):
        owed.record(
            by=lin,
            result="reached",
            respondent="吳",
            satisfaction=2,
            feedback="又漏了",
            terms=builders.terms(at("09:00")),
        )


# Who asks ---------------------------------------------------------------------------------------------------------


def test_the_one_complained_about_does_not_ask(lin: Staff, zhou: Staff, huang: Staff) -> None:
    """BR-C07: complaint against 客服 周敏; callback assigned to 周敏."""
    made = builders.case(lin, about="complaint", to="supervisor", against_staff=zhou)
    callback = made.resolve(by=huang, result="已當面道歉")

    with refused("The complaint is about 周敏, who cannot be the one to ask."):
        callback.hand_to(by=lin, to=zhou)
    with refused("林靜 makes this callback, or a shift leader."):
        callback.record(by=zhou, result="reached", respondent="吳", satisfaction=5)

    assert callback.assignee == lin


def test_the_department_complained_about_does_not_ask(lin: Staff, zhou: Staff, huang: Staff) -> None:
    """BR-C07: complaint against the desk: owner and colleagues of the desk are out, a manager asks."""
    made = builders.case(lin, about="complaint", to="supervisor", against_department=department(lin, "desk"))
    clerk = hire(lin.centre, "sun", "孫青", "department_handler", "supervisor")
    callback = made.resolve(by=clerk, result="已書面答覆")

    assert callback.assignee == huang
    with refused("The complaint is about 客服: somebody else asks."):
        callback.record(by=lin, result="reached", respondent="吳", satisfaction=5)


def test_after_a_serious_complaint_a_manager_asks(lin: Staff, tang: Staff, zhao: Staff, huang: Staff) -> None:
    """BR-C07: 重大投訴."""
    made = builders.case(lin, about="complaint", weight=Case.Weight.SERIOUS)
    callback = made.resolve(by=zhao, result="已修好")

    assert callback.assignee == huang
    for nobody in (lin, tang):
        with refused("After a serious complaint a manager asks."):
            callback.record(by=nobody, result="reached", respondent="吳", satisfaction=5)
    with refused("After a serious complaint a manager asks."):
        callback.hand_to(by=huang, to=tang)


def test_nobody_asks_about_the_own_work(zhao: Staff, huang: Staff) -> None:
    """I3: the owner who did a department's work is not the one to ask."""
    made = builders.case(zhao)
    callback = made.resolve(by=zhao, result="換了燈泡")

    assert (made.owner, callback.assignee, callback.is_self_done) == (zhao, huang, False)
    with refused("老趙 did the work: somebody else asks whether it is well done."):
        callback.record(by=zhao, result="reached", respondent="吳", satisfaction=5)


def test_who_only_reported_what_a_department_did_may_ask(lin: Staff) -> None:
    """I3: the desk writes down what the technician rang in."""
    callback = builders.case(lin).resolve(by=lin, result="工程部來電：已修好")

    assert (callback.assignee, callback.is_self_done) == (lin, False)


def test_what_the_desk_did_itself_it_may_ask_about_marked(lin: Staff) -> None:
    """I3, BR-C07: 自辦自訪."""
    made = builders.case(
        lin, about="card", to="desk", identity_check="card", promise=builders.terms(at("16:00"))
    )
    callback = made.resolve(by=lin, result="新卡已交")

    assert (callback.assignee, callback.is_self_done) == (lin, True)
    callback.record(by=lin, method="face", result="reached", respondent="吳", satisfaction=5)
    assert callback.case.status == "closed"


def test_a_complaint_about_the_desks_own_work_needs_another(lin: Staff, huang: Staff) -> None:
    """I3, BR-C07: a complaint always needs another caller."""
    made = builders.case(lin, about="complaint", to="desk")
    callback = made.resolve(by=lin, result="已答覆")

    assert callback.assignee == huang
    with refused("林靜 did the work: somebody else asks whether it is well done."):
        callback.record(by=lin, result="reached", respondent="吳", satisfaction=5)


def test_without_anybody_who_may_ask_the_shift_leader_chooses(zhao: Staff, tang: Staff, zhou: Staff) -> None:
    """BR-C07: no manager at all."""
    callback = builders.case(zhao).resolve(by=zhao, result="換了燈泡")
    assert callback.assignee_id is None

    callback.hand_to(by=tang, to=zhou)

    assert callback.assignee == zhou
    callback.record(by=zhou, result="reached", respondent="吳", satisfaction=5)


def test_handing_on_is_the_owners_or_a_leaders(owed: Callback, zhou: Staff, su: Staff, lin: Staff) -> None:
    """BR-C07: to somebody of the house who may ask at all, and only while it is still to be asked."""
    with refused("Only the owner or a shift leader may do this."):
        owed.hand_to(by=zhou, to=zhou)
    with refused("蘇文 cannot make this callback."):
        owed.hand_to(by=lin, to=su)
    owed.record(by=lin, result="reached", respondent="吳", satisfaction=5)
    with refused("This callback has been made."):
        owed.hand_to(by=lin, to=zhou)


def test_a_stranger_is_not_handed_a_callback(owed: Callback, lin: Staff, stranger: Staff) -> None:
    with refused("外人 cannot make this callback."):
        owed.hand_to(by=lin, to=stranger)


# Which are asked --------------------------------------------------------------------------------------------------


def _set_policy(lin: Staff, code: str, policy: str, percent: int = 100) -> None:
    changed = category(lin, code)
    changed.callback_policy, changed.sample_percent = policy, percent
    changed.save_signed(None, "change")


@pytest.mark.parametrize(
    ("policy", "percent", "coverage"),
    [
        ("all", 100, "all"),
        ("face", 100, "face"),
        ("sample", 100, "sampled"),
        ("sample", 0, "light"),
        ("none", 100, "light"),
    ],
)
def test_coverage_follows_the_category(
    lin: Staff, zhao: Staff, policy: str, percent: int, coverage: str
) -> None:
    """BR-C08: none / face / sample n % / all."""
    _set_policy(lin, "repair", policy, percent)

    assert builders.resolved(lin, zhao).coverage == coverage


def test_complaints_are_always_asked_about(lin: Staff, zhao: Staff) -> None:
    """BR-C08: complaints 100 %, whatever the table says."""
    _set_policy(lin, "complaint", "none")

    assert builders.resolved(lin, zhao, about="complaint").coverage == "all"


def test_repairs_are_all_asked_about_unless_set_otherwise(lin: Staff, zhao: Staff) -> None:
    """BR-C08: default 100 %."""
    assert Category.objects.get(code="repair").callback_policy == "all"
    assert builders.resolved(lin, zhao).coverage == "all"


def test_the_sample_is_drawn_by_the_number_not_by_convenience(lin: Staff, zhao: Staff) -> None:
    """BR-C08: sampling is decided when done: by number and key alone, about as often as set."""
    from visits.models.callback import _is_drawn  # noqa: PLC0415 -- the lot itself

    assert settings.SECRET_KEY
    _set_policy(lin, "repair", "sample", 30)
    made = builders.case(lin)
    made.category = category(lin, "repair")
    drawn = 0
    for place in range(1000):
        made.number = f"ZB-20261116-{place:03}"
        drawn += _is_drawn(made)
        assert _is_drawn(made) == _is_drawn(made)

    assert 250 < drawn < 350


# The case goes on -------------------------------------------------------------------------------------------------


def test_reopened_by_the_visitor_nobody_is_asked(owed: Callback, lin: Staff) -> None:
    """BR-C10: SCHEDULED, case reopened by the visitor: CANCELLED, and no reminder fires later."""
    owed.case.reopen(by=lin, reason="業主說沒修好", terms=builders.terms())

    owed.refresh_from_db()
    assert (owed.state, owed.is_due) == ("cancelled", False)
    with clock.at(at("20:00")):
        assert not Callback.objects.open().due_until(clock.now()).exists()
    with refused("This callback has been made."):
        owed.record(by=lin, result="reached", respondent="吳", satisfaction=5)


def test_merged_cases_are_asked_about_once(owed: Callback, lin: Staff) -> None:
    into = builders.case(lin)

    owed.case.merge(by=lin, into=into)

    owed.refresh_from_db()
    assert owed.state == "cancelled"


def test_it_says_whose_work_it_asks_about_though_the_case_goes_on_to_others(
    lin: Staff, zhao: Staff, wu: Staff
) -> None:
    """§4.6: what somebody did, and how it was liked, stays with whoever did it then."""
    first = builders.resolved(lin, zhao)
    first.record(
        by=lin,
        result="reached",
        respondent="吳先生",
        satisfaction=2,
        feedback="又漏了",
        terms=builders.terms(),
    )
    case = Case.objects.get(pk=first.case_id)
    case.send_back(by=zhao, reason="要先關總閥")
    case.forward(by=lin, department=department(lin, "security"))
    case.accept(by=wu)
    case.resolve(by=wu, result="關閥後換了整段水管")

    works = list(Callback.objects.filter(case=case).order_by("pk"))

    assert [(work.done_by, work.department.code, work.reopened_before) for work in works] == [
        (zhao, "engineering", 0),
        (wu, "security", 1),
    ]
    assert [work.kept_last_promise for work in works] == [True, True]
    works[0].done_by = wu
    with pytest.raises(IntegrityError, match=r"done_by never changes"), transaction.atomic():
        works[0].save_signed(lin, "record")
