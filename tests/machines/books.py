"""What the database says at one moment, read past the models' own properties."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from records.models import Counter, Recorded
from visits.models import Callback, CallbackAttempt, Case, CaseEvent, Promise, Referral, Visit

BOOKS: tuple[type[Recorded], ...] = (Visit, Case, Promise, Referral, Callback)

Row = dict[str, Any]
Key = tuple[type[Recorded], int]
Signature = tuple[int | None, str]


@dataclass
class Books:
    """Every row of the duty log, its loose lines counted, and the last number of each book."""

    rows: dict[Key, Row]
    lines: tuple[int, int]
    numbers: list[tuple[Any, ...]]

    def of(self, model: type[Recorded]) -> Iterator[Row]:
        """The rows of one book."""
        return (row for (book, _pk), row in self.rows.items() if book is model)

    def changed_since(self, before: "Books") -> set[Key]:
        """Rows that are new or read differently."""
        return {key for key, row in self.rows.items() if before.rows.get(key) != row}


def rows_of(book: type[Recorded]) -> Iterable[Row]:
    """Every row of a book as the database has it."""
    manager: Any = book._base_manager
    found: Iterable[Row] = manager.order_by("pk").values()
    return found


def read(books: tuple[type[Recorded], ...] = BOOKS) -> Books:
    """Open the books."""
    return Books(
        rows={(book, row["id"]): row for book in books for row in rows_of(book)},
        lines=(CaseEvent.objects.count(), CallbackAttempt.objects.count()),
        numbers=sorted(Counter.objects.values_list("centre_id", "book", "day", "last")),
    )


class Trail:
    """Reads the history tables on from where it stopped."""

    def __init__(self, books: tuple[type[Recorded], ...] = BOOKS) -> None:
        self.marks = dict.fromkeys(books, 0)
        self.read_on()

    def read_on(self) -> dict[Key, list[Signature]]:
        """Who signed what with which verb since the last time."""
        found: dict[Key, list[Signature]] = {}
        for book in self.marks:
            new = book.history.filter(history_id__gt=self.marks[book]).order_by("history_id")
            for mark, pk, person, verb in new.values_list(
                "history_id", "id", "history_user_id", "history_verb"
            ):
                found.setdefault((book, pk), []).append((person, verb))
                self.marks[book] = mark
        return found
