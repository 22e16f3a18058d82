"""Opening a centre: as is usual, and as often as one likes."""

from datetime import time

import pytest

from directory import norms
from directory.actions import set_up_centre
from directory.models import Category, Department, Desk, ServiceCentre, ShiftPattern, Staff, WorkingWeek

# Written by hand from the field notes, so that it can disagree with the code: department, callback, minutes by the
# clock or, where the notes count working days, a text of working hours.
NOTED = {
    "consult": ("客服", "face", 240),
    "repair": ("工程部", "all", 1440),
    "complaint": ("客服主管", "all", 4320),
    "help": ("秩序維護", "all", 120),
    "suggest": ("客服", "sample", "27 h"),
    "praise": ("客服", "none", None),
    "fee": ("財務收費", "face", None),
    "decorate": ("裝修管理", "sample", "9 h"),
    "pass": ("客服", "none", 1440),
    "card": ("客服", "none", "9 h"),
    "parking": ("秩序維護", "sample", 1440),
    "borrow": ("客服", "none", 1440),
    "parcel": ("客服", "none", 1440),
    "handover_flat": ("客服", "all", None),
    "neighbour": ("客服", "all", 1440),
    "other": ("客服", "sample", 1440),
}


def test_a_centre_opens_with_the_sixteen_categories_of_the_notes(centre: ServiceCentre) -> None:
    opened = {
        each.code: (each.department.name, each.callback_policy, limit_of(each))
        for each in Category.objects.of(centre).for_desk()
    }

    assert opened == NOTED


def limit_of(category: Category) -> int | str | None:
    working: int | None = category.limit_working_minutes
    return category.limit_minutes if working is None else f"{working // 60} h"


def test_a_centre_opens_with_the_usual_working_week(centre: ServiceCentre) -> None:
    week = WorkingWeek.objects.of(centre).get()

    assert [week.stretches(day) for day in ("monday", "friday")] == [((time(8, 30), time(17, 30)),)] * 2
    assert (week.stretches("saturday"), week.keeps_public_holidays) == ((), True)
    assert {each.code for each in Department.objects.of(centre) if each.keeps_office_hours} == {
        "fees",
        "supervisor",
        "fitout",
    }


def test_identity_is_checked_before_slips_cards_keys_and_bills(centre: ServiceCentre) -> None:
    checked = Category.objects.of(centre).filter(needs_identity=True)

    assert {each.code for each in checked} == {"pass", "card", "borrow", "fee"}


def test_every_category_has_a_name_in_three_languages() -> None:
    assert all(norm.name and norm.name_hans and norm.name_en for norm in norms.CATEGORIES)


def test_a_centre_opens_with_three_shifts_that_fill_the_day(centre: ServiceCentre) -> None:
    hours = {pattern.name: pattern.hours for pattern in ShiftPattern.objects.of(centre)}

    assert hours == {"早班": "08:00–16:00", "中班": "16:00–24:00", "夜班": "00:00–08:00"}


def test_a_centre_opens_with_its_departments_and_desks(centre: ServiceCentre) -> None:
    assert [str(each) for each in Department.objects.of(centre)] == [
        "客服",
        "工程部",
        "秩序維護",
        "保潔",
        "財務收費",
        "客服主管",
        "裝修管理",
        "外單位",
    ]
    assert [each.code for each in Department.objects.of(centre) if each.is_outside] == ["outside"]
    assert Desk.objects.of(centre).count() == 3


def test_opening_a_centre_is_signed(ai: Staff) -> None:
    opened = set_up_centre(by=ai, code="new", name="新中心", margin_minutes=45)

    signed = opened.history.get()
    assert (signed.history_user, signed.history_verb, opened.margin_minutes) == (ai, "set_up", 45)
    assert {row.history.get().history_user for row in Category.objects.of(opened)} == {ai}


def test_opening_a_centre_again_adds_what_is_missing_and_changes_nothing_else(centre: ServiceCentre) -> None:
    repair = Category.objects.of(centre).get(code="repair")
    repair.limit_minutes = 60
    repair.save_signed(None, "correct")
    before = counts(centre)

    again = set_up_centre(by=None, code="txc", name="另一名字")

    assert again == centre
    assert (again.name, counts(centre)) == ("天下城服務中心", before)
    assert Category.objects.get(pk=repair.pk).limit_minutes == 60
    assert repair.history.count() == 2


def test_opening_a_centre_again_brings_a_new_norm(
    centre: ServiceCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    boat = norms.CategoryNorm("boat", "遊艇", "游艇", "Boat", "desk", "none", None, "P3")
    monkeypatch.setattr(norms, "CATEGORIES", (*norms.CATEGORIES, boat))

    set_up_centre(by=None, code="txc", name="天下城服務中心")

    assert Category.objects.of(centre).count() == 17


def counts(centre: ServiceCentre) -> list[int]:
    return [
        book.objects.of(centre).count() for book in (Category, Department, Desk, ShiftPattern, WorkingWeek)
    ]
