"""Tampering with the trail by direct SQL, the guards lifted: all of it is found, and where (I8).

The short form tampers four times in each way, `TAMPERINGS=1000` as often as it says.
"""

import importlib.util
import json
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from directory.models import Resident, Staff, Unit
from records import canon, clock, guards, proof, seals, trail_export
from records.models import Erasure, Seal
from records.proof import Finding, Head
from tests import builders
from tests.cast import MORNING
from visits.models import Disclosure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

TAMPERINGS = int(os.environ.get("TAMPERINGS", "28"))
VERIFIER = Path(__file__).parents[2] / "docs" / "trail" / "verify.py"


@pytest.fixture(scope="module")
def second() -> ModuleType:
    """The verifier that knows nothing of us."""
    spec = importlib.util.spec_from_file_location("second_verifier", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture
def heads(lin: Staff, zhao: Staff, home: Unit) -> list[Head]:
    """A morning at the desk, sealed every quarter of an hour, each head noted outside as it was made."""
    noted = []
    for quarter in range(8):
        with clock.at(MORNING + timedelta(minutes=15 * quarter)):
            if quarter % 2:
                builders.closed(lin, zhao, unit=home, statement=f"漏水 {quarter}")
            else:
                builders.answered(lin, statement=f"停車證 {quarter}")
            Disclosure.reveal(by=lin, subject=f"V{quarter}", reason="回電")
            seals.seal()
            noted += [Head(head.centre_id, head.position, head.digest) for head in Seal.objects.heads()]
    return noted


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sql(statement: str, *values: Any) -> Any:
    """What somebody types who has the database to himself."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


# The seven kinds ---------------------------------------------------------------------------------------------------


class Attacker:
    """Knows everything, owns the database, and draws by lot what to bend; each act says what must be found."""

    def __init__(self, seed: int) -> None:
        self.lot = random.Random(seed)  # noqa: S311 -- a lot that can be drawn again
        self.books = {book.table: book for book in canon.trail()}
        self.sealed = [
            (position, chain, table, row, seal)
            for position, chain, table, row, seal in sql(
                'SELECT s.position, s.centre_id, h."table", c."row", s.id FROM records_commitment c '
                "JOIN records_seal s ON s.id = c.seal_id JOIN records_shape h ON h.id = c.shape_id "
                'ORDER BY h."table", c."row"'
            )
        ]
        self.chain, self.length = sql(
            "SELECT centre_id, MAX(position) FROM records_seal GROUP BY centre_id ORDER BY 2 DESC"
        )[0]

    def anything(self) -> tuple[int, int, canon.Book, int, int]:
        """Some sealed row."""
        position, chain, table, row, seal = self.lot.choice(self.sealed)
        return position, chain, self.books[table], row, seal

    def bend(self, book: canon.Book, row: int) -> None:
        """Write something else into some column of a row."""
        while True:
            name, kind = self.lot.choice([column for column in book.form.columns if column[0] != book.key])
            new = {
                "text": f"'{self.lot.random()}'",
                "word": "'x'",
                "int": f'COALESCE(t."{name}", 0) + 1',
                "bool": f'NOT t."{name}"',
                "json": """'{"bent": 1}'""",
                "moment": "'2026-01-01 00:00:00'",
                "day": "'2026-01-01'",
                "time": "'00:00:01'",
            }.get(kind, f'COALESCE(t."{name}", 0) + 1')
            try:
                with transaction.atomic():
                    sql(f'UPDATE "{book.table}" AS t SET "{name}" = {new} WHERE "{book.key}" = %s', row)
                    if self._is_bent(book, row):
                        return
            except Error:  # what the column cannot hold
                continue

    def _is_bent(self, book: canon.Book, row: int) -> bool:
        (digest, salt), now = self.commitment(book, row), self.content(book, row)
        return book.form.digest(book.form.cover(now, bytes(salt))) != bytes(digest)

    def commitment(self, book: canon.Book, row: int) -> Any:
        """What is held of a row."""
        return sql(
            'SELECT digest, salt FROM records_commitment WHERE shape_id = %s AND "row" = %s',
            self.shape(book),
            row,
        )[0]

    def shape(self, book: canon.Book) -> int:
        """The number of a table's form."""
        return int(seals.shape_of(book.form).pk)

    def content(self, book: canon.Book, row: int) -> list[Any]:
        """What a row says now."""
        columns = ", ".join(f'"{name}"' for name, _kind in book.form.columns)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {columns} FROM "{book.table}" WHERE "{book.key}" = %s', [row])
            return book.form.write(cursor.fetchone())

    def rehash(self, book: canon.Book, row: int) -> None:
        """Make the commitment fit what the row says now."""
        _digest, salt = self.commitment(book, row)
        digest = book.form.digest(book.form.cover(self.content(book, row), bytes(salt)))
        sql(
            'UPDATE records_commitment SET digest = %s WHERE shape_id = %s AND "row" = %s',
            digest,
            self.shape(book),
            row,
        )

    def seal_anew(self, position: int, *, onwards: bool) -> None:
        """Make a seal fit what it holds now; `onwards`: and every later one of its chain."""
        chain = list(Seal.objects.filter(centre_id=self.chain, position__gte=position).order_by("position"))
        before = Seal.objects.filter(centre_id=self.chain, position=position - 1).first()
        for seal in chain if onwards else chain[:1]:
            held = sql(
                "SELECT c.digest FROM records_commitment c JOIN records_shape h ON h.id = c.shape_id "
                'WHERE c.seal_id = %s ORDER BY h."table", c."row"',
                seal.pk,
            )
            seal.root = sha256(b"".join(bytes(digest) for (digest,) in held)).hexdigest()
            seal.count = len(held)
            seal.total = (before.total if before else 0) + len(held)
            seal.previous = before.digest if before else ""
            seal.digest = seals.digest_of(seal)
            sql(
                "UPDATE records_seal SET root = %s, count = %s, total = %s, previous = %s, digest = %s WHERE id = %s",
                *(seal.root, seal.count, seal.total, seal.previous, seal.digest, seal.pk),
            )
            before = seal

    # One of the seven; each answers what has to be among the findings

    def edit(self) -> Finding:
        """A value is changed."""
        position, chain, book, row, _seal = self.anything()
        self.bend(book, row)
        return Finding(proof.CHANGED, chain, position, book.table, row)

    def edit_and_rehash(self) -> Finding:
        """A value is changed and what is held of it made to fit; sometimes the seal as well."""
        position, _book, _row = self._bend_and_rehash(last=False)
        if self.lot.random() < 0.5:
            return Finding(proof.ROOT_CHANGED, self.chain, position)
        self.seal_anew(position, onwards=False)
        return Finding(proof.SEAL_CHANGED, self.chain, position + 1)

    def _bend_and_rehash(self, *, last: bool) -> tuple[int, canon.Book, int]:
        while True:
            position, chain, book, row, _seal = self.anything()
            if chain == self.chain and (last or position < self.length):
                self.bend(book, row)
                self.rehash(book, row)
                return position, book, row

    def delete(self) -> Finding:
        """A row is taken out; sometimes with what is held of it."""
        position, chain, book, row, _seal = self.anything()
        sql(f'DELETE FROM "{book.table}" WHERE "{book.key}" = %s', row)
        if self.lot.random() < 0.5:
            return Finding(proof.REMOVED, chain, position, book.table, row)
        sql('DELETE FROM records_commitment WHERE shape_id = %s AND "row" = %s', self.shape(book), row)
        return Finding(proof.ROOT_CHANGED, chain, position)

    def insert(self) -> Finding:
        """A row is put in that says it is older; left as it is, sealed by the next sweep, or put under an old seal."""
        book, row, seal, position = self._something_old()
        key = self.lot.choice([-self.lot.randrange(1, 999), 10**6 + self.lot.randrange(999)])
        names = [f'"{name}"' for name, _kind in book.form.columns]
        like = ", ".join(str(key) if name == f'"{book.key}"' else name for name in names)
        into = f'INSERT INTO "{book.table}" ({", ".join(names)})'
        sql(f'{into} SELECT {like} FROM "{book.table}" WHERE "{book.key}" = %s', row)
        way = self.lot.randrange(3)
        if way == 0:
            return Finding(proof.INSERTED, self.chain, None, book.table, key)
        if way == 1:
            with clock.at(MORNING + timedelta(hours=3)):
                seals.seal_what_came_late()
            return Finding(proof.INSERTED, self.chain, self.length + 1, book.table, key)
        sql(
            'INSERT INTO records_commitment (shape_id, "row", seal_id, digest, salt, opened) '
            "VALUES (%s, %s, %s, %s, %s, '')",
            *(self.shape(book), key, seal, b"", os.urandom(16)),
        )
        self.rehash(book, key)
        return Finding(proof.ROOT_CHANGED, self.chain, position)

    def _something_old(self) -> tuple[canon.Book, int, int, int]:
        while True:
            position, chain, book, row, seal = self.anything()
            if chain == self.chain and position < self.length and book.time:
                return book, row, seal, position

    def swap(self) -> Finding:
        """Two rows of a table change places; sometimes with what is held of them."""
        while True:
            position, chain, book, one, _seal = self.anything()
            others = [
                row
                for _p, c, table, row, _s in self.sealed
                if (c, table) == (chain, book.table) and row != one
            ]
            if not others:
                continue
            other = self.lot.choice(others)
            key = f'UPDATE "{book.table}" SET "{book.key}" = %s WHERE "{book.key}" = %s'
            for new, old in ((-77, one), (one, other), (other, -77)):
                sql(key, new, old)
            if self.lot.random() < 0.5:
                return Finding(proof.SWAPPED, chain, position, book.table, one)
            for row in (one, other):
                self.rehash(book, row)
            return Finding(proof.ROOT_CHANGED, chain, position)

    def cut_the_tail(self) -> Finding:
        """The newest seals go, with what they hold and the rows themselves."""
        cut = self.lot.randrange(2, self.length + 1)
        for position, chain, table, row, _seal in self.sealed:
            if chain == self.chain and position >= cut:
                book = self.books[table]
                sql(f'DELETE FROM "{table}" WHERE "{book.key}" = %s', row)
                sql(
                    'DELETE FROM records_commitment WHERE shape_id = %s AND "row" = %s', self.shape(book), row
                )
        sql("DELETE FROM records_seal WHERE centre_id = %s AND position >= %s", self.chain, cut)
        return Finding(proof.CUT, self.chain, cut)

    def rewrite_the_tail(self) -> Finding:
        """A value is changed and every seal from there on made to fit: inside, nothing is amiss."""
        position, _book, _row = self._bend_and_rehash(last=True)
        self.seal_anew(position, onwards=True)
        return Finding(proof.REWRITTEN, self.chain, position)

    @property
    def acts(self) -> list[Callable[[], Finding]]:
        """The seven kinds."""
        return [
            self.edit,
            self.edit_and_rehash,
            self.delete,
            self.insert,
            self.swap,
            self.cut_the_tail,
            self.rewrite_the_tail,
        ]


def agrees(second: ModuleType, folder: Path, heads: list[Head]) -> int:
    """What the second verifier answers to an export of what stands now; every other one with the words."""
    export, outside = folder / "export", folder / "heads"
    with export.open("w", encoding="utf-8") as out:
        trail_export.write(out, with_words=bool(heads) and heads[0].position % 2 == 0)
    outside.write_text("".join(f"at {head.chain} {head.position} {head.figures}\n" for head in heads))
    return int(second.main(str(export), str(outside)))


def test_every_tampering_is_found_where_it_was_done_and_a_second_verifier_agrees(
    heads: list[Head], second: ModuleType, tmp_path: Path
) -> None:
    """What must be shown, 2: seven kinds, by direct SQL, held against an outside head."""
    assert proof.verify(heads).findings == []
    assert agrees(second, tmp_path, heads) == 0
    guards.remove(connection)
    missed = []
    for number in range(TAMPERINGS):
        with undone():
            attacker = Attacker(number)
            act = attacker.acts[number % 7]
            expected = act()
            newest_only = number % 3 == 0  # an outside place that keeps nothing but the last head
            noted = [head for head in heads if head.position == attacker.length] if newest_only else heads
            found = {
                Finding(f.kind, f.chain, f.position, f.table, f.row) for f in proof.verify(noted).findings
            }
            if newest_only and expected.kind in {proof.CUT, proof.REWRITTEN}:
                expected = Finding(expected.kind, expected.chain, attacker.length)
            if expected not in found:
                missed.append(
                    f"{number} {act.__name__}: {expected} is not among {sorted(map(str, found))[:6]}"
                )
            if agrees(second, tmp_path, noted) != 1:
                missed.append(f"{number} {act.__name__}: the second verifier saw nothing")

    assert missed == []
    assert {f.kind for f in proof.verify(heads).findings} == {proof.GUARD_MISSING}


def test_without_a_head_outside_a_tail_written_anew_is_not_seen(heads: list[Head]) -> None:
    """Why the head is printed on the papers: inside the house everything fits."""
    guards.remove(connection)
    attacker = Attacker(6)
    attacker.rewrite_the_tail()
    kinds = {finding.kind for finding in proof.verify().findings}

    assert kinds - {proof.GUARD_MISSING, proof.RECORD_DIFFERS} == set()
    assert proof.REWRITTEN in {finding.kind for finding in proof.verify(heads).findings}


def test_a_guard_that_does_not_stand_is_said(lin: Staff) -> None:
    with connection.cursor() as cursor:
        table = ' ON "records_seal"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "guard_records_seal_kept"{table}')

    assert [str(finding) for finding in proof.verify().findings] == [
        "guard_records_seal_kept: a guard of the database does not stand"
    ]


def test_a_record_that_is_not_what_its_trail_says_is_found(heads: list[Head]) -> None:
    """The trail untouched, the record itself changed behind its back."""
    guards.remove(connection)
    [(pk,)] = sql("SELECT MIN(id) FROM visits_visit")
    sql("UPDATE visits_visit SET statement = 'x' WHERE id = %s", pk)

    assert [f for f in proof.verify(heads).findings if f.kind != proof.GUARD_MISSING] == [
        Finding(proof.RECORD_DIFFERS, table="visits_visit", row=pk)
    ]


# What the law wants gone ------------------------------------------------------------------------------------------


def erase_by_hand(table: str, record: int, column: str, by: Staff | None) -> None:
    """Take a word out of a record and its trail as docs/trail.md says; `by` nobody leaves no record of it."""
    book = next(book for book in canon.trail() if book.table == f"directory_historical{table}")
    shape, form = seals.shape_of(book.form).pk, book.form
    columns = ", ".join(f'"{name}"' for name, _kind in form.columns)
    guards.remove(connection)
    for row, centre in sql(f'SELECT history_id, centre_id FROM "{book.table}" WHERE id = %s', record):
        where = f'WHERE shape_id = {shape} AND "row" = {row}'
        [(salt,)] = sql(f"SELECT salt FROM records_commitment {where}")
        values = form.write(sql(f'SELECT {columns} FROM "{book.table}" WHERE history_id = %s', row)[0])
        salts = {name.decode(): canon.salt_of(bytes(salt), name) for _place, name in form.words}
        words = {name.decode(): values[place] for place, name in form.words}
        opened = {name: {"salt": own.hex()} for name, own in salts.items()}
        opened[column] = {"commitment": canon.commitment(salts[column], words[column])}
        sql(f"UPDATE records_commitment SET salt = %s, opened = %s {where}", b"", canon.compact(opened))
        if by is not None:
            Erasure.objects.create(
                centre_id=centre, by=by, table=book.table, row=row, column=column, ground="個保法第四十七條"
            )
    for name in (book.table, f"directory_{table}"):
        sql(f'UPDATE "{name}" SET "{column}" = %s WHERE id = %s', "", record)
    guards.install(connection)


@pytest.mark.parametrize("recorded", [True, False])
def test_a_word_the_law_wants_gone_goes_with_its_salt_and_the_chain_holds(
    ai: Staff,
    second: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    recorded: bool,
) -> None:
    """BR-P08, ADR 37: nothing is left to guess the word from; without a record of the erasure it is a finding."""
    resident = Resident(centre=ai.centre, name="吳國棟", phone="13800000001").save_signed(ai, "add")
    seals.seal()
    erase_by_hand("resident", resident.pk, "phone", by=ai if recorded else None)
    seals.seal()
    report = proof.verify()
    export = tmp_path / "export"
    with export.open("w", encoding="utf-8") as out:
        trail_export.write(out, with_words=True)
    capsys.readouterr()
    answer = second.main(str(export))
    said = capsys.readouterr().out

    assert report.erased == 1
    assert [(finding.kind, finding.detail) for finding in report.findings] == (
        [] if recorded else [(proof.ERASED_UNRECORDED, "phone")]
    )
    assert answer == (0 if recorded else 1)
    assert f"{int(recorded)} words erased by law" in said
    [(salt, opened)] = sql("SELECT salt, opened FROM records_commitment WHERE opened <> %s", "")
    assert bytes(salt) == b""
    assert "salt" not in json.loads(opened)["phone"]


# The command -------------------------------------------------------------------------------------------------------


def test_the_command_says_what_and_where_and_leaves_with_one(
    heads: list[Head], capsys: pytest.CaptureFixture[str], tmp_path: Path, second: ModuleType
) -> None:
    outside, export = tmp_path / "heads", tmp_path / "export"
    outside.write_text("".join(f"2026 {head.chain} {head.position} {head.figures}\n" for head in heads))
    last = Seal.objects.heads().get(centre_id=heads[-1].chain)
    call_command(
        "verify_trail", heads=outside, head=[f"{last.centre_id} {last.code}"], export=export, keep=True
    )
    said = capsys.readouterr().out

    assert f"{len(heads) + 1} heads from outside, 0 findings" in said
    assert second.main(str(export), str(outside)) == 0

    guards.remove(connection)
    book = next(book for book in canon.trail() if book.table == "visits_disclosure")
    [(pk, position)] = sql(
        'SELECT c."row", s.position FROM records_commitment c JOIN records_seal s ON s.id = c.seal_id '
        'WHERE c.shape_id = %s ORDER BY c."row" LIMIT 1',
        seals.shape_of(book.form).pk,
    )
    sql("UPDATE visits_disclosure SET reason = 'x' WHERE id = %s", pk)
    guards.install(connection)
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        call_command("verify_trail")

    assert left.value.code == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        f"chain {last.centre_id}, seal {position}, visits_disclosure {pk}: was changed after it was sealed"
    )


def test_heads_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="The heads cannot be read"):
        call_command("verify_trail", heads=tmp_path / "none")
