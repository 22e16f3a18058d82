"""The screens of the must-read notes: written, read, and asked who has read (BR-H12)."""

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.models import Staff
from handover.models import PassOnNote, Reading
from records import clock
from tests.cast import at, put_on_duty
from tests.handover.desk import says, screen, send

pytestmark = pytest.mark.django_db
NEW = "/handover/notes/new/"
WATER = {"subject": "今晚 23:00 停水", "details": "3 棟至 05:00"}


def water(by: Staff, *readers: Staff) -> PassOnNote:
    """今晚停水."""
    return PassOnNote.write(by=by, readers=readers, subject=WATER["subject"], details=WATER["details"])


def test_a_note_to_the_next_shift_reaches_everybody_of_it_once(lin: Staff, chen: Staff, wu: Staff) -> None:
    for person in (chen, wu):
        put_on_duty(person, at("17:00"))

    page = screen(lin).get(NEW).content.decode()
    answer = send(screen(lin), NEW, **WATER, is_public="on", next_shift="on", readers=[chen.pk])

    note = PassOnNote.objects.get()
    assert "Rostered now: 吳磊, 陳潔" in page or "Rostered now: 陳潔, 吳磊" in page
    assert answer.headers["Location"] == f"/handover/notes/{note.pk}/"
    assert {reading.staff for reading in note.readings.all()} == {chen, wu}
    assert note.is_public


def test_a_note_to_people_by_name(lin: Staff, chen: Staff, zhao: Staff) -> None:
    send(screen(lin), NEW, **WATER, readers=[zhao.pk])

    assert [reading.staff for reading in Reading.objects.all()] == [zhao]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"subject": " ", "details": "x"}, "A note has a subject and says something."),
        (WATER, "Choose who must read it."),
        (
            {**WATER, "next_shift": "on"},
            "Everybody of the next shift: Nobody else is rostered for 中班 yet; choose people by name.",
        ),
        (
            {**WATER, "readers": ["0"]},
            "Also: Select a valid choice. 0 is not one of the available choices.",
        ),
    ],
)
def test_what_is_amiss_is_told_and_everything_typed_stays(
    lin: Staff, chen: Staff, typed: dict[str, str], sentence: str
) -> None:
    answer = send(screen(lin), NEW, **typed)

    assert answer.status_code in {403, 422}
    assert says(answer) == [sentence]
    assert typed["details"] in answer.content.decode()
    assert not PassOnNote.objects.exists()


def test_mine_come_first_and_reading_is_kept_with_its_time(lin: Staff, chen: Staff, zhou: Staff) -> None:
    note, client = water(lin, chen, zhou), screen(chen)
    before = client.get("/handover/notes/").content.decode()
    with clock.at(at("15:40")):
        answer = send(client, f"/handover/notes/{note.pk}/")
        send(client, f"/handover/notes/{note.pk}/")
        page = client.get(answer.headers["Location"]).content.decode()
        after = client.get("/handover/notes/").content.decode()

    assert before.index('id="unread"') < before.index(note.subject) < before.index('id="all"')
    assert "Read by you 15:40" in page
    assert "I have read it" not in page
    assert 'id="readers"' not in page
    assert "Everything written to you has been read." in after
    assert note.readings.get(staff=chen).read_at == at("15:40")


def test_who_wrote_it_sees_who_has_read_when(lin: Staff, chen: Staff, zhou: Staff) -> None:
    note = water(lin, chen, zhou)
    with clock.at(at("15:40")):
        note.open(by=chen)
        listed = screen(lin).get("/handover/notes/").content.decode()
        page = screen(lin).get(f"/handover/notes/{note.pk}/").content.decode()

    assert "1 of 2 have read it; not yet: 周敏" in listed
    readers = page.split('id="readers"', 1)[1]
    assert "15:40" in readers
    assert "not yet" in readers
    assert "This note is not addressed to you." in page


def test_outside_the_centre_there_is_no_note(lin: Staff, chen: Staff, stranger: Staff) -> None:
    note, client = water(lin, chen), screen(stranger)

    assert client.get(f"/handover/notes/{note.pk}/").status_code == 404
    assert note.subject not in client.get("/handover/notes/").content.decode()


def test_who_only_reads_the_trail_writes_no_note(chen: Staff, su: Staff) -> None:
    answer = send(screen(su), NEW, **WATER, readers=[chen.pk])

    assert "This account may not write notes." in answer.content.decode()
    assert answer.status_code == 403
    assert not PassOnNote.objects.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_the_same_however_many(
    lin: Staff, chen: Staff, zhou: Staff, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(count):
        water(lin, chen, zhou)
    client = screen(chen)
    client.get("/handover/notes/")

    with django_assert_num_queries(8):
        client.get("/handover/notes/")
