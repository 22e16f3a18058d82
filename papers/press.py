"""The press: sets a paper as PDF in the type this house brings along: Chinese is right on any machine (§5.0)."""

import io
import json
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from papers import letters
from records import clock

FORMES: Final = Path(__file__).parent / "typ"
#: How typesetting calls the reader's language: it breaks lines and sets quotation marks by it.
LANGUAGES: Final = {"zh-hant": ("zh", "TW"), "zh-hans": ("zh", "CN"), "en": ("en", "GB")}
#: Typst keeps in memory what it worked out for the last ten papers; so many empty ones push it out.
FORGOTTEN: Final = 11


@cache
def _type() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[letters.FOLDER])


def pdf(forme: str, words: dict[str, Any], *, tagged: bool = True, after: int | None = None) -> bytes:
    """The paper that a forme (a template of papers/typ) makes of these words, as PDF.

    A letter the type does not have is printed 〓, and a line under the paper names it by its code. `tagged` tells a
    screen reader which cell is which; in a list of hundreds of rows that would take ten times the room. `after` is
    how many pages stand before this part of a `Volume`.
    """
    fitted, missing = letters.set_in_type(words)
    language, region = LANGUAGES.get(get_language() or "", LANGUAGES["zh-hant"])
    fitted |= {"lang": language, "region": region, "lacking": _named(missing)}
    fitted |= {"page": _page_words(whole=after is None), "first": 1 + (after or 0)}
    compiler = typst.Compiler(
        FORMES / f"{forme}.typ",
        root=FORMES,
        font_paths=_type(),
        sys_inputs={"words": json.dumps(fitted, ensure_ascii=False)},
    )
    made = compiler.compile(format="pdf", timestamp=int(clock.now().timestamp()), pdf_tags=tagged)
    if not isinstance(made, bytes):  # a PDF is one file however many pages it has
        raise TypeError(type(made))
    return made


class Volume:
    """A paper too long to be set at once: set part by part, bound in order, its pages numbered through.

    How many pages there will be is not known while the first is set, so its pages do not say "of how many".
    """

    def __init__(self) -> None:
        from pypdf import PdfWriter  # noqa: PLC0415 -- twenty megabytes that only a long list needs

        self.book = PdfWriter()

    def add(self, forme: str, words: dict[str, Any]) -> None:
        """Set the next part and put it behind the others."""
        part = pdf(forme, words, tagged=False, after=len(self.book.pages))
        for _empty in range(FORGOTTEN):
            typst.compile(b"", font_paths=_type())
        self.book.append(io.BytesIO(part), import_outline=False)

    def write(self, file: IO[bytes]) -> None:
        """Write all parts as one PDF."""
        self.book.write(file)


def _page_words(*, whole: bool) -> list[str]:
    words = {"page": "\0", "pages": "\0"}
    said = _("page %(page)s of %(pages)s") % words if whole else _("page %(page)s") % words
    return said.split("\0")


def _named(missing: str) -> str:
    if not missing:
        return ""
    codes = ", ".join(f"U+{ord(letter):04X}" for letter in missing)
    return _("〓 stands for a letter this type does not have (%(codes)s): write it in by hand.") % {
        "codes": codes
    }
