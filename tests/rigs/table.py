"""`python -m tests.rigs.table [FILE …]`: every rig in its long form on both databases, and a table of what they found.

A rig leaves its figures by `report` (tests/rigs/house.py); what is long about it stands in LONG. `make rigs` is this.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from tests.postgres import find_programs

#: How much of everything the long forms ask for; each rig reads what concerns it.
LONG: Final = {
    "CASES": "100000",
    "MESSAGES": "10000",
    "KILLS": "200",
    "MISSED": "1000",
    "CALLBACKS": "10000",
    "MINUTE": "10000",
    "SENT": "1000",
    "BROKERS": "20",
    "FALLING": "2000",
    "DRIVEN": "300",
}
HERE: Final = Path(__file__).parent
PYTEST: Final = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rfE"]


def main(files: list[str]) -> int:
    """Run the rigs, print the table; the exit code is that of the worst."""
    rigs = files or sorted(str(path) for path in HERE.glob("test_*.py"))
    ways: list[tuple[str, list[str]]] = [("SQLite", [])]
    if find_programs():
        ways.append(("PostgreSQL", [sys.executable, "-m", "tests.postgres"]))
    worst, rows = 0, list[dict[str, Any]]()
    with tempfile.TemporaryDirectory() as folder:
        for database, around in ways:
            for rig in rigs:
                told = Path(folder) / "table"
                began = time.monotonic()
                ended = subprocess.run(
                    [*around, *PYTEST, rig],
                    env=LONG | dict(os.environ) | {"RIGS_TO": str(told)},
                    capture_output=True,
                    text=True,
                    check=False,
                )
                worst = max(worst, ended.returncode)
                verdict = "holds" if ended.returncode == 0 else "FAILS"
                took = time.monotonic() - began
                sys.stdout.write(f"{verdict}  {took:6.0f} s  {database:<11}{Path(rig).name}\n")
                if ended.returncode:
                    sys.stdout.write(ended.stdout[-4000:])
                rows += [json.loads(line) for line in told.read_text().splitlines()] if told.exists() else []
                told.unlink(missing_ok=True)
    sys.stdout.write("\n" + table(rows))
    return worst


def table(rows: list[dict[str, Any]]) -> str:
    """One line for each rig and database: its name, then what it counted."""
    lines = []
    for row in rows:
        figures = ", ".join(
            f"{name.replace('_', ' ')} {value}"
            for name, value in row.items()
            if name not in {"rig", "database"}
        )
        lines.append(f"{row['rig']:<32}{row['database']:<12}{figures}\n")
    return "".join(lines)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
