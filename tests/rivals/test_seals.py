"""Eight writers and two who seal, all at once: no chain forks and nothing stays unsealed (I8).

The short form writes a few hundred records, `RECORDS=5000` that many by each of the eight. Control: a chain that reads
its tail and adds to it, or locks the tail's row first, forks.
"""

import os
import threading
from collections import Counter
from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from directory.models import ServiceCentre, Unit
from records import proof, seals
from records.models import Seal
from tests.rivals.race import RIVALS, WAIT, all_at_once, of_ones_own

pytestmark = pytest.mark.django_db(transaction=True)

RECORDS = int(os.environ.get("RECORDS", "30"))
LINKS = 20


def test_no_chain_forks_and_nothing_stays_unsealed(
    centre: ServiceCentre, other_centre: ServiceCentre
) -> None:
    """Transactions of one to three records in two centres, so that keys and commits come in different orders."""
    start, done = Barrier(RIVALS + 2), [threading.Event() for _writer in range(RIVALS)]

    def write(number: int) -> None:
        mine = (centre, other_centre)[number % 2]
        with of_ones_own(start):
            start.wait(WAIT)
            for room in range(0, RECORDS, 3):
                with transaction.atomic():
                    for each in range(room, min(room + 3, RECORDS)):
                        Unit(centre=mine, building=f"{number}", room=f"{each}").save_signed(None, "set_up")
            done[number].set()

    def seal(_number: int) -> None:
        with of_ones_own(start):
            start.wait(WAIT)
            while not all(event.is_set() for event in done):
                seals.seal()
                seals.seal_what_came_late()

    all_at_once(lambda act: act[0](act[1]), [*((write, n) for n in range(RIVALS)), (seal, 0), (seal, 1)])
    seals.seal()
    seals.seal_what_came_late()
    report = proof.verify()

    assert report.findings == []
    assert report.waiting == 0
    assert report.rows >= RIVALS * RECORDS
    assert Unit.objects.count() == RIVALS * RECORDS
    for chain in (centre.pk, other_centre.pk):
        positions = list(
            Seal.objects.filter(centre_id=chain).order_by("position").values_list("position", flat=True)
        )
        assert positions == list(range(1, len(positions) + 1))


# Control -----------------------------------------------------------------------------------------------------------


def sql(statement: str, *values: Any) -> list[Any]:
    """Ask the database by its own door."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def add_to_naive_chain(meet: Callable[[], object], *, lock: str) -> None:
    """Read the tail, then hang the next link on it: what a chain without a lock of its own does."""
    found = sql(f"SELECT id FROM naive_chain ORDER BY id DESC LIMIT 1 {lock}")  # noqa: S608 -- a word of ours
    meet()
    sql("INSERT INTO naive_chain (previous) VALUES (%s)", found[0][0])


def forks(*, lock: str) -> int:
    """How many links of the naive chain have more than one after them, once eight have added to it."""
    kind = (
        "BIGSERIAL PRIMARY KEY" if connection.vendor == "postgresql" else "INTEGER PRIMARY KEY AUTOINCREMENT"
    )
    sql("DROP TABLE IF EXISTS naive_chain")
    sql(f"CREATE TABLE naive_chain (id {kind}, previous BIGINT)")
    sql("INSERT INTO naive_chain (previous) VALUES (0)")
    start = Barrier(RIVALS)

    def add(_number: int) -> None:
        with of_ones_own(start):
            for _link in range(LINKS):
                start.wait(WAIT)
                try:
                    if lock:
                        with transaction.atomic():
                            add_to_naive_chain(lambda: None, lock=lock)
                    else:  # all have read before one writes, as chance would have it sooner or later
                        add_to_naive_chain(lambda: start.wait(WAIT), lock="")
                except OperationalError:  # SQLite was busy: this one adds nothing
                    continue

    all_at_once(add, range(RIVALS))
    followed = Counter(previous for (previous,) in sql("SELECT previous FROM naive_chain"))
    sql("DROP TABLE naive_chain")
    return sum(count > 1 for count in followed.values())


def test_a_chain_that_only_reads_its_tail_forks(db: None) -> None:
    assert forks(lock="") > 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no single row")
def test_a_chain_that_locks_the_row_of_its_tail_forks(db: None) -> None:
    assert forks(lock="FOR UPDATE") > 0
