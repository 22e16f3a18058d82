"""The first migration of each book: quick for a new house, and nothing else than what old houses went through."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

#: The migrations that stand for several old ones.
AT_ONCE = sorted(MigrationLoader(None, replace_migrations=False).replacements)


@pytest.mark.once
@pytest.mark.parametrize("key", AT_ONCE, ids=".".join)
def test_a_new_house_gets_the_tables_of_an_old_one(key: tuple[str, str]) -> None:
    room, _name = key
    loader = MigrationLoader(None, replace_migrations=False)

    at_once = MigrationLoader(None).project_state(key).models
    one_by_one = loader.project_state(loader.replacements[key].replaces[-1]).models

    for found in (at_once, one_by_one):
        assert any(label == room for label, _model in found)
    assert {which: state for which, state in at_once.items() if which[0] == room} == {
        which: state for which, state in one_by_one.items() if which[0] == room
    }


def test_a_house_that_stopped_half_way_goes_on_by_the_old_ones(db: None) -> None:
    applied = MigrationRecorder(connection).migration_qs
    applied.filter(app="visits", name__gte="0004").delete()
    applied.filter(app="visits", name__contains="squashed").delete()

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan([("visits", "0009_open_rows_wake_once")])

    assert [migration.name[:4] for migration, _backwards in plan] == [f"000{n}" for n in range(4, 10)]
    assert ("visits", "0001_squashed_0009_open_rows_wake_once") not in executor.loader.graph.nodes
