"""Lists leave the house masked and for a reason; many rows or full numbers need a second person (permissions.csv)."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from directory.models import Staff
from papers import listings, making, rules, tables
from papers.models import Export, Job, Part
from papers.models.job import LEASE, Lost
from records import clock
from records.guards import Frozen
from records.models import RefusedAttempt
from tests import builders
from tests.cast import at, hire, put_on_duty, refused
from tests.handover.desk import screen, send
from tests.papers.reading import cells_of, text_of
from visits.views import find

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NEW = "/papers/exports/new/?list=log&date=2026-11-16"


def ask(
    by: Staff, rows: int = 3, *, masked: bool = True, reason: str = "業委會月報", form: str = "csv"
) -> Export:
    """Ask for the duty log of the Monday."""
    return Export.ask(
        by=by,
        what="log",
        subject="2026-11-16",
        query="date=2026-11-16",
        form=form,
        rows=rows,
        masked=masked,
        reason=reason,
    )


def many(lin: Staff, count: int) -> None:
    """A busy Monday."""
    for place in range(count):
        builders.answered(lin, visitor_name=f"王小{place}")


def file_of(export: Export) -> bytes:
    """The finished file."""
    return b"".join(Job.objects.get(export=export).pieces())


# Who may ----------------------------------------------------------------------------------------------------------

#: permissions.csv, written by hand: fifty masked rows, fifty-one, and one row in full.
MAY = {
    "lin": (False, False, False),
    "zhao": (False, False, False),
    "he": (False, False, False),
    "tang": (True, False, False),
    "huang": (True, True, True),
    "su": (True, False, False),
    "ai": (False, False, False),
}


def test_each_role_takes_out_what_the_table_says(request: pytest.FixtureRequest, centre: Any) -> None:
    found = {}
    for name in MAY:
        staff: Staff = request.getfixturevalue(name)
        found[name] = tuple(
            not rules.against_exporting(staff, "csv", rows, masked, "月報")[0]
            for rows, masked in ((50, True), (51, True), (1, False))
        )

    assert found == MAY


def test_a_list_needs_a_reason_a_row_and_a_bound(huang: Staff) -> None:
    with refused("Say what it is for. The reason is kept."):
        ask(huang, reason="  ")
    with refused("There is nothing to take out: no row is like that."):
        ask(huang, rows=0)
    with refused("That is more than 3000 rows. Narrow the filter, or take it in parts."):
        ask(huang, rows=3001, form="pdf")
    assert not Export.objects.exists()


def test_the_page_says_why_not_and_keeps_the_attempt(lin: Staff, tang: Staff) -> None:
    many(lin, 2)

    assert "Ask one of them." in screen(lin).get(NEW).content.decode()
    answer = send(screen(tang), NEW, form="csv", in_full="on", reason="月報")
    assert answer.status_code == 403
    assert RefusedAttempt.objects.get().sentence.startswith("More than 50 rows, or full names and numbers")
    assert send(screen(tang), NEW, form="csv", reason="").status_code == 422
    assert screen(tang).get("/papers/exports/new/?list=nothing").status_code == 404


def test_a_short_masked_list_is_made_at_once_and_fetched_by_its_asker_alone(
    lin: Staff, tang: Staff, su: Staff
) -> None:
    many(lin, 2)
    answer = send(screen(tang), NEW, form="csv", reason="月報")
    export = Export.objects.get()
    file = f"{export.get_absolute_url()}file/"

    assert (answer.status_code, answer["Location"]) == (302, export.get_absolute_url())
    assert "Fetch the file" in screen(tang).get(export.get_absolute_url()).content.decode()
    assert "Fetch the file" not in screen(su).get(export.get_absolute_url()).content.decode()
    assert screen(su).get(file).status_code == 403
    assert screen(lin).get(export.get_absolute_url()).status_code == 403
    fetched: Any = screen(tang).get(file)
    body = b"".join(fetched.streaming_content)
    assert int(fetched["Content-Length"]) == len(body)
    assert fetched["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert [row.history_verb for row in export.history.order_by("history_id")] == [
        "ask_export",
        "fetch_export",
    ]


def test_another_centres_export_does_not_exist(tang: Staff, lin: Staff, stranger: Staff) -> None:
    many(lin, 1)
    export = ask(tang, 1)

    assert screen(stranger).get(export.get_absolute_url()).status_code == 404
    assert send(screen(stranger), f"{export.get_absolute_url()}agree/").status_code == 404


# The second person ------------------------------------------------------------------------------------------------


def test_full_numbers_wait_for_somebody_else_in_another_role(lin: Staff, huang: Staff, su: Staff) -> None:
    many(lin, 1)
    export = ask(huang, 1, masked=False)
    twin = hire(huang.centre, "zhang", "張強", "manager", "supervisor")

    assert not Job.objects.exists()
    with refused("You asked for it yourself: somebody else must agree."):
        export.agree(by=huang)
    with refused("The second person needs another role: a shift leader or the auditor."):
        export.agree(by=twin)
    with refused("Lists are taken out by the shift leader, the manager and the auditor. Ask one of them."):
        export.agree(by=lin)
    assert send(screen(su), f"{export.get_absolute_url()}agree/").status_code == 302
    assert Export.objects.get().agreed_by == su
    with refused("There is nothing left to decide here."):
        export.agree(by=su)
    assert making.sweep() == 1
    assert "13800000001" in file_of(export).decode()


def test_a_declined_export_says_why_and_makes_no_file(lin: Staff, huang: Staff, tang: Staff) -> None:
    many(lin, 1)
    export = ask(huang, 1, masked=False)
    page = export.get_absolute_url()

    assert send(screen(tang), f"{page}decline/", reason=" ").status_code == 422
    assert send(screen(tang), f"{page}decline/", reason="名單不必全號").status_code == 302
    assert "名單不必全號" in screen(huang).get(page).content.decode()
    assert not Job.objects.exists()
    assert screen(huang).get(f"{page}file/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason": ""}, "a_list_leaves_the_house_for_a_reason"),
        ({"is_masked": False, "needs_second": False}, "many_rows_or_full_numbers_need_a_second_person"),
        ({"rows": 51, "needs_second": False}, "many_rows_or_full_numbers_need_a_second_person"),
        ({"agreed_at": at("10:00")}, "an_export_is_agreed_to_exactly_when_signed"),
        ({"declined_at": at("10:00")}, "an_export_is_declined_exactly_when_signed"),
    ],
    ids=str,
)
def test_the_database_refuses_an_export_that_breaks_the_rules(
    tang: Staff, wrong: dict[str, Any], sentence: str
) -> None:
    facts: dict[str, Any] = {
        "what": "log",
        "form": "csv",
        "rows": 1,
        "reason": "月報",
        "asked_at": at("10:00"),
    }

    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        Export(centre=tang.centre, asked_by=tang, **(facts | wrong)).save_signed(tang, "ask_export")


def test_nobody_is_their_own_second_person_in_the_database(huang: Staff) -> None:
    facts: dict[str, Any] = {
        "what": "log",
        "form": "csv",
        "rows": 1,
        "reason": "月報",
        "asked_at": at("10:00"),
    }

    with pytest.raises(IntegrityError, match="the_second_person_is_somebody_else"), transaction.atomic():
        Export(
            centre=huang.centre, asked_by=huang, agreed_by=huang, agreed_at=at("10:00"), **facts
        ).save_signed(huang, "ask_export")


def test_what_was_agreed_to_never_changes(tang: Staff, lin: Staff) -> None:
    many(lin, 1)
    export = ask(tang, 1)
    frozen = {guard.field for guard in Export.guards if type(guard) is Frozen}

    assert frozen >= {"what", "query", "rows", "is_masked", "reason", "asked_by", "needs_second"}
    export.rows = 2
    with pytest.raises(IntegrityError, match="rows never changes"), transaction.atomic():
        export.save_signed(tang, "ask_export")


def test_a_file_has_one_piece_at_each_place(tang: Staff, lin: Staff) -> None:
    many(lin, 1)
    job = Job.objects.get(export=ask(tang, 1))
    Part.objects.create(job=job, place=0, body=b"1")

    # SQLite names the columns, PostgreSQL the constraint.
    said = r"one_piece_at_each_place_of_a_file|papers_part\.job_id, papers_part\.place"
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        Part.objects.create(job=job, place=0, body=b"2")


# What is in the files ---------------------------------------------------------------------------------------------


def test_masking_is_in_every_file_and_formulas_are_words(lin: Staff, tang: Staff) -> None:  # BR-P01
    builders.answered(lin, visitor_name="歐陽娜娜", statement="=HYPERLINK(1)", reply="@已告知")
    files = {}
    for form in ("csv", "xlsx", "pdf"):
        export = ask(tang, 1, form=form)
        making.at_once(export)
        files[form] = file_of(export)

    table = files["csv"].decode("utf-8-sig")
    assert files["csv"].startswith(b"\xef\xbb\xbf")
    assert "歐陽**" in table
    assert "138****0001" in table
    assert ",'=HYPERLINK(1),'@已告知," in table
    head, row = cells_of(files["xlsx"])
    assert (head[4], row[4], row[5], row[7], row[8]) == (
        "姓名",
        "歐陽**",
        "138****0001",
        "=HYPERLINK(1)",
        "@已告知",
    )
    assert "歐陽**138****0001" in text_of(files["pdf"])
    for body in (table, text_of(files["pdf"]), str(cells_of(files["xlsx"]))):
        assert ("歐陽娜娜" in body, "13800000001" in body) == (False, False)


@pytest.mark.once
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(start: str) -> None:
    assert tables.harmless(f"{start}1") == f"'{start}1"
    assert tables.harmless(f"1{start}") == f"1{start}"


def test_every_list_leaves_as_it_is_filtered(
    lin: Staff, chen: Staff, zhao: Staff, tang: Staff, home: Any
) -> None:
    put_on_duty(lin, at("10:00"))
    builders.answered(lin, unit=home)
    builders.case(lin, unit=home, statement="電梯異響")
    callback = builders.resolved(lin, zhao)
    callback.record(by=lin, result="no_answer")
    asked = {
        "log": ("date=2026-11-16&show=answered", 1),
        "cases": ("", 2),
        "callbacks": ("whose=all", 1),
        "calls": ("date=2026-11-16", 1),
        "handovers": ("", 0),
        "household": ("unit=9-3-702", 2),
        "found-visits": ("q=吳", 3),
        "found-cases": ("q=0001", 2),
        "roster": ("date=2026-11-16&until=2026-11-22", 1),
    }
    client = screen(tang)
    found = {}
    for key, (query, rows) in asked.items():
        page = client.get(f"/papers/exports/new/?list={key}&{query}").content.decode()
        assert f"{rows} row" in page, key
        listing = listings.get(key)
        assert listing is not None
        question = listing.ask(tang, QueryDict(query))
        found[key] = len(list(listing.rows(question, listings.out_for(tang, masked=True), 99)))

    assert found == {key: rows for key, (_query, rows) in asked.items()}


@pytest.mark.parametrize("count", [1, 12])
def test_a_list_asks_the_same_few_questions_however_long(lin: Staff, tang: Staff, count: int) -> None:
    many(lin, count)
    listing = listings.get("log")
    assert listing is not None
    with CaptureQueriesContext(connection) as asked:
        question = listing.ask(tang, QueryDict("date=2026-11-16"))
        rows = list(listing.rows(question, listings.out_for(tang, masked=True), 99))

    assert (len(rows), len(asked)) == (count, 2)


def test_never_more_rows_than_were_agreed_to(lin: Staff, tang: Staff) -> None:
    many(lin, 1)
    export = ask(tang, 1)
    many(lin, 2)
    making.at_once(export)

    assert file_of(export).decode().count("\r\n") == 2


# What the box finds -----------------------------------------------------------------------------------------------


def found(staff: Staff, what: str, text: str) -> list[list[listings.Value]]:
    """Everything the box finds, as it leaves masked."""
    listing = listings.get(what)
    assert listing is not None
    asked = listing.ask(staff, QueryDict(urlencode({"q": text})))
    rows = list(listing.rows(asked, listings.out_for(staff, masked=True), 1000))
    assert len(rows) == asked.rows.count()
    return rows


def test_everything_the_box_finds_leaves_not_only_what_it_shows(
    lin: Staff, zhao: Staff, tang: Staff, stranger: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§4.6: visits by name, number or four digits of the telephone, of any age; the cases they opened."""
    monkeypatch.setattr(find, "NEWEST", 3)
    monkeypatch.setattr(find, "_visitors", find._visitors.__wrapped__)
    many(lin, 12)
    builders.resolved(lin, zhao, visitor_name="王小六")
    builders.answered(lin, visitor_name="趙大", phone="13911112222")
    client = screen(tang)

    page = client.get("/find/", {"q": "王小"}).content.decode()

    assert page.count("<li><a href=") == 2
    for form in ("pdf", "xlsx", "csv"):
        for what in ("found-visits", "found-cases"):
            assert f"/papers/exports/new/?list={what}&amp;form={form}&amp;q=%E7%8E%8B%E5%B0%8F" in page
    assert [len(found(tang, "found-visits", text)) for text in ("王小", "1111", "13911112222")] == [13, 1, 1]
    assert [len(found(tang, "found-cases", text)) for text in ("王小", "1111")] == [1, 0]
    assert [row[0] for row in found(tang, "found-visits", "zb20261116014")] == ["ZB-20261116-014"]
    assert [found(tang, "found-visits", text) for text in ("", "\0", "無此人")] == [[], [], []]
    assert found(stranger, "found-visits", "王小") == []


def test_what_was_found_leaves_masked_and_so_is_whom_was_looked_for(
    lin: Staff, huang: Staff, su: Staff
) -> None:
    """BR-P02: the line of the export, its name and its trail show no name and no number."""
    builders.answered(lin, visitor_name="歐陽娜娜", phone="13911112222")
    exports = []
    for text in ("歐陽娜娜", "13911112222"):
        new = f"/papers/exports/new/?{urlencode({'list': 'found-visits', 'q': text})}"
        answer = send(screen(huang), new, form="csv", reason="業主要求查閱")
        exports.append(Export.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[-1]))

    assert [each.subject for each in exports] == ["歐陽**", "139****2222"]
    assert [(each.rows, each.is_masked, each.reason) for each in exports] == [(1, True, "業主要求查閱")] * 2
    for export in exports:
        words = file_of(export).decode()
        for path in (export.get_absolute_url(), f"/history/papers.export/{export.pk}/", "/history/readings/"):
            page = screen(su).get(path)
            assert page.status_code == 200
            words += page.content.decode()
        assert "歐陽**" in words
        assert ("娜娜" in words, "%E5%A8%9C" in words, "13911112222" in words) == (False, False, False)


def test_in_full_what_was_found_needs_a_manager_and_a_second_person(
    lin: Staff, tang: Staff, huang: Staff
) -> None:
    builders.answered(lin, visitor_name="歐陽娜娜")
    new = f"/papers/exports/new/?{urlencode({'list': 'found-visits', 'q': '歐陽'})}"

    refused_to_leader = send(screen(tang), new, form="csv", in_full="on", reason="查閱")
    asked = send(screen(huang), new, form="csv", in_full="on", reason="業主要求查閱")
    export = Export.objects.get()
    export.agree(by=tang)
    making.sweep()

    assert (refused_to_leader.status_code, asked.status_code) == (403, 302)
    assert (export.needs_second, export.is_masked) == (True, False)
    assert "歐陽娜娜" in file_of(export).decode()


def test_who_takes_no_lists_out_is_shown_no_way_to(lin: Staff) -> None:
    builders.answered(lin)

    assert "/papers/exports/new/" not in screen(lin).get("/find/", {"q": "吳"}).content.decode()


# In the background ------------------------------------------------------------------------------------------------


def test_a_long_list_is_made_by_the_clock_and_the_page_tells_how_far(
    lin: Staff, huang: Staff, tang: Staff
) -> None:
    many(lin, 3)
    export = ask(huang, 300)
    export.agree(by=tang)
    client, page = screen(huang), export.get_absolute_url()

    assert "Waiting for the machine" in client.get(page).content.decode()
    assert "does not answer" in client.get(page).content.decode()  # nobody sweeps in a test
    part = client.get(page, headers={"hx-request": "true"}).content.decode()
    assert part.startswith('<div class="card-b" id="state"')
    assert "every 2s" in part
    assert making.sweep() == 1
    assert "Fetch the file" in client.get(page).content.decode()
    assert making.sweep() == 0


def test_a_worker_that_was_killed_is_followed_by_another_from_the_start(lin: Staff, tang: Staff) -> None:
    many(lin, 2)
    export = ask(tang, 2)
    dead = Job.claim()
    assert dead is not None
    dead.report(1)

    assert making.sweep() == 0
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        assert making.sweep() == 1
    with pytest.raises(Lost):
        dead.report(2)
    with pytest.raises(Lost):
        dead.deliver([b"half"])
    assert file_of(export).decode().count("\r\n") == 3
    assert [row.history_verb for row in export.history.all()] == ["ask_export"]


def test_what_cannot_be_made_is_tried_three_times_and_then_said(
    lin: Staff, tang: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(lin, 1)
    export = ask(tang, 1)
    monkeypatch.setattr(listings, "_listings", {})

    assert [making.sweep() for _ in range(5)] == [1, 1, 1, 0, 0]
    assert Job.objects.get().state == Job.State.FAILED
    assert "Failed" in screen(tang).get(export.get_absolute_url()).content.decode()


def test_a_file_is_gone_after_a_day_and_the_line_stays(lin: Staff, tang: Staff) -> None:
    many(lin, 1)
    export = ask(tang, 1)
    making.at_once(export)
    body = Part.objects.get()

    assert "王".encode() not in bytes(body.body)
    assert making.sweep_old() == 0
    with clock.at(clock.now() + timedelta(hours=24)):
        assert making.sweep_old() == 1
        assert not Part.objects.exists()
        assert screen(tang).get(f"{export.get_absolute_url()}file/").status_code == 404
        assert "Deleted after a day" in screen(tang).get(export.get_absolute_url()).content.decode()
    assert Export.objects.count() == 1


def test_the_papers_page_shows_mine_and_what_waits(lin: Staff, huang: Staff, tang: Staff) -> None:
    many(lin, 1)
    ask(huang, 60)

    assert 'id="waiting"' in screen(tang).get("/papers/").content.decode()
    assert "業委會月報" in screen(huang).get("/papers/").content.decode()
    page = screen(lin).get("/papers/").content.decode()
    assert ("FW-03" in page, "業委會月報" in page) == (True, False)


@pytest.mark.parametrize(
    "value", ["abc", "%00", "-1", "9" * 40, "2026-02-30", "%ED%A0%80%FF", "%27%3Cscript%3E", "０１"]
)
def test_strange_addresses_and_words_break_nothing(lin: Staff, huang: Staff, value: str) -> None:
    many(lin, 1)
    client = screen(huang)
    names = "&".join(
        f"{name}={value}"
        for name in ("date", "until", "shift", "show", "q", "unit", "whose", "owner", "form")
    )
    codes = {
        (key, client.get(f"/papers/exports/new/?list={key}&{names}").status_code)
        for key in [listing.key for listing in listings.LISTINGS]
    }
    posted = {
        send(client, NEW, form=form, reason=reason).status_code
        for form, reason in ((value, "月報"), ("csv", "長" * 301), ("", ""), ("csv", "a\0b"))
    }

    assert {code for _key, code in codes} == {200}
    assert posted == {422}
    assert client.get(f"/papers/exports/new/?list={value}").status_code == 404
    assert client.get(f"/callbacks/pdf/?date={value}").status_code == 200
    assert not Export.objects.filter(is_paper=False).exists()
