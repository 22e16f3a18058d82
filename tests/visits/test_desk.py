"""The desk: what it shows to whom, in how many questions and how many bytes."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.models import Guideline, ServiceCentre, Staff, Unit
from records import clock
from tests import builders
from tests.cast import MORNING, at, department
from visits.models import Callback, Draft, Visit

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


def told(client: Client) -> list[str]:
    """What the desk tells this person without being asked."""
    return [alert.text for alert in client.get("/").context["alerts"]]


# How much it costs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["lin", "tang"])
@pytest.mark.parametrize("count", [1, 30])
def test_the_desk_asks_the_same_few_questions_of_any_number_of_rows(
    count: int,
    role: str,
    lin: Staff,
    zhao: Staff,
    he: Staff,
    centre: ServiceCentre,
    signed_in: Signed,
    request: pytest.FixtureRequest,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Twelve at most, session and person included; forty thousand bytes at most."""
    staff: Staff = request.getfixturevalue(role)
    for place in range(count):
        home = Unit(centre=centre, building=str(place), room="101").save_signed(None, "set_up")
        builders.case(staff, unit=home)
        builders.resolved(staff, zhao, unit=home, about="card", identity_check="file")
        builders.answered(staff)
        builders.visit(staff).keep(by=staff)
        Guideline(centre=centre, kind="notice", title=f"停水 {place}", body="清洗水箱").save_signed(
            None, "set_up"
        )
        Guideline(centre=centre, kind="faq", title=f"常問 {place}", body="請帶證件").save_signed(
            None, "set_up"
        )
    builders.referral(staff, he)
    Draft.objects.park(staff, "a" * 32, {"statement": "x"})
    client = signed_in(staff)

    with django_assert_num_queries(11):
        page = client.get("/")

    assert page.status_code == 200
    assert len(page.content) <= 40_000, len(page.content)


# What to say ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("00:30", "“Good evening, so late! What can I do for you?”"),
        ("10:59", "“Good morning! What can I do for you?”"),
        ("11:00", "“Good afternoon! What can I do for you?”"),
        ("18:00", "“Good evening! What can I do for you?”"),
    ],
)
def test_the_greeting_follows_the_hour(time: str, said: str, lin: Staff, signed_in: Signed) -> None:
    """BR-V21: §4.5, help text only."""
    client = signed_in(lin)

    with clock.at(at(time)):
        assert client.get("/").context["greeting"] == said


def test_after_saving_the_farewell_is_said(lin: Staff, zhou: Staff, signed_in: Signed) -> None:
    """§4.10–4.12: farewell, what was saved, one press to see off; a colleague's line is not mine."""
    mine, hers = builders.answered(lin), builders.answered(zhou)
    client = signed_in(lin)

    page = client.get(f"/?saved={mine.number}")
    other = client.get(f"/?saved={hers.number}")

    assert page.context["greeting"] == "“You are welcome, that is what I am here for. Take care, goodbye!”"
    assert page.context["slip_saved"] == "Line 1 is down: 吳先生, Answered on the spot"
    assert f"/visits/{mine.number}/see-off/" in page.content.decode()
    assert other.context["saved"] is None


@pytest.mark.parametrize("number", ["ZB-20261116-999", "%00", "林" * 500])
def test_a_line_that_was_never_saved_is_not_said_to_be_down(
    number: str, lin: Staff, signed_in: Signed
) -> None:
    assert signed_in(lin).get(f"/?saved={number}").context["saved"] is None


def test_notices_in_force_today_are_shown(lin: Staff, centre: ServiceCentre, signed_in: Signed) -> None:
    """§4.6: what to know today; neither yesterday's nor tomorrow's."""
    today = MORNING.date()
    for title, begins in (("昨天", today - timedelta(1)), ("今天", today), ("明天", today + timedelta(1))):
        Guideline(
            centre=centre, kind="notice", title=title, body="x", valid_from=begins, valid_until=begins
        ).save_signed(None, "set_up")

    page = signed_in(lin).get("/")

    assert [notice.title for notice in page.context["notices"]] == ["今天"]


# What I owe -------------------------------------------------------------------------------------------------------


def test_what_is_owed_stands_by_the_time_it_falls_due(
    lin: Staff, zhou: Staff, zhao: Staff, signed_in: Signed
) -> None:
    """§4.8: late first, then soon, later, past the shift; callbacks among them; a colleague's not."""
    client = signed_in(lin)
    for due, statement in (("17:30", "須交班"), ("10:45", "快到"), ("14:00", "還早"), ("10:10", "逾時")):
        builders.case(lin, promise=builders.terms(at(due)), statement=statement)
    waiting = builders.case(lin, promise=builders.terms(at("15:00")), statement="暫停")
    waiting.accept(by=zhao)
    waiting.wait(by=zhao, reason="等零件")
    builders.resolved(lin, zhao, statement="回訪")
    builders.case(zhou, statement="別人的")

    with clock.at(at("10:20")):
        owed = client.get("/").context["owed"]

    assert [(row.matter, row.kind) for row in owed] == [
        ("逾時", "late"),
        ("快到", "soon"),
        ("回訪", "call"),
        ("還早", ""),
        ("暫停", "held"),
        ("須交班", "next"),
    ]


def test_nothing_owed_is_said(lin: Staff, signed_in: Signed) -> None:
    """An empty list says why it is empty."""
    assert "“Nothing is owed to a resident.”" in signed_in(lin).get("/").content.decode()


def test_the_last_lines_of_mine_are_shown_newest_first(lin: Staff, zhou: Staff, signed_in: Signed) -> None:
    """剛才記下: mine of this shift."""
    for minutes, statement in enumerate(("第一", "第二")):
        with clock.at(MORNING + timedelta(minutes=minutes)):
            builders.answered(lin, statement=statement)
    builders.answered(zhou, statement="別人的")

    with clock.at(MORNING + timedelta(minutes=5)):
        just = signed_in(lin).get("/").context["just"]

    assert [line.matter for line in just] == ["第二", "第一"]


# What does not wait -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (44, "吳先生 is still being received, for 44 min"),
        (45, "吳先生 came 45 min ago. When did they leave? Is the desk tidied?"),
    ],
)
def test_leave_taking_is_gently_asked_for(
    minutes: int, said: str, lin: Staff, zhou: Staff, signed_in: Signed
) -> None:
    """BR-V20: after forty-five minutes; to the owner only, never blocking."""
    builders.visit(lin).keep(by=lin)

    with clock.at(MORNING + timedelta(minutes=minutes)):
        assert told(signed_in(lin)) == [said]
        assert told(signed_in(zhou)) == []


@pytest.mark.parametrize(("minutes", "expected"), [(19, []), (20, [False]), (30, [False]), (31, [True])])
def test_what_is_not_forwarded_turns_amber_then_late(
    minutes: int, expected: list[bool], lin: Staff, signed_in: Signed
) -> None:
    """BR-V05: amber from 09:20, counted from 09:31."""
    builders.case(lin, forward=False)

    with clock.at(MORNING + timedelta(minutes=minutes)):
        assert [alert.is_late for alert in signed_in(lin).get("/").context["alerts"]] == expected


def test_a_department_sees_what_waits_for_it(lin: Staff, zhao: Staff, wu: Staff, signed_in: Signed) -> None:
    """§3.2: forwarded and not accepted; gone once somebody took it on."""
    case = builders.case(lin, statement="漏水")

    assert told(signed_in(zhao)) == ["漏水 waits for your department"]
    assert told(signed_in(wu)) == []
    case.accept(by=zhao)
    assert told(signed_in(zhao)) == []


def test_the_leader_sees_what_came_back_twice(
    lin: Staff, zhao: Staff, wu: Staff, tang: Staff, signed_in: Signed
) -> None:
    """BR-V13: the supervisor's list; nobody else's."""
    case = builders.case(lin, statement="漏水")
    case.send_back(by=zhao, reason="不是我們")
    case.forward(by=lin, department=department(lin, "security"))
    case.send_back(by=wu, reason="也不是")

    assert told(signed_in(tang)) == ["漏水 came back twice: assign it"]
    assert told(signed_in(zhao)) == []


def test_the_leader_sees_whom_nobody_reached(lin: Staff, zhao: Staff, tang: Staff, signed_in: Signed) -> None:
    """BR-C04: three attempts over two days, then a decision."""
    callback = builders.resolved(lin, zhao, statement="漏水")
    while callback.state != Callback.State.EXHAUSTED:
        with clock.at(callback.next_attempt_at or callback.due_at):
            callback.record(by=lin, result=Callback.Result.NO_ANSWER)

    with clock.at(at("2026-11-18 10:00")):
        assert told(signed_in(tang)) == ["漏水: nobody could be reached"]


def test_the_leader_reads_answers_that_quote(lin: Staff, zhou: Staff, tang: Staff, signed_in: Signed) -> None:
    """BR-V11: passes of the phrase check are listed for the supervisor."""
    builders.visit(lin).answer(by=lin, reply="已解釋，業主不再表示不清楚", quoting_reason="業主原話")

    assert told(signed_in(tang)) == ["An answer quotes a forbidden phrase, because: 業主原話"]
    assert told(signed_in(zhou)) == []


# Who may look -----------------------------------------------------------------------------------------------------


def test_the_auditor_is_led_to_the_log_and_the_administrator_to_the_books(
    su: Staff, ai: Staff, signed_in: Signed
) -> None:
    """§4.1: no slip for those who receive nobody; further in, the administrator is told why not."""
    audited, kept, further = signed_in(su).get("/"), signed_in(ai).get("/"), signed_in(ai).get("/log/")

    assert (audited.status_code, audited["Location"]) == (302, "/log/")
    assert (kept.status_code, kept["Location"]) == (302, "/admin/")
    assert (further.status_code, "does not see the duty log" in further.content.decode()) == (403, True)
    assert 'href="/admin/"' in further.content.decode()
    assert 'href="/"' not in further.content.decode()


def test_another_centre_sees_nothing_of_it(lin: Staff, stranger: Staff, signed_in: Signed) -> None:
    """Out of one's centre nothing exists, not even an alarm."""
    builders.visit(lin, about="help", location_detail="3 棟").raise_alarm(
        by=lin, department=department(lin, "security")
    )

    page = signed_in(stranger).get("/")

    assert (page.context["alarms"], page.context["alerts"], page.context["owed"]) == ([], [], [])


def test_numbers_are_masked_on_the_desk(lin: Staff, signed_in: Signed) -> None:
    """BR-V17: no full number on a page that others can see."""
    builders.case(lin, phone="13800000001")

    assert "13800000001" not in signed_in(lin).get("/").content.decode()


def test_a_late_entry_of_yesterday_is_not_in_todays_shift(lin: Staff, signed_in: Signed) -> None:
    """BR-V19: it belongs to the shift in which the resident came."""
    Visit.receive(by=lin, arrived_at=at("2026-11-15 10:00"), statement="x", visitor_name="y").keep(by=lin)

    page = signed_in(lin).get("/")

    assert (page.context["slip_number"], Visit.objects.get().duty_date) == (1, date(2026, 11, 15))


def test_an_empty_slip_shows_what_may_be_chosen_now(
    lin: Staff, signed_in: Signed, centre: ServiceCentre
) -> None:
    """It is drawn once for the same content (records.layout.Alike): another content is drawn anew."""
    client = signed_in(lin)
    before = client.get("/").content.decode()
    Guideline(centre=centre, kind="faq", title="貨梯怎樣預約", body="提前一天").save_signed(None, "set_up")
    with clock.at(at("20:00")):
        later = client.get("/").content.decode()

    assert "貨梯怎樣預約" not in before
    assert "貨梯怎樣預約" in later
    assert 'value="2026-11-17T10:00"' in later
    lin.choose_language("zh-hant")
    assert "當場答覆" in client.get("/").content.decode()
