"""What the application's own account of the database may do, so that not even it can rewrite the trail (I8).

On PostgreSQL the owner of the tables migrates; the processes of the house run as another role. That role may not take a
guard away, empty a table or disable a trigger, because the tables are not its own; and what is written once it may
read and add to, nothing else. The rights follow from the guards, so no table can be forgotten.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from records.guards import AppendOnly, Kept, guarded

READ, ADD, CHANGE, ERASE = "SELECT", "INSERT", "UPDATE", "DELETE"


def rights() -> dict[str, tuple[str, ...]]:
    """For each table of the house what its processes may do there."""
    guards: dict[str, set[type]] = {}
    for model, guard in guarded():
        guards.setdefault(model._meta.db_table, set()).add(type(guard))
    return {
        model._meta.db_table: _rights(guards.get(model._meta.db_table, set()))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def statements(connection: BaseDatabaseWrapper, role: str) -> Iterator[str]:
    """The SQL that gives a role exactly these rights; the owner runs it after each migrate, as often as one likes."""
    quote = connection.ops.quote_name
    name = quote(role)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}"
    yield f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {name}"
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}"
    yield f"GRANT {READ} ON {quote(MigrationRecorder.Migration._meta.db_table)} TO {name}"
    for table, allowed in sorted(rights().items()):
        yield f"GRANT {', '.join(allowed)} ON {quote(table)} TO {name}"


def _rights(guards: set[type]) -> tuple[str, ...]:
    if AppendOnly in guards:
        return (READ, ADD)
    if Kept in guards:
        return (READ, ADD, CHANGE)
    return (READ, ADD, CHANGE, ERASE)


def written_once() -> set[str]:
    """Tables whose rows nobody changes: the trail."""
    return {table for table, allowed in rights().items() if allowed == (READ, ADD)}
