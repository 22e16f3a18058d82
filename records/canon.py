"""What a seal covers: the canonical bytes of one row of the trail, alike on SQLite and PostgreSQL (docs/trail.md).

A row is a list of values in the order of its `Shape`. Words (whatever somebody typed) stand in it as salted
commitments: a word that the law wants gone can go, and the seal over its row still holds.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import ForeignKey

from records.guards import AppendOnly
from records.models import Recorded

Raw = Callable[[Any], Any]

#: Kinds of column that hold what somebody typed.
WORDS: Final = frozenset({"text", "json", "bytes"})


def compact(value: Any) -> str:
    """The one way a list is written: JSON without spaces, in UTF-8, keys in order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def moment(value: datetime) -> str:
    """A moment: UTC, always with six digits of a second."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def _decimal(places: int) -> Raw:
    return lambda value: f"{Decimal(str(value)):.{places}f}"


def _json(value: Any) -> str:
    said = json.loads(value) if isinstance(value, str) else value
    return "" if said in ({}, []) else compact(said)


#: How a value as the database driver gives it becomes canonical; a kind that is not here stays as it is.
WRITTEN: Final[dict[str, Raw]] = {
    "bool": bool,
    "moment": moment,
    "day": lambda value: value.isoformat(),
    "time": lambda value: value.isoformat(timespec="microseconds"),
    "json": _json,
    "bytes": lambda value: bytes(value).hex(),
}


#: Kinds by class of field, the narrower class first.
KINDS: Final[tuple[tuple[type[models.Field[Any, Any]], str], ...]] = (
    (models.BooleanField, "bool"),
    (models.DateTimeField, "moment"),
    (models.DateField, "day"),
    (models.TimeField, "time"),
    (models.IntegerField, "int"),
    (models.JSONField, "json"),
    (models.BinaryField, "bytes"),
    (models.CharField, "text"),
    (models.TextField, "text"),
)


def kind_of(field: Any) -> str:
    """What kind of column this is: `word` is one of a fixed list, `text` is whatever somebody typed."""
    if isinstance(field, ForeignKey):
        return kind_of(field.target_field)
    if isinstance(field, models.DecimalField):
        return f"decimal:{field.decimal_places}"
    kind = next((kind for known, kind in KINDS if isinstance(field, known)), None)
    if kind is None:
        raise TypeError(f"Nobody has said how {field} is written under a seal.")
    return "word" if kind == "text" and (field.choices or field.primary_key) else kind


def written_as(kind: str) -> Raw | None:
    """How values of a kind become canonical."""
    name, _colon, places = kind.partition(":")
    return _decimal(int(places)) if name == "decimal" else WRITTEN.get(name)


@dataclass(frozen=True)
class Form:
    """The columns of one table as they are sealed: each with its kind, in this order."""

    table: str
    columns: tuple[tuple[str, str], ...]

    @cached_property
    def writers(self) -> list[tuple[int, Raw]]:
        """What has to be rewritten, by its place."""
        found = ((place, written_as(kind)) for place, (_name, kind) in enumerate(self.columns))
        return [(place, raw) for place, raw in found if raw is not None]

    @cached_property
    def words(self) -> list[tuple[int, bytes]]:
        """What is committed to and not written out, by its place."""
        return [(n, name.encode()) for n, (name, kind) in enumerate(self.columns) if kind in WORDS]

    @cached_property
    def head(self) -> Any:
        """The hash that begins every row of this form."""
        return hashlib.sha256(hashlib.sha256(compact([self.table, self.columns]).encode()).digest())

    def write(self, raw: Sequence[Any]) -> list[Any]:
        """A row as the driver gives it, in canonical values."""
        values = list(raw)
        for place, rewrite in self.writers:
            if values[place] is not None:
                values[place] = rewrite(values[place])
        return values

    def cover(
        self, values: list[Any], salt: bytes, opened: Mapping[str, Mapping[str, str]] | None = None
    ) -> list[Any]:
        """The same row with each word replaced by its commitment; what is empty stays empty.

        Once a word of the row was erased by law, `opened` holds what is left of the row's salt: for the erased word
        its commitment, for the others their own salt.
        """
        for place, name in self.words:
            if opened is not None:
                left = opened.get(name.decode(), {})
                if "commitment" in left and not values[place]:
                    values[place] = left["commitment"]
                elif values[place]:
                    values[place] = commitment(bytes.fromhex(left.get("salt", "")), values[place])
            elif values[place]:
                values[place] = commitment(salt_of(salt, name), values[place])
        return values

    def digest(self, covered: list[Any]) -> bytes:
        """What the seal holds of a row."""
        begun = self.head.copy()
        begun.update(_encode(covered).encode())
        found: bytes = begun.digest()
        return found


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def salt_of(salt: bytes, column: bytes) -> bytes:
    """The salt of one word, from the salt of its row."""
    return hashlib.sha256(salt + column).digest()


def commitment(salt: bytes, word: str) -> str:
    """What stands for a word: it shows nothing of it, and no other word has it."""
    return hashlib.sha256(salt + word.encode(errors="surrogatepass")).hexdigest()


# Which tables ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Book:
    """One table of the trail: its form today, where its rows' centre and time are found."""

    model: type[models.Model]
    form: Form
    key: str
    time: str | None
    centre: str  # SQL; the house's own rows answer 0
    join: str = ""

    @property
    def table(self) -> str:
        """The table's name in the database."""
        return self.form.table


def trail() -> list[Book]:
    """Every table whose rows are sealed, by name: the history of each kind of record, and what is written once."""
    return sorted((_book(model) for model in _models()), key=lambda book: book.table)


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if issubclass(model, Recorded):
            yield model.history.model
        elif AppendOnly() in getattr(model, "guards", ()) and getattr(model, "sealed", True):
            yield model


def _book(model: type[models.Model]) -> Book:
    fields = sorted(model._meta.concrete_fields, key=lambda field: str(field.column))
    columns = tuple((str(field.column), kind_of(field)) for field in fields)
    names = {name for name, _kind in columns}
    times = [name for name, kind in columns if kind == "moment"]
    table, key = model._meta.db_table, str(model._meta.pk.column)
    time = next((name for name in ("history_date", "at", *times) if name in names), None)
    own = getattr(getattr(model, "instance_type", model), "sealed_under", "centre_id")
    if own in names:
        return Book(model, Form(table, columns), key, time, f'COALESCE(t."{own}", 0)')
    for (
        field
    ) in model._meta.concrete_fields:  # in the order of the model: what a row is about, then who wrote it
        if isinstance(field, ForeignKey) and _has_centre(field.related_model):
            parent = field.related_model._meta.db_table
            join = f'LEFT JOIN "{parent}" p ON p."id" = t."{field.column}"'
            return Book(model, Form(table, columns), key, time, 'COALESCE(p."centre_id", 0)', join)
    return Book(model, Form(table, columns), key, time, "0")


def _has_centre(model: Any) -> bool:
    return any(field.column == "centre_id" for field in model._meta.concrete_fields)
