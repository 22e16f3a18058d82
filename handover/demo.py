"""What the demonstration centre hands over: the last day's sheets, one being written, one that waits, notes, things.

Everything goes through the verbs of the book, at the hours at which a desk does it; nothing here depends on chance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from directory.models import Duty, Staff
from handover import obligations
from handover.models import Handover, HandoverItem, InventoryItem, PassOnNote, Reading
from records import clock
from visits.demo.people import Cast, next_shift, shift_began
from visits.demo.timeline import Story
from visits.models import Case

MINUTE: Final = timedelta(minutes=1)
#: How far back shifts were handed over by this book.
DAY_AND_A_BIT: Final = timedelta(hours=25)
#: Whose account people try first: after the own shift the sheet lies there half written.
GUIDE: Final = "linjing"

#: What lies at the desk: name, counted in, how many, cash.
THINGS: Final = (
    ("前台鑰匙", "串", 4, False),
    ("業主託管鑰匙", "把", 12, False),
    ("對講機", "部", 4, False),
    ("值班手機", "部", 1, False),
    ("備用金", "元", 500, True),
    ("待領包裹", "件", 7, False),
    ("車庫遙控器", "個", 3, False),
)
#: By the state of the case: why open, done so far, next step.
WORDS: Final = {
    Case.Status.PROMISED: ("尚未轉到承辦部門", "已致歉並告知住戶時限", "先確認派單，時限前回電住戶"),
    Case.Status.IN_PROGRESS: ("部門正在辦理，未到承諾時限", "已派單，承辦人已聯繫住戶", "跟進到場，時限前回電住戶"),
    Case.Status.WAITING: ("等待配件或外單位配合", "已告知住戶原因並致歉", "催配件，到貨即約住戶上門"),
    Case.Status.AWAITING_CALLBACK: ("工作已完成，待住戶確認", "承辦人已報完工", "按時回訪，滿意後結案"),
}  # fmt: skip
NIL: Final = "本班平穩，來訪來電均當場答覆。"
BUSY: Final = "來訪來電正常；未完成事項逐條寫明，請先看帶星號的一條。"


def stories(cast: Cast, now: datetime) -> Iterator[Story]:
    """Everything the book of handovers has seen by now."""
    yield _what_lies_at_the_desk(cast, now)
    yield from _notes(cast, now)
    changes = _changes(cast, now)
    for place, (outgoing, ends_at) in enumerate(changes):
        yield _HandedOver(cast, outgoing, ends_at, is_refused_once=place == 0).story()
    if (guide := cast[GUIDE]) not in cast.at_desk(now):
        yield _left_half_written(cast, guide, _last_end(cast, guide, now))
    *_others, last = cast.at_desk(now)
    if last != cast[GUIDE] and now - shift_began(cast.centre, now) > 30 * MINUTE:
        yield _falls_ill(cast, last, now)


def _changes(cast: Cast, now: datetime) -> list[tuple[Staff, datetime]]:
    """Who went off when, in the last day; not the guide whose sheet is still open."""
    open_sheet = None if cast[GUIDE] in cast.at_desk(now) else _last_end(cast, cast[GUIDE], now)
    found: list[tuple[Staff, datetime]] = []
    ends_at = shift_began(cast.centre, now - DAY_AND_A_BIT)
    while (ends_at := next_shift(cast.centre, ends_at)) <= now - 20 * MINUTE:
        going = [*cast.at_desk(ends_at - MINUTE), cast.leader(ends_at - MINUTE)]
        found += [(staff, ends_at) for staff in going if (staff, ends_at) != (cast[GUIDE], open_sheet)]
    return found


def _last_end(cast: Cast, staff: Staff, now: datetime) -> datetime:
    """When somebody's last shift ended."""
    ends_at = shift_began(cast.centre, now)
    while staff not in cast.at_desk(ends_at - MINUTE):
        ends_at = shift_began(cast.centre, ends_at - MINUTE)
    return ends_at


def _duty(staff: Staff, moment: datetime) -> Duty:
    """What somebody is rostered for at this moment."""
    duty: Duty = Duty.objects.select_related("shift__pattern", "staff", "centre").get(
        staff=staff, cancelled=False, shift__starts_at__lte=moment, shift__ends_at__gt=moment
    )
    return duty


# What lies there, and what must be read ------------------------------------------------------------------------------


def _what_lies_at_the_desk(cast: Cast, now: datetime) -> Story:
    yield now - timedelta(days=2)
    InventoryItem.objects.create_signed(
        [
            InventoryItem(
                centre=cast.centre,
                name=name,
                unit_name=unit_name,
                expected=Decimal(expected),
                is_cash=is_cash,
                order=order,
            )
            for order, (name, unit_name, expected, is_cash) in enumerate(THINGS, start=1)
        ],
        by=cast["huangli"],
        verb="enter",
    )


def _notes(cast: Cast, now: datetime) -> Iterator[Story]:
    desk = [cast[name] for name in ("linjing", "zhoumin", "chenjie", "yeqing", "wulei", "gaoxiang")]
    yield _note(
        cast, now - timedelta(days=2), desk, "本週六全區電梯年檢",
        "週六 09:00–17:00 逐棟停梯，每棟約 40 分鐘。有老人、推車的住戶先電話告知；詢問時按此答覆。", is_read=True,
    )  # fmt: skip
    yield _note(
        cast, now - 95 * MINUTE, desk, "今晚 23:00 停水",
        "市政管網搶修，今晚 23:00 至次日 05:00 全區停水。7-2-1602 何先生家有製氧機病人，請先電話告知；"
        "業主問起，請答覆時段並建議提前儲水，不要說「不清楚」。", is_read=False,
    )  # fmt: skip


def _note(
    cast: Cast, at: datetime, readers: Sequence[Staff], subject: str, details: str, *, is_read: bool
) -> Story:
    yield at
    note = PassOnNote.write(
        by=cast["huangli"], subject=subject, details=details, readers=readers, is_public=True
    )
    if is_read:
        yield at + timedelta(hours=6)
        for reader in readers:
            note.open(by=reader)


# Sheets -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _HandedOver:
    """One person goes off, another comes on, as it should be; one sheet was refused first."""

    cast: Cast
    outgoing: Staff
    ends_at: datetime
    is_refused_once: bool = False

    def story(self) -> Story:
        """From the last half hour until a few minutes into the next shift."""
        yield self.ends_at - 24 * MINUTE
        duty = _duty(self.outgoing, clock.now())
        taker = self._taker()
        if taker is None or duty.goes_on_in() is not None:
            return
        handover = Handover.begin(by=self.outgoing, duty=duty)
        yield self.ends_at - 9 * MINUTE
        _write(handover, taker)
        _sign(handover)
        if self.is_refused_once and handover.standing_items():
            yield self.ends_at - 3 * MINUTE
            handover.refuse(by=taker, reason="unclear", note="第一條沒寫維修員幾點到，請補上。")
            yield self.ends_at + MINUTE
            first = handover.standing_items()[0]
            _write_item(handover, first, taker, first.next_step + "；維修員約一小時後到場")
            _sign(handover)
        yield self.ends_at + 4 * MINUTE
        handover.refresh_from_db()
        if (
            handover.is_being_written
        ):  # something came in the last minutes: it is written down, and signed again
            _write(handover, taker)
            _sign(handover)
        _take(handover, taker)

    def _taker(self) -> Staff | None:
        """Who comes to the same seat, or to another one."""
        moment = self.ends_at + MINUTE
        leads = self.outgoing == self.cast.leader(self.ends_at - MINUTE)
        crew = [self.cast.leader(moment)] if leads else self.cast.at_desk(moment)
        coming = [staff for staff in crew if staff != self.outgoing]
        return min(coming, key=lambda staff: staff.desk_id != self.outgoing.desk_id, default=None)


def _left_half_written(cast: Cast, staff: Staff, ends_at: datetime) -> Story:
    """The guide's own sheet: opened, the first lines written, nothing signed."""
    yield ends_at - 12 * MINUTE
    handover = Handover.begin(by=staff, duty=_duty(staff, clock.now()))
    taker = next(iter(handover.takers()), None)
    for item in handover.standing_items()[:2] if taker else ():
        _write_item(handover, item, taker)


def _falls_ill(cast: Cast, staff: Staff, now: datetime) -> Story:
    """Somebody goes home ill: a leader opened the sheet early, it is signed, and nobody has taken it yet."""
    leader = cast.leader(now)
    yield now - 16 * MINUTE
    duty = _duty(staff, clock.now())
    if duty.goes_on_in() is not None:
        return
    handover = Handover.begin(by=leader, duty=duty, reason=f"{staff.name}發燒，提前交班就醫")
    yield now - 6 * MINUTE
    _write(handover, leader)
    _sign(handover)


def _write(handover: Handover, taker: Staff) -> None:
    """Every line in words, everything counted, and a note on each first-received case."""
    outgoing = handover.outgoing
    handover.list_again(by=outgoing)
    for place, item in enumerate(handover.standing_items()):
        if not item.is_written:
            _write_item(handover, item, taker, look_first=place == 0)
    for line in handover.counts.for_list():
        if line.counted is None:
            handover.count(by=outgoing, line=line, counted=line.expected)
    for number in obligations.unfollowed(outgoing, handover.from_shift):
        case = Case.objects.visible_to(outgoing).get(number=number)
        case.note(by=outgoing, note="首接人跟進：已向現跟蹤人問過進展。")


def _write_item(
    handover: Handover,
    item: HandoverItem,
    taker: Staff | None,
    next_step: str = "",
    *,
    look_first: bool = False,
) -> None:
    why, done, then = WORDS[Case.Status(item.case.status)]
    handover.write_item(
        by=handover.outgoing,
        item=item,
        reason_open=why,
        done_so_far=done,
        next_step=next_step or then,
        receiver=taker,
        look_first=look_first or item.look_first,
    )


def _sign(handover: Handover) -> None:
    items = handover.standing_items()
    handover.sign_out(
        by=handover.outgoing,
        summary=BUSY if items else NIL,
        nil_open=not items,
        instructions="主管：雨季排查天台排水口，問起請登記。",
        public_area="大堂、服務台清潔；2 號梯轎廂燈已報修。",
    )


def _take(handover: Handover, taker: Staff) -> None:
    """Read what must be read, take each, count together, sign."""
    for reading in Reading.objects.unread_by(taker):
        reading.note.open(by=taker)
    for item in handover.standing_items():
        if item.must_do:
            handover.take_item(by=taker, item=item)
    handover.take_list(by=taker)
    for line in handover.counts.for_list():
        handover.recount(by=taker, line=line, counted=line.expected)
    handover.accept(by=taker)
