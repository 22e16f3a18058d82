"""The demonstration: real verbs, invented people, and never beside real books."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from directory.actions import set_up_centre
from directory.models import Guideline, Resident, ServiceCentre, Staff, Unit
from directory.roles import ROLES
from handover import demo as handing_over
from handover.models import Handover, InventoryItem, Reading
from records import clock
from tests.cast import at
from visits.demo import load, narratives, people
from visits.models import Callback, Case, Promise, Referral, Visit

EVENING = at("2026-11-23 20:45")


@pytest.fixture(scope="module")
def evening(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """The demonstration as it stands on the Monday evening after its thirty matters."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(EVENING):
        played = load.load(now=EVENING, weeks=0, say=lambda _sentence: None, also=[handing_over.stories])
        assert played.refused == []
        yield EVENING
        transaction.set_rollback(True)


def test_twelve_hundred_homes_and_nobody_reachable_by_a_real_number(evening: datetime) -> None:
    assert Unit.objects.count() == 1200
    assert not Resident.objects.exclude(phone__startswith="1380000").exists()
    assert Resident.objects.count() > 2000


def test_somebody_of_every_role_has_an_account_and_the_desk_is_manned_now(evening: datetime) -> None:
    centre = ServiceCentre.objects.get()
    crew = [set(staff.role_names()) for staff in Staff.objects.on_duty(centre, evening)]

    assert {role for staff in Staff.objects.all() for role in staff.role_names()} == set(ROLES)
    assert set.union(*crew) == set(ROLES) - {"auditor", "administrator"}
    assert centre.is_demo


def test_all_thirty_matters_are_in_the_log_with_their_first_contact(evening: datetime) -> None:
    written = narratives.read()

    for matter in written.values():
        [visit] = Visit.objects.filter(statement=matter["narrative"])
        assert (visit.first_contact.name, visit.arrived_at) == (matter["first_contact"], at(matter["at"]))
    assert len(written) == 30


def test_the_leak_is_urged_once_and_closed_on_the_sixth_day(evening: datetime) -> None:
    leak = Case.objects.get(unit__code="9-3-702")

    assert (leak.status, leak.urge_count, leak.owner.name) == (Case.Status.CLOSED, 1, "林靜")
    assert leak.closed_at == at("2026-11-22 10:00")
    assert [promise.state for promise in leak.promises.all()] == [Promise.State.KEPT] * 3


def test_the_late_fee_went_on_after_a_dissatisfied_answer(evening: datetime) -> None:
    fee = Case.objects.get(unit__code="14-2-703")

    assert (fee.status, fee.reopen_count) == (Case.Status.IN_PROGRESS, 1)


def test_the_last_day_was_handed_over_and_two_sheets_are_alive(evening: datetime) -> None:
    """§4.9: taken over, one of them refused first; the guide's own half written; one waits, opened early in illness."""
    sheets = list(Handover.objects.order_by("begun_at", "pk").select_related("outgoing", "incoming"))
    over = [sheet for sheet in sheets if sheet.is_over]
    guide, ill = (sheet for sheet in sheets if not sheet.is_over)

    assert [(sheet.outgoing.name, str(sheet.incoming)) for sheet in over] == [
        ("葉青", "吳磊"),
        ("吳磊", "周敏"),
        ("馬駿", "唐芳"),
        ("周敏", "葉青"),
        ("唐芳", "羅斌"),
    ]
    assert (guide.outgoing.name, guide.state, guide.items.filter(receiver__isnull=False).count()) == (
        "林靜",
        "draft",
        2,
    )
    assert (ill.outgoing.name, ill.state, ill.early_reason) == ("葉青", "submitted", "葉青發燒，提前交班就醫")
    assert ill.unlisted() == []


def test_things_are_counted_and_the_water_is_announced(evening: datetime) -> None:
    """BR-H08, H12: keys, radios, cash and parcels; tonight's note lies unread before those who come."""
    unread = Reading.objects.unread_by(Staff.objects.get(username="linjing"))

    assert InventoryItem.objects.filter(is_cash=True).get().expected == 500
    assert [reading.note.subject for reading in unread] == ["今晚 23:00 停水"]


@pytest.mark.parametrize("username", ["linjing", "chenjie", "yeqing"])
def test_a_desk_shows_one_late_promise_one_call_due_and_one_second_attempt(
    evening: datetime, username: str
) -> None:
    mine = Case.objects.filter(owner__username=username)
    due = Callback.objects.open().owed_by(Staff.objects.get(username=username)).due_until(evening)

    assert mine.late().count() == 1
    assert Counter(due.values_list("state", flat=True)) == {"retry": 1, "scheduled": 1}
    assert mine.due_until(evening + (at("20:30") - at("20:00"))).count() == 2


def test_one_resident_waits_for_the_cashier(evening: datetime) -> None:
    assert Referral.objects.offered().count() == 1


def test_answers_are_found_by_initials(evening: datetime) -> None:
    assert [each.title for each in Guideline.objects.matching("tczbb")] == ["停車證補辦"]


def test_a_second_load_leaves_it_as_it_is(evening: datetime) -> None:
    said, before = StringIO(), Visit.objects.count()

    call_command("load_demo", stdout=said)

    assert said.getvalue() == "The demonstration lives here already; it stays as it is.\n"
    assert Visit.objects.count() == before


def test_the_accounts_are_printed_with_their_password(evening: datetime) -> None:
    said = StringIO()

    call_command("demo_accounts", stdout=said)

    assert said.getvalue().count("\n") == len(people.STAFF) + 1
    assert people.PASSWORD in said.getvalue()


def test_it_is_never_loaded_beside_a_real_centre(db: None) -> None:
    set_up_centre(by=None, code="real", name="真的")

    with pytest.raises(CommandError, match="There is a real centre in this database"):
        call_command("load_demo")


def test_no_accounts_are_printed_where_there_is_no_demonstration(db: None) -> None:
    with pytest.raises(CommandError, match="There is no demonstration here"):
        call_command("demo_accounts")


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2026, 11, 23), date(2026, 11, 16)),
        (date(2026, 12, 20), date(2026, 11, 16)),
        (date(2026, 11, 20), date(2026, 11, 9)),
        (date(2027, 3, 3), date(2027, 2, 22)),
    ],
)
def test_the_matters_move_by_whole_weeks_when_they_would_be_too_old_or_still_to_come(
    today: date, monday: date
) -> None:
    assert narratives.MONDAY + narratives.shifted_by(today) == monday
