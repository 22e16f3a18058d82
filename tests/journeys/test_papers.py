"""A list leaves the house by two people, and lines from paper come back in (permissions.csv, BR-V19)."""

from pathlib import Path

import time_machine
from playwright.sync_api import expect

from directory.models import Staff, Unit
from papers import making
from papers.models import Export
from tests import builders
from tests.cast import at
from tests.journeys.hands import TakePlace
from visits.models import Case, Visit


def test_a_list_in_full_is_agreed_to_made_and_fetched(
    lin: Staff, huang: Staff, su: Staff, take_place: TakePlace
) -> None:
    """ADR 44: the manager asks from the list as it stands on the screen, the auditor agrees, the clock makes it."""
    builders.answered(lin, visitor_name="歐陽娜娜")
    page = take_place(huang)
    page.goto("/papers/exports/new/?list=log&date=2026-11-16")
    page.locator('[name="form"][value="csv"]').check(force=True)
    page.locator('[name="in_full"]').check()
    page.locator('[name="reason"]').fill("業委會要求核對")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/papers/exports/*/")
    export = Export.objects.get()
    expect(page.locator("#state")).to_contain_text("等第二人")

    other = take_place(su)
    other.goto("/papers/")
    other.locator(f'a[href="{export.get_absolute_url()}"]').first.click()
    other.wait_for_url(f"**{export.get_absolute_url()}")
    other.locator("form[action$='/agree/'] button[type=submit]").click()
    other.wait_for_url(f"**{export.get_absolute_url()}")

    page.reload()
    expect(page.locator("#state progress")).to_be_visible()
    assert making.sweep() == 1
    fetch = page.locator("#state a.btn-primary")
    expect(fetch).to_be_visible()
    with page.expect_download() as fetched:
        fetch.click()
    assert "歐陽娜娜" in Path(fetched.value.path()).read_text(encoding="utf-8-sig")
    verbs = export.history.order_by("history_id").values_list("history_verb", "history_user__username")
    assert list(verbs) == [("ask_export", "huang"), ("agree_export", "su"), ("fetch_export", "huang")]


def test_two_lines_from_paper_are_typed_in_and_the_wrong_one_comes_back(
    lin: Staff, home: Unit, take_place: TakePlace, wall: time_machine.Traveller
) -> None:
    """補錄: a good line stands at once; the other keeps its words, is mended, and nothing is written twice."""
    wall.move_to(at("11:00"))
    page = take_place(lin)
    page.goto("/visits/late/")

    def fill(place: int, **typed: str) -> None:
        for name, value in typed.items():
            found = page.locator(f'[name="line-{place}-{name}"]')
            found.select_option(value) if name in ("channel", "category", "department") else found.fill(value)

    fill(
        0,
        at="2026-11-16T08:15",
        channel="call",
        who="丁先生",
        category="consult",
        statement="問停車證怎麼補辦",
    )
    fill(0, reply="已告知帶行車執照")
    fill(1, at="2026-11-16T09:05", who="9-3-702 吳先生", category="repair", statement="天花板漏水")
    fill(1, department="engineering", due="2026-11-16T17:00", promise_text="上門查看", phone="13800000001")
    page.locator('[name="line-1-said"]').check()
    page.locator("form.late .btn-primary").click()
    expect(page.locator(".errsum")).to_be_visible()
    first = Visit.objects.get()
    expect(page.locator("#line-0")).to_contain_text(first.number)
    expect(page.locator('[name="line-1-statement"]')).to_have_value("天花板漏水")

    fill(1, reason_explained="維修員正在別處")
    page.locator("form.late .btn-primary").click()
    page.wait_for_url("**/log/")
    written = Visit.objects.order_by("arrived_at")
    assert [visit.arrived_at for visit in written] == [at("08:15"), at("09:05")]
    assert all(visit.entered_at > visit.arrived_at for visit in written)
    assert Case.objects.get().promise_due_at == at("17:00")
