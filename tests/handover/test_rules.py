"""Each refusal of the handover log in its own words, once."""

from decimal import Decimal
from typing import Any

import pytest

from directory.models import Duty, Staff, Unit
from handover import rules
from handover.models import Handover, HandoverItem, PassOnNote
from records import clock
from tests import builders
from tests.cast import at, put_on_duty, refused
from tests.handover.sheets import (
    WORDS,
    begun,
    count_of,
    fill_in,
    item_of,
    sign,
    signed,
    take_everything,
    thing,
)

pytestmark = pytest.mark.usefixtures("afternoon")

OVER = "This shift has been taken over."


def test_beginning(duty: Duty, lin: Staff, zhou: Staff, tang: Staff, chen: Staff, huang: Staff) -> None:
    """§2.3: half an hour before the end, by who works the shift or who leads."""
    with refused("Only 林靜, or a shift leader, may open this handover."):
        begun(duty, by=zhou)
    with (
        clock.at(at("15:29")),
        refused(
            "The handover opens half an hour before the shift ends, at 15:30; before that a shift leader opens it."
        ),
    ):
        begun(duty)
    with clock.at(at("15:29")), refused("Before 15:30 say why it is opened early."):
        begun(duty, by=tang)
    with clock.at(at("07:59")), refused("2026-11-16 早班 has not begun: take 林靜 off the roster instead."):
        Handover.begin(by=tang, duty=duty, reason="發燒")
    with clock.at(at("15:30")):
        begun(duty, by=tang).override(by=huang, reason="急病")
    second = put_on_duty(lin, at("17:00"))
    second.cancelled = True
    second.save_signed(None, "cancel")
    with clock.at(at("23:50")), refused("林靜 has signed off from this shift already."):
        begun(second)


def test_somebody_of_another_centre_leads_nothing_here(
    duty: Duty, lin: Staff, chen: Staff, stranger: Staff, zhou: Staff
) -> None:
    """A manager elsewhere is nobody here, at every door."""
    cash = thing(duty.centre, "備用金", "500", is_cash=True)
    with refused("Only 林靜, or a shift leader, may open this handover."):
        begun(duty, by=stranger)
    handover = begun(duty)
    with refused("Only 林靜, who goes off, writes this sheet."):
        handover.list_again(by=stranger)
    fill_in(handover, chen)
    sign(handover)

    with refused("外人 cannot answer for a case here."):
        handover.accept(by=stranger)
    with refused("Only a shift leader or manager may take over for somebody."):
        handover.take_over_for(by=stranger, substitute=zhou, reason="x")
    with refused("Only a manager other than the one who goes may do this."):
        handover.override(by=stranger, reason="x")
    with refused("Only a shift leader or manager who does not go off now may release it."):
        handover.release(by=stranger)
    with refused("Only a shift leader or manager who does not go off now may let a difference pass."):
        handover.allow(by=stranger, line=count_of(handover, cash), note="x")
    take_everything(handover, chen)
    handover.accept(by=chen)
    with refused("A shift leader or manager who was not part of it reads it."):
        handover.review(by=stranger)
    with refused("Only the two who signed, or a shift leader, may add a note."):
        handover.add(by=stranger, note="x")


def test_writing(duty: Duty, lin: Staff, zhou: Staff, chen: Staff) -> None:
    handover = signed(duty, chen)

    with refused("This sheet is signed. Withdraw the signature to change it."):
        handover.list_again(by=lin)
    handover.withdraw(by=lin)
    with refused("Only 林靜, who goes off, writes this sheet."):
        handover.list_again(by=zhou)


def test_a_leader_writes_for_somebody_who_fell_ill(duty: Duty, lin: Staff, chen: Staff, tang: Staff) -> None:
    """I7: and does not sign for them."""
    builders.case(lin)
    handover = begun(duty, by=tang)

    fill_in(handover, chen, by=tang)
    with refused("Only 林靜, who goes off, signs here."):
        handover.sign_out(by=tang, summary="林靜急病")

    assert all(item.is_written for item in handover.items.all())


def test_the_taker(duty: Duty, lin: Staff, zhou: Staff, su: Staff, chen: Staff, tang: Staff) -> None:
    """BR-H03: of the next shift, or who leads."""
    case = builders.case(lin)
    put_on_duty(su, at("17:00"))
    handover = begun(duty)
    item = item_of(handover, case)

    def name(receiver: Staff) -> None:
        handover.write_item(by=lin, item=item, receiver=receiver, **WORDS)

    with refused("林靜 goes off now and cannot be the taker."):
        name(lin)
    with refused("周敏 is not on the next shift."):
        name(zhou)
    with refused("蘇文 cannot answer for a case here."):
        name(su)
    name(tang)
    name(chen)

    assert item_of(handover, case).receiver == chen


def test_everything_that_is_missing_is_said_at_once(duty: Duty, lin: Staff, chen: Staff) -> None:
    """BR-H03, H09, H15: each at its place."""
    keys = thing(duty.centre, "鑰匙", "4")
    case = builders.case(lin)
    handover = begun(duty)
    item, line = item_of(handover, case), count_of(handover, keys)

    lacks = f"{case.number} still lacks: why it is open, done so far, next step, taker."
    nil = "1 thing is open, so it cannot be a nil return."
    summary = "Sum up the shift in a sentence."
    with refused(f"{lacks} Count: 鑰匙. {nil} {summary}") as answer:
        handover.sign_out(by=lin, summary=" ", nil_open=True)
    builders.case(lin)
    with refused("2 things are open, so it cannot be a nil return.") as second:
        fill_in(handover, chen)
        sign(handover, nil_open=True)

    assert answer.value.by_field == {
        f"item-{item.pk}": lacks,
        f"count-{line.pk}": "Count: 鑰匙.",
        "nil_open": nil,
        "summary": summary,
    }
    assert set(second.value.by_field) == {"nil_open"}


def test_signing_out(duty: Duty, lin: Staff, zhou: Staff, chen: Staff) -> None:
    handover = begun(duty)

    with refused("Only 林靜, who goes off, signs here."):
        handover.sign_out(by=zhou, summary="平安", nil_open=True)
    sign(handover)
    with refused("This sheet is signed already."):
        handover.sign_out(by=lin, summary="平安", nil_open=True)


def test_withdrawing(duty: Duty, lin: Staff, zhou: Staff, chen: Staff) -> None:
    handover = begun(duty)

    with refused("There is no signature to take back."):
        handover.withdraw(by=lin)
    sign(handover)
    with refused("Only 林靜, who signed, may take the signature back."):
        handover.withdraw(by=chen)
    handover.accept(by=chen)
    with refused("There is no signature to take back."):
        handover.withdraw(by=lin)


def test_receiving(duty: Duty, lin: Staff, zhou: Staff, chen: Staff, su: Staff, relief: Duty) -> None:
    """BR-H04."""
    put_on_duty(su, at("17:00"))
    handover = begun(duty)

    with refused("林靜 has not signed yet."):
        handover.accept(by=chen)
    sign(handover)
    with refused("You are not on the next shift. A shift leader may name you as substitute."):
        handover.accept(by=zhou)
    with refused("蘇文 cannot answer for a case here."):
        handover.accept(by=su)
    handover.accept(by=chen)
    with refused("陳潔 already took this shift over."):
        handover.refuse(by=zhou, reason="unclear", note="x")
    assert rules.against_receiving(handover, zhou, {zhou.pk}) == "陳潔 already took this shift over."


def test_taking(duty: Duty, lin: Staff, zhou: Staff, chen: Staff) -> None:
    put_on_duty(zhou, at("17:00"))
    case = builders.case(lin)
    handover = signed(duty, chen)
    item = item_of(handover, case)

    with refused("Two signatures, two people: you cannot take over from yourself."):
        handover.take_item(by=lin, item=item)
    handover.take_item(by=chen, item=item)
    handover.take_item(by=chen, item=item)
    with refused("陳潔 already took this one."):
        handover.take_item(by=zhou, item=item)
    with refused("Two signatures, two people: you cannot take over from yourself."):
        handover.take_list(by=lin)

    assert item.history.filter(history_verb="take_item").count() == 1


def test_asking(duty: Duty, lin: Staff, chen: Staff, su: Staff) -> None:
    """W2 4.7: the answer stands on the item, before and after."""
    case = builders.case(lin)
    handover = signed(duty, chen)
    item = item_of(handover, case)

    with refused("This account may read the handover, not write in it."):
        item.ask(by=su, text="？")
    with refused("Write the question or the answer."):
        item.ask(by=chen, text=" ")
    item.ask(by=chen, text="廠家電話？")
    item.ask(by=lin, text="貼在檯面")

    assert [(line.by, line.text) for line in item.questions.all()] == [
        (chen, "廠家電話？"),
        (lin, "貼在檯面"),
    ]


def test_the_exits(
    duty: Duty, lin: Staff, zhou: Staff, chen: Staff, tang: Staff, su: Staff, huang: Staff
) -> None:
    """§2.3."""
    handover = begun(duty)

    with refused("There is no signed sheet to take over."):
        handover.take_over_for(by=tang, reason="x")
    sign(handover)
    with refused("Only a shift leader or manager may take over for somebody."):
        handover.take_over_for(by=zhou, reason="x")
    with refused("蘇文 cannot answer for a case here."):
        handover.take_over_for(by=tang, substitute=su, reason="x")
    with refused("Two signatures, two people: you cannot take over from yourself."):
        handover.take_over_for(by=tang, substitute=lin, reason="x")
    with refused("Say why."):
        handover.take_over_for(by=tang, reason=" ")
    with refused("Only a manager other than the one who goes may do this."):
        handover.override(by=tang, reason="x")
    handover.take_over_for(by=tang, reason="接班人未到")
    with refused("There is no signed sheet to take over."):
        handover.take_over_for(by=tang, reason="x")
    with refused(OVER):
        handover.override(by=huang, reason="x")
    with refused(OVER):
        handover.release(by=huang)


def test_a_leader_who_goes_off_lets_nothing_pass_for_themselves(
    tang: Staff, chen: Staff, zhou: Staff, duty: Duty
) -> None:
    """BR-H04: not by naming a substitute, either."""
    cash = thing(duty.centre, "備用金", "500", is_cash=True)
    handover = signed(put_on_duty(tang, at("10:00")), chen)

    for named in (None, zhou):
        with refused("Two signatures, two people: you cannot take over from yourself."):
            handover.take_over_for(by=tang, substitute=named, reason="x")
    with refused("Only a shift leader or manager who does not go off now may release it."):
        handover.release(by=tang)
    with refused("Only a shift leader or manager who does not go off now may let a difference pass."):
        handover.allow(by=tang, line=count_of(handover, cash), note="x")


def test_a_manager_who_goes_off_does_not_let_themselves_go(huang: Staff, chen: Staff, relief: Duty) -> None:
    handover = begun(put_on_duty(huang, at("10:00")))

    with refused("Only a manager other than the one who goes may do this."):
        handover.override(by=huang, reason="x")


def test_reading(duty: Duty, lin: Staff, zhou: Staff, chen: Staff, tang: Staff, huang: Staff) -> None:
    """BR-H19."""
    handover = signed(duty, chen)

    with refused("It is read once it is taken over."):
        handover.review(by=tang)
    handover.take_over_for(by=tang, reason="接班人未到")
    for part in (tang, zhou, lin):
        with refused("A shift leader or manager who was not part of it reads it."):
            handover.review(by=part)
    handover.review(by=huang)
    with refused("黃麗 has read this already."):
        handover.review(by=huang)


def test_adding(duty: Duty, lin: Staff, zhou: Staff, chen: Staff, tang: Staff) -> None:
    """BR-H16."""
    handover = signed(duty, chen)

    with refused("The sheet is still being written: change it there."):
        handover.add(by=lin, note="x")
    handover.accept(by=chen)
    with refused("Only the two who signed, or a shift leader, may add a note."):
        handover.add(by=zhou, note="x")
    with refused("Write the note."):
        handover.add(by=lin, note=" ")
    for writer in (lin, chen, tang):
        handover.add(by=writer, note="更正電話")

    assert handover.notes_added().count() == 3


def test_writing_a_note(lin: Staff, chen: Staff, su: Staff, stranger: Staff) -> None:
    """BR-H12."""

    def write(by: Staff = lin, **other: Any) -> PassOnNote:
        usual: dict[str, Any] = {"subject": "停水", "details": "今晚 23:00", "readers": [chen]}
        return PassOnNote.write(by=by, **usual | other)

    with refused("This account may not write notes."):
        write(by=su)
    blanks: list[dict[str, Any]] = [{"subject": " "}, {"details": ""}]
    for blank in blanks:
        with refused("A note has a subject and says something."):
            write(**blank)
    with refused("Choose who must read it."):
        write(readers=[])
    with refused("All readers are of this centre."):
        write(readers=[chen, stranger])

    assert PassOnNote.objects.count() == 0


def test_what_somebody_saw_before_it_changed_is_refused(
    duty: Duty, lin: Staff, chen: Staff, tang: Staff
) -> None:
    """A page left open: Chen saw a sheet that was withdrawn and signed again."""
    builders.case(lin)
    handover = signed(duty, chen)
    seen = Handover.objects.get(pk=handover.pk).as_seen(handover.version)
    with clock.at(at("15:50")):
        handover.withdraw(by=lin)
        sign(handover)

        with refused(
            "林靜 changed this at 15:50 (signed and handed over). Look at it again; what you typed is still here."
        ):
            seen.accept(by=chen)


def test_in_detail_is_five_characters() -> None:
    """BR-H03: the border; blanks do not count."""
    words = dict.fromkeys(WORDS, "一二三四五")
    item = HandoverItem(receiver_id=1, **words)

    assert rules.missing_in(item) == []
    item.done_so_far = " 一二三四 "
    assert len(rules.missing_in(item)) == 1


def test_a_count_as_the_sheet_shows_it() -> None:
    assert [rules.plain(Decimal(text)) for text in ("4.00", "480.50", "0.00")] == ["4", "480.50", "0"]
    assert rules.plain(None) == "–"


def test_leading_is_of_the_centre(tang: Staff, huang: Staff, lin: Staff, duty: Duty, stranger: Staff) -> None:
    assert [rules.leads(person, duty) for person in (tang, huang, lin, stranger)] == [
        True,
        True,
        False,
        False,
    ]
    assert rules.leads(stranger)


def test_an_emergency_is_named(duty: Duty, lin: Staff, chen: Staff, home: Unit) -> None:
    """BR-H10: in the box of the exits."""
    case = builders.case(lin, unit=home)
    case.prioritise(by=lin, priority="P0")
    handover = signed(duty, chen)
    take_everything(handover, chen)

    sentence = f"An emergency is in hand: {case.number}. Both stay until a shift leader releases it."
    with refused(sentence) as answer:
        handover.accept(by=chen)

    assert answer.value.by_field == {"emergencies": sentence}
