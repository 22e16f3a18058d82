"""How long a department really takes, and what may be promised after it (§4.8, BR-V10)."""

import json
from datetime import datetime, timedelta
from random import Random

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.models import Category, Department, ServiceCentre, Staff
from records import clock
from tests import builders
from tests.cast import MORNING, at, category, department, refused
from tests.visits.screen import signed_in
from visits import pace, timing
from visits.models import Case

pytestmark = pytest.mark.usefixtures("english")


LAST_WEEK = at("2026-11-10 09:00")


def done(lin: Staff, zhao: Staff, minutes: int, *, opened: datetime = LAST_WEEK) -> None:
    """A repair that took so many minutes; it begins at an odd second, as they do."""
    opened += timedelta(seconds=59, microseconds=999_999)
    with clock.at(opened):
        case = builders.case(lin)
        case.accept(by=zhao)
    with clock.at(opened + timedelta(minutes=minutes)):
        case.resolve(by=zhao, result="更換閥芯", overdue_reason="等料")


def engineering_repairs(lin: Staff) -> tuple[Department, Category]:
    return department(lin, "engineering"), category(lin, "repair")


@pytest.mark.parametrize("count", [20, 23])
def test_nine_of_ten_is_the_nearest_rank_of_what_was_done(count: int, lin: Staff, zhao: Staff) -> None:
    lot = Random(count)  # noqa: S311 -- drawn again from its seed
    taken = [lot.randint(5, 3000) for _ in range(count)]
    for minutes in taken:
        done(lin, zhao, minutes)
    by_hand = sorted(taken)[-(-9 * count // 10) - 1]

    found = pace.of(*engineering_repairs(lin), MORNING)

    assert found == pace.Pace(timedelta(minutes=by_hand), count)


def test_too_few_or_too_old_or_of_another_kind_say_nothing(lin: Staff, zhao: Staff) -> None:
    for _ in range(pace.ENOUGH - 1):
        done(lin, zhao, 60)
    done(lin, zhao, 60, opened=MORNING - timedelta(days=pace.DAYS, hours=2))
    builders.case(lin)
    repairs = engineering_repairs(lin)
    assert pace.of(*repairs, MORNING) is None

    done(lin, zhao, 60)

    assert pace.of(*repairs, MORNING) == pace.Pace(timedelta(hours=1), pace.ENOUGH)
    assert pace.of(repairs[0], category(lin, "parking"), MORNING) is None
    assert pace.of(department(lin, "cleaning"), repairs[1], MORNING) is None


@pytest.fixture
def an_hour_each(lin: Staff, zhao: Staff) -> None:
    """Twenty repairs that took an hour and three minutes each."""
    for _ in range(pace.ENOUGH):
        done(lin, zhao, 63)


@pytest.mark.usefixtures("an_hour_each")
def test_the_suggestion_keeps_the_margin_and_lies_on_a_quarter(lin: Staff, centre: ServiceCentre) -> None:
    """10:00 and 63 min is 11:03, the margin of 30 min makes it 11:33."""
    found = pace.suggest(centre, *engineering_repairs(lin), MORNING)

    assert found is not None
    assert (found.moment, found.is_limit) == (at("11:45"), False)


@pytest.mark.usefixtures("an_hour_each")
def test_where_the_department_keeps_office_hours_the_suggestion_does_too(
    lin: Staff, centre: ServiceCentre
) -> None:
    engineering, repair = engineering_repairs(lin)
    engineering.keeps_office_hours = True
    repair.limit_minutes = None
    friday = at("2026-11-20 17:00")

    found = pace.suggest(centre, engineering, repair, friday)

    assert found is not None
    assert found.moment == at("2026-11-23 08:30")


@pytest.mark.usefixtures("an_hour_each")
def test_the_limit_comes_first(lin: Staff, centre: ServiceCentre) -> None:
    engineering, repair = engineering_repairs(lin)
    repair.limit_minutes = 70

    found = pace.suggest(centre, engineering, repair, MORNING)

    assert found is not None
    assert (found.moment, found.is_limit) == (at("11:10"), True)


def test_a_limit_in_working_time_leaves_the_night_and_the_weekend_out(
    lin: Staff, centre: ServiceCentre
) -> None:
    """Domain notes §1.2: a card within one working day, nine hours of the office."""
    card = category(lin, "card")
    friday = at("2026-11-20 16:00")

    assert timing.latest_promise(centre, card, friday) == at("2026-11-23 16:00")
    with (
        clock.at(friday),
        refused("Access card / permit is promised for 11-23 16:00 at the latest."),
    ):
        builders.case(
            lin,
            about="card",
            to="desk",
            identity_check="card",
            promise=builders.terms(at("2026-11-23 16:01")),
        )
    with clock.at(friday):
        kept = builders.case(
            lin,
            about="card",
            to="desk",
            identity_check="card",
            promise=builders.terms(at("2026-11-23 16:00")),
        )
    assert kept.promise_due_at == at("2026-11-23 16:00")


@pytest.mark.usefixtures("an_hour_each")
def test_the_line_says_how_long_it_takes_and_fills_the_promise(
    lin: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(lin)
    asked = {"category": "repair", "department": "engineering"}
    client.get("/promise/suggest/", asked, headers={"HX-Request": "true"})

    with django_assert_num_queries(5):  # session, person, matter, department, what was done
        answer = client.get("/promise/suggest/", asked, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert "工程部: nine of ten “Repair” were done within 1 h 3 min (20 in 90 days)." in page
    assert "<html" not in page
    assert json.loads(answer.context["fill"]) == {
        "due_at": "2026-11-16T11:45",
        "due_date": "2026-11-16",
        "due_time": "11:45",
    }


@pytest.mark.usefixtures("an_hour_each")
def test_without_script_the_same_stands_on_a_page(lin: Staff) -> None:
    client = signed_in(lin)

    page = client.get("/promise/suggest/", {"category": "repair", "department": "engineering"})

    assert "were done within 1 h 3 min (20 in 90 days). <b>Promise 11:45</b>" in page.content.decode()
    assert (
        "Too few such matters"
        in client.get("/promise/suggest/", {"category": "parking", "department": "security"}).content.decode()
    )


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"category": "repair"},
        {"category": "x", "department": "%00"},
        {"category": "9" * 5000, "department": "desk"},
    ],
)
def test_a_question_that_makes_no_sense_gets_no_line(asked: dict[str, str], lin: Staff) -> None:
    answer = signed_in(lin).get("/promise/suggest/", asked, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content.strip()) == (200, b"")


def test_the_promise_forms_lead_to_the_line(lin: Staff, zhao: Staff) -> None:
    client, case = signed_in(lin), builders.case(lin)
    link = "/promise/suggest/?category=repair&amp;department=engineering"

    for path in (f"/cases/{case.number}/move-promise/", f"/cases/{case.number}/fulfil/"):
        assert f'href="{link}" data-pace' in client.get(path).content.decode()
    callback = builders.resolved(lin, zhao)
    assert f'href="{link}" data-pace' in client.get(f"/callbacks/{callback.number}/").content.decode()
    assert 'href="/promise/suggest/" data-pace' in client.get("/").content.decode()
    assert Case.objects.count() == 2
