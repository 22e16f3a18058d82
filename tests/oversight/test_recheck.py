"""複核抽查: the lot, who asks again, and what is not confirmed (W22, §4.10)."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from directory.models import Staff, Unit
from notices.models import Notice
from oversight.models import Recheck
from oversight.models.recheck import is_drawn
from records import clock
from tests import builders
from tests.cast import MORNING, at, hire, put_on_duty, refused
from tests.handover.desk import screen, send
from tests.handover.sheets import verbs
from visits.models import Callback

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def answered(by: Staff, handler: Staff, *, percent: int = 100, **facts: Any) -> Callback:
    """A complaint that was done and asked about."""
    assert by.centre is not None
    by.centre.recheck_percent = percent
    by.centre.save_signed(None, "set_up")
    callback = builders.resolved(by, handler, **{"about": "complaint"} | facts)
    Callback.objects.get(pk=callback.pk).record(by=by, result="reached", respondent="吳先生", satisfaction=4)
    return Callback.objects.get(pk=callback.pk)


def drawn(by: Staff, handler: Staff, **facts: Any) -> Recheck:
    """The same, and the lot fell on it."""
    found: Recheck = Recheck.objects.for_list().get(callback=answered(by, handler, **facts))
    return found


def test_w22_an_answered_complaint_is_drawn_as_it_is_answered(lin: Staff, zhao: Staff) -> None:
    recheck = drawn(lin, zhao)

    assert (recheck.drawn_at, recheck.checked_at, recheck.confirmed) == (MORNING, None, None)
    assert verbs(recheck) == ["draw_recheck"]


@pytest.mark.parametrize("facts", [{"about": "repair"}, {"percent": 0}])
def test_w22_nothing_else_is_drawn(lin: Staff, zhao: Staff, facts: dict[str, Any]) -> None:
    answered(lin, zhao, **facts)

    assert not Recheck.objects.exists()


def test_w22_a_call_that_reached_nobody_is_not_drawn(lin: Staff, zhao: Staff) -> None:
    assert lin.centre is not None
    lin.centre.recheck_percent = 100
    lin.centre.save_signed(None, "set_up")

    builders.resolved(lin, zhao, about="complaint").record(by=lin, result="no_answer")

    assert not Recheck.objects.exists()


def test_w22_thirty_in_a_hundred_and_the_same_whenever_it_is_asked(lin: Staff) -> None:
    """§4.10: usually 30 %, by the number and the house's key alone."""
    assert lin.centre is not None
    numbers = [Callback(centre=lin.centre, number=f"HF-20261116-{place:03}") for place in range(2000)]

    first = [is_drawn(each, lin.centre.recheck_percent) for each in numbers]

    assert lin.centre.recheck_percent == 30
    assert first == [is_drawn(each, 30) for each in numbers]
    assert 540 <= sum(first) <= 660
    assert all(is_drawn(each, 60) for each, lot in zip(numbers, first, strict=True) if lot)


def test_w22_nobody_knows_the_lot_without_the_key(lin: Staff, settings: Any) -> None:
    assert lin.centre is not None
    numbers = [Callback(centre=lin.centre, number=f"HF-20261116-{place:03}") for place in range(200)]
    first = [is_drawn(each, 30) for each in numbers]
    settings.SECRET_KEY = "another"

    assert first != [is_drawn(each, 30) for each in numbers]


def test_w22_a_leader_asks_again_and_confirms(lin: Staff, zhao: Staff, tang: Staff) -> None:
    recheck = drawn(lin, zhao)

    with clock.at(at("18:00")):
        recheck.recheck(by=tang, confirmed=True, note=" 業主說已好 ")
        with refused("唐芳 has asked again already."):
            recheck.recheck(by=tang, confirmed=False, note="改口")

    assert (recheck.checked_by, recheck.checked_at) == (tang, at("18:00"))
    assert (recheck.confirmed, recheck.note) == (True, "業主說已好")
    assert verbs(recheck) == ["draw_recheck", "recheck"]
    assert not Notice.objects.filter(reason="not-confirmed").exists()


def test_w22_what_is_not_confirmed_is_told_to_owner_and_leader(
    lin: Staff, zhao: Staff, tang: Staff, huang: Staff
) -> None:
    put_on_duty(tang, at("10:00"))
    recheck = drawn(lin, zhao)

    with refused("Say what the resident told you instead."):
        recheck.recheck(by=huang, confirmed=False)
    with refused("Say it in 300 characters at most."):
        recheck.recheck(by=huang, confirmed=False, note="長" * 301)
    recheck.recheck(by=huang, confirmed=False, note="業主說沒人問過")

    told = Notice.objects.filter(reason="not-confirmed").order_by("pk")
    assert [(each.recipient, each.number) for each in told] == [
        (lin, recheck.callback.case.number),
        (tang, recheck.callback.case.number),
    ]
    assert "業主說沒人問過" in told[0].sentence


def test_w22_a_leader_who_asked_tells_the_manager(lin: Staff, zhao: Staff, tang: Staff, huang: Staff) -> None:
    put_on_duty(tang, at("10:00"))
    drawn(lin, zhao).recheck(by=tang, confirmed=False, note="沒修好")

    told = Notice.objects.filter(reason="not-confirmed").order_by("pk")
    assert [each.recipient for each in told] == [lin, huang]


def test_w22_who_may_not_ask_again(
    lin: Staff, zhao: Staff, tang: Staff, huang: Staff, su: Staff, stranger: Staff
) -> None:
    """BR-C07: not who called, not who did the work, not who is complained about."""
    recheck = drawn(lin, zhao)
    for by, said in (
        (stranger, "This callback is of another centre."),
        (lin, "A shift leader or manager asks again."),
        (su, "A shift leader or manager asks again."),
    ):
        with refused(said):
            recheck.recheck(by=by, confirmed=True)
    mine = drawn(tang, zhao)
    with refused("You made this call: another leader or manager asks again."):
        mine.recheck(by=tang, confirmed=True)
    about = drawn(lin, zhao, against_staff=tang)
    with refused("The complaint is about 唐芳, who cannot be the one to ask."):
        about.recheck(by=tang, confirmed=True)
    about.recheck(by=huang, confirmed=True)


def test_w22_who_did_the_work_does_not_ask_again(lin: Staff, tang: Staff, zhao: Staff) -> None:
    recheck = drawn(lin, zhao)
    recheck.callback.done_by = tang

    from oversight import rules  # noqa: PLC0415 -- asked of the rule alone: the verb reads the row anew

    assert rules.against_asking_again(recheck, tang).startswith("You did the work")


@pytest.mark.parametrize(
    ("field", "value"),
    [("drawn_at", at("12:00")), ("confirmed", False), ("note", "改"), ("checked_at", at("12:00"))],
)
def test_what_was_heard_never_changes(lin: Staff, zhao: Staff, tang: Staff, field: str, value: Any) -> None:
    recheck = drawn(lin, zhao)
    recheck.recheck(by=tang, confirmed=True, note="已好")
    setattr(recheck, field, value)

    with pytest.raises(IntegrityError, match=field), transaction.atomic():
        recheck.save_signed(tang, "recheck")


WRONG: dict[str, dict[str, Any]] = {
    "checked_exactly_when_somebody_asked_again": {"confirmed": True},
    "what_is_not_confirmed_says_why": {"confirmed": False, "checked_at": MORNING, "checked_by": None},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_recheck_that_is_wrong_in_itself_is_refused(
    lin: Staff, zhao: Staff, tang: Staff, name: str
) -> None:
    recheck = drawn(lin, zhao)
    for field, value in WRONG[name].items():
        setattr(recheck, field, tang if field == "checked_by" else value)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        recheck.save_signed(tang, "recheck")


def test_what_the_resident_said_has_three_hundred_characters(lin: Staff, zhao: Staff, tang: Staff) -> None:
    """SQLite does not mind the width of a column, so a constraint does; on PostgreSQL the column is first."""
    recheck = drawn(lin, zhao)
    recheck.checked_by, recheck.checked_at, recheck.confirmed = tang, MORNING, True
    recheck.note = "長" * 301

    with (
        pytest.raises(DatabaseError, match=r"has_three_hundred_characters|value too long"),
        transaction.atomic(),
    ):
        recheck.save_signed(tang, "recheck")


def test_w22_the_page_lists_them_and_asks_again(
    lin: Staff, zhao: Staff, tang: Staff, huang: Staff, home: Unit
) -> None:
    recheck = drawn(lin, zhao, unit=home)
    client = screen(tang)

    before = client.get("/board/reading/").content.decode()
    unsaid = send(client, f"/board/rechecks/{recheck.pk}/", confirmed="no", note="")
    nothing = send(client, f"/board/rechecks/{recheck.pk}/", note="沒")
    answer = send(client, f"/board/rechecks/{recheck.pk}/", confirmed="no", note="沒修好")
    after = client.get("/board/reading/").content.decode()
    again = send(client, f"/board/rechecks/{recheck.pk}/", confirmed="yes", note="")

    assert f'action="/board/rechecks/{recheck.pk}/"' in before
    assert (unsaid.status_code, nothing.status_code, again.status_code) == (422, 422, 403)
    assert answer.headers["Location"] == "/board/reading/"
    assert f'action="/board/rechecks/{recheck.pk}/"' not in after
    assert "沒修好" in after.split('id="not-confirmed"', 1)[1].split("</section>", 1)[0]
    assert "Households you asked yourself" not in after


def test_w22_enter_in_the_note_decides_nothing(lin: Staff, zhao: Staff, tang: Staff) -> None:
    """Enter presses the first button of a form: that one says neither yes nor no, and the note comes back."""
    recheck = drawn(lin, zhao)
    client, url = screen(tang), f"/board/rechecks/{recheck.pk}/"

    form = (
        client.get("/board/reading/").content.decode().split(f'action="{url}"', 1)[1].split("</form>", 1)[0]
    )
    first = form.split("<button", 1)[1].split(">", 1)[0]
    answer = send(client, url, note="業主說還在漏")

    recheck.refresh_from_db()
    page = answer.content.decode()
    assert ("name=" in first, 'class="vh"' in first) == (False, True)
    assert (answer.status_code, recheck.checked_at, recheck.confirmed) == (422, None, None)
    assert "Say whether it was confirmed." in page
    assert 'value="業主說還在漏"' in page


def test_w22_who_asked_again_is_not_told_of_it_and_the_owner_is_told_in_person(
    lin: Staff, zhao: Staff, tang: Staff, huang: Staff
) -> None:
    """Tang, alone on duty, would stand in for the owner; huang, alone of the managers, for who leads."""
    mine, other = drawn(lin, zhao), drawn(lin, zhao, new_matter_reason="另一件")
    with clock.at(at("18:00")):
        put_on_duty(lin, at("10:00"))
        put_on_duty(tang, at("18:00"))
        mine.recheck(by=tang, confirmed=False, note="沒修好")
    with clock.at(at("2026-11-17 03:00")):
        other.recheck(by=huang, confirmed=False, note="沒人來過")

    told = Notice.objects.filter(reason="not-confirmed").order_by("pk")
    assert [each.recipient for each in told] == [lin, huang, lin]


def test_w22_a_manager_sees_the_households_of_the_month(
    lin: Staff, zhao: Staff, huang: Staff, home: Unit
) -> None:
    """§4.10: a manager asks at least five households a month; the same home counts once."""
    wu = hire(lin.centre, "wu", "吳磊", "department_handler", "security")
    other = Unit(centre=lin.centre, building="9", room="501").save_signed(None, "set_up")
    with clock.at(at("2026-10-20 10:00")):
        builders.resolved(huang, wu, unit=other, to="security").record(
            by=huang, result="reached", respondent="吳先生", satisfaction=5
        )
    drawn(lin, zhao, unit=home).recheck(by=huang, confirmed=True)
    builders.resolved(huang, zhao, unit=home, new_matter_reason="另一件").record(
        by=huang, result="reached", respondent="吳先生", satisfaction=5
    )

    page = screen(huang).get("/board/reading/").content.decode()

    assert "Households you asked yourself this month: 1 of 5" in page
