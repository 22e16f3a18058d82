"""交接班: the gate between one shift and the next, and its four exits (§4.9, I2, I7, BR-H01–H20, V19)."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from directory.models import Duty, ServiceCentre, Shift, Staff, Unit
from handover import obligations
from handover.models import Handover, HandoverItem, Sheet
from records import clock
from tests import builders
from tests.cast import at, department, hire, put_on_duty, refused
from tests.handover.sheets import (
    WORDS,
    accepted,
    begun,
    count_of,
    fill_in,
    item_of,
    last_sheet,
    numbers,
    shift_at,
    sign,
    signed,
    take_everything,
    thing,
    verbs,
    work_by,
)
from visits.models import Callback, Case, CaseEvent, Draft

pytestmark = pytest.mark.usefixtures("afternoon")

TOMORROW = "2026-11-17 17:00"


def fresh(case: Case) -> Case:
    """The case as the database has it."""
    found: Case = Case.objects.select_related("owner", "first_contact").get(pk=case.pk)
    return found


def alarm(by: Staff, home: Unit) -> Case:
    """Somebody's life is at stake."""
    case: Case = builders.visit(by, about="repair", unit=home).raise_alarm(
        by=by, department=department(by, "engineering")
    )
    return case


# What is listed ---------------------------------------------------------------------------------------------------


def test_br_h01_nothing_can_be_left_out(chen: Staff, lin: Staff, zhao: Staff, relief: Duty) -> None:
    """BR-H01: Chen owns three open cases at 23:40; exactly those are on her sheet."""
    with clock.at(at("23:40")):
        mine = [builders.case(chen) for _ in range(3)]
        builders.case(lin)
        builders.closed(chen, zhao)

        handover = begun(relief)

    assert sorted(numbers(handover)) == sorted(case.number for case in mine)


def test_br_h01_a_line_leaves_the_sheet_by_being_finished_only(duty: Duty, lin: Staff, huang: Staff) -> None:
    """BR-H01."""
    kept, done = builders.case(lin), builders.case(lin)
    handover = begun(duty)

    with pytest.raises(TypeError):
        item_of(handover, done).delete()
    done.close_exceptionally(by=huang, reason="answered", note="已書面答覆")

    assert [item.case for item in handover.standing_items()] == [kept]


def test_a_callback_owed_for_somebody_elses_case_is_listed(
    duty: Duty, lin: Staff, zhou: Staff, zhao: Staff
) -> None:
    """BR-H01: every callback due to the one who goes."""
    callback = builders.resolved(zhou, zhao)
    callback.hand_to(by=zhou, to=lin)

    handover = begun(duty)

    assert [(item.case, item.callback) for item in handover.items.all()] == [(callback.case, callback)]
    assert item_of(handover, callback.case).is_standing


def test_what_came_up_since_is_listed_again(duty: Duty, lin: Staff) -> None:
    """BR-H01."""
    handover = begun(duty)
    case = builders.case(lin)

    assert handover.unlisted() == [case.number]
    handover.list_again(by=lin)

    assert (numbers(handover), handover.unlisted()) == ([case.number], [])


def test_a_callback_that_falls_due_anew_is_the_one_on_the_line(
    duty: Duty, lin: Staff, zhou: Staff, zhao: Staff
) -> None:
    """BR-H01: asked, not satisfied, done again: the line follows."""
    first = builders.resolved(zhou, zhao)
    first.hand_to(by=zhou, to=lin)
    handover = begun(duty)
    first.record(
        by=lin, result="reached", respondent="吳", satisfaction=2, feedback="還滴水", terms=builders.terms()
    )
    again = fresh(first.case).resolve(by=zhao, result="換閥")
    again.hand_to(by=zhou, to=lin)

    handover.list_again(by=lin)

    item = item_of(handover, first.case)
    assert (item.callback, item.is_standing) == (again, True)


def test_begun_twice_is_begun_once(duty: Duty, lin: Staff, tang: Staff) -> None:
    first = begun(duty)

    assert begun(duty, by=tang) == first
    assert verbs(first) == ["begin"]
    assert verbs(duty) == ["roster", "begin_handing_over"]


def test_the_sheet_is_numbered_by_the_day_its_shift_began(duty: Duty, relief: Duty) -> None:
    """BR-H17: the middle shift's sheet, opened after midnight."""
    first = begun(duty)
    with clock.at(at("2026-11-17 00:10")):
        second = begun(relief)

    assert [first.number, second.number] == ["JJ-20261116-001", "JJ-20261116-002"]


def test_br_h02_a_promise_beyond_the_shift_holds_it(duty: Duty, lin: Staff, chen: Staff) -> None:
    """BR-H02: promised for 17:30; the early shift is not over while nobody has taken it."""
    case = builders.case(lin, promise=builders.terms(at("17:30")))
    handover = signed(duty, chen)

    item = item_of(handover, case)
    assert (item.must_do, item.due_at) == (True, at("17:30"))
    with clock.at(at("16:20")):
        assert Shift.objects.get(pk=duty.shift_id).handed_over_at is None
        assert lin in Staff.objects.on_duty(duty.centre, clock.now())
        take_everything(handover, chen)
        handover.accept(by=chen)
    assert Shift.objects.get(pk=duty.shift_id).handed_over_at == at("16:20")


def test_br_h03_in_detail(duty: Duty, lin: Staff, chen: Staff) -> None:
    """BR-H03: four characters are too few; the line is named."""
    case = builders.case(lin)
    handover = begun(duty)
    item = item_of(handover, case)
    handover.write_item(by=lin, item=item, receiver=chen, **WORDS | {"next_step": " 明天修 "})

    sentence = f"{case.number} still lacks: next step."
    with refused(sentence) as answer:
        sign(handover)

    assert answer.value.by_field == {f"item-{item.pk}": sentence}
    assert Handover.objects.get(pk=handover.pk).state == "draft"


def test_br_h14_what_must_be_done_next_and_what_is_followed(
    duty: Duty, lin: Staff, chen: Staff, zhao: Staff, zhou: Staff, home: Unit, tang: Staff
) -> None:
    """BR-H14: within the next shift, late, P0 or P1, a callback due; everything else is followed."""
    soon = builders.case(lin, promise=builders.terms(at("2026-11-17 00:00")))
    later = builders.case(lin, promise=builders.terms(at("2026-11-17 00:01")))
    urgent = builders.case(lin, promise=builders.terms(at("2026-11-17 10:00")))
    urgent.prioritise(by=lin, priority="P1")
    danger = alarm(lin, home)
    with clock.at(at("12:00")):
        late = builders.case(lin, promise=builders.terms(at("15:00")))
    asked = builders.resolved(lin, zhao)

    handover = signed(duty, chen)

    must = {item.case_id for item in handover.items.all() if item.must_do}
    assert must == {soon.pk, urgent.pk, danger.pk, late.pk, asked.case_id}
    assert not item_of(handover, later).must_do


def test_br_h15_a_nil_return_is_said_aloud(duty: Duty) -> None:
    """BR-H15."""
    handover = begun(duty)

    with refused("Nothing is open. Say so: tick “nothing outstanding in this shift”."):
        sign(handover, nil_open=False)
    sign(handover, nil_open=True)

    sheet = handover.sheets.get()
    assert (sheet.content["nil_open"], sheet.content["items"]) == (True, [])


def test_slips_and_residents_are_finished_not_handed_over(duty: Duty, lin: Staff, chen: Staff) -> None:
    """BR-H01: every draft left open."""
    visit = builders.visit(lin).keep(by=lin)
    Draft.objects.park(lin, "slot", {"statement": "樓上漏水，還沒寫完"})
    handover = begun(duty)
    fill_in(handover, chen)

    with refused(f"Finish first: {visit.number}, 樓上漏水，還沒寫完."):
        sign(handover)
    visit.answer(by=lin, reply="已告知")
    Draft.objects.forget(lin, "slot")
    sign(handover)

    assert handover.state == "submitted"


# Taking over ------------------------------------------------------------------------------------------------------


def test_br_h04_two_signatures_two_people(duty: Duty, lin: Staff, chen: Staff) -> None:
    """BR-H04."""
    handover = signed(duty, chen)

    with refused("Two signatures, two people: you cannot take over from yourself."):
        handover.accept(by=lin)
    with clock.at(at("15:55")):
        handover.accept(by=chen)

    handover.refresh_from_db()
    assert (handover.outgoing, handover.signed_out_at) == (lin, at("15:40"))
    assert (handover.incoming, handover.closed_by, handover.closed_at) == (chen, chen, at("15:55"))


def test_br_h05_ownership_moves_at_acceptance_once(duty: Duty, lin: Staff, chen: Staff, zhao: Staff) -> None:
    """BR-H05."""
    case, callback = builders.case(lin), builders.resolved(lin, zhao)
    handover = signed(duty, chen)
    assert {fresh(case).owner, fresh(callback.case).owner} == {lin}
    take_everything(handover, chen)
    assert fresh(case).owner == lin

    handover.accept(by=chen)
    before = [
        Case.history.count(),
        HandoverItem.history.count(),
        Handover.history.count(),
        Sheet.objects.count(),
    ]
    Handover.objects.get(pk=handover.pk).accept(by=chen)

    after = fresh(case)
    assert (after.owner, after.first_contact, after.carry_count) == (chen, lin, 1)
    assert fresh(callback.case).owner == chen
    assert Callback.objects.get(pk=callback.pk).assignee == chen
    assert before == [
        Case.history.count(),
        HandoverItem.history.count(),
        Handover.history.count(),
        Sheet.objects.count(),
    ]


def test_each_row_an_acceptance_touches_is_signed_once(
    duty: Duty, lin: Staff, chen: Staff, zhao: Staff
) -> None:
    """I8: handover, item, case, callback, count, duty."""
    keys = thing(duty.centre, "鑰匙", "4")
    callback = builders.resolved(lin, zhao)
    handover = begun(duty)
    fill_in(handover, chen)
    handover.count(by=lin, line=count_of(handover, keys), counted=Decimal(3), note="一把送修")
    sign(handover)
    take_everything(handover, chen)

    handover.accept(by=chen)

    item = item_of(handover, callback.case)
    assert verbs(handover) == ["begin", "sign_out", "accept_handover"]
    assert verbs(item) == ["list", "write_item", "sign_out", "take_item", "accept_handover"]
    assert verbs(fresh(callback.case))[-2:] == ["resolve", "accept_handover"]
    assert verbs(callback) == ["resolve", "accept_handover"]
    assert verbs(count_of(handover, keys)) == ["list", "count", "count", "recount"]
    assert verbs(keys) == ["set_up", "accept_handover"]
    assert verbs(duty) == ["roster", "begin_handing_over", "sign_off"]
    for row in (handover, item, fresh(callback.case), callback, keys, duty):
        assert row.history.latest("history_id").history_user == chen
    story = callback.case.events.in_order()
    assert [(event.kind, event.by) for event in story][-2:] == [("handed_over", lin), ("taken_over", chen)]


def test_the_other_verbs_sign_once(duty: Duty, lin: Staff, chen: Staff, tang: Staff, huang: Staff) -> None:
    """I8."""
    builders.case(lin)
    handover = signed(duty, chen)

    handover.withdraw(by=lin)
    sign(handover)
    handover.refuse(by=chen, reason="unclear", note="第一項沒寫清")
    sign(handover)
    handover.release(by=tang)
    handover.take_over_for(by=tang, substitute=chen, reason="接班人請假")
    handover.review(by=huang)
    handover.add(by=lin, note="第一項電話更正")

    assert verbs(handover) == [
        *("begin", "sign_out", "take_back", "sign_out", "refuse", "sign_out", "release"),
        *("take_over_for", "review", "add"),
    ]
    assert handover.version == 10


def test_each_item_goes_to_who_took_it(duty: Duty, lin: Staff, chen: Staff, zhou: Staff) -> None:
    """BR-H05: the sheet is accepted by one; Zhou keeps what she took."""
    put_on_duty(zhou, at("17:00"))
    mine, hers = builders.case(lin), builders.case(lin)
    handover = signed(duty, chen)
    handover.take_item(by=zhou, item=item_of(handover, hers))
    take_everything(handover, chen)

    handover.accept(by=chen)

    assert (fresh(mine).owner, fresh(hers).owner) == (chen, zhou)


def test_what_somebody_took_who_has_left_the_house_is_taken_again(
    duty: Duty, lin: Staff, chen: Staff, zhou: Staff, huang: Staff
) -> None:
    """BR-V03: nobody without an account becomes owner."""
    put_on_duty(zhou, at("17:00"))
    case = builders.case(lin)
    handover = signed(duty, chen)
    handover.take_item(by=zhou, item=item_of(handover, case))
    zhou.deactivate(by=huang, reason="離職")

    with refused(f"Take {case.number} first."):
        handover.accept(by=chen)
    handover.take_item(by=chen, item=item_of(handover, case))
    handover.accept(by=chen)

    assert fresh(case).owner == chen


def test_a_case_finished_meanwhile_stays_where_it_is(
    duty: Duty, lin: Staff, chen: Staff, huang: Staff
) -> None:
    """BR-H05: only what is still open, and still with who goes, moves."""
    done, moved, kept = builders.case(lin), builders.case(lin), builders.case(lin)
    handover = signed(duty, chen)
    done.close_exceptionally(by=huang, reason="answered", note="已書面答覆")
    moved.reassign(by=huang, to=huang, reason="主任親自跟")
    take_everything(handover, chen)

    handover.accept(by=chen)

    assert [fresh(case).owner for case in (done, moved, kept)] == [lin, huang, chen]
    assert [fresh(case).carry_count for case in (done, moved, kept)] == [0, 0, 1]
    assert [item_of(handover, case).moved_at is None for case in (done, moved, kept)] == [True, True, False]


def test_a_case_taken_on_after_the_signature_reopens_the_sheet(duty: Duty, lin: Staff, chen: Staff) -> None:
    """BR-H01, §2.3: the list is whole at the signature."""
    handover = signed(duty, chen)
    take_everything(handover, chen)
    case = builders.case(lin)

    reopened = Handover.objects.get(pk=handover.pk)
    assert (reopened.state, reopened.signed_out_at, reopened.reopened_for) == ("draft", None, case.number)
    assert (reopened.reopened_by, reopened.reopened_at) == (lin, at("15:40"))
    assert verbs(handover) == ["begin", "sign_out", "reopen_sheet"]
    with refused(
        f"林靜 has taken on more since signing ({case.number}), writes it down and signs again first."
    ):
        handover.accept(by=chen)
    fill_in(handover, chen)
    sign(handover)
    assert (handover.reopened_for, handover.reopened_by, handover.reopened_at) == ("", None, None)
    take_everything(handover, chen)
    handover.accept(by=chen)

    assert fresh(case).owner == chen


@pytest.mark.parametrize("how", ["alarm", "fee", "reassign", "call", "reopen", "handover"])
def test_whatever_comes_after_the_signature_reopens_the_sheet(
    how: str,
    duty: Duty,
    lin: Staff,
    chen: Staff,
    zhou: Staff,
    zhao: Staff,
    tang: Staff,
    he: Staff,
    home: Unit,
) -> None:
    """§2.3, BR-H01: by whichever act it comes, signed once by whoever did it."""
    huang = hire(duty.centre, "boss", "主任", "manager", "supervisor")
    others, owed, closed = builders.case(zhou), builders.resolved(zhou, zhao), builders.closed(lin, zhao)
    theirs = signed(put_on_duty(zhou, at("10:00")), chen)
    handover = signed(duty, chen)

    match how:
        case "alarm":
            by, numbers = lin, [alarm(lin, home).number]
        case "fee":
            by, numbers = he, [builders.referral(lin, he).take_over(by=he).number]
        case "reassign":
            by, numbers = huang, [others.number]
            others.reassign(by=huang, to=lin, reason="分擔")
        case "call":
            by, numbers = zhou, [owed.case.number]
            owed.hand_to(by=zhou, to=lin)
        case "reopen":
            by, numbers = zhou, [closed.number]
            closed.reopen(by=zhou, reason="又漏了", terms=builders.terms())
        case _:
            by, numbers = tang, [others.number, owed.case.number]
            theirs.take_over_for(by=tang, substitute=lin, reason="接班人未到")

    found = Handover.objects.get(pk=handover.pk)
    assert (found.state, found.reopened_by) == ("draft", by)
    assert sorted(found.reopened_for.split(", ")) == sorted(numbers)
    assert verbs(handover) == ["begin", "sign_out", "reopen_sheet"]


def test_a_callback_that_falls_to_a_manager_reopens_the_managers_sheet(
    duty: Duty, lin: Staff, chen: Staff, zhao: Staff, huang: Staff
) -> None:
    """BR-H01, C07: the complaint's own people may not ask, so the manager does, who has signed already."""
    complaint = builders.case(lin, about="complaint", weight="serious")
    handover = signed(put_on_duty(huang, at("10:00")), chen)

    callback = complaint.resolve(by=zhao, result="已處理")

    found = Handover.objects.get(pk=handover.pk)
    assert callback.assignee == huang
    assert (found.state, found.reopened_by, found.reopened_for) == ("draft", zhao, complaint.number)


def test_what_is_on_the_sheet_already_does_not_reopen_it(
    duty: Duty, lin: Staff, chen: Staff, zhou: Staff, zhao: Staff, huang: Staff
) -> None:
    """§2.3: given away and back, done and asked about: the line stands as it was signed."""
    there_and_back, done = builders.case(lin), builders.case(lin)
    handover = signed(duty, chen)

    there_and_back.reassign(by=huang, to=zhou, reason="分擔")
    there_and_back.reassign(by=huang, to=lin, reason="還是林靜跟")
    done.accept(by=zhao)
    done.resolve(by=zhao, result="已更換")

    assert Handover.objects.get(pk=handover.pk).state == "submitted"


def test_a_list_of_many_numbers_ends_somewhere(duty: Duty, lin: Staff, chen: Staff, huang: Staff) -> None:
    handover = signed(duty, chen)

    Handover.reopen_for(lin, huang, [f"ZB-20261116-{n:03}" for n in range(99)])

    found = Handover.objects.get(pk=handover.pk)
    assert found.reopened_for.endswith("ZB-20261116-009, …")


# Before its time, and beyond --------------------------------------------------------------------------------------


def test_who_leads_opens_a_sheet_before_its_time_and_says_why(
    duty: Duty, lin: Staff, chen: Staff, tang: Staff
) -> None:
    """§2.3: somebody falls ill in the middle of the shift."""
    builders.case(lin)
    with clock.at(at("11:00")):
        handover = Handover.begin(by=tang, duty=duty, reason=" 林靜發燒就醫 ")
        fill_in(handover, tang)
        sign(handover)
        handover.take_over_for(by=tang, substitute=chen, reason="陳潔提前到崗")

    first = handover.history.order_by("history_id").first()
    assert first is not None
    assert (first.history_user, first.history_verb, first.history_change_reason) == (
        tang,
        "begin",
        "林靜發燒就醫",
    )
    assert (handover.early_reason, handover.late_minutes) == ("林靜發燒就醫", 0)
    assert last_sheet(handover)["early_reason"] == "林靜發燒就醫"
    assert obligations.owed_by(lin) == []


def test_a_sheet_opened_in_time_has_no_reason(duty: Duty, lin: Staff) -> None:
    assert Handover.begin(by=lin, duty=duty, reason="隨便").early_reason == ""


def test_who_works_two_shifts_running_has_one_sheet(
    duty: Duty, lin: Staff, wu: Staff, tang: Staff, chen: Staff, centre: ServiceCentre
) -> None:
    """§4.9: nobody hands over to themselves; the first shift ends with the second."""
    second = put_on_duty(lin, at("17:00"))
    put_on_duty(wu, at("2026-11-17 02:00"))
    case = builders.case(lin, promise=builders.terms(at("2026-11-17 10:00")))
    said = (
        "林靜 goes on in the shift that follows: one sheet, when that ends. Nobody hands over to themselves."
    )
    for by in (lin, tang):
        with refused(said):
            begun(duty, by=by)

    with clock.at(at("16:10")):
        assert [*Staff.objects.on_duty(centre, at("16:10")).order_by("username")] == [chen, lin]
    with clock.at(at("23:45")):
        handover = accepted(second, wu)

    assert (fresh(case).owner, handover.from_shift) == (wu, second.shift)
    assert verbs(duty) == ["roster", "go_on"]
    duty.shift.refresh_from_db()
    assert duty.shift.handed_over_at == at("23:45")


def test_three_shifts_running_end_with_the_last(duty: Duty, lin: Staff, wu: Staff) -> None:
    second, third = put_on_duty(lin, at("17:00")), put_on_duty(lin, at("2026-11-17 02:00"))
    with clock.at(at("2026-11-17 07:40")):
        begun(third)

    assert [verbs(each) for each in (duty, second, third)] == [
        ["roster", "go_on"],
        ["roster", "go_on"],
        ["roster", "begin_handing_over"],
    ]


def test_an_evening_nobody_relieved_is_not_ended_by_the_next_days_sheet(duty: Duty, lin: Staff) -> None:
    """A shift with others after it is handed over to them, whenever that is."""
    put_on_duty(lin, at("2026-11-17 02:00"))
    late = put_on_duty(lin, at("2026-11-17 10:00"))
    with clock.at(at("2026-11-17 15:45")):
        begun(late)

    assert verbs(duty) == ["roster"]


def test_where_the_centre_closes_who_opens_alone_goes_on(
    centre: ServiceCentre, lin: Staff, chen: Staff
) -> None:
    """§4.9: the next to come is the same person; with a colleague beside, it is handed to the colleague."""
    work_by(centre, ("日班", "08:00", "20:00"))
    evening, morning = (put_on_duty(lin, at(f"2026-11-{day} 10:00")) for day in (18, 19))

    with clock.at(at("2026-11-18 19:45")):
        assert evening.goes_on_in() == morning
        with refused(
            "林靜 goes on in the shift that follows: one sheet, when that ends. Nobody hands over to themselves."
        ):
            begun(evening)
        put_on_duty(chen, at("2026-11-19 10:00"))
        assert begun(evening).state == "draft"


def test_br_h06_the_receiver_may_refuse(duty: Duty, lin: Staff, chen: Staff) -> None:
    """BR-H06: with a reason from the list and a note; who goes stays responsible."""
    case = builders.case(lin)
    handover = signed(duty, chen)

    with refused("Write down what is not in order."):
        handover.refuse(by=chen, reason="unclear", note=" ")
    with refused("Choose a reason from the list."):
        handover.refuse(by=chen, reason="tired", note="累")
    handover.refuse(by=chen, reason="unclear", note="第一項沒寫清")

    handover.refresh_from_db()
    assert (handover.state, handover.refuse_count, handover.refused_by) == ("refused", 1, chen)
    assert (handover.signed_out_at, fresh(case).owner) == (None, lin)
    assert handover.is_being_written
    assert lin in Staff.objects.on_duty(duty.centre, at("18:00"))


def test_br_h06_what_was_refused_is_written_again_and_accepted(duty: Duty, lin: Staff, chen: Staff) -> None:
    """BR-H06."""
    case = builders.case(lin)
    handover = signed(duty, chen)
    handover.refuse(by=chen, reason="unclear", note="第一項沒寫清")
    handover.write_item(by=lin, item=item_of(handover, case), receiver=chen, **WORDS)
    sign(handover)
    take_everything(handover, chen)

    handover.accept(by=chen)

    assert (handover.state, fresh(case).owner) == ("accepted", chen)


def test_a_line_written_again_is_read_again(duty: Duty, lin: Staff, chen: Staff) -> None:
    """BR-H03, H09: what was taken or counted face to face before is taken and counted anew."""
    keys = thing(duty.centre, "鑰匙", "4")
    case = builders.case(lin)
    handover = signed(duty, chen)
    take_everything(handover, chen)
    handover.withdraw(by=lin)

    handover.write_item(by=lin, item=item_of(handover, case), receiver=chen, **WORDS)
    handover.count(by=lin, line=count_of(handover, keys), counted=Decimal(4))
    sign(handover)

    with refused(f"Take {case.number} first. Count together: 鑰匙."):
        handover.accept(by=chen)


def test_br_h07_stay_until_relieved(duty: Duty, lin: Staff, chen: Staff) -> None:
    """BR-H07: a quarter of an hour into the next shift nobody has signed: held; lateness is recorded."""
    handover = signed(duty, chen)

    held = []
    for moment in ("15:59", "16:14", "16:15"):
        with clock.at(at(moment)):
            held.append(handover.is_held)
    with clock.at(at("16:25")):
        assert list(Staff.objects.on_duty(duty.centre, clock.now())) == [lin, chen]
        handover.accept(by=chen)
        assert not handover.is_held
        assert list(Staff.objects.on_duty(duty.centre, clock.now())) == [chen]

    assert held == [False, False, True]
    assert handover.late_minutes == 25


def test_nobody_is_handed_over_in_the_middle_of_a_sentence(duty: Duty, lin: Staff, chen: Staff) -> None:
    """§4.9: a resident who came after the signature is answered first; then the shift is taken over."""
    handover = signed(duty, chen)
    take_everything(handover, chen)
    visit = builders.visit(lin).keep(by=lin)
    Draft.objects.park(lin, "slot", {"statement": "只給自己看"})

    with refused(f"林靜 still receives somebody: {visit.number}. That is finished first."):
        handover.accept(by=chen)
    visit.answer(by=lin, reply="週一到週五都開")
    handover.accept(by=chen)

    assert handover.state == "accepted"


def test_br_h10_both_stay_while_an_emergency_is_in_hand(
    duty: Duty, lin: Staff, chen: Staff, tang: Staff, home: Unit
) -> None:
    """BR-H10: refused until a shift leader says it is under control."""
    case = alarm(lin, home)
    handover = signed(duty, chen)
    take_everything(handover, chen)

    with refused(f"An emergency is in hand: {case.number}. Both stay until a shift leader releases it."):
        handover.accept(by=chen)
    handover.release(by=tang)
    handover.accept(by=chen)

    assert (handover.released_by, fresh(case).owner) == (tang, chen)


def test_br_h10_an_emergency_after_the_release_needs_its_own(
    duty: Duty, lin: Staff, chen: Staff, tang: Staff, home: Unit
) -> None:
    """BR-H10: what was released is what was there."""
    first, other = alarm(lin, home), builders.case(lin)
    handover = signed(duty, chen)
    take_everything(handover, chen)
    handover.release(by=tang)
    with clock.at(at("15:45")):
        other.prioritise(by=zhou_of(lin), priority="P0")

        with refused(f"An emergency is in hand: {other.number}. Both stay until a shift leader releases it."):
            handover.accept(by=chen)
        handover.release(by=tang)
        handover.accept(by=chen)

    assert {fresh(first).owner, fresh(other).owner} == {chen}


def zhou_of(colleague: Staff) -> Staff:
    """Somebody else at the desk."""
    return hire(colleague.centre, "other", "同事", "receptionist", "desk")


def test_br_h10_an_emergency_done_and_to_be_asked_about_may_pass(
    duty: Duty, lin: Staff, chen: Staff, zhao: Staff, home: Unit
) -> None:
    """BR-H10: work done, only the callback is owed."""
    case = alarm(lin, home)
    case.accept(by=zhao)
    case.resolve(by=zhao, result="已救出")
    handover = signed(duty, chen)
    take_everything(handover, chen)

    handover.accept(by=chen)

    assert fresh(case).owner == chen


def test_br_h11_no_oral_handover(lin: Staff, zhou: Staff, tang: Staff, huang: Staff) -> None:
    """BR-H11: an accepted handover or a manager with a reason; nothing else moves an owner."""
    case = builders.case(lin)

    for nobody in (lin, zhou, tang):
        with refused("Only an accepted handover or a manager moves a case to another owner."):
            case.reassign(by=nobody, to=zhou, reason="口頭交接")

    assert fresh(case).owner == lin


def test_br_h13_first_contact_follows_up_in_the_next_own_shift(
    duty: Duty, lin: Staff, chen: Staff, tang: Staff
) -> None:
    """BR-H13: on her list, and her sheet is not whole before each has a note of hers."""
    case = builders.case(lin, promise=builders.terms(at("2026-11-17 10:00")))
    accepted(duty, chen)
    tomorrow = put_on_duty(lin, at("2026-11-17 10:00"))
    with clock.at(at("2026-11-17 15:40")):
        assert obligations.first_received(lin) == [case]
        assert obligations.first_received(chen) == []
        handover = begun(tomorrow)
        with refused(f"You first received these; leave a note on each: {case.number}.") as answer:
            sign(handover)
        assert set(answer.value.by_field) == {"unfollowed"}

        fresh(case).note(by=lin, note="問過陳潔，配件週三到")
        sign(handover)

    assert handover.state == "submitted"


def test_br_h13_a_case_of_this_shift_owes_no_note_yet(
    duty: Duty, lin: Staff, chen: Staff, huang: Staff
) -> None:
    """BR-H13: given away by a manager an hour after it came."""
    builders.case(lin).reassign(by=huang, to=chen, reason="林靜去醫院")

    assert len(obligations.first_received(lin)) == 1
    assert obligations.unfollowed(lin, duty.shift) == []


def test_br_h14_what_is_followed_is_taken_as_a_list(duty: Duty, lin: Staff, chen: Staff, zhou: Staff) -> None:
    """BR-H14: what must be done is taken singly."""
    put_on_duty(zhou, at("17:00"))
    must = builders.case(lin)
    later = [builders.case(lin, promise=builders.terms(at("2026-11-17 10:00"))) for _ in range(2)]
    hers = builders.case(lin, promise=builders.terms(at("2026-11-17 10:00")))
    handover = begun(duty)
    handover.write_item(by=lin, item=item_of(handover, hers), receiver=zhou, **WORDS)
    fill_in(handover, chen)
    sign(handover)

    handover.take_list(by=chen)

    taken = {item.case_id for item in handover.items.all() if item.taken_by_id}
    assert taken == {case.pk for case in later}
    with refused(f"Take {must.number} first. Take {hers.number} first."):
        handover.accept(by=chen)
    handover.take_item(by=chen, item=item_of(handover, must))
    handover.take_list(by=zhou)
    handover.accept(by=chen)
    assert [fresh(case).owner for case in (must, *later, hers)] == [chen, chen, chen, zhou]
    assert verbs(item_of(handover, later[0]), "list", "write_item", "sign_out") == [
        "take_list",
        "accept_handover",
    ]


def test_br_h14_three_handovers_without_progress_are_marked(
    centre: ServiceCentre, duty: Duty, lin: Staff, chen: Staff, wu: Staff, zhou: Staff, relief: Duty
) -> None:
    """BR-H14: progress, or telling the resident, begins the count anew."""
    case = builders.case(lin, promise=builders.terms(at("2026-11-17 10:00")))
    people = (chen, wu, zhou, chen)
    duties = [duty, relief]
    duties += [put_on_duty(wu, at("2026-11-17 02:00")), put_on_duty(zhou, at("2026-11-17 10:00"))]
    put_on_duty(chen, at(TOMORROW))

    stuck = []
    for n, (each, taker) in enumerate(zip(duties, people, strict=True)):
        with clock.at(each.shift.ends_at):
            if n == 3:
                fresh(case).note(by=each.staff, note="廠家回電，明日送到")
            if each.staff != lin:
                for old in obligations.unfollowed(each.staff, each.shift):
                    Case.objects.get(number=old).note(by=each.staff, note="問過跟進人")
            handover = accepted(each, taker)
        item = item_of(handover, case)
        stuck.append((item.still_count, item.is_stuck))

    assert stuck == [(1, False), (2, False), (3, True), (1, False)]
    assert fresh(case).carry_count == 4


def test_br_h16_the_sheet_stays_as_it_was_signed(duty: Duty, lin: Staff, chen: Staff, huang: Staff) -> None:
    """BR-H16: the case is closed later, renamed people or not; the paper says what was signed."""
    case = builders.case(lin)
    handover = accepted(duty, chen)
    printed = last_sheet(handover)

    fresh(case).close_exceptionally(by=huang, reason="answered", note="已書面答覆")
    handover.add(by=chen, note="電話更正")

    sheets = handover.sheets.order_by("pk")
    assert [sheet.content["state"] for sheet in sheets] == ["submitted", "accepted"]
    assert last_sheet(handover) == printed
    assert (printed["outgoing"], printed["incoming"]) == ("林靜", "陳潔")
    line = printed["items"][0]
    assert (line["number"], line["next_step"], line["taken_by"]) == (case.number, WORDS["next_step"], "陳潔")
    assert [row.history_change_reason for row in handover.notes_added()] == ["電話更正"]


def test_br_h17_a_night_that_began_the_day_before(centre: ServiceCentre, wu: Staff, lin: Staff) -> None:
    """BR-H17: 23:30–08:30 of the 22nd; a resident at 00:20 belongs to the 22nd, and so does the sheet."""
    work_by(centre, ("日班", "08:30", "23:30"), ("夜班", "23:30", "08:30"))
    night = put_on_duty(wu, at("2026-11-23 00:20"))
    day = put_on_duty(lin, at("2026-11-23 10:00"))
    with clock.at(at("2026-11-23 00:20")):
        case = builders.case(wu, promise=builders.terms(at("2026-11-23 10:00")))
    with clock.at(at("2026-11-23 08:20")):
        handover = accepted(night, lin)

    assert (case.visit.duty_date.isoformat(), handover.number) == ("2026-11-22", "JJ-20261122-001")
    assert (handover.from_shift, handover.to_shift) == (night.shift, day.shift)
    assert not handover.is_left_before_relief


def test_br_h18_a_guard_at_night_receives_accepts_and_hands_over(
    centre: ServiceCentre, duty: Duty, relief: Duty, lin: Staff, chen: Staff, wu: Staff
) -> None:
    """BR-H18."""
    night = put_on_duty(wu, at("2026-11-17 02:00"))
    put_on_duty(lin, at("2026-11-17 10:00"))
    with clock.at(at("23:50")):
        case = builders.case(chen, promise=builders.terms(at("2026-11-17 09:00")))
        accepted(relief, wu)
    with clock.at(at("2026-11-17 07:50")):
        own = builders.case(wu, promise=builders.terms(at("2026-11-17 10:00")))
        assert fresh(case).owner == wu
        accepted(night, lin)

    assert (fresh(case).owner, fresh(own).owner) == (lin, lin)
    assert (fresh(case).first_contact, fresh(own).first_contact) == (chen, wu)


def test_br_h19_every_handover_is_read_by_who_leads(
    duty: Duty, lin: Staff, chen: Staff, tang: Staff, huang: Staff
) -> None:
    """BR-H19."""
    waiting = signed(duty, chen)
    assert list(Handover.objects.to_be_read()) == []
    waiting.accept(by=chen)
    assert list(Handover.objects.to_be_read()) == [waiting]

    with clock.at(at("2026-11-17 09:00")):
        waiting.review(by=tang)

    assert list(Handover.objects.to_be_read()) == []
    assert (waiting.reviewed_by, waiting.reviewed_at) == (tang, at("2026-11-17 09:00"))


def test_br_h20_a_manager_reassigns_outside_a_handover(lin: Staff, zhou: Staff, huang: Staff) -> None:
    """BR-H20: with a reason; first contact and the count of handovers stay."""
    case = builders.case(lin)

    with refused("Say why."):
        case.reassign(by=huang, to=zhou, reason="")
    case.reassign(by=huang, to=zhou, reason="林靜請假")

    after = fresh(case)
    assert (after.owner, after.first_contact, after.carry_count) == (zhou, lin, 0)


# The exits --------------------------------------------------------------------------------------------------------


def test_a_shift_leader_takes_over(duty: Duty, lin: Staff, chen: Staff, tang: Staff) -> None:
    """§2.3 主管代接: nobody of the next shift came."""
    case = builders.case(lin)
    handover = signed(duty, chen)

    with clock.at(at("16:40")):
        handover.take_over_for(by=tang, reason="接班人未到")

    assert (handover.state, handover.incoming, handover.closed_by) == ("substituted", tang, tang)
    assert (handover.exit_reason, handover.late_minutes) == ("接班人未到", 40)
    assert (fresh(case).owner, fresh(case).first_contact, fresh(case).carry_count) == (tang, lin, 1)
    assert last_sheet(handover)["exit_reason"] == "接班人未到"


def test_a_shift_leader_names_a_substitute(
    duty: Duty, lin: Staff, chen: Staff, zhou: Staff, tang: Staff
) -> None:
    """§2.3: what the relief had begun to take goes to the substitute, too; what came up since is taken along."""
    case = builders.case(lin)
    handover = signed(duty, chen)
    handover.take_item(by=chen, item=item_of(handover, case))
    since = builders.case(lin)
    with refused("There is no signed sheet to take over."):
        handover.take_over_for(by=tang, substitute=zhou, reason="接班人病了")
    fill_in(handover, chen)
    sign(handover)

    handover.take_over_for(by=tang, substitute=zhou, reason="接班人病了")

    assert (handover.incoming, handover.closed_by) == (zhou, tang)
    assert {fresh(case).owner, fresh(since).owner} == {zhou}
    assert item_of(handover, case).taken_by == zhou
    assert obligations.owed_by(lin) == []


def test_a_leader_may_accept_though_not_rostered(duty: Duty, lin: Staff, chen: Staff, tang: Staff) -> None:
    """§2.3: as anybody of the next shift, with everything read and counted."""
    case = builders.case(lin)
    handover = signed(duty, chen)
    take_everything(handover, tang)

    handover.accept(by=tang)

    assert (handover.state, fresh(case).owner) == ("accepted", tang)


def test_a_centre_that_closes_at_night_hands_to_its_opening_shift(
    centre: ServiceCentre, lin: Staff, chen: Staff
) -> None:
    """I7: who signs at 22:00 goes home and stays owner; who opens accepts in the morning."""
    work_by(centre, ("早班", "08:00", "16:00"), ("中班", "16:00", "22:00"))
    evening, opening = put_on_duty(chen, at("2026-11-18 17:00")), put_on_duty(lin, at("2026-11-19 09:00"))
    with clock.at(at("2026-11-18 21:50")):
        case = builders.case(chen, promise=builders.terms(at("2026-11-19 10:00")))
        handover = signed(evening, lin)
        assert chen not in Staff.objects.on_duty(centre, at("2026-11-18 22:30"))
        assert fresh(case).owner == chen
    with clock.at(at("2026-11-19 08:05")):
        assert not handover.is_held
        take_everything(handover, lin)
        handover.accept(by=lin)

    assert (handover.to_shift, handover.late_minutes) == (opening.shift, 0)
    assert fresh(case).owner == lin
    assert verbs(Duty.objects.get(pk=evening.pk)) == ["roster", "begin_handing_over", "sign_off"]
    assert shift_at(centre, "2026-11-18 17:00").handed_over_at == at("2026-11-18 21:50")


def test_where_the_centre_closes_a_signature_is_taken_back_and_given_again(
    centre: ServiceCentre, lin: Staff, chen: Staff
) -> None:
    """I7: she forgot something, and signed off once."""
    work_by(centre, ("早班", "08:00", "16:00"), ("中班", "16:00", "22:00"))
    evening = put_on_duty(chen, at("2026-11-18 17:00"))
    put_on_duty(lin, at("2026-11-19 09:00"))
    with clock.at(at("2026-11-18 21:40")):
        handover = signed(evening, lin)
    with clock.at(at("2026-11-18 21:55")):
        handover.withdraw(by=chen)
        case = builders.case(chen, promise=builders.terms(at("2026-11-19 10:00")))
        fill_in(handover, lin)
        sign(handover)
    with clock.at(at("2026-11-19 08:05")):
        take_everything(handover, lin)
        handover.accept(by=lin)

    assert (fresh(case).owner, handover.duty.signed_off_at) == (lin, at("2026-11-18 21:40"))


def test_where_the_centre_closes_nobody_leaves_an_emergency_alone(
    centre: ServiceCentre, lin: Staff, chen: Staff, tang: Staff, home: Unit
) -> None:
    """BR-H10, I7: there is no relief to stay with it."""
    work_by(centre, ("早班", "08:00", "16:00"), ("中班", "16:00", "22:00"))
    evening = put_on_duty(chen, at("2026-11-18 17:00"))
    put_on_duty(lin, at("2026-11-19 09:00"))
    with clock.at(at("2026-11-18 21:50")):
        case = alarm(chen, home)
        handover = begun(evening)
        fill_in(handover, lin)
        with refused(f"An emergency is in hand: {case.number}. Both stay until a shift leader releases it."):
            sign(handover)
        handover.release(by=tang)
        sign(handover)

    assert handover.state == "submitted"


@pytest.mark.parametrize("how", ["begun by a leader", "draft", "written", "signed", "refused"])
def test_a_manager_lets_somebody_go_from_wherever_they_stopped(
    duty: Duty, lin: Staff, chen: Staff, tang: Staff, huang: Staff, zhao: Staff, home: Unit, how: str
) -> None:
    """I7 emergency override: cash wrong, a resident waiting, an alarm in hand, nobody came."""
    cash = thing(duty.centre, "備用金", "500", is_cash=True)
    cases = [builders.case(lin), alarm(lin, home)]
    callback = builders.resolved(lin, zhao)
    handover = begun(duty, by=tang if how == "begun by a leader" else None)
    if how not in ("begun by a leader", "draft"):
        fill_in(handover, chen)
        handover.count(by=lin, line=count_of(handover, cash), counted=Decimal(480), note="少二十")
    if how in ("signed", "refused"):
        sign(handover)
    if how == "refused":
        handover.refuse(by=chen, reason="cash", note="少二十")
    builders.visit(lin).keep(by=lin)
    cases.append(builders.case(lin))

    with refused("Say why; it is printed on the sheet and counted."):
        handover.override(by=huang, reason=" ")
    handover.override(by=huang, reason="突發急病送醫")

    assert (handover.state, handover.incoming, handover.closed_by) == ("overridden", huang, huang)
    assert {fresh(case).owner for case in (*cases, callback.case)} == {huang}
    assert Callback.objects.get(pk=callback.pk).assignee == huang
    assert obligations.owed_by(lin) == []
    assert Duty.objects.get(pk=duty.pk).signed_off_at == at("15:40")
    assert list(Handover.objects.overridden()) == [handover]
    assert last_sheet(handover)["exit_reason"] == "突發急病送醫"


def test_the_only_manager_is_let_go_by_a_shift_leader(
    centre: ServiceCentre, huang: Staff, tang: Staff, lin: Staff
) -> None:
    """I7: nobody is held for want of a second manager."""
    handover = begun(put_on_duty(huang, at("10:00")), by=tang)
    case = builders.case(huang)

    with refused("Only a manager other than the one who goes may do this."):
        handover.override(by=lin, reason="主任急病")
    handover.override(by=tang, reason="主任急病")

    assert fresh(case).owner == tang


def test_a_callback_falls_to_nobody_who_goes_home(
    centre: ServiceCentre, duty: Duty, lin: Staff, chen: Staff, zhao: Staff, huang: Staff, tang: Staff
) -> None:
    """BR-C07: the taker did the work, the manager goes off: a shift leader chooses who asks."""
    put_on_duty(zhao, at("17:00"))
    handover = begun(put_on_duty(huang, at("10:00")))
    callback = builders.resolved(huang, zhao)
    fill_in(handover, zhao)
    sign(handover)
    take_everything(handover, zhao)

    handover.accept(by=zhao)

    assert fresh(callback.case).owner == zhao
    assert Callback.objects.get(pk=callback.pk).assignee is None
    assert obligations.owed_by(huang) == []


# Who is on duty, and which shift a moment belongs to ---------------------------------------------------------------


def test_on_duty_has_one_answer(centre: ServiceCentre, duty: Duty, lin: Staff, chen: Staff) -> None:
    """Rostered; staying until relieved, however late; signed off."""

    def there(moment: str) -> list[Staff]:
        return list(Staff.objects.on_duty(centre, at(moment)))

    assert (there("15:59"), there("16:00")) == ([lin], [chen])
    handover = signed(duty, chen)
    assert there("15:59") == [lin]
    assert there("16:00") == there("23:59") == [lin, chen]
    assert there("2026-11-17 09:00") == [lin]
    with clock.at(at("16:05")):
        handover.accept(by=chen)
    assert there("16:06") == [chen]
    assert there("2026-11-17 09:00") == []


def test_br_v19_a_shift_everybody_signed_off_takes_no_more_entries(
    duty: Duty, lin: Staff, zhou: Staff, chen: Staff, tang: Staff
) -> None:
    """BR-V19: open while one of two is still there; then only a leader adds to it."""
    second = put_on_duty(zhou, at("10:00"))
    with clock.at(at("16:05")):
        accepted(duty, chen)
        builders.visit(chen, arrived_at=at("15:50")).keep(by=chen)
    with clock.at(at("16:10")):
        accepted(second, chen)
    with clock.at(at("16:20")):
        with refused("That shift has been handed over. Only a shift leader or manager may still add to it."):
            builders.visit(chen, arrived_at=at("15:50"))
        late = builders.visit(tang, arrived_at=at("15:50")).keep(by=tang)

    assert late.shift == duty.shift


def test_who_comes_after_an_early_handover_is_received(duty: Duty, chen: Staff) -> None:
    """§4.1, BR-V19: the relief came early; a resident at 15:55 is not sent away, one of 15:45 is too late."""
    with clock.at(at("15:50")):
        accepted(duty, chen)
    with clock.at(at("15:55")):
        visit = builders.visit(chen).keep(by=chen)
        with refused("That shift has been handed over. Only a shift leader or manager may still add to it."):
            builders.visit(chen, arrived_at=at("15:45"))

    assert visit.shift == duty.shift


@pytest.mark.parametrize(
    ("arrived", "entered", "pattern", "duty_date"),
    [
        ("15:59", "15:59", "早班", "2026-11-16"),
        ("16:00", "16:00", "中班", "2026-11-16"),
        ("15:55", "16:05", "早班", "2026-11-16"),
        ("22:00", "22:00", "中班", "2026-11-16"),
        ("2026-11-17 00:00", "2026-11-17 00:00", "夜班", "2026-11-17"),
    ],
)
def test_the_edges_of_a_shift(lin: Staff, arrived: str, entered: str, pattern: str, duty_date: str) -> None:
    """§7.3: half-open; who came before the hour belongs to the shift they came in."""
    with clock.at(at(entered)):
        visit = builders.visit(lin, arrived_at=at(arrived)).keep(by=lin)

    assert visit.shift is not None
    assert (visit.shift.name, visit.duty_date.isoformat()) == (pattern, duty_date)


@pytest.mark.parametrize(("due", "inside"), [("23:50", True), ("2026-11-17 00:10", False)])
def test_a_promise_inside_the_shift_and_one_beyond(relief: Duty, chen: Staff, due: str, inside: bool) -> None:
    """§7.3: at 22:00, for 23:50 or for 00:10; both are on the sheet while they are open."""
    with clock.at(at("22:00")):
        case = builders.case(chen, promise=builders.terms(at(due)))
    with clock.at(at("23:40")):
        handover = begun(relief)

    assert numbers(handover) == [case.number]
    assert (relief.shift.ends_at > at(due)) is inside


def test_a_sheet_of_days_ago_is_still_handed_over(duty: Duty, lin: Staff, chen: Staff, tang: Staff) -> None:
    """I7: nobody wrote it then; no clock ever closes the door."""
    case = builders.case(lin)
    with clock.at(at("15:40") + timedelta(days=9)):
        handover = signed(duty, chen)
        take_everything(handover, chen)
        handover.accept(by=chen)

    assert fresh(case).owner == chen


def test_two_sheets_of_one_person_move_a_case_once(
    duty: Duty, lin: Staff, chen: Staff, wu: Staff, tang: Staff, afternoon: datetime
) -> None:
    """BR-H05: a second shift after the sheet of the first was opened; the first to accept moves it, once."""
    put_on_duty(wu, at("2026-11-17 02:00"))
    case = builders.case(lin, promise=builders.terms(at("2026-11-17 10:00")))
    first_sheet = signed(duty, chen)
    second = put_on_duty(lin, at("17:00"))
    with clock.at(at("23:45")):
        second_sheet = signed(second, wu)
        take_everything(second_sheet, wu)
        second_sheet.accept(by=wu)
        first_sheet.accept(by=chen)

    assert (fresh(case).owner, fresh(case).carry_count) == (wu, 1)
    assert CaseEvent.objects.filter(kind="taken_over").count() == 1
