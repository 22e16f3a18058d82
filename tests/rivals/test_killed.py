"""A process killed in the middle of a verb leaves nothing, and the number it had taken is given to the next (I8).

Seen with `keep` outside a transaction: the row stays behind, unsigned, and its number is spent.
"""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from directory.models import Staff
from papers import making
from papers.models import Export, Job, Part
from papers.models.job import LEASE
from records import clock
from records.models import Counter
from tests import builders
from tests.cast import MORNING
from tests.rigs.house import address
from visits.models import Case, CaseEvent, Promise, Visit

pytestmark = pytest.mark.django_db(transaction=True)


def die_as(staff: Staff, point: str, verb: str) -> None:
    """Let another process take a resident down and be killed at this point."""
    told = {"DATABASE_URL": address(), "SECRET_KEY": settings.SECRET_KEY, "HTTPS": "false"}
    dead = subprocess.run(
        [sys.executable, "-m", "tests.rivals.killed", staff.username, point, verb],
        env=os.environ | told,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (dead.returncode, dead.stderr) == (-signal.SIGKILL, "")


@pytest.mark.parametrize(
    ("point", "verb"),
    [("signing", "keep"), ("signing", "promise"), ("promise", "promise"), ("commit", "answer")],
    ids=[
        "row-written-not-signed",
        "visit-written-no-case",
        "promise-written-no-story",
        "all-written-not-kept",
    ],
)
def test_who_is_killed_in_the_middle_leaves_nothing(lin: Staff, point: str, verb: str) -> None:
    """I8: no row, no signature, no number taken: the next resident gets the number the dead process had."""
    before = builders.answered(lin)

    die_as(lin, point, verb)

    assert list(Visit.objects.all()) == [before]
    assert [Visit.history.count(), Case.history.count(), Promise.history.count()] == [1, 0, 0]
    assert [Case.objects.count(), CaseEvent.objects.count()] == [0, 0]
    assert Counter.objects.get().last == 1
    assert builders.answered(lin).number == "ZB-20261116-002"


@pytest.mark.parametrize(("point", "told"), [("making", 1), ("laying-down", 0)])
def test_an_export_whose_maker_is_killed_is_taken_up_again(
    lin: Staff, tang: Staff, point: str, told: int
) -> None:
    """ADR 44: nobody touches it while the lease runs; then it is made anew, whole, and by one attempt more."""
    for place in range(3):
        builders.answered(lin, visitor_name=f"王小{place}")
    export = Export.ask(
        by=tang,
        what="log",
        subject="2026-11-16",
        query="date=2026-11-16",
        form="csv",
        rows=3,
        masked=True,
        reason="月報",
    )

    die_as(lin, point, "export")
    left = Job.objects.get()
    taken_while_leased = Job.claim()
    with clock.at(MORNING + LEASE):
        taken_up = making.sweep()
    made = Job.objects.get()

    assert (left.state, left.attempts, left.done, taken_while_leased) == ("working", 1, told, None)
    assert (taken_up, made.state, made.attempts, made.done) == (1, "ready", 2, 3)
    assert b"".join(made.pieces()).decode().count("王**") == 3
    assert Part.objects.count() == 1
    assert export.history.count() == 1
