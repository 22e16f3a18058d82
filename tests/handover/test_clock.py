"""What the clock tells of a shift that ends, and what the exits tell: who goes, who leads, who manages (§4.9)."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest

from directory.models import Duty, Staff
from handover.models import Handover
from records import clock, sweeps
from tests import builders
from tests.cast import at, put_on_duty
from tests.handover.desk import begun, open_case, signed, take_all
from tests.visits.clockwork import told
from visits.models import CaseEvent

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def leaving() -> Iterator[datetime]:
    """It is 15:40: the early shift prepares to go."""
    with clock.at(at("15:40")):
        yield at("15:40")


def swept_at(moment: str) -> None:
    """The clock has swept at this moment."""
    with clock.at(at(moment)):
        sweeps.run("duties", budget=None)


def test_who_goes_is_told_half_an_hour_before_the_end(lin: Staff, duty: Duty) -> None:
    """§2.3: once; somebody who has opened the sheet need not be told."""
    swept_at("15:29")
    assert told() == []

    swept_at("15:30")
    swept_at("15:31")
    assert told() == [("shift-ends", "lin")]


def test_who_opened_the_sheet_early_is_not_reminded(lin: Staff, duty: Duty, tang: Staff) -> None:
    with clock.at(at("14:00")):
        Handover.begin(by=tang, duty=duty, reason="發燒")

    swept_at("15:30")

    assert told("shift-ends") == []


def test_relief_that_does_not_come_is_told_to_who_leads(
    lin: Staff, chen: Staff, tang: Staff, leaving: datetime
) -> None:
    """BR-H07: nobody signed by 16:15; the lateness stands on the sheet once somebody does."""
    put_on_duty(tang, at("17:00"))
    signed(lin, chen)
    swept_at("16:14")
    assert told("unrelieved") == []

    swept_at("16:15")
    swept_at("16:20")

    assert told("unrelieved") == [("unrelieved", "tang")]
    with clock.at(at("16:22")):
        handover = Handover.objects.get()
        assert handover.is_held
        handover.accept(by=chen)
    assert Handover.objects.get().late_minutes == 22


def test_relieved_in_time_nobody_is_told(lin: Staff, chen: Staff, tang: Staff, leaving: datetime) -> None:
    """BR-H07."""
    handover = signed(lin, chen)
    handover.accept(by=chen)

    swept_at("16:15")

    assert told("unrelieved") == []


def test_nobody_waits_for_the_relief_of_somebody_who_owes_nothing(zhao: Staff, tang: Staff) -> None:
    """A technician on the roster, at no desk and with nothing in hand, just goes home."""
    put_on_duty(zhao, at("10:00"))

    swept_at("15:30")
    swept_at("16:15")

    assert told() == []


def test_who_owes_something_is_relieved_first(zhao: Staff, tang: Staff) -> None:
    put_on_duty(zhao, at("10:00"))
    builders.case(zhao, to="desk")

    swept_at("16:15")

    assert told("unrelieved") == [("unrelieved", "tang")]


def test_who_goes_on_is_reminded_when_that_ends(lin: Staff, duty: Duty, tang: Staff) -> None:
    """連班: no sheet in between, so no reminder either."""
    put_on_duty(lin, at("17:00"))

    swept_at("15:30")
    swept_at("16:15")

    assert told() == []


def test_who_was_taken_off_is_not_reminded(lin: Staff, tang: Staff) -> None:
    with clock.at(at("2026-11-15 10:00")):
        Duty.objects.get(pk=put_on_duty(lin, at("10:00")).pk).take_off(by=tang, reason="換班")

    swept_at("15:30")

    assert (told(), Duty.objects.get().wakes_at) == ([], None)


def test_a_refused_handover_is_told_to_who_leads_and_who_stays(
    lin: Staff, chen: Staff, tang: Staff, leaving: datetime
) -> None:
    """BR-H06: with reason and note."""
    put_on_duty(tang, at("10:00"))
    signed(lin, chen).refuse(by=chen, reason="unclear", note="第一條沒寫誰去")

    assert sorted(told("handover-refused")) == [("handover-refused", "lin"), ("handover-refused", "tang")]


def test_a_manager_hears_who_was_let_go_and_what_was_released(
    lin: Staff, chen: Staff, tang: Staff, huang: Staff, leaving: datetime
) -> None:
    """I7, BR-H10."""
    handover = begun(lin, chen)
    handover.release(by=tang)
    handover.override(by=huang, reason="家人急病")

    assert told("emergency-released", "let-go") == [("emergency-released", "huang"), ("let-go", "huang")]


def test_three_handovers_without_progress_put_a_case_on_the_quality_list(
    lin: Staff, chen: Staff, wu: Staff, huang: Staff
) -> None:
    """BR-H14, E04: told to the manager once; the owner is whoever accepted (BR-E07)."""
    case = open_case(lin, due="2026-11-17 09:59")
    turns = [
        ("15:40", lin, chen),
        ("23:40", chen, wu),
        ("2026-11-17 07:40", wu, lin),
        ("2026-11-17 15:40", lin, chen),
    ]
    for place, (moment, goes, comes) in enumerate(turns, start=1):
        with clock.at(at(moment)):
            pass_over(goes, comes)
        case.refresh_from_db()
        assert (case.owner, case.level) == (comes, 3 if place >= 3 else 0)

    assert told("still") == [("still", "huang")]
    assert case.events.filter(kind=CaseEvent.Kind.ESCALATED).count() == 1


def pass_over(goes: Staff, comes: Staff) -> None:
    """One shift, handed over as it should be, with nothing done about anything."""
    now = clock.now()
    put_on_duty(comes, now.replace(minute=59) + (at("12:00") - at("11:00")))
    duty = (
        put_on_duty(goes, now)
        if not Duty.objects.filter(staff=goes, shift__ends_at__gt=now).exists()
        else (Duty.objects.get(staff=goes, shift__starts_at__lte=now, shift__ends_at__gt=now))
    )
    handover = Handover.begin(by=goes, duty=duty)
    for item in handover.items.all():
        handover.write_item(
            by=goes,
            item=item,
            reason_open="配件未到貨",
            done_so_far="已聯絡廠商兩次",
            next_step="明早問廠商結果",
            receiver=comes,
        )
    for line in handover.counts.all():
        handover.count(by=goes, line=line, counted=Decimal(line.expected))
    handover.sign_out(by=goes, summary="平穩")
    take_all(handover, comes)
    Handover.objects.get(pk=handover.pk).accept(by=comes)
