"""HTML typed into any box is words wherever they are shown (issue 2, bad input)."""

from collections.abc import Iterator
from typing import Any

import pytest

from directory.models import Desk, Guideline, Staff
from records import clock
from tests import builders
from tests.attacks import throw
from tests.attacks.world import World, settle_world
from tests.cast import MORNING
from visits.models import Draft

pytestmark = pytest.mark.usefixtures("english")


def tag(name: str) -> str:
    """A little markup that would run if it were let through."""
    return f"<img src=x id={name} onerror=a()>\"'"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The centre with something in every state, at 10:00, and markup in every name somebody keeps books of."""
    with clock.at(MORNING):
        found = settle_world()
        lin, zhao = found.people["lin"], found.people["zhao"]
        lin.name = tag("staff")[:40]
        lin.save_signed(None, "set_up")
        found.resident.name, found.resident.care_note = tag("name")[:40], tag("care")
        found.resident.save_signed(None, "set_up")
        question = Guideline.objects.get(title="停車證")
        question.title, question.body = tag("title"), tag("body")
        question.save_signed(None, "set_up")
        for desk in Desk.objects.filter(centre=found.centre):
            desk.name = f"<img src=x>{desk.pk}"
            desk.save_signed(None, "set_up")
        lin = Staff.objects.for_session().get(pk=lin.pk)
        found.people["lin"] = lin
        said: dict[str, Any] = {
            "unit": found.home,
            "statement": tag("said"),
            "visitor_name": tag("who")[:40],
            "remark": tag("remark"),
            "location_detail": tag("place"),
            "new_matter_reason": tag("new"),
            "reason_explained": tag("why"),
        }
        found.visits["answered"] = builders.answered(lin, reply=tag("reply"), **said)
        found.visits["answered"].correct(by=lin, reason=tag("reason"), statement=tag("again"))
        case = builders.case(lin, promise=builders.terms(text=tag("promise")), **said)
        case.note(by=lin, note=tag("note"))
        case.accept(by=zhao)
        case.wait(by=zhao, reason=tag("wait"))
        found.cases["fresh"] = case
        found.callback = builders.resolved(lin, zhao, **said)
        fee = said | {"reason_explained": ""}
        found.referrals["offered"] = builders.referral(lin, found.people["he"], **fee)
        Draft.objects.park(lin, "b" * 32, {"who": tag("draft"), "statement": tag("drafted")})
        yield found


def test_markup_is_shown_as_it_was_typed(world: World) -> None:
    """No page, list, suggestion, print, script or trail lets a tag through."""
    assert world.callback is not None
    case, visit = world.cases["fresh"], world.visits["answered"]
    pages = [
        "/",
        "/?saved=" + visit.number,
        "/log/",
        "/log/2026-11-16/",
        "/log/2026-11-16/早班/print/",
        "/cases/",
        "/callbacks/",
        "/cases/?show=closed",
        f"/cases/{case.number}/",
        f"/cases/{case.number}/reassign/",
        f"/cases/{case.number}/merge/",
        f"/visits/{visit.number}/",
        f"/visits/{visit.number}/correct/",
        "/visits/new/",
        "/visits/new/?draft=" + "b" * 32,
        f"/visits/new/?faq={Guideline.objects.get(title=tag('title')).pk}",
        f"/callbacks/{world.callback.number}/",
        f"/callbacks/{world.callback.number}/hand-to/",
        f"/referrals/{world.referrals['offered'].pk}/settle/",
        "/units/9-3-702/",
        "/find/?q=img",
        "/find/?q=9-3-702",
        "/find/?part=palette&q=9-3-702",
        "/lookup/?q=9-3-702",
        f"/lookup/known/?unit={world.home.pk}",
        "/faq/?q=img",
        f"/history/visits.visit/{visit.pk}/",
        f"/history/visits.case/{case.pk}/",
        "/accounts/desk/",
        f"/history/directory.resident/{world.resident.pk}/",
        f"/history/directory.staff/{world.people['lin'].pk}/",
    ]
    let_through, shown = [], 0
    for who in ("lin", "huang", "su", "he"):
        client = throw.signed_in(world.people[who])
        for path in pages:
            page = client.get(path).content.decode()
            shown += page.count("&lt;img src=x")
            if "<img src=x" in page or 'onerror=a()>"' in page:
                let_through.append((who, path))

    assert let_through == []
    assert shown > 100
