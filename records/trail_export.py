"""The trail as plain lines, for a verifier that knows nothing of this house (docs/trail.md)."""

import json
from typing import Any, TextIO

from django.db import connection

from records import canon, proof, seals
from records.models import Erasure, Seal


def write(out: TextIO, *, with_words: bool = False) -> None:
    """Write seals, forms, erasures and rows, one JSON list a line.

    Without `with_words` each word is already its commitment: nothing somebody typed leaves the house.
    """
    with proof.one_moment():
        for seal in Seal.objects.order_by("centre_id", "position").iterator(proof.PAGE):
            _line(out, "seal", json.loads(seals.header(seal)), seal.digest)
        forms = seals.forms()
        for shape, form in sorted(forms.items()):
            _line(out, "form", shape, form.table, form.columns)
        for erasure in Erasure.objects.order_by("pk").values_list("table", "row", "column"):
            _line(out, "erased", *erasure)
        places = {pk: (centre, position) for pk, centre, position in _places()}
        for book in canon.trail():
            shapes = [pk for pk, form in forms.items() if form.table == book.table]
            _rows(out, book, forms, shapes, places, with_words=with_words)


def _rows(
    out: TextIO, book: canon.Book, forms: Any, shapes: list[int], places: Any, *, with_words: bool
) -> None:
    readers = {shape: proof.Reader(forms[shape], book) for shape in shapes}
    for seal_id, shape, row, digest, salt, opened, *raw in proof.sealed_rows(book, shapes) if shapes else ():
        reader, left = readers[shape], json.loads(opened) if opened else None
        values = None
        if raw[reader.key] is not None:
            values = reader.read(raw)
            if not with_words:
                values = forms[shape].cover(values, bytes(salt), left)
        secret = [bytes(salt).hex(), left] if with_words else None
        _line(out, "row", *places.get(seal_id, (None, None)), shape, row, bytes(digest).hex(), values, secret)
    with connection.cursor() as cursor:
        key, time = book.key, book.time
        names = [name for name, _kind in book.form.columns]
        for chain, *raw in seals.unsealed(cursor, book, shapes):
            said = book.form.write(raw)[names.index(time)] if time else None
            _line(out, "unsealed", chain, book.table, raw[names.index(key)], said)


def _places() -> Any:
    return Seal.objects.values_list("pk", "centre_id", "position")


def _line(out: TextIO, *words: Any) -> None:
    out.write(canon.compact(words) + "\n")
