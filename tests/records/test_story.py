"""The trail in sentences: who did what when, and why (I8, BR-V18, BR-V02)."""

from datetime import UTC

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.models import Resident, Staff, Unit
from records import clock, story
from records.models import RefusedAttempt
from tests import builders
from tests.cast import TZ, at, category
from tests.visits.screen import signed_in


def address(record: object) -> str:
    """The address of a record's trail."""
    meta = record._meta  # type: ignore[attr-defined]  # -- any recorded model
    return f"/history/{meta.label_lower}/{record.pk}/"  # type: ignore[attr-defined]  # -- as above


@pytest.mark.usefixtures("english")
def test_a_correction_says_who_what_when_and_why(lin: Staff, home: Unit) -> None:
    """BR-V18: a history row with old text, editor, time; ids are names, codes are labels."""
    other = Unit(centre=lin.centre, building="3", room="1203").save_signed(None, "set_up")
    line = builders.answered(lin, unit=other)
    with clock.at(at("10:20")):
        line.correct(by=lin, reason="聽錯房號", unit=home, category=category(lin, "repair"), channel="call")

    first, second = story.story_of(line, TZ)

    assert (first.day, first.clock, first.who, first.act) == (
        "2026-11-16",
        "10:00",
        "林靜",
        "answered on the spot",
    )
    assert first.changes == ()
    assert (second.clock, second.who, second.act, second.reason) == ("10:20", "林靜", "corrected", "聽錯房號")
    assert sorted(second.changes) == [
        ("category", "Enquiry", "Repair"),
        ("channel", "Walk-in", "Call"),
        ("room", "3-1203", "9-3-702"),
    ]


@pytest.mark.usefixtures("english")
def test_phones_are_masked_and_times_are_local(lin: Staff) -> None:
    resident = Resident(centre=lin.centre, name="林美華", phone="13800001234").save_signed(lin, "enter")
    resident.phone = "13900005678"
    resident.save_signed(lin, "correct", "換號")
    line = builders.answered(lin, arrived_at=at("09:50"))
    line.see_off(by=lin, departed_at=at("09:55"), desk_cleared=True)

    assert story.story_of(resident, UTC)[1].changes == (("telephone", "138****1234", "139****5678"),)
    assert sorted(story.story_of(line, TZ)[1].changes) == [
        ("desk tidied", "no", "yes"),
        ("left at", "", "2026-11-16 09:55"),
    ]


@pytest.mark.usefixtures("english")
def test_a_verb_nobody_taught_is_said_as_it_is(lin: Staff) -> None:
    assert story.act_of("look_twice") == "look twice"


@pytest.mark.parametrize("count", [1, 30])
def test_names_cost_one_question_for_each_kind(
    lin: Staff, home: Unit, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    line = builders.answered(lin, unit=home)
    for n in range(count):
        other = Unit(centre=lin.centre, building="3", room=str(1200 + n)).save_signed(None, "set_up")
        line.correct(by=lin, reason="聽錯", unit=other, category=category(lin, "repair" if n % 2 else "card"))

    with django_assert_num_queries(3):
        assert len(story.story_of(line, TZ)) == count + 1


# The page -------------------------------------------------------------------------------------------------------


def test_the_trail_of_a_line_is_open_to_colleagues(lin: Staff, zhou: Staff, su: Staff) -> None:
    line = builders.answered(lin)
    line.correct(by=lin, reason="聽錯", statement="改過的")

    for reader in (zhou, su):
        html = signed_in(reader).get(address(line)).content.decode()
        assert "林靜 corrected" in html
        assert "because: 聽錯" in html
        assert "<del>衛生間天花板漏水</del> <ins>改過的</ins>" in html


def test_other_trails_are_for_those_who_audit(lin: Staff, tang: Staff, home: Unit) -> None:
    answer = signed_in(lin).get(address(home))

    assert answer.status_code == 403
    assert "Only a shift leader, a manager or an auditor reads this trail." in answer.content.decode()
    assert signed_in(tang).get(address(home)).status_code == 200
    assert signed_in(tang).get(address(lin)).status_code == 200
    assert signed_in(tang).get(address(tang.centre)).status_code == 200


def test_outside_the_centre_there_is_no_such_record(lin: Staff, stranger: Staff) -> None:
    line = builders.answered(lin)
    client = signed_in(stranger)

    assert client.get(address(line)).status_code == 404
    assert client.get(address(lin)).status_code == 404
    assert client.get(address(lin.centre)).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["nothing/1/", "visits.nothing/1/", "records.counter/1/", "visits.visit/999/", f"visits.visit/{10**30}/"],
)
def test_what_is_no_record_has_no_trail(tang: Staff, path: str) -> None:
    assert signed_in(tang).get(f"/history/{path}").status_code == 404


def test_refused_attempts_stand_beside_the_trail_for_auditors(lin: Staff, su: Staff) -> None:
    """BR-V02: value unchanged, attempt in history."""
    line = builders.answered(lin)
    RefusedAttempt.objects.create(
        by=lin, path=f"{line.get_absolute_url()}correct/", sentence="首接人不能更改"
    )
    RefusedAttempt.objects.create(by=lin, path="/visits/ZB-20261116-002/correct/", sentence="另一件")

    html = signed_in(su).get(address(line)).content.decode()

    assert "林靜 was refused" in html
    assert "首接人不能更改" in html
    assert "另一件" not in html
    assert "首接人不能更改" not in signed_in(lin).get(address(line)).content.decode()


def test_refusals_of_another_centre_are_not_told_though_its_numbers_are_the_same(
    lin: Staff, su: Staff, stranger: Staff
) -> None:
    """Numbers run per centre: both have a ZB-20261116-001."""
    line = builders.answered(lin)
    RefusedAttempt.objects.create(by=stranger, path=f"{line.get_absolute_url()}void/", sentence="別處的事")

    html = signed_in(su).get(address(line)).content.decode()

    assert "別處的事" not in html
    assert "外人" not in html


@pytest.mark.parametrize("count", [1, 30])
def test_the_trail_asks_eight_questions(
    tang: Staff, home: Unit, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    line = builders.answered(tang, unit=home)
    for n in range(count):
        line.correct(by=tang, reason="聽錯", category=category(tang, "card" if n % 2 else "repair"))
    client = signed_in(tang)

    with django_assert_num_queries(8):
        assert client.get(address(line)).status_code == 200
