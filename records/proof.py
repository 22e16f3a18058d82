"""Walking along the trail: does it still say what was sealed, and where does it not (I8, docs/trail.md)."""

import hashlib
import json
import logging
import time
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records import canon, clock, guards, seals
from records.models import Erasure, Seal, Verification, VerificationAsked

if TYPE_CHECKING:
    from directory.models import Staff

log = logging.getLogger(__name__)

#: Sent with `verification` in the transaction that keeps one, when it found what the one before did not.
broken = Signal()

PAGE: Final = 5000
SWAPS_SOUGHT: Final = 300  # rows of one table that do not hold; with more, where they came from is not sought
#: A row that is older than a seal by more than this, and was not under it, was not there when it was made.
GRACE: Final = timedelta(minutes=10)
DAILY: Final = timedelta(days=1)

CHANGED, REMOVED, INSERTED, SWAPPED = "changed", "removed", "inserted", "swapped"
SEAL_CHANGED, SEAL_REMOVED, ROOT_CHANGED = "seal_changed", "seal_removed", "root_changed"
CUT, REWRITTEN, ERASED_UNRECORDED = "cut", "rewritten", "erased_unrecorded"
GUARD_MISSING, RECORD_DIFFERS = "guard_missing", "record_differs"

WORDS: Final[dict[str, Any]] = {
    CHANGED: gettext_lazy("was changed after it was sealed"),
    REMOVED: gettext_lazy("was removed"),
    INSERTED: gettext_lazy("was inserted later than it says"),
    SWAPPED: gettext_lazy("was swapped with another one"),
    SEAL_CHANGED: gettext_lazy("the seal does not follow from what it says"),
    SEAL_REMOVED: gettext_lazy("a seal is missing, or there are two"),
    ROOT_CHANGED: gettext_lazy("what the seal holds was changed"),
    CUT: gettext_lazy("the tail was cut off: outside, the chain is longer"),
    REWRITTEN: gettext_lazy("the tail was written anew: outside, it is another"),
    ERASED_UNRECORDED: gettext_lazy("a word was erased, and no record says by whom"),
    GUARD_MISSING: gettext_lazy("a guard of the database does not stand"),
    RECORD_DIFFERS: gettext_lazy("the record is not what its newest trail says"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed, and where: chain, place of the seal, table, row."""

    kind: str
    chain: int | None = None
    position: int | None = None
    table: str = ""
    row: int | None = None
    detail: str = ""

    def __str__(self) -> str:
        where = [
            _("chain %(chain)s") % {"chain": self.chain or _("of the house")}
            if self.chain is not None
            else "",
            _("seal %(position)s") % {"position": self.position} if self.position is not None else "",
            f"{self.table} {self.row if self.row is not None else ''}".strip(),
        ]
        said = f"{', '.join(filter(None, where))}: {WORDS[self.kind]}"
        return f"{said} ({self.detail})" if self.detail else said


@dataclass(frozen=True)
class Head:
    """A head as somebody noted it outside; the figures may be only the first of them, as on paper."""

    chain: int
    position: int
    figures: str

    @classmethod
    def read(cls, line: str) -> "Head":
        """A line of the file outside, or `chain position-abcd-abcd-abcd` off a paper."""
        words = line.split()
        if len(words) == 2:
            position, _dash, figures = words[1].partition("-")
            return cls(int(words[0]), int(position), figures.replace("-", ""))
        return cls(int(words[-3]), int(words[-2]), words[-1])


@dataclass
class Report:
    """What a walk saw."""

    seals: int = 0
    rows: int = 0
    waiting: int = 0
    erased: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Link:
    """A seal on the walk, and what was found of its batch so far."""

    seal: Seal
    seen_until: str  # what says it is older should have been under an earlier seal
    root: Any = field(default_factory=hashlib.sha256)
    count: int = 0


class Reader:
    """Reads a row as its form was when it was sealed, from the table as it is today."""

    def __init__(self, form: canon.Form, book: canon.Book) -> None:
        today = [name for name, _kind in book.form.columns]
        self.form = form
        self.gone = [name for name, _kind in form.columns if name not in today]
        self.key, self.form_key = today.index(book.key), _place(form, book.key)
        self.time = _place(form, book.time) if book.time else None
        same = form.columns == book.form.columns
        self.places = None if same else [today.index(name) for name, _ in form.columns if name in today]

    def read(self, raw: list[Any]) -> list[Any]:
        """The canonical values."""
        return self.form.write(raw if self.places is None else [raw[place] for place in self.places])

    def digest(self, values: list[Any], salt: bytes, left: Any) -> bytes:
        """What a seal would hold of them."""
        return self.form.digest(self.form.cover(list(values), bytes(salt), left))

    def under(self, values: list[Any], key: int) -> list[Any]:
        """The same under another row's key."""
        other = list(values)
        other[self.form_key] = key
        return other


def _place(form: canon.Form, column: str) -> int:
    return next(place for place, (name, _kind) in enumerate(form.columns) if name == column)


def verify(heads: Iterable[Head] = ()) -> Report:
    """Walk along every chain and every row of the trail, as they stand at one moment."""
    with one_moment():
        return _Walk(list(heads)).go()


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything asked inside is answered as of one moment, while the desk goes on writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:  # Django would begin IMMEDIATE and keep writers out
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def sealed_rows(book: canon.Book, shapes: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    """Every row of a table that a seal holds: seal, shape, key, digest, salt, what is opened, then its columns."""
    among = ",".join(map(str, shapes))
    columns = ", ".join(f't."{name}"' for name, _kind in book.form.columns)
    sql = (
        f'SELECT c.seal_id, c.shape_id, c."row", c.digest, c.salt, c.opened, {columns} FROM records_commitment c '
        f'LEFT JOIN "{book.table}" t ON t."{book.key}" = c."row" '
        f'WHERE c.shape_id IN ({among}) AND c."row" > %s ORDER BY c."row", c.shape_id LIMIT {PAGE}'
    )
    after: int | None = seals.FIRST
    with connection.cursor() as cursor:
        while after is not None:
            cursor.execute(sql, [after])
            page = cursor.fetchall()
            yield from page
            after = page[-1][2] if page else None


class _Walk:
    def __init__(self, heads: list[Head]) -> None:
        self.heads, self.report = heads, Report()
        self.links: dict[int, _Link] = {}
        self.seen_until: dict[int, str] = {}
        self.erased = set(Erasure.objects.values_list("table", "row", "column"))
        self.forms = seals.forms()

    def go(self) -> Report:
        self._along_the_chains()
        books = canon.trail()
        for book in books:
            self._through(book)
            self._not_sealed(book)
            self._record_as_it_stands(book)
        for form in self.forms.values():
            if form.table not in {book.table for book in books}:
                self._find(REMOVED, table=form.table)
        self._hold_the_roots()
        for name in sorted(guards.missing(connection)):
            self._find(GUARD_MISSING, table=name)
        return self.report

    def _find(self, kind: str, **where: Any) -> None:
        self.report.findings.append(Finding(kind, **where))

    # The chains

    def _along_the_chains(self) -> None:
        last: Seal | None = None
        digests: dict[tuple[int, int], str] = {}
        for seal in Seal.objects.order_by("centre_id", "position").iterator(PAGE):
            if last is not None and last.centre_id != seal.centre_id:
                last = None
            self.report.seals += 1
            self.links[seal.pk] = _Link(seal, self.seen_until.get(seal.centre_id, ""))
            digests[seal.centre_id, seal.position] = seal.digest
            self._hold_against_the_last(seal, last)
            if seal.whole:
                self.seen_until[seal.centre_id] = canon.moment(seal.sealed_at - GRACE)
            last = seal
        self._hold_against_the_outside(digests)

    def _hold_against_the_last(self, seal: Seal, last: Seal | None) -> None:
        where = {"chain": seal.centre_id, "position": seal.position}
        if seal.position != (last.position + 1 if last else 1):
            self._find(SEAL_REMOVED, **where)
        elif (
            seal.digest != seals.digest_of(seal)
            or seal.previous != (last.digest if last else "")
            or seal.total != (last.total if last else 0) + seal.count
        ):
            self._find(SEAL_CHANGED, **where)

    def _hold_against_the_outside(self, digests: Mapping[tuple[int, int], str]) -> None:
        agreed: dict[int, int] = defaultdict(int)
        parted: set[int] = set()
        for head in sorted(self.heads, key=lambda head: (head.chain, head.position)):
            found = digests.get((head.chain, head.position))
            if head.chain in parted:
                continue
            if found is not None and found.startswith(head.figures):
                agreed[head.chain] = head.position
                continue
            parted.add(head.chain)
            self._find(
                CUT if found is None else REWRITTEN,
                chain=head.chain,
                position=head.position,
                detail=_("after seal %(position)s") % {"position": agreed[head.chain]},
            )

    # The rows

    def _through(self, book: canon.Book) -> None:
        readers = {pk: Reader(form, book) for pk, form in self.forms.items() if form.table == book.table}
        for reader in readers.values():
            if reader.gone:
                self._find(REMOVED, table=book.table, detail=", ".join(reader.gone))
        readable = [pk for pk, reader in readers.items() if not reader.gone]
        wrong = []
        for seal_id, shape, row, digest, salt, opened, *raw in (
            sealed_rows(book, readable) if readable else ()
        ):
            self.report.rows += 1
            link, reader = self.links.get(seal_id), readers[shape]
            if link is not None:
                link.root.update(digest)
                link.count += 1
            if raw[reader.key] is None:
                self._find(REMOVED, **_where(link, book, row))
                continue
            values, left = reader.read(raw), json.loads(opened) if opened else None
            if left is not None:
                self._erased(left, _where(link, book, row))
            if reader.digest(values, salt, left) != digest:
                wrong.append((_where(link, book, row), reader, values, bytes(digest), salt, left))
            elif link is None:
                self._find(ROOT_CHANGED, **_where(link, book, row))
            elif reader.time is not None and values[reader.time] < link.seen_until:
                self._find(INSERTED, **_where(link, book, row))
        self._say_what_is_wrong(wrong)

    def _erased(self, left: Mapping[str, Any], where: Mapping[str, Any]) -> None:
        for column in (column for column, kept in left.items() if "commitment" in kept):
            self.report.erased += 1
            if (where["table"], where["row"], column) not in self.erased:
                self._find(ERASED_UNRECORDED, **where, detail=column)

    def _say_what_is_wrong(self, wrong: list[Any]) -> None:
        """A row whose content is sealed under another one's key was swapped; any other was changed."""
        for place, (where, reader, values, *_rest) in enumerate(wrong):
            others = wrong[:place] + wrong[place + 1 :] if len(wrong) <= SWAPS_SOUGHT else ()
            came_from = [
                there["row"]
                for there, _reader, _values, digest, salt, left in others
                if reader.digest(reader.under(values, there["row"]), salt, left) == digest
            ]
            if came_from:
                self._find(SWAPPED, **where, detail=str(came_from[0]))
            else:
                self._find(CHANGED, **where)

    def _not_sealed(self, book: canon.Book) -> None:
        """What waits for the next seal, and what says it is older than the last one that saw everything."""
        shapes = [pk for pk, form in self.forms.items() if form.table == book.table]
        key = _place(book.form, book.key)
        written = _place(book.form, book.time) if book.time else None
        with connection.cursor() as cursor:
            for chain, *raw in seals.unsealed(cursor, book, shapes):
                said = book.form.write(raw)[written] if written is not None else None
                if said is not None and said < self.seen_until.get(chain, ""):
                    self._find(INSERTED, chain=chain, table=book.table, row=raw[key])
                else:
                    self.report.waiting += 1

    def _record_as_it_stands(self, book: canon.Book) -> None:
        """What the screens show is what the newest signed trail says."""
        record = getattr(book.model, "instance_type", None)
        if record is None:
            return
        table, key = record._meta.db_table, record._meta.pk.column
        newest = f'SELECT MAX(n.history_id) FROM "{book.table}" n WHERE n."{key}" = r."{key}"'
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT r."{key}" FROM "{table}" r LEFT JOIN "{book.table}" h ON h.history_id = ({newest}) '
                f'LEFT JOIN records_commitment c ON c."row" = h.history_id AND c.shape_id IN {self._shapes(book)} '
                f'WHERE h.history_id IS NULL OR {self._differs(book)} UNION SELECT h."{key}" FROM "{book.table}" h '
                f'LEFT JOIN "{table}" r ON r."{key}" = h."{key}" WHERE r."{key}" IS NULL ORDER BY 1'
            )
            for (row,) in cursor.fetchall():
                self._find(RECORD_DIFFERS, table=table, row=row)

    def _shapes(self, book: canon.Book) -> str:
        among = [str(pk) for pk, form in self.forms.items() if form.table == book.table]
        return f"({','.join(among)})" if among else "(NULL)"

    def _differs(self, book: canon.Book) -> str:
        """Where record and trail differ, as SQL; of a column that came after a row was sealed the row says nothing."""
        tracked = [field.column for field in book.model.tracked_fields]  # type: ignore[attr-defined]  # -- of history
        differ = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
        forms = [(f"c.shape_id = {pk}", form) for pk, form in self.forms.items() if form.table == book.table]
        told = []
        for when, form in [*forms, ("c.shape_id IS NULL", book.form)]:
            known = {name for name, _kind in form.columns}
            differs = [f'h."{name}" {differ} r."{name}"' for name in tracked if name in known]
            told.append(f"({when} AND ({' OR '.join(differs)}))")
        return " OR ".join(told)

    def _hold_the_roots(self) -> None:
        for link in self.links.values():
            seal = link.seal
            if link.count != seal.count or link.root.hexdigest() != seal.root:
                counted = _("%(found)s of %(count)s records") % {"found": link.count, "count": seal.count}
                self._find(ROOT_CHANGED, chain=seal.centre_id, position=seal.position, detail=counted)


def _where(link: _Link | None, book: canon.Book, row: int) -> dict[str, Any]:
    seal = link.seal if link else None
    return {
        "chain": seal.centre_id if seal else None,
        "position": seal.position if seal else None,
        "table": book.table,
        "row": row,
    }


def asked_for() -> VerificationAsked | None:
    """The newest wish for a verification that none has answered yet."""
    asked = VerificationAsked.objects.order_by("-pk").first()
    last = Verification.objects.first()
    return asked if asked is not None and (last is None or last.at < asked.at) else None


def verify_when_due() -> int:
    """Walk along the trail when somebody asked, and once a day in any case; answers whether it was walked."""
    asked, last = asked_for(), Verification.objects.first()
    if asked is None and last is not None and clock.now() - last.at < DAILY:
        return 0
    at, began = clock.now(), time.monotonic()
    report = verify()
    keep(report, by=asked.by if asked else None, took=time.monotonic() - began, at=at)
    if report.findings:
        log.error("The trail does not hold: %s findings, see /history/", len(report.findings))
    return 1


def kept(verification: Verification, chains: Container[int | None]) -> list[Finding]:
    """The findings of an earlier walk in these chains; nobody's chain is where guards and records are."""
    found = (Finding(**each) for each in verification.findings)
    return [finding for finding in found if finding.chain in chains]


@transaction.atomic
def keep(report: Report, *, by: "Staff | None", took: float, at: datetime | None = None) -> Verification:
    """Remember that the trail was walked along, and what was found; the first hundred findings in full.

    Whoever has to know is told in the same transaction (`broken`), and not again for the same findings.
    """
    before = Verification.objects.first()
    verification = Verification.objects.create(
        at=at or clock.now(),
        by=by,
        seals=report.seals,
        rows=report.rows,
        waiting=report.waiting,
        found=len(report.findings),
        findings=[asdict(finding) for finding in report.findings[:100]],
        took_ms=round(took * 1000),
    )
    known = (before.found, before.findings) if before else (0, [])
    if verification.found and (verification.found, verification.findings) != known:
        broken.send(Verification, verification=verification)
    return verification
