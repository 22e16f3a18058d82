"""A question written once answers everybody with their own rows, and what was drawn once is never another's."""

import pytest
from django.db import connection
from django.db.models import CharField
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from directory.models import Staff
from directory.somebody import Somebody, named
from records.prepared import Later, Prepared, PreparedRecords, plans_kept
from tests import builders
from tests.cast import at
from visits.models import Case, Visit

pytestmark = pytest.mark.usefixtures("english")


def test_the_same_question_answers_each_asker_with_their_own(lin: Staff, zhou: Staff) -> None:
    builders.case(lin)
    builders.case(zhou)
    owned = Prepared(lambda: Case.objects.filter(owner=Somebody.pk).values_list("number", "opened_at"))

    for staff in (lin, zhou, lin):
        expected = Case.objects.filter(owner=staff).values_list("number", "opened_at")
        assert [tuple(row) for row in owned.rows(**named(staff, at("12:00")))] == list(expected)


def test_records_come_with_what_belongs_to_them_in_one_question(lin: Staff) -> None:
    case = builders.case(lin)
    number = Later("number", CharField())
    asked = PreparedRecords(lambda: Case.objects.filter(number=number).select_related("unit", "owner"))

    with CaptureQueriesContext(
        connection,
    ) as questions:
        [found] = asked.records(number=case.number)
        assert (found, found.unit, found.owner, found.opened_at) == (case, case.unit, lin, case.opened_at)
    assert len(questions) == 1


def test_no_row_is_left_over_from_who_asked_before(lin: Staff) -> None:
    builders.case(lin)
    asked = Prepared(lambda: Case.objects.filter(number=Later("number", CharField())).values_list("pk"))

    assert asked.rows(number="ZB-20261116-001")
    assert asked.rows(number="ZB-20261116-002") == []
    assert asked.rows(number="%s' OR 1=1 --") == []


def test_what_never_changes_is_written_out_as_it_is(lin: Staff) -> None:
    said = "100% %s, it's 「好」 \\ %%"
    visit = builders.answered(lin, statement=said)
    mine = Visit.objects.filter(first_contact=Somebody.pk)
    asked = Prepared(lambda: mine.filter(statement=said, joins=None).values_list("pk", "number"))
    like = Prepared(lambda: mine.filter(statement__startswith="100% %").values_list("pk"))

    assert [*map(tuple, asked.rows(1, **named(lin, at("12:00"))))] == [(visit.pk, visit.number)]
    assert asked.rows(1, 1, **named(lin, at("12:00"))) == []
    assert [*map(tuple, like.rows(**named(lin, at("12:00"))))] == [(visit.pk,)]
    assert asked.wording().endswith("[Later(staff)]")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans every question anew")
def test_plans_are_kept_for_one_page_and_no_longer() -> None:
    with plans_kept():
        assert plan_cache_mode() == "force_generic_plan"
    with pytest.raises(LookupError), plans_kept():
        raise LookupError

    assert plan_cache_mode() == "auto"


def plan_cache_mode() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        return str(cursor.fetchone()[0])


def test_what_is_always_alike_knows_nothing_of_the_page() -> None:
    page = engines["django"].from_string(
        "{% load i18n look %}{% always %}{{ name }}{% translate 'Close' %}{% endalways %}{{ name }}"
    )

    assert page.render({"name": "陳"}) == "Close陳"
    with translation.override("zh-hant"):
        assert page.render({"name": "林"}) == "關閉林"
    assert page.render({"name": "林"}) == "Close林"
