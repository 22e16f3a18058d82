"""Suggestions under the boxes: households, what is open for them, common questions."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.models import Guideline, Occupancy, Resident, ServiceCentre, Staff, Unit
from tests import builders
from tests.cast import category

pytestmark = pytest.mark.usefixtures("english")

Signed = Callable[[Staff], Client]


@pytest.fixture
def signed_in() -> Signed:
    """A browser in which this person is signed in and reads the words as the code has them."""

    def open_browser(staff: Staff) -> Client:
        staff.choose_language("en")
        client = Client()
        client.force_login(staff, backend="directory.auth.StaffBackend")
        return client

    return open_browser


def move_in(centre: ServiceCentre, room: str, name: str, phone: str) -> tuple[Unit, Resident]:
    """A home and its owner."""
    unit = Unit(centre=centre, building="3", entrance="2", room=room).save_signed(None, "set_up")
    resident = Resident(centre=centre, name=name, honorific="女士", phone=phone).save_signed(None, "set_up")
    Occupancy(centre=centre, unit=unit, resident=resident).save_signed(None, "set_up")
    return unit, resident


@pytest.mark.parametrize("typed", ["3-1202", "lmh", "linmeihua", "林美華", "0678", "３－１２０２"])
def test_a_household_is_suggested_by_anything_the_resident_says(
    typed: str, lin: Staff, centre: ServiceCentre, signed_in: Signed
) -> None:
    """§4.6: room, initials, pinyin, name, end of the number; the number itself masked (BR-V17)."""
    unit, resident = move_in(centre, "1202", "林美華", "13800000678")

    page = signed_in(lin).get("/lookup/", {"q": typed}).content.decode()

    assert f'data-value="{unit.pk}:{resident.pk}"' in page
    assert "“Good morning, 林女士! What can I do for you?”" in page
    assert "13800000678" not in page


@pytest.mark.parametrize("typed", ["", " ", "zzzz", "\x00", "x" * 500, "99-9-9999"])
def test_nothing_found_is_an_empty_answer(typed: str, lin: Staff, signed_in: Signed) -> None:
    """What was typed then stands as the visitor's name."""
    answer = signed_in(lin).get("/lookup/", {"q": typed})

    assert (answer.status_code, answer.content.strip()) == (200, b"")


@pytest.mark.parametrize("count", [1, 30])
def test_suggestions_ask_the_same_questions_of_any_number_of_homes(
    count: int,
    lin: Staff,
    centre: ServiceCentre,
    signed_in: Signed,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Session, person, roles, rooms, people, households."""
    for place in range(count):
        move_in(centre, f"12{place:02}", "林美華", f"138000{place:05}")
    client = signed_in(lin)

    with django_assert_num_queries(4):
        client.get("/lookup/", {"q": "lmh"})


def test_what_is_open_for_a_home_is_shown_with_the_choice_to_urge_it(
    lin: Staff, home: Unit, signed_in: Signed, stranger: Staff
) -> None:
    """BR-V14: join as an urge, or say why it is another matter; not for another centre."""
    case = builders.case(lin, unit=home, statement="漏水")

    known = signed_in(lin).get("/lookup/known/", {"unit": home.pk}).content.decode()
    strange = signed_in(stranger).get("/lookup/known/", {"unit": home.pk})

    assert f'name="join" id="join_{case.number}" value="{case.number}"' in known
    assert 'name="new_matter_reason"' in known
    assert strange.content.strip() == b""


@pytest.mark.parametrize("asked", ["", ":5", "x", "9" * 30, "\x00"])
def test_no_home_has_nothing_open(asked: str, lin: Staff, signed_in: Signed) -> None:
    """A resident without a home, or nonsense."""
    answer = signed_in(lin).get("/lookup/known/", {"household": asked})

    assert (answer.status_code, answer.content.strip()) == (200, b"")


@pytest.mark.parametrize("count", [1, 9])
def test_open_cases_are_asked_for_at_once(
    count: int, lin: Staff, home: Unit, signed_in: Signed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, person, roles, home, cases."""
    for place in range(count):
        builders.case(lin, unit=home, new_matter_reason=f"另一處 {place}")
    client = signed_in(lin)

    with django_assert_num_queries(4):
        client.get("/lookup/known/", {"household": f"{home.pk}:"})


@pytest.mark.parametrize("typed", ["tcz", "停車證", "停车证"])
def test_a_common_question_fills_in_question_category_and_answer(
    typed: str, lin: Staff, centre: ServiceCentre, signed_in: Signed
) -> None:
    """§4.6: promptly and clearly, by initials too."""
    Guideline(
        centre=centre, title="停車證補辦", body='請帶行車執照 "<b>', category=category(centre, "card")
    ).save_signed(None, "set_up")

    rows = signed_in(lin).get("/faq/", {"q": typed}).context["rows"]

    assert [json.loads(row["fill"]) for row in rows] == [
        {"statement": "停車證補辦", "reply": '請帶行車執照 "<b>', "category": "card"}
    ]


def test_a_common_question_fills_the_slip_without_a_script(
    lin: Staff, centre: ServiceCentre, signed_in: Signed
) -> None:
    """The pill is a link."""
    asked = Guideline(centre=centre, title="停車證補辦", body="請帶行車執照").save_signed(None, "set_up")

    page = signed_in(lin).get(f"/visits/new/?faq={asked.pk}").content.decode()

    assert ("停車證補辦" in page, "請帶行車執照" in page) == (True, True)


@pytest.mark.parametrize("count", [1, 30])
def test_common_questions_are_asked_for_at_once(
    count: int,
    lin: Staff,
    centre: ServiceCentre,
    signed_in: Signed,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Session, person, roles, questions."""
    for place in range(count):
        Guideline(centre=centre, title=f"停車證 {place}", body="請帶行車執照").save_signed(None, "set_up")
    client = signed_in(lin)

    with django_assert_num_queries(3):
        client.get("/faq/", {"q": "tcz"})
