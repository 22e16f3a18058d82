"""How a test reads what left the house: the text of a PDF, its letters, the cells of a workbook."""

import io
import re
import zipfile
from string import ascii_uppercase
from typing import Any
from xml.etree import ElementTree as ET

from pypdf import PdfReader

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def text_of(body: bytes) -> str:
    """All words of a PDF, without the blanks and line ends that setting in type put between them."""
    return re.sub(
        r"[\s\u200b]+", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    )


def pages_of(body: bytes) -> list[str]:
    """The same page by page."""
    return [re.sub(r"[\s\u200b]+", "", page.extract_text()) for page in PdfReader(io.BytesIO(body)).pages]


def height_of(body: bytes, words: str) -> float:
    """How high above the foot of the first page these words stand, in points."""
    found: list[float] = []

    def see(text: str, matrix: list[float], place: list[float], *_font: Any) -> None:
        if words in re.sub(r"[\s\u200b]+", "", text):
            found.append(matrix[5] + matrix[3] * place[5])

    PdfReader(io.BytesIO(body)).pages[0].extract_text(visitor_text=see)
    return found[0]


def fonts_of(body: bytes) -> dict[str, bool]:
    """The fonts a PDF uses, and whether each one is in it."""
    found = {}
    for page in PdfReader(io.BytesIO(body)).pages:
        resources: Any = page["/Resources"]
        for font in (resources.get("/Font") or {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            described = inner["/FontDescriptor"]
            name = inner["/BaseFont"].partition("+")[2]
            found[name] = any(f"/FontFile{kind}" in described for kind in ("", "2", "3"))
    return found


def shapes_of(body: bytes) -> dict[str, bytes]:
    """The drawings of the letters that a PDF brings along, by font."""
    found = {}
    for page in PdfReader(io.BytesIO(body)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            found[inner["/BaseFont"].partition("+")[2]] = inner["/FontDescriptor"]["/FontFile3"].get_data()
    return found


def cells_of(body: bytes) -> list[list[str]]:
    """The rows of a workbook's only sheet, each cell as its words or its number."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 -- written by us a moment ago
    rows = []
    for row in sheet.iter(f"{SHEET}row"):
        cells = {cell.attrib["r"].rstrip("0123456789"): "".join(cell.itertext()) for cell in row}
        rows.append([cells.get(letter, "") for letter in ascii_uppercase])
    return rows
