"""The plainest way through a handover, by its real verbs."""

from decimal import Decimal
from typing import Any

from directory.models import Duty, ServiceCentre, Shift, ShiftPattern, Staff
from handover.models import Handover, HandoverItem, InventoryCount, InventoryItem
from records.models import Recorded
from tests.cast import at

WORDS: dict[str, Any] = {
    "reason_open": "等配件到貨，廠家週二送",
    "done_so_far": "已關總閥，業主知悉",
    "next_step": "明早聯絡廠家並上門更換",
}


def begun(duty: Duty, by: Staff | None = None) -> Handover:
    """The sheet of a duty, opened."""
    return Handover.begin(by=by or duty.staff, duty=duty)


def fill_in(handover: Handover, to: Staff, by: Staff | None = None) -> None:
    """Write every line for one taker, and count everything as it should be."""
    by = by or handover.outgoing
    handover.list_again(by=by)
    for item in handover.standing_items():
        if not item.is_written:
            handover.write_item(by=by, item=item, receiver=to, **WORDS)
    for line in handover.counts.for_list():
        if line.counted is None:
            handover.count(by=by, line=line, counted=line.expected)


def sign(handover: Handover, **more: Any) -> None:
    """The first signature."""
    usual: dict[str, Any] = {"summary": "一切平安", "nil_open": not handover.standing_items()}
    handover.sign_out(by=handover.outgoing, **usual | more)


def signed(duty: Duty, to: Staff) -> Handover:
    """A sheet that waits for its second signature."""
    handover = begun(duty)
    fill_in(handover, to)
    sign(handover)
    return handover


def take_everything(handover: Handover, by: Staff) -> None:
    """Take each item and count everything again, as it was counted."""
    for item in handover.standing_items():
        if item.taken_by_id is None:
            handover.take_item(by=by, item=item)
    for line in handover.counts.for_list():
        assert line.counted is not None
        handover.recount(by=by, line=line, counted=line.counted)


def accepted(duty: Duty, by: Staff) -> Handover:
    """A shift taken over."""
    handover = signed(duty, by)
    take_everything(handover, by)
    handover.accept(by=by)
    return handover


def thing(centre: ServiceCentre, name: str, expected: str, *, is_cash: bool = False) -> InventoryItem:
    """Something the desk counts."""
    return InventoryItem(centre=centre, name=name, expected=Decimal(expected), is_cash=is_cash).save_signed(
        None, "set_up"
    )


def count_of(handover: Handover, item: InventoryItem) -> InventoryCount:
    """What this handover found of it."""
    found: InventoryCount = handover.counts.select_related("item").get(item=item)
    return found


def item_of(handover: Handover, case: Any) -> HandoverItem:
    """The line of a case."""
    found: HandoverItem = handover.items.for_list().get(case=case)
    return found


def last_sheet(handover: Handover) -> dict[str, Any]:
    """What was frozen at the last signature."""
    content: dict[str, Any] = handover.sheets.latest("pk").content
    return content


def numbers(handover: Handover) -> list[str]:
    """The cases on the sheet, as listed."""
    return [item.case.number for item in handover.items.select_related("case").order_by("place")]


def verbs(row: Recorded, *skip: str) -> list[str]:
    """What was signed on a record, in order."""
    found = row.history.order_by("history_id").values_list("history_verb", flat=True)
    return [verb for verb in found if verb not in skip]


def work_by(centre: ServiceCentre, *patterns: tuple[str, str, str]) -> None:
    """Let the centre work by these hours only: (name, from, to)."""
    for pattern in ShiftPattern.objects.of(centre).active():
        pattern.active = False
        pattern.save_signed(None, "retire")
    for order, (name, starts, ends) in enumerate(patterns):
        ShiftPattern(
            centre=centre, name=name, starts=at(starts).time(), ends=at(ends).time(), order=order
        ).save_signed(None, "enter")


def shift_at(centre: ServiceCentre, text: str) -> Shift:
    """The shift of a moment."""
    shift = Shift.objects.at(centre, at(text))
    assert shift is not None
    return shift
