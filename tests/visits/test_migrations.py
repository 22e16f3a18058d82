"""What a change of the tables makes of the books that are there already."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import QuerySet

from directory.models import Staff
from records import clock, guards
from tests import builders
from tests.cast import at
from visits.models import Callback

pytestmark = pytest.mark.django_db

WORK = ("done_at", "done_by", "department", "reopened_before", "kept_first_promise", "kept_last_promise")
NAME = "0005_tell_old_callbacks_whose_work"


def forget_whose_work() -> None:
    """Callbacks as they stood before 0004: nothing says whose work they ask about."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            table = "ALTER TABLE visits_callback DROP CONSTRAINT"
            cursor.execute(f"{table} a_callback_says_whose_work_it_asks_about")
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
    guards.remove(connection)
    QuerySet(Callback).update(**dict.fromkeys(WORK))


def test_old_callbacks_are_told_whose_work_they_asked_about_also_of_reopened_cases(
    lin: Staff, zhao: Staff, request: pytest.FixtureRequest
) -> None:
    """0005: the latest callback by the case as it stands, an earlier one by the signed records of its time."""
    if connection.vendor == "sqlite":
        request.addfinalizer(lambda: connection.cursor().execute("PRAGMA ignore_check_constraints = OFF"))
    first = builders.resolved(lin, zhao)
    with clock.at(at("10:30")):
        first.record(
            by=lin,
            result="reached",
            respondent="吳先生",
            satisfaction=1,
            feedback="還漏",
            terms=builders.terms(at("16:00")),
        )
    with clock.at(at("15:00")):
        case = Callback.objects.get().case
        case.resolve(by=zhao, result="換了管")
    with clock.at(at("11:00")):
        open_still = builders.resolved(lin, zhao)
    before = list(Callback.objects.order_by("pk").values_list("pk", *WORK))
    assert len({row[1:] for row in before}) == len(before) == 3

    forget_whose_work()
    loader = MigrationLoader(connection, replace_migrations=False)  # 0005 stands in the tables made at once
    then = loader.project_state(("visits", NAME)).apps
    import_module(f"visits.migrations.{NAME}").tell(then, None)

    assert before[-1][0] == open_still.pk
    assert list(Callback.objects.order_by("pk").values_list("pk", *WORK)) == before
