"""Which English words the house says: read from its code and its pages by Babel, a tool of the workshop only."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from servicecentre.catalogues import key

ROOMS = ("directory", "handover", "notices", "oversight", "papers", "records", "servicecentre", "visits")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def messages_of(root: Path) -> list[polib.POEntry]:
    """Every message of every room and page, once, without a translation."""
    found: dict[tuple[str, str], polib.POEntry] = {}
    for path in _sources(root):
        for entry in _messages_in(path):
            before = found.setdefault(key(entry), entry)
            if entry.msgid_plural:
                before.msgid_plural = entry.msgid_plural
    return list(found.values())


def _sources(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted(path for path in (root / room).rglob("*.py") if path.parent.name != "migrations")
        yield from sorted((root / room).glob("templates/**/*.*"))
    yield from sorted(path for path in (root / "templates").rglob("*.*") if path.is_file())


def _messages_in(path: Path) -> Iterator[polib.POEntry]:
    text = path.read_text()
    if path.suffix != ".py":
        text = _as_python(text, path.name)
    for _line, message, comments, context in extract(
        "python", BytesIO(text.encode()), KEYWORDS, comment_tags=["Translators"]
    ):
        singular, plural = (message, "") if isinstance(message, str) else message[:2]
        if singular:
            yield polib.POEntry(
                msgctxt=context, msgid=singular, msgid_plural=plural or "", comment="\n".join(comments)
            )


def _as_python(page: str, name: str) -> str:
    # Django turns a page into something like Python; the indentation of the page means nothing there.
    return "\n".join(line.lstrip() for line in templatize(page, origin=name).splitlines())
