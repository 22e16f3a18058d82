"""A trail that does not hold is told at once to whoever must know, once for each thing found (I8)."""

from datetime import timedelta

import pytest

from directory.models import ServiceCentre, Staff
from notices.models import Notice
from records import clock, guards, proof
from records.proof import Finding, Report
from tests.cast import MORNING
from tests.handover.desk import screen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def found(*findings: Finding, minutes: int = 0) -> list[Notice]:
    """The clock has walked along the trail and found this; who was told of it."""
    before = list(Notice.objects.values_list("pk", flat=True))
    with clock.at(MORNING + timedelta(minutes=minutes)):
        proof.keep(Report(findings=list(findings)), by=None, took=0.1)
    return list(Notice.objects.exclude(pk__in=before).order_by("pk"))


def test_manager_and_administrator_are_told_urgently_and_the_page_shows_it(huang: Staff, ai: Staff) -> None:
    changed = Finding(proof.CHANGED, huang.centre_id, 3, "visits_historicalvisit", 7)

    told = found(changed)

    assert [(notice.recipient, notice.is_urgent, notice.url) for notice in told] == [
        (huang, True, "/history/"),
        (ai, True, "/history/"),
    ]
    assert told[0].label == "The trail does not hold"
    assert told[0].sentence.startswith(
        "The trail, as verified 11-16 10:00, is not what was sealed (1 findings)"
    )
    assert "visits_historicalvisit 7: was changed" in screen(huang).get("/history/").content.decode()


def test_the_same_findings_are_told_once_and_new_ones_again(huang: Staff, ai: Staff) -> None:
    one = Finding(proof.CHANGED, huang.centre_id, 3, "visits_historicalvisit", 7)
    other = Finding(proof.REMOVED, huang.centre_id, 3, "visits_historicalvisit", 8)

    told = [
        len(found(*findings, minutes=minutes))
        for minutes, findings in enumerate([(), (one,), (one,), (one, other), (), (one,)])
    ]

    assert told == [0, 2, 0, 2, 0, 2]


def test_another_centres_findings_are_not_ours_but_a_guards_are_everybodys(
    huang: Staff, stranger: Staff, other_centre: ServiceCentre
) -> None:
    theirs = found(Finding(proof.CHANGED, other_centre.pk, 1, "visits_historicalvisit", 7))
    everybodys = found(Finding(proof.GUARD_MISSING, table="guard_records_seal_kept"), minutes=1)

    assert {notice.recipient for notice in theirs} == {stranger}
    assert {notice.recipient for notice in everybodys} == {huang, stranger}


def test_without_an_administrator_the_manager_is_told_once(huang: Staff) -> None:
    assert [notice.recipient for notice in found(Finding(proof.CUT, huang.centre_id, 3))] == [huang]


def test_the_walk_of_the_clock_tells(huang: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "missing", lambda _connection: {"guard_records_seal_kept"})

    assert proof.verify_when_due() == 1
    assert Notice.objects.get().recipient == huang
