"""Rows as a file: a workbook, a table of words, a printed list. Written to disk row by row, never held in memory."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import IO, Any, Final

import xlsxwriter

from papers import press
from papers.listings import Value
from papers.sheets import Cell, Column, Sheet

Write = Callable[[IO[bytes], list[Column], Iterable[list[Value]]], None]
#: What a spreadsheet would take for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_LONGEST: Final = 32_767  # signs in one cell of a workbook
BOM: Final = "\ufeff"
PART: Final = 200  # rows of a printed list that are set at once


def harmless(value: Any) -> str:
    """Words that no spreadsheet takes for a formula; what begins like one gets an apostrophe in front."""
    text = said(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def said(value: Any) -> str:
    """A value in words."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else str(value)


def write_csv(file: IO[bytes], columns: list[Column], rows: Iterable[list[Value]]) -> None:
    """Comma-separated, UTF-8 with the mark by which spreadsheets know it."""
    words = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    words.write(BOM)
    table = csv.writer(words)
    table.writerow([harmless(column.label) for column in columns])
    for row in rows:
        table.writerow([value if isinstance(value, int) else harmless(value) for value in row])
    words.flush()
    words.detach()


def write_xlsx(file: IO[bytes], columns: list[Column], rows: Iterable[list[Value]]) -> None:
    """A workbook of one sheet: words stay words, times are times."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "bg_color": "#ECECEC", "border": 1})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page = book.add_worksheet()
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.repeat_rows(0)
    for place, column in enumerate(columns):
        page.set_column(place, place, max(10, column.width * 0.6) if column.width else 40)
        page.write_string(0, place, column.label, head)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, datetime):
                page.write_datetime(line, place, value, moment)
            elif isinstance(value, date):
                page.write_datetime(line, place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 -- a day has no zone
            elif isinstance(value, int):
                page.write_number(line, place, value)
            elif value:
                page.write_string(line, place, value[:_LONGEST])
    book.close()


def write_pdf(sheet: Sheet) -> Write:
    """A printed list under this head, set two hundred rows at a time; how many there were is said where it ends."""

    def write(file: IO[bytes], columns: list[Column], rows: Iterable[list[Value]]) -> None:
        lines: Iterator[list[Cell]] = ([str(n), *map(said, row)] for n, row in enumerate(rows, start=1))
        parts = iter(lambda: list(islice(lines, PART)), [])
        volume, count, closing = press.Volume(), sheet.heading, sheet.rule
        sheet.columns, sheet.heading, sheet.rule = [Column("#", 9, centred=True), *columns], "", ""
        sheet.rows = next(parts, [])
        total = len(sheet.rows)
        for following in parts:
            volume.add(sheet.forme, sheet.words())
            total += len(following)
            sheet.facts, sheet.rows = [], following
        sheet.rule = closing
        if total <= PART:
            sheet.facts.append((count, str(total)))
            file.write(sheet.pdf())
        else:
            sheet.rule = f"{count} {total}\n{closing}"
            volume.add(sheet.forme, sheet.words())
            volume.write(file)

    return write
