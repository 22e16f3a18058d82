"""Very many cases at once: they keep every rule the database knows, and the books count on."""

from collections import Counter
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from directory.actions import set_up_centre
from directory.models import ServiceCentre, Staff
from records import clock
from tests import builders
from visits.demo import many
from visits.models import Callback, Case, CaseEvent, Promise, Visit


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[ServiceCentre]:
    """A house of 1,300 cases: the last 1,200 hold the open ones."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_bench", "--cases", "1300", stdout=StringIO())
        yield ServiceCentre.objects.get(code=many.CODE)
        transaction.set_rollback(True)


def test_so_many_cases_with_history_and_three_visits_each(seeded: ServiceCentre) -> None:
    assert (Case.objects.count(), Visit.objects.count()) == (1300, 3900)
    assert (Case.history.count(), Visit.history.count()) == (1300, 3900)
    assert Promise.objects.count() == 1300
    assert Case.objects.open().count() == many.OPEN
    assert Callback.objects.count() == 1300 - Promise.objects.standing().count()
    assert not CaseEvent.objects.filter(at__gt=clock.now()).exists()


def test_the_same_seed_gives_the_same_cases(seeded: ServiceCentre) -> None:
    states = Counter(Case.objects.values_list("status", flat=True))

    assert states["closed"] == 700
    assert set(states) == {"closed", "in_progress", "waiting", "awaiting_callback"}


def test_the_next_visit_counts_on(seeded: ServiceCentre) -> None:
    lin = Staff.objects.for_session().get(username="bench-linjing")
    last = Visit.objects.order_by("number").last()
    assert last is not None

    with transaction.atomic():
        written = builders.answered(lin)
        that_day = Visit.objects.filter(duty_date=written.duty_date).count()
        transaction.set_rollback(True)

    assert int(written.number[-3:]) == that_day
    assert written.number > last.number


def test_a_second_seeding_leaves_it_as_it_is(seeded: ServiceCentre) -> None:
    said = StringIO()

    call_command("seed_bench", "--cases", "5", stdout=said)

    assert said.getvalue() == "The cases to measure by are here already; they stay as they are.\n"
    assert Case.objects.count() == 1300


def test_nothing_is_seeded_beside_a_real_centre(db: None) -> None:
    set_up_centre(by=None, code="real", name="真的")

    with pytest.raises(CommandError, match="There is a real centre in this database"):
        call_command("seed_bench")
