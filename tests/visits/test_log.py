"""值班記錄表 on the screen and on paper (§4.6, §5.0, BR-R01, BR-V07, V17–V19)."""

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.models import ServiceCentre, ShiftPattern, Staff, Unit
from records import clock
from tests import builders
from tests.cast import at, put_on_duty
from tests.visits.screen import signed_in
from visits.forms.log import LogFilter
from visits.models import Visit

DAY = "/log/2026-11-16/"


@pytest.fixture
def early(centre: ServiceCentre) -> str:
    """The address of Monday's early shift."""
    return f"{DAY}{ShiftPattern.objects.of(centre).get(name='早班').pk}/"


def rows(html: str) -> list[str]:
    """The text of each row of the ledger."""
    body = html.partition("data-rows>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("</tr>") if row.strip()]


def test_the_log_opens_at_the_shift_of_now(lin: Staff, home: Unit) -> None:
    builders.answered(lin, unit=home)
    builders.case(lin, promise=builders.terms(at("12:00")))

    html = signed_in(lin).get("/log/").content.decode()

    assert rows(html) == [
        "2 10:00 Walk-in owner 吳先生 Repair 衛生間天花板漏水 維修員正在別處 12:00 In progress 林",
        "1 10:00 Walk-in 9-3-702 吳先生 Enquiry 衛生間天花板漏水 已告知辦理時間 — Answered on the spot 林",
    ]


def test_shift_and_day_have_their_own_addresses(lin: Staff, early: str) -> None:
    builders.answered(lin)
    with clock.at(at("16:00")):
        builders.answered(lin, statement="下午的事")
    client = signed_in(lin)

    assert len(rows(client.get(early).content.decode())) == 1
    assert len(rows(client.get(f"{DAY}早班/").content.decode())) == 1
    assert len(rows(client.get(DAY).content.decode())) == 2
    assert len(rows(client.get("/log/2026-11-17/").content.decode())) == 0


@pytest.mark.parametrize("page", ["", "?show=answered", "print/"])
def test_a_shift_shows_no_line_of_the_same_hours_on_another_day(lin: Staff, early: str, page: str) -> None:
    with clock.at(at("2026-11-15 10:00")):
        builders.answered(lin, statement="昨天的事")
    builders.answered(lin, statement="今天的事")

    html = signed_in(lin).get(f"{early}{page}").content.decode()

    assert "今天的事" in html
    assert "昨天的事" not in html


@pytest.mark.parametrize(
    "path",
    ["/log/2026-13-01/", "/log/abc/", "/log/1999-12-31/", "/log/2026-11-16/999/", "/log/2026-11-16/x/print/"],
)
def test_a_wrong_address_is_no_page(lin: Staff, path: str) -> None:
    assert signed_in(lin).get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "show=nonsense",
        "category=x",
        "first=-1",
        "channel=pigeon",
        "page=0",
        "category=99999999999999999999",
        "q=%00",
        "date=yesterday",
        "q=" + "x" * 61,
    ],
)
def test_a_wrong_filter_is_named_in_a_sentence(lin: Staff, early: str, query: str) -> None:
    builders.answered(lin)

    answer = signed_in(lin).get(f"{early}?{query}")

    assert answer.status_code == 200
    assert "This filter was not understood and is left out" in answer.content.decode()
    assert len(rows(answer.content.decode())) == 1


def test_a_date_and_a_shift_lead_to_their_page(lin: Staff, early: str) -> None:
    pattern = early.split("/")[-2]

    answer = signed_in(lin).get(f"/log/?date=2026-11-16&shift={pattern}")

    assert (answer.status_code, answer["Location"]) == (302, early)


def test_each_chip_counts_what_it_shows(lin: Staff, zhou: Staff, zhao: Staff, he: Staff, home: Unit) -> None:
    builders.visit(zhou).keep(by=zhou)
    builders.answered(lin)
    builders.case(lin, promise=builders.terms(at("10:30")))
    builders.closed(lin, zhao)
    builders.referral(lin, he).take_over(by=he)
    found: dict[str, int] = {}

    with clock.at(at("11:00")):
        lines = Visit.objects.visible_to(lin)
        for show in LogFilter.SHOWS:
            found[show] = LogFilter({"show": show}, staff=lin).filter(lines).count()
        html = signed_in(lin).get("/log/").content.decode()

    assert found == {"open": 3, "late": 1, "answered": 1, "cash": 1, "sent": 2}
    assert re.findall(r'class="fchip"[^>]*>[^<]*<span>(\d+)</span>', html) == ["5", "3", "1", "1", "1", "2"]


def test_lines_are_found_by_what_was_said_and_by_whom(lin: Staff, zhou: Staff, home: Unit) -> None:
    builders.answered(lin, unit=home, statement="問停車")
    builders.answered(zhou, visitor_name="王小姐", channel=Visit.Channel.CALL)
    lines = Visit.objects.visible_to(lin)

    def found(**asked: str) -> list[str]:
        return [line.number[-1] for line in LogFilter(asked, staff=lin).filter(lines).order_by("number")]

    assert found(q="停車") == ["1"]
    assert found(q="9-3-7") == ["1"]
    assert found(q="王小姐") == ["2"]
    assert found(q="１") == found(q="1")
    assert found(mine="1") == ["1"]
    assert found(channel="call") == ["2"]
    assert found(first=str(zhou.pk)) == ["2"]
    assert found(q="沒有這樣的") == []


def test_late_rings_void_and_corrected_lines_are_marked(lin: Staff, home: Unit) -> None:
    other = Unit(centre=lin.centre, building="3", room="1203").save_signed(None, "set_up")
    builders.answered(lin, arrived_at=at("09:00"), channel=Visit.Channel.CALL, ring_count=5)
    builders.visit(lin, statement="寫錯的").keep(by=lin).void(by=lin, reason="重複")
    builders.answered(lin, unit=other).correct(by=lin, reason="聽錯房號", unit=home)

    html = signed_in(lin).get("/log/").content.decode()

    assert "Late entry 10:00 · more than 3 rings" in html
    assert "<s>寫錯的</s>" in html
    assert "<del>3-1203</del> <ins>9-3-702</ins>" in html


def test_the_summary_line_says_the_figures(lin: Staff) -> None:
    builders.answered(lin, channel=Visit.Channel.CALL, ring_count=2)
    builders.case(lin)

    html = signed_in(lin).get("/log/").content.decode()

    assert "Taken 2 · answered on the spot 1 · open 1" in html
    assert "Within 3 rings 1/1 · forwarded in time 1/1" in html
    assert "Called back: reached — · satisfied — · at the first answer —" in html


def test_what_was_typed_is_never_markup(lin: Staff) -> None:
    builders.answered(lin, statement="<script>alert(1)</script>", visitor_name="<b>x</b>")

    html = signed_in(lin).get("/log/").content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html


def test_fifty_lines_make_a_page(lin: Staff) -> None:
    for _each in range(51):
        builders.answered(lin)
    client = signed_in(lin)

    first = client.get("/log/").content.decode()
    second = client.get("/log/?page=2").content.decode()

    assert (len(rows(first)), len(rows(second))) == (50, 1)
    assert 'href="/log/?page=2" rel="next"' in first
    assert 'href="/log/?page=1" rel="prev"' in second
    assert len(first.encode()) < 60_000


@pytest.mark.parametrize("count", [1, 30])
def test_the_log_asks_eight_questions(
    lin: Staff, zhao: Staff, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(count):
        builders.answered(lin)
        builders.closed(lin, zhao)
    client = signed_in(lin)

    for address in ("/log/", DAY, "/log/?show=sent&mine=1&q=漏"):
        with django_assert_num_queries(8):
            assert client.get(address).status_code == 200


def test_a_chip_counts_what_it_shows(lin: Staff, zhao: Staff) -> None:
    builders.answered(lin)
    builders.visit(lin).keep(by=lin)
    builders.case(lin, promise=builders.terms(at("11:00")))
    builders.case(lin, promise=builders.terms(at("18:00")))
    builders.closed(lin, zhao)
    builders.visit(lin).keep(by=lin).void(by=lin, reason="寫錯了")
    client = signed_in(lin)

    with clock.at(at("12:00")):
        html = client.get("/log/").content.decode()
        counted = dict(re.findall(r'href="/log/\?show=(\w+)"[^>]*>[^<]*<span>(\d+)</span>', html))
        found = {
            show: len(rows(client.get(f"/log/?show={show}").content.decode())) for show in LogFilter.SHOWS
        }

    assert {show: int(count) for show, count in counted.items()} == found
    assert found == {"open": 3, "late": 1, "answered": 1, "cash": 0, "sent": 3}


def test_old_words_are_asked_for_once(lin: Staff, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _each in range(3):
        visit = builders.answered(lin)
        visit.correct(by=lin, reason="聽錯", statement="改過的")
        visit.correct(by=lin, reason="又錯", statement="再改的")
    client = signed_in(lin)

    with django_assert_num_queries(9):
        html = client.get("/log/").content.decode()

    assert html.count("<del>衛生間天花板漏水</del> <ins>再改的</ins>") == 3


# Who may --------------------------------------------------------------------------------------------------------


def test_an_auditor_reads_the_log_with_names_masked(lin: Staff, su: Staff) -> None:
    builders.answered(lin, visitor_name="吳先生")

    html = signed_in(su).get("/log/").content.decode()

    assert "吳**" in html
    assert "吳先生" not in html


def test_the_administrator_is_told_where_his_books_are(ai: Staff) -> None:
    answer = signed_in(ai).get("/log/")

    assert answer.status_code == 403
    assert (
        "This account keeps the house&#x27;s books and does not see the duty log." in answer.content.decode()
    )
    assert 'href="/admin/"' in answer.content.decode()


def test_another_centre_sees_none_of_it(lin: Staff, stranger: Staff, early: str) -> None:
    builders.answered(lin)
    client = signed_in(stranger)

    assert rows(client.get(DAY).content.decode()) == []
    assert client.get(early).status_code == 404


# Paper ----------------------------------------------------------------------------------------------------------


def test_the_paper_has_the_printed_columns_in_their_order(
    lin: Staff, zhao: Staff, home: Unit, early: str
) -> None:
    put_on_duty(lin, at("10:00"))
    builders.closed(lin, zhao, unit=home, promise=builders.terms(at("12:00")))
    builders.answered(lin, arrived_at=at("08:30")).correct(by=lin, reason="聽錯", statement="改過的")
    builders.visit(lin).keep(by=lin).void(by=lin, reason="重複")

    html = signed_in(lin).get(f"{early}print/").content.decode()

    assert re.findall(r"<th>([^<]*)</th>", html) == [
        *("No.", "Time", "Channel", "Room", "Name", "Phone (masked)", "Category", "What was asked"),
        *(
            "Answer / what is done",
            "Promised by",
            "Given to",
            "Done at",
            "Callback",
            "First contact",
            "Remarks",
        ),
    ]
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in body.split("</tr>")]
    assert cells[1] == [
        *("2", "10:00", "Walk-in", "9-3-702", "吳先生", "138****0001", "Repair", "衛生間天花板漏水"),
        *("維修員正在別處", "12:00", "工程部 老趙", "10:00", "Satisfied", "林靜", ""),
    ]
    assert cells[0][7] == "<del>衛生間天花板漏水</del> <ins>改過的</ins>"
    assert cells[0][14] == "Late entry 10:00"
    assert cells[2][7] == "<s>衛生間天花板漏水</s>"
    assert cells[2][14] == "Void: 重複"
    assert [row[0] for row in cells[3:6]] == ["4", "5", "6"]
    assert "13800000001" not in html
    assert "See No. 1." in html
    assert "on the spot 1, to the cashier 0, sent out 1" in html


@pytest.mark.parametrize("count", [1, 30])
def test_the_paper_asks_seven_questions(
    lin: Staff, zhao: Staff, early: str, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(count):
        builders.closed(lin, zhao)
    client = signed_in(lin)

    with django_assert_num_queries(7):
        assert client.get(f"{early}print/").status_code == 200
