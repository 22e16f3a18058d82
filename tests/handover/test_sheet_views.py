"""The sheet of who goes off: begun, written, kept, signed; and what the list of handovers says (§4.9)."""

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.models import Staff
from handover.models import Handover
from handover.views import showing
from records import clock
from tests import builders
from tests.cast import at, hire, put_on_duty
from tests.handover.desk import (
    WORDS,
    begun,
    open_case,
    says,
    screen,
    send,
    signed,
    thing,
    two_shifts,
    written,
)
from visits.models import Case

pytestmark = pytest.mark.django_db


def test_the_list_says_when_the_handover_opens(lin: Staff, chen: Staff) -> None:
    two_shifts(lin, chen)

    with clock.at(at("15:29")):
        page = screen(lin).get("/handover/").content.decode()

    assert (
        "The handover opens half an hour before the shift ends, at 15:30; before that a shift leader" in page
    )
    assert "Begin the handover" not in page


def test_beginning_lists_exactly_what_is_open(lin: Staff, chen: Staff, zhou: Staff) -> None:  # BR-H01
    duty = two_shifts(lin, chen)
    mine = {open_case(lin).number, open_case(lin, due="2026-11-17 09:00").number}
    open_case(zhou)

    with clock.at(at("15:30")):
        answer = send(screen(lin), f"/handover/begin/{duty.pk}/")
        again = send(screen(lin), f"/handover/begin/{duty.pk}/")

    sheet = Handover.objects.get()
    assert answer.headers["Location"] == again.headers["Location"] == sheet.get_absolute_url()
    assert {item.case.number for item in sheet.items.for_list()} == mine


def test_beginning_too_early_or_for_somebody_else_is_told(lin: Staff, chen: Staff, zhou: Staff) -> None:
    duty = two_shifts(lin, chen)

    with clock.at(at("15:00")):
        page = screen(lin).post(f"/handover/begin/{duty.pk}/", {"once": "a"}, follow=True).content.decode()
    with clock.at(at("15:40")):
        other = screen(zhou).post(f"/handover/begin/{duty.pk}/", {"once": "b"}, follow=True).content.decode()

    assert "opens half an hour before the shift ends, at 15:30; before that a shift leader opens it." in page
    assert "Only 林靜, or a shift leader, may open this handover." in other
    assert not Handover.objects.exists()


def test_who_leads_opens_a_sheet_early_with_a_reason(lin: Staff, chen: Staff, tang: Staff) -> None:
    """§2.3: the reason is asked for beside the button, and what was typed stays."""
    duty = two_shifts(lin, chen)
    url = f"/handover/begin/{duty.pk}/"

    with clock.at(at("11:00")):
        before = screen(tang).get("/handover/").content.decode()
        bare = send(screen(tang), url, reason=" ")
        long = send(screen(tang), url, reason="病" * 301)
        answer = send(screen(tang), url, reason="發燒就醫")
        after = screen(tang).get("/handover/").content.decode()

    assert "Open the sheet early" in before
    assert (bare.status_code, "Before 15:30 say why it is opened early." in bare.content.decode()) == (
        403,
        True,
    )
    assert (long.status_code, "病" * 301 in long.content.decode()) == (422, True)
    sheet = Handover.objects.get()
    assert (answer.headers["Location"], sheet.early_reason) == (sheet.get_absolute_url(), "發燒就醫")
    assert "Open the sheet early" not in after
    assert "Opened before its time: 發燒就醫" in screen(tang).get(sheet.get_absolute_url()).content.decode()


def test_who_goes_on_is_told_so_on_the_list(lin: Staff, chen: Staff, tang: Staff) -> None:
    two_shifts(lin, chen)
    put_on_duty(lin, at("17:00"))

    with clock.at(at("15:40")):
        own, leaders = (screen(who).get("/handover/").content.decode() for who in (lin, tang))

    assert [page.count("林靜 goes on in the shift that follows") for page in (own, leaders)] == [1, 1]
    assert "Begin the handover" not in own + leaders


@pytest.mark.parametrize("count", [1, 30])
def test_who_leads_asks_twelve_questions(
    lin: Staff,
    chen: Staff,
    tang: Staff,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """However many people work."""
    two_shifts(lin, chen)
    assert lin.centre is not None
    for n in range(count):
        put_on_duty(hire(lin.centre, f"d{n}", f"早班{n}", "receptionist", "desk"), at("10:00"))
    client = screen(tang)
    client.get("/handover/")

    with clock.at(at("15:40")), django_assert_num_queries(12):
        page = client.get("/handover/").content.decode()

    assert page.count("Begin the handover") == count + 1


def test_what_is_typed_is_kept_without_signing(lin: Staff, chen: Staff) -> None:
    open_case(lin)
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        answer = send(screen(lin), sheet.get_absolute_url(), **written(sheet, chen), act="save")

    item = sheet.items.get()
    assert answer.status_code == 302
    assert {name: getattr(item, name) for name in WORDS} == WORDS
    assert item.receiver == chen
    assert Handover.objects.get().state == Handover.State.DRAFT


def test_keeping_an_untouched_sheet_writes_nothing(lin: Staff, chen: Staff) -> None:
    open_case(lin)
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        send(screen(lin), sheet.get_absolute_url(), **written(sheet, chen), act="save")
        before = sheet.items.get().history.count(), Handover.objects.get().version
        send(screen(lin), sheet.get_absolute_url(), **written(sheet, chen), act="save")

    assert (sheet.items.get().history.count(), Handover.objects.get().version) == before


def test_a_short_word_refuses_the_signature_and_names_the_item(lin: Staff, chen: Staff) -> None:  # BR-H03
    case = open_case(lin)
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        item = sheet.items.get()
        typed = written(sheet, chen) | {f"next_step-{item.pk}": "追"}
        answer = send(screen(lin), sheet.get_absolute_url(), **typed, act="sign", password="secret")
        page = screen(lin).get(answer.headers["Location"])

    assert says(page) == [f"{case.number} still lacks: next step."]
    assert f'href="#item-{item.pk}"' in page.content.decode()
    assert ">\n追</textarea>" in page.content.decode()
    assert Handover.objects.get().state == Handover.State.DRAFT


def test_signing_leaves_the_owner_responsible(lin: Staff, chen: Staff) -> None:  # BR-H05
    case = open_case(lin)
    with clock.at(at("15:40")):
        sheet = signed(lin, chen)
        page = screen(lin).get(sheet.get_absolute_url()).content.decode()

    assert Case.objects.get(pk=case.pk).owner == lin
    assert sheet.signed_out_at == at("15:40")
    assert sheet.sheets.count() == 1
    assert "Take the signature back" in page


def test_a_wrong_password_signs_nothing_and_keeps_what_was_typed(lin: Staff, chen: Staff) -> None:  # BR-H04
    open_case(lin)
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        answer = send(
            screen(lin), sheet.get_absolute_url(), **written(sheet, chen), act="sign", password="guess"
        )

    assert answer.status_code == 422
    assert says(answer) == ["Sign with the password of 林靜; it was empty or wrong."]
    assert "明早問廠商結果" in answer.content.decode()
    assert Handover.objects.get().state == Handover.State.DRAFT


def test_nothing_open_is_said_aloud(lin: Staff, chen: Staff) -> None:  # BR-H15
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        typed = written(sheet, chen)
        del typed["nil_open"]
        refused = send(screen(lin), sheet.get_absolute_url(), **typed, act="sign", password="secret")
        page = screen(lin).get(refused.headers["Location"])
        answer = send(
            screen(lin), sheet.get_absolute_url(), **written(sheet, chen), act="sign", password="secret"
        )
        paper = screen(lin).get(f"{sheet.get_absolute_url()}print/").content.decode()

    assert says(page) == ["Nothing is open. Say so: tick “nothing outstanding in this shift”."]
    assert answer.headers["Location"] == sheet.get_absolute_url()
    assert "nothing outstanding in this shift" in paper


def test_a_count_that_is_no_number_is_told_beside_the_thing(lin: Staff, chen: Staff) -> None:
    keys = thing(lin, "前台鑰匙", "12")
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        line = sheet.counts.get(item=keys)
        typed = written(sheet, chen) | {f"counted-{line.pk}": "十二"}
        answer = send(screen(lin), sheet.get_absolute_url(), **typed, act="save")

    assert answer.status_code == 422
    assert says(answer) == ["前台鑰匙: Write a number, such as 4 or 480.50."]
    assert 'value="十二"' in answer.content.decode()
    assert sheet.counts.get().counted is None


def test_full_width_digits_are_a_count(lin: Staff, chen: Staff) -> None:
    thing(lin, "前台鑰匙", "12")
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        line = sheet.counts.get()
        typed = written(sheet, chen) | {f"counted-{line.pk}": "１２"}
        send(screen(lin), sheet.get_absolute_url(), **typed, act="save")

    assert sheet.counts.get().counted == 12


def test_a_difference_is_explained_before_it_is_kept(lin: Staff, chen: Staff) -> None:  # BR-H09
    thing(lin, "對講機", "4")
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        line = sheet.counts.get()
        typed = written(sheet, chen) | {f"counted-{line.pk}": "3", f"condition-{line.pk}": "missing"}
        answer = send(screen(lin), sheet.get_absolute_url(), **typed, act="save")
        explained = typed | {f"note-{line.pk}": "一台送修"}
        kept = send(screen(lin), sheet.get_absolute_url(), **explained, act="save")

    assert says(answer) == ["對講機: 4 expected, 3 counted. Explain the difference."]
    assert kept.status_code == 302
    assert sheet.counts.get().difference_note == "一台送修"


def test_residents_still_received_come_first(lin: Staff, chen: Staff) -> None:
    visit = builders.visit(lin).keep(by=lin)
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        answer = send(
            screen(lin), sheet.get_absolute_url(), **written(sheet, chen), act="sign", password="secret"
        )
        page = screen(lin).get(answer.headers["Location"])

    assert says(page) == [f"Finish first: {visit.number}."]
    assert visit.get_absolute_url() in page.content.decode()


def test_a_taker_who_is_not_on_the_next_shift_is_refused(lin: Staff, chen: Staff, zhou: Staff) -> None:
    case = open_case(lin)
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        typed = written(sheet, zhou)
        answer = send(screen(lin), sheet.get_absolute_url(), **typed, act="save")

    assert answer.status_code == 422
    assert says(answer) == [f"{case.number}: choose a taker from the list."]


def test_two_people_at_one_sheet_are_told_who_came_first(lin: Staff, chen: Staff, tang: Staff) -> None:
    open_case(lin)
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        typed = written(sheet, chen)
        send(screen(tang), sheet.get_absolute_url(), **typed | {"summary": "領班代寫"}, act="save")
        answer = send(screen(lin), sheet.get_absolute_url(), **typed, act="save")

    assert answer.status_code == 409
    assert says(answer)[0].startswith("唐芳 changed this at 15:40")
    assert "早班平穩" in answer.content.decode()
    assert Handover.objects.get().summary == "領班代寫"


def test_another_colleague_reads_and_does_not_write(lin: Staff, chen: Staff, zhou: Staff, su: Staff) -> None:
    open_case(lin)
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        page = screen(zhou).get(sheet.get_absolute_url()).content.decode()
        answer = send(screen(zhou), sheet.get_absolute_url(), **written(sheet, chen), act="save")
        audited = screen(su).get(sheet.get_absolute_url()).content.decode()

    assert "<textarea" not in page.split("exits", 1)[0]
    assert "林靜 has not signed yet." in page
    assert says(answer) == ["Only 林靜, who goes off, writes this sheet."]
    assert answer.status_code == 403
    assert "吳先生" not in audited


def test_another_centre_has_no_such_sheet(lin: Staff, chen: Staff, stranger: Staff) -> None:
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)

        assert screen(stranger).get(sheet.get_absolute_url()).status_code == 404


def test_the_administrator_is_told_why_not(ai: Staff) -> None:
    assert screen(ai).get("/handover/").status_code == 403


def test_the_ruler_offers_the_handover_in_the_last_half_hour(lin: Staff, chen: Staff) -> None:  # BR-H02
    two_shifts(lin, chen)
    open_case(lin)

    with clock.at(at("15:29")):
        before = screen(lin).get("/handover/").content.decode()
    with clock.at(at("15:30")):
        after = screen(lin).get("/handover/").content.decode()

    assert 'class="btn btn-now" href="/handover/"' not in before
    assert 'class="btn btn-now" href="/handover/"' in after
    assert 'Handover <span class="n">1</span>' in after


@pytest.mark.parametrize("count", [1, 30])
def test_the_sheet_asks_fourteen_questions(
    lin: Staff, chen: Staff, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(count):
        open_case(lin)
    with clock.at(at("15:40")):
        sheet, client = begun(lin, chen), screen(lin)

        with django_assert_num_queries(14):
            client.get(sheet.get_absolute_url())


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_nine_questions(
    lin: Staff, chen: Staff, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    put_on_duty(lin, at("10:00"))
    for _each in range(count):
        open_case(lin)
    with clock.at(at("15:40")):
        client = screen(lin)

        with django_assert_num_queries(9):
            client.get("/handover/")


def test_a_long_sheet_is_turned_over_like_a_book(
    lin: Staff, chen: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "PAGE", 2)
    for _place in range(3):
        open_case(lin, due="2026-11-17 09:00")
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        url, last = sheet.get_absolute_url(), sheet.items.get(place=3)
        first_page = screen(lin).get(url).content.decode()
        typed = {
            name: text for name, text in written(sheet, chen).items() if not name.endswith(f"-{last.pk}")
        }
        turned = send(screen(lin), url, **typed, then="2")
        second_page = screen(lin).get(turned.headers["Location"]).content.decode()
        typed = {"summary": "早班平穩", "version": Handover.objects.get(pk=sheet.pk).version}
        refused = send(screen(lin), f"{url}?page=2", **typed, act="sign", password="secret")
        faults = screen(lin).get(refused.headers["Location"]).content.decode()

    assert first_page.count('<article class="ho') == 2
    assert 'name="then" value="2"' in first_page
    assert turned.headers["Location"] == f"{url}?page=2"
    assert second_page.count('<article class="ho') == 1
    assert f'id="item-{last.pk}"' in second_page
    assert [item.next_step for item in sheet.items.order_by("place")] == [WORDS["next_step"]] * 2 + [""]
    assert 'form="sheet" name="then" value="2"' in faults


def test_a_page_is_turned_to_by_its_number_only(lin: Staff, chen: Staff) -> None:
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        typed = written(sheet, chen)
        turned = send(screen(lin), f"{sheet.get_absolute_url()}?page={'2' * 600}", **typed, then="x" * 600)

    assert turned.headers["Location"] == sheet.get_absolute_url()


@pytest.mark.parametrize("asked", ["?page=0", "?page=99", "?page=" + "9" * 5000, "?page=two", "?item=²"])
def test_a_page_that_is_not_there_is_the_nearest(lin: Staff, chen: Staff, asked: str) -> None:
    open_case(lin)
    with clock.at(at("15:40")):
        sheet = begun(lin, chen)
        page = screen(lin).get(f"{sheet.get_absolute_url()}{asked}")

    assert page.content.decode().count('<article class="ho') == 1
