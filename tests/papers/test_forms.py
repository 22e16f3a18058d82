"""The paper forms of the house, as PDF and as pages to print: right words, masked, drawn by whom it concerns."""

import pytest

from directory.models import ServiceCentre, Staff, Unit
from papers.models import Export
from records import clock, seals
from tests import builders
from tests.cast import at, put_on_duty
from tests.handover.desk import open_case, recounted, screen, send, signed, take_all, thing
from tests.papers.reading import text_of
from visits.models import Callback

pytestmark = pytest.mark.django_db
LOG = "/log/2026-11-16/早班/pdf/"


def words(reader: Staff, path: str) -> str:
    """The words of a PDF as this person gets it, in Chinese."""
    client = screen(reader)
    reader.choose_language("zh-hant")
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), path
    return text_of(answer.content)


def test_the_duty_log_is_drawn_with_its_columns_and_masked_numbers(lin: Staff, home: Unit) -> None:  # BR-R01
    put_on_duty(lin, at("10:00"))
    visit = builders.answered(lin, unit=home, statement="客廳天花板漏水", reply="已告知辦理時間")
    visit.correct(by=lin, reason="聽錯", statement="衛生間天花板漏水")
    builders.case(lin, unit=home, visitor_name="郑伟").forward_delay  # noqa: B018 -- a second line, sent out

    text = words(lin, LOG)

    for word in (
        "天下城服務中心",
        "服務中心值班記錄表",
        "表號FW-01",
        "2026年11月16日（星期一）",
        "早班08:00–16:00",
        "林靜",
        "序時間方式房號姓名",
        "9-3-702",
        "138****0001",
        "客廳天花板漏水衛生間天花板漏水",
        "郑伟",
        "本班合計",
        "第1頁，共1頁",
    ):
        assert word in text
    assert "13800000001" not in text


def test_every_paper_bears_the_newest_seal(lin: Staff, zhao: Staff) -> None:  # I8
    callback = builders.resolved(lin, zhao)
    seals.seal_batch()
    code = seals.head_code(lin.centre_id)

    assert code
    for path in (LOG, f"/cases/{callback.case.number}/pdf/", "/callbacks/pdf/"):
        assert code in words(lin, path)
    assert code in screen(lin).get(f"/cases/{callback.case.number}/print/").content.decode()


def test_only_who_worked_the_shift_or_leads_draws_its_paper(
    lin: Staff, chen: Staff, tang: Staff, su: Staff, zhou: Staff
) -> None:
    put_on_duty(zhou, at("10:00"))
    builders.answered(lin)
    with clock.at(at("17:00")):
        codes = {who.username: screen(who).get(LOG).status_code for who in (lin, zhou, chen, tang, su)}
        refusal = screen(chen).get(LOG).content.decode()
        days = {who.username: screen(who).get("/log/2026-11-16/pdf/").status_code for who in (lin, tang)}

    assert codes == {"lin": 200, "zhou": 200, "chen": 403, "tang": 200, "su": 200}
    assert "That was not your shift: its paper is for the shift leader and the manager." in refusal
    assert days == {"lin": 403, "tang": 200}


def test_each_drawing_is_a_signed_line_without_ceremony(lin: Staff) -> None:  # BR-P02
    builders.answered(lin)
    screen(lin).get(LOG)

    export = Export.objects.get()
    assert (export.what, export.subject, export.rows, export.is_masked, export.reason) == (
        "paper.log",
        "2026-11-16 早班",
        1,
        True,
        "",
    )
    assert [(row.history_user, row.history_verb) for row in export.history.all()] == [(lin, "draw_paper")]


def test_an_auditor_reads_surnames_only(lin: Staff, su: Staff) -> None:
    builders.answered(lin, visitor_name="王小明")

    assert "王**" in words(su, LOG)
    assert "王小明" not in words(su, LOG)


def test_the_handover_record_is_drawn_as_it_was_signed(lin: Staff, chen: Staff) -> None:  # BR-H16
    open_case(lin)
    thing(lin, "前台鑰匙", "12")
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        take_all(sheet, chen)
    with clock.at(at("15:58")):
        send(
            screen(chen),
            f"{sheet.get_absolute_url()}accept/",
            **recounted(sheet),
            act="sign",
            password="secret",
        )
        text = words(chen, f"{sheet.get_absolute_url()}pdf/")

    for word in (
        "服務中心交接班記錄表",
        "表號FW-02",
        "林靜11/1615:45",
        "陳潔11/1615:58",
        "✓前台鑰匙12",
        "配件未到貨",
    ):
        assert word in text


def test_a_sheet_nobody_signed_is_not_drawn(lin: Staff, chen: Staff) -> None:
    from tests.handover.desk import begun  # noqa: PLC0415 -- beside its only use

    with clock.at(at("15:40")):
        assert screen(lin).get(f"{begun(lin, chen).get_absolute_url()}pdf/").status_code == 404


def test_the_callback_record_has_a_row_for_each_call(
    lin: Staff, zhou: Staff, zhao: Staff, huang: Staff
) -> None:
    first, second = builders.resolved(lin, zhao), builders.resolved(lin, zhao, statement="電梯異響")
    first.record(by=lin, result=Callback.Result.NO_ANSWER)
    second.record(by=huang, result=Callback.Result.REACHED, respondent="吳先生", satisfaction=4)

    everything, own = words(huang, "/callbacks/pdf/?date=2026-11-16"), words(lin, "/callbacks/pdf/")

    assert ("回訪記錄表" in everything, first.number in everything, second.number in everything) == (
        True,
    ) * 3
    assert ("滿意" in everything, "吳先生" in everything, "無人接聽" in everything) == (True,) * 3
    assert (first.number in own, second.number in own) == (True, False)
    page = screen(huang).get("/callbacks/print/?date=2026-11-16").content.decode()
    assert (page.count(first.number), page.count(second.number)) == (1, 1)


def test_a_case_is_drawn_with_its_whole_story(lin: Staff, zhao: Staff, home: Unit) -> None:
    callback = builders.resolved(lin, zhao, unit=home)
    number = callback.case.number

    text, page = words(lin, f"/cases/{number}/pdf/"), screen(lin).get(f"/cases/{number}/print/")

    for word in (number, "衛生間天花板漏水", "9-3-702", "138****0001", "更換閥芯，試水正常", "林靜"):
        assert word in text
    assert "更換閥芯，試水正常" in page.content.decode()
    assert "13800000001" not in text + page.content.decode()


def test_the_slip_says_what_was_promised_and_nothing_of_the_house(
    lin: Staff, zhao: Staff, home: Unit
) -> None:  # §4.8
    promise = builders.terms(at("17:30"), "上門查看", estimate_at=at("12:10"))
    case = builders.case(lin, unit=home, promise=promise)
    case.note(by=lin, note="同事之間的話")

    text = words(lin, f"/visits/{case.number}/slip/pdf/")

    for word in (
        case.number,
        "衛生間天花板漏水",
        "上門查看",
        "2026年11月16日（星期一）17:30",
        "工程部",
        "林靜",
    ):
        assert word in text
    for inside in ("12:10", "同事之間的話", "維修員正在別處", "13800000001"):
        assert inside not in text


def test_a_line_that_is_void_or_not_finished_has_no_slip(lin: Staff) -> None:
    kept, void = builders.visit(lin).keep(by=lin), builders.visit(lin).keep(by=lin)
    void.void(by=lin, reason="重複")

    assert [screen(lin).get(f"/visits/{each.number}/slip/").status_code for each in (kept, void)] == [
        404,
        404,
    ]


@pytest.mark.parametrize(
    ("form", "title"),
    [("log", "服務中心值班記錄表"), ("handover", "服務中心交接班記錄表"), ("callbacks", "回訪記錄表")],
)
def test_empty_forms_can_be_had_by_everybody_and_leave_no_line(
    lin: Staff, centre: ServiceCentre, form: str, title: str
) -> None:
    text = words(lin, f"/papers/blank/{form}/pdf/")
    page = screen(lin).get(f"/papers/blank/{form}/").content.decode()

    assert title in text
    assert centre.name in text
    assert 'class="blank"' in page
    assert not Export.objects.exists()
    assert screen(lin).get("/papers/blank/nothing/").status_code == 404
