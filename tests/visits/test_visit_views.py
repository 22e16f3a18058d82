"""The slip through the door of the browser: who may do what, what is refused and in which words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.models import Desk, Occupancy, Resident, ServiceCentre, Shift, Staff, Unit
from records import clock
from records.models import RefusedAttempt
from tests import builders
from tests.cast import at, department
from visits.models import Case, Disclosure, Draft, Referral, Visit

pytestmark = pytest.mark.usefixtures("english")

Signed = Callable[[Staff], Client]


@pytest.fixture
def signed_in() -> Signed:
    """A browser in which this person is signed in and reads the words as the code has them."""

    def open_browser(staff: Staff) -> Client:
        staff.choose_language("en")
        client = Client()
        client.force_login(staff, backend="directory.auth.StaffBackend")
        return client

    return open_browser


@pytest.fixture
def wu_lives_here(home: Unit) -> Resident:
    """吳先生 of 9-3-702, whose number is on file."""
    resident = Resident(centre=home.centre, name="吳家豪", honorific="先生", phone="13800000001")
    resident.save_signed(None, "set_up")
    Occupancy(centre=home.centre, unit=home, resident=resident).save_signed(None, "set_up")
    return resident


def slip(**boxes: Any) -> dict[str, Any]:
    """The two boxes that must be filled in, and a fresh key."""
    return {"once": uuid4().hex, "statement": "停車證遺失，如何補辦？", "reply": "已告知辦理時間"} | boxes


def promise(**boxes: Any) -> dict[str, Any]:
    """What was not solved on the spot: with all five things said."""
    return slip(
        **{
            "who": "9-3-702",
            "statement": "衛生間天花板漏水",
            "category": "repair",
            "outcome": "promise",
            "reply": "",
            "department": "engineering",
            "due_at": "2026-11-16T13:00",
            "promise_text": "上門查看",
            "kind": "arrive",
            "reason_explained": "維修員正在別處",
            "restated": "on",
            "apology_given": "on",
            "phone": "13800000001",
        }
        | boxes
    )


def words_of(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())


# On the spot -----------------------------------------------------------------------------------------------------


def test_two_boxes_are_enough_for_an_answer_on_the_spot(lin: Staff, signed_in: Signed) -> None:
    """§4.6: at most six boxes, two of them required."""
    response = signed_in(lin).post("/visits/new/", slip())

    visit = Visit.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/?saved={visit.number}")
    assert (visit.status, visit.category.code if visit.category else "", visit.channel) == (
        "answered",
        "consult",
        "walk_in",
    )
    assert (visit.first_contact, visit.desk, visit.anonymous) == (lin, lin.desk, True)


def test_nothing_typed_names_both_boxes_and_saves_nothing(lin: Staff, signed_in: Signed) -> None:
    """BR-V06: what was asked and what was answered must be down."""
    response = signed_in(lin).post("/visits/new/", slip(statement="", reply=""))

    assert (response.status_code, Visit.objects.count()) == (422, 0)
    assert set(response.context["form"].errors) == {"statement", "reply"}


def test_what_was_typed_stays_when_it_is_refused(lin: Staff, signed_in: Signed) -> None:
    """I10: no text is lost."""
    response = signed_in(lin).post(
        "/visits/new/", slip(who="王先生", statement="門禁卡 <b>壞</b>了", reply="")
    )

    page = words_of(response)
    assert response.status_code == 422
    assert "王先生" in page
    assert "門禁卡 &lt;b&gt;壞&lt;/b&gt;了" in page


def test_never_say_you_do_not_know(lin: Staff, signed_in: Signed) -> None:
    """BR-V11: blocked in the answer, allowed in the resident's words, passed only when quoting with a reason."""
    client = signed_in(lin)

    refused = client.post(
        "/visits/new/", slip(statement="業主稱不清楚收費標準", reply="這個我不清楚，您問別人")
    )
    quoted = client.post("/visits/new/", slip(reply="已解釋，業主不再表示不清楚", quoting_reason="業主原話"))

    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"reply"})
    assert (quoted.status_code, Visit.objects.count()) == (302, 1)


def test_a_dissatisfied_resident_is_not_let_go_with_an_answer(lin: Staff, signed_in: Signed) -> None:
    """BR-V08: not satisfied on the spot means a promise."""
    client = signed_in(lin)

    refused = client.post("/visits/new/", slip(satisfaction="2"))
    accepted = client.post("/visits/new/", slip(satisfaction="4"))

    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"satisfaction"})
    assert (accepted.status_code, Visit.objects.get().satisfaction) == (302, 4)


@pytest.mark.parametrize("role", ["zhao", "he", "tang", "huang", "chen"])
def test_every_employee_may_take_a_visit(
    role: str, request: pytest.FixtureRequest, signed_in: Signed
) -> None:
    """BR-V01: the technician, too, becomes first contact; there is no 403."""
    staff: Staff = request.getfixturevalue(role)
    client = signed_in(staff)

    assert client.get("/visits/new/").status_code == 200
    assert client.post("/visits/new/", slip()).status_code == 302
    assert Visit.objects.get().first_contact == staff


@pytest.mark.parametrize("role", ["su", "ai"])
def test_who_has_no_business_at_the_desk_is_told_so(
    role: str, request: pytest.FixtureRequest, signed_in: Signed
) -> None:
    """BR-V01: auditor and administrator receive nobody."""
    client = signed_in(request.getfixturevalue(role))

    assert client.get("/visits/new/").status_code == 403
    assert client.post("/visits/new/", slip()).status_code == 403
    assert Visit.objects.count() == 0


# Who is meant ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["9-3-702", "９－３－７０２", "9-702", "wjh", "0001", "吳家豪", "9-3-702 吳家豪"]
)
def test_the_household_is_found_without_a_script(
    typed: str, lin: Staff, home: Unit, wu_lives_here: Resident, signed_in: Signed
) -> None:
    """§4.6: room, pinyin initials, end of the number or name; full width is folded."""
    response = signed_in(lin).post("/visits/new/", slip(who=typed))

    visit = Visit.objects.get()
    assert response.status_code == 302
    assert (visit.unit, visit.resident, visit.visitor_name, visit.scope) == (
        home,
        wu_lives_here,
        "吳家豪",
        "home",
    )


def test_a_chosen_suggestion_stands(
    lin: Staff, home: Unit, wu_lives_here: Resident, signed_in: Signed
) -> None:
    """The suggestion's value wins over what is in the box."""
    signed_in(lin).post("/visits/new/", slip(who="whatever", household=f"{home.pk}:{wu_lives_here.pk}"))

    assert (Visit.objects.get().unit, Visit.objects.get().resident) == (home, wu_lives_here)


def test_an_unknown_room_is_said_beside_the_box(lin: Staff, home: Unit, signed_in: Signed) -> None:
    """A room that does not exist is an error, not a visitor's name."""
    response = signed_in(lin).post("/visits/new/", slip(who="99-9-9999"))

    assert (response.status_code, Visit.objects.count()) == (422, 0)
    assert response.context["form"].errors["who"] == ["There is no room 99-9-9999 here."]


def test_a_home_of_another_centre_does_not_exist(
    lin: Staff, other_centre: ServiceCentre, signed_in: Signed
) -> None:
    """Out of one's centre nothing is found, by number or by value."""
    elsewhere = Unit(centre=other_centre, building="5", room="801").save_signed(None, "set_up")
    client = signed_in(lin)

    assert client.post("/visits/new/", slip(who="5-801")).status_code == 422
    assert client.post("/visits/new/", slip(household=f"{elsewhere.pk}:")).status_code == 422


@pytest.mark.parametrize("typed", ["家政公司", "Mrs Lee", "王先生"])
def test_any_other_text_is_the_visitors_name(typed: str, lin: Staff, home: Unit, signed_in: Signed) -> None:
    """A visitor nobody knows is written down by name."""
    signed_in(lin).post("/visits/new/", slip(who=typed))

    visit = Visit.objects.get()
    assert (visit.visitor_name, visit.unit, visit.visitor_kind, visit.anonymous) == (
        typed,
        None,
        "guest",
        False,
    )


# Whose desk ------------------------------------------------------------------------------------------------------


def test_whose_desk_it_is_receives(lin: Staff, zhou: Staff, signed_in: Signed) -> None:
    """BR-V02: typed by 周敏 at 林靜's desk, first contact is 林靜."""
    signed_in(zhou).post("/visits/new/", slip(desk=str(lin.desk_id)))

    visit = Visit.objects.get()
    assert (visit.first_contact, visit.entered_by) == (lin, zhou)


@pytest.mark.parametrize("role", ["zhou", "huang"])
def test_nobody_changes_who_received_the_resident(
    role: str, lin: Staff, request: pytest.FixtureRequest, signed_in: Signed
) -> None:
    """BR-V02: not a colleague, not the manager; the attempt stays on the trail."""
    visit = builders.answered(lin)
    staff = request.getfixturevalue(role)

    response = signed_in(staff).post(
        f"/visits/{visit.number}/correct/",
        {"once": uuid4().hex, "first_contact": str(staff.pk), "statement": "x", "reply": "y", "reason": "z"},
    )

    assert (response.status_code, Visit.objects.get().first_contact) == (403, lin)
    assert RefusedAttempt.objects.get().by == staff


# The promise -----------------------------------------------------------------------------------------------------


def test_what_was_not_solved_becomes_a_case(lin: Staff, home: Unit, signed_in: Signed) -> None:
    """BR-V09: with all five things a case opens, owned by its first contact."""
    response = signed_in(lin).post("/visits/new/", promise())

    case = Case.objects.get()
    assert response.status_code == 302
    assert (case.owner, case.first_contact, case.department.code, case.status) == (
        lin,
        lin,
        "engineering",
        "in_progress",
    )
    assert (case.promise_due_at, case.promises.get().kind) == (at("13:00"), "arrive")


@pytest.mark.parametrize(
    ("left_out", "named"),
    [
        ("restated", {"restated"}),
        ("apology_given", {"apology_given"}),
        ("reason_explained", {"reason_explained"}),
        ("due_at", {"due_at"}),
        ("promise_text", {"promise_text"}),
        ("department", {"department"}),
        ("phone", {"phone"}),
    ],
)
def test_each_of_the_five_things_is_named_when_it_is_missing(
    left_out: str, named: set[str], lin: Staff, home: Unit, signed_in: Signed
) -> None:
    """BR-V09, BR-V22: nothing is saved as promised without restating, apology, reason, promise, department."""
    response = signed_in(lin).post("/visits/new/", promise(**{left_out: ""}))

    assert (response.status_code, Visit.objects.count(), Case.objects.count()) == (422, 0, 0)
    assert set(response.context["form"].errors) == named


def test_a_number_may_be_declined(lin: Staff, home: Unit, signed_in: Signed) -> None:
    """BR-V22: asked for, never forced."""
    assert signed_in(lin).post("/visits/new/", promise(phone="", phone_declined="on")).status_code == 302
    assert Visit.objects.get().phone_declined


def test_the_number_on_file_is_enough(
    lin: Staff, home: Unit, wu_lives_here: Resident, signed_in: Signed
) -> None:
    """Nobody is asked for what the house knows."""
    assert signed_in(lin).post("/visits/new/", promise(phone="")).status_code == 302
    assert Visit.objects.get().phone == "13800000001"


def test_a_thin_margin_is_confirmed_first(lin: Staff, home: Unit, signed_in: Signed) -> None:
    """BR-V10: estimate 11:00, promise 11:10 at 10:00: a warning; past is an error."""
    client = signed_in(lin)
    thin = promise(due_at="2026-11-16T11:10", estimate_at="2026-11-16T11:00")

    warned = client.post("/visits/new/", thin)
    passed = client.post("/visits/new/", promise(due_at="2026-11-16T09:50"))
    confirmed = client.post("/visits/new/", thin | {"once": uuid4().hex, "thin_margin_accepted": "on"})

    assert (warned.status_code, "11:30" in str(warned.context["form"].errors["due_at"])) == (422, True)
    assert (passed.status_code, set(passed.context["form"].errors)) == (422, {"due_at"})
    assert (confirmed.status_code, Case.objects.count()) == (302, 1)


def test_a_time_of_ones_own_may_be_typed_in_full_width(lin: Staff, home: Unit, signed_in: Signed) -> None:
    """Full-width digits are digits."""
    signed_in(lin).post(
        "/visits/new/", promise(due_at="own", due_date="２０２６-１１-１６", due_time="１５：２０")
    )

    assert Case.objects.get().promise_due_at == at("15:20")


def test_a_promise_past_the_shift_says_that_it_goes_on(lin: Staff, home: Unit, signed_in: Signed) -> None:
    """BR-H02: 17:30 lies after the early shift."""
    client = signed_in(lin)
    saved = client.post("/visits/new/", promise(due_at="2026-11-16T17:30"))

    page = client.get(saved["Location"])

    assert page.context["saved"]["is_crossing"]


def test_an_outside_party_is_named(lin: Staff, home: Unit, signed_in: Signed) -> None:
    """BR-V16: the resident is given name and number."""
    client = signed_in(lin)
    outside = {"category": "other", "department": "outside"}

    refused = client.post("/visits/new/", promise(**outside))
    named = client.post("/visits/new/", promise(**outside, outside_name="寬頻公司", outside_phone="10000"))

    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"outside_name"})
    assert (named.status_code, Case.objects.get().outside_name) == (302, "寬頻公司")


def test_a_complaint_says_its_weight_and_against_whom(
    lin: Staff, zhao: Staff, home: Unit, signed_in: Signed
) -> None:
    """§1.6: weight, department and person complained about."""
    complaint = {"category": "complaint", "department": "supervisor", "weight": "serious"}

    signed_in(lin).post(
        "/visits/new/", promise(**complaint, against_department="engineering", against_staff="老趙 工程部")
    )

    case = Case.objects.get()
    assert (
        case.weight,
        case.against_staff,
        case.against_department.code if case.against_department else "",
    ) == (
        "serious",
        zhao,
        "engineering",
    )


@pytest.mark.parametrize(
    ("box", "typed", "more", "sentence"),
    [
        ("handler", "老錢", {}, "Nobody here is called that. Choose from the list."),
        ("handler", "林靜", {}, "林靜 does not work in 工程部."),
        ("department", "fire", {}, "There is no such department. Choose from the list."),
        ("desk", "99", {}, "That desk is not in use. Choose from the list."),
        ("to", "老錢", {"outcome": "introduce"}, "Nobody here is called that. Choose from the list."),
        (
            "against_staff",
            "老錢",
            {"category": "complaint"},
            "Nobody here is called that. Choose from the list.",
        ),
        (
            "against_department",
            "fire",
            {"category": "complaint"},
            "There is no such department. Choose from the list.",
        ),
    ],
)
def test_a_name_that_nobody_has_is_asked_for_again(
    lin: Staff, zhao: Staff, he: Staff, home: Unit, signed_in: Signed,
    box: str, typed: str, more: dict[str, str], sentence: str,
) -> None:  # fmt: skip
    """Nothing typed is dropped without a word: the sentence stands beside the box, the name in it."""
    told = promise(department="engineering") | more | {box: typed}

    page = signed_in(lin).post("/visits/new/", told)

    form = page.context["form"]
    assert (page.status_code, form.errors[box], form[box].value()) == (422, [sentence], typed)
    assert not Visit.objects.exists()


def test_a_handler_is_named_as_the_list_shows_them(
    lin: Staff, zhao: Staff, home: Unit, signed_in: Signed
) -> None:
    """§4.2: somebody of that department, by name, or by name and department."""
    sent = signed_in(lin).post("/visits/new/", promise(department="engineering", handler="老趙 工程部"))

    assert (sent.status_code, Case.objects.get().handler) == (302, zhao)


def test_a_promise_without_a_home_asks_which_one(lin: Staff, signed_in: Signed) -> None:
    """BR-V06: a promise is about a home unless the scope says otherwise."""
    client = signed_in(lin)

    refused = client.post("/visits/new/", promise(who="王先生"))
    common = client.post("/visits/new/", promise(who="王先生", scope="community"))

    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"who"})
    assert common.status_code == 302


# The same matter again -------------------------------------------------------------------------------------------


def test_the_same_matter_again_is_shown_and_joined(
    lin: Staff, zhou: Staff, home: Unit, signed_in: Signed
) -> None:
    """BR-V14: the open case is offered; joining raises the count and the owner sees it; new needs a reason."""
    case = builders.case(lin, unit=home)
    client = signed_in(zhou)

    offered = client.post("/visits/new/", promise())
    joined = client.post("/visits/new/", slip(who="9-3-702", category="repair", join=case.number))
    told = signed_in(lin).get("/")
    new = client.post("/visits/new/", promise(new_matter_reason="另一間浴室"))

    assert (offered.status_code, set(offered.context["form"].errors)) == (422, {"new_matter_reason"})
    assert case.number in words_of(offered)
    assert joined.status_code == 302
    case.refresh_from_db()
    assert (case.urge_count, Visit.objects.get(status="joined").joins) == (1, case)
    assert any("was urged 1 time" in alert.text for alert in told.context["alerts"])
    assert (new.status_code, Case.objects.count()) == (302, 2)


def test_a_case_of_another_home_is_not_joined(lin: Staff, home: Unit, signed_in: Signed) -> None:
    """BR-V14: an urge is about the same home."""
    case = builders.case(lin, unit=home)
    Unit(centre=home.centre, building="8", room="101").save_signed(None, "set_up")

    response = signed_in(lin).post("/visits/new/", slip(who="8-101", category="repair", join=case.number))

    assert (response.status_code, Visit.objects.filter(status="joined").count()) == (422, 0)


# Life at stake ---------------------------------------------------------------------------------------------------


def test_an_alarm_needs_what_and_where_only(lin: Staff, zhou: Staff, signed_in: Signed) -> None:
    """BR-V15: accepted with place and kind; everybody on duty sees the numbers to call."""
    alarm = {"once": uuid4().hex, "act": "alarm", "category": "help", "location_detail": "3 棟 2 號梯"}

    response = signed_in(lin).post("/visits/new/", alarm)
    page = words_of(signed_in(zhou).get("/"))

    case = Case.objects.get()
    assert (response.status_code, case.priority, case.emergency) == (302, "P0", True)
    assert all(number in page for number in ("119", "120", "110", case.number))


def test_the_banner_of_an_alarm_shows_the_numbers_of_the_maintenance_firms(
    lin: Staff, ai: Staff, signed_in: Signed
) -> None:
    """BR-V15: 119, 120, 110 and whom the centre calls for lifts and gas, as the administrator wrote it."""
    builders.visit(lin, about="help", location_detail="3 棟").raise_alarm(
        by=lin, department=department(lin, "security")
    )
    before = words_of(signed_in(lin).get("/"))
    assert lin.centre is not None
    lin.centre.maintenance_numbers = "電梯維保 8765 4321"
    lin.centre.save_signed(ai, "change")

    after = words_of(signed_in(lin).get("/"))

    assert ("number on the lift's plate" in before, "8765 4321" in before) == (True, False)
    assert ("number on the lift's plate" in after, "電梯維保 8765 4321" in after) == (False, True)


def test_an_alarm_without_a_place_asks_for_it(lin: Staff, signed_in: Signed) -> None:
    """BR-V15: where is it?"""
    response = signed_in(lin).post("/visits/new/", {"once": uuid4().hex, "act": "alarm", "category": "help"})

    assert (response.status_code, set(response.context["form"].errors)) == (422, {"who"})


# Fees ------------------------------------------------------------------------------------------------------------


def test_fees_are_introduced_to_the_cashier_on_duty(
    lin: Staff, he: Staff, home: Unit, signed_in: Signed
) -> None:
    """BR-F01, F03: introduced, not settled; the desk keeps the visit."""
    client = signed_in(lin)
    fee = {"who": "9-3-702", "category": "fee", "identity_check": "file"}

    settled = client.post("/visits/new/", slip(**fee))
    introduced = client.post(
        "/visits/new/", slip(**fee, outcome="introduce", to=str(he.pk), matter="parking")
    )

    assert (settled.status_code, set(settled.context["form"].errors)) == (422, {"category"})
    assert introduced.status_code == 302
    assert (Referral.objects.get().to, Referral.objects.get().matter) == (he, "parking")


def test_nobody_introduces_to_themselves_or_to_who_takes_no_fees(
    lin: Staff, zhou: Staff, he: Staff, home: Unit, signed_in: Signed
) -> None:
    """BR-F05: the right role, and somebody else."""
    fee = {"who": "9-3-702", "category": "fee", "outcome": "introduce"}

    to_zhou = signed_in(lin).post("/visits/new/", slip(**fee, to=str(zhou.pk)))
    to_self = signed_in(he).post("/visits/new/", slip(**fee, to=str(he.pk)))

    assert (to_zhou.status_code, to_self.status_code, Referral.objects.count()) == (422, 422, 0)
    assert set(to_zhou.context["form"].errors) == set(to_self.context["form"].errors) == {"to"}


def test_without_a_cashier_the_promise_is_required(lin: Staff, home: Unit, signed_in: Signed) -> None:
    """BR-F04: nobody takes fees now, so a time is promised instead."""
    client = signed_in(lin)
    fee = {"category": "fee", "outcome": "introduce", "department": "fees", "identity_check": "file"}

    bare = client.post("/visits/new/", slip(who="9-3-702", **fee))
    promised = client.post("/visits/new/", promise(**fee, due_at="2026-11-17T10:00"))

    assert bare.status_code == 422
    assert {"due_at", "apology_given", "restated", "reason_explained"} <= set(bare.context["form"].errors)
    assert (promised.status_code, Case.objects.get().department.code) == (302, "fees")


def test_who_waits_too_long_for_the_cashier_is_shown_to_all_three(
    lin: Staff, he: Staff, tang: Staff, zhou: Staff, signed_in: Signed
) -> None:
    """BR-F02: five minutes; both people and the supervisor, nobody else."""
    builders.referral(lin, he)

    with clock.at(clock.now() + timedelta(minutes=5)):
        late = [
            [alert.is_late for alert in signed_in(staff).get("/").context["alerts"]]
            for staff in (lin, he, tang, zhou)
        ]

    assert late == [[True], [True], [True], []]


# Release and identity --------------------------------------------------------------------------------------------


def test_nothing_is_released_before_the_person_is_known(lin: Staff, home: Unit, signed_in: Signed) -> None:
    """BR-V17: identity for a release slip, and the owner's word for a tenant's goods."""
    client = signed_in(lin)
    release = {"who": "9-3-702", "category": "pass", "visitor_kind": "tenant"}

    bare = client.post("/visits/new/", slip(**release))
    known = client.post("/visits/new/", slip(**release, identity_check="file", owner_confirmed_by="phone"))

    assert set(bare.context["form"].errors) == {"identity_check", "owner_confirmed_by"}
    assert known.status_code == 302


# Time of arrival -------------------------------------------------------------------------------------------------


def test_a_late_entry_keeps_both_times(lin: Staff, signed_in: Signed) -> None:
    """BR-V19: arrived 08:30, entered 10:00."""
    signed_in(lin).post("/visits/new/", slip(arrived_at="2026-11-16T08:30"))

    visit = Visit.objects.get()
    assert (visit.arrived_at, visit.is_late_entry) == (at("08:30"), True)


@pytest.mark.parametrize(
    "typed", ["2026-11-16T11:00", "2020-01-01T00:00", "0001-01-01T00:00", "never", "9999-99-99T99:99"]
)
def test_a_wrong_time_is_a_sentence(typed: str, lin: Staff, signed_in: Signed) -> None:
    """No date leads to a broken page."""
    response = signed_in(lin).post("/visits/new/", slip(arrived_at=typed))

    assert (response.status_code, set(response.context["form"].errors)) == (422, {"arrived_at"})


def test_three_rings_are_counted(lin: Staff, signed_in: Signed) -> None:
    """BR-V07: five rings are accepted and flagged."""
    signed_in(lin).post("/visits/new/", slip(channel="call", ring_count="５"))

    visit = Visit.objects.get()
    assert (visit.ring_count, visit.rang_too_long, visit.desk) == (5, True, None)


@pytest.mark.parametrize(
    "text", ["字" * 10_000, "👩‍🔧🚰" * 20, "<script>alert(1)</script>", "'; DROP TABLE visits; --"]
)
def test_any_text_may_be_asked(text: str, lin: Staff, signed_in: Signed) -> None:
    """Ten thousand characters, signs and markup are the resident's words."""
    client = signed_in(lin)

    saved = client.post("/visits/new/", slip(statement=text))

    assert (saved.status_code, Visit.objects.get().statement) == (302, text)
    assert "<script>alert" not in words_of(client.get(saved["Location"]))
    assert client.get(Visit.objects.get().get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "box", ["who", "statement", "category", "reply", "outcome", "household", "channel", "due_at", "join"]
)
def test_a_null_sign_is_a_sentence(box: str, lin: Staff, signed_in: Signed) -> None:
    """No box lets a NUL through to the database."""
    assert signed_in(lin).post("/visits/new/", slip(**{box: "a\x00b"})).status_code in (302, 422)
    assert not any("\x00" in statement for statement in Visit.objects.values_list("statement", flat=True))


def test_what_is_longer_than_its_box_is_said(lin: Staff, signed_in: Signed) -> None:
    """A name of eighty characters, a place of two hundred."""
    response = signed_in(lin).post("/visits/new/", slip(who="名" * 60, location_detail="x" * 121))

    assert (response.status_code, set(response.context["form"].errors)) == (422, {"who", "location_detail"})


# Once ------------------------------------------------------------------------------------------------------------


def test_five_presses_make_one_line(lin: Staff, signed_in: Signed) -> None:
    """I10: the same key and content answer the same; other content is refused."""
    client, boxes = signed_in(lin), slip()

    answers = [client.post("/visits/new/", boxes) for _press in range(5)]
    other = client.post("/visits/new/", boxes | {"statement": "another"})

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, f"/?saved={Visit.objects.get().number}")
    }
    assert (other.status_code, Visit.objects.count()) == (409, 1)


@pytest.mark.parametrize(("kind", "queries"), [("answer", 14), ("promise", 20)])
def test_saving_asks_little_of_the_database(
    kind: str,
    queries: int,
    lin: Staff,
    home: Unit,
    wu_lives_here: Resident,
    signed_in: Signed,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """A line is saved in so many questions, session and savepoints included."""
    client = signed_in(lin)
    Shift.objects.at(home.centre, clock.now())
    chosen = {"who": "9-3-702 吳家豪", "household": f"{home.pk}:{wu_lives_here.pk}"}
    boxes = slip(**chosen) if kind == "answer" else promise(**chosen)

    with django_assert_num_queries(queries):
        saved = client.post("/visits/new/", boxes)

    assert saved.status_code == 302


# Drafts ----------------------------------------------------------------------------------------------------------


def test_a_slip_is_put_aside_taken_up_and_gone_once_written(lin: Staff, signed_in: Signed) -> None:
    """I10: parked with F8, encrypted, taken up again, removed by saving."""
    client = signed_in(lin)

    parked = client.post("/visits/new/", slip(statement="寬頻師傅何時來", reply="", park="1"))
    draft = Draft.objects.get()
    listed = client.get("/")
    taken = client.get(f"/visits/new/?draft={draft.slot}")
    saved = client.post("/visits/new/", slip(statement="寬頻師傅何時來", draft=draft.slot))

    assert (parked.status_code, parked["Location"], b"\xe5" in bytes(draft.body)) == (302, "/", False)
    assert [aside.text for aside in listed.context["drafts"]] == ["寬頻師傅何時來"]
    assert "寬頻師傅何時來" in words_of(taken)
    assert (saved.status_code, Draft.objects.count(), Visit.objects.count()) == (302, 0, 1)


def test_what_is_typed_is_kept_while_typing(lin: Staff, signed_in: Signed) -> None:
    """I10: the draft is on the server before anything is sent; an empty slip is none."""
    client, slot = signed_in(lin), "a" * 32

    first = client.post("/drafts/", {"draft": slot, "statement": "漏"})
    second = client.post("/drafts/", {"draft": slot, "statement": "漏水"})
    empty = client.post("/drafts/", {"draft": "b" * 32, "statement": " "})

    assert {first.status_code, second.status_code, empty.status_code} == {204}
    assert Draft.objects.get().typed["statement"] == "漏水"


def test_nobody_reads_anothers_draft(lin: Staff, zhou: Staff, signed_in: Signed) -> None:
    """I10: what was typed is shown to nobody else."""
    Draft.objects.park(lin, "a" * 32, {"statement": "秘密"})
    client = signed_in(zhou)

    assert client.get("/visits/new/?draft=" + "a" * 32).status_code == 404
    assert client.post(f"/drafts/{'a' * 32}/discard/", {"once": uuid4().hex}).status_code == 404
    assert "秘密" not in words_of(client.get("/"))


def test_a_draft_is_thrown_away_or_forgotten(lin: Staff, signed_in: Signed) -> None:
    """I10: at most 72 hours."""
    Draft.objects.park(lin, "a" * 32, {"statement": "x"})
    Draft.objects.park(lin, "b" * 32, {"statement": "y"})
    client = signed_in(lin)

    assert client.post(f"/drafts/{'a' * 32}/discard/", {"once": uuid4().hex}).status_code == 302
    with clock.at(clock.now() + timedelta(hours=73)):
        assert client.get("/").context["drafts"] == []
    assert Draft.objects.count() == 1


# After it was written --------------------------------------------------------------------------------------------


def test_a_resident_still_being_received_is_gone_on_with(lin: Staff, home: Unit, signed_in: Signed) -> None:
    """§4.6: kept first, answered later, nothing of the first page lost."""
    client = signed_in(lin)
    client.post("/visits/new/", slip(who="9-3-702", reply="", act="keep"))
    visit = Visit.objects.get()

    page = client.get(f"/visits/{visit.number}/finish/")
    done = client.post(
        f"/visits/{visit.number}/finish/",
        slip(version=visit.version, who="9-3-702", statement=visit.statement),
    )

    visit.refresh_from_db()
    assert (page.status_code, visit.statement in words_of(page)) == (200, True)
    assert (done.status_code, visit.status, visit.unit) == (302, "answered", home)
    assert client.get(f"/visits/{visit.number}/finish/").status_code == 403


def test_somebody_elses_change_is_not_written_over(lin: Staff, home: Unit, signed_in: Signed) -> None:
    """Two windows: the second is told who came first, and keeps its words."""
    visit = builders.visit(lin).keep(by=lin)
    seen = visit.version
    visit.correct(by=lin, remark="moved")

    late = signed_in(lin).post(f"/visits/{visit.number}/finish/", slip(version=seen, reply="我的答覆"))

    assert (late.status_code, "我的答覆" in words_of(late)) == (409, True)


def test_a_correction_is_a_new_version_with_a_reason(lin: Staff, signed_in: Signed) -> None:
    """BR-V18: old text, editor and time stay; without a reason nothing changes."""
    visit = builders.answered(lin)
    client = signed_in(lin)
    boxes = {"statement": "改過的話", "reply": visit.reply, "who": visit.visitor_name, "restated": ""}

    bare = client.post(f"/visits/{visit.number}/correct/", {"once": uuid4().hex, **boxes})
    said = client.post(f"/visits/{visit.number}/correct/", {"once": uuid4().hex, **boxes, "reason": "聽錯"})

    visit.refresh_from_db()
    newest = visit.history.first()
    assert (bare.status_code, said.status_code) == (403, 302)
    assert (visit.statement, newest.history_change_reason, newest.history_user) == ("改過的話", "聽錯", lin)


@pytest.mark.parametrize("role", ["lin", "tang", "huang", "su"])
def test_no_role_deletes_a_line(
    role: str, lin: Staff, request: pytest.FixtureRequest, signed_in: Signed
) -> None:
    """BR-V18: DELETE is no method of a line."""
    visit = builders.answered(lin)

    assert signed_in(request.getfixturevalue(role)).delete(visit.get_absolute_url()).status_code == 405


def test_a_line_that_led_to_nothing_is_struck_through(lin: Staff, zhou: Staff, signed_in: Signed) -> None:
    """§2.1: by its writer, with a reason; it stays readable."""
    visit = builders.visit(lin).keep(by=lin)
    reason = {"reason": "走錯地方"}

    other = signed_in(zhou).post(f"/visits/{visit.number}/void/", {"once": uuid4().hex, **reason})
    own = signed_in(lin).post(f"/visits/{visit.number}/void/", {"once": uuid4().hex, **reason})

    visit.refresh_from_db()
    assert (other.status_code, own.status_code, visit.status) == (403, 302, "void")
    assert signed_in(zhou).get(visit.get_absolute_url()).status_code == 200


def test_the_resident_is_seen_off(lin: Staff, signed_in: Signed) -> None:
    """BR-V20: time of leaving and a tidy desk, one press after saving."""
    visit = builders.answered(lin)

    signed_in(lin).post(f"/visits/{visit.number}/see-off/", {"once": uuid4().hex, "desk_cleared": "1"})

    visit.refresh_from_db()
    assert (visit.departed_at, visit.desk_cleared) == (clock.now(), True)


def test_a_full_number_is_shown_for_a_reason_that_is_kept(lin: Staff, su: Staff, signed_in: Signed) -> None:
    """BR-V17: masked until asked for; the auditor may not ask."""
    visit = builders.answered(lin, phone="13800000001")
    client, url = signed_in(lin), f"/visits/{visit.number}/reveal/"

    before = words_of(client.get(visit.get_absolute_url()))
    bare = client.post(url, {"once": uuid4().hex, "reason": ""})
    refused = signed_in(su).post(url, {"once": uuid4().hex, "reason": "看看"})
    shown = client.post(url, {"once": uuid4().hex, "reason": "回電約時間"})
    after = words_of(client.get(visit.get_absolute_url()))

    assert ("138****0001" in before, "13800000001" in before) == (True, False)
    assert (bare.status_code, refused.status_code, shown.status_code) == (422, 403, 302)
    assert ("13800000001" in after, Disclosure.objects.get().reason) == (True, "回電約時間")


def test_a_line_of_another_centre_does_not_exist(lin: Staff, stranger: Staff, signed_in: Signed) -> None:
    """Out of one's centre: 404."""
    visit = builders.answered(lin)
    client = signed_in(stranger)

    assert client.get(visit.get_absolute_url()).status_code == 404
    assert client.get(f"/visits/{visit.number}/correct/").status_code == 404


def test_an_auditor_reads_a_line_with_the_name_masked(lin: Staff, su: Staff, signed_in: Signed) -> None:
    """BR-P02: the trail is read, the person is not."""
    visit = builders.answered(lin, visitor_name="吳家豪")

    page = words_of(signed_in(su).get(visit.get_absolute_url()))

    assert ("吳家豪" in page, "吳**" in page) == (False, True)


@pytest.mark.parametrize("kind", ["answered", "case", "urge", "receiving"])
def test_the_page_of_a_line_asks_the_same_few_questions(
    kind: str,
    lin: Staff,
    home: Unit,
    signed_in: Signed,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Whatever became of the visit."""
    case = builders.case(lin, unit=home)
    visit = {
        "answered": lambda: builders.answered(lin),
        "case": lambda: case.visit,
        "urge": lambda: builders.visit(lin, unit=home).join(by=lin, case=case),
        "receiving": lambda: builders.visit(lin).keep(by=lin),
    }[kind]()
    client = signed_in(lin)

    with django_assert_max_num_queries(8):
        assert client.get(visit.get_absolute_url()).status_code == 200


def test_a_desk_of_another_centre_is_no_desk(
    lin: Staff, other_centre: ServiceCentre, signed_in: Signed
) -> None:
    """A desk nobody offered is no desk: the slip comes back, and nothing is said of whose it is."""
    elsewhere = Desk.objects.filter(centre=other_centre).first()
    assert elsewhere is not None

    page = signed_in(lin).post("/visits/new/", slip(desk=str(elsewhere.pk)))

    assert (page.status_code, page.context["form"].errors) == (
        422,
        {"desk": ["That desk is not in use. Choose from the list."]},
    )
    assert not Visit.objects.exists()
