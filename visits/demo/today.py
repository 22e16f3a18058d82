"""What lies on the desks at the moment the demonstration begins: promises running, one late, calls to make."""

import random
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any, Final, NamedTuple

from directory.models import Category, Staff
from records import clock
from visits import timing
from visits.demo.people import Cast, Household, next_shift, shift_began
from visits.demo.timeline import Story
from visits.models import Callback, Case, PromiseTerms, Referral, Visit

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
#: When a call is made that nobody answers, the latest first: one of them leaves the next attempt due by now.
CALLED_AT: Final = (
    (0, 18, 30), (0, 16, 10), (0, 14, 0), (0, 11, 20), (0, 9, 30), (-1, 19, 0), (-1, 15, 0), (-1, 10, 0),
)  # fmt: skip


class Matter(NamedTuple):
    """Something in hand: what was said, what was promised, and what came of it."""

    category: str
    department: str
    said: str
    promised: str
    done: str = ""


#: One row for each desk: late, due soon, later, before the shift ends, beyond it.
PROMISED: Final = (
    (
        Matter("complaint", "security", "投訴樓道停放電動車充電。", "清理並答覆"),
        Matter("complaint", "cleaning", "投訴單元門口有狗便，沒人清。", "清理並答覆"),
        Matter("complaint", "security", "投訴地庫有人佔道洗車。", "處理並答覆"),
    ),
    (
        Matter("repair", "engineering", "陽台推拉門滑輪脫落，關不上。", "上門維修"),
        Matter("repair", "engineering", "洗手盆下水管鬆脫，櫃子泡水。", "上門維修"),
        Matter("repair", "engineering", "入戶門鎖轉不動，進出不便。", "上門維修"),
    ),
    (
        Matter("repair", "engineering", "次臥插座沒有電，老人要用電熱毯。", "上門檢查"),
        Matter("repair", "engineering", "可視對講一直響。", "上門檢查"),
        Matter("repair", "engineering", "廚房燈閃爍。", "上門檢查"),
    ),
    (
        Matter("complaint", "security", "投訴樓上半夜拖動家具。", "勸阻並答覆"),
        Matter("complaint", "cleaning", "投訴電梯廳地面兩天沒有拖。", "清潔並答覆"),
        Matter("complaint", "security", "投訴外賣車在中心花園逆行。", "處理並答覆"),
    ),
    (
        Matter("suggest", "engineering", "建議地庫轉角加裝廣角鏡。", "答覆是否採納"),
        Matter("suggest", "engineering", "建議東門加一盞路燈。", "答覆是否採納"),
        Matter("suggest", "engineering", "建議快遞櫃上方裝雨棚。", "答覆是否採納"),
    ),
)
DONE: Final = (
    Matter("repair", "engineering", "廚房排風扇不轉。", "上門維修", "更換電容，運轉正常。"),
    Matter("repair", "engineering", "浴室鏡燈忽明忽暗。", "上門維修", "更換驅動器，照明正常。"),
    Matter("repair", "engineering", "馬桶水箱一直進水。", "上門維修", "更換進水閥，試水正常。"),
    Matter("repair", "engineering", "陽台地漏返味。", "上門維修", "更換防臭芯，無異味。"),
    Matter("repair", "engineering", "臥室窗把手鬆動。", "上門維修", "緊固把手，開關順暢。"),
    Matter("repair", "engineering", "樓道感應燈常亮。", "上門維修", "更換感應器，恢復正常。"),
)


@dataclass
class Today:
    """The matters in hand of whoever sits at a desk now, and of 林靜, whose account people try first."""

    cast: Cast
    categories: dict[str, Category]
    now: datetime
    lot: random.Random
    homes: Iterator[Household]

    def __post_init__(self) -> None:
        self._promised_next = [cycle(row) for row in PROMISED]
        self._done_next = cycle(DONE)

    def stories(self) -> Iterator[Story]:
        """Everything still open on purpose."""
        sitting = self.cast.at_desk(self.now)
        for staff in [
            *sitting,
            *(self.cast[name] for name in ("linjing",) if self.cast[name] not in sitting),
        ]:
            yield from self._desk_of(staff, self._last_seen(staff))
        cashiers = self.cast.on_duty(self.now, role="cashier")
        yield self._introduction(next(staff for staff in sitting if staff not in cashiers), cashiers[0])

    def _last_seen(self, staff: Staff) -> datetime:
        """Until when somebody has worked: now, or the end of the last shift."""
        moment = self.now
        while staff not in self.cast.at_desk(moment):
            moment = shift_began(self.cast.centre, moment) - 5 * MINUTE
        return moment

    def _desk_of(self, staff: Staff, seen: datetime) -> Iterator[Story]:
        """Promises running, one late, one due soon, one beyond the shift; one call due, one to be tried again."""
        end = next_shift(self.cast.centre, self.now)
        tomorrow = self.cast.centre.local(end + 14 * HOUR).replace(minute=0, second=0, microsecond=0)
        began = shift_began(self.cast.centre, seen)
        span = max(seen - began, 6 * MINUTE)
        dues = (
            self.now - 25 * MINUTE,
            self.now + 25 * MINUTE,
            self.now + 95 * MINUTE,
            end - 20 * MINUTE,
            tomorrow,
        )
        if dues[3] <= self.now + 25 * MINUTE:
            dues = (*dues[:3], end + 2 * HOUR, tomorrow)
        for place, (due, texts) in enumerate(zip(dues, self._promised_next, strict=True)):
            yield self._in_hand(staff, began + span * (0.1 + 0.18 * place), next(texts), due)
        yield self._call_due(staff, seen)
        yield self._call_again(staff, seen)

    def _in_hand(self, by: Staff, came: datetime, matter: Matter, due: datetime) -> Story:
        yield from self._promised(by, min(came, due - 50 * MINUTE), matter, due)

    def _promised(
        self, by: Staff, came: datetime, matter: Matter, due: datetime
    ) -> Generator[datetime, None, Case]:
        """Promised and taken on; what was promised for a day or more away was first promised for sooner, and moved."""
        yield came
        far = due - came > 20 * HOUR and matter.category == "repair"
        case = self._case(by, matter, came + 8 * HOUR if far else due)
        handler, free = self.cast.somebody_of(matter.department, clock.now(), self.lot)
        if free < self.now - 10 * MINUTE:
            yield max(clock.now(), free) + 8 * MINUTE
            case.accept(by=handler)
        if far:
            yield came + 6 * HOUR
            case.move_promise(
                by=by, terms=self._terms(matter.promised, due), reason="配件明天才到", told=True
            )
        return case

    def _call_due(self, by: Staff, seen: datetime) -> Story:
        """Work done two hours ago: now the resident is asked."""
        centre = self.cast.centre
        due = self.now - 4 * MINUTE
        if centre.next_contact_moment(due) != due:
            local = centre.local(due)
            day = local.date() if local.time() >= centre.contact_until else local.date() - timedelta(days=1)
            due = centre.at(day, centre.contact_until) - 6 * MINUTE
        yield from self._done(
            by, seen, due - timedelta(minutes=centre.callback_after_minutes), next(self._done_next)
        )

    def _call_again(self, by: Staff, seen: datetime) -> Story:
        """Nobody answered the first time; the second attempt is due."""
        called = next(
            moment for moment in self._calls() if timing.next_attempt(self.cast.centre, [moment]) < self.now
        )
        callback = yield from self._done(by, seen, called - 70 * MINUTE, next(self._done_next))
        yield called
        caller = by if by in self.cast.on_duty(called) else self.cast.leader(called)
        callback.record(by=caller, result=Callback.Result.NO_ANSWER)

    def _calls(self) -> Iterator[datetime]:
        today = self.cast.centre.local(self.now)
        for days, hour, minute in CALLED_AT:
            moment = today.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)
            if moment < self.now:
                yield moment

    def _done(
        self, by: Staff, seen: datetime, done: datetime, matter: Matter
    ) -> Generator[datetime, None, Callback]:
        case = yield from self._promised(
            by, min(done - 90 * MINUTE, seen - 30 * MINUTE), matter, done + 30 * MINUTE
        )
        yield done
        return case.resolve(by=case.handler or by, result=matter.done)

    def _introduction(self, by: Staff, cashier: Staff) -> Story:
        """A resident has been brought to the cashier a moment ago."""
        yield self.now - 2 * MINUTE
        home = next(self.homes)
        visit = self._receive(by, home, "fee", "核對本月管理費帳單，準備繳費。")
        visit.introduce(
            by=by, to=cashier, matter=Referral.Matter.MANAGEMENT, reply=f"引介收費員{cashier.name}。"
        )

    def _case(self, by: Staff, matter: Matter, due: datetime) -> Case:
        department = self.cast.departments[matter.department]
        visit = self._receive(
            by,
            next(self.homes),
            matter.category,
            matter.said,
            restated=True,
            apology_given=True,
            reason_explained="當班人手正在別處",
        )
        return visit.promise(
            by=by,
            terms=self._terms(matter.promised, due),
            department=department,
            reply="已複述確認並致歉，說明原因。",
            against_department=department if matter.category == "complaint" else None,
        )

    def _terms(self, text: str, due: datetime) -> PromiseTerms:
        due = due.replace(second=0, microsecond=0)
        local = self.cast.centre.local(due)
        return PromiseTerms(due_at=due, text=f"{local:%m-%d %H:%M} 前{text}", kind="finish")

    def _receive(self, by: Staff, home: Household, about: str, said: str, **facts: Any) -> Visit:
        resident, relation = home.people[0]
        category = self.categories[about]
        return Visit.receive(
            by=by,
            channel=Visit.Channel.WALK_IN,
            desk=by.desk,
            unit=home.unit,
            resident=resident,
            visitor_name=resident.address_as,
            visitor_kind=relation,
            phone=resident.phone,
            category=category,
            priority=category.default_priority,
            statement=said,
            **facts,
        )
