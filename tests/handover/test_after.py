"""What stays after a handover: what I first received (BR-H13), and what who leads reads every day (BR-H19)."""

import pytest

from directory.models import Duty, Staff
from handover.models import Handover
from records import clock
from tests import builders
from tests.cast import at, put_on_duty
from tests.handover.desk import screen, send
from tests.handover.sheets import accepted
from visits.models import Case

pytestmark = pytest.mark.usefixtures("afternoon")
CARD = 'id="first-received"'


@pytest.fixture
def handed_on(duty: Duty, lin: Staff, chen: Staff) -> Case:
    """A case Lin first received, with Chen since the end of the early shift."""
    case = builders.case(lin, promise=builders.terms(at("2026-11-17 10:00")))
    accepted(duty, chen)
    return Case.objects.get(pk=case.pk)


def card(staff: Staff) -> str:
    """The card of /handover/, nothing when it is not there."""
    page = screen(staff).get("/handover/").content.decode()
    return page.split(CARD, 1)[1].split("</section>")[0] if CARD in page else ""


def test_br_h13_the_next_own_shift_opens_with_what_i_first_received(
    handed_on: Case, lin: Staff, chen: Staff
) -> None:
    put_on_duty(lin, at("2026-11-17 10:00"))
    with clock.at(at("2026-11-17 08:30")):
        shown, hers = card(lin), card(chen)
        handed_on.note(by=lin, note="問過陳潔，配件週三到")
        noted = card(lin)

    assert handed_on.number in shown
    assert "陳潔 answers now" in shown
    assert f'href="/cases/{handed_on.number}/note/"' in shown
    assert hers == ""
    assert "noted this shift" in noted
    assert "/note/" not in noted


def test_off_duty_it_is_listed_and_nothing_is_owed_yet(handed_on: Case, lin: Staff) -> None:
    shown = card(lin)

    assert handed_on.number in shown
    assert "When your next shift opens, leave a note on each." in shown
    assert "/note/" not in shown


def test_the_list_says_how_many_notes_are_to_be_read(lin: Staff, chen: Staff) -> None:
    send(screen(lin), "/handover/notes/new/", subject="今晚停水", details="3 棟至 05:00", readers=[chen.pk])

    assert "1 note to read" in screen(chen).get("/handover/").content.decode()
    assert "1 note to read" not in screen(lin).get("/handover/").content.decode()


def reading(staff: Staff) -> str:
    """The reading list of /handover/, nothing when it is not there."""
    page = screen(staff).get("/handover/").content.decode()
    return page.split('id="to-read"', 1)[1].split("</section>")[0] if 'id="to-read"' in page else ""


def test_br_h19_yesterday_is_read_by_who_leads(
    handed_on: Case, lin: Staff, chen: Staff, tang: Staff, huang: Staff
) -> None:
    sheet = Handover.objects.get()
    with clock.at(at("2026-11-16 23:50")):
        same_day = reading(tang)
    with clock.at(at("2026-11-17 09:00")):
        before, hers, manager = reading(tang), reading(lin), reading(huang)
        url = f"{sheet.get_absolute_url()}review/"
        answer = send(screen(tang), url, version=sheet.version, back="/handover/#to-read")
        after, counted = reading(tang), reading(huang)

    assert sheet.get_absolute_url() not in same_day
    assert "林靜 → 陳潔" in before
    assert "Read and found in order" in before
    assert hers == ""
    assert "2026/11: 1 handover, 1 not read" in manager
    assert "2026/10: 0 handovers, 0 not read" in manager
    assert "not read" not in before
    assert answer.headers["Location"] == "/handover/#to-read"
    assert "Everything handed over until yesterday has been read." in after
    assert "2026/11: 1 handover, 0 not read" in counted


def test_br_h19_the_last_month_is_due_by_the_fifth(handed_on: Case, huang: Staff) -> None:
    with clock.at(at("2026-12-05 09:00")):
        due = reading(huang)
    with clock.at(at("2026-12-06 09:00")):
        late = reading(huang)

    assert "2026/11: 1 handover, 1 not read" in due
    assert "due by the 5th" not in due
    assert "due by the 5th" in late


def test_who_was_part_of_it_is_told_that_another_reads_it(duty: Duty, tang: Staff) -> None:
    put_on_duty(tang, at("17:00"))
    accepted(duty, tang)

    with clock.at(at("2026-11-17 09:00")):
        shown = reading(tang)

    assert "A shift leader or manager who was not part of it reads it." in shown
    assert "<form" not in shown
