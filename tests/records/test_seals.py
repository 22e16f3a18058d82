"""The trail under seal: what a seal holds, that chains never fork, and where their heads are kept (I8)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from directory.models import ServiceCentre, Staff, Unit
from records import canon, clock, outside, proof, seals
from records.models import Commitment, Seal
from tests import builders
from tests.cast import MORNING, TZ, at
from tests.handover.desk import signed, thing
from visits.models import CaseEvent
from visits.models.event import tell

pytestmark = pytest.mark.django_db

#: Which chain the rows of each table are in, written by hand: `own` names a centre, the others lead to one.
CHAINS = {
    "directory_historicalservicecentre": "itself",
    "handover_question": "handover_handoveritem",
    "handover_sheet": "handover_handover",
    "records_refusedattempt": "directory_staff",
    "records_verification": "directory_staff",
    "records_verificationasked": "directory_staff",
    "visits_callbackattempt": "visits_callback",
    "visits_caseevent": "visits_case",
}
#: What is in no chain: the chains themselves.
UNSEALED = {"records_seal", "records_shape", "records_commitment"}


def test_every_table_of_the_trail_is_sealed_in_the_chain_of_its_centre() -> None:
    ways = {}
    for book in canon.trail():
        if book.join:
            ways[book.table] = book.join.split('"')[1]
        elif book.centre == 'COALESCE(t."id", 0)':
            ways[book.table] = "itself"
        else:
            ways[book.table] = {'COALESCE(t."centre_id", 0)': "own"}[book.centre]

    assert {table: way for table, way in ways.items() if way != "own"} == CHAINS
    assert UNSEALED.isdisjoint(ways)


@pytest.mark.once
def test_the_digest_of_a_row_is_what_the_paper_says() -> None:
    """The example of docs/trail.md, so that nobody changes the bytes without noticing."""
    form = canon.Form("visits_caseevent", (("at", "moment"), ("case_id", "int"), ("note", "text")))
    values = form.write([datetime(2026, 11, 16, 10, 0, tzinfo=TZ), 7, "天花板漏水"])

    assert values == ["2026-11-16T02:00:00.000000Z", 7, "天花板漏水"]
    assert form.digest(form.cover(values, b"0123456789abcdef")).hex() == (
        "50e1251d8164f0ab8b211907a7b06993cd0b28ce0f5eb7bd6af38e10606d3eae"
    )


def newest(table: str) -> dict[str, Any]:
    """The newest row of a table in canonical values, by column."""
    book = next(book for book in canon.trail() if book.table == table)
    with connection.cursor() as cursor:
        raw = list(seals.unsealed(cursor, book, [])[-1][1:])
    return dict(zip([name for name, _kind in book.form.columns], book.form.write(raw), strict=True))


def test_every_kind_of_value_reads_the_same_from_every_database(lin: Staff) -> None:
    with clock.at(datetime(2026, 11, 16, 2, 0, 0, 120, tzinfo=UTC)):
        case = builders.case(lin, phone="13800000001")
        thing(lin, "備用金", "12.50")
        tell(case, lin, CaseEvent.Kind.PROGRESS, "已聯絡", before=["b"], after={"b": 1, "a": "漏"})
    visit, item, event, centre = (
        newest(table)
        for table in (
            "visits_historicalvisit",
            "handover_historicalinventoryitem",
            "visits_caseevent",
            "directory_historicalservicecentre",
        )
    )

    assert (visit["phone"], visit["duty_date"], visit["id"]) == ("13800000001", "2026-11-16", case.visit_id)
    assert visit["arrived_at"] == "2026-11-16T02:00:00.000120Z"
    assert visit["restated"] is True
    assert visit["ring_count"] is None
    assert item["expected"] == "12.50"
    assert event["details"] == '{"after":{"a":"漏","b":1},"before":["b"]}'
    assert centre["contact_from"] == "08:30:00.000000"


def test_everything_is_sealed_once_and_the_chain_holds(lin: Staff, other_centre: ServiceCentre) -> None:
    case = builders.case(lin)
    rows = seals.seal()
    first = Seal.objects.of_chain(lin.centre_id).first()
    with clock.at(at("11:00")):
        case.note(by=lin, note="已聯絡工程部")
        again = seals.seal()
    second = Seal.objects.of_chain(lin.centre_id).first()

    assert rows == Commitment.objects.count() - again
    assert first is not None
    assert second is not None
    assert (first.position, second.position, second.previous) == (1, 2, first.digest)
    assert second.total == first.total + again
    assert {seal.centre_id for seal in Seal.objects.all()} == {lin.centre_id, other_centre.pk}
    assert seals.seal() == 0
    assert proof.verify().findings == []


def test_a_batch_that_is_full_leaves_the_rest_to_the_next(
    lin: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "BATCH", 7)
    builders.case(lin)
    rows = seals.seal()
    chain = list(Seal.objects.of_chain(lin.centre_id))

    assert len(chain) == -(-rows // 7)
    assert [seal.whole for seal in chain] == [True] + [False] * (len(chain) - 1)
    assert proof.verify().findings == []


def test_what_was_committed_late_is_found_by_the_look_through_everything(
    lin: Staff, home: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row with a lower key than one that is sealed: on PostgreSQL keys are not given in order of commit."""
    monkeypatch.setattr(seals, "WINDOW", 0)
    late = home.history.get()
    model: Any = type(late)
    newer = Unit(centre=home.centre, building="9", entrance="3", room="703").save_signed(None, "set_up")
    form = next(book.form for book in canon.trail() if book.table == model._meta.db_table)
    seals.seal()
    assert Commitment.objects.filter(row=newer.history.get().history_id, shape=seals.shape_of(form)).exists()
    _insert_before(model, late)

    assert seals.seal_batch() == 0
    assert seals.seal_what_came_late() == 1
    assert seals.seal_what_came_late() == 0


def _insert_before(model: Any, like: Any) -> None:
    fields = [field.attname for field in model._meta.concrete_fields]
    model(**{name: getattr(like, name) for name in fields} | {"history_id": -5}).save_base(force_insert=True)


def test_the_database_refuses_a_fork(lin: Staff) -> None:
    builders.answered(lin)
    seals.seal()
    head = Seal.objects.of_chain(lin.centre_id).get()
    same = {
        "centre_id": head.centre_id,
        "count": 0,
        "total": 0,
        "root": "",
        "whole": True,
        "sealed_at": MORNING,
    }

    for place, previous in ((1, "other"), (2, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Seal.objects.create(position=place, previous=previous, digest="x", **same)


def test_a_signature_of_a_handover_is_under_seal_at_once(
    lin: Staff, chen: Staff, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with clock.at(at("15:45")), django_capture_on_commit_callbacks(execute=True):
        sheet = signed(lin, chen)

    signature = sheet.history.order_by("-history_id")[0]
    form = next(book.form for book in canon.trail() if book.table == "handover_historicalhandover")
    assert signature.history_verb == "sign_out"
    assert Commitment.objects.filter(shape=seals.shape_of(form), row=signature.history_id).exists()


def test_the_head_has_a_short_code_for_paper(lin: Staff) -> None:
    assert seals.head_code(lin.centre_id) == ""
    builders.answered(lin)
    seals.seal()
    head = Seal.objects.of_chain(lin.centre_id).get()

    assert seals.head_code(lin.centre_id) == f"1-{head.digest[:4]}-{head.digest[4:8]}-{head.digest[8:12]}"
    assert proof.Head.read(f"{lin.centre_id} {seals.head_code(lin.centre_id)}") == proof.Head(
        head.centre_id, 1, head.digest[:12]
    )


def test_the_heads_go_outside_as_they_are_made_and_every_ten_minutes(
    lin: Staff,
    settings: Settings,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    file = tmp_path / "heads"
    settings.TRAIL_HEADS_FILE, settings.TRAIL_HEADS_MAIL = str(file), "outside@example.org"
    builders.answered(lin)
    with django_capture_on_commit_callbacks(execute=True):
        seals.seal()
    with clock.at(MORNING + timedelta(minutes=10)):
        outside.send_heads()
    head = Seal.objects.of_chain(lin.centre_id).get()

    line = f"{lin.centre_id} 1 {head.digest}"
    assert file.read_text().splitlines() == [
        f"2026-11-16T02:00:00.000000Z {line}",
        f"2026-11-16T02:10:00.000000Z {line}",
    ]
    assert [message.body.strip() for message in mail.outbox] == [f"2026-11-16T02:10:00.000000Z {line}"]
    assert proof.verify([proof.Head.read(each) for each in file.read_text().splitlines()]).findings == []


def test_a_place_outside_that_is_away_stops_nobody(
    lin: Staff,
    settings: Settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.TRAIL_HEADS_FILE = str(tmp_path / "away" / "heads")
    builders.answered(lin)
    with django_capture_on_commit_callbacks(execute=True):
        seals.seal()

    assert Seal.objects.of_chain(lin.centre_id).count() == 1
    assert caplog.messages == [
        "The heads of the trail could not be written outside: No such file or directory"
    ]


def test_a_table_that_gains_a_column_begins_a_new_form(lin: Staff) -> None:
    """What was sealed before stays sealed as it was."""
    event = builders.case(lin).events.first()
    seals.seal()
    book = next(book for book in canon.trail() if book.model is CaseEvent)
    older = canon.Form(book.table, tuple(column for column in book.form.columns if column[0] != "note"))
    reader = proof.Reader(older, book)
    with connection.cursor() as cursor:
        raw = list(seals.unsealed(cursor, book, [])[0][1:])

    assert event is not None
    assert [value for value in reader.read(raw) if value == event.note] == []
    assert seals.shape_of(older) != seals.shape_of(book.form)
