"""How long the handover of two hundred things takes: `python -m benchmarks.handover`.

Somebody with two hundred open cases falls ill; the leader opens the sheet early. Measured are its pages, as who goes
off writes them and as who comes on reads them, and what moves two hundred cases to their new owner.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import django

from benchmarks import house
from benchmarks.run import KEEP, TIMES, Page, ask, fetch, questions_and_size, say, seeded_on_postgresql

CASES: Final = 10_000
ITEMS: Final = 200
WORDS: Final = {
    "reason_open": "等配件到貨，廠家週二送",
    "done_so_far": "已關總閥，業主知悉",
    "next_step": "明早聯絡廠家並上門更換",
}


def main() -> int:
    """Seed, hand over, print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = parser.parse_args()
    if chosen.database == "postgresql" and "DATABASE_URL" not in os.environ:
        command = [sys.executable, "-m", "tests.postgres", sys.executable, "-m", "benchmarks.handover"]
        return subprocess.run([*command, *sys.argv[1:]], cwd=house.BASE, check=False).returncode  # noqa: S603 -- our own command
    var = house.seeded(CASES, KEEP) if chosen.database == "sqlite" else seeded_on_postgresql(CASES)
    os.environ |= house.environ(var)
    django.setup()
    from servicecentre import catalogues, collected  # noqa: PLC0415 -- settings exist only once Django is set up

    catalogues.compile_stale()
    collected.collect_stale()
    from records import seals  # noqa: PLC0415 -- as above

    while seals.seal_batch():
        pass
    say(f"### A handover of {ITEMS} things, {CASES:,} cases, {chosen.database}\n")
    say("| what | median ms | p95 ms | processor ms | questions | KB |\n|---|---:|---:|---:|---:|---:|")
    with house.serving(var) as (port, web):
        measure(port, web)
    return 0


def measure(port: int, web: "subprocess.Popen[bytes]") -> None:
    """The sheet from its opening to the second signature."""
    from benchmarks.pages import signed_in, staff_called  # noqa: PLC0415 -- models exist only once Django is set up
    from directory.models import Duty  # noqa: PLC0415 -- as above
    from handover.models import Handover  # noqa: PLC0415 -- as above
    from records import clock  # noqa: PLC0415 -- as above

    leader = staff_called("tangfang")
    now = clock.now()
    duty = (
        Duty.objects.visible_to(leader)
        .filter(
            shift__starts_at__lte=now,
            shift__ends_at__gt=now,
            desk__isnull=False,
            staff__groups__name="receptionist",
        )
        .select_related("staff", "shift", "centre")[0]
    )
    goes = duty.staff
    give(staff_called("huangli"), goes)
    sheet = Handover.begin(by=leader, duty=duty, reason="發燒，提前交班就醫")
    comes = next(person for person in sheet.takers() if person.pk != goes.pk)

    def page(name: str, path: str, reader: Any) -> None:
        asked = Page(name, lambda: path, signed_in(reader))
        for _warm in range(4 * house.WORKERS):
            fetch(port, asked)
        questions, size = questions_and_size(port, asked)
        before = house.processor_time(web)
        answers = ask(port, asked, 1, TIMES[1])
        used = (house.processor_time(web) - before) / len(answers.times) * 1000
        say(
            f"| {name} | {answers.median:.1f} | {answers.p95:.1f} | {used:.1f} | {questions} | {size / 1024:.1f} |"
        )

    url = sheet.get_absolute_url()
    page("floor: a bare page of 50 rows", "/floor/", goes)
    page("the sheet, first page, as written", url, goes)
    page("the sheet, last page, as written", f"{url}?page=99", goes)
    with took("writing all of it"):
        items = {item: {**WORDS, "receiver": comes, "look_first": False} for item in sheet.standing_items()}
        counts = {
            line: {"counted": line.expected, "condition": line.condition, "difference_note": ""}
            for line in sheet.counts.for_list()
        }
        words: dict[str, Any] = {
            "summary": "一切平安",
            "instructions": "",
            "public_area": "",
            "nil_open": False,
        }
        sheet.write(by=goes, items=items, counts=counts, **words)
    with clock.at(duty.shift.ends_at - timedelta(minutes=5)):
        with took("signing"):
            sheet.sign_out(by=goes, **words)
        page("the sheet, first page, as read", url, comes)
        for item in sheet.standing_items():
            if item.must_do:
                sheet.take_item(by=comes, item=item)
        for line in sheet.counts.for_list():
            sheet.recount(by=comes, line=line, counted=line.expected)
        with took("taking the rest as a list"):
            sheet.take_list(by=comes)
        with took("accepting: every case to its new owner"):
            sheet.accept(by=comes)
    say(
        f"\n{len(items)} things, {sum(item.case.owner_id == comes.pk for item in sheet.items.for_list())} moved."
    )


def give(manager: Any, goes: Any) -> None:
    """Let this person answer for two hundred open cases."""
    from visits.models import Case  # noqa: PLC0415 -- models exist only once Django is set up

    mine = Case.objects.visible_to(manager).open().answered_for_by(goes).count()
    others = Case.objects.visible_to(manager).open().exclude(owner=goes).exclude(priority="P0").order_by("pk")
    for case in others[: max(0, ITEMS - mine)]:
        case.reassign(by=manager, to=goes, reason="集中交接演練")


@contextmanager
def took(name: str) -> Iterator[None]:
    """Say how long one verb takes, in this process."""
    began, used = time.perf_counter(), time.process_time()
    yield
    say(
        f"| {name} | {(time.perf_counter() - began) * 1000:.0f} | | {(time.process_time() - used) * 1000:.0f} | | |"
    )


if __name__ == "__main__":
    raise SystemExit(main())
