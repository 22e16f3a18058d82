"""Putting the trail under seal: batch after batch, each holding the one before it (I8, docs/trail.md).

Nothing is sealed while somebody saves. A sweep does it within the minute, and every signature of a handover does it
at once, after its transaction. Whoever seals holds one lock for all chains, so no chain forks; the database refuses a
second seal at the same place and a second one after the same seal.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from records import canon, clock, outside
from records.models import Commitment, Seal, Shape

BATCH: Final = 5000  # rows in one transaction: a fifth of a second
#: How far back a quick look goes, in rows of one table. A row that was committed later than that many after it is
#: found by the look through everything that comes every five minutes.
WINDOW: Final = 2000
#: Before every key there can be; somebody may have put in a row with a key below nought.
FIRST: Final = -(2**63)
_LOCK: Final = 0x5EA1


def seal_batch(since: Mapping[str, int] | None = None) -> int:
    """Seal up to `BATCH` rows that are not under seal yet, each chain with one seal; answers how many.

    `since` says for each table from which row on to look; without it the look is a quick one.
    """
    with transaction.atomic():
        _lock()
        made, rows = _seal_some(since)
        transaction.on_commit(lambda: outside.write(made), robust=True)
    return rows


def seal_what_came_late() -> int:
    """Look through the whole trail for rows that a quick look missed; only then is anybody kept waiting."""
    shapes = _shapes()
    with connection.cursor() as cursor:
        since = {book.table: _first_unsealed(cursor, book, shapes[book.table]) for book in canon.trail()}
    late = {table: row for table, row in since.items() if row is not None}
    return seal_batch(late) if late else 0


def seal() -> int:
    """Seal everything that can be seen now; answers how many rows."""
    sealed = 0
    while rows := seal_batch():
        sealed += rows
    return sealed


def seal_when_done() -> None:
    """Seal as soon as the transaction under way is written: what somebody signs is under seal at once.

    Should that fail, the signature stands all the same and the next sweep seals it.
    """
    transaction.on_commit(seal, robust=True)


def head_code(centre_id: int | None) -> str:
    """The short code of a chain's newest seal, as papers print it; empty while nothing is sealed. One query."""
    head = Seal.objects.of_chain(centre_id).first()
    return head.code if head else ""


def header(seal: Seal) -> bytes:
    """The canonical bytes of a seal."""
    facts = [seal.centre_id, seal.position, seal.previous, seal.count, seal.total, seal.root, seal.whole]
    return canon.compact([*facts, canon.moment(seal.sealed_at)]).encode()


def digest_of(seal: Seal) -> str:
    """What the next seal holds of this one."""
    return sha256(header(seal)).hexdigest()


def shape_of(form: canon.Form) -> Shape:
    """The form as it is written down, once."""
    found, _made = Shape.objects.get_or_create(table=form.table, columns=canon.compact(form.columns))
    return found


def forms() -> dict[int, canon.Form]:
    """Every form that rows were sealed under."""
    return {
        shape.pk: canon.Form(shape.table, tuple((name, kind) for name, kind in json.loads(shape.columns)))
        for shape in Shape.objects.all()
    }


def _lock() -> None:
    # On SQLite the transaction is IMMEDIATE: it is the lock.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _shapes() -> dict[str, list[int]]:
    known: dict[str, list[int]] = defaultdict(list)
    for shape in Shape.objects.order_by("pk"):
        known[shape.table].append(shape.pk)
    return known


def _seal_some(since: Mapping[str, int] | None) -> tuple[list[Seal], int]:
    known = _shapes()
    chains: dict[int, list[tuple[int, int, bytes, bytes]]] = defaultdict(list)
    left = BATCH
    with connection.cursor() as cursor:
        for book in canon.trail():
            shapes = known[book.table]
            if since is None:
                after = _newest_sealed(cursor, shapes) - WINDOW
            elif book.table in since:
                after = since[book.table] - 1
            else:
                continue
            found = unsealed(cursor, book, shapes, after=after, limit=left)
            if found:
                shape, form, place = shape_of(book.form).pk, book.form, _place(book)
                salts = os.urandom(16 * len(found))
                for n, (centre, *raw) in enumerate(found):
                    salt = salts[16 * n : 16 * n + 16]
                    digest = form.digest(form.cover(form.write(raw), salt))
                    chains[centre].append((shape, raw[place], digest, salt))
                left -= len(found)
            if left <= 0:
                break
        now = clock.now()
        made = [_add(centre, rows, now, whole=left > 0) for centre, rows in sorted(chains.items())]
        _write(cursor, made, chains)
    return made, BATCH - left


def unsealed(
    cursor: CursorWrapper,
    book: canon.Book,
    shapes: Sequence[int],
    *,
    after: int = FIRST,
    limit: int | None = None,
) -> list[tuple[Any, ...]]:
    """Rows of a table that no seal holds, oldest first: the chain each belongs to, then its columns."""
    columns = ", ".join(f't."{name}"' for name, _kind in book.form.columns)
    up_to = f" LIMIT {limit}" if limit is not None else ""
    cursor.execute(
        f'SELECT {book.centre}, {columns} FROM "{book.table}" t {book.join} '
        f'WHERE {_held_by_none(book, shapes)} AND t."{book.key}" > %s ORDER BY t."{book.key}"{up_to}',
        [after],
    )
    return list(cursor.fetchall())


def _first_unsealed(cursor: CursorWrapper, book: canon.Book, shapes: Sequence[int]) -> int | None:
    cursor.execute(f'SELECT MIN(t."{book.key}") FROM "{book.table}" t WHERE {_held_by_none(book, shapes)}')
    found: int | None = cursor.fetchone()[0]
    return found


def _newest_sealed(cursor: CursorWrapper, shapes: Sequence[int]) -> int:
    cursor.execute(f'SELECT MAX(c."row") FROM records_commitment c WHERE c.shape_id IN {_among(shapes)}')
    return cursor.fetchone()[0] or 0


def _held_by_none(book: canon.Book, shapes: Sequence[int]) -> str:
    held = f'c.shape_id IN {_among(shapes)} AND c."row" = t."{book.key}"'
    return f"NOT EXISTS (SELECT 1 FROM records_commitment c WHERE {held})"


def _among(shapes: Sequence[int]) -> str:
    return f"({','.join(map(str, shapes))})" if shapes else "(NULL)"


def _place(book: canon.Book) -> int:
    return next(n for n, (name, _kind) in enumerate(book.form.columns) if name == book.key)


def _add(centre_id: int, rows: Iterable[tuple[int, int, bytes, bytes]], now: Any, *, whole: bool) -> Seal:
    """The next seal of a chain, over these rows in the order of table and key."""
    last = Seal.objects.of_chain(centre_id).first()
    root, count = sha256(), 0
    for _shape, _row, digest, _salt in rows:
        root.update(digest)
        count += 1
    made = Seal(
        centre_id=centre_id,
        position=last.position + 1 if last else 1,
        previous=last.digest if last else "",
        count=count,
        total=(last.total if last else 0) + count,
        root=root.hexdigest(),
        whole=whole,
        sealed_at=now,
    )
    made.digest = digest_of(made)
    made.save(force_insert=True)
    return made


def _write(
    cursor: CursorWrapper, made: Iterable[Seal], chains: dict[int, list[tuple[int, int, bytes, bytes]]]
) -> None:
    """Keep what each seal holds; Django's own way of writing many rows takes three times as long."""
    rows = [
        (shape, row, seal.pk, digest, salt, "")
        for seal in made
        for shape, row, digest, salt in chains[seal.centre_id]
    ]
    into = f'"{Commitment._meta.db_table}" (shape_id, "row", seal_id, digest, salt, opened)'
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    elif rows:
        cursor.executemany(f"INSERT INTO {into} VALUES (%s, %s, %s, %s, %s, %s)", rows)
