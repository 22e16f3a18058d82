"""當值表: by week, clicked and pasted; who is on duty follows it (§4.9, BR-H18)."""

from datetime import time

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.models import Duty, ServiceCentre, Shift, ShiftPattern, Staff
from handover.roster import uncovered_hours
from records import clock
from tests.cast import at, hire, put_on_duty, refused
from tests.handover.desk import says, screen, send
from tests.handover.sheets import verbs, work_by

pytestmark = pytest.mark.django_db
PASTE = "/roster/paste/"


def pattern(centre: ServiceCentre, name: str) -> ShiftPattern:
    """A shift of the centre by its name."""
    found: ShiftPattern = ShiftPattern.objects.of(centre).active().get(name=name)
    return found


def put_on(by: Staff, person: Staff, shift: str, day: str) -> Duty:
    """Put somebody on by the form; the duty as it stands afterwards."""
    assert by.centre is not None
    place = pattern(by.centre, shift)
    answer = send(screen(by), "/roster/put-on/", pattern=place.pk, day=day, staff=person.pk)
    assert answer.status_code == 302, says(answer)
    duty: Duty = Duty.objects.get(staff=person, shift__pattern=place, shift__duty_date=day)
    return duty


def rostered() -> set[tuple[str, str, str]]:
    """Everything on the roster: day, shift, name."""
    found = Duty.objects.filter(cancelled=False).select_related("shift__pattern", "staff")
    return {(f"{duty.shift.duty_date}", duty.shift.name, duty.staff.name) for duty in found}


def test_the_week_shows_who_works_when(lin: Staff, chen: Staff) -> None:
    put_on_duty(lin, at("10:00"))
    put_on_duty(chen, at("2026-11-22 17:00"))
    put_on_duty(chen, at("2026-11-23 17:00"))

    page = screen(lin).get("/roster/").content.decode()
    later = screen(lin).get("/roster/?day=2026-11-25").content.decode()

    assert "11/16 – 11/22" in page
    assert page.count("陳潔</span>") == later.count("陳潔</span>") == 1
    assert "/roster/?day=" not in page  # a receptionist reads it
    assert "Nobody is rostered for" not in page


def test_br_h18_a_guard_is_put_on_at_night_and_is_on_duty(
    centre: ServiceCentre, tang: Staff, wu: Staff
) -> None:
    """BR-H18: like a receptionist."""
    duty = put_on(tang, wu, "夜班", "2026-11-17")

    assert list(Staff.objects.on_duty(centre, at("2026-11-17 03:00"))) == [wu]
    assert duty.history.get().history_user == tang
    assert verbs(duty) == ["roster"]


def test_put_on_twice_is_on_once_and_taken_off_comes_back(tang: Staff, chen: Staff) -> None:
    duty = put_on(tang, chen, "中班", "2026-11-17")
    put_on(tang, chen, "中班", "2026-11-17")
    send(screen(tang), f"/roster/take-off/{duty.pk}/", reason="調休")
    off = rostered()
    put_on(tang, chen, "中班", "2026-11-17")

    assert off == set()
    assert rostered() == {("2026-11-17", "中班", "陳潔")}
    assert verbs(duty) == ["roster", "take_off", "roster"]
    assert duty.history.get(history_verb="take_off").history_change_reason == "調休"


def test_off_the_roster_needs_a_reason_and_a_shift_that_has_not_begun(
    english: None, lin: Staff, chen: Staff, tang: Staff
) -> None:
    begun, coming = put_on_duty(lin, at("10:00")), put_on_duty(chen, at("17:00"))
    client = screen(tang)
    mute = send(client, f"/roster/take-off/{coming.pk}/", reason=" ")
    late = send(client, f"/roster/take-off/{begun.pk}/", reason="生病")
    other = send(screen(lin), f"/roster/take-off/{coming.pk}/", reason="想換班")

    assert says(mute) == ["Say why 陳潔 comes off the roster."]
    assert says(late) == ["2026-11-16 早班 has begun: 林靜 goes by a handover."]
    assert says(other) == ["A shift leader or manager changes the roster."]
    assert len(rostered()) == 2


def test_what_is_over_stays_as_it_was_worked(
    english: None, centre: ServiceCentre, tang: Staff, wu: Staff
) -> None:
    night = pattern(centre, "夜班")
    answer = send(screen(tang), "/roster/put-on/", pattern=night.pk, day="2026-11-16", staff=wu.pk)

    assert says(answer) == ["2026-11-16 夜班 is over; it stays as it was worked."]
    assert not Shift.objects.filter(pattern=night, duty_date="2026-11-16").exists()


def test_only_who_leads_puts_on_and_only_who_receives_is_put_on(
    english: None, centre: ServiceCentre, lin: Staff, tang: Staff, su: Staff
) -> None:
    shift = Shift.objects.on(pattern(centre, "中班"), at("12:00").date())

    with refused("A shift leader or manager changes the roster."):
        Duty.put_on(by=lin, shift=shift, staff=lin)
    with refused("蘇文 does not receive residents here."):
        Duty.put_on(by=tang, shift=shift, staff=su)


def test_gaps_are_told_to_who_leads(centre: ServiceCentre, huang: Staff, lin: Staff) -> None:
    work_by(centre, ("早班", "08:00", "16:00"), ("中班", "16:00", "23:00"))
    place = pattern(centre, "早班")
    for day in range(16, 23):
        send(screen(huang), "/roster/put-on/", pattern=place.pk, day=f"2026-11-{day}", staff=lin.pk)

    page = screen(huang).get("/roster/").content.decode()

    assert "No shift covers 23:00–08:00: nobody answers the desk then." in page
    assert "Nobody is rostered for 7 shifts: 11/16 Monday 中班, " in page
    assert "No shift covers" not in screen(lin).get("/roster/").content.decode()


@pytest.mark.parametrize(
    ("hours", "gaps"),
    [
        ([(8, 16), (16, 0), (0, 8)], []),
        ([(8, 20)], ["20:00–08:00"]),
        ([(0, 8), (9, 23)], ["08:00–09:00", "23:00–24:00"]),
        ([(1, 0)], ["00:00–01:00"]),
        ([(8, 8)], []),
        ([], ["00:00–24:00"]),
    ],
)
def test_hours_nobody_covers(hours: list[tuple[int, int]], gaps: list[str]) -> None:
    assert uncovered_hours(ShiftPattern(starts=time(a), ends=time(b)) for a, b in hours) == gaps


def test_a_spreadsheet_is_pasted(lin: Staff, chen: Staff, wu: Staff, tang: Staff) -> None:
    put_on_duty(chen, at("17:00"))
    rows = "日期\t班次\t人員\r\n2026/11/16\t中班\t陳潔、LIN\r\n"
    rows += "11月17日\t夜班\t吴磊\t林靜\r\n\r\n2026-11-17\t早班\t陳潔 林靜\r\n"

    answer = send(screen(tang), PASTE, rows=rows)
    again = send(screen(tang), PASTE, rows=rows)

    assert (answer.status_code, again.status_code) == (302, 302)
    assert rostered() == {
        ("2026-11-16", "中班", "陳潔"),
        ("2026-11-16", "中班", "林靜"),
        ("2026-11-17", "夜班", "吳磊"),
        ("2026-11-17", "夜班", "林靜"),
        ("2026-11-17", "早班", "陳潔"),
        ("2026-11-17", "早班", "林靜"),
    }
    assert {verbs(duty)[0] for duty in Duty.objects.all()} == {"roster"}


def test_a_pasted_row_brings_back_who_was_taken_off(english: None, chen: Staff, tang: Staff) -> None:
    duty = put_on(tang, chen, "中班", "2026-11-17")
    duty.take_off(by=tang, reason="調休")

    send(screen(tang), PASTE, rows="2026-11-17\t中班\tchen")

    assert len(rostered()) == 1
    assert verbs(duty) == ["roster", "take_off", "roster"]


def test_each_wrong_row_has_its_sentence_and_nothing_is_written(
    centre: ServiceCentre, lin: Staff, tang: Staff
) -> None:
    hire(centre, "lin2", "林靜", "receptionist", "desk")
    rows = (
        "2026-11-17\t早班\tlin\n"
        "2026-11-31\t早班\tlin\n"
        "2026-11-17\t晚班\tlin\n"
        "2026-11-17\t早班\t林靜\n"
        "2026-11-17\t早班\t李四\n"
        "2026-11-15\t早班\tlin\n"
        "2026-11-17 早班 lin"
    )

    answer = send(screen(tang), PASTE, rows=rows)

    assert answer.status_code == 422
    assert [line.removeprefix("Rows from the spreadsheet: ") for line in says(answer)] == [
        "Line 2: “2026-11-31” is no date; write 2026-11-16 or 11/16.",
        "Line 3: there is no shift “晚班”; there are 早班, 中班, 夜班.",
        "Line 4: several people are called “林靜”; write the account: lin, lin2.",
        "Line 5: nobody who receives residents is called “李四”.",
        "Line 6: 2026-11-15 早班 is over; it stays as it was worked.",
        "Line 7: a row has a date, a shift and names, with a tab between them.",
    ]
    assert "2026-11-17\t晚班\tlin" in answer.content.decode()
    assert rostered() == set()
    assert not Shift.objects.filter(duty_date="2026-11-17").exists()


def test_nothing_pasted_and_nobody_allowed_are_told(lin: Staff, tang: Staff) -> None:
    empty = send(screen(tang), PASTE, rows=" \n")
    other = send(screen(lin), PASTE, rows="2026-11-17\t早班\tlin")

    assert says(empty) == ["Rows from the spreadsheet: Paste at least one row: date, shift, names."]
    assert (other.status_code, says(other)) == (403, ["A shift leader or manager changes the roster."])
    assert rostered() == set()


def test_two_digit_dates_are_those_nearest_today(lin: Staff, tang: Staff) -> None:
    with clock.at(at("2026-12-30 10:00")):
        send(screen(tang), PASTE, rows="1/2\t早班\tlin")

    assert rostered() == {("2027-01-02", "早班", "林靜")}


def test_another_centre_has_its_own_roster(lin: Staff, chen: Staff, stranger: Staff) -> None:
    duty, client = put_on_duty(chen, at("17:00")), screen(stranger)

    assert "陳潔" not in client.get("/roster/").content.decode()
    assert send(client, f"/roster/take-off/{duty.pk}/", reason="x").status_code == 404
    place = duty.shift.pattern_id
    assert send(client, "/roster/put-on/", pattern=place, day="2026-11-17", staff=chen.pk).status_code == 404
    assert client.get(f"/roster/?pattern={place}").status_code == 404


@pytest.mark.parametrize("count", [1, 12])
def test_a_week_asks_seven_questions_however_many_work(
    centre: ServiceCentre, tang: Staff, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        put_on_duty(hire(centre, f"p{number}", f"人{number}", "receptionist", "desk"), at("17:00"))
    client, place = screen(tang), pattern(centre, "中班")
    client.get("/roster/")

    with django_assert_num_queries(7):
        client.get(f"/roster/?day=2026-11-16&pattern={place.pk}")
