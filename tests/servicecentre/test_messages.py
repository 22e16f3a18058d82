"""The words: every one translated, in the right script, with the same blanks to fill in."""

import re
from collections import Counter
from pathlib import Path

import opencc
import polib
import pytest
from django.conf import settings

from servicecentre import catalogues, extraction
from servicecentre.catalogues import SIMPLIFIED, TRADITIONAL, key

pytestmark = pytest.mark.once

BLANK = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
# Characters both scripts write alike, which the converter would make older than anyone here writes them.
WRITTEN_ALIKE = set("台裡群峰床線秘注占布周游托咨吃升杆栗弦厘丑余斗仆卜曲松咸舍核才")


@pytest.fixture(scope="module")
def found() -> list[polib.POEntry]:
    return extraction.messages_of(settings.BASE_DIR)


@pytest.mark.parametrize("language", [TRADITIONAL, SIMPLIFIED])
def test_every_message_has_its_translation(language: str) -> None:
    assert catalogues.untranslated(catalogues.read(catalogues.catalogue(language))) == []


@pytest.mark.parametrize("language", [TRADITIONAL, SIMPLIFIED])
def test_the_catalogue_holds_what_is_said_and_nothing_else(language: str, found: list[polib.POEntry]) -> None:
    kept = [key(entry) for entry in catalogues.read(catalogues.catalogue(language))]

    assert kept == sorted(key(entry) for entry in found)


@pytest.mark.parametrize("language", [TRADITIONAL, SIMPLIFIED])
def test_a_translation_has_the_blanks_of_its_message(language: str) -> None:
    differing = [
        entry.msgid
        for entry in catalogues.read(catalogues.catalogue(language))
        for said in [entry.msgstr, *entry.msgstr_plural.values()]
        if said and Counter(BLANK.findall(said)) != Counter(BLANK.findall(entry.msgid_plural or entry.msgid))
    ]

    assert differing == []


def test_the_traditional_catalogue_has_no_simplified_character() -> None:
    older = opencc.OpenCC("s2t").convert
    simplified = {
        character
        for entry in catalogues.read(catalogues.catalogue(TRADITIONAL))
        for said in [entry.msgstr, *entry.msgstr_plural.values()]
        for character, converted in zip(said, older(said), strict=True)
        if character != converted
    }

    assert simplified - WRITTEN_ALIKE == set()


def test_the_simplified_catalogue_is_the_traditional_one_converted() -> None:
    traditional = catalogues.read(catalogues.catalogue(TRADITIONAL))
    expected = catalogues.simplified(traditional, catalogues.read(catalogues.overrides()))

    kept = catalogues.read(catalogues.catalogue(SIMPLIFIED))

    assert [(entry.msgid, entry.msgstr) for entry in kept] == [(e.msgid, e.msgstr) for e in expected]


def test_an_override_names_a_message_that_is_said(found: list[polib.POEntry]) -> None:
    overridden = {key(entry) for entry in catalogues.read(catalogues.overrides())}

    assert overridden - {key(entry) for entry in found} == set()


def test_an_update_keeps_translations_and_drops_what_nobody_says() -> None:
    old = polib.POFile()
    old.append(polib.POEntry(msgid="Save", msgstr="儲存"))
    old.append(polib.POEntry(msgid="Gone", msgstr="沒有了"))

    new = catalogues.updated(old, [polib.POEntry(msgid="Save"), polib.POEntry(msgid="Open")])

    assert [(entry.msgid, entry.msgstr) for entry in new] == [("Open", ""), ("Save", "儲存")]


def test_simplified_converts_characters_and_quotation_marks_and_obeys_exceptions() -> None:
    traditional, exceptions = polib.POFile(), polib.POFile()
    traditional.append(polib.POEntry(msgid="Told", msgstr="答覆「已辦」"))
    traditional.append(polib.POEntry(msgid="Network", msgstr="網路"))
    exceptions.append(polib.POEntry(msgid="Network", msgstr="网络"))

    new = catalogues.simplified(traditional, exceptions)

    assert [entry.msgstr for entry in new] == ["答复“已办”", "网络"]


def test_messages_are_found_in_code_and_pages(tmp_path: Path) -> None:
    (tmp_path / "visits").mkdir()
    (tmp_path / "visits" / "rules.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        'A = _("Only %(name)s may.")\nB = ngettext("%(n)d day", "%(n)d days", 2)\nC = pgettext("seal", "Received")\n'
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        '{% load i18n %}\n  <p>\n{% translate "It\'s here" %}</p>\n    <b>{% blocktranslate trimmed with a=b %}\n'
        "  Since {{ a }}\n  {% endblocktranslate %}</b>\n {{ x|default:_('none') }}"
    )

    found = extraction.messages_of(tmp_path)

    assert sorted((entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in found) == [
        ("", "%(n)d day", "%(n)d days"),
        ("", "It's here", ""),
        ("", "Only %(name)s may.", ""),
        ("", "Since %(a)s", ""),
        ("", "none", ""),
        ("seal", "Received", ""),
    ]


def test_writing_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    entries = polib.POFile()
    entries.append(polib.POEntry(msgid="Save", msgstr="儲存"))
    target = tmp_path / "django.po"

    assert [catalogues.write(entries, target, TRADITIONAL) for _ in range(2)] == [True, False]
