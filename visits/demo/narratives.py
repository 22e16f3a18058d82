"""The thirty matters of `narratives.yaml`, played through the desk's own verbs at their own times.

Where a matter needs another book (a shift's handover), a note in its story says what happened.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import yaml

from directory.models import Category, PersonKind, Staff
from visits.demo.people import KNOWN, KNOWN_AGAIN, Cast
from visits.demo.timeline import Story
from visits.models import Callback, Case, PromiseTerms, Referral, Visit

#: The Monday of the week they are written for.
MONDAY: Final = date(2026, 11, 16)
#: Later than this, the week is moved, by whole weeks, so that it still lies within the weeks shown.
STAYS: Final = timedelta(weeks=4)

CATEGORIES: Final = {
    "報修": "repair", "諮詢": "consult", "費用": "fee", "裝修": "decorate", "求助": "help", "放行條": "pass",
    "投訴": "complaint", "快遞": "parcel", "建議": "suggest", "鄰里糾紛": "neighbour", "表揚": "praise",
    "證卡": "card", "停車": "parking", "物品借用": "borrow", "鑰匙託管": "borrow", "入伙": "handover_flat",
}  # fmt: skip
CHANNELS: Final = {
    "來訪": "walk_in", "來電": "call", "微信": "wechat", "對講": "intercom", "來函": "letter", "App": "app",
    "12345轉辦": "hotline",
}  # fmt: skip
KINDS: Final = {"業主": "owner", "租戶": "tenant", "家屬": "family", "其他": "other"}
DATE: Final = re.compile(r"\b1[12]-\d\d\b")
ARRIVE, ANSWER, FINISH = "arrive", "answer", "finish"
DELIGHTED, SATISFIED, FAIR, DISSATISFIED = 5, 4, 3, 2


def shifted_by(now: date) -> timedelta:
    """By how many whole weeks the matters are moved, so that they are past and not long past."""
    this_monday = now - timedelta(days=now.weekday())
    if MONDAY + timedelta(weeks=1) <= now <= MONDAY + timedelta(weeks=1) + STAYS:
        return timedelta(0)
    return this_monday - timedelta(weeks=1) - MONDAY


@dataclass
class Teller:
    """What every matter needs: the people, the words, and the week it is played in."""

    cast: Cast
    shift: timedelta
    categories: dict[str, Category]
    written: dict[int, dict[str, Any]]
    first: dict[int, Case]

    def at(self, text: str) -> datetime:
        """A moment of the matters, "11-16 08:12", in the week they are played in."""
        moment = datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 -- the centre's own clock follows
        return self.cast.centre.at(moment.date() + self.shift, moment.time())

    def came(self, no: int) -> datetime:
        """When the resident of a matter came."""
        return self.at(str(self.written[no]["at"])[5:16])

    def who(self, username: str) -> Staff:
        """Somebody of the staff."""
        return self.cast[username]

    def receive(self, no: int, **more: Any) -> Visit:
        """The resident of a matter at the desk of its first contact."""
        said = self.written[no]
        by = next(staff for staff in self.cast.staff.values() if staff.name == said["first_contact"])
        known = KNOWN.get(KNOWN_AGAIN.get(no, no))
        channel = CHANNELS[said["channel"]]
        facts: dict[str, Any] = {
            "channel": channel,
            "visitor_name": said["visitor"],
            "visitor_kind": PersonKind(KINDS[said["kind"]]),
            "category": self.categories[CATEGORIES[said["category"]]],
            "priority": said["priority"],
            "statement": self.dated(said["narrative"]),
        }
        if known:
            home = self.cast.households[known.unit]
            resident = next(who for who, _relation in home.people if who.name == known.name)
            facts |= {"unit": home.unit, "resident": resident, "phone": resident.phone}
        if channel == Visit.Channel.CALL:
            facts["ring_count"] = 2
        desk = by.desk if channel == Visit.Channel.WALK_IN else None
        return Visit.receive(by=by, desk=desk, **(facts | more))

    def promise(
        self,
        no: int,
        kind: str,
        text: str,
        due: str,
        to: str,
        *,
        because: str,
        reply: str = "",
        handler: str = "",
        outside: dict[str, str] | None = None,
        complaint: dict[str, Any] | None = None,
        **more: Any,
    ) -> Case:
        """Take the matter down with its five things and hand it to a department (§4.8)."""
        facts = {"restated": True, "apology_given": True, "reason_explained": because} | more
        visit = self.receive(no, **facts)
        case = visit.promise(
            by=visit.first_contact,
            terms=self.terms(kind, text, due),
            department=self.cast.departments[to],
            reply=self.dated(reply or f"已複述並致歉，承諾{text}。"),
            handler=self.cast[handler] if handler else None,
            outside=outside,
            **(complaint or {}),
        )
        self.first[no] = case
        return case

    def alarm(self, no: int, to: str, **more: Any) -> Case:
        """Life safety first (BR-V15)."""
        visit = self.receive(no, **more)
        return visit.raise_alarm(by=visit.first_contact, department=self.cast.departments[to])

    def terms(self, kind: str, text: str, due: str) -> PromiseTerms:
        """What is promised by when."""
        return PromiseTerms(due_at=self.at(due), text=self.dated(text), kind=kind)

    def dated(self, text: str) -> str:
        """A text whose dates, such as 11-16, are moved with the week."""
        return DATE.sub(lambda found: f"{self.at(f'{found[0]} 00:00'):%m-%d}", text)

    def ask(
        self,
        callback: Callback,
        by: str,
        satisfaction: int,
        feedback: str = "",
        *,
        method: str = "phone",
        who: str = "",
    ) -> None:
        """The resident is asked, and answers."""
        callback.record(
            by=self.cast[by],
            result=Callback.Result.REACHED,
            method=method,
            respondent=who or callback.case.visitor_name,
            satisfaction=satisfaction,
            feedback=feedback,
        )


def read() -> dict[int, dict[str, Any]]:
    """The matters as they were written down, by number."""
    text = Path(__file__).with_name("narratives.yaml").read_text(encoding="utf-8")
    # They are numbered in order; the key `no` itself means "false" in YAML.
    return dict(enumerate(yaml.safe_load(text), start=1))


def stories(cast: Cast, categories: dict[str, Category], shift: timedelta) -> list[Story]:
    """All thirty, ready to be played."""
    teller = Teller(cast=cast, shift=shift, categories=categories, written=read(), first={})
    return [tell(teller) for tell in MATTERS]


def tap_01(t: Teller) -> Story:
    yield t.came(1)
    case = t.promise(
        1, ARRIVE, "今天 11:30 前上門維修", "11-16 11:30", "engineering", because="維修員早會後方可派出"
    )
    yield t.at("11-16 08:35")
    case.accept(by=t.who("laozhao"))
    yield t.at("11-16 10:25")
    callback = case.resolve(
        by=t.who("laozhao"), result="到場更換閥芯，試水正常，業主簽認，零配件費 18 元已告知。"
    )
    yield t.at("11-16 10:50")
    t.ask(callback, "linjing", SATISFIED)


def broadband_02(t: Teller) -> Story:
    yield t.came(2)
    t.receive(2).answer(
        by=t.who("zhoumin"),
        reply="已告知三家運營商電話；師傅憑工牌到北門登記，業主或租戶電話確認後放行。",
        satisfaction=SATISFIED,
    )


def area_03(t: Teller) -> Story:
    yield t.came(3)
    he = t.who("heqian")
    referral = t.receive(3).introduce(
        by=t.who("linjing"),
        to=he,
        matter=Referral.Matter.MANAGEMENT,
        reply="請就座、倒水，引介收費員何倩當面核對。",
    )
    yield t.at("11-16 09:08")
    case = referral.take_over(by=he)
    yield t.at("11-16 09:20")
    referral.settle(
        by=he,
        outcome=Referral.Outcome.REVIEW,
        terms=t.terms(ANSWER, "明天 10:00 前答覆核對結果", "11-17 10:00"),
        reason="須調 2019 年換證檔案核對面積",
        apology=True,
    )
    yield t.at("11-17 09:30")
    callback = case.resolve(by=he, result="2019 年換證後面積未更新，已更正帳單並致歉，業主已繳費。")
    yield t.at("11-17 09:40")
    t.ask(callback, "linjing", FAIR, method="face")


def lift_04(t: Teller) -> Story:
    yield t.came(4)
    case = t.promise(
        4, ANSWER, "12:00 前答覆檢查結果", "11-16 12:00", "engineering",
        because="須維保單位到場檢查後方知原因", unit=None, scope=Visit.Scope.ENTRANCE,
        location_detail="8 棟 2 單元左邊電梯（公共）",
    )  # fmt: skip
    yield t.at("11-16 09:34")
    case.contact_outside(
        by=t.who("zhoumin"),
        name="電梯維保單位",
        phone="13800009604",
        note="已請維保單位到場；該梯停用，提示已張貼",
    )
    yield t.at("11-16 09:45")
    case.accept(by=t.who("laozhao"))
    yield t.at("11-16 11:20")
    case.note(by=t.who("laozhao"), note="維保到場，導靴磨損需換件，配件三天到。")
    yield t.at("11-16 11:45")
    case.fulfil(
        by=t.who("zhoumin"),
        note="致電孫女士說明檢查結果：換件須等配件三天，期間保持右梯運行",
        terms=t.terms(FINISH, "11-19 18:00 前更換完畢", "11-19 18:00"),
    )
    yield t.at("11-19 16:10")
    callback = case.resolve(by=t.who("laozhao"), result="導靴更換完畢，試運行正常，左梯恢復。")
    yield t.at("11-19 17:05")
    t.ask(callback, "luobin", SATISFIED)


def fitout_05(t: Teller) -> Story:
    yield t.came(5)
    case = t.promise(
        5,
        FINISH,
        "資料補齊後今天 15:00 前出裝修許可證",
        "11-16 15:00",
        "fitout",
        because="缺消防安全承諾書，已給範本",
    )
    yield t.at("11-16 10:24")
    case.accept(by=t.who("chengyu"))
    yield t.at("11-16 14:20")
    case.note(by=t.who("chengyu"), note="消防安全承諾書已補交。")
    yield t.at("11-16 14:45")
    callback = case.resolve(by=t.who("chengyu"), result="發許可證 1 張、施工出入證 5 張。")
    yield t.at("11-16 14:48")
    t.ask(callback, "linjing", SATISFIED, method="face")


def fall_06(t: Teller) -> Story:
    yield t.came(6)
    case = t.alarm(6, "security")
    yield t.at("11-16 11:51")
    case.call_out(by=t.who("zhoumin"), service="120")
    yield t.at("11-16 11:52")
    case.accept(by=t.who("zhengwei"))
    case.note(by=t.who("zhoumin"), note="秩序隊帶擔架和除顫器上樓，北門崗為救護車開道。")
    yield t.at("11-16 11:56")
    case.note(by=t.who("zhengwei"), note="保安到戶。")
    yield t.at("11-16 12:07")
    case.note(by=t.who("zhengwei"), note="救護車到。12:15 送醫。")
    yield t.at("11-16 13:30")
    case.inform(by=t.who("zhoumin"), note="致電問候，老人已清醒。")
    yield t.at("11-16 15:20")
    callback = case.resolve(
        by=t.who("zhengwei"), result="11:56 保安到戶，12:07 救護車到，12:15 送醫；老人已清醒。"
    )
    yield t.at("11-18 15:00")
    t.ask(callback, "zhoumin", DELIGHTED, "電話慰問，老人已回家休養")


def release_07(t: Teller) -> Story:
    yield t.came(7)
    visit = t.receive(
        7, identity_check=Visit.IdentityCheck.RANG_BACK, owner_confirmed_by=Visit.OwnerConfirmed.PHONE
    ).answer(by=t.who("linjing"), reply="按登記電話回撥業主劉女士核對同意，水電物業費已結清，當場開放行條。")
    yield t.at("11-16 15:42")
    visit.correct(
        by=t.who("linjing"), reason="放行條收回登記", remark="15:40 東門崗核對數量相符放行，條已收回。"
    )


def leak_08(t: Teller) -> Story:
    yield t.came(8)
    case = t.promise(
        8, ARRIVE, "今天 17:30 前上門查看並止水", "11-16 17:30", "engineering",
        because="須先聯繫樓上 802 配合關水", complaint={"against_department": t.cast.departments["engineering"]},
    )  # fmt: skip
    yield t.at("11-16 15:50")
    case.accept(by=t.who("laozhao"))
    yield t.at("11-16 16:00")
    case.note(
        by=t.who("chenjie"), note="早班交代：17:30 前要到場止水，三天內要有方案；逐班跟進，明早林靜接回。"
    )
    yield t.at("11-16 17:10")
    case.fulfil(
        by=t.who("wangqiang"),
        note="工程部到場，關 802 支管止水",
        terms=t.terms(ANSWER, "三天內給出維修方案", "11-19 15:30"),
    )
    yield t.at("11-17 09:25")
    case.inform(by=t.who("linjing"), note="回電說明：802 業主下午開門檢查。")
    yield t.at("11-17 14:40")
    case.note(by=t.who("laozhao"), note="802 業主同意開挖檢查，防水層開裂。")
    yield t.at("11-18 10:40")
    case.fulfil(
        by=t.who("linjing"),
        note="致電吳先生：方案為重做 802 衛生間防水，當天施工",
        terms=t.terms(FINISH, "11-20 18:00 前完成閉水試驗", "11-20 18:00"),
    )
    yield t.at("11-18 15:30")
    case.note(by=t.who("laozhao"), note="防水已重做，開始閉水 48 小時。")
    yield t.at("11-20 15:40")
    callback = case.resolve(by=t.who("laozhao"), result="重做 802 防水，閉水 48 小時無滲漏。")
    yield t.at("11-22 10:00")
    t.ask(callback, "linjing", SATISFIED, "上門查看，天花板已乾", method="visit")


def parcel_09(t: Teller) -> Story:
    yield t.came(9)
    case = t.promise(
        9,
        ANSWER,
        "19:00 前給答覆",
        "11-16 19:00",
        "desk",
        because="寄存登記本無此單，須調監控並聯繫快遞員",
        handler="chenjie",
    )
    yield t.at("11-16 18:10")
    case.note(by=t.who("chenjie"), note="聯繫快遞員，件被 102 住戶誤拿。")
    yield t.at("11-16 18:50")
    callback = case.resolve(by=t.who("chenjie"), result="已取回，交給鄭小姐簽收。")
    yield t.at("11-16 18:52")
    t.ask(callback, "chenjie", SATISFIED, method="face")


def noise_10(t: Teller) -> Story:
    yield t.came(10)
    case = t.promise(
        10, ANSWER, "19:10 前答覆", "11-16 19:10", "security", because="須秩序隊上門查看並制止",
        complaint={"against_department": t.cast.departments["fitout"]},
    )  # fmt: skip
    yield t.at("11-16 18:44")
    case.accept(by=t.who("hujian"))
    yield t.at("11-16 18:55")
    case.note(by=t.who("hujian"), note="1603 停工，裝修負責人簽整改單。")
    yield t.at("11-16 19:05")
    case.inform(by=t.who("chenjie"), note="回電告知馮先生：已停工，整改單已開。")
    callback = case.resolve(by=t.who("hujian"), result="18:55 停工，裝修負責人簽整改單。")
    yield t.at("11-17 18:30")
    t.ask(callback, "chenjie", SATISFIED, "當晚無噪音")


def slide_11(t: Teller) -> Story:
    yield t.came(11)
    case = t.promise(
        11, ANSWER, "11-19 17:30 前答覆是否採納", "11-19 17:30", "engineering", because="採購須項目經理批准",
        remark="附照片兩張（群內）",
    )  # fmt: skip
    yield t.at("11-17 09:20")
    case.accept(by=t.who("laozhao"))
    yield t.at("11-18 11:00")
    case.note(by=t.who("liangzhiyuan"), note=t.dated("批准採購 EPDM 地墊，預計 12-05 前鋪設。"))
    yield t.at("11-19 15:15")
    callback = case.resolve(
        by=t.who("laozhao"), result=t.dated("採納建議，滑梯下加 EPDM 地墊，預計 12-05 前鋪設。")
    )
    yield t.at("11-19 15:20")
    t.ask(callback, "tangfang", SATISFIED, method="wechat")


def tripped_12(t: Teller) -> Story:
    yield t.came(12)
    case = t.promise(
        12, ARRIVE, "21:25 前到場", "11-16 21:25", "engineering", because="當班維修員正從另一棟趕來",
        reply="先把製氧機接樓道應急插座",
    )  # fmt: skip
    yield t.at("11-16 21:07")
    case.accept(by=t.who("wangqiang"))
    yield t.at("11-16 21:18")
    case.fulfil(
        by=t.who("wangqiang"),
        note="到場，查為廚房插座進水短路",
        terms=t.terms(FINISH, "今晚恢復供電", "11-16 23:00"),
    )
    yield t.at("11-16 21:50")
    callback = case.resolve(
        by=t.who("wangqiang"), result="隔離該回路恢復供電；次日換插座，收費 25 元業主同意。"
    )
    yield t.at("11-17 08:45")
    t.ask(callback, "tangfang", DELIGHTED)


def music_13(t: Teller) -> Story:
    yield t.came(13)
    case = t.promise(13, ANSWER, "23:40 前答覆", "11-16 23:40", "security", because="須秩序隊上門勸阻")
    yield t.at("11-16 23:13")
    case.accept(by=t.who("hujian"))
    yield t.at("11-16 23:25")
    case.note(by=t.who("hujian"), note="勸阻後音響關小；請夜班 00:30、01:30 各巡聽一次。")
    yield t.at("11-16 23:30")
    case.inform(by=t.who("chenjie"), note="回電：已勸阻；如再犯可報警由民警處理。")
    callback = case.resolve(by=t.who("hujian"), result="23:25 勸阻後關小，夜班巡聽兩次。")
    yield t.at("11-17 00:32")
    case.note(by=t.who("tangxiaojun"), note="巡聽，安靜。")
    yield t.at("11-17 01:31")
    case.note(by=t.who("tangxiaojun"), note="巡聽，安靜。")
    yield t.at("11-17 10:00")
    t.ask(callback, "tangfang", FAIR)


def burst_14(t: Teller) -> Story:
    yield t.came(14)
    case = t.alarm(
        14,
        "engineering",
        scope=Visit.Scope.COMMUNITY,
        location_detail="地庫 B1 3 號車道（公共）",
        phone_declined=True,
    )
    yield t.at("11-17 00:42")
    case.accept(by=t.who("lihai"))
    yield t.at("11-17 00:47")
    case.note(by=t.who("lihai"), note="關閥，拉警戒；挪車短信發 3 戶。")
    yield t.at("11-17 02:30")
    case.note(by=t.who("lihai"), note="抽乾。支管需白天焊接，交早班。")
    yield t.at("11-17 14:20")
    callback = case.resolve(by=t.who("laozhao"), result="支管修復試壓。三輛車無損，已逐戶告知。")
    yield t.at("11-17 16:30")
    t.ask(callback, "luobin", SATISFIED, "電話三戶，均滿意", who="三戶車主")


def locked_out_15(t: Teller) -> Story:
    yield t.came(15)
    locksmith = {"name": "公安備案開鎖", "phone": "13800009615"}
    case = t.promise(
        15, ARRIVE, "04:00 前開鎖師傅到場", "11-17 04:00", "outside", because="開鎖須公安備案師傅，費用自理",
        outside=locksmith, identity_check=Visit.IdentityCheck.FILE,
    )  # fmt: skip
    yield t.at("11-17 03:20")
    case.contact_outside(by=t.who("wulei"), **locksmith)
    case.inform(by=t.who("wulei"), note="已告知兩個備案開鎖電話，請在服務中心等候。")
    yield t.at("11-17 03:50")
    case.note(by=t.who("tangxiaojun"), note="師傅到，保安陪同開鎖。")
    yield t.at("11-17 04:00")
    callback = case.resolve(by=t.who("wulei"), result="03:50 師傅到，保安陪同開鎖，04:05 進門。")
    yield t.at("11-17 04:10")
    t.ask(callback, "wulei", SATISFIED, method="face")


def praise_16(t: Teller) -> Story:
    yield t.came(16)
    t.receive(16).answer(by=t.who("wulei"), reply="已登記並報秩序主管，擬月會表揚小唐。")


def late_fee_17(t: Teller) -> Story:
    yield t.came(17)
    he, zhou = t.who("heqian"), t.who("zhoumin")
    referral = t.receive(17).introduce(
        by=zhou, to=he, matter=Referral.Matter.MANAGEMENT, reply="引介收費員何倩。"
    )
    yield t.at("11-17 08:31")
    case = referral.take_over(by=he)
    yield t.at("11-17 08:42")
    referral.settle(
        by=he,
        outcome=Referral.Outcome.REVIEW,
        terms=t.terms(ANSWER, "11-19 17:00 前答覆審批結果", "11-19 17:00"),
        reason="減免須項目經理審批",
        apology=True,
    )
    yield t.at("11-19 11:00")
    case.note(by=t.who("liangzhiyuan"), note="批准減半。")
    yield t.at("11-19 14:10")
    callback = case.resolve(by=he, result="批准滯納金減半，14:10 電話告知。")
    yield t.at("11-19 16:00")
    callback.record(
        by=zhou,
        result=Callback.Result.REACHED,
        respondent="蔣先生",
        satisfaction=DISSATISFIED,
        feedback="不接受減半，要求書面說明",
        terms=t.terms(ANSWER, "經理 11-23 面談", "11-23 18:00"),
    )
    yield t.at("11-23 10:30")
    case.fulfil(
        by=t.who("liangzhiyuan"),
        note="經理面談，逐項說明減免依據",
        terms=t.terms(ANSWER, "書面說明 11-27 前送達", "11-27 17:00"),
    )
    yield t.at("11-26 15:00")
    callback = case.resolve(by=he, result="書面說明已送達並逐條解釋。")
    yield t.at("11-26 17:40")
    t.ask(callback, "zhoumin", FAIR)


def again_18(t: Teller) -> Story:
    yield t.came(18)
    visit = t.receive(18)
    visit.join(by=t.who("zhoumin"), case=t.first[8], reply="併入昨天的記錄並催辦，已轉告當前跟蹤人林靜。")


def card_19(t: Teller) -> Story:
    yield t.came(19)
    he = t.who("heqian")
    referral = t.receive(19, identity_check=Visit.IdentityCheck.DOCUMENT).introduce(
        by=t.who("linjing"),
        to=he,
        matter=Referral.Matter.CARD,
        reply="舊卡已停用；工本費 20 元引介何倩收取。",
    )
    yield t.at("11-17 09:48")
    referral.take_over(by=he)
    yield t.at("11-17 09:56")
    referral.settle(
        by=he,
        outcome=Referral.Outcome.SETTLED,
        result="收取工本費 20 元，新卡開通試刷正常。",
        receipt_no="SJ-1117-06",
    )
    yield t.at("11-17 09:58")
    t.ask(Callback.objects.get(case=referral.case), "linjing", SATISFIED, method="face")


def rusty_water_20(t: Teller) -> Story:
    yield t.came(20)
    case = t.promise(
        20, ANSWER, "11-18 18:00 前答覆檢測安排", "11-18 18:00", "engineering", because="須聯繫檢測單位並安排水箱清洗",
        complaint={"weight": Case.Weight.SERIOUS, "against_department": t.cast.departments["engineering"]},
        unit=None, scope=Visit.Scope.BUILDING, location_detail="14 棟（17 戶聯名）",
    )  # fmt: skip
    yield t.at("11-17 10:40")
    case.note(by=t.who("zhoumin"), note="三戶以上列重大投訴，已報項目經理；業主可到服務中心領桶裝水。")
    yield t.at("11-17 10:55")
    case.accept(by=t.who("laozhao"))
    yield t.at("11-18 15:40")
    case.note(by=t.who("laozhao"), note="水箱清洗並送檢。")
    yield t.at("11-18 16:30")
    case.fulfil(
        by=t.who("liangzhiyuan"),
        note="電話答覆代表：水箱已清洗送檢",
        terms=t.terms(FINISH, "11-21 18:00 前公示檢測結果", "11-21 18:00"),
    )
    yield t.at("11-21 15:10")
    callback = case.resolve(by=t.who("laozhao"), result="檢測合格，報告張貼公示並書面回函。")
    yield t.at("11-21 17:00")
    t.ask(callback, "liangzhiyuan", SATISFIED, method="visit", who="羅先生")


def parking_21(t: Teller) -> Story:
    yield t.came(21)
    case = t.promise(
        21, FINISH, "11:45 前騰出車位", "11-17 11:45", "security", because="須查道閘記錄找到車主"
    )
    yield t.at("11-17 11:19")
    case.accept(by=t.who("zhengwei"))
    yield t.at("11-17 11:38")
    callback = case.resolve(by=t.who("zhengwei"), result="11:38 挪走，已向訪客說明。")
    yield t.at("11-17 14:00")
    t.ask(callback, "linjing", SATISFIED)


def trolley_22(t: Teller) -> Story:
    yield t.came(22)
    visit = t.receive(22, identity_check=Visit.IdentityCheck.FILE).answer(
        by=t.who("linjing"), reply="借出手推車一輛，應還 17:00；不收押證件。"
    )
    yield t.at("11-17 16:36")
    visit.correct(by=t.who("luobin"), reason="歸還登記", remark="16:35 歸還，車況完好，陳潔收。")


def rubbish_23(t: Teller) -> Story:
    yield t.came(23)
    case = t.promise(
        23, FINISH, "11-18 12:00 前清運並回覆社區", "11-18 12:00", "cleaning", because="須安排專車清運消殺",
        complaint={"against_department": t.cast.departments["cleaning"]}, anonymous=True, phone_declined=True,
        scope=Visit.Scope.COMMUNITY, location_detail="10 棟南側垃圾房（公共）",
    )  # fmt: skip
    yield t.at("11-17 15:20")
    case.accept(by=t.who("sunmei"))
    yield t.at("11-17 17:20")
    case.note(by=t.who("liuguifang"), note="清運消殺，調整為每日兩清。")
    yield t.at("11-18 09:30")
    case.inform(by=t.who("zhoumin"), note="回覆社區並附照片。")
    callback = case.resolve(by=t.who("sunmei"), result="清運消殺，每日兩清；已回覆社區並附照片。")
    yield t.at("11-19 10:00")
    t.ask(callback, "zhoumin", SATISFIED, "由 12345 平台回訪", who="12345 平台")


def toilet_24(t: Teller) -> Story:
    yield t.came(24)
    case = t.promise(
        24, ARRIVE, "18:00 前上門", "11-17 18:00", "engineering", because="屬室內有償服務，維修員正在別戶"
    )
    yield t.at("11-17 16:42")
    case.accept(by=t.who("wangqiang"))
    yield t.at("11-17 17:35")
    callback = case.resolve(by=t.who("wangqiang"), result="疏通，取出兒童玩具一個，收費 60 元，業主簽認。")
    yield t.at("11-17 18:40")
    t.ask(callback, "chenjie", SATISFIED, "建議維修員自帶垃圾袋")


def key_25(t: Teller) -> Story:
    yield t.came(25)
    visit = t.receive(25, identity_check=Visit.IdentityCheck.DOCUMENT).keep(by=t.who("chenjie"))
    yield t.at("11-17 18:20")
    visit.answer(
        by=t.who("chenjie"),
        reply="已簽託管委託書，主管黃麗批准，鑰匙封存編號 K-0231。",
        satisfaction=SATISFIED,
    )


def gas_26(t: Teller) -> Story:
    yield t.came(26)
    case = t.alarm(26, "security")
    yield t.at("11-17 20:21")
    case.call_out(by=t.who("chenjie"), service="燃氣公司搶修")
    case.accept(by=t.who("hujian"))
    yield t.at("11-17 20:25")
    case.note(by=t.who("hujian"), note="到樓層疏散警戒，備好滅火器。")
    yield t.at("11-17 20:41")
    case.note(by=t.who("hujian"), note="燃氣搶修到場，灶具軟管老化漏氣，關閥更換。")
    yield t.at("11-17 21:15")
    callback = case.resolve(by=t.who("hujian"), result="軟管更換，21:15 檢測合格。")
    yield t.at("11-18 09:20")
    t.ask(callback, "tangfang", DELIGHTED)


def roof_27(t: Teller) -> Story:
    yield t.came(27)
    team = {"name": "地產維修組", "phone": "13800009627"}
    case = t.promise(
        27, ANSWER, "17:00 前答覆勘查時間", "11-18 17:00", "outside", because="屋面防水在保修期，由地產維修組負責",
        outside=team,
    )  # fmt: skip
    yield t.at("11-18 09:15")
    case.contact_outside(by=t.who("zhoumin"), **team)
    case.inform(by=t.who("zhoumin"), note="已把地產維修組聯繫人電話告知業主，物業跟蹤到底。")
    yield t.at("11-18 15:30")
    case.fulfil(
        by=t.who("zhoumin"),
        note=t.dated("答覆 11-20 上午勘查"),
        terms=t.terms(ARRIVE, "11-20 12:00 前到場勘查", "11-20 12:00"),
    )
    yield t.at("11-20 10:50")
    case.fulfil(
        by=t.who("zhoumin"),
        note="勘查確認屋面裂縫，天晴後施工；已說明原因",
        terms=t.terms(FINISH, "11-28 前完成施工", "11-28 18:00"),
    )
    yield t.at("11-22 10:20")
    case.note(by=t.who("luobin"), note="連續三班無進展，已報項目經理，仍在跟蹤。")
    yield t.at("11-28 15:30")
    case.inform(by=t.who("zhoumin"), note="屋面裂縫已修補，請觀察一場雨。")
    callback = case.resolve(by=t.who("zhoumin"), result="地產維修組完成屋面修補，淋水試驗無滲漏。")
    yield t.at("11-30 09:30")
    t.ask(callback, "zhoumin", FAIR)


def fridge_28(t: Teller) -> Story:
    yield t.came(28)
    case = t.promise(
        28, FINISH, "今晚 20:00 前業主確認後即開條", "11-18 20:00", "desk", because="須業主確認，以保障雙方財物",
        handler="chenjie", identity_check=Visit.IdentityCheck.FILE,
    )  # fmt: skip
    yield t.at("11-18 16:05")
    case.note(by=t.who("chenjie"), note="早班交代：等房東視頻或委託書，條先備好。")
    yield t.at("11-18 19:10")
    case.visit.correct(
        by=t.who("luobin"), reason="房東視頻確認", owner_confirmed_by=Visit.OwnerConfirmed.VIDEO
    )
    yield t.at("11-18 19:40")
    callback = case.resolve(by=t.who("chenjie"), result="19:10 房東視頻確認，開條，19:40 放行。")
    yield t.at("11-18 19:42")
    t.ask(callback, "luobin", FAIR, method="face")


def splash_29(t: Teller) -> Story:
    yield t.came(29)
    case = t.promise(
        29, ANSWER, "今天 17:00 前答覆", "11-18 17:00", "cleaning", because="須保潔主管核實",
        complaint={"against_department": t.cast.departments["cleaning"], "against_staff": t.who("liuguifang")},
    )  # fmt: skip
    yield t.at("11-18 10:20")
    case.accept(by=t.who("sunmei"))
    yield t.at("11-18 15:00")
    callback = case.resolve(by=t.who("sunmei"), result="調監控屬實，保潔員與主管上門致歉，列入月度培訓。")
    yield t.at("11-18 17:20")
    t.ask(callback, "huangli", SATISFIED)


def moving_in_30(t: Teller) -> Story:
    yield t.came(30)
    case = t.promise(
        30, ARRIVE, "今天 14:30 驗房", "11-18 14:30", "desk", because="驗房須工程部同行", handler="linjing",
        identity_check=Visit.IdentityCheck.DOCUMENT, reply="道賀；交樓通知書、買賣合同、證件已核對",
    )  # fmt: skip
    yield t.at("11-18 14:30")
    case.fulfil(
        by=t.who("linjing"),
        note="驗房，開出整改單 3 項（門磁、地漏、牆面），鑰匙已領",
        terms=t.terms(FINISH, "11-25 前完成整改", "11-25 18:00"),
    )
    yield t.at("11-18 16:20")
    case.inform(by=t.who("luobin"), note="電話問候，滿意；整改完成後再回訪。")
    yield t.at("11-25 15:00")
    callback = case.resolve(by=t.who("linjing"), result="門磁、地漏、牆面三項整改完成，業主驗收。")
    yield t.at("11-25 15:40")
    t.ask(callback, "linjing", SATISFIED)


MATTERS: Final[tuple[Callable[[Teller], Story], ...]] = (
    tap_01, broadband_02, area_03, lift_04, fitout_05, fall_06, release_07, leak_08, parcel_09, noise_10,
    slide_11, tripped_12, music_13, burst_14, locked_out_15, praise_16, late_fee_17, again_18, card_19,
    rusty_water_20, parking_21, trolley_22, rubbish_23, toilet_24, key_25, gas_26, roof_27, fridge_28,
    splash_29, moving_in_30,
)  # fmt: skip
