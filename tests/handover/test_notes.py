"""必讀通知: read before signing in (BR-H12)."""

import pytest

from directory.models import Duty, Staff
from handover.models import PassOnNote, Reading
from records import clock
from tests.cast import at, refused
from tests.handover.sheets import signed, verbs

pytestmark = pytest.mark.usefixtures("afternoon")


def water(by: Staff, *readers: Staff) -> PassOnNote:
    """今晚停水."""
    return PassOnNote.write(by=by, subject="今晚 23:00 停水", details="3 棟至 05:00", readers=readers)


def test_br_h12_must_read_notes_first(duty: Duty, lin: Staff, chen: Staff) -> None:
    """BR-H12: she signs without opening it: refused; then she opens it."""
    note = water(lin, chen)
    handover = signed(duty, chen)

    with refused("Read first: 今晚 23:00 停水.") as answer:
        handover.accept(by=chen)
    note.open(by=chen)
    handover.accept(by=chen)

    assert set(answer.value.by_field) == {"unread"}
    assert handover.state == "accepted"


def test_a_note_for_somebody_else_holds_nobody(duty: Duty, lin: Staff, chen: Staff, zhou: Staff) -> None:
    water(lin, zhou)
    handover = signed(duty, chen)

    handover.accept(by=chen)

    assert [reading.staff for reading in Reading.objects.filter(read_at=None)] == [zhou]


def test_opened_twice_is_read_once(lin: Staff, chen: Staff, zhou: Staff) -> None:
    """I8: and whoever need not read it leaves nothing."""
    note = water(lin, chen)

    for reader in (chen, zhou):
        note.open(by=reader)
    with clock.at(at("15:50")):
        note.open(by=chen)

    reading = note.readings.get()
    assert reading.read_at == at("15:40")
    assert verbs(reading) == ["write", "open"]
    assert verbs(note) == ["write"]
    assert list(Reading.objects.unread_by(chen)) == []
