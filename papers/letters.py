"""The letters of the press: which ones it has, and what is printed where one is missing."""

import re
import struct
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "fonts"
REGULAR: Final = FOLDER / "NotoSansCJKtc-Regular-subset.otf"
BOLD: Final = FOLDER / "NotoSansCJKtc-Bold-subset.otf"
#: What a printer sets where a letter is missing from the case, so that everybody sees that one is missing.
MISSING: Final = "〓"
#: Signs of the screen that the type has in another shape.
_SHAPES: Final = str.maketrans({"☑": "✓", "☒": "×", "\t": " ", "\r": None})
_SAYS_NOTHING: Final = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f]"
)
#: So many letters in a row that no line may be broken between them.
_LONG: Final = re.compile(r"[\x21-\x7e]{13,}")
_BREAK: Final = "\u200b"


@cache
def found_in(font: Path) -> frozenset[int]:
    """The code points a font has, read from its character map (OpenType `cmap`, format 12)."""
    data = font.read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack(">II", data[at + 8 : at + 16])
        for at in range(12, 12 + 16 * struct.unpack(">H", data[4:6])[0], 16)
    }
    start, _length = tables[b"cmap"]
    for place in range(struct.unpack(">H", data[start + 2 : start + 4])[0]):
        at = start + 4 + 8 * place
        table = start + struct.unpack(">I", data[at + 4 : at + 8])[0]
        if struct.unpack(">H", data[table : table + 2])[0] == 12:
            groups = struct.unpack(">I", data[table + 12 : table + 16])[0]
            ranges = struct.iter_unpack(">III", data[table + 16 : table + 16 + 12 * groups])
            return frozenset(code for first, last, _glyph in ranges for code in range(first, last + 1))
    raise ValueError(font)


def lacking(text: str) -> str:
    """The letters of a text that the type does not have, each once, in their order."""
    has = found_in(REGULAR)
    return "".join(dict.fromkeys(sign for sign in text if ord(sign) not in has and sign != "\n"))


def set_in_type(words: Any) -> tuple[Any, str]:
    """Words as the press can set them, however nested, and the letters that are missing from its case."""
    missing: dict[str, None] = {}

    def fitted(part: Any) -> Any:
        if isinstance(part, str):
            return _fitted(part, missing)
        if isinstance(part, list | tuple):
            return [fitted(each) for each in part]
        if isinstance(part, dict):
            return {name: fitted(each) for name, each in part.items()}
        return part

    return fitted(words), "".join(missing)


def _fitted(text: str, missing: dict[str, None]) -> str:
    plain = _SAYS_NOTHING.sub("", text.translate(_SHAPES))
    if out := lacking(plain):
        missing.update(dict.fromkeys(out))
        plain = plain.translate(dict.fromkeys(map(ord, out), MISSING))
    return _LONG.sub(lambda run: _BREAK.join(re.findall(r".{1,8}", run[0])), plain)
