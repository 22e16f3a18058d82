"""《服務中心交接班記錄表》: printed from the last signature, never from what happened later (BR-H16)."""

import pytest

from directory.models import Staff
from handover.models import Handover
from records import clock
from tests.cast import at
from tests.handover.desk import begun, open_case, recounted, screen, send, signed, take_all, thing

pytestmark = pytest.mark.django_db


def paper(reader: Staff, sheet: Handover) -> str:
    """The printed sheet as this person sees it."""
    return screen(reader).get(f"{sheet.get_absolute_url()}print/").content.decode()


def test_a_sheet_nobody_signed_is_not_printed(lin: Staff, chen: Staff) -> None:
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)

        assert screen(lin).get(f"{sheet.get_absolute_url()}print/").status_code == 404


def test_both_signatures_stand_with_name_and_time(lin: Staff, chen: Staff) -> None:  # BR-H04
    open_case(lin)
    thing(lin, "前台鑰匙", "12")
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        before = paper(lin, sheet)
        take_all(sheet, chen)
    with clock.at(at("15:58")):
        send(
            screen(chen),
            f"{sheet.get_absolute_url()}accept/",
            **recounted(sheet),
            act="sign",
            password="secret",
        )
        after = paper(lin, sheet)

    assert "林靜　11/16 15:45" in before
    assert "陳潔　11/16" not in before
    assert "陳潔　11/16 15:58" in after
    assert "☑ 前台鑰匙 12" in after


def test_what_happens_later_changes_nothing_on_paper(lin: Staff, chen: Staff, huang: Staff) -> None:  # BR-H16
    case = open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        take_all(sheet, chen)
        send(
            screen(chen),
            f"{sheet.get_absolute_url()}accept/",
            **recounted(sheet),
            act="sign",
            password="secret",
        )
        before = paper(chen, sheet)
        case.close_exceptionally(by=huang, reason="not_ours", note="轉供電局")
        Handover.objects.get().add(by=lin, note="補記")

        assert paper(chen, sheet) == before


def test_a_refusal_stands_on_the_paper(lin: Staff, chen: Staff) -> None:
    open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        Handover.objects.get().refuse(by=chen, reason="unclear", note="沒寫樓層")
        Handover.objects.get().sign_out(by=lin, summary="已補")

        assert "Refused by 陳潔, 11/16 15:45: The record is unclear. 沒寫樓層" in paper(lin, sheet)


def test_an_auditor_reads_names_masked(lin: Staff, chen: Staff, su: Staff) -> None:
    open_case(lin, visitor_name="吳美麗")
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)

        assert "吳美麗" in paper(lin, sheet)
        assert "吳美麗" not in paper(su, sheet)
