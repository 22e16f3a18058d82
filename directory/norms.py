"""The norms a centre starts with: literal tables, each figure editable afterwards (domain notes §1.2, §4.5)."""

from datetime import time
from typing import Final, NamedTuple

HOUR: Final = 60
DAY: Final = 24 * HOUR


class PatternNorm(NamedTuple):
    """A shift as it returns every day."""

    name: str
    starts: time
    ends: time


class DepartmentNorm(NamedTuple):
    """A department most centres have."""

    code: str
    name: str
    is_front_desk: bool = False
    is_outside: bool = False
    takes_fees: bool = False
    keeps_office_hours: bool = False


class CategoryNorm(NamedTuple):
    """A kind of matter, with who does it, how soon, and how the resident is asked afterwards."""

    code: str
    name: str
    name_hans: str
    name_en: str
    department: str
    callback_policy: str
    limit_minutes: int | None
    default_priority: str
    needs_identity: bool = False
    limit_working_minutes: int | None = None


PATTERNS: Final = (
    PatternNorm("早班", time(8), time(16)),
    PatternNorm("中班", time(16), time(0)),
    PatternNorm("夜班", time(0), time(8)),
)

DEPARTMENTS: Final = (
    DepartmentNorm("desk", "客服", is_front_desk=True),
    DepartmentNorm("engineering", "工程部"),
    DepartmentNorm("security", "秩序維護"),
    DepartmentNorm("cleaning", "保潔"),
    DepartmentNorm("fees", "財務收費", takes_fees=True, keeps_office_hours=True),
    DepartmentNorm("supervisor", "客服主管", keeps_office_hours=True),
    DepartmentNorm("fitout", "裝修管理", keeps_office_hours=True),
    DepartmentNorm("outside", "外單位", is_outside=True),
)

DESKS: Final = ("1 號台", "2 號台", "3 號台")

#: From Monday on so many days, with these hours: the office, not the desk, which is never closed (W13b).
OFFICE_DAYS: Final = 5
OFFICE_HOURS: Final = (time(8, 30), time(17, 30))
WORKING_DAY: Final = 9 * HOUR

#: Share of a sampled category that is called back.
SAMPLE_PERCENT: Final = 30

# The limit is the furthest a promise may lie, in clock time or in the office's. What is done at once still leaves the
# day, for the owner who must first confirm; minutes on site are the department's, not the promise's.
CATEGORIES: Final = (
    CategoryNorm("consult", "諮詢", "咨询", "Enquiry", "desk", "face", 4 * HOUR, "P3"),
    CategoryNorm("repair", "報修", "报修", "Repair", "engineering", "all", DAY, "P2"),
    CategoryNorm("complaint", "投訴", "投诉", "Complaint", "supervisor", "all", 3 * DAY, "P2"),
    CategoryNorm("help", "求助", "求助", "Help / emergency", "security", "all", 2 * HOUR, "P0"),
    CategoryNorm(
        "suggest",
        "建議",
        "建议",
        "Suggestion",
        "desk",
        "sample",
        None,
        "P3",
        limit_working_minutes=3 * WORKING_DAY,
    ),
    CategoryNorm("praise", "表揚", "表扬", "Praise", "desk", "none", None, "P3"),
    CategoryNorm("fee", "費用", "费用", "Fee / billing", "fees", "face", None, "P2", needs_identity=True),
    CategoryNorm(
        "decorate",
        "裝修",
        "装修",
        "Fit-out",
        "fitout",
        "sample",
        None,
        "P3",
        limit_working_minutes=WORKING_DAY,
    ),
    CategoryNorm(
        "pass", "放行條", "放行条", "Goods release slip", "desk", "none", DAY, "P3", needs_identity=True
    ),
    CategoryNorm(
        "card",
        "證卡",
        "证卡",
        "Access card / permit",
        "desk",
        "none",
        None,
        "P3",
        needs_identity=True,
        limit_working_minutes=WORKING_DAY,
    ),
    CategoryNorm("parking", "停車", "停车", "Parking", "security", "sample", DAY, "P1"),
    CategoryNorm(
        "borrow",
        "鑰匙/物品借用",
        "钥匙/物品借用",
        "Key / item loan",
        "desk",
        "none",
        DAY,
        "P3",
        needs_identity=True,
    ),
    CategoryNorm("parcel", "快遞/寄存", "快递/寄存", "Parcel / storage", "desk", "none", DAY, "P3"),
    CategoryNorm("handover_flat", "入伙/收樓", "入伙/收楼", "Move-in", "desk", "all", None, "P3"),
    CategoryNorm("neighbour", "鄰里糾紛", "邻里纠纷", "Neighbour dispute", "desk", "all", DAY, "P2"),
    CategoryNorm("other", "其他", "其他", "Other", "desk", "sample", DAY, "P2"),
)
