"""Ordinary weeks at the desk: some forty visits a day, by chance but the same for the same seed."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from directory.models import Category, Resident, Staff, Unit
from records import clock
from visits import rules, timing
from visits.demo.people import Cast, shift_began
from visits.demo.timeline import Story
from visits.models import Callback, Case, PromiseTerms, Referral, Visit


class Asked(NamedTuple):
    """Something residents ask and are answered on the spot."""

    category: str
    weight: int
    said: str
    told: str
    identity: bool = False


class Work(NamedTuple):
    """Something that takes a department some time."""

    category: str
    weight: int
    said: str
    department: str
    because: str
    promised: str
    kind: str
    minutes: tuple[int, int]
    done: str
    around_the_clock: bool = False


ASKED: Final = (
    Asked("consult", 10, "詢問{place}的開放時間。", "每天 07:00–22:00 開放，節假日照常。"),
    Asked(
        "consult",
        9,
        "詢問本月停水時間，家裡要不要提前儲水。",
        "週四 09:00–16:00 清洗水箱，已建議前一晚儲水；通知貼在大堂。",
    ),
    Asked(
        "consult",
        8,
        "剛搬來，問怎樣辦理居住登記。",
        "帶身份證、租約或房產證，工作日到社區窗口；地址和電話已抄給業主。",
    ),
    Asked(
        "consult",
        8,
        "問家裡{thing}壞了物業能不能修，怎麼收費。",
        "屬室內有償服務，價目表已給，先報價後施工。",
    ),
    Asked(
        "consult", 6, "問裝修要準備什麼資料。", "圖紙、施工單位執照、施工人員證件、消防承諾書；資料清單已給。"
    ),
    Asked("consult", 6, "問訪客停車怎樣收費。", "兩小時內免費，之後每小時 3 元，封頂 20 元。"),
    Asked("consult", 5, "問垃圾分類投放點的時間。", "07:00–09:00、18:00–21:00，{place}旁有誤時投放點。"),
    Asked("consult", 4, "問小區有沒有可以打羽毛球的地方。", "會所二樓可預約，已代為登記週末時段。"),
    Asked("pass", 6, "要搬{goods}出小區，辦放行條。", "核對業主身份，登記物品，當場開放行條。", True),
    Asked("card", 7, "門禁卡刷不開單元門。", "重新授權，當場試刷正常。", True),
    Asked("card", 3, "給新來的保姆辦臨時出入證。", "業主陪同登記，當場發臨時出入證，有效期三個月。", True),
    Asked("borrow", 7, "借{tool}。", "登記姓名電話，當天歸還；不收押證件。", True),
    Asked("parcel", 9, "取代收的快遞。", "核對取件碼，當面簽收。"),
    Asked("parcel", 4, "寄存一袋{goods}，晚上家人來取。", "貼寄存牌，告知保管至 22:00。"),
    Asked("parking", 4, "問月保車位還有沒有。", "B2 尚有月保車位，已登記排號並說明辦理資料。"),
    Asked("praise", 2, "表揚{guard}幫忙把{goods}抬上樓。", "已登記並轉告主管。"),
    Asked("suggest", 2, "建議{place}多放幾張椅子。", "已致謝並登記，月會一併討論，結果張貼在大堂。"),
    Asked("other", 4, "撿到一串鑰匙交到前台。", "登記時間地點，張貼招領。"),
    Asked("other", 2, "來認領昨天的雨傘。", "核對特徵，簽收領回。"),
    Asked("consult", 3, "中介問進小區看房要什麼手續。", "須業主電話確認並登記，由業主陪同。"),
)

WORKS: Final = (
    Work(
        "repair",
        9,
        "{room}水龍頭漏水，關不緊。",
        "engineering",
        "維修員正在別戶",
        "{due} 前上門維修",
        "arrive",
        (60, 240),
        "更換閥芯，試水正常，業主簽認。",
        True,
    ),
    Work(
        "repair",
        7,
        "{room}下水慢，有堵塞。",
        "engineering",
        "疏通機正在使用",
        "{due} 前上門疏通",
        "arrive",
        (60, 300),
        "疏通，取出雜物，試水正常。",
    ),
    Work(
        "repair",
        6,
        "{room}的燈不亮，換燈泡也沒用。",
        "engineering",
        "須電工檢查線路",
        "{due} 前上門",
        "arrive",
        (90, 360),
        "更換{part}，恢復照明。",
    ),
    Work(
        "repair",
        6,
        "樓道聲控燈不亮。",
        "engineering",
        "須領料",
        "{due} 前修復",
        "finish",
        (120, 600),
        "更換聲控開關，全層試亮。",
    ),
    Work(
        "repair",
        4,
        "可視對講沒有聲音。",
        "engineering",
        "須核對主機線路",
        "{due} 前修復",
        "finish",
        (180, 900),
        "更換{part}，通話正常。",
    ),
    Work(
        "repair",
        4,
        "單元門關不嚴，老是響。",
        "engineering",
        "閉門器須調整",
        "{due} 前修復",
        "finish",
        (90, 480),
        "更換閉門器，開關順暢。",
    ),
    Work(
        "repair",
        3,
        "家裡跳閘，推上又跳。",
        "engineering",
        "當班維修員正從另一棟趕來",
        "{due} 前到場",
        "arrive",
        (30, 60),
        "查為{part}短路，隔離後恢復供電。",
        True,
    ),
    Work(
        "repair",
        2,
        "天花板有水印，懷疑樓上漏水。",
        "engineering",
        "須約樓上一同查看",
        "{due} 前查看並答覆",
        "answer",
        (240, 1200),
        "樓上地漏密封更換，觀察兩天無滲漏。",
    ),
    Work(
        "complaint",
        4,
        "投訴樓上裝修午休時間敲牆。",
        "fitout",
        "須到現場制止並核實",
        "{due} 前答覆",
        "answer",
        (30, 120),
        "現場停工，裝修負責人簽整改單。",
    ),
    Work(
        "complaint",
        3,
        "投訴樓道堆放雜物，影響通行。",
        "security",
        "須聯繫物主限期清理",
        "{due} 前清理並答覆",
        "finish",
        (240, 1440),
        "物主已清理，並張貼提示。",
    ),
    Work(
        "complaint",
        3,
        "投訴{place}垃圾桶清理不及時。",
        "cleaning",
        "須調整班次",
        "{due} 前清理並答覆",
        "finish",
        (120, 480),
        "已清理消殺，改為每日兩清。",
    ),
    Work(
        "complaint",
        2,
        "投訴{place}夜間廣場舞音樂太大。",
        "security",
        "須當晚到場勸導",
        "{due} 前答覆",
        "answer",
        (60, 240),
        "已勸導調低音量，約定 21:00 結束。",
    ),
    Work(
        "complaint",
        1,
        "投訴上次維修後現場沒有收拾。",
        "engineering",
        "須與維修員核實",
        "{due} 前答覆",
        "answer",
        (120, 720),
        "維修員上門清理並致歉，列入月度培訓。",
    ),
    Work(
        "parking",
        6,
        "車位被外來車輛佔用。",
        "security",
        "須查道閘記錄找車主",
        "{due} 前騰出",
        "finish",
        (25, 60),
        "已聯繫車主挪走，並登記車牌。",
        True,
    ),
    Work(
        "parking",
        2,
        "道閘識別不出車牌，進不來。",
        "security",
        "須核對月保資料",
        "{due} 前處理好",
        "finish",
        (30, 120),
        "重新錄入車牌，試行正常。",
    ),
    Work(
        "neighbour",
        3,
        "反映鄰居{night}播放音響，影響休息。",
        "security",
        "須上門勸阻",
        "{due} 前答覆",
        "answer",
        (30, 60),
        "上門勸阻後調低音量，業主知悉。",
        True,
    ),
    Work(
        "neighbour",
        1,
        "與鄰居因公共走道鞋櫃爭執。",
        "security",
        "須約雙方協調",
        "{due} 前協調並答覆",
        "answer",
        (240, 1200),
        "雙方同意各自收回，簽協調記錄。",
    ),
    Work(
        "suggest",
        2,
        "建議{place}加裝一盞路燈。",
        "engineering",
        "須報項目經理評估",
        "{due} 前答覆是否採納",
        "answer",
        (2000, 4800),
        "已採納，列入下月改造計劃。",
    ),
    Work(
        "decorate",
        3,
        "申請裝修進場，資料差一份{paper}。",
        "fitout",
        "缺{paper}，已給範本",
        "資料補齊後 {due} 前出證",
        "finish",
        (180, 1200),
        "資料補齊，發許可證和出入證。",
    ),
    Work(
        "card",
        2,
        "新車要辦地庫出入授權，車主不在。",
        "desk",
        "須車主確認",
        "{due} 前辦好",
        "finish",
        (120, 1000),
        "車主電話確認，已授權並試行。",
    ),
    Work(
        "parcel",
        2,
        "快遞顯示已放前台，但找不到。",
        "desk",
        "須調監控並聯繫快遞員",
        "{due} 前答覆",
        "answer",
        (60, 240),
        "查明放在大堂信報架，已交業主簽收。",
    ),
    Work(
        "help",
        2,
        "手機掉進電梯井縫隙。",
        "engineering",
        "須停梯打撈，安排安全員",
        "{due} 前取出",
        "finish",
        (40, 110),
        "停梯十分鐘取出，交還業主。",
        True,
    ),
    Work(
        "other",
        2,
        "{place}的流浪貓多，小孩害怕。",
        "cleaning",
        "須聯繫救助站",
        "{due} 前答覆",
        "answer",
        (240, 1200),
        "救助站已來收容，投放點撤除。",
    ),
    Work(
        "consult",
        2,
        "問 2019 年的裝修圖紙能不能調閱。",
        "desk",
        "檔案室須查找",
        "{due} 前答覆",
        "answer",
        (60, 200),
        "圖紙已找到，業主到台前查閱。",
    ),
    Work(
        "handover_flat",
        1,
        "辦理入伙，約驗房。",
        "engineering",
        "驗房須工程部同行",
        "{due} 前驗房",
        "arrive",
        (600, 2600),
        "驗房完成，鑰匙已領，無整改項。",
    ),
)

FEES: Final = (
    (Referral.Matter.MANAGEMENT, "來繳管理費。", "已繳清，開具收據。"),
    (Referral.Matter.UTILITIES, "問公攤水電怎樣計算，要看明細。", "已列印明細逐項解釋，業主認可並繳費。"),
    (Referral.Matter.PARKING, "續繳月保停車費。", "已續三個月，道閘更新。"),
    (Referral.Matter.DEPOSIT, "退裝修押金。", "驗收單核對無誤，已辦理退款手續。"),
    (Referral.Matter.INVOICE, "補開上季度發票。", "電子發票已發到手機。"),
)
SLOTS: Final = {
    "place": ("會所", "兒童樂園", "東門廣場", "地庫入口", "中心花園", "北門", "快遞櫃"),
    "thing": ("馬桶", "燃氣灶", "插座", "紗窗", "門鎖", "浴霸"),
    "goods": ("雙人床一張", "紙箱五個", "冰箱一台", "沙發一套", "自行車一輛", "書櫃兩個"),
    "tool": ("手推車一輛", "人字梯一架", "打氣筒一個", "工具箱一個", "雨傘一把"),
    "guard": ("東門崗小鄭", "夜班小唐", "巡邏的胡師傅"),
    "room": ("廚房", "主衛", "客衛", "陽台", "洗衣房"),
    "part": ("開關面板", "驅動器", "插座", "分機", "漏電保護器"),
    "night": ("深夜", "連續兩晚", "凌晨"),
    "paper": ("消防承諾書", "施工圖紙", "施工人員證件複印件", "裝修押金收據"),
}
UNHAPPY: Final = (
    "修了還是有一點漏",
    "等了太久，沒有人提前打電話",
    "說好的時間沒有來",
    "處理後沒有清理現場",
    "問題又出現了",
)
REMARKS: Final = ("", "", "", "很及時", "師傅很有耐心", "希望以後提前電話", "謝謝你們", "說得很清楚")
EXCUSES: Final = ("配件當天未到貨", "前一戶維修超時", "需相鄰住戶配合，約不到人", "雨天無法施工")

#: Visits in an hour of the day, in tenths.
BUSY: Final = (2, 1, 1, 1, 1, 2, 4, 10, 38, 42, 36, 26, 12, 14, 24, 28, 28, 32, 34, 26, 20, 14, 8, 4)
ON_TIME, MOVED, LATE = 0.90, 0.95, 1.0
MINUTE: Final = timedelta(minutes=1)


@dataclass
class Weeks:
    """Ordinary visits at the demonstration centre, as chance has them come."""

    cast: Cast
    categories: dict[str, Category]
    lot: random.Random
    until: datetime

    def stories(self, first: date, last: date) -> Iterator[Story]:
        """Every visit from the first day to the last."""
        homes = list(self.cast.households.values())
        day = first
        while day <= last:
            weekend = 0.75 if day.weekday() >= 5 else 1.0
            for hour, tenths in enumerate(BUSY):
                expected = tenths / 10 * weekend
                for _each in range(int(expected) + (self.lot.random() < expected % 1)):
                    came = self.cast.centre.at(day, time(hour, self.lot.randint(0, 59)))
                    home = self.lot.choice(homes)
                    resident, relation = self.lot.choice(home.people)
                    yield self.visit(came, home.unit, resident, relation, hour)
            day += timedelta(days=1)

    # One resident ---------------------------------------------------------------------------------------------

    def visit(self, came: datetime, unit: Unit, resident: Resident, relation: str, hour: int) -> Story:
        """A resident comes: to ask, about a fee, or with something that takes work."""
        lot = random.Random(self.lot.getrandbits(48))  # noqa: S311 -- chance in a play, no secret; one for each story
        yield came
        by = lot.choice(self.cast.at_desk(came))
        facts = self._facts(lot, by, came) | _person(unit, resident, relation)
        draw = lot.random()
        cashiers = self.cast.on_duty(came, role="cashier")
        if draw < 0.08 and cashiers and 9 <= hour < 20:
            yield from self._fee(lot, by, lot.choice(cashiers), facts)
        elif draw < 0.40 or hour < 6:
            yield from self._work(lot, by, facts, came)
        else:
            yield from self._asked(lot, by, facts)

    def _facts(self, lot: random.Random, by: Staff, came: datetime) -> dict[str, Any]:
        channel = lot.choices(
            (Visit.Channel.WALK_IN, Visit.Channel.CALL, Visit.Channel.WECHAT, Visit.Channel.APP),
            (46, 40, 9, 5),
        )[0]
        late = lot.choice((0, 0, 1, 2, 3, 5)) if lot.random() > 0.02 else 45
        arrived = max(came - late * MINUTE, shift_began(self.cast.centre, came))
        return {
            "by": by,
            "arrived_at": arrived,
            "desk": by.desk if channel == Visit.Channel.WALK_IN else None,
            "channel": channel,
            "ring_count": lot.choices((1, 2, 3, 4, 5), (30, 40, 22, 6, 2))[0]
            if channel == Visit.Channel.CALL
            else None,
        }

    def _asked(self, lot: random.Random, by: Staff, facts: dict[str, Any]) -> Story:
        asked = lot.choices(ASKED, [each.weight for each in ASKED])[0]
        words = _words(lot)
        visit = Visit.receive(
            **facts,
            category=self.categories[asked.category],
            priority=self.categories[asked.category].default_priority,
            statement=asked.said.format(**words),
            **_identified(lot, asked.identity, facts),
        )
        draw = lot.random()
        if draw < 0.01:
            visit.keep(by=by)
            yield clock.now() + 4 * MINUTE
            visit.void(by=by, reason="同事已登記，重複")
            return
        satisfied = lot.choices((5, 4, 3, None), (20, 50, 10, 20))[0]
        visit.answer(by=by, reply=asked.told.format(**words), satisfaction=satisfied)
        if draw < 0.03:
            yield clock.now() + 12 * MINUTE
            visit.correct(by=by, reason="補記", remark="業主離開前已再次確認。")
        elif draw < 0.25 and facts["channel"] == Visit.Channel.WALK_IN:
            yield clock.now() + 3 * MINUTE
            visit.see_off(by=by, desk_cleared=lot.random() < 0.8)

    def _fee(self, lot: random.Random, by: Staff, cashier: Staff, facts: dict[str, Any]) -> Story:
        matter, said, paid = lot.choice(FEES)
        visit = Visit.receive(**facts, category=self.categories["fee"], priority="P2", statement=said)
        referral = visit.introduce(by=by, to=cashier, matter=matter, reply=f"引介收費員{cashier.name}接待。")
        yield clock.now() + lot.choice((1, 1, 2, 2, 3, 7)) * MINUTE
        case = referral.take_over(by=cashier)
        yield clock.now() + lot.randint(4, 15) * MINUTE
        if lot.random() < 0.88:
            referral.settle(
                by=cashier,
                outcome=Referral.Outcome.SETTLED,
                result=paid,
                receipt_no=f"SJ-{clock.now():%m%d}-{lot.randint(1, 99):02}",
            )
            yield clock.now() + lot.randint(1, 4) * MINUTE
            callback = Callback.objects.get(case=case)
            yield from self._ask(
                lot,
                callback,
                lambda again: self._finish(lot, case, cashier, again, paid),
                method=Callback.Method.FACE,
            )
            return
        due = self._working(clock.now() + timedelta(hours=lot.randint(20, 44)))
        referral.settle(
            by=cashier,
            outcome=Referral.Outcome.REVIEW,
            terms=self._terms("{due} 前答覆覆核結果", "answer", due),
            reason="須調檔案覆核",
            apology=True,
        )
        yield from self._finish(lot, case, cashier, due, "帳單已覆核更正，業主已繳費。")

    # Work -----------------------------------------------------------------------------------------------------

    def _work(self, lot: random.Random, by: Staff, facts: dict[str, Any], came: datetime) -> Story:
        night = not 7 <= self.cast.centre.local(came).hour < 22
        fit = [each for each in WORKS if each.around_the_clock or not night]
        work = lot.choices(fit, [each.weight for each in fit])[0]
        words, category = _words(lot), self.categories[work.category]
        visit = Visit.receive(
            **facts,
            category=category,
            priority="P1"
            if lot.random() < 0.08
            else "P2"
            if category.code == "help"
            else category.default_priority,
            statement=work.said.format(**words),
            restated=True,
            apology_given=True,
            reason_explained=work.because.format(**words),
            **_identified(lot, category.needs_identity, facts),
        )
        if again := Case.objects.same_matter(visit).first():
            visit.join(by=by, case=again, reply="同一事項已在辦，已催辦並告知進展。")
            return
        handler, free = (
            self.cast.somebody_of(work.department, came, lot) if work.department != "desk" else (by, came)
        )
        due = self._due(lot, work, category, max(came, free))
        against = self.cast.departments[work.department] if category.code == "complaint" else None
        forward = lot.random() > 0.05
        case = visit.promise(
            by=by,
            terms=self._terms(work.promised, work.kind, due),
            department=self.cast.departments[work.department],
            reply="已複述確認並致歉，說明原因。",
            handler=by if work.department == "desk" else None,
            forward=forward or work.department == "desk",
            against_department=against,
        )
        if not (forward or work.department == "desk"):
            yield came + lot.randint(4, 38) * MINUTE
            case.forward(by=by, department=case.department)
        if work.department != "desk":
            yield max(free, clock.now()) + lot.randint(2, 14) * MINUTE
            case.accept(by=handler)
            yield from self._detour(lot, case, by, handler, due)
        yield from self._finish(lot, case, handler, due, work.done.format(**words))

    def _detour(self, lot: random.Random, case: Case, by: Staff, handler: Staff, due: datetime) -> Story:
        """What happens on the way now and then: a return, a wait, a word to the resident."""
        left, draw = due - clock.now(), lot.random()
        if left < timedelta(minutes=25):
            return
        if draw < 0.03:
            yield clock.now() + left * 0.1
            case.send_back(by=handler, reason="現場不屬本部門範圍，附照片")
            yield clock.now() + left * 0.1
            case.forward(by=by, department=case.department, note="與主管確認，仍請貴部處理")
            yield clock.now() + left * 0.05
            case.accept(by=handler)
        elif draw < 0.08:
            yield clock.now() + left * 0.2
            case.wait(by=handler, reason="等配件")
            yield clock.now() + left * 0.3
            case.resume(by=handler, note="配件已到")
        elif draw < 0.28:
            yield clock.now() + left * 0.3
            case.note(by=handler, note=lot.choice(("已到現場查看", "已與住戶約好時間", "已領料，準備施工")))
        elif draw < 0.36:
            yield clock.now() + left * 0.4
            case.inform(by=by, note="致電告知進展，住戶知悉。")
        elif draw < 0.43:
            yield clock.now() + left * 0.5
            self._urge(lot, case)

    def _urge(self, lot: random.Random, case: Case) -> None:
        """The resident rings again: the same matter, so it joins the case (BR-V14)."""
        by, first = lot.choice(self.cast.at_desk(clock.now())), case.visit
        facts = {
            field: getattr(first, field)
            for field in ("unit", "resident", "visitor_name", "visitor_kind", "phone", "category", "priority")
        }
        said = lot.choice(("來電催問什麼時候能好。", "再次來電，說家裡等著用。", "催問進展，約了人在家等。"))
        visit = Visit.receive(by=by, channel=Visit.Channel.CALL, statement=said, **facts)
        visit.join(by=by, case=case, reply=f"已催辦並轉告{case.owner.name}，隨後回電。")

    def _finish(self, lot: random.Random, case: Case, handler: Staff, due: datetime, done: str) -> Story:
        """The work is done, in time or after a new promise, and the resident is asked until satisfied."""
        now, draw = clock.now(), lot.random()
        excuse = ""
        late_until = due + timedelta(hours=3)
        if draw < ON_TIME or late_until >= self.until:
            yield now + (due - now) * lot.uniform(0.35, 0.93)
        elif draw < MOVED:
            yield now + (due - now) * 0.8
            due = self._working(due + timedelta(hours=lot.randint(2, 20)))
            case.move_promise(
                by=self._answering_for(case),
                terms=self._terms("{due} 前完成", "finish", due),
                reason=lot.choice(EXCUSES),
                told=True,
            )
            yield clock.now() + (due - clock.now()) * lot.uniform(0.4, 0.9)
        else:
            excuse = lot.choice(EXCUSES)
            yield due + lot.randint(12, 50) * MINUTE
            if lot.random() < 0.5:
                due = self._working(due + timedelta(hours=lot.randint(4, 20)))
                terms = self._terms("{due} 前一定完成", "finish", due)
                owner = self._answering_for(case)
                case.promise_again(by=owner, terms=terms, reason=excuse, told=True, apology=True)
                yield clock.now() + (due - clock.now()) * 0.7
            else:
                yield clock.now() + lot.randint(10, 90) * MINUTE
        callback = case.resolve(by=handler, result=done, overdue_reason=excuse if case.is_late else "")
        yield self._call_at(lot, callback)
        yield from self._ask(
            lot, callback, lambda again: self._finish(lot, case, handler, again, "再次上門處理，試用正常。")
        )

    def _ask(
        self, lot: random.Random, callback: Callback, again: Callable[[datetime], Story], *, method: str = ""
    ) -> Story:
        """Ask the resident; who is not satisfied gets a new promise, who is not there is tried again."""
        result = lot.choices(("reached", "no_answer", "off"), (87, 10, 3))[0] if not method else "reached"
        while result != Callback.Result.REACHED:
            callback.record(by=self._caller(callback), result=result, method="phone")
            if callback.state == Callback.State.EXHAUSTED:
                yield clock.now() + timedelta(hours=20)
                callback.case.close_exceptionally(
                    by=self.cast["huangli"], reason=Case.CloseReason.UNREACHED, note="三次未接通，已留短信"
                )
                return
            yield (callback.next_attempt_at or clock.now()) + lot.randint(1, 20) * MINUTE
            result = lot.choices(("reached", "no_answer"), (70, 30))[0]
        satisfied = (
            lot.choices((5, 4, 3, 2, 1), (24, 50, 19, 5, 2))[0] if not method else lot.choice((3, 4, 4, 5))
        )
        due = self._working(clock.now() + timedelta(hours=lot.randint(3, 9)))
        if satisfied < 3 and (due >= self.until or callback.case.reopen_count):
            satisfied = 3
        callback.record(
            by=self._caller(callback),
            result="reached",
            method=method or lot.choices(("phone", "wechat", "visit"), (86, 9, 5))[0],
            respondent=callback.case.visitor_name,
            satisfaction=satisfied,
            feedback=lot.choice(UNHAPPY if satisfied < 3 else REMARKS),
            terms=self._terms("{due} 前再上門處理好", "finish", due) if satisfied < 3 else None,
        )
        if satisfied < 3:
            yield from again(due)

    def _answering_for(self, case: Case) -> Staff:
        """Who answers for it now: a shift may have been handed over since."""
        case.refresh_from_db(fields=["owner"])
        return case.owner

    def _caller(self, callback: Callback) -> Staff:
        """The one who is to call, while on duty; else whoever leads and may ask; else a manager (BR-C07)."""
        crew = self.cast.on_duty(clock.now())
        callback.refresh_from_db(fields=["assignee"])
        asking = [staff for staff in crew if staff.pk == callback.assignee_id]
        asking += [staff for staff in crew if rules.leads(staff)]
        case, self_done = callback.case, callback.is_self_done
        fit = (staff for staff in asking if not rules.against_caller(case, staff, self_done))
        return next(fit, self.cast["liangzhiyuan"])

    def _call_at(self, lot: random.Random, callback: Callback) -> datetime:
        """Some time until the call is due, inside the hours residents may be called."""
        wish = self.cast.centre.next_contact_moment(clock.now() + lot.randint(12, 110) * MINUTE)
        return (
            min(wish, callback.due_at)
            if wish != callback.due_at
            else callback.due_at + lot.randint(0, 40) * MINUTE
        )

    # Time -----------------------------------------------------------------------------------------------------

    def _due(self, lot: random.Random, work: Work, category: Category, ready: datetime) -> datetime:
        """By when it is promised: after the department's usual time, within the category's limit."""
        due = _rounded(ready + lot.randint(*work.minutes) * MINUTE + 20 * MINUTE)
        if not work.around_the_clock:
            due = self._working(due)
        now = clock.now()
        limit = timing.latest_promise(self.cast.centre, category, now) or now + timedelta(days=7)
        return due if due <= limit else limit.replace(second=0) - MINUTE

    def _working(self, moment: datetime) -> datetime:
        """The moment, or the next one between nine in the morning and half past nine at night."""
        local = self.cast.centre.local(_rounded(moment))
        if local.hour >= 21:
            local += timedelta(days=1)
        if local.hour < 9 or local.hour >= 21:
            local = local.replace(hour=10, minute=0)
        return local

    def _terms(self, text: str, kind: str, due: datetime) -> PromiseTerms:
        local = self.cast.centre.local(due)
        return PromiseTerms(due_at=due, text=text.format(due=f"{local:%m-%d %H:%M}"), kind=kind)


def _person(unit: Unit, resident: Resident, relation: str) -> dict[str, Any]:
    return {
        "unit": unit,
        "resident": resident,
        "visitor_name": resident.address_as,
        "visitor_kind": relation,
        "phone": resident.phone,
    }


def _words(lot: random.Random) -> dict[str, str]:
    return {"due": "{due}"} | {slot: lot.choice(words) for slot, words in SLOTS.items()}


def _identified(lot: random.Random, needed: bool, facts: dict[str, Any]) -> dict[str, Any]:
    """How the person was identified, where that is asked for; a tenant's goods wait for the owner's word."""
    if not needed:
        return {}
    check = lot.choice((Visit.IdentityCheck.CARD, Visit.IdentityCheck.FILE, Visit.IdentityCheck.DOCUMENT))
    confirmed = Visit.OwnerConfirmed.PHONE if facts["visitor_kind"] == "tenant" else ""
    return {"identity_check": check, "owner_confirmed_by": confirmed}


def _rounded(moment: datetime) -> datetime:
    """The next full ten minutes, as promises are made."""
    bare = moment.replace(second=0, microsecond=0)
    return bare + timedelta(minutes=-bare.minute % 10)
