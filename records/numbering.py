"""Numbers of the books: one sequence for each centre, book and duty date, without gaps."""

from datetime import date

from django.db import connection


def next_number(centre_id: int, book: str, day: date) -> int:
    """Take the next number, counted from 1, inside the caller's transaction.

    The counter's row stays locked until that transaction ends, and a rollback gives the number back: two desks never
    get the same one and a line that was not written leaves no gap.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_counter (centre_id, book, day, last) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (centre_id, book, day) DO UPDATE SET last = records_counter.last + 1 RETURNING last",
            [centre_id, book, day],
        )
        return int(cursor.fetchone()[0])
