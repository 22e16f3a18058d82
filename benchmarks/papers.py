"""`python -m benchmarks.papers`: how long papers and lists take, and how much memory, each in a process of its own."""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any, Final

import django

from benchmarks import house

KEEP: Final = house.BASE / "var" / "bench"
#: What is made: the form of a day (60 lines), a month as a printed list, ten thousand rows as workbook and table.
MADE: Final = (("form", 60), ("pdf", 60), ("pdf", 1800), ("csv", 10_000), ("xlsx", 10_000))
HEAD: Final = (
    "| paper | rows | seconds | of the processor | memory before MB | at its peak | KB |\n"
    "|---|---:|---:|---:|---:|---:|---:|"
)


def main() -> None:
    """Seed a house once, make each paper in a fresh process, print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--cases", type=int, default=10_000)
    asked.add_argument("--one", nargs=2)
    words = asked.parse_args()
    if words.one:
        print(json.dumps(made(words.one[0], int(words.one[1]))))  # noqa: T201 -- a command prints
        return
    var = house.seeded(words.cases, KEEP)
    lines = [HEAD]
    for kind, rows in MADE:
        command = [sys.executable, "-m", "benchmarks.papers", "--one", kind, str(rows)]
        done = subprocess.run(  # noqa: S603 -- our own command
            command, cwd=house.BASE, env=house.environ(var), check=True, capture_output=True, text=True
        )
        told: dict[str, Any] = json.loads(done.stdout)
        lines.append(
            "| {kind} | {rows} | {seconds:.2f} | {processor:.2f} | {before:.0f} | {peak:.0f} | {size:.0f} |".format(
                **told
            )
        )
    print("\n".join(lines))  # noqa: T201 -- a command prints


def made(kind: str, rows: int) -> dict[str, Any]:
    """Make one paper of the newest rows, in Chinese and masked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    from django.http import QueryDict  # noqa: PLC0415 -- only once Django stands
    from django.utils import translation  # noqa: PLC0415 -- as above

    from directory.models import Staff  # noqa: PLC0415 -- as above
    from papers import listings, tables  # noqa: PLC0415 -- as above
    from papers.sheets import Sheet, log_columns  # noqa: PLC0415 -- as above

    reader = Staff.objects.for_session().who_may("manage").filter(centre__isnull=False).order_by("pk")[0]
    listing = listings.get("log")
    assert listing is not None  # noqa: S101 -- registered by the room
    sheet = Sheet(
        title=str(listing.label),
        form="",
        centre=str(reader.centre),
        facts=[],
        columns=[],
        heading="筆",
        size=7,
    )
    writers = {"csv": tables.write_csv, "xlsx": tables.write_xlsx, "pdf": tables.write_pdf(sheet)}
    with translation.override("zh-hant"), tempfile.TemporaryFile() as file:
        before, began, busy = _peak(), time.perf_counter(), time.process_time()
        query = QueryDict(f"date=2000-01-01&until={date(2100, 1, 1)}")
        found = listing.rows(listing.ask(reader, query), listings.out_for(reader, masked=True), rows)
        if kind == "form":
            sheet.columns = log_columns()
            sheet.rows = [
                [str(place), *(tables.said(value) for value in row[:14])]
                for place, row in enumerate(found, 1)
            ]
            file.write(sheet.pdf())
        else:
            writers[kind](file, listing.columns(), found)
        took = time.perf_counter() - began
        return {
            "kind": kind,
            "rows": rows,
            "seconds": took,
            "processor": time.process_time() - busy,
            "before": before,
            "peak": _peak(),
            "size": file.tell() / 1024,
        }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
