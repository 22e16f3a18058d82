"""How moments are read from the database: a page reads hundreds, and Django's own way takes several times as long."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from django.db.backends.signals import connection_created


def connect() -> None:
    """Read each moment in one step, with its zone: Django keeps them in UTC and would add that in a second one."""
    sqlite3.register_converter("datetime", _moment)
    connection_created.connect(_read_quickly, dispatch_uid="records.moments")


def _moment(written: bytes) -> datetime:
    return datetime.fromisoformat(f"{written.decode()}+00:00")


def _read_quickly(connection: Any, **_kwargs: Any) -> None:
    if connection.vendor == "postgresql":
        from psycopg.adapt import Loader  # noqa: PLC0415 -- only where PostgreSQL is

        class Moment(Loader):
            """Django looks for this name, and reads by its own means where a connection has another zone than UTC."""

            timezone = UTC

            def load(self, data: Any) -> datetime:
                return datetime.fromisoformat(str(data, "ascii"))

        connection.connection.adapters.register_loader("timestamptz", Moment)
