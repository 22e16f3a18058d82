"""Telling: once, in the transaction of its cause, to somebody (I9, BR-E08)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from directory.models import ServiceCentre, Staff
from notices import reasons
from notices.actions import Subject, read_all, tell
from notices.addressee import Post
from notices.models import Notice
from records import clock, sweeps
from tests import builders
from tests.cast import MORNING, at, put_on_duty, refused
from tests.rivals.race import all_at_once
from visits.models import Case

pytestmark = pytest.mark.usefixtures("english")


def call(to: Staff | Post, case: Case, **more: Any) -> Notice | None:
    """Tell somebody to call about this case."""
    told: dict[str, Any] = {"due_at": MORNING, "name": "吳先生"} | more
    return tell(to=to, reason="call", about=case, **told)


def test_a_notice_says_what_about_what_and_where(lin: Staff) -> None:
    case = builders.case(lin)

    notice = call(lin, case)

    assert notice is not None
    assert (notice.recipient, notice.meant_for, notice.centre) == (lin, None, lin.centre)
    assert (notice.kind, notice.number, notice.url) == ("case", case.number, f"/cases/{case.number}/")
    assert (notice.due_at, notice.told_at, notice.is_late) == (MORNING, MORNING, False)
    assert notice.sentence == f"Call 吳先生 about {case.number}"
    assert notice.label == "Callback"


def test_the_same_again_is_no_change(lin: Staff) -> None:
    case = builders.case(lin)

    told = [call(lin, case) is not None for _each in range(3)]

    assert told == [True, False, False]
    assert Notice.objects.count() == 1


def test_another_moment_subject_reason_or_person_is_another_telling(lin: Staff, zhou: Staff) -> None:
    case, other = builders.case(lin), builders.case(lin)
    reasons.register("other", label="Other", sentence="Other")

    call(lin, case)
    call(lin, case, due_at=at("10:01"))
    call(lin, other)
    call(zhou, case)
    tell(to=lin, reason="other", about=case, due_at=MORNING)

    assert Notice.objects.count() == 5


def test_it_is_told_once_also_when_another_would_stand_in_now(lin: Staff, tang: Staff, huang: Staff) -> None:
    """What is meant for somebody is told once, whoever was there at the first time and at the second."""
    case = builders.case(lin)
    put_on_duty(lin, MORNING)
    put_on_duty(tang, at("18:00"))

    first = call(lin, case)
    with clock.at(at("18:00")):
        again = call(lin, case)

    assert first is not None
    assert (first.recipient, again) == (lin, None)


def test_two_who_are_away_make_one_notice_for_who_stands_in(lin: Staff, zhou: Staff, tang: Staff) -> None:
    case = builders.case(lin)
    put_on_duty(lin, at("18:00"))
    put_on_duty(zhou, at("18:00"))
    put_on_duty(tang, MORNING)

    told = [call(lin, case), call(zhou, case)]

    assert [notice and notice.recipient for notice in told] == [tang, None]


def test_the_row_says_for_whom_it_was_meant(lin: Staff, tang: Staff) -> None:
    put_on_duty(lin, at("18:00"))
    put_on_duty(tang, MORNING)

    notice = call(lin, builders.case(lin))

    assert notice is not None
    assert (notice.recipient, notice.meant_for, notice.addressee) == (tang, lin, f"staff:{lin.pk}")


def test_what_is_told_in_person_waits_for_who_is_off_duty(lin: Staff, tang: Staff) -> None:
    put_on_duty(lin, at("18:00"))
    put_on_duty(tang, MORNING)

    notice = call(lin, builders.case(lin), in_person=True)

    assert notice is not None
    assert (notice.recipient, notice.meant_for) == (lin, None)


def test_a_closed_account_is_stood_in_for_also_in_person(lin: Staff, tang: Staff) -> None:
    case = builders.case(lin)
    lin.is_active, lin.desk = False, None
    lin.save_signed(None, "deactivate")

    notice = call(lin, case, in_person=True)

    assert notice is not None
    assert (notice.recipient, notice.meant_for) == (tang, lin)


def test_a_post_is_told_in_person(lin: Staff, huang: Staff) -> None:
    notice = call(Post.MANAGER, builders.case(lin))

    assert notice is not None
    assert (notice.recipient, notice.meant_for, notice.addressee) == (huang, None, "manager")


def test_what_was_rolled_back_told_nobody(lin: Staff) -> None:
    case = builders.case(lin)

    with transaction.atomic():
        call(lin, case)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
    assert call(lin, case) is not None


@pytest.mark.parametrize(
    ("after", "is_late"), [(timedelta(minutes=5), False), (timedelta(minutes=5, seconds=1), True)]
)
def test_told_long_after_it_fell_due_it_is_marked_late(lin: Staff, after: timedelta, is_late: bool) -> None:
    case = builders.case(lin)

    with clock.at(MORNING + after):
        notice = call(lin, case)

    assert notice is not None
    assert notice.is_late is is_late


def test_the_reader_reads_it_in_the_own_language(lin: Staff) -> None:
    notice = tell(
        to=lin,
        reason=reasons.UNDELIVERED,
        about=builders.case(lin),
        due_at=MORNING,
        channel="群組",
        name="林靜",
    )
    assert notice is not None

    read = {}
    for language in ("en", "zh-hant", "zh-hans"):
        with translation.override(language):
            read[language] = notice.sentence

    assert read == {
        "en": f"群組 did not accept the message about {notice.number} for 林靜: tell 林靜 yourself.",
        "zh-hant": f"「群組」沒有收下給林靜的 {notice.number} 提醒，請親自告訴林靜。",
        "zh-hans": f"“群組”没有收下给林靜的 {notice.number} 提醒，请亲自告诉林靜。",
    }


def test_a_reason_nobody_knows_any_more_still_shows_its_number(lin: Staff) -> None:
    case = builders.case(lin)

    notice = tell(to=lin, reason="of-a-room-torn-down", about=case, due_at=MORNING)

    assert notice is not None
    assert (notice.sentence, notice.label) == (case.number, "Notice")


def test_what_an_older_notice_does_not_know_stays_empty(lin: Staff) -> None:
    case = builders.case(lin)

    notice = tell(to=lin, reason="call", about=case, due_at=MORNING)

    assert notice is not None
    assert notice.sentence == f"Call  about {case.number}"


def test_telling_costs_four_questions(lin: Staff, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    case = builders.case(lin)

    with django_assert_num_queries(4):  # who is here, the row, was it new, how do they want to be told
        call(lin, case)


@pytest.mark.parametrize("to", [Post.LEADER, Post.MANAGER, None])
def test_each_further_row_of_a_batch_costs_its_savepoint_the_row_and_whether_it_is_new(
    to: Post | None, lin: Staff, tang: Staff, huang: Staff
) -> None:
    """Who is here, who stands in and how they want to be told is asked for the first one only."""
    put_on_duty(tang, MORNING)
    builders.case(lin)

    def cost(due_at: datetime) -> int:
        with CaptureQueriesContext(connection) as asked:
            cases = Case.objects.select_related("centre")
            sweeps.each("rig", cases, lambda case: call(to or lin, case, due_at=due_at))
        return len(asked)

    one = cost(MORNING)
    for _each in range(3):
        builders.case(lin)

    assert cost(at("10:01")) == one + 3 * 4
    assert Notice.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_eight_who_tell_the_same_at_once_tell_it_once(lin: Staff) -> None:
    case = builders.case(lin)

    def told(_rival: int) -> bool:
        try:
            return call(lin, case) is not None
        finally:
            connection.close()

    assert sum(all_at_once(told, range(8))) == 1
    assert Notice.objects.count() == 1


# Reading and taking up -------------------------------------------------------------------------------------------


def test_read_is_read_and_again_is_no_change(lin: Staff) -> None:
    notice = call(lin, builders.case(lin))
    assert notice is not None

    notice.read(by=lin)
    with clock.at(at("11:00")):
        notice.read(by=lin)

    assert Notice.objects.get().read_at == MORNING


def test_nobody_reads_for_somebody_else(lin: Staff, zhou: Staff) -> None:
    notice = call(lin, builders.case(lin))
    assert notice is not None

    with refused("This was told to somebody else."):
        notice.read(by=zhou)


def test_a_task_stays_until_one_who_leads_takes_it_up(lin: Staff, tang: Staff, huang: Staff) -> None:
    notice = call(Post.MANAGER, builders.case(lin), is_task=True)
    assert notice is not None

    with refused("This stays until somebody takes it up."):
        notice.read(by=huang)
    assert read_all(by=huang) == 0
    assert [list(Notice.objects.to_be_taken_up(who)) for who in (huang, tang, lin)] == [
        [notice],
        [notice],
        [],
    ]
    with refused("This was told to somebody else."):
        notice.take_up(by=lin)
    notice.take_up(by=tang)

    assert (notice.taken_by, notice.taken_at, notice.read_at) == (tang, MORNING, MORNING)
    assert not Notice.objects.to_be_taken_up(huang).exists()
    with refused("唐芳 has taken this up already."):
        notice.take_up(by=huang)


def test_there_is_nothing_to_take_up_in_a_plain_notice(lin: Staff) -> None:
    notice = call(lin, builders.case(lin))
    assert notice is not None

    with refused("There is nothing to take up here."):
        notice.take_up(by=lin)


def test_all_of_mine_are_read_at_once_and_nobody_elses(lin: Staff, zhou: Staff) -> None:
    case = builders.case(lin)
    call(lin, case)
    call(lin, case, due_at=at("10:01"))
    call(zhou, case)

    assert read_all(by=lin) == 2
    assert [notice.recipient for notice in Notice.objects.unread()] == [zhou]


# What the database refuses ---------------------------------------------------------------------------------------


def test_what_was_told_never_changes_and_is_never_erased(lin: Staff, zhou: Staff) -> None:
    notice = call(lin, builders.case(lin))
    assert notice is not None
    changes: dict[str, Any] = {
        "key": uuid4(),
        "recipient": zhou,
        "addressee": "manager",
        "meant_for": zhou,
        "reason": "other",
        "kind": "visit",
        "number": "X",
        "url": "/",
        "params": {},
        "due_at": at("11:00"),
        "told_at": at("11:00"),
        "is_late": True,
        "is_urgent": True,
        "is_task": True,
    }

    for name, value in changes.items():
        with pytest.raises(IntegrityError, match=f"{name} never changes"), transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(**{name: value})
    with pytest.raises(IntegrityError, match="nothing is erased from"), transaction.atomic():
        notice.delete()


@pytest.mark.parametrize(
    "wrong", [{"taken_at": MORNING}, {"taken_by": True}, {"taken_at": MORNING, "taken_by": True}]
)
def test_only_a_task_is_taken_up_and_signed(lin: Staff, wrong: dict[str, Any]) -> None:
    notice = call(lin, builders.case(lin))
    assert notice is not None
    said = wrong | ({"taken_by": lin} if "taken_by" in wrong else {})

    with (
        pytest.raises(IntegrityError, match="a_task_is_taken_up_exactly_when_signed"),
        transaction.atomic(),
    ):
        Notice.objects.filter(pk=notice.pk).update(**said)


def test_a_subject_may_be_named_without_a_record(centre: ServiceCentre, lin: Staff) -> None:
    about = Subject(centre, kind="shift", number="2026-11-16 早班", url="/handover/")

    notice = tell(to=lin, reason="call", about=about, due_at=MORNING)

    assert notice is not None
    assert (notice.kind, notice.number, notice.url) == ("shift", "2026-11-16 早班", "/handover/")
