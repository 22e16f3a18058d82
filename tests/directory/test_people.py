"""Centres, departments, units, residents, categories and guidelines: what they say of themselves."""

from datetime import date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from directory.models import (
    Category,
    Department,
    Desk,
    Guideline,
    Occupancy,
    Resident,
    ServiceCentre,
    Staff,
    Unit,
)
from tests.cast import TZ, at


@pytest.mark.parametrize(
    ("due", "moved"),
    [
        ("17:40", "2026-11-16 17:40"),
        ("21:50", "2026-11-17 08:30"),
        ("04:10", "2026-11-16 08:30"),
        ("21:10", "2026-11-17 08:30"),
        ("08:30", "2026-11-16 08:30"),
        ("20:30", "2026-11-17 08:30"),
    ],
)
def test_br_c02_c11_a_callback_is_moved_into_contact_hours(
    due: str, moved: str, centre: ServiceCentre
) -> None:
    assert centre.next_contact_moment(at(due)) == at(moved)


def test_a_centre_tells_the_time_of_its_own_wall(centre: ServiceCentre) -> None:
    shown = centre.at(date(2026, 11, 16), time(16, 0))

    assert shown == datetime(2026, 11, 16, 16, 0, tzinfo=TZ)
    assert f"{centre.local(shown):%H:%M}" == "16:00"
    assert str(centre) == "天下城服務中心"


def test_a_centre_has_a_time_zone_that_exists(centre: ServiceCentre) -> None:
    centre.timezone = "Asia/Nowhere"

    with pytest.raises(ValidationError, match="Asia/Nowhere is no time zone known here"):
        centre.full_clean()


def test_departments_are_asked_for_by_what_they_do(centre: ServiceCentre) -> None:
    ours = Department.objects.of(centre).active()

    assert [str(each) for each in ours if each.is_front_desk] == ["客服"]
    assert [str(each) for each in ours if each.takes_fees] == ["財務收費"]


def test_desks_in_use_are_listed_from_the_door(centre: ServiceCentre, lin: Staff, stranger: Staff) -> None:
    Desk(centre=centre, name="4 號台", order=4, active=False).save_signed(None, "enter")

    assert [str(desk) for desk in Desk.objects.visible_to(lin).active()] == ["1 號台", "2 號台", "3 號台"]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("8", "2", "1203"), "8-2-1203"),
        (("9", "", "0302"), "9-0302"),
        (("", "", "商鋪3"), "商鋪3"),
        ((" ８ ", "２", " 1203 a"), "8-2-1203A"),
    ],
)
def test_a_unit_is_numbered_by_its_parts(
    parts: tuple[str, str, str], code: str, centre: ServiceCentre
) -> None:
    building, entrance, room = parts

    unit = Unit(centre=centre, building=building, entrance=entrance, room=room).save_signed(None, "enter")

    assert (unit.code, str(unit)) == (code, code)


def test_a_unit_has_its_page(home: Unit) -> None:
    assert home.get_absolute_url() == "/units/9-3-702/"


def test_units_brought_in_together_are_numbered_and_signed_too(centre: ServiceCentre, ai: Staff) -> None:
    rows = [Unit(centre=centre, building="1", entrance="1", room=str(room)) for room in (101, 102)]

    made = Unit.objects.create_signed(rows, by=ai, verb="bring_in")

    assert [unit.code for unit in Unit.objects.of(centre)] == ["1-1-101", "1-1-102"]
    assert [unit.history.get().history_user for unit in made] == [ai, ai]


@pytest.mark.parametrize(
    ("name", "honorific", "said"),
    [
        ("林美華", "女士", "林女士"),
        ("歐陽娜娜", "女士", "歐陽女士"),
        ("王先生", "", "王先生"),
        ("Li Wei", "先生", "Li先生"),
    ],
)
def test_a_resident_is_addressed_by_surname(name: str, honorific: str, said: str) -> None:
    assert Resident(name=name, honorific=honorific).address_as == said


def test_a_resident_is_kept_with_a_normalised_telephone_that_lists_mask(centre: ServiceCentre) -> None:
    resident = Resident(centre=centre, name=" 林 美華 ", phone="１３８ 0000-0001").save_signed(None, "enter")

    assert (resident.phone, resident.phone_masked, str(resident)) == ("13800000001", "138****0001", "林 美華")


def test_a_household_is_listed_owners_first_and_without_those_who_left(
    home: Unit, centre: ServiceCentre
) -> None:
    stay = {"owner": None, "tenant": None, "family": date(2026, 11, 16)}
    for relation, until in stay.items():
        person = Resident(centre=centre, name=relation).save_signed(None, "enter")
        Occupancy(centre=centre, unit=home, resident=person, relation=relation, until=until).save_signed(
            None, "enter"
        )

    def living_here(day: date) -> list[str]:
        return [str(line) for line in Occupancy.objects.of(centre).current(day).for_list()]

    assert living_here(date(2026, 11, 15)) == ["9-3-702 owner", "9-3-702 family", "9-3-702 tenant"]
    assert living_here(date(2026, 11, 16)) == ["9-3-702 owner", "9-3-702 tenant"]


def test_an_occupancy_to_come_is_not_yet_current(home: Unit, centre: ServiceCentre) -> None:
    person = Resident(centre=centre, name="新業主").save_signed(None, "enter")
    row = Occupancy(centre=centre, unit=home, resident=person, since=date(2026, 12, 1))
    row.save_signed(None, "enter")

    assert not Occupancy.objects.current(date(2026, 11, 30)).exists()
    assert Occupancy.objects.current(date(2026, 12, 1)).get() == row


@pytest.mark.parametrize(("language", "label"), [("zh-hant", "報修"), ("zh-hans", "报修"), ("en", "Repair")])
def test_a_category_is_read_in_the_readers_language(language: str, label: str, centre: ServiceCentre) -> None:
    repair = Category.objects.of(centre).get(code="repair")

    with translation.override(language):
        assert (repair.label, str(repair)) == (label, label)


def test_a_category_without_a_translation_keeps_its_first_name(centre: ServiceCentre) -> None:
    repair = Category.objects.of(centre).get(code="repair")
    repair.name_en = ""

    assert repair.label == "報修"


def test_the_desk_chooses_among_categories_in_use(centre: ServiceCentre) -> None:
    praise = Category.objects.of(centre).get(code="praise")
    praise.active = False
    praise.save_signed(None, "retire")

    chosen = [each.code for each in Category.objects.of(centre).for_desk()]

    assert len(chosen) == 15
    assert "praise" not in chosen


@pytest.mark.parametrize("typed", ["停車", "停车", "tcf", "３００", "停車 每月", "TCF"])
def test_a_guideline_is_found_by_any_words_of_it(typed: str, centre: ServiceCentre) -> None:
    fees = Guideline(centre=centre, title="停車費", body="每月 300 元").save_signed(None, "enter")
    Guideline(centre=centre, title="裝修時間", body="週一至週六").save_signed(None, "enter")

    assert list(Guideline.objects.of(centre).matching(typed)) == [fees]


def test_a_guideline_is_in_force_from_its_first_to_its_last_date(centre: ServiceCentre) -> None:
    notice = Guideline(
        centre=centre,
        kind="notice",
        title="停水",
        body="今晚",
        valid_from=date(2026, 11, 16),
        valid_until=date(2026, 11, 17),
    ).save_signed(None, "enter")

    in_force = [Guideline.objects.valid_on(date(2026, 11, day)).exists() for day in (15, 16, 17, 18)]

    assert in_force == [False, True, True, False]
    assert str(notice) == "停水"


def test_the_desk_is_shown_questions_and_notices_and_offers_the_questions(centre: ServiceCentre) -> None:
    for kind in ("faq", "notice", "rule"):
        Guideline(centre=centre, kind=kind, title=kind, body="內容").save_signed(None, "enter")

    assert {str(each) for each in Guideline.objects.of(centre).for_desk()} == {"faq", "notice"}
    assert {str(each) for each in Guideline.objects.of(centre).common_questions()} == {"faq"}


def test_rows_of_two_centres_are_never_tied_together(
    centre: ServiceCentre, other_centre: ServiceCentre
) -> None:
    theirs = Department.objects.of(other_centre).get(code="desk")
    category = Category.objects.of(centre).get(code="repair")
    category.department = theirs
    person = Staff(username="new", name="新人", centre=centre, department=theirs)

    for row in (category, person):
        with pytest.raises(ValidationError, match="客服 belongs to another centre"):
            row.clean()


def test_nobody_without_a_centre_sees_a_row_of_any(centre: ServiceCentre) -> None:
    root = Staff.objects.create_superuser("root", "secret", name="管家")

    assert not Desk.objects.visible_to(root).exists()
