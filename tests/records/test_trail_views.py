"""The pages of the trail: its seals, a record as it was, and who looked at what (I8, BR-P02)."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.models import Staff
from records import clock, proof, seals
from records.models import Seal, Verification, VerificationAsked
from tests import builders
from tests.cast import MORNING, at
from tests.handover.desk import screen, send
from visits.models import Case, Disclosure

pytestmark = pytest.mark.django_db


def page(client: Client, path: str) -> str:
    """What the page says."""
    return client.get(path).content.decode()


def test_the_page_shows_the_code_that_papers_print(su: Staff, lin: Staff) -> None:
    builders.answered(lin)
    seals.seal()
    head = Seal.objects.of_chain(su.centre_id).get()

    said = page(screen(su), "/history/")
    paper = page(screen(lin), "/log/2026-11-16/早班/print/")

    assert f'<p class="head-code num">{head.code}</p>' in said
    assert f"Seal of the trail {head.code}" in paper
    assert "The trail has not been verified yet." in said


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_as_much_for_one_seal_as_for_thirty(
    su: Staff, lin: Staff, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for minute in range(count):
        with clock.at(MORNING + timedelta(minutes=minute)):
            builders.answered(lin)
            seals.seal()
    client = screen(su)
    client.get("/history/")

    with django_assert_num_queries(8):
        assert client.get("/history/").status_code == 200


def test_an_auditor_asks_and_the_clock_walks_once(su: Staff, lin: Staff) -> None:
    builders.answered(lin)
    seals.seal()
    client = screen(su)
    assert proof.verify_when_due() == 1  # the day's own
    with clock.at(MORNING + timedelta(minutes=5)):
        assert proof.verify_when_due() == 0
        send(client, "/history/verify/")
        asked = page(client, "/history/")
    with clock.at(MORNING + timedelta(minutes=6)):
        assert proof.verify_when_due() == 1
        assert proof.verify_when_due() == 0
        done = page(client, "/history/")

    assert "A verification is asked for" in asked
    assert "The trail holds" in done
    assert "asked by 蘇文" in done
    assert Verification.objects.count() == 2


def test_a_day_later_the_clock_walks_by_itself(lin: Staff) -> None:
    assert proof.verify_when_due() == 1
    with clock.at(MORNING + timedelta(hours=23)):
        assert proof.verify_when_due() == 0
    with clock.at(MORNING + timedelta(hours=24)):
        assert proof.verify_when_due() == 1


@pytest.mark.usefixtures("english")
def test_what_was_found_stands_on_the_page_of_its_centre_only(su: Staff, stranger: Staff) -> None:
    report = proof.Report(1, 1, 0, 0, [proof.Finding(proof.CHANGED, su.centre_id, 3, "visits_caseevent", 7)])
    proof.keep(report, by=None, took=0.1)
    finding = f"chain {su.centre_id}, seal 3, visits_caseevent 7: was changed after it was sealed"

    assert finding in page(screen(su), "/history/")
    assert finding not in page(screen(stranger), "/history/")


def test_a_manager_reads_and_does_not_verify(huang: Staff) -> None:  # permissions.csv
    client = screen(huang)

    assert "An auditor or the administrator verifies the trail." in page(client, "/history/")
    assert send(client, "/history/verify/").status_code == 403
    assert not VerificationAsked.objects.exists()


def test_a_record_is_shown_as_it_was(su: Staff, lin: Staff, zhao: Staff) -> None:
    with clock.at(at("09:00")):
        case = builders.case(lin, visitor_name="吳先生", phone="13800000001")
    with clock.at(at("11:00")):
        case.accept(by=zhao)
        case.resolve(by=zhao, result="更換閥芯")
    client, path = screen(su), f"/history/visits.case/{case.pk}/"

    assert "This record was not there yet." in page(client, f"{path}?at=2026-11-16T08:59")
    before = page(client, f"{path}?at=2026-11-16T10:00")
    after = page(client, f"{path}?at=2026-11-16T11:00")
    assert "At 2026-11-16 10:00 this stood, since 2026-11-16 09:00 when 林靜" in before
    assert "<dt>result</dt>" not in before.split('id="as-of"')[1].split("</section>")[0]
    assert "<dd>更換閥芯</dd>" in after.split('id="as-of"')[1].split("</section>")[0]
    assert "13800000001" not in page(client, f"/history/visits.visit/{case.visit_id}/?at=2026-11-16T10:00")


def test_a_moment_that_is_none_is_said_beside_the_box(su: Staff, lin: Staff) -> None:
    case: Case = builders.case(lin)
    answer = screen(su).get(f"/history/visits.case/{case.pk}/?at=gestern")

    assert answer.status_code == 422
    assert "Write a day and a time, as 2026-11-16 10:00." in answer.content.decode()


def test_who_looked_at_what_is_read_by_manager_and_auditor_of_the_centre(
    su: Staff, huang: Staff, tang: Staff, lin: Staff, stranger: Staff
) -> None:  # permissions.csv, BR-P02
    Disclosure.reveal(by=lin, subject="ZB-20261116-001", reason="回電約時間")

    for reader in (su, huang):
        said = page(screen(reader), "/history/readings/")
        assert "林靜" in said
        assert "<td>回電約時間</td>" in said
        assert "looked at a full number" in said
    assert "回電約時間" not in page(screen(stranger), "/history/readings/")
    assert screen(tang).get("/history/readings/").status_code == 403


def test_readings_go_on_over_pages_with_one_question_for_each_kind(su: Staff, lin: Staff) -> None:
    for minute in range(60):
        with clock.at(MORNING + timedelta(minutes=minute)):
            Disclosure.reveal(by=lin, subject=f"V{minute}", reason="回電")
    client = screen(su)
    first = page(client, "/history/readings/")
    older = first.split('<a href="?')[1].split('"')[0]
    second = page(client, f"/history/readings/?{older}")

    assert [f">V{minute}<" in first for minute in (59, 10, 9)] == [True, True, False]
    assert [f">V{minute}<" in second for minute in (10, 9, 0)] == [False, True, True]
    assert client.get("/history/readings/?before=x").status_code == 200


# A day as it was ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 30])
def test_a_day_is_shown_as_it_was(
    su: Staff, lin: Staff, zhao: Staff, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with clock.at(at("09:00")):
        cases = [builders.case(lin, statement=f"漏水 {place}") for place in range(count)]
    with clock.at(at("11:00")):
        builders.answered(lin, statement="停車證")
        cases[0].accept(by=zhao)
        cases[0].resolve(by=zhao, result="更換閥芯")
    client, path = screen(su), "/log/2026-11-16/as-of/"
    client.get(path)

    assert "Nothing had been recorded yet." in page(client, f"{path}?at=2026-11-16T08:59")
    with django_assert_num_queries(6):
        then = page(client, f"{path}?at=2026-11-16T10:00")
    now = page(client, f"{path}?at=2026-11-16T11:00")
    lines = "line" if count == 1 else "lines"
    assert f"At 2026-11-16 10:00 the log had {count} {lines}" in then
    assert "停車證" not in then
    assert "Awaiting callback" not in then
    assert f"At 2026-11-16 11:00 the log had {count + 1} lines" in now
    assert "停車證" in now
    assert "Awaiting callback" in now
    assert "138****0001" in then
    assert "13800000001" not in then


def test_a_day_as_it_was_is_for_those_who_read_the_trail(lin: Staff, su: Staff, stranger: Staff) -> None:
    builders.answered(lin, statement="停車證")
    path = "/log/2026-11-16/as-of/?at=2026-11-16T23:00"

    assert screen(lin).get(path).status_code == 403
    assert "停車證" in page(screen(su), path)
    assert "停車證" not in page(screen(stranger), path)
    assert screen(su).get("/log/2026-11-16/as-of/?at=x").status_code == 422
