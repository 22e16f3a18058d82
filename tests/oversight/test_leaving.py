"""The rows behind a figure leave as every list does: as filtered, masked, and with a second person (ADR 44, BR-R03)."""

import csv
import io
from uuid import uuid4

import pytest
from django.http import QueryDict

from directory.models import Staff, Unit
from oversight import figures, leaving
from papers import listings, making, rules
from papers.models import Export
from records import clock
from tests import builders
from tests.cast import at, put_on_duty
from tests.handover.desk import screen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def taken(staff: Staff, code: str, query: str = "") -> list[list[listings.Value]]:
    """The rows of a figure as they leave, masked."""
    found = listings.get(f"rows.{code}")
    assert found is not None
    asked = found.ask(staff, QueryDict(query))
    rows = list(found.rows(asked, listings.out_for(staff, masked=True), 1000))
    assert len(rows) == asked.rows.count()
    return rows


def test_every_figure_has_its_list(lin: Staff, zhao: Staff, huang: Staff, home: Unit) -> None:
    builders.closed(lin, zhao, unit=home)
    builders.case(lin, unit=home)

    for figure in figures.FIGURES:
        for show in ("", "counted", "missed"):
            taken(huang, figure.code, f"show={show}")

    assert len(taken(huang, "received")) == 2
    assert len(taken(huang, "open")) == 1
    assert len(taken(huang, "kept_last", "show=missed")) == 0


def test_it_leaves_as_filtered_masked_and_in_a_file(
    lin: Staff, zhao: Staff, huang: Staff, home: Unit
) -> None:
    """The link of the page names the days by their dates and keeps every box."""
    case = builders.closed(lin, zhao, unit=home)
    builders.closed(lin, zhao)
    client = screen(huang)
    page = client.get("/board/rows/satisfied/?building=9&span=7&show=counted").content.decode()
    link = "/papers/exports/new/?form=csv&amp;list=rows.satisfied&amp;"
    address = page.split(link, 1)[1].split('"', 1)[0].replace("&amp;", "&")

    answer = client.post(
        f"/papers/exports/new/?list=rows.satisfied&{address}",
        {"once": uuid4().hex, "form": "csv", "reason": "晨會"},
    )
    export = Export.objects.get()
    file = io.BytesIO()
    making.write(export, file)
    lines = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"))))

    assert answer.status_code == 302
    assert {"building=9", "show=counted", "since=2026-11-10", "until=2026-11-16"} <= set(address.split("&"))
    assert (export.rows, export.is_masked) == (1, True)
    assert lines[1][0] == case.number
    assert "吳先生" not in file.getvalue().decode()


def test_more_than_fifty_need_a_second_person_here_too(huang: Staff, lin: Staff) -> None:
    assert rules.needs_second(51, masked=True)
    assert "rows.received" in {leaving.key(figure) for figure in figures.FIGURES}


def test_a_leader_takes_out_the_own_shift_only(lin: Staff, tang: Staff, huang: Staff, home: Unit) -> None:
    """permissions.csv, “Reports”: the same limit as on the screen."""
    builders.answered(lin, unit=home)
    with clock.at(at("17:00")):
        builders.answered(lin, unit=home)
        unrostered = len(listings.get("rows.received").ask(tang, QueryDict("")).rows)  # type: ignore[union-attr]
        put_on_duty(tang, at("16:30"))

        assert unrostered == 0
        assert (len(taken(tang, "received")), len(taken(huang, "received"))) == (1, 2)
