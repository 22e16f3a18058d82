"""`manage.py verify_trail`: does the trail still say what was sealed, and where does it not."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from records import proof, trail_export


class Command(BaseCommand):
    """Walks along every chain and every row; exit code 1 when something was changed, removed, inserted or swapped."""

    help = "Verify the trail: what was changed, removed, inserted or swapped, and where."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What it is held against, and where it is written to."""
        parser.add_argument("--heads", type=Path, help="the file outside that heads were written to")
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="'CENTRE CODE'",
            help="a code off a paper: '3 17-3f2a-9bc1-77de'",
        )
        parser.add_argument("--export", type=Path, help="write what a second verifier needs")
        parser.add_argument(
            "--with-words", action="store_true", help="what was typed goes into the export, too"
        )
        parser.add_argument("--keep", action="store_true", help="show the outcome on the page of the trail")

    def handle(self, **options: Any) -> None:
        """Say what was found."""
        heads = _heads(options["heads"], options["head"])
        if options["export"]:
            with options["export"].open("w", encoding="utf-8") as out:
                trail_export.write(out, with_words=options["with_words"])
        began = time.monotonic()
        report = proof.verify(heads)
        took = time.monotonic() - began
        for finding in report.findings:
            self.stdout.write(str(finding))
        self.stdout.write(
            f"{report.seals} seals, {report.rows} records, {report.waiting} not sealed yet, "
            f"{report.erased} words erased by law, {len(heads)} heads from outside, "
            f"{len(report.findings)} findings, {took:.1f} s"
        )
        if options["keep"]:
            proof.keep(report, by=None, took=took)
        if report.findings:
            sys.exit(1)


def _heads(file: Path | None, off_paper: list[str]) -> list[proof.Head]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines() if file else []
        return [proof.Head.read(line) for line in [*lines, *off_paper] if line.strip()]
    except (OSError, ValueError, IndexError) as fault:
        raise CommandError(f"The heads cannot be read: {fault}") from fault
