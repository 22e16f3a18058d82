"""Who lives and works at the demonstration centre: every name and number here is invented."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from django.contrib.auth.hashers import make_password

from directory.actions import set_up_centre
from directory.models import (
    Department,
    Desk,
    Duty,
    Occupancy,
    Resident,
    ServiceCentre,
    Shift,
    ShiftPattern,
    Staff,
    Unit,
)

CODE: Final = "txc"
MAINTENANCE: Final = "電梯維保 555-0101　燃氣搶修 555-0102"
NAME: Final = "天下城服務中心（演示）"
#: Printed by `demo_accounts` for everybody to read: it opens a demonstration and nothing else.
PASSWORD: Final = "tianxiacheng"  # noqa: S105 -- no secret, see above

EARLY, MIDDLE, NIGHT = "早班", "中班", "夜班"
DAYS: Final = frozenset(range(7))
WORKDAYS: Final = frozenset(range(5))
MON_SAT: Final = frozenset(range(6))
SAT, SUN = frozenset({5}), frozenset({6})


class Person(NamedTuple):
    """Somebody on the staff: account, name, what they may do, where they work, and which shifts on which days."""

    username: str
    name: str
    job: str
    roles: tuple[str, ...]
    department: str
    rota: dict[str, frozenset[int]]
    desk: int = 0


STAFF: Final = (
    Person("linjing", "林靜", "接待員", ("receptionist",), "desk", {EARLY: WORKDAYS | SUN}, 1),
    Person("zhoumin", "周敏", "接待員", ("receptionist",), "desk", {EARLY: MON_SAT}, 2),
    Person("xunuo", "許諾", "接待員", ("receptionist",), "desk", {EARLY: SAT | SUN}, 3),
    Person("chenjie", "陳潔", "接待員", ("receptionist",), "desk", {MIDDLE: MON_SAT}, 1),
    Person("yeqing", "葉青", "接待員", ("receptionist",), "desk", {MIDDLE: DAYS}, 2),
    Person("wulei", "吳磊", "夜班值守", ("department_handler",), "security", {NIGHT: WORKDAYS}, 2),
    Person("gaoxiang", "高翔", "夜班值守", ("department_handler",), "security", {NIGHT: SAT | SUN}, 2),
    Person("tangfang", "唐芳", "領班", ("shift_leader",), "desk", {EARLY: MON_SAT}),
    Person("luobin", "羅斌", "領班", ("shift_leader",), "desk", {MIDDLE: MON_SAT, EARLY: SUN}),
    Person("majun", "馬駿", "夜班領班", ("shift_leader",), "security", {NIGHT: DAYS, MIDDLE: SUN}),
    Person("huangli", "黃麗", "客服主管", ("manager",), "supervisor", {EARLY: WORKDAYS}),
    Person("liangzhiyuan", "梁志遠", "項目經理", ("manager",), "supervisor", {EARLY: MON_SAT}),
    Person("heqian", "何倩", "收費員", ("cashier",), "fees", {EARLY: WORKDAYS}),
    Person("cailin", "蔡琳", "收費員", ("cashier",), "fees", {MIDDLE: WORKDAYS, EARLY: SAT | SUN}),
    Person("laozhao", "老趙", "維修員", ("department_handler",), "engineering", {EARLY: MON_SAT}),
    Person("zhangtao", "張濤", "維修員", ("department_handler",), "engineering", {EARLY: DAYS}),
    Person("wangqiang", "王強", "維修員", ("department_handler",), "engineering", {MIDDLE: DAYS}),
    Person("lihai", "李海", "夜班維修員", ("department_handler",), "engineering", {NIGHT: DAYS}),
    Person("zhengwei", "鄭偉", "秩序維護員", ("department_handler",), "security", {EARLY: DAYS}),
    Person("hujian", "胡健", "秩序維護員", ("department_handler",), "security", {MIDDLE: DAYS}),
    Person("tangxiaojun", "唐曉軍", "秩序維護員", ("department_handler",), "security", {NIGHT: DAYS}),
    Person("sunmei", "孫梅", "保潔主管", ("department_handler",), "cleaning", {EARLY: DAYS}),
    Person("liuguifang", "劉桂芳", "保潔員", ("department_handler",), "cleaning", {MIDDLE: DAYS}),
    Person("chengyu", "程宇", "裝修管理員", ("department_handler",), "fitout", {EARLY: DAYS}),
    Person("suwen", "蘇文", "稽核", ("auditor",), "", {}),
    Person("aiming", "艾明", "系統管理員", ("administrator",), "", {}),
)
#: Somebody for each of these is on duty at the moment the demonstration is loaded, whatever the hour.
ALWAYS_THERE: Final = ("linjing", "huangli", "heqian", "laozhao", "tangfang")

#: Building and entrance, floors, homes on a floor: 1,200 homes.
HOUSES: Final = (
    ("1-1", 17, 3), ("1-2", 17, 3), ("2-1", 15, 4), ("2-2", 15, 4), ("3-1", 14, 3), ("3-2", 14, 4),
    ("4-1", 12, 5), ("4-2", 12, 5), ("5-1", 18, 2), ("5-2", 18, 2), ("6-1", 11, 3), ("6-2", 11, 3),
    ("7-1", 16, 2), ("7-2", 16, 2), ("8-1", 6, 5), ("8-2", 21, 5), ("9-1", 8, 2), ("9-2", 8, 2),
    ("9-3", 8, 2), ("10-1", 15, 3), ("10-2", 16, 3), ("11-1", 10, 2), ("11-2", 10, 2), ("12-1", 6, 2),
    ("12-2", 18, 6), ("13-1", 6, 2), ("13-2", 6, 2), ("14-1", 9, 3), ("14-2", 9, 3), ("15-1", 22, 2),
)  # fmt: skip


class Known(NamedTuple):
    """Somebody the thirty matters speak of: where they live, who they are, what to mind."""

    unit: str
    name: str
    honorific: str
    relation: str
    care_note: str = ""


#: By number of the matter.
KNOWN: Final = {
    1: Known("3-1-502", "王建國", "先生", "owner"),
    2: Known("5-2-1801", "李思雨", "女士", "tenant"),
    3: Known("8-2-1203", "趙秀蘭", "女士", "owner", "聽力不好，請慢慢說"),
    4: Known("8-2-2105", "孫麗華", "女士", "owner", "家有幼兒"),
    5: Known("12-1-301", "高明", "先生", "owner"),
    6: Known("2-1-604", "錢玉珍", "女士", "family", "父親年邁獨處時多"),
    7: Known("6-1-1102", "馬躍", "先生", "tenant"),
    8: Known("9-3-702", "吳國棟", "先生", "owner", "衛生間漏水未了，請先說明進展"),
    9: Known("1-1-201", "鄭雅文", "女士", "owner"),
    10: Known("10-2-1503", "馮立新", "先生", "owner"),
    11: Known("4-1-903", "許佳", "女士", "owner"),
    12: Known("7-2-1602", "何志強", "先生", "owner", "家中老人用製氧機，停電前務必先告知"),
    13: Known("11-1-1001", "周雪梅", "女士", "owner"),
    15: Known("3-2-1404", "沈曼", "女士", "tenant"),
    16: Known("5-1-102", "魏長福", "先生", "owner"),
    17: Known("14-2-703", "蔣文斌", "先生", "owner"),
    19: Known("2-2-1501", "韓雨晴", "女士", "family"),
    20: Known("14-1-501", "羅永年", "先生", "owner"),
    21: Known("6-2-803", "曹陽", "先生", "owner"),
    22: Known("13-1-402", "彭桂英", "女士", "owner"),
    24: Known("4-2-1205", "董惠敏", "女士", "owner", "家有老人"),
    25: Known("1-2-1703", "袁浩", "先生", "owner"),
    26: Known("7-1-502", "葉芳", "女士", "owner"),
    27: Known("12-2-1806", "石磊", "先生", "owner"),
    29: Known("8-1-305", "唐志明", "先生", "owner"),
    30: Known("15-1-2201", "盧偉", "先生", "owner", "新入伙"),
}
KNOWN_AGAIN: Final = {18: 8, 28: 2}  # the same people come a second time

SURNAMES: Final = (
    "王李張劉陳楊黃趙吳周徐孫馬朱胡郭何林高羅鄭梁謝宋唐許鄧韓馮曹彭曾肖田董潘袁蔡蔣余于杜葉程魏蘇呂丁"
    "任盧姚沈鍾姜崔譚陸范汪廖石金韋賈夏付方鄒熊白孟秦邱侯江尹薛閆雷龍黎史陶賀毛郝顧龔邵萬覃武錢戴嚴莫孔向"
)
COMPOUND: Final = ("歐陽", "上官", "司徒", "諸葛")
MEN: Final = (
    "偉 強 磊 軍 勇 濤 明 超 斌 鵬 輝 剛 健 波 建華 國平 志強 文傑 家豪 俊峰 浩然 宇航 子軒 天宇 立新 永康 "
    "德明 海峰 振宇 曉東 少華 啟明 志遠 景行 一鳴 思遠 嘉誠 學文 正平 春生 大為 仲文 旭東 廣林 慶生 博文"
)
WOMEN: Final = (
    "芳 娜 敏 靜 麗 娟 豔 霞 萍 玲 婷 雪 慧 琳 穎 秀英 桂蘭 美華 玉梅 淑珍 小雲 佳怡 欣怡 夢琪 雨桐 詩涵 思琪 "
    "雅琴 曉燕 紅梅 惠芬 月娥 婉清 若蘭 心怡 可欣 語嫣 念慈 文君 依依 書瑤 海燕 春梅 翠萍 冬梅 亞男"
)
CARE: Final = (
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "行動不便，請上門辦理",
    "夜班工作，下午聯繫",
    "家有老人",
    "普通話聽不太懂，可說粵語",
    "怕狗",
)


@dataclass
class Household:
    """A home and who belongs to it."""

    unit: Unit
    people: list[tuple[Resident, str]] = field(default_factory=list)


@dataclass
class Cast:
    """The centre with everybody in it, as the stories need them."""

    centre: ServiceCentre
    staff: dict[str, Staff]
    departments: dict[str, Department]
    desks: list[Desk]
    households: dict[str, Household]
    extra: dict[tuple[str, date], list[str]] = field(default_factory=dict)

    def __getitem__(self, username: str) -> Staff:
        return self.staff[username]

    def on_duty(self, moment: datetime, department: str = "", role: str = "") -> list[Staff]:
        """Who works at this moment, of a department or in a role."""
        pattern, day = shift_of(self.centre, moment)
        crew = crew_of(pattern, day) + self.extra.get((pattern, day), [])
        return [
            self.staff[each.username]
            for each in STAFF
            if each.username in crew
            and (not department or each.department == department)
            and (not role or role in each.roles)
        ]

    def at_desk(self, moment: datetime) -> list[Staff]:
        """Who receives residents at this moment; at night that is the guard on watch."""
        seated = [self.staff[each.username] for each in STAFF if each.desk]
        return [staff for staff in self.on_duty(moment) if staff in seated]

    def somebody_of(self, department: str, moment: datetime, lot: random.Random) -> tuple[Staff, datetime]:
        """Somebody of the department who can take work on, and when: now, or as soon as their next shift begins."""
        for _turn in range(4):
            if crew := self.on_duty(moment, department, "department_handler"):
                return lot.choice(crew), moment
            moment = next_shift(self.centre, moment) + timedelta(minutes=10)
        raise LookupError(department)

    def leader(self, moment: datetime) -> Staff:
        """Who leads the shift at this moment."""
        return self.on_duty(moment, role="shift_leader")[0]


def shift_of(centre: ServiceCentre, moment: datetime) -> tuple[str, date]:
    """Name and duty date of the shift a moment of the demonstration falls in."""
    local = centre.local(moment)
    name = NIGHT if local.hour < 8 else EARLY if local.hour < 16 else MIDDLE
    return name, local.date()


def shift_began(centre: ServiceCentre, moment: datetime) -> datetime:
    """When the shift of this moment began."""
    local = centre.local(moment)
    return local.replace(hour=local.hour // 8 * 8, minute=0, second=0, microsecond=0)


def next_shift(centre: ServiceCentre, moment: datetime) -> datetime:
    """When the shift after this moment's begins."""
    return shift_began(centre, moment) + timedelta(hours=8)


def crew_of(pattern: str, day: date) -> list[str]:
    """The accounts rostered for this shift on this day of the week."""
    return [each.username for each in STAFF if day.weekday() in each.rota.get(pattern, ())]


def move_in(lot: random.Random, *, code: str = CODE, name: str = NAME, prefix: str = "") -> Cast:
    """Open the centre with its staff and 1,200 homes; the house itself signs (§4.0)."""
    centre = set_up_centre(by=None, code=code, name=name, is_demo=True, maintenance_numbers=MAINTENANCE)
    departments = {each.code: each for each in Department.objects.of(centre)}
    for department in departments.values():
        department.centre = centre
    households = _households(centre, lot)
    password = make_password(PASSWORD)  # once: hashing is slow on purpose
    return Cast(
        centre=centre,
        staff={person.username: _hire(centre, person, departments, prefix, password) for person in STAFF},
        departments=departments,
        desks=list(Desk.objects.of(centre)),
        households=households,
    )


def roster(cast: Cast, first: date, last: date, now: datetime) -> None:
    """Write down who works which shift from `first` to `last`; at `now` somebody of every role does."""
    pattern, day = shift_of(cast.centre, now)
    there = {role for staff in cast.on_duty(now) for role in staff.role_names()}
    cast.extra[pattern, day] = [name for name in ALWAYS_THERE if not there & set(_person(name).roles)]
    duties = []
    for each in ShiftPattern.objects.of(cast.centre).select_related("centre"):
        for date_ in _days(first, last):
            shift = Shift.objects.on(each, date_)
            crew = crew_of(each.name, date_) + cast.extra.get((each.name, date_), [])
            duties += [_duty(cast, shift, username) for username in crew]
    Duty.objects.create_signed(duties, by=cast["huangli"], verb="roster")


def sit_down(cast: Cast, now: datetime) -> None:
    """Seat those on duty now, and let the others of the play remember their seats."""
    sitting = cast.at_desk(now)
    for person in STAFF:
        staff = cast[person.username]
        if staff in sitting:
            staff.take_seat(cast.desks[person.desk - 1])
        elif person.desk:  # remembered in the play only: the books know who sits there now
            staff.desk = cast.desks[person.desk - 1]


def _person(username: str) -> Person:
    return next(each for each in STAFF if each.username == username)


def _duty(cast: Cast, shift: Shift, username: str) -> Duty:
    seat = _person(username).desk
    desk = cast.desks[seat - 1] if seat else None
    return Duty(centre=cast.centre, shift=shift, staff=cast[username], desk=desk)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _hire(
    centre: ServiceCentre, person: Person, departments: dict[str, Department], prefix: str, password: str
) -> Staff:
    staff = Staff(
        username=prefix + person.username,
        password=password,
        name=person.name,
        centre=centre,
        department=departments[person.department] if person.department else None,
    ).save_signed(None, "open_account")
    staff.set_roles(person.roles, by=None)
    return staff


def _households(centre: ServiceCentre, lot: random.Random) -> dict[str, Household]:
    homes = [
        Unit(
            centre=centre,
            building=house.split("-")[0],
            entrance=house.split("-")[1],
            floor=str(floor),
            room=f"{floor}{door:02}",
        )
        for house, floors, doors in HOUSES
        for floor in range(1, floors + 1)
        for door in range(1, doors + 1)
    ]
    Unit.objects.create_signed(homes, by=None, verb="set_up")
    households = {unit.code: Household(unit) for unit in homes}
    numbers = _numbers(lot)
    for known in KNOWN.values():
        resident = Resident(
            centre=centre,
            name=known.name,
            honorific=known.honorific,
            kind=known.relation,
            phone=next(numbers),
            care_note=known.care_note,
        )
        households[known.unit].people.append((resident, known.relation))
    landlords: list[Resident] = []
    for household in households.values():
        _fill(household, centre, lot, numbers, landlords)
    _write(centre, households, lot)
    return households


def _fill(
    household: Household,
    centre: ServiceCentre,
    lot: random.Random,
    numbers: Iterator[str],
    landlords: list[Resident],
) -> None:
    """An owner for each home, then a family or tenants; some own several homes, some share one telephone."""
    people = household.people
    relations = {relation for _resident_, relation in people}
    if "owner" not in relations:
        again = landlords and lot.random() < 0.05
        people.insert(
            0, (landlords.pop() if again else _somebody(centre, lot, "owner", next(numbers)), "owner")
        )
    owner = people[0][0]
    if "tenant" in relations or lot.random() < 0.22:
        for _each in range(lot.choice((0, 1, 1, 2)) if "tenant" in relations else lot.choice((1, 1, 2))):
            people.append((_somebody(centre, lot, "tenant", next(numbers)), "tenant"))
        landlords.append(owner)
    else:
        for _each in range(lot.choice((0, 1, 1, 2))):
            phone = owner.phone if lot.random() < 0.3 else next(numbers)
            people.append((_somebody(centre, lot, "family", phone), "family"))


def _somebody(centre: ServiceCentre, lot: random.Random, relation: str, phone: str) -> Resident:
    surname = lot.choice(COMPOUND) if lot.random() < 0.01 else lot.choice(SURNAMES)
    honorific, given = lot.choice((("先生", MEN), ("女士", WOMEN)))
    care = lot.choice(CARE) if lot.random() < 0.3 else ""
    return Resident(
        centre=centre,
        name=surname + lot.choice(given.split()),
        honorific=honorific,
        kind=relation,
        phone=phone,
        care_note=care,
    )


def _numbers(lot: random.Random) -> Iterator[str]:
    """Telephone numbers nobody has: 1380000 and four digits, in no order."""
    last_four = list(range(10_000))
    lot.shuffle(last_four)
    return (f"1380000{number:04}" for number in last_four)


def _write(centre: ServiceCentre, households: dict[str, Household], lot: random.Random) -> None:
    residents: dict[int, Resident] = {id(who): who for home in households.values() for who, _ in home.people}
    Resident.objects.create_signed(list(residents.values()), by=None, verb="set_up")
    occupancies: Sequence[Occupancy] = [
        Occupancy(
            centre=centre,
            unit=home.unit,
            resident=resident,
            relation=relation,
            since=date(lot.randint(2012, 2025), lot.randint(1, 12), lot.randint(1, 28)),
        )
        for home in households.values()
        for resident, relation in home.people
    ]
    Occupancy.objects.create_signed(occupancies, by=None, verb="set_up")
