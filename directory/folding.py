"""Folding: one written form for everything a resident may be looked up by.

Full-width and half-width, capitals, traditional and simplified characters fold together; Chinese names are
also known by pinyin and by initials, Latin and 注音. The libraries behind it take a moment to load, so they are
loaded when first used.
"""

import re
import unicodedata
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Final

KEY_LENGTH: Final = 500

#: Surnames of two characters, folded.
COMPOUND_SURNAMES: Final = frozenset(
    [
        *(
            "欧阳",
            "司马",
            "上官",
            "诸葛",
            "司徒",
            "令狐",
            "皇甫",
            "尉迟",
            "公孙",
            "慕容",
            "长孙",
            "宇文",
            "轩辕",
        ),
        *("东方", "夏侯", "端木", "百里", "南宫", "西门", "独孤", "万俟", "闻人", "呼延", "申屠", "太史"),
    ]
)

#: Surnames that are read otherwise than the same character elsewhere.
SURNAME_READINGS: Final[dict[str, tuple[str, ...]]] = {
    "单": ("shan",),
    "解": ("xie",),
    "仇": ("qiu",),
    "区": ("ou",),
    "查": ("zha",),
    "曾": ("zeng",),
    "盖": ("ge",),
    "任": ("ren",),
    "缪": ("miao",),
    "翟": ("zhai",),
    "朴": ("piao",),
    "乐": ("yue",),
    "员": ("yun",),
    "秘": ("bi",),
    "冼": ("xian",),
    "覃": ("qin",),
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
}

_BLANKS = re.compile(r"\s+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\uff0d\ufe63~]")
_PLATE_WORDS = re.compile(r"(?:号楼|栋|幢|座|楼|单元|室|号|房)")
_PHONE_LIKE = re.compile(r"[\d+()#*.\- ]+")
_EXTENSION = re.compile(r"(?:转|轉|分机|分機|ext\.?|#)", re.IGNORECASE)
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def clean(text: str) -> str:
    """The text in ordinary width, with single blanks between words and none around."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def fold(text: str) -> str:
    """The text in ordinary width, lower case and simplified characters, with single blanks."""
    return _simplify(clean(text).lower())


def digits(text: str) -> str:
    """The digits of a text, full-width ones included."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign in "0123456789")


def normalise_phone(text: str) -> str:
    """A telephone number as it is kept: digits, a leading + and #extension; nothing else that was typed."""
    plain = clean(text)
    number, *extension = _EXTENSION.split(plain, maxsplit=1)
    kept = ("+" if number.lstrip().startswith("+") else "") + digits(number)
    return f"{kept}#{digits(extension[0])}" if extension and digits(extension[0]) else kept


def plate(text: str) -> str:
    """A part of a unit number as the door plate has it: ordinary width, capitals, no blanks."""
    return _DASHES.sub("-", clean(text)).upper().replace(" ", "")


def room_parts(text: str) -> list[str]:
    """The parts of a room as typed: 3-1202, 3－1202, 3棟1202室, 3 1202 and 03-1202 are all ["3", "1202"]."""
    spoken = _PLATE_WORDS.sub("-", _simplify(_DASHES.sub("-", clean(text)))).upper()
    parts = re.split(r"[-/\\ ,，、#]+|(?<=[\u3400-\u9fff])(?=\d)", spoken)
    return [part.lstrip("0") or "0" for part in parts if part]


def looks_like_a_room(text: str) -> bool:
    """Whether what was typed may be a unit number: up to four short parts, a digit, and not 00 to begin with."""
    parts = room_parts(text)
    short = 1 <= len(parts) <= 4 and all(len(part) <= 6 for part in parts)
    return short and bool(digits(text)) and not clean(text).startswith("00")


def words(text: str) -> list[str]:
    """The folded words of a query; a telephone number typed in groups is one word of digits."""
    folded = fold(text)
    if _PHONE_LIKE.fullmatch(folded):
        number = digits(folded)
        return [number] if number else []
    return folded.split()


def surname(name: str) -> str:
    """The surname of a Chinese name, of two characters where it is one of those; else the first word."""
    plain = clean(name)
    if not _CHINESE.match(plain):
        return plain.split(" ")[0]
    return plain[:2] if len(plain) > 2 and fold(plain[:2]) in COMPOUND_SURNAMES else plain[:1]


def readings(name: str) -> list[str]:
    """The syllables or words of a name, lower case: 單小雲 is shan xiao yun."""
    folded = fold(name)
    family = fold(surname(name)) if _CHINESE.match(folded) else ""
    if family in SURNAME_READINGS:
        return [*SURNAME_READINGS[family], *_pinyin(folded[len(family) :])]
    return _pinyin(folded)


def initials(name: str) -> str:
    """The first letters of a name's syllables or words: lmh."""
    return "".join(reading[0] for reading in readings(name))


def initials_and_pinyin(name: str) -> str:
    """What a name may be typed as on a Latin keyboard: "linmeihua lmh"."""
    return " ".join(filter(None, ["".join(readings(name)), initials(name)]))


def search_key(name: str, phone: str = "") -> str:
    """Everything somebody may be looked up by in one folded text: name, pinyin, initials, telephone."""
    folded = fold(name)
    parts = [folded, initials_and_pinyin(name)]
    plain = "".join(_pinyin(folded))
    if plain not in parts[1]:
        parts.append(plain)
    if _CHINESE.search(folded):
        parts.append(_phonetic_initials(folded))
    parts.append(digits(phone))
    return " ".join(filter(None, parts))[:KEY_LENGTH]


def _pinyin(folded: str) -> list[str]:
    spoken: list[str] = _spelling().lazy_pinyin(folded, errors=str.split)
    return [reading for reading in spoken if reading]


def _phonetic_initials(folded: str) -> str:
    spelling = _spelling()
    return "".join(spelling.lazy_pinyin(folded, style=spelling.Style.BOPOMOFO_FIRST, errors="ignore"))


def _simplify(text: str) -> str:
    return str(_converter().convert(text)) if _CHINESE.search(text) else text


@cache
def _converter() -> Any:
    return import_module("opencc").OpenCC("t2s")


@cache
def _spelling() -> ModuleType:
    return import_module("pypinyin")
