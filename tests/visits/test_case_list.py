"""The board of open cases by when they are due, and the closed ones behind it (BR-R02)."""

import re
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.models import Staff, Unit
from records import clock
from tests import builders
from tests.cast import at, department
from tests.visits.screen import signed_in
from visits.actions import pass_on
from visits.forms.log import CaseFilter
from visits.models import Case


def lanes(html: str) -> dict[str, list[str]]:
    """The numbers of the cases in each lane, by the lane's heading and count."""
    found = {}
    for part in html.split('<section class="lane')[1:]:
        heading = re.search(r"<h2>(.*?) <span class=\"num\">(\d+)</span>", part)
        assert heading is not None
        found[" ".join(heading.groups())] = re.findall(r'href="/cases/ZB-20261116-(\d+)/"', part)
    return found


def test_cases_stand_in_the_lane_of_when_they_are_due(lin: Staff, zhao: Staff) -> None:
    """Late, this shift, later, waiting; the shift that begins at 16:00 has what falls due at 16:00."""
    builders.case(lin, promise=builders.terms(at("10:30")))
    builders.case(lin, promise=builders.terms(at("16:00")))
    builders.case(lin, promise=builders.terms(at("15:59")))
    builders.resolved(lin, zhao)
    held = builders.case(lin, promise=builders.terms(at("15:00")))
    held.wait(by=lin, reason="等配件")
    builders.visit(lin, about="help", location_detail="2 棟電梯").raise_alarm(
        by=lin, department=department(lin, "security")
    )

    with clock.at(at("11:00")):
        html = signed_in(lin).get("/cases/").content.decode()

    assert lanes(html) == {
        "Late 2": ["006", "001"],
        "Due this shift 1": ["003"],
        "Next shift and later 1": ["002"],
        "Waiting for the resident or a callback 2": ["004", "005"],
    }
    assert "6 open, in the order of their promises" in html


def test_a_ticket_says_who_what_and_what_happened_last(lin: Staff, zhao: Staff, home: Unit) -> None:
    made = builders.case(lin, unit=home, promise=builders.terms(at("12:00")))
    made.accept(by=zhao)
    made.note(by=zhao, note="換接頭中")

    html = signed_in(lin).get("/cases/").content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", html.partition('class="tk"')[2].partition("</a>")[0]).split())

    assert text == 'href="/cases/ZB-20261116-001/"> 9-3-702 吳先生 衛生間天花板漏水 換接頭中 12:00 工程部 林'


def test_each_chip_counts_what_it_shows(
    lin: Staff, zhou: Staff, zhao: Staff, tang: Staff, huang: Staff
) -> None:
    """BR-R02: overdue, due within 2 h, owner, first contact, reopened, P0 and P1, to be assigned, unclaimed."""
    builders.case(zhou, promise=builders.terms(at("10:30")))
    builders.case(lin, promise=builders.terms(at("12:30"))).accept(by=zhao)
    builders.case(zhou, priority="P1").reassign(by=huang, to=lin, reason="交給林靜")
    back = builders.case(zhou, promise=builders.terms(at("18:00")))
    back.send_back(by=zhao, reason="不是我們")
    back.forward(by=zhou, department=department(zhou, "security"))
    with clock.at(at("10:05")):
        callback = builders.resolved(zhou, zhao)
    with clock.at(at("10:20")):
        callback.record(
            by=zhou,
            result="reached",
            respondent="吳先生",
            satisfaction=2,
            feedback="還在漏",
            terms=builders.terms(at("20:00")),
        )
    found: dict[str, list[str]] = {}

    with clock.at(at("11:00")):
        html = signed_in(lin).get("/cases/").content.decode()
        for show in CaseFilter.SHOWS:
            cases = CaseFilter({"show": show}, staff=lin).filter(Case.objects.all())
            found[show] = [case.number[-1] for case in cases.order_by("number")]

    assert found == {
        "mine": ["2", "3"],
        "first": ["2"],
        "late": ["1"],
        "soon": ["2", "3"],
        "assign": [],
        "unclaimed": [],
        "reopened": ["5"],
        "urgent": ["3"],
        "quality": [],
        "stuck": [],
    }
    counts = re.findall(r'class="fchip"[^>]*>[^<]*<span>(\d+)</span>', html)
    assert counts == ["5", *(str(len(numbers)) for numbers in found.values())]


def test_a_department_sees_what_nobody_of_it_has_taken_on(lin: Staff, zhao: Staff) -> None:
    builders.case(lin)
    builders.case(lin).accept(by=zhao)
    builders.case(lin, to="security")

    html = signed_in(zhao).get("/cases/?show=unclaimed").content.decode()

    assert lanes(html)["Due this shift 1"] == ["001"]


def test_filters_narrow_together_and_lanes_count_what_is_shown(lin: Staff, zhou: Staff) -> None:
    builders.case(lin)
    builders.case(zhou)
    builders.case(zhou, to="security")
    work = department(lin, "engineering").pk

    html = signed_in(lin).get(f"/cases/?owner={zhou.pk}&department={work}").content.decode()

    assert lanes(html)["Due this shift 1"] == ["002"]


def test_a_wrong_filter_is_named_in_a_sentence(lin: Staff) -> None:
    builders.case(lin)

    answer = signed_in(lin).get("/cases/?show=x&owner=y&after=-3&department=99999999999999999999")

    assert answer.status_code == 200
    assert "This filter was not understood and is left out" in answer.content.decode()
    assert lanes(answer.content.decode())["Due this shift 1"] == ["001"]


def test_where_nothing_is_found_the_page_says_so(lin: Staff) -> None:
    html = signed_in(lin).get("/cases/?show=late").content.decode()

    assert "No case is like that." in html
    assert 'href="/cases/">show all open cases</a>' in html


def test_three_handovers_without_progress_are_found_until_something_is_done(lin: Staff, chen: Staff) -> None:
    """BR-H14, R02: progress between two of them begins the count anew."""
    still, moving = builders.case(lin), builders.case(lin)
    for place, (gives, takes) in enumerate([(lin, chen), (chen, lin), (lin, chen)]):
        with clock.at(at("16:00") + timedelta(hours=8 * place)):
            owned = {Case.objects.get(pk=case.pk): takes for case in (still, moving)}
            pass_on(owned, by=takes, verb="accept", outgoing=gives, number=f"JJ-{place}")
        if place == 1:
            with clock.at(at("16:30") + timedelta(hours=8)):
                moving.note(by=lin, note="已約明早到場")

    stuck = list(Case.objects.carried_without_progress().values_list("number", flat=True))
    with clock.at(at("17:00") + timedelta(hours=16)):
        shown = signed_in(lin).get("/cases/?show=stuck").content.decode()
        still.inform(by=chen, note="已告知業主明早到場")

    assert stuck == [still.number]
    assert "Three handovers without progress <span>1</span>" in shown
    assert not Case.objects.carried_without_progress().exists()


def test_closed_cases_go_by_fifty_without_being_counted(lin: Staff, zhao: Staff, huang: Staff) -> None:
    for minute in range(52):
        with clock.at(at("10:00") + timedelta(minutes=minute)):
            builders.case(lin).close_exceptionally(by=huang, reason="not_ours", note="轉專責單位")
    client = signed_in(lin)

    def page(address: str) -> tuple[list[str], str, str]:
        html = client.get(address).content.decode()
        numbers = re.findall(r'class="row-a" href="/cases/ZB-20261116-(\d+)/"', html)
        links = {
            rel: url.replace("&amp;", "&") for url, rel in re.findall(r'href="([^"]*)" rel="(\w+)"', html)
        }
        return numbers, links.get("prev", ""), links.get("next", "")

    first, before, after = page("/cases/?show=closed")
    second, back, beyond = page(after)
    again, before_first, _older = page(back)

    assert (len(first), first[0], first[-1]) == (50, "052", "003")
    assert (second, beyond, before) == (["002", "001"], "", "")
    assert (again, before_first) == (first, "")


def test_another_centre_sees_none_of_it(lin: Staff, stranger: Staff) -> None:
    builders.case(lin)

    html = signed_in(stranger).get("/cases/").content.decode()

    assert "0 open" in html
    assert "ZB-" not in html


@pytest.mark.parametrize("count", [1, 30])
def test_the_board_asks_six_questions(
    lin: Staff, zhao: Staff, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(count):
        builders.case(lin)
        builders.resolved(lin, zhao)
        builders.closed(lin, zhao)
    client = signed_in(lin)

    for address in ("/cases/", "/cases/?show=mine", "/cases/?show=closed", "/cases/?show=closed&after=2"):
        with django_assert_num_queries(6):
            answer = client.get(address)
        assert len(answer.content) < 60_000
