"""物品交接: counted by who goes, counted again face to face (BR-H08, H09)."""

from decimal import Decimal

import pytest

from directory.models import Duty, ServiceCentre, Staff
from handover.models import Handover, InventoryItem
from tests.cast import at, put_on_duty, refused
from tests.handover.sheets import (
    accepted,
    begun,
    count_of,
    fill_in,
    last_sheet,
    sign,
    take_everything,
    thing,
    verbs,
)

pytestmark = pytest.mark.usefixtures("afternoon")


@pytest.fixture
def cash(centre: ServiceCentre) -> InventoryItem:
    """備用金, five hundred."""
    return thing(centre, "備用金", "500", is_cash=True)


@pytest.fixture
def radios(centre: ServiceCentre) -> InventoryItem:
    """Four radios."""
    return thing(centre, "對講機", "4")


def counted(duty: Duty, item: InventoryItem, found: str, to: Staff, note: str = "") -> Handover:
    """A sheet signed with this count."""
    handover = begun(duty)
    fill_in(handover, to)
    handover.count(by=duty.staff, line=count_of(handover, item), counted=Decimal(found), note=note)
    sign(handover)
    return handover


def test_br_h08_cash_must_agree(
    duty: Duty, cash: InventoryItem, lin: Staff, chen: Staff, tang: Staff, zhou: Staff
) -> None:
    """BR-H08: twenty are missing; a shift leader lets it pass with an explanation, and it stays on record."""
    handover = counted(duty, cash, "480", chen, "少二十，待查")
    handover.recount(by=chen, line=count_of(handover, cash), counted=Decimal(480))
    line = count_of(handover, cash)

    sentence = "The cash does not agree: 500 expected, 480 found. A shift leader must look at it."
    with refused(sentence) as answer:
        handover.accept(by=chen)
    for nobody in (lin, chen, zhou):
        with refused("Only a shift leader or manager who does not go off now may let a difference pass."):
            handover.allow(by=nobody, line=line, note="x")
    with refused("Explain the difference."):
        handover.allow(by=tang, line=line, note=" ")
    handover.allow(by=tang, line=line, note="昨日找零錯，已追")
    handover.accept(by=chen)

    assert answer.value.by_field == {f"count-{line.pk}": sentence}
    line = count_of(handover, cash)
    assert (line.expected, line.found, line.allowed_by, line.difference_note) == (
        Decimal(500),
        Decimal(480),
        tang,
        "昨日找零錯，已追",
    )
    assert verbs(line) == ["list", "count", "count", "recount", "allow"]
    kept = last_sheet(handover)["counts"][0]
    assert (kept["expected"], kept["recounted"], kept["allowed_by"]) == ("500", "480", "唐芳")
    with refused("This shift has been taken over."):
        handover.allow(by=tang, line=line, note="x")


def test_br_h08_cash_to_the_cent(duty: Duty, cash: InventoryItem, chen: Staff) -> None:
    """BR-H08."""
    handover = counted(duty, cash, "500", chen)
    handover.recount(by=chen, line=count_of(handover, cash), counted=Decimal("499.99"))

    with refused("The cash does not agree: 500 expected, 499.99 found. A shift leader must look at it."):
        handover.accept(by=chen)
    handover.recount(by=chen, line=count_of(handover, cash), counted=Decimal("500.00"))
    handover.accept(by=chen)

    assert handover.state == "accepted"


def test_br_h08_what_was_allowed_is_allowed_once(
    duty: Duty, cash: InventoryItem, chen: Staff, tang: Staff
) -> None:
    """BR-H08: counted anew, looked at anew."""
    handover = counted(duty, cash, "480", chen, "少二十")
    handover.recount(by=chen, line=count_of(handover, cash), counted=Decimal(480))
    handover.allow(by=tang, line=count_of(handover, cash), note="已查")

    handover.recount(by=chen, line=count_of(handover, cash), counted=Decimal(470))

    with refused("The cash does not agree: 500 expected, 470 found. A shift leader must look at it."):
        handover.accept(by=chen)


def test_br_h09_goods_are_counted_face_to_face(
    duty: Duty, relief: Duty, radios: InventoryItem, lin: Staff, chen: Staff, wu: Staff
) -> None:
    """BR-H09: three of four with an explanation; the next shift expects three."""
    handover = begun(duty)
    fill_in(handover, chen)
    line = count_of(handover, radios)
    with refused("對講機: 4 expected, 3 counted. Explain the difference."):
        handover.count(by=lin, line=line, counted=Decimal(3))
    handover.count(by=lin, line=line, counted=Decimal(3), condition="missing", note="保安借去一台")
    sign(handover)
    with refused("Count together: 對講機."):
        handover.accept(by=chen)
    take_everything(handover, chen)

    handover.accept(by=chen)

    line = count_of(handover, radios)
    assert (line.found, line.condition, line.differs) == (Decimal(3), "missing", True)
    radios.refresh_from_db()
    assert radios.expected == 3
    put_on_duty(wu, at("2026-11-17 02:00"))


def test_br_h09_who_comes_finds_less_than_who_went_counted(
    duty: Duty, radios: InventoryItem, chen: Staff
) -> None:
    """BR-H09, W12: refused without an explanation."""
    handover = counted(duty, radios, "4", chen)

    with refused("對講機: 4 expected, 3 counted. Explain the difference."):
        handover.recount(by=chen, line=count_of(handover, radios), counted=Decimal(3))
    handover.recount(by=chen, line=count_of(handover, radios), counted=Decimal(3), note="找不到")
    handover.accept(by=chen)

    radios.refresh_from_db()
    assert radios.expected == 3


def test_what_agrees_leaves_the_list_alone(duty: Duty, radios: InventoryItem, chen: Staff) -> None:
    accepted(duty, chen)

    assert verbs(radios) == ["set_up"]


def test_an_item_no_longer_kept_is_not_counted(duty: Duty, radios: InventoryItem, chen: Staff) -> None:
    radios.active = False
    radios.save_signed(None, "retire")

    assert list(begun(duty).counts.all()) == []


def test_only_who_writes_counts_and_only_who_comes_counts_again(
    duty: Duty, radios: InventoryItem, lin: Staff, chen: Staff, zhou: Staff
) -> None:
    handover = begun(duty)
    line = count_of(handover, radios)

    with refused("Only 林靜, who goes off, writes this sheet."):
        handover.count(by=zhou, line=line, counted=Decimal(4))
    with refused("林靜 has not signed yet."):
        handover.recount(by=chen, line=line, counted=Decimal(4))
    fill_in(handover, chen)
    sign(handover)
    with refused("This sheet is signed. Withdraw the signature to change it."):
        handover.count(by=lin, line=line, counted=Decimal(4))
    with refused("You are not on the next shift. A shift leader may name you as substitute."):
        handover.recount(by=zhou, line=line, counted=Decimal(4))
