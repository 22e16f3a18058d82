"""How moments are read from the database: a page reads hundreds, and Django's own way takes several times as long."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from django.db.backends.signals import connection_created


def connect() -> None:
    """Read each moment in one step, with its zone: Django keeps them in UTC and would add that in a second one."""
    sqlite3.register_converter("datetime", _moment)
    connection_created.connect(_read_quickly, dispatch_uid="records.moments")


def unspelt(cursor: Any) -> None:
    """Let PostgreSQL send what it found as it keeps it: neither side spells hundreds of moments and figures out."""
    if cursor.db.vendor == "postgresql":
        from psycopg.pq import Format  # noqa: PLC0415 -- only where PostgreSQL is

        cursor.cursor.format = Format.BINARY


def _moment(written: bytes) -> datetime:
    return datetime.fromisoformat(f"{written.decode()}+00:00")


def _read_quickly(connection: Any, **_kwargs: Any) -> None:
    if connection.vendor == "postgresql":
        from psycopg.adapt import Loader  # noqa: PLC0415 -- only where PostgreSQL is
        from psycopg.pq import Format  # noqa: PLC0415 -- as above

        class Moment(Loader):
            """Django looks for the name `timezone`; where a connection has another zone, it reads by its own means."""

            timezone = UTC

            def load(self, data: Any) -> datetime:
                return datetime.fromisoformat(str(data, "ascii"))

        class Json(Loader):
            """As text, which Django's field expects; its first byte is the number of the format."""

            format = Format.BINARY

            def load(self, data: Any) -> str:
                return str(bytes(data)[1:], "utf-8")

        connection.connection.adapters.register_loader("timestamptz", Moment)
        connection.connection.adapters.register_loader("jsonb", Json)
