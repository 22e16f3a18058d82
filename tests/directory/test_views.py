"""What somebody sets for themselves: language, light, keys, seat."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.models import Desk, ServiceCentre, Staff


@pytest.fixture
def desk_pc(client: Client, lin: Staff) -> Client:
    """The PC at which Lin has signed in; she reads English."""
    lin.choose_language("en")
    client.force_login(lin, backend="directory.auth.StaffBackend")
    return client


def again(staff: Staff) -> Staff:
    fresh: Staff = Staff.objects.get(pk=staff.pk)
    return fresh


def said(client: Client, path: str, **typed: object) -> str:
    answer = client.post(path, typed)
    assert answer.status_code == 302
    return [str(message) for message in get_messages(answer.wsgi_request)][-1]


def test_a_person_keeps_language_light_and_keys(desk_pc: Client, lin: Staff) -> None:
    for wish in ({"language": "zh-hans"}, {"theme": "dark"}, {"keys": "asked"}):
        assert desk_pc.post("/accounts/preferences/", wish).headers["Location"] == "/"

    kept = again(lin)
    assert (kept.language, kept.theme, kept.single_keys) == ("zh-hans", "dark", False)
    assert "django_language" not in desk_pc.cookies


def test_keys_are_switched_on_again(desk_pc: Client, lin: Staff) -> None:
    lin.choose_single_keys(False)

    desk_pc.post("/accounts/preferences/", {"keys": "asked", "single_keys": "1"})

    assert again(lin).single_keys


def test_before_signing_in_the_machine_keeps_the_language(client: Client, db: None) -> None:
    client.post("/accounts/preferences/", {"language": "en"})

    kept = client.cookies["django_language"]
    assert (kept.value, kept["samesite"], kept["httponly"]) == ("en", "Lax", True)


@pytest.mark.parametrize("wish", [{"language": "de"}, {"theme": "pink"}, {}])
def test_a_wish_nobody_can_fulfil_changes_nothing(wish: dict[str, str], desk_pc: Client, lin: Staff) -> None:
    assert desk_pc.post("/accounts/preferences/", wish).status_code == 302

    kept = again(lin)
    assert (kept.language, kept.theme, kept.single_keys) == ("en", "", True)


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("/cases/?late=1", "/cases/?late=1"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_in_the_house(asked: str, back: str, desk_pc: Client) -> None:
    answer = desk_pc.post("/accounts/preferences/", {"theme": "dark", "next": asked})

    assert answer.headers["Location"] == back


def test_only_a_post_changes_anything(desk_pc: Client) -> None:
    assert desk_pc.get("/accounts/preferences/").status_code == 405


@pytest.mark.parametrize("asked", ["NaN", "2026-02-30", "12:30", "a\0b", "長" * 3000])
def test_the_way_back_may_be_any_text(desk_pc: Client, asked: str) -> None:
    assert desk_pc.post("/accounts/preferences/", {"theme": "dark", "next": asked}).status_code == 302
    assert desk_pc.put("/accounts/desk/").status_code == 405


@pytest.mark.parametrize("count", [1, 30])
def test_the_desks_are_shown_with_who_sits_there(
    count: int, desk_pc: Client, centre: ServiceCentre, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [Desk(centre=centre, name=f"窗口 {number}") for number in range(count)]
    Desk.objects.create_signed(rows, by=None, verb="enter")

    with django_assert_num_queries(2):
        shown = [(str(desk), str(desk.occupant or "")) for desk in Desk.objects.of(centre).for_seating()]

    assert ("1 號台", "林靜") in shown
    assert "1 號台 · 林靜" in desk_pc.get("/accounts/desk/").content.decode()


def test_somebody_sits_down_and_gets_up(desk_pc: Client, lin: Staff, centre: ServiceCentre) -> None:
    second = Desk.objects.of(centre).get(name="2 號台")

    assert said(desk_pc, "/accounts/desk/", desk=second.pk) == "You receive residents at 2 號台 now."
    assert again(lin).desk == second

    assert said(desk_pc, "/accounts/desk/", desk="") == "You have left the desk."
    assert again(lin).desk is None


def test_a_desk_closed_meanwhile_is_refused_in_words(desk_pc: Client, centre: ServiceCentre) -> None:
    closed = Desk(centre=centre, name="9 號台", active=False).save_signed(None, "enter")

    assert said(desk_pc, "/accounts/desk/", desk=closed.pk) == "9 號台 is closed."


def test_nobody_sits_down_in_another_centre(desk_pc: Client, lin: Staff, other_centre: ServiceCentre) -> None:
    theirs = Desk.objects.of(other_centre).first()
    assert theirs is not None

    assert said(desk_pc, "/accounts/desk/", desk=theirs.pk) == "There is no such desk in this centre."
    assert again(lin).desk != theirs


def test_the_seat_is_asked_for_behind_the_sign_in_only(client: Client, db: None) -> None:
    answer = client.post("/accounts/desk/", {"desk": ""})

    assert answer.headers["Location"].startswith("/accounts/login/")
