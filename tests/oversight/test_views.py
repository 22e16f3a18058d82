"""The board as it is opened: who may, what stands on it, and that every address answers."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import Staff, Unit
from oversight import figures
from oversight.models import SavedView
from records import clock
from tests import builders
from tests.cast import at, department, put_on_duty
from tests.handover.desk import send
from tests.visits.screen import signed_in


def text_of(html: str) -> str:
    """What is read, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_every_figure_opens_its_rows_and_says_what_it_counts(
    lin: Staff, zhao: Staff, huang: Staff, home: Unit
) -> None:
    """BR-R03: no figure without its rows and its definition."""
    builders.closed(lin, zhao, unit=home)
    builders.case(lin, unit=home)
    client = signed_in(huang)
    defined = client.get("/board/definitions/").content.decode()

    for figure in figures.FIGURES:
        for show in ("", "counted", "missed", "nonsense"):
            answer = client.get(f"/board/rows/{figure.code}/?show={show}")
            assert answer.status_code == 200
        assert f'id="{figure.code}"' in defined
    assert client.get("/board/rows/nothing/").status_code == 404


def test_what_the_address_cannot_say_is_named_and_left_out(huang: Staff) -> None:
    client = signed_in(huang)

    sentences = {
        query: text_of(client.get(f"/board/?{query}").content.decode())
        for query in ("span=x", "department=x", "since=2026-11-20&until=2026-11-10", "since=1999-01-01")
    }

    for query, said in sentences.items():
        assert "This filter was not understood and is left out:" in said, query


def test_a_leader_reads_the_own_shift_and_others_are_told_why_not(
    lin: Staff, tang: Staff, su: Staff, huang: Staff, home: Unit
) -> None:
    """permissions.csv, “Reports”: Sr for a leader, Ar for manager and auditor."""
    builders.answered(lin, unit=home)
    with clock.at(at("17:00")):
        builders.answered(lin, unit=home)
        refused = signed_in(lin).get("/board/")
        unrostered = signed_in(tang).get("/board/", follow=True)
        put_on_duty(tang, at("16:30"))
        own = signed_in(tang).get("/board/rows/received/").content.decode()
        all_shifts = signed_in(huang).get("/board/rows/received/").content.decode()
        other = signed_in(tang).get("/board/rows/received/?shift=1").content.decode()
        masked = signed_in(su).get("/board/rows/received/").content.decode()

    assert (refused.status_code, unrostered.redirect_chain) == (403, [("/board/reading/", 302)])
    assert "The board is read by a manager, an auditor, or a shift leader" in refused.content.decode()
    assert "you stand on no roster yet" in unrostered.content.decode()
    assert [text_of(page).count("ZB-20261116-") for page in (own, other, all_shifts)] == [1, 1, 2]
    assert "吳先生" in all_shifts
    assert "吳先生" not in masked


def test_a_narrowed_board_keeps_its_filter_in_every_link(
    lin: Staff, zhao: Staff, huang: Staff, home: Unit
) -> None:
    builders.closed(lin, zhao, unit=home)
    engineering = department(lin, "engineering").pk

    html = signed_in(huang).get(f"/board/?span=7&department={engineering}").content.decode()

    links = set(re.findall(r'href="/board/rows/[a-z_]+/\?([^"#]*)"', html))
    assert links
    assert all(f"department={engineering}" in link and "span=7" in link for link in links)


def test_a_view_is_saved_shared_and_taken_away(huang: Staff, tang: Staff, su: Staff) -> None:
    put_on_duty(tang, at("10:00"))
    client, leader = signed_in(huang), signed_in(tang)

    kept = send(client, "/board/views/", name="九棟", query="building=9&span=7&x=1", shared="1")
    own = send(client, "/board/views/", name="自己看", query="")
    seen = leader.get("/board/").content.decode()
    view = SavedView.objects.get(name="九棟")
    send(leader, f"/board/views/{view.pk}/withdraw/")
    refused = leader.get("/board/").content.decode()
    auditor = signed_in(su)
    send(auditor, "/board/views/", name="稽核", query="")
    audited = auditor.get("/board/").content.decode()
    send(client, f"/board/views/{view.pk}/withdraw/")

    assert (kept.headers["location"], own.headers["location"]) == ("/board/?span=7&building=9", "/board/")
    assert "/board/?span=7&amp;building=9" in seen
    assert "自己看" not in seen
    assert "Only 黃麗, who saved this view, or a manager may take it away." in refused
    assert "An auditor reads and writes nothing." in audited
    assert [row.history_verb for row in view.history.order_by("history_id")] == [
        "keep_view",
        "take_view_away",
    ]
    assert not SavedView.objects.offered_to(tang).exists()


def test_a_view_pressed_twice_is_saved_and_taken_away_once(huang: Staff) -> None:
    """I10: each form of the saved views carries a key of its own."""
    client = signed_in(huang)
    typed = {"name": "晨會", "query": "", "once": "a" * 32}

    lost = client.post("/board/views/", {"name": "晨會", "query": ""}).status_code
    kept = [send(client, "/board/views/", **typed).status_code for _twice in range(2)]
    view = SavedView.objects.get()
    page = client.get("/board/").content.decode().split('class="card views"', 1)[1].split("</section>", 1)[0]
    lost_too = client.post(f"/board/views/{view.pk}/withdraw/").status_code
    taken = [
        send(client, f"/board/views/{view.pk}/withdraw/", once="b" * 32).status_code for _twice in range(2)
    ]

    keys = re.findall(r'name="once" value="(\w{32})"', page)
    assert (lost, kept, lost_too, taken) == (400, [302, 302], 400, [302, 302])
    assert (len(keys), len(set(keys))) == (2, 2)
    assert [row.history_verb for row in view.history.order_by("history_id")] == [
        "keep_view",
        "take_view_away",
    ]


def test_the_wall_names_nobody_and_no_home(lin: Staff, zhao: Staff, home: Unit) -> None:
    """Design §5: no personal data."""
    builders.closed(lin, zhao, unit=home)
    builders.case(lin, unit=home, promise=builders.terms(at("10:30")))

    with clock.at(at("11:00")):
        html = signed_in(lin).get("/wall/").content.decode()

    said = text_of(html)
    assert "10:30 Building 9" in said
    assert "30 min late" in said
    assert not any(word in html for word in ("吳", home.room, "138", "ZB-", "漏水", lin.name, zhao.name))


@pytest.mark.parametrize("count", [1, 30])
def test_the_board_asks_as_much_of_few_as_of_many(
    lin: Staff, zhao: Staff, huang: Staff, home: Unit, count: int
) -> None:
    for minute in range(count):
        with clock.at(at("10:00") - timedelta(minutes=minute)):
            builders.case(lin, unit=home, new_matter_reason="另一件")
            builders.closed(lin, zhao)
            builders.answered(lin)
    client = signed_in(huang)
    client.get("/board/")
    asked = []

    for path in ("/board/", "/board/?building=9", "/board/people/", "/board/rows/received/", "/wall/"):
        with CaptureQueriesContext(connection) as questions:
            answer = client.get(path)
        asked.append((path, sum("plan_cache_mode" not in each["sql"] for each in questions)))
        assert len(answer.content) < 60_000

    assert asked == [
        ("/board/", 22),
        ("/board/?building=9", 19),
        ("/board/people/", 14),
        ("/board/rows/received/", 10),
        ("/wall/", 12),
    ]
