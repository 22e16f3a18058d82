"""The visit: reception and first contact (§4.1–4.8, BR-V01–V22)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from directory.models import Desk, Resident, Shift, Staff, Unit
from records import clock
from records.models import Refusal
from tests import builders
from tests.cast import at, category, department, hire, refused
from visits.models import Callback, Case, PromiseTerms, Visit

pytestmark = pytest.mark.usefixtures("english")

NOT_AT_THE_DESK = "This account looks after the house, not the desk: it cannot receive a visit."
FIVE: dict[str, Any] = {"restated": True, "apology_given": True, "reason_explained": "維修員正在別處"}


def desk(staff: Staff, name: str) -> Desk:
    """A desk of somebody's centre."""
    found: Desk = Desk.objects.get(centre=staff.centre, name=name)
    return found


# Who receives -----------------------------------------------------------------------------------------------------


def test_a_technician_becomes_first_contact_of_the_visit_he_takes(zhao: Staff) -> None:
    """BR-V01: every employee may and must take a visit."""
    visit = builders.visit(zhao).keep(by=zhao)

    assert (visit.first_contact, visit.entered_by, visit.status) == (zhao, zhao, "receiving")


def test_an_auditor_or_administrator_does_not_receive(su: Staff, ai: Staff) -> None:
    """BR-V01: the two who do not work at the desk are told so."""
    for nobody in (su, ai):
        with refused("This account looks after the house, not the desk: it cannot receive a visit."):
            Visit.receive(by=nobody)


def test_first_contact_is_who_sits_at_the_desk_not_who_types(lin: Staff, zhou: Staff) -> None:
    """BR-V02: 林靜 sits at 2 號台, 周敏's session takes it down."""
    lin.take_seat(desk(lin, "2 號台"))
    zhou.refresh_from_db()

    visit = builders.visit(zhou, desk=desk(lin, "2 號台")).keep(by=zhou)

    assert visit.first_contact == lin
    assert visit.entered_by == zhou


def test_first_contact_at_the_own_desk_is_oneself(lin: Staff) -> None:
    """BR-V02: no question is asked when somebody types at the own desk."""
    assert builders.visit(lin, desk=desk(lin, "1 號台")).first_contact == lin


def test_first_contact_at_an_empty_desk_is_who_received(lin: Staff) -> None:
    """BR-V02: nobody sits at 3 號台, so whoever took the visit answers."""
    assert builders.visit(lin, desk=desk(lin, "3 號台")).first_contact == lin


def test_a_manager_may_not_post_another_first_contact(lin: Staff, zhou: Staff, huang: Staff) -> None:
    """BR-V02, I1: refused for everybody, the value unchanged."""
    visit = builders.answered(lin)

    with refused("The first contact, the number and the duty date never change."):
        visit.correct(by=huang, reason="寫錯人了", first_contact=zhou)

    assert Visit.objects.get(pk=visit.pk).first_contact == lin
    assert visit.history.count() == 1


def test_first_contact_is_not_taken_from_the_caller(lin: Staff, zhou: Staff) -> None:
    """BR-V02: the one who receives cannot name another as first contact."""
    with pytest.raises(TypeError):
        builders.visit(lin, first_contact=zhou)


# When -------------------------------------------------------------------------------------------------------------


def test_a_late_entry_shows_both_times(lin: Staff) -> None:
    """BR-V19: arrived 09:00, entered 11:00."""
    with clock.at(at("11:00")):
        visit = builders.visit(lin, arrived_at=at("09:00")).keep(by=lin)

    assert visit.is_late_entry
    assert (visit.arrived_at, visit.entered_at) == (at("09:00"), at("11:00"))


def test_what_is_entered_within_half_an_hour_is_no_late_entry(lin: Staff) -> None:
    """BR-V19: the border."""
    with clock.at(at("09:30")):
        visit = builders.visit(lin, arrived_at=at("09:00"))

    assert not visit.is_late_entry


def test_a_handed_over_shift_takes_no_late_entry_but_from_a_shift_leader(lin: Staff, tang: Staff) -> None:
    """BR-V19: nothing is dated into a shift already handed over, except by a supervisor."""
    assert lin.centre is not None
    shift = Shift.objects.at(lin.centre, at("09:00"))
    assert shift is not None
    shift.handed_over_at = at("16:00")
    shift.save()

    with clock.at(at("17:00")):
        with refused(
            "That shift has been handed over. Only a shift leader or manager may still add to it."
        ) as answer:
            builders.visit(lin, arrived_at=at("09:00"))
        visit = builders.visit(tang, arrived_at=at("09:00")).keep(by=tang)

    assert set(answer.value.by_field) == {"arrived_at"}
    assert visit.shift == shift
    assert visit.is_late_entry


def test_nobody_arrives_later_than_now(lin: Staff) -> None:
    with refused("The resident cannot have arrived later than now."):
        builders.visit(lin, arrived_at=at("10:02"))


def test_a_clock_that_is_a_minute_fast_is_forgiven(lin: Staff) -> None:
    assert builders.visit(lin, arrived_at=at("10:01")).arrived_at == at("10:00")


def test_a_fast_clock_does_not_move_a_visit_into_the_next_shift(lin: Staff) -> None:
    """§7.3: the shift is that of the moment which is written down."""
    with clock.at(at("15:59")):
        visit = builders.visit(lin, arrived_at=at("16:00")).keep(by=lin)

    assert visit.arrived_at == at("15:59")
    assert visit.shift is not None
    assert visit.shift.name == "早班"


def test_a_date_more_than_a_month_ago_is_a_slip_of_the_hand(lin: Staff) -> None:
    with refused("That is more than a month ago. Check the date."):
        builders.visit(lin, arrived_at=at("2026-10-16 09:00"))


@pytest.mark.parametrize(
    ("arrived", "shift", "duty_date"),
    [
        ("2026-11-16 15:59", "早班", "2026-11-16"),
        ("2026-11-16 16:00", "中班", "2026-11-16"),
        ("2026-11-16 22:00", "中班", "2026-11-16"),
        ("2026-11-17 00:00", "夜班", "2026-11-17"),
        ("2026-11-17 07:59", "夜班", "2026-11-17"),
    ],
)
def test_a_visit_belongs_to_the_shift_it_came_in(
    lin: Staff, arrived: str, shift: str, duty_date: str
) -> None:
    """§7.3: half-open shifts, and the duty date is that on which the shift began."""
    with clock.at(at(arrived)):
        visit = builders.visit(lin).keep(by=lin)

    assert visit.shift is not None
    assert (visit.shift.name, str(visit.duty_date)) == (shift, duty_date)
    assert visit.number == f"ZB-{duty_date.replace('-', '')}-001"


def test_numbers_count_within_the_duty_date(lin: Staff, zhou: Staff) -> None:
    numbers = [builders.visit(each).keep(by=each).number for each in (lin, zhou, lin)]

    assert numbers == ["ZB-20261116-001", "ZB-20261116-002", "ZB-20261116-003"]


def test_a_line_keeps_its_number_through_all_verbs(lin: Staff) -> None:
    visit = builders.visit(lin).keep(by=lin)

    visit.fill_in(remark="請坐").keep(by=lin)
    visit.answer(by=lin, reply="已告知")

    assert Visit.objects.get(pk=visit.pk).number == "ZB-20261116-001"


def test_five_rings_are_taken_down_and_flagged(lin: Staff) -> None:
    """BR-V07: 超 3 聲; accepted all the same."""
    late = builders.answered(lin, channel=Visit.Channel.CALL, ring_count=5)
    prompt = builders.answered(lin, channel=Visit.Channel.CALL, ring_count=3)
    uncounted = builders.answered(lin, channel=Visit.Channel.CALL)

    assert [late.rang_too_long, prompt.rang_too_long, uncounted.rang_too_long] == [True, False, False]


def test_a_name_that_was_not_given_makes_the_visit_anonymous(lin: Staff, centre: Any) -> None:
    resident = Resident(centre=centre, name="吳剛").save_signed(None, "set_up")

    unnamed = builders.visit(lin, visitor_name=" ").keep(by=lin)
    known = builders.visit(lin, visitor_name="", resident=resident).keep(by=lin)

    assert (unnamed.anonymous, known.anonymous) == (True, False)


# On the spot ------------------------------------------------------------------------------------------------------


def test_nobody_is_let_go_before_it_is_written_down(lin: Staff) -> None:
    """BR-V06: 當場辦結 without statement or category."""
    visit = Visit.receive(by=lin, scope=Visit.Scope.COMMUNITY, visitor_name="吳先生")
    visit.keep(by=lin)

    with pytest.raises(Refusal) as answer:
        visit.answer(by=lin, reply="已告知")

    assert answer.value.by_field == {
        "statement": "Write down what the resident said.",
        "category": "Choose what it is about.",
    }
    assert str(answer.value) == "Write down what the resident said. Choose what it is about."
    assert Visit.objects.get(pk=visit.pk).status == "receiving"


def test_no_promise_before_it_is_written_down(lin: Staff) -> None:
    """BR-V06: 承諾 without statement or category."""
    visit = Visit.receive(by=lin, scope=Visit.Scope.COMMUNITY, phone="13800000001", **FIVE)

    with pytest.raises(Refusal) as answer:
        visit.promise(by=lin, terms=builders.terms(), department=department(lin, "engineering"))

    assert answer.value.by_field == {
        "statement": "Write down what the resident said.",
        "category": "Choose what it is about.",
    }


def test_a_home_matter_says_which_home(lin: Staff, home: Unit) -> None:
    """BR-V06: room or place."""
    with pytest.raises(Refusal) as answer:
        builders.visit(lin, scope=Visit.Scope.HOME).answer(by=lin, reply="已告知")
    builders.visit(lin, scope=Visit.Scope.HOME, location_detail="9 棟門口").answer(by=lin, reply="已告知")
    builders.visit(lin, unit=home).answer(by=lin, reply="已告知")

    assert answer.value.by_field == {
        "unit": "Which home is it? Choose a room, or set the scope to a common area."
    }


def test_answered_with_the_residents_yes_is_a_closed_line(lin: Staff) -> None:
    """BR-V08: 諮詢 answered at the desk, 滿意: asked face to face, no case is left over."""
    visit = builders.visit(lin).answer(by=lin, reply="8:00–20:00 均可辦理", satisfaction=4)

    assert (visit.status, visit.satisfaction, visit.reply) == ("answered", 4, "8:00–20:00 均可辦理")
    assert not Case.objects.exists()


def test_dissatisfied_at_the_desk_needs_a_promise(lin: Staff) -> None:
    """BR-V08: 不滿意 leaves the visit being received, and the promise is required."""
    visit = builders.visit(lin).keep(by=lin)

    with refused("The resident is not satisfied yet: make a promise instead.") as answer:
        visit.answer(by=lin, reply="已告知", satisfaction=2)

    assert set(answer.value.by_field) == {"satisfaction"}
    assert Visit.objects.get(pk=visit.pk).status == "receiving"


def test_an_answer_says_something(lin: Staff) -> None:
    with refused("Write down what the resident was told."):
        builders.visit(lin).answer(by=lin, reply="  ")


def test_a_visit_is_taken_down_once(lin: Staff) -> None:
    visit = builders.answered(lin)

    with refused("This visit has already been taken down as “Answered on the spot”."):
        visit.answer(by=lin, reply="再答一次")


def test_an_auditor_does_not_end_a_visit(lin: Staff, su: Staff) -> None:
    visit = builders.visit(lin).keep(by=lin)

    with refused(NOT_AT_THE_DESK):
        visit.answer(by=su, reply="已告知")


# What is said -----------------------------------------------------------------------------------------------------

NEVER = "Never answer “I don't know”. Say: “I will check at once and answer you by …”."


def test_the_desk_never_answers_that_it_does_not_know(lin: Staff) -> None:
    """BR-V11: 「這個我不清楚,您問別人」 is blocked with the hint."""
    with refused(NEVER) as answer:
        builders.visit(lin).answer(by=lin, reply="這個我不清楚,您問別人")

    assert set(answer.value.by_field) == {"reply"}
    assert not Visit.objects.exists()


def test_the_resident_may_say_that_it_is_unclear(lin: Staff) -> None:
    """BR-V11: the statement is not looked at."""
    assert builders.answered(lin, statement="業主稱不清楚收費標準").status == "answered"


def test_quoting_the_resident_needs_a_reason_and_is_listed(lin: Staff) -> None:
    """BR-V11: blocked too, but passes with 引述業主原話 and a reason; listed for the supervisor."""
    quote = "已解釋,業主不再表示不清楚"
    with refused(NEVER):
        builders.visit(lin).answer(by=lin, reply=quote)
    with refused(NEVER):
        builders.visit(lin).answer(by=lin, reply=quote, quoting_reason=" ")

    passed = builders.visit(lin).answer(by=lin, reply=quote, quoting_reason="引述業主原話")
    builders.answered(lin)

    assert list(Visit.objects.with_phrase_passed()) == [passed]


@pytest.mark.parametrize("field", ["reply", "reason_explained"])
def test_a_promise_does_not_say_it_either(lin: Staff, field: str) -> None:
    """BR-V11, I6: neither the answer nor the reason."""
    facts: dict[str, Any] = FIVE | (
        {"reason_explained": "這不歸我們管"} if field == "reason_explained" else {}
    )
    reply = "办不了" if field == "reply" else ""

    with refused(NEVER) as answer:
        builders.visit(lin, about="repair", **facts).promise(
            by=lin, terms=builders.terms(), department=department(lin, "engineering"), reply=reply
        )

    assert set(answer.value.by_field) == {field}


# Not now ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left_out", "field", "sentence"),
    [
        ({"restated": False}, "restated", "Restate what the resident needs."),
        ({"apology_given": False}, "apology_given", "Apologise first."),
        ({"reason_explained": " "}, "reason_explained", "Say why it cannot be done now."),
        ({"department": None}, "department", "Choose the department that takes it on."),
        ({"text": ""}, "promise_text", "Say what is promised."),
    ],
)
def test_each_of_the_five_is_asked_for(
    lin: Staff, left_out: dict[str, Any], field: str, sentence: str
) -> None:
    """BR-V09, I6: restated, apology, reason, promise, department; each missing one is named, nothing is saved."""
    facts = FIVE | {key: value for key, value in left_out.items() if key in FIVE}
    to = left_out.get("department", department(lin, "engineering"))

    with pytest.raises(Refusal) as answer:
        builders.visit(lin, about="repair", **facts).promise(
            by=lin, terms=builders.terms(text=left_out.get("text", "上門查看")), department=to
        )

    assert answer.value.by_field == {field: sentence}
    assert not Case.objects.exists()
    assert not Visit.objects.exists()


def test_all_of_the_five_are_asked_for_at_once(lin: Staff) -> None:
    """BR-V09: a promise without terms lacks its text and its time."""
    with pytest.raises(Refusal) as answer:
        builders.visit(lin, about="repair").promise(by=lin, terms=None, department=None)

    assert answer.value.by_field == {
        "restated": "Restate what the resident needs.",
        "apology_given": "Apologise first.",
        "reason_explained": "Say why it cannot be done now.",
        "department": "Choose the department that takes it on.",
        "promise_text": "Say what is promised.",
        "due_at": "Promise a time.",
    }


def test_the_database_asks_for_the_five_too(lin: Staff) -> None:
    """I6: the verb's rule may be passed by; the constraint may not."""
    made = builders.case(lin)

    for column in ("restated", "apology_given"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE visits_visit SET {column} = %s WHERE id = %s", [False, made.visit_id])  # noqa: S608 -- literal names
    for column in ("reason_explained", "statement"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE visits_visit SET {column} = '' WHERE id = %s", [made.visit_id])  # noqa: S608 -- literal names


def test_a_promise_opens_a_case_of_its_first_contact(lin: Staff, home: Unit) -> None:
    """§2.1: 承諾 and 轉辦 in one go; owner is the first contact (I2)."""
    made = builders.case(lin, unit=home)

    assert made.number == made.visit.number == "ZB-20261116-001"
    assert (made.first_contact, made.owner, made.handler) == (lin, lin, None)
    assert (made.status, made.department.code, made.visit.status) == ("in_progress", "engineering", "case")
    assert (made.promise_due_at, made.promise_count) == (at("12:00"), 1)
    assert [event.kind for event in made.events.in_order()] == ["opened", "promised", "forwarded"]


def test_the_owner_is_the_first_contact_not_who_types(lin: Staff, zhou: Staff, he: Staff) -> None:
    """I2: 周敏's session takes down what was said at 林靜's desk: promise, alarm and fees alike."""
    at_lins: dict[str, Any] = {"desk": desk(lin, "1 號台")}

    promised = builders.case(zhou, **at_lins)
    alarm = builders.visit(zhou, about="help", location_detail="電梯", **at_lins).raise_alarm(
        by=zhou, department=department(lin, "security")
    )
    fee = builders.referral(zhou, he, **at_lins).take_over(by=he)

    assert [(made.first_contact, made.owner) for made in (promised, alarm, fee)] == [(lin, lin)] * 3


def test_a_case_may_be_promised_before_it_is_forwarded(lin: Staff) -> None:
    """§2.1: PROMISED waits for 轉辦."""
    made = builders.case(lin, forward=False)

    assert (made.status, made.forwarded_at) == ("promised", None)
    assert [event.kind for event in made.events.in_order()] == ["opened", "promised"]


def test_a_handler_may_be_named_at_once(lin: Staff, zhao: Staff) -> None:
    made = builders.case(lin, handler=zhao)

    assert (made.handler, made.handler_since) == (zhao, at("10:00"))


def test_a_number_is_asked_for_and_never_forced(lin: Staff) -> None:
    """BR-V22: without phone refused, with phone_declined saved and called on at home."""
    with pytest.raises(Refusal) as answer:
        builders.case(lin, phone="")
    made = builders.case(lin, phone="", phone_declined=True)
    made.accept(by=_technician(made))
    callback = made.resolve(by=_technician(made), result="已修好")

    assert answer.value.by_field == {
        "phone": "A promise needs a way to reach the resident: take a number, or tick that none was left."
    }
    assert callback.method == Callback.Method.VISIT


def _technician(case: Case) -> Staff:
    found: Staff | None = Staff.objects.filter(username="zhao").first()
    if found is None:
        found = hire(case.centre, "zhao", "老趙", "department_handler", "engineering")
    return found


def test_somebody_outside_is_named_to_the_resident(lin: Staff) -> None:
    """BR-V16: broadband fault; the outside party's name and number are mandatory."""
    sentence = "Give the resident the outside party's name and number, and write them here."
    for outside in ({}, {"name": "電信"}, {"phone": "10000"}):
        with pytest.raises(Refusal) as answer:
            builders.case(lin, to="outside", outside=outside)
        assert answer.value.by_field == {"outside_name": sentence}

    made = builders.case(lin, to="outside", outside={"name": "電信", "phone": "10000"})

    assert (made.outside_name, made.outside_phone, made.is_outside) == ("電信", "10000", True)


# The same matter again --------------------------------------------------------------------------------------------


def test_an_open_leak_of_the_same_home_is_offered(lin: Staff, home: Unit) -> None:
    """BR-V14: 9-3-702, 報修 then 投訴 within seven days: choosing “new” needs a reason."""
    leak = builders.case(lin, unit=home, promise=builders.terms(at("2026-11-17 09:00")))

    with clock.at(at("2026-11-17 08:30")):
        again = builders.visit(lin, about="complaint", unit=home, **FIVE)
        assert list(Case.objects.same_matter(again)) == [leak]
        with pytest.raises(Refusal) as answer:
            again.promise(by=lin, terms=builders.terms(), department=department(lin, "supervisor"))
        again.new_matter_reason = "這次是電梯"
        other = again.promise(by=lin, terms=builders.terms(), department=department(lin, "supervisor"))

    assert answer.value.by_field == {
        "new_matter_reason": (
            "ZB-20261116-001 is open for this home. Join it and urge, or say why this is another matter."
        )
    }
    assert other.number == "ZB-20261117-001"


def test_joining_urges_the_case_and_tells_its_owner(lin: Staff, zhou: Staff, home: Unit) -> None:
    """BR-V14: 併入並催辦 raises urge_count; no second case."""
    leak = builders.case(lin, unit=home)

    visit = builders.visit(zhou, about="complaint", unit=home, statement="還在漏").join(
        by=zhou, case=leak, reply="已催促"
    )

    leak.refresh_from_db()
    assert (visit.status, visit.joins, visit.reply) == ("joined", leak, "已催促")
    assert (leak.urge_count, leak.owner) == (1, lin)
    assert [(event.kind, event.by, event.note) for event in leak.events.in_order()][-1] == (
        "urged",
        zhou,
        "還在漏",
    )
    assert list(Visit.objects.of_case(leak)) == [leak.visit, visit]
    assert Case.objects.count() == 1


def test_the_same_matter_is_of_the_same_home_kindred_and_recent(lin: Staff, home: Unit) -> None:
    """BR-V14: what is not offered."""
    leak = builders.case(lin, unit=home, promise=builders.terms(at("2026-11-17 09:00")))
    elsewhere = Unit(centre=lin.centre, building="9", entrance="3", room="703").save_signed(None, "set_up")

    assert not Case.objects.same_matter(builders.visit(lin, about="repair", unit=elsewhere)).exists()
    assert not Case.objects.same_matter(builders.visit(lin, about="parking", unit=home)).exists()
    assert not Case.objects.same_matter(builders.visit(lin, about="repair")).exists()
    with clock.at(leak.opened_at + timedelta(days=7)):
        assert list(Case.objects.same_matter(builders.visit(lin, about="repair", unit=home))) == [leak]
    with clock.at(leak.opened_at + timedelta(days=7, minutes=1)):
        assert not Case.objects.same_matter(builders.visit(lin, about="repair", unit=home)).exists()


def test_a_closed_case_is_not_urged(lin: Staff, zhao: Staff) -> None:
    done = builders.closed(lin, zhao)

    with refused("ZB-20261116-001 is closed, so it cannot be urged. Reopen it, or open a new case."):
        builders.visit(lin).join(by=lin, case=done)


def test_a_visit_taken_down_does_not_join(lin: Staff, home: Unit) -> None:
    leak = builders.case(lin, unit=home)

    with refused("This visit has already been taken down as “Answered on the spot”."):
        builders.answered(lin).join(by=lin, case=leak)


# Alarm ------------------------------------------------------------------------------------------------------------


def test_an_alarm_needs_place_and_kind_alone(lin: Staff) -> None:
    """BR-V15: 求助, P0, saved with only location and type; at work at once; outside calls are stamped."""
    visit = Visit.receive(by=lin, category=category(lin, "help"), location_detail="9 棟電梯")

    made = visit.raise_alarm(by=lin, department=department(lin, "security"))
    with clock.at(at("10:02")):
        made.call_out(by=lin, service="119")

    assert (made.priority, made.status, made.promise_due_at) == ("P0", "in_progress", None)
    assert (made.first_contact, made.owner, made.emergency) == (lin, lin, True)
    assert list(Case.objects.emergencies()) == [made]
    assert [(e.kind, e.note, e.at) for e in made.events.in_order()] == [
        ("opened", "9 棟電梯", at("10:00")),
        ("called_out", "119", at("10:02")),
    ]


def test_the_rest_of_an_alarm_may_follow(lin: Staff) -> None:
    """BR-V15: other fields within half an hour."""
    made = Visit.receive(by=lin, category=category(lin, "help"), location_detail="9 棟電梯").raise_alarm(
        by=lin, department=department(lin, "security")
    )

    with clock.at(at("10:25")):
        made.visit.correct(by=lin, reason="補錄", statement="兩人被困", visitor_name="吳先生")

    made.refresh_from_db()
    assert (made.title, made.visitor_name) == ("兩人被困", "吳先生")


def test_an_alarm_without_place_or_kind_is_asked_for_them(lin: Staff) -> None:
    """BR-V15: the two it needs."""
    with pytest.raises(Refusal) as answer:
        Visit.receive(by=lin).raise_alarm(by=lin, department=department(lin, "security"))

    assert answer.value.by_field == {
        "category": "Choose what it is about.",
        "unit": "Where is it? A room or a place is enough.",
    }


# Identity ---------------------------------------------------------------------------------------------------------


def test_a_goods_release_for_a_tenant_needs_the_owner(lin: Staff) -> None:
    """BR-V17: 放行條 asked by a tenant."""
    with pytest.raises(Refusal) as answer:
        builders.answered(lin, about="pass", visitor_kind="tenant", identity_check="card")
    let_out = builders.answered(
        lin, about="pass", visitor_kind="tenant", identity_check="card", owner_confirmed_by="phone"
    )
    owner = builders.answered(lin, about="pass", visitor_kind="owner", identity_check="card")

    assert answer.value.by_field == {
        "owner_confirmed_by": "A tenant's goods leave only after the owner confirms: say how."
    }
    assert (let_out.status, owner.status) == ("answered", "answered")


def test_a_card_is_not_given_out_unidentified(lin: Staff) -> None:
    """BR-V17: identify before releasing."""
    with pytest.raises(Refusal) as answer:
        builders.answered(lin, about="card")

    assert answer.value.by_field == {
        "identity_check": "Say how the person was identified before anything is released."
    }


# Nothing is erased ------------------------------------------------------------------------------------------------


def test_an_edited_statement_keeps_the_old_text(lin: Staff, tang: Staff) -> None:
    """BR-V18: a history row with old text, editor, time."""
    visit = builders.answered(lin, statement="衛生間漏水")

    with clock.at(at("11:00")):
        visit.correct(by=tang, reason="聽錯了", statement="廚房漏水")

    now, before = visit.history.order_by("-history_id")
    assert (before.statement, before.history_user, before.history_date) == ("衛生間漏水", lin, at("10:00"))
    assert (now.statement, now.history_user, now.history_date) == ("廚房漏水", tang, at("11:00"))
    assert (now.history_verb, now.history_change_reason) == ("correct", "聽錯了")


def test_a_correction_reaches_the_case(lin: Staff, home: Unit) -> None:
    """BR-V18: the case keeps saying what its opening visit says."""
    made = builders.case(lin)

    made.visit.correct(by=lin, reason="問清楚了", unit=home, statement="廚房漏水")

    made.refresh_from_db()
    assert (made.unit, made.title) == (home, "廚房漏水")
    told = made.events.in_order().last()
    assert told is not None
    assert (told.kind, told.note) == ("corrected", "問清楚了")


@pytest.mark.parametrize(
    ("who", "changes", "sentence"),
    [
        (
            "zhou",
            {"remark": "x"},
            "Only the person who wrote this line may correct it, or a shift leader.",
        ),
        ("lin", {"remark": "x", "reason": " "}, "Say why it is corrected; the old text stays visible."),
        (
            "lin",
            {"reply": "不知道"},
            "Never answer “I don't know”. Say: “I will check at once and answer you by …”.",
        ),
        ("huang", {"number": "1"}, "The first contact, the number and the duty date never change."),
        (
            "lin",
            {"statement": " "},
            "This was written down once: correct it, but do not leave it empty.",
        ),
    ],
)
def test_what_is_not_corrected(
    request: pytest.FixtureRequest, lin: Staff, who: str, changes: dict[str, Any], sentence: str
) -> None:
    """BR-V18: against_correcting, branch by branch."""
    visit = builders.answered(lin)

    with pytest.raises(Refusal) as answer:
        visit.correct(by=request.getfixturevalue(who), **{"reason": "x"} | changes)

    assert str(answer.value) == sentence
    assert visit.history.count() == 1


def test_a_void_line_is_not_corrected(lin: Staff) -> None:
    visit = builders.visit(lin).keep(by=lin)
    visit.void(by=lin, reason="試寫")

    with refused("A void line is not corrected."):
        visit.correct(by=lin, reason="x", remark="x")


@pytest.mark.parametrize(
    "emptied",
    [
        {"statement": ""},
        {"category": None},
        {"reason_explained": ""},
        {"restated": False},
        {"apology_given": False},
        {"phone": "", "phone_declined": False},
    ],
)
def test_a_correction_takes_none_of_the_five_away(lin: Staff, emptied: dict[str, Any]) -> None:
    """BR-V09, V18, I6: refused with a sentence, not by the database alone."""
    made = builders.case(lin)

    with refused("This was written down once: correct it, but do not leave it empty."):
        made.visit.correct(by=lin, reason="x", **emptied)


def test_an_answer_is_not_corrected_away(lin: Staff) -> None:
    visit = builders.visit(lin).answer(by=lin, reply="已告知", satisfaction=4)

    for emptied in ({"reply": " "}, {"satisfaction": 2}):
        with pytest.raises(Refusal):
            visit.correct(by=lin, reason="x", **emptied)


def test_a_line_is_voided_by_its_writer_and_stays(lin: Staff) -> None:
    """§2.1 作廢, BR-V18."""
    visit = builders.visit(lin).keep(by=lin)

    visit.void(by=lin, reason="重複")

    kept = Visit.objects.get(pk=visit.pk)
    assert (kept.status, kept.void_reason, kept.statement) == ("void", "重複", "衛生間天花板漏水")


def test_who_may_void(lin: Staff, zhou: Staff, huang: Staff) -> None:
    """§2.1 作廢: creator in the same shift with a reason, later only a manager."""
    visit = builders.visit(lin).keep(by=lin)

    with refused("Only the person who wrote this line may void it, or a manager."):
        visit.void(by=zhou, reason="x")
    with refused("Say why the line is void; it stays in the log, struck through."):
        visit.void(by=lin, reason="")
    with clock.at(at("16:00")):
        with refused("The shift is over: only a manager may still void this line."):
            visit.void(by=lin, reason="x")
        visit.void(by=huang, reason="試寫")

    assert Visit.objects.get(pk=visit.pk).status == "void"


def test_what_led_to_something_is_not_voided(lin: Staff) -> None:
    with refused("Only a visit still being received can be voided. Correct it instead."):
        builders.answered(lin).void(by=lin, reason="x")


@pytest.mark.parametrize("role", ["lin", "tang", "huang", "ai"])
def test_delete_is_closed_to_every_role(request: pytest.FixtureRequest, lin: Staff, role: str) -> None:
    """BR-V18: no role, by no door."""
    request.getfixturevalue(role)
    visit = builders.answered(lin)

    with pytest.raises(TypeError):
        visit.delete()
    erased = pytest.raises(IntegrityError, match="nothing is erased from visits_visit")
    with erased, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM visits_visit WHERE id = %s", [visit.pk])


# Leave-taking -----------------------------------------------------------------------------------------------------


def test_after_three_quarters_of_an_hour_the_desk_is_gently_asked(lin: Staff) -> None:
    """BR-V20: RECEIVING for 45 min with no departed_at; never blocks."""
    visit = builders.visit(lin).keep(by=lin)

    with clock.at(at("10:44")):
        assert [visit.wants_leave_taking] == [False]
    with clock.at(at("10:45")):
        assert [visit.wants_leave_taking] == [True]
        visit.see_off(by=lin, desk_cleared=True)

        assert (visit.departed_at, visit.desk_cleared) == (at("10:45"), True)
        assert [visit.wants_leave_taking] == [False]
        assert visit.answer(by=lin, reply="已告知").status == "answered"


def test_an_auditor_sees_nobody_off(lin: Staff, su: Staff) -> None:
    with refused(NOT_AT_THE_DESK):
        builders.answered(lin).see_off(by=su)


def test_nobody_leaves_before_they_came_or_later_than_now(lin: Staff) -> None:
    """BR-V20: the time of leaving lies between arrival and now."""
    visit = builders.answered(lin)

    for moment in ("09:59", "10:02"):
        with refused("The resident left after arriving, and not later than now."):
            visit.see_off(by=lin, departed_at=at(moment))


# Two pairs of hands -----------------------------------------------------------------------------------------------


def test_what_was_filled_in_is_not_lost_to_the_lock(lin: Staff) -> None:
    """A kept line taken up again in another form keeps what the second form adds."""
    visit = builders.visit(lin, statement="").keep(by=lin)
    taken_up = Visit.objects.get(pk=visit.pk)

    taken_up.fill_in(statement="衛生間漏水").answer(by=lin, reply="已告知")

    assert Visit.objects.get(pk=visit.pk).statement == "衛生間漏水"


def test_a_promise_of_terms_is_a_plain_value() -> None:
    """Two promises of the same words are equal: terms carry no identity."""
    assert PromiseTerms(due_at=at("12:00"), text="上門") == PromiseTerms(due_at=at("12:00"), text="上門")
