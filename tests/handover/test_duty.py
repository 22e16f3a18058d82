"""Going home: a duty ends by its handover, and with its last duty the shift (§4.9 留崗, BR-H07, V19)."""

import pytest

from directory.models import Duty, Shift, Staff
from records import clock
from tests.cast import at, put_on_duty
from tests.handover.sheets import accepted, begun, signed, verbs

pytestmark = pytest.mark.usefixtures("afternoon")


def handed_over(duty: Duty) -> bool:
    """Whether the shift is over for everybody."""
    return Shift.objects.get(pk=duty.shift_id).handed_over_at is not None


def test_a_shift_is_over_with_its_last_person(duty: Duty, zhou: Staff, he: Staff, chen: Staff) -> None:
    """BR-V19: who was struck from the roster holds nobody up."""
    second = put_on_duty(zhou, at("10:00"))
    third = Duty.objects.get(staff=he)
    third.cancelled = True
    third.save_signed(None, "cancel")

    accepted(duty, chen)
    assert not handed_over(duty)
    accepted(second, chen)

    assert handed_over(duty)


def test_from_the_beginning_of_the_handover_somebody_stays(duty: Duty, lin: Staff, chen: Staff) -> None:
    """BR-H07: rostered; staying; signed off."""

    def there() -> list[Staff]:
        return sorted(Staff.objects.on_duty(duty.centre, at("16:30")), key=lambda staff: staff.pk)

    assert there() == [chen]
    handover = begun(duty)
    assert Duty.objects.get(pk=duty.pk).handing_over_since == at("15:40")
    assert there() == [lin, chen]
    handover.sign_out(by=lin, summary="平安", nil_open=True)
    assert there() == [lin, chen]
    handover.accept(by=chen)
    assert there() == [chen]


def test_signing_off_twice_signs_once(duty: Duty, lin: Staff, chen: Staff) -> None:
    """I8: from a page that knew nothing of the first."""
    stale = Duty.objects.select_related("shift", "centre").get(pk=duty.pk)
    accepted(duty, chen)

    with clock.at(at("15:59")):
        stale.sign_off(lin)

    assert verbs(duty) == ["roster", "begin_handing_over", "sign_off"]
    assert Duty.objects.get(pk=duty.pk).signed_off_at == at("15:40")


def test_a_page_that_read_the_duty_before_the_signature_accepts_all_the_same(
    duty: Duty, lin: Staff, chen: Staff
) -> None:
    handover = signed(duty, chen)
    opened = type(handover).objects.for_sheet().get(pk=handover.pk)
    Duty.objects.get(pk=duty.pk).sign_off(lin)

    opened.accept(by=chen)

    assert opened.state == "accepted"
