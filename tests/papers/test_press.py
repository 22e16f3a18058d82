"""Chinese is right on a machine without Chinese fonts, and a letter that is missing is not hidden (§5.0)."""

import io
import re
from collections.abc import Iterator

import polib
import pytest
from django.conf import settings
from django.utils import translation

from papers import letters, press, sheets, tables
from papers.listings import Value
from records import clock
from tests.cast import MORNING
from tests.papers.reading import fonts_of, height_of, pages_of, shapes_of, text_of

pytestmark = pytest.mark.once
COLUMNS = [sheets.Column("序", 8, centred=True), sheets.Column("姓名"), sheets.Column("事由")]


def form(*rows: list[sheets.Cell], **more: object) -> sheets.Sheet:
    """A small form with these rows."""
    words: dict[str, object] = {
        "title": "服務中心值班記錄表",
        "form": "表號 FW-01",
        "centre": "天下城服務中心",
        "facts": [("日期", "2026 年 11 月 16 日（星期一）")],
        "columns": COLUMNS,
        "rows": list(rows),
        "printed": "列印",
    }
    return sheets.Sheet(**(words | more))  # type: ignore[arg-type]  # -- words by name


def test_chinese_comes_out_as_it_went_in_and_the_type_is_in_the_file() -> None:
    body = form(
        ["1", "陳雅婷", "廚房水槽下方漏水，櫃子泡軟"], ["2", "郑伟（访客）", "門禁卡「刷不過」——㛃堃喆"]
    ).pdf()

    text = text_of(body)
    assert "陳雅婷廚房水槽下方漏水，櫃子泡軟" in text
    assert "郑伟（访客）門禁卡「刷不過」——㛃堃喆" in text
    assert "服務中心值班記錄表" in text
    assert fonts_of(body) == {"NotoSansCJKtc-Regular": True, "NotoSansCJKtc-Bold": True}


def test_the_head_stands_on_every_page_and_each_page_knows_its_number() -> None:
    with translation.override("zh-hant"):
        row: list[sheets.Cell] = ["1", "王", "停車"]
        pages = pages_of(form(*[row] * 80).pdf())

    assert len(pages) == 3
    assert all("序姓名事由" in page for page in pages)
    assert [re.findall(r"第(\d)頁，共(\d)頁", page) for page in pages] == [[(str(n), "3")] for n in (1, 2, 3)]


@pytest.mark.parametrize("count", [3, 401])
def test_a_long_list_is_set_in_parts_bound_in_order_and_numbered_through(count: int) -> None:
    file = io.BytesIO()
    rows: Iterator[list[Value]] = ([f"甲{place}乙", "停車"] for place in range(1, count + 1))
    with translation.override("zh-hant"), clock.at(MORNING):
        sheet = form(heading="筆數", rule="完")
        tables.write_pdf(sheet)(file, COLUMNS[1:], rows)
    pages = pages_of(file.getvalue())
    text = "".join(pages)

    assert re.findall(r"甲(\d+)乙", text) == [str(place) for place in range(1, count + 1)]
    assert [re.findall(r"第(\d+)頁", page) for page in pages] == [[str(n)] for n in range(1, len(pages) + 1)]
    assert (text.count(f"筆數{count}"), text.count("完"), f"筆數{count}" in pages[-1]) == (1, 1, True)
    assert ("共1頁" in text) == (count == 3)
    assert all("#姓名事由" in page for page in pages)


def test_a_letter_the_type_lacks_is_marked_and_named() -> None:
    with translation.override("en"):
        text = text_of(form(["1", "𠮷田😀", "搬家"]).pdf())

    assert "〓田〓" in text
    assert "〓standsforaletterthistypedoesnothave(U+20BB7,U+1F600):writeitinbyhand." in text


def test_a_corrected_cell_keeps_the_old_words_before_the_new() -> None:
    assert sheets.runs("<del>3-1203</del> <ins>3-1202 &amp; 甲</ins>") == [
        ("s", "3-1203"),
        ("", " "),
        ("u", "3-1202 & 甲"),
    ]
    assert sheets.runs("<s><del>甲</del> <ins>乙</ins></s>") == [("s", "甲 乙")]
    assert sheets.runs("3 &lt; 4") == "3 < 4"
    assert "3-12033-1202" in text_of(
        form(["1", sheets.runs("<del>3-1203</del> <ins>3-1202</ins>"), ""]).pdf()
    )


def test_there_is_room_to_sign_and_a_line_for_each_who_has_signed() -> None:
    """BR-H19: a whole day is read shift by shift; what stands under the signatures makes room for them."""
    row: list[sheets.Cell] = ["1", "王", "停車"]
    lines = [f"審閱人{place}" for place in "甲乙丙丁"]

    empty = form(row, sign=["值班簽名", "主管審閱"], rule="更正")
    full = form(row, sign=["值班簽名", "\n".join(["主管審閱", *lines])], rule="更正")

    to_sign = height_of(empty.pdf(), "值班簽名") - height_of(empty.pdf(), "更正")
    below = height_of(full.pdf(), lines[-1]) - height_of(full.pdf(), "更正")
    assert to_sign > 36
    assert below > 14


def test_what_was_typed_is_never_read_as_typesetting() -> None:
    body = form(
        ["1", "#panic() *粗* _斜_ $x$ <label>", "= 標題\n- 項 https://example.org/" + "a" * 200]
    ).pdf()

    assert "#panic()*粗*_斜_$x$<label>" in text_of(body)
    assert "=標題-項https://example.org/" + "a" * 200 in text_of(body)


def test_every_word_of_the_house_and_of_the_demonstration_has_its_letters() -> None:
    said = []
    for language in ("zh_Hant", "zh_Hans"):
        catalogue = polib.pofile(str(settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"))
        said += [word for entry in catalogue for word in (entry.msgstr, *entry.msgstr_plural.values())]
    demo = "".join(path.read_text() for path in (settings.BASE_DIR / "visits" / "demo").glob("*.*[ly]"))
    plain, _missing = letters.set_in_type(["".join(said), demo])

    assert letters.lacking("".join(said).translate(letters._SHAPES)) == ""
    assert letters.lacking(demo) == ""
    assert plain


def test_titles_and_labels_are_in_the_heavy_type_whatever_the_language() -> None:
    has = letters.found_in(letters.BOLD)
    for language in ("zh-hant", "zh-hans", "en"):
        with translation.override(language):
            labels = [
                column.label
                for columns in (sheets.log_columns, sheets.handover_columns, sheets.callback_columns)
                for column in columns()
            ]
            assert [sign for sign in "".join(labels) if ord(sign) not in has] == []


def test_a_simplified_paper_has_its_own_shapes_of_the_same_letters() -> None:
    """骨, 直 and a comma look different in Taiwan and on the mainland; the words are the same."""
    made = {}
    for language in ("zh-hant", "zh-hans", "en"):
        with translation.override(language), clock.at(MORNING):
            made[language] = form(["骨直，。"], columns=[sheets.Column("骨")]).pdf()

    assert [text_of(body).count("骨直，。") for body in made.values()] == [1, 1, 1]
    traditional, simplified = shapes_of(made["zh-hant"]), shapes_of(made["zh-hans"])
    assert {font for font in traditional if traditional[font] != simplified[font]} == set(traditional)


def test_the_press_uses_no_letters_of_the_machine() -> None:
    assert {(font.family, font.weight) for font in press._type().fonts()} == {
        ("Noto Sans CJK TC", 400),
        ("Noto Sans CJK TC", 700),
    }
