"""Coming on: read, ask, take, count together, sign, or refuse; and the exits beside the two signatures (§4.9)."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.models import Staff
from handover.models import Handover, PassOnNote
from records import clock
from tests import builders
from tests.cast import at
from tests.handover.desk import (
    begun,
    open_case,
    recounted,
    says,
    screen,
    send,
    signed,
    take_all,
    thing,
    written,
)
from visits.models import Case, Priority

pytestmark = pytest.mark.django_db


def accept(who: Staff, sheet: Handover, **typed: object) -> tuple[int, list[str]]:
    """Press 接班, with everything counted and the right password unless told otherwise."""
    sent = {**recounted(sheet), "act": "sign", "password": "secret", **typed}
    answer = send(screen(who), f"{sheet.get_absolute_url()}accept/", **sent)
    return answer.status_code, says(answer)


def now(sheet: Handover) -> Handover:
    """The handover as it stands."""
    return Handover.objects.get(pk=sheet.pk)


def test_a_signed_sheet_waits_on_the_list_of_who_comes(lin: Staff, chen: Staff) -> None:
    open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        page = screen(chen).get("/handover/").content.decode()

    assert "Waiting for me" in page
    assert sheet.get_absolute_url() in page


def test_ownership_moves_once_and_the_first_contact_stays(lin: Staff, chen: Staff) -> None:  # BR-H05, H11
    cases = [open_case(lin), open_case(lin, due="2026-11-17 09:00")]
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        take_all(sheet, chen)
        first = accept(chen, sheet)
        versions = [Case.objects.get(pk=case.pk).version for case in cases]
        again = accept(chen, sheet)

    moved = [Case.objects.get(pk=case.pk) for case in cases]
    assert (first, again) == ((302, []), (302, []))
    assert [(case.owner, case.first_contact, case.carry_count) for case in moved] == [(chen, lin, 1)] * 2
    assert [case.version for case in moved] == versions
    assert (now(sheet).state, now(sheet).incoming) == (Handover.State.ACCEPTED, chen)


def test_must_do_is_taken_singly_and_the_rest_as_a_list(lin: Staff, chen: Staff) -> None:  # BR-H14
    must, rest = open_case(lin), open_case(lin, due="2026-11-17 09:00")
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        listed = send(screen(chen), f"{sheet.get_absolute_url()}take/", version=sheet.version)
        taken = {item.case.number for item in sheet.items.for_list() if item.taken_by_id}
        refused = accept(chen, sheet)

    assert listed.status_code == 302
    assert taken == {rest.number}
    assert refused == (422, [f"Take {must.number} first."])
    assert Case.objects.get(pk=rest.pk).owner == lin


def test_nobody_signs_on_both_sides(lin: Staff, chen: Staff) -> None:  # BR-H04
    open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        answer = accept(lin, sheet)

    assert answer == (403, ["Two signatures, two people: you cannot take over from yourself."])
    assert now(sheet).state == Handover.State.SUBMITTED


def test_who_is_not_on_the_next_shift_takes_nothing_over(lin: Staff, chen: Staff, zhou: Staff) -> None:
    open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        answer = accept(zhou, sheet)
        item = sheet.items.get()
        taken = send(screen(zhou), f"{sheet.get_absolute_url()}take/{item.pk}/", version=sheet.version)

    sentence = "You are not on the next shift. A shift leader may name you as substitute."
    assert answer == (403, [sentence])
    assert says(taken) == [sentence]
    assert sheet.items.get().taken_by is None


def test_an_item_is_taken_by_one_person(lin: Staff, chen: Staff, zhou: Staff) -> None:
    open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen, zhou)
        item = sheet.items.get()
        url = f"{sheet.get_absolute_url()}take/{item.pk}/"
        send(screen(zhou), url, version=sheet.version)
        answer = send(screen(chen), url, version=sheet.version)

    assert says(answer) == ["周敏 already took this one."]
    assert sheet.items.get().taken_by == zhou


def test_each_takes_what_is_named_for_them(lin: Staff, chen: Staff, zhou: Staff) -> None:
    cases = [open_case(lin), open_case(lin)]
    with clock.at(at("15:45")):
        sheet = signed(lin, chen, zhou)
        for item, taker in zip(sheet.items.for_list(), [chen, zhou], strict=True):
            now(sheet).take_item(by=taker, item=item)
        page = screen(chen).get(sheet.get_absolute_url()).content.decode()
        answer = accept(chen, sheet)

    owners = {Case.objects.get(pk=case.pk).owner for case in cases}
    assert "2 of 2 taken" in page
    assert answer == (302, [])
    assert owners == {chen, zhou}


def test_accepting_what_was_withdrawn_is_told_and_moves_nothing(lin: Staff, chen: Staff) -> None:
    case = open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        take_all(sheet, chen)
        typed = recounted(sheet)
        withdrawn = send(screen(lin), f"{sheet.get_absolute_url()}withdraw/", version=sheet.version)
        answer = accept(chen, sheet, **typed)

    assert withdrawn.status_code == 302
    assert answer[0] == 409
    assert answer[1][0].startswith("林靜 changed this at 15:45")
    assert Case.objects.get(pk=case.pk).owner == lin
    assert now(sheet).state == Handover.State.DRAFT


def test_what_came_up_after_signing_is_signed_first(lin: Staff, chen: Staff) -> None:  # BR-H01
    open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        later = open_case(lin)
        answer = accept(chen, sheet)

        page = screen(lin).get(sheet.get_absolute_url()).content.decode()

    assert answer == (
        403,
        [f"林靜 has taken on more since signing ({later.number}), writes it down and signs again first."],
    )
    assert f"The signature is off again: {later.number} came after it, by 林靜." in page


def test_a_refusal_needs_reason_and_note(lin: Staff, chen: Staff) -> None:  # BR-H06
    case = open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        url = f"{sheet.get_absolute_url()}refuse/"
        bare = send(screen(chen), url, version=sheet.version, reason="unclear", note="")
        unnamed = send(screen(chen), url, version=sheet.version, reason="", note="沒寫樓層")
        answer = send(screen(chen), url, version=sheet.version, reason="unclear", note="沒寫樓層")
        page = screen(lin).get(sheet.get_absolute_url()).content.decode()

    assert says(bare) == ["Write down what is not in order."]
    assert says(unnamed) == ["Choose a reason from the list."]
    assert "沒寫樓層</textarea>" in unnamed.content.decode()
    assert answer.status_code == 302
    assert (now(sheet).state, Case.objects.get(pk=case.pk).owner) == (Handover.State.REFUSED, lin)
    assert "陳潔 refused it at 15:45: The record is unclear. 沒寫樓層" in page


def test_a_late_relief_is_told_to_all(lin: Staff, chen: Staff, tang: Staff) -> None:  # BR-H07
    open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
    with clock.at(at("16:15")):
        page = screen(lin).get(sheet.get_absolute_url()).content.decode()
        listed = screen(tang).get("/handover/").content.decode()
        take_all(sheet, chen)
        accept(chen, sheet)

    assert "林靜 stays and answers for everything." in page
    assert "Relief is late: stays on" in listed
    assert now(sheet).late_minutes == 15


def test_cash_agrees_or_a_leader_lets_it_pass(lin: Staff, chen: Staff, tang: Staff) -> None:  # BR-H08
    cash = thing(lin, "備用金", "500", is_cash=True)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        line = sheet.counts.get()
        short = {f"recounted-{line.pk}": "480.00", f"note-{line.pk}": "少二十元"}
        kept = send(
            screen(chen), f"{sheet.get_absolute_url()}accept/", **recounted(sheet) | short, act="count"
        )
        refused = accept(chen, sheet, **short)
        own = send(
            screen(lin), f"{sheet.get_absolute_url()}allow/{line.pk}/", version=sheet.version, note="好"
        )
        allowed = send(
            screen(tang),
            f"{sheet.get_absolute_url()}allow/{line.pk}/",
            version=sheet.version,
            note="已查，明日補",
        )
        answer = accept(chen, sheet, **{f"recounted-{line.pk}": "480", f"note-{line.pk}": "已查，明日補"})

    assert kept.status_code == 302
    assert refused == (
        422,
        ["The cash does not agree: 500 expected, 480 found. A shift leader must look at it."],
    )
    assert says(own) == ["Only a shift leader or manager who does not go off now may let a difference pass."]
    assert (allowed.status_code, answer) == (302, (302, []))
    line.refresh_from_db()
    cash.refresh_from_db()
    assert (line.allowed_by, line.recounted, cash.expected) == (tang, Decimal(480), Decimal(480))


def test_a_missing_thing_is_explained_and_expected_next(lin: Staff, chen: Staff) -> None:  # BR-H09
    radios = thing(lin, "對講機", "4")
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        line = sheet.counts.get()
        missing = {f"recounted-{line.pk}": "3", f"condition-{line.pk}": "missing"}
        refused = accept(chen, sheet, **missing)
        answer = accept(chen, sheet, **missing, **{f"note-{line.pk}": "一台遺失，已報主管"})

    radios.refresh_from_db()
    assert refused == (422, ["對講機: 4 expected, 3 counted. Explain the difference."])
    assert answer == (302, [])
    assert radios.expected == 3


def test_a_count_face_to_face_is_a_number(lin: Staff, chen: Staff) -> None:
    thing(lin, "對講機", "4")
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        line = sheet.counts.get()
        wrong = accept(chen, sheet, **{f"recounted-{line.pk}": "四台"})
        empty = accept(chen, sheet, **{f"recounted-{line.pk}": ""})

    assert wrong == (422, ["對講機: Write a number, such as 4 or 480.50."])
    assert empty == (422, ["Count together: 對講機."])
    assert now(sheet).state == Handover.State.SUBMITTED


def test_an_emergency_keeps_both_until_released(lin: Staff, chen: Staff, tang: Staff) -> None:  # BR-H10
    case = open_case(lin)
    case.prioritise(by=lin, priority=Priority.P0, note="漏水入電箱")
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        take_all(sheet, chen)
        refused = accept(chen, sheet)
        own = send(screen(lin), f"{sheet.get_absolute_url()}release/", version=sheet.version)
        released = send(screen(tang), f"{sheet.get_absolute_url()}release/", version=now(sheet).version)
        answer = accept(chen, sheet)

    assert refused == (
        422,
        [f"An emergency is in hand: {case.number}. Both stay until a shift leader releases it."],
    )
    assert says(own) == ["Only a shift leader or manager who does not go off now may release it."]
    assert (released.status_code, answer) == (302, (302, []))
    assert Case.objects.get(pk=case.pk).owner == chen


def test_must_read_notes_are_read_first(lin: Staff, chen: Staff) -> None:  # BR-H12
    with clock.at(at("15:40")):
        note = PassOnNote.write(by=lin, subject="今晚 23:00 停水", details="至明早五點", readers=[chen])
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        refused = accept(chen, sheet)
        page = screen(chen).get(sheet.get_absolute_url()).content.decode()
        note.open(by=chen)
        answer = accept(chen, sheet)

    assert refused == (422, ["Read first: 今晚 23:00 停水."])
    assert f'href="/handover/notes/{note.pk}/"' in page
    assert answer == (302, [])


def test_questions_stand_on_the_item(lin: Staff, chen: Staff, su: Staff) -> None:
    open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        item = sheet.items.get()
        url = f"{sheet.get_absolute_url()}ask/"
        send(screen(chen), url, **{f"text-{item.pk}": "28 樓是哪一戶？"})
        send(screen(lin), url, **{f"text-{item.pk}": "1-2901"})
        empty = send(screen(chen), url)
        audited = send(screen(su), url, **{f"text-{item.pk}": "？"})

    assert [str(question) for question in item.questions.all()] == ["28 樓是哪一戶？", "1-2901"]
    assert says(empty) == ["Write the question or the answer."]
    assert says(audited) == ["This account may read the handover, not write in it."]


def test_a_leader_names_a_substitute(lin: Staff, chen: Staff, zhou: Staff, tang: Staff) -> None:
    case = open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        url = f"{sheet.get_absolute_url()}take-over/"
        typed = {"version": sheet.version, "substitute": zhou.pk, "password": "secret"}
        silent = send(screen(tang), url, **typed, reason="")
        answer = send(screen(tang), url, **typed, reason="接班人生病")

    assert says(silent) == ["Say why."]
    assert answer.status_code == 302
    assert (now(sheet).state, Case.objects.get(pk=case.pk).owner) == (Handover.State.SUBSTITUTED, zhou)


def test_a_manager_lets_somebody_go_and_it_is_counted(lin: Staff, chen: Staff, huang: Staff) -> None:
    case = open_case(lin)
    with clock.at(at("15:45")):
        sheet = begun(lin, chen)
        url = f"{sheet.get_absolute_url()}override/"
        typed = {"version": sheet.version, "reason": "林靜急病送醫"}
        colleague = send(screen(chen), url, **typed, password="secret")
        unsigned = send(screen(huang), url, **typed, password="")
        answer = send(screen(huang), url, **typed, password="secret")
        paper = screen(huang).get(f"{sheet.get_absolute_url()}print/").content.decode()
        listed = screen(huang).get("/handover/").content.decode()

    assert says(colleague) == ["Only a manager other than the one who goes may do this."]
    assert says(unsigned) == ["Sign with the password of 黃麗; it was empty or wrong."]
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).owner == huang
    assert "Let go by the manager 黃麗 without the usual second signature: 林靜急病送醫" in paper
    assert "1 let go by a manager in 30 days" in listed


def test_afterwards_notes_are_added_and_somebody_reads_it(
    lin: Staff, chen: Staff, tang: Staff
) -> None:  # BR-H19
    open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        take_all(sheet, chen)
        accept(chen, sheet)
        added = send(
            screen(lin), f"{sheet.get_absolute_url()}add/", version=now(sheet).version, note="鑰匙在抽屜"
        )
        own = send(screen(chen), f"{sheet.get_absolute_url()}review/", version=now(sheet).version)
        read = send(screen(tang), f"{sheet.get_absolute_url()}review/", version=now(sheet).version)
        page = screen(tang).get(sheet.get_absolute_url()).content.decode()
        late = send(screen(lin), sheet.get_absolute_url(), **written(sheet, chen), act="save")

    assert (added.status_code, read.status_code, late.status_code) == (302, 302, 403)
    assert says(own) == ["A shift leader or manager who was not part of it reads it."]
    assert "鑰匙在抽屜" in page
    assert now(sheet).reviewed_by == tang


def test_pressing_twice_writes_once(lin: Staff, chen: Staff) -> None:
    open_case(lin)
    with clock.at(at("15:45")):
        sheet = signed(lin, chen)
        take_all(sheet, chen)
        typed = {**recounted(sheet), "act": "sign", "password": "secret", "once": "same-key"}
        client = screen(chen)
        answers = [client.post(f"{sheet.get_absolute_url()}accept/", typed).status_code for _each in range(2)]

    assert answers == [302, 302]
    assert sheet.sheets.count() == 2
    assert now(sheet).history.filter(history_verb="accept_handover").count() == 1


def test_a_callback_owed_for_a_colleague_passes_too(
    lin: Staff, zhou: Staff, chen: Staff, zhao: Staff
) -> None:
    callback = builders.resolved(lin, zhao)
    callback.hand_to(by=lin, to=zhou)
    with clock.at(at("15:45")):
        sheet = signed(zhou, chen)
        take_all(sheet, chen)
        accept(chen, sheet)

    callback.refresh_from_db()
    assert callback.assignee == chen
    assert Case.objects.get(pk=callback.case_id).owner == lin


@pytest.mark.parametrize("count", [1, 30])
def test_reading_a_sheet_asks_thirteen_questions(
    lin: Staff, chen: Staff, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(count):
        open_case(lin)
    with clock.at(at("15:45")):
        sheet, client = signed(lin, chen), screen(chen)

        with django_assert_num_queries(13):
            client.get(sheet.get_absolute_url())
