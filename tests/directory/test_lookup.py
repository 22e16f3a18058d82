"""The one box at the desk: everything a resident may say finds the household."""

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from directory.lookup import lookup
from directory.models import Occupancy, Resident, ServiceCentre, Staff, Unit


@pytest.fixture
def neighbours(centre: ServiceCentre, other_centre: ServiceCentre) -> None:
    """Three homes, an unlet one, a guest without a home, and a namesake in another centre."""
    live(centre, ("3", "2", "1202"), "林美華", "13800000001", "owner")
    live(centre, ("3", "1", "1202"), "羅曼怡", "13800000002", "tenant")
    live(centre, ("9", "", "0302"), "歐陽娜娜", "010-62345678", "owner")
    Unit(centre=centre, building="商鋪", room="3").save_signed(None, "enter")
    Resident(centre=centre, name="單小雲", kind="guest", phone="13900000009").save_signed(None, "enter")
    live(other_centre, ("3", "2", "1202"), "林美華", "13800000001", "owner")


def live(centre: ServiceCentre, parts: tuple[str, str, str], name: str, phone: str, relation: str) -> None:
    building, entrance, room = parts
    unit = Unit(centre=centre, building=building, entrance=entrance, room=room).save_signed(None, "enter")
    person = Resident(centre=centre, name=name, phone=phone).save_signed(None, "enter")
    Occupancy(centre=centre, unit=unit, resident=person, relation=relation).save_signed(None, "enter")


LIN, LUO, OUYANG, SHOP, SHAN = (
    "3-2-1202 林美華",
    "3-1-1202 羅曼怡",
    "9-0302 歐陽娜娜",
    "商鋪-3",
    "單小雲",
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("3-1202", [LUO, LIN]),
        ("３－１２０２", [LUO, LIN]),
        ("3棟1202", [LUO, LIN]),
        ("3-2-1202", [LIN]),
        ("3-2-12", [LIN]),
        ("3 2 1202", [LIN]),
        ("3-2", [LIN]),
        ("1202", [LUO, LIN]),
        ("9-302", [OUYANG]),
        ("9-0302", [OUYANG]),
        ("商鋪3", [SHOP]),
        ("商铺-3", [SHOP]),
        ("林美華", [LIN]),
        ("林美华", [LIN]),
        ("美華", [LIN]),
        ("linmeihua", [LIN]),
        ("lin meihua", [LIN]),
        ("LMH", [LIN]),
        ("ｌｍｈ", [LIN]),
        ("ㄌㄇㄏ", [LIN]),
        ("欧阳", [OUYANG]),
        ("0001", [LIN]),
        ("138 0000 0001", [LIN]),
        ("１３８０００００００２", [LUO]),
        ("010-62345678", [OUYANG]),
        ("shan", [SHAN]),
        ("dxy", []),
        ("5-101", []),
        ("%", []),
        ("_", []),
        ("", []),
        ("-", []),
    ],
)
def test_whatever_the_resident_says_finds_the_household(
    typed: str, found: list[str], neighbours: None, lin: Staff
) -> None:
    assert [line.label for line in lookup(lin, typed)] == found


def test_a_line_says_in_what_relation_somebody_lives_there(neighbours: None, lin: Staff) -> None:
    assert [line.relation for line in lookup(lin, "3-1202")] == ["tenant", "owner"]


def test_somebody_with_two_homes_is_listed_at_both(
    neighbours: None, lin: Staff, centre: ServiceCentre
) -> None:
    second = Unit(centre=centre, building="5", room="101").save_signed(None, "enter")
    person = Resident.objects.of(centre).get(name="林美華")
    Occupancy(centre=centre, unit=second, resident=person, relation="owner").save_signed(None, "enter")

    assert [line.label for line in lookup(lin, "lmh")] == [LIN, "5-101 林美華"]


def test_a_home_found_by_its_number_is_not_listed_again_for_its_people(neighbours: None, lin: Staff) -> None:
    person = Resident.objects.visible_to(lin).get(name="林美華")
    person.phone = "13812020000"
    person.save_signed(None, "correct")

    assert [line.label for line in lookup(lin, "1202")] == [LUO, LIN]


def test_at_most_so_many_lines_come_back(neighbours: None, lin: Staff) -> None:
    assert len(lookup(lin, "1202", limit=1)) == 1


def test_another_centre_is_not_found(neighbours: None, stranger: Staff) -> None:
    assert [line.label for line in lookup(stranger, "歐陽")] == []
    assert [line.label for line in lookup(stranger, "lmh")] == [LIN]


def test_somebody_without_a_centre_finds_nothing(neighbours: None) -> None:
    root = Staff.objects.create_superuser("root", "secret", name="管家")

    assert lookup(root, "lmh") == []


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("typed", "queries"), [("7-1-7", 2), ("王", 2), ("7", 3)])
def test_a_lookup_costs_the_same_for_one_household_and_for_thirty(
    typed: str, queries: int, count: int, lin: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert lin.centre is not None
    for room in range(count):
        live(lin.centre, ("7", "1", f"7{room:02}"), "王小明", f"1380000{room:04}", "owner")

    with django_assert_num_queries(queries):
        labels = [line.label for line in lookup(lin, typed)]

    assert len(labels) == min(count, 8)


def test_people_and_rooms_are_sought_through_an_index(neighbours: None, lin: Staff) -> None:
    if connection.vendor != "sqlite":
        return

    plans = [
        rows.explain()
        for rows in (
            Resident.objects.visible_to(lin).matching("lmh"),
            Unit.objects.visible_to(lin).at_room("3-1202"),
        )
    ]

    assert "resident_by_key" in plans[0]
    assert "unit_by_key" in plans[1]
