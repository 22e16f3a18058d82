"""One box for everything, and a household with its past (§4.6, BR-V17)."""

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.models import Occupancy, Resident, Staff, Unit
from records import clock
from tests import builders
from tests.cast import at
from tests.visits.screen import signed_in
from visits.models import Disclosure, Visit


@pytest.fixture
def mei(home: Unit) -> Resident:
    """林美華, who owns 9-3-702."""
    found: Resident = Resident(
        centre=home.centre, name="林美華", honorific="女士", phone="13800001234", care_note="按鈴兩次，請等候"
    ).save_signed(None, "enter")
    Occupancy(centre=home.centre, unit=home, resident=found).save_signed(None, "enter")
    return found


def found(html: str) -> list[str]:
    """The text of everything found."""
    parts = re.findall(r"<li(?: class=\"opt\"[^>]*)?>(<a|<b)(.*?)</li>", html)
    return [" ".join(re.sub(r"<[^>]*>|^[^>]*>", " ", rest).split()) for _tag, rest in parts]


@pytest.mark.parametrize("text", ["9-3-702", "９－３－７０２", "9-702", "702"])
def test_a_room_finds_the_home(lin: Staff, mei: Resident, text: str) -> None:
    assert "9-3-702 林美華" in found(
        signed_in(lin).get("/find/", {"q": text, "part": "palette"}).content.decode()
    )


@pytest.mark.parametrize("text", ["林美華", "林美华", "lmh", "linmeihua", "1234", "00001234"])
def test_a_name_its_initials_or_a_phone_part_finds_the_person(lin: Staff, mei: Resident, text: str) -> None:
    html = signed_in(lin).get("/find/", {"q": text, "part": "palette"}).content.decode()

    assert "9-3-702 林美華 138****1234" in found(html)
    assert "13800001234" not in html


def test_a_visitor_of_no_household_is_found_by_name_and_number(lin: Staff) -> None:
    builders.answered(lin, visitor_name="潔安家政徐小姐", phone="13911112222")
    client = signed_in(lin)

    for text in ("徐小姐", "1111"):
        html = client.get("/find/", {"q": text, "part": "palette"}).content.decode()
        assert 'data-url="/visits/ZB-20261116-001/"' in html


@pytest.mark.parametrize("text", ["ZB-20261116-001", "zb20261116001", "ＺＢ－20261116－001"])
def test_an_exact_number_opens_the_record(lin: Staff, text: str) -> None:
    builders.answered(lin)

    answer = signed_in(lin).get("/find/", {"q": text})

    assert (answer.status_code, answer["Location"]) == (302, "/visits/ZB-20261116-001/")


def test_the_number_of_a_case_or_callback_opens_it(lin: Staff, zhao: Staff) -> None:
    builders.resolved(lin, zhao)
    client = signed_in(lin)

    assert client.get("/find/?q=ZB-20261116-001")["Location"] == "/cases/ZB-20261116-001/"
    assert client.get("/find/?q=HF-20261116-001")["Location"] == "/callbacks/HF-20261116-001/"
    assert "Nothing was found." in client.get("/find/?q=ZB-20261116-999").content.decode()


def test_the_palette_gets_bare_rows_also_for_a_number(lin: Staff) -> None:
    builders.answered(lin)

    answer = signed_in(lin).get("/find/?q=ZB-20261116-001", headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert 'role="option" data-url="/visits/ZB-20261116-001/"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_another_centre_finds_nothing(lin: Staff, stranger: Staff, mei: Resident) -> None:
    builders.answered(lin)
    client = signed_in(stranger)

    for text in ("林美華", "9-3-702", "ZB-20261116-001", "吳先生"):
        assert found(client.get("/find/", {"q": text, "part": "palette"}).content.decode()) == []


@pytest.mark.parametrize("text", ["", "\0", "%", "_" * 500, "'\"<>", "ZB-20261116-00000000000000000001"])
def test_whatever_is_typed_gets_a_page(lin: Staff, text: str) -> None:
    assert signed_in(lin).get("/find/", {"q": text}).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_the_box_asks_seven_questions_at_most(
    lin: Staff, home: Unit, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        resident = Resident(centre=home.centre, name=f"吳一{n}", phone=f"1380000{n:04}").save_signed(
            None, "enter"
        )
        Occupancy(centre=home.centre, unit=home, resident=resident).save_signed(None, "enter")
        builders.answered(lin, unit=home)
    client = signed_in(lin)

    with django_assert_num_queries(7):
        client.get("/find/", {"q": "138"})
    with django_assert_num_queries(6):
        client.get("/find/", {"q": "9-3-702"})
    with django_assert_num_queries(5):
        client.get("/find/", {"q": "138", "part": "palette"})


# A household ----------------------------------------------------------------------------------------------------


def test_a_household_says_what_we_owe_what_was_and_whom_to_mind(
    lin: Staff, zhao: Staff, home: Unit, mei: Resident
) -> None:
    with clock.at(at("2026-11-10 09:00")):
        builders.closed(lin, zhao, unit=home)
    builders.case(lin, unit=home, promise=builders.terms(at("12:00")))

    html = signed_in(lin).get("/units/9-3-702/").content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())

    assert (
        "What we owe this home now 12:00 2 h left 9-3-702 吳先生 衛生間天花板漏水 In progress 工程部 林"
        in text
    )
    assert "11/10 09:00 Walk-in 吳先生 衛生間天花板漏水 Repair Closed Satisfied 林" in text
    assert "林美華 Ms owner 138****1234" in text
    assert "按鈴兩次，請等候 林美華" in text
    assert "13800001234" not in html


def test_those_who_moved_out_are_not_listed(lin: Staff, home: Unit, mei: Resident) -> None:
    line = Occupancy.objects.get(resident=mei)
    line.until = at("10:00").date()
    line.save_signed(None, "correct")

    html = signed_in(lin).get("/units/9-3-702/").content.decode()

    assert "林美華" not in html
    assert "Nobody is listed." in html


def test_a_full_number_is_shown_for_a_reason_that_stays(lin: Staff, home: Unit, mei: Resident) -> None:
    """BR-V17: 顯示全號 needs a permission and a reason and is logged."""
    client = signed_in(lin)
    address = f"/units/9-3-702/reveal/{mei.pk}/"

    answer = client.post(address, {"once": "a", "reason": "回電確認上門時間"})
    shown = client.get(answer["Location"]).content.decode()

    assert answer.status_code == 302
    assert "13800001234" in shown
    kept = Disclosure.objects.get()
    assert (kept.by, kept.subject, kept.reason) == (lin, f"9-3-702 {mei.pk}", "回電確認上門時間")
    assert "13800001234" not in client.get("/units/9-3-702/").content.decode()
    with clock.at(at("10:11")):
        assert "13800001234" not in client.get(answer["Location"]).content.decode()


def test_without_a_reason_nothing_is_shown(lin: Staff, home: Unit, mei: Resident) -> None:
    client = signed_in(lin)

    answer = client.post(f"/units/9-3-702/reveal/{mei.pk}/", {"once": "a", "reason": " "})

    assert answer.status_code == 422
    assert "Say why you need the number." in answer.content.decode()
    assert not Disclosure.objects.exists()
    assert "13800001234" not in client.get(f"/units/9-3-702/?shown={mei.pk}").content.decode()


def test_nobody_else_sees_the_number_that_was_shown_to_me(lin: Staff, zhou: Staff, mei: Resident) -> None:
    signed_in(lin).post(f"/units/9-3-702/reveal/{mei.pk}/", {"once": "a", "reason": "回電"})

    assert "13800001234" not in signed_in(zhou).get(f"/units/9-3-702/?shown={mei.pk}").content.decode()


def test_an_auditor_is_shown_no_number(su: Staff, mei: Resident) -> None:
    client = signed_in(su)

    answer = client.post(f"/units/9-3-702/reveal/{mei.pk}/", {"once": "a", "reason": "查核"})

    assert answer.status_code == 403
    assert "This account does not call residents: the number stays masked." in answer.content.decode()
    assert "Show the full number" not in client.get("/units/9-3-702/").content.decode()
    assert not Disclosure.objects.exists()


def test_a_household_of_another_centre_does_not_exist(stranger: Staff, mei: Resident) -> None:
    client = signed_in(stranger)

    assert client.get("/units/9-3-702/").status_code == 404
    assert client.post(f"/units/9-3-702/reveal/{mei.pk}/", {"once": "a", "reason": "x"}).status_code == 404
    assert client.get("/units/nowhere/").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_a_household_asks_seven_questions(
    lin: Staff, home: Unit, mei: Resident, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        builders.case(lin, unit=home, new_matter_reason="另一件")
        builders.answered(lin, unit=home, channel=Visit.Channel.CALL)
        resident = Resident(centre=home.centre, name=f"吳{n}", phone="13800001111").save_signed(None, "enter")
        Occupancy(centre=home.centre, unit=home, resident=resident).save_signed(None, "enter")
    client = signed_in(lin)

    for address in ("/units/9-3-702/", f"/units/9-3-702/?shown={mei.pk}"):
        with django_assert_num_queries(7):
            assert client.get(address).status_code == 200
