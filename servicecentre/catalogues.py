"""The words in three languages: English in the code, 繁體 by hand, 简体 made from it. No system gettext needed."""

import os
from collections.abc import Iterable
from pathlib import Path

import opencc
import polib
from django.conf import settings

TRADITIONAL, SIMPLIFIED = "zh_Hant", "zh_Hans"
QUOTES = str.maketrans("「」『』", "“”‘’")

Key = tuple[str, str]


def locale_dir() -> Path:
    """Where the catalogues lie."""
    return Path(settings.LOCALE_PATHS[0])


def catalogue(language: str) -> Path:
    """The catalogue of one language, as a translator opens it."""
    return locale_dir() / language / "LC_MESSAGES" / "django.po"


def overrides() -> Path:
    """Where 简体 says it in another word, not only in other characters."""
    return locale_dir() / SIMPLIFIED / "overrides.po"


def key(entry: polib.POEntry) -> Key:
    """What makes two entries the same message: context and English words."""
    return entry.msgctxt or "", entry.msgid


def read(path: Path) -> polib.POFile:
    """The catalogue in this file; an empty one where there is no file yet."""
    return polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile(wrapwidth=100)


def updated(old: polib.POFile, found: Iterable[polib.POEntry]) -> polib.POFile:
    """Exactly the messages found, sorted, each keeping the translation it had; what nobody says any more is gone."""
    kept = {key(entry): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=100)
    for entry in sorted(found, key=key):
        before = kept.get(key(entry))
        if before is not None:
            entry.msgstr, entry.flags = before.msgstr, before.flags
            if entry.msgid_plural:
                entry.msgstr_plural = before.msgstr_plural or {0: before.msgstr}
        elif entry.msgid_plural:
            entry.msgstr_plural = {0: ""}
        new.append(entry)
    return new


def simplified(traditional: polib.POFile, exceptions: polib.POFile) -> polib.POFile:
    """The 简体 catalogue: characters and quotation marks converted, words only where an exception says so."""
    convert = opencc.OpenCC("t2s").convert
    said = {key(entry): entry.msgstr for entry in exceptions}
    new = polib.POFile(wrapwidth=100)
    for entry in traditional:

        def words(text: str, entry: polib.POEntry = entry) -> str:
            return said.get(key(entry)) or convert(text).translate(QUOTES)

        new.append(
            polib.POEntry(
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                msgid_plural=entry.msgid_plural,
                msgstr=words(entry.msgstr) if entry.msgstr else "",
                msgstr_plural={n: words(text) for n, text in entry.msgstr_plural.items() if text},
                comment=entry.comment,
                flags=list(entry.flags),
            )
        )
    return new


def untranslated(entries: polib.POFile) -> list[str]:
    """The English words still without a translation, or with one that was only guessed."""
    return [entry.msgid for entry in entries if entry.fuzzy or not entry.translated()]


def write(entries: polib.POFile, path: Path, language: str) -> bool:
    """Write the catalogue where it differs from the file, and say whether it did. No dates, no line numbers."""
    entries.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    text = f"{entries}\n" if not str(entries).endswith("\n") else str(entries)
    if path.exists() and path.read_text() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return True


def compile_stale() -> list[Path]:
    """Compile each catalogue newer than its .mo, and name them; two processes at once do not disturb each other."""
    stale = []
    for source in sorted(locale_dir().glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = target.with_suffix(f".{os.getpid()}")
        read(source).save_as_mofile(str(draft))
        draft.replace(target)
        stale.append(source)
    return stale
