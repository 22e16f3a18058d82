"""One written form for everything a resident may be looked up by."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import folding

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("林美華", "林美华"),
        ("林美华", "林美华"),
        ("ＬＭＨ", "lmh"),
        ("  Martin   Smith ", "martin smith"),
        ("１３８", "138"),
        ("電梯異音", "电梯异音"),
        ("", ""),
    ],
)
def test_both_scripts_and_both_widths_fold_together(typed: str, folded: str) -> None:
    assert folding.fold(typed) == folded


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folding.fold(folding.fold(text)) == folding.fold(text)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("林美華", "linmeihua lmh"),
        ("單小雲", "shanxiaoyun sxy"),
        ("尉遲恭", "yuchigong ycg"),
        ("歐陽娜娜", "ouyangnana oynn"),
        ("曾國強", "zengguoqiang zgq"),
        ("Martin Smith", "martinsmith ms"),
        ("", ""),
    ],
)
def test_a_name_is_known_by_pinyin_and_initials_a_surname_as_surnames_are_read(
    name: str, spelled: str
) -> None:
    assert folding.initials_and_pinyin(name) == spelled


def test_the_key_holds_name_pinyin_initials_and_telephone() -> None:
    assert folding.search_key("林美華", "0912-334-678") == "林美华 linmeihua lmh ㄌㄇㄏ 0912334678"


def test_a_surname_with_two_readings_is_found_by_both() -> None:
    assert folding.search_key("單小雲").split() == ["单小云", "shanxiaoyun", "sxy", "danxiaoyun", "ㄉㄒㄩ"]


def test_the_key_never_grows_past_its_column() -> None:
    assert len(folding.search_key("龘" * 200, "1" * 200)) == folding.KEY_LENGTH


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0000-0001", "13800000001"),
        ("（０１０）６２３４５６７８", "01062345678"),
        ("+86 138 0000 0001", "+8613800000001"),
        ("010-62345678 轉 801", "01062345678#801"),
        ("010-62345678转801", "01062345678#801"),
        ("沒有", ""),
    ],
)
def test_a_telephone_number_is_kept_as_digits(typed: str, kept: str) -> None:
    assert folding.normalise_phone(typed) == kept
    assert folding.normalise_phone(kept) == kept


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("3-1202", ["3", "1202"]),
        ("３－１２０２", ["3", "1202"]),
        ("3–1202", ["3", "1202"]),
        ("3 1202", ["3", "1202"]),
        ("3棟2單元1202室", ["3", "2", "1202"]),
        ("3栋2单元1202室", ["3", "2", "1202"]),
        ("a座1202", ["A", "1202"]),
        ("1202", ["1202"]),
        ("9-0302", ["9", "302"]),
        ("商鋪3", ["商铺", "3"]),
        ("", []),
    ],
)
def test_a_room_is_taken_apart_however_it_is_said(typed: str, parts: list[str]) -> None:
    assert folding.room_parts(typed) == parts


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3-1202", True),
        ("1202", True),
        ("商鋪3", True),
        ("林美華", False),
        ("13800000001", False),
        ("0001", False),
        ("", False),
    ],
)
def test_a_room_has_a_digit_and_short_parts(typed: str, expected: bool) -> None:
    assert folding.looks_like_a_room(typed) is expected


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("lin meihua", ["lin", "meihua"]),
        ("林美華 0001", ["林美华", "0001"]),
        ("0912-334-678", ["0912334678"]),
        ("138 0000 0001", ["13800000001"]),
        ("  ", []),
        ("--", []),
    ],
)
def test_a_query_is_words_and_a_grouped_number_is_one(typed: str, words: list[str]) -> None:
    assert folding.words(typed) == words


def test_a_plate_is_written_in_capitals_without_blanks() -> None:
    assert folding.plate(" ａ 座－１ ") == "A座-1"


def test_the_slow_libraries_are_loaded_only_when_a_name_is_folded() -> None:
    loaded = "import sys, directory.folding; print('opencc' in sys.modules, 'pypinyin' in sys.modules)"

    answer = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)

    assert answer.stdout.split() == ["False", "False"]
