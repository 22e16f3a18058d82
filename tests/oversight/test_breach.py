"""首接責任過失: who records it, of whom, and the word of the one it is about (BR-R04)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict

from directory.models import Staff, Unit
from notices.models import Notice
from oversight import tally
from oversight.models import Breach
from papers import listings
from records import clock
from records.models import Refusal
from tests import builders
from tests.cast import MORNING, at, put_on_duty, refused
from tests.handover.desk import says, screen, send
from tests.handover.sheets import verbs
from visits.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SAID = "業主三次來問，都說等通知"


def recorded(case: Case, by: Staff, person: Staff, **facts: Any) -> Breach:
    """A breach as a leader records it."""
    return Breach.record(
        by=by, case=case, person=person, **{"kind": "ignored", "happened": f" {SAID} "} | facts
    )


def told(staff: Staff) -> list[str]:
    """Why somebody was told of a breach."""
    return list(Notice.objects.filter(recipient=staff, kind="breach").values_list("reason", flat=True))


def test_br_r04_a_leader_records_it_and_who_is_named_has_their_say(lin: Staff, tang: Staff) -> None:
    case = builders.case(lin)

    breach = recorded(case, tang, lin)
    breach.state(by=lin, statement=" 當時正在處理漏水 ")

    assert (breach.number, breach.kind, breach.happened) == ("GS-20261116-001", "ignored", SAID)
    assert (breach.recorded_by, breach.recorded_at, breach.person) == (tang, MORNING, lin)
    assert (breach.statement, breach.stated_at) == ("當時正在處理漏水", MORNING)
    assert verbs(breach) == ["record_breach", "state_breach"]
    assert (told(lin), told(tang)) == (["breach-recorded"], ["breach-stated"])


def test_br_r04_it_is_told_in_person_also_to_who_is_off_duty(
    lin: Staff, zhou: Staff, tang: Staff, huang: Staff
) -> None:
    """Neither the leader who recorded it nor a colleague stands in for either of the two."""
    case = builders.case(lin)
    put_on_duty(lin, MORNING)
    put_on_duty(tang, at("18:00"))
    put_on_duty(zhou, at("18:00"))

    with clock.at(at("18:00")):
        breach = recorded(case, tang, lin)
    with clock.at(at("2026-11-17 10:00")):
        breach.state(by=lin, statement="當時正在處理漏水")

    assert (told(lin), told(tang)) == (["breach-recorded"], ["breach-stated"])
    assert (told(zhou), told(huang)) == ([], [])


def test_br_r04_for_a_closed_account_somebody_else_than_the_recorder_is_told(
    lin: Staff, tang: Staff, huang: Staff
) -> None:
    """BR-V03: who has left hears nothing; a manager stands in, and hears nothing of an act of their own."""
    case, other = builders.case(lin), builders.case(lin, new_matter_reason="另一件")
    lin.is_active, lin.desk = False, None
    lin.save_signed(None, "deactivate")

    recorded(case, tang, lin)
    recorded(other, huang, lin)

    assert (told(lin), told(tang), told(huang)) == ([], [], ["breach-recorded"])


def test_br_r04_everybody_who_may_be_named_finds_it_in_their_own_menu(
    lin: Staff, zhao: Staff, ai: Staff
) -> None:
    for who in (lin, zhao, ai):
        page = screen(who).get("/notices/").content.decode()
        menu = page.split('class="me-in"', 1)[1].split("</details>", 1)[0]
        assert ('<a class="btn wide" href="/board/breaches/">Breaches of duty</a>' in menu) == (who != ai)


def test_br_r04_there_are_four_kinds_and_no_money() -> None:
    assert Breach.Kind.values == ["ignored", "not_my_job", "unreported", "rude"]
    kinds = {field.get_internal_type() for field in Breach._meta.concrete_fields}
    assert kinds == {"BigAutoField", "CharField", "DateTimeField", "ForeignKey", "TextField"}


def test_br_r04_who_may_not_record_it_and_of_whom(
    lin: Staff, zhou: Staff, tang: Staff, su: Staff, stranger: Staff
) -> None:
    case, own = builders.case(lin), builders.case(tang)

    for by, person, facts, said in (
        (stranger, lin, {}, "This case is of another centre."),
        (zhou, lin, {}, "A breach is recorded by a shift leader or manager."),
        (su, lin, {}, "A breach is recorded by a shift leader or manager."),
        (tang, zhou, {}, "周敏 had nothing to do with this case."),
        (tang, lin, {"kind": "fine"}, "Choose one of the four kinds."),
        (tang, lin, {"happened": "  "}, "Say what happened."),
        (tang, lin, {"happened": "長" * 1001}, "Say it in 1000 characters at most."),
    ):
        with refused(said):
            recorded(case, by, person, **facts)
    with refused("Nobody records a breach of their own: another leader does."):
        recorded(own, tang, tang)
    assert not Breach.objects.exists()


def test_everybody_who_had_to_do_with_the_case_may_be_named(
    lin: Staff, zhou: Staff, zhao: Staff, huang: Staff, home: Unit
) -> None:
    """Whoever received, answered for, worked on or wrote of it, then or now."""
    case = builders.case(lin, unit=home)
    case.accept(by=zhao)
    case.send_back(by=zhao, reason="現場不屬本部門")
    case.reassign(by=huang, to=zhou, reason="休假")

    people = set(Breach.objects.people_of(case))

    assert {lin, zhou, zhao} <= people


def test_br_r04_the_statement_is_the_own_and_stands(lin: Staff, tang: Staff) -> None:
    breach = recorded(builders.case(lin), tang, lin)

    with refused("Only 林靜, whom it is about, writes this statement."):
        breach.state(by=tang, statement="代寫")
    with pytest.raises(Refusal, match="Write what you have to say"):
        breach.state(by=lin, statement="  ")
    with refused("Say it in 2000 characters at most."):
        breach.state(by=lin, statement="長" * 2001)
    breach.state(by=lin, statement="當時有兩位住戶")
    with refused("The statement has been written, and stands."):
        breach.state(by=lin, statement="改口")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("happened", "改"),
        ("kind", "rude"),
        ("statement", "改"),
        ("stated_at", at("11:00")),
        ("withdraw_reason", "改"),
        ("withdrawn_at", at("11:00")),
        ("number", "GS-1"),
    ],
)
def test_what_was_recorded_and_stated_never_changes(lin: Staff, tang: Staff, field: str, value: Any) -> None:
    """I8: the database refuses it, whoever asks."""
    breach = recorded(builders.case(lin), tang, lin)
    breach.state(by=lin, statement="當時有兩位住戶")
    breach.withdraw(by=tang, reason="看錯人")
    setattr(breach, field, value)

    with pytest.raises(IntegrityError, match=field), transaction.atomic():
        breach.save_signed(tang, "record_breach")


WRONG: dict[str, dict[str, Any]] = {
    "a_breach_says_what_happened": {"happened": ""},
    "what_happened_is_said_in_a_thousand_characters": {"happened": "長" * 1001},
    "a_statement_has_two_thousand_characters": {"statement": "長" * 2001, "stated_at": MORNING},
    "a_breach_is_of_one_of_four_kinds": {"kind": "fine"},
    "stated_exactly_when_something_was_said": {"stated_at": MORNING},
    "a_breach_is_withdrawn_by_somebody_for_a_reason": {"withdrawn_at": MORNING, "withdraw_reason": "看錯人"},
}
#: The same of one that a leader withdrew.
WRONG_WITHDRAWN: dict[str, dict[str, Any]] = {
    "a_breach_is_withdrawn_by_somebody_for_a_reason": {"withdraw_reason": ""},
    "why_a_breach_is_withdrawn_has_three_hundred_characters": {"withdraw_reason": "長" * 301},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_breach_that_is_wrong_in_itself_is_refused(lin: Staff, tang: Staff, name: str) -> None:
    facts = {"kind": "rude", "happened": SAID, "recorded_at": MORNING, "number": "GS-9"} | WRONG[name]
    breach = Breach(centre=lin.centre, case=builders.case(lin), person=lin, recorded_by=tang, **facts)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        breach.save_signed(tang, "record_breach")


@pytest.mark.parametrize("name", WRONG_WITHDRAWN)
def test_a_withdrawal_that_is_wrong_in_itself_is_refused(lin: Staff, tang: Staff, name: str) -> None:
    breach = recorded(builders.case(lin), tang, lin)
    breach.withdrawn_by, breach.withdrawn_at, breach.withdraw_reason = tang, MORNING, "看錯人"
    for field, value in WRONG_WITHDRAWN[name].items():
        setattr(breach, field, value)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        breach.save_signed(tang, "withdraw_breach")


def test_the_database_lets_nobody_withdraw_what_names_them(lin: Staff, tang: Staff) -> None:
    breach = recorded(builders.case(lin), tang, lin)
    breach.withdrawn_by, breach.withdrawn_at, breach.withdraw_reason = lin, MORNING, "看錯人"

    with pytest.raises(IntegrityError, match="nobody_withdraws_a_breach_of_their_own"), transaction.atomic():
        breach.save_signed(lin, "withdraw_breach")


def test_the_database_lets_nobody_record_their_own_and_no_number_twice(lin: Staff, tang: Staff) -> None:
    facts = {"kind": "rude", "happened": SAID, "recorded_at": MORNING, "case": builders.case(lin)}
    own = Breach(centre=lin.centre, person=tang, recorded_by=tang, number="GS-9", **facts)
    with pytest.raises(IntegrityError, match="nobody_records_a_breach_of_their_own"), transaction.atomic():
        own.save_signed(tang, "record_breach")

    Breach(centre=lin.centre, person=lin, recorded_by=tang, number="GS-9", **facts).save_signed(
        tang, "record_breach"
    )
    again = Breach(centre=lin.centre, person=lin, recorded_by=tang, number="GS-9", **facts)
    # SQLite names the columns, PostgreSQL the constraint.
    said = r"breach_number_is_unique_in_its_centre|oversight_breach\.centre_id, oversight_breach\.number"
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        again.save_signed(tang, "record_breach")


def test_br_r04_recorded_from_the_page_of_the_case(lin: Staff, tang: Staff) -> None:
    case = builders.case(lin)
    client = screen(tang)
    link = f"/board/breaches/new/?case={case.number}"

    page = client.get(case.get_absolute_url()).content.decode()
    form = client.get(link).content.decode()
    blank = send(client, link, person="", kind="ignored", happened=SAID)
    wrong = send(client, link, person=lin.pk, kind="", happened=SAID)
    answer = send(client, link, person=lin.pk, kind="not_my_job", happened=SAID)
    listed = client.get("/board/breaches/").content.decode()

    assert link in page
    assert f'value="{lin.pk}"' in form
    assert f'value="{tang.pk}"' not in form
    assert (blank.status_code, wrong.status_code) == (422, 422)
    assert answer.headers["Location"] == "/board/breaches/GS-20261116-001/"
    assert "No statement yet" in listed
    assert link not in screen(lin).get(case.get_absolute_url()).content.decode()
    assert screen(lin).get(link).status_code == 403


def test_br_r04_who_is_named_reads_it_and_writes_others_do_not(
    lin: Staff, zhou: Staff, tang: Staff, su: Staff
) -> None:
    breach = recorded(builders.case(lin), tang, lin)
    url = breach.get_absolute_url()

    seen = {who.username: screen(who).get(url).status_code for who in (lin, zhou, tang, su)}
    boxes = {who.username: 'name="statement"' in screen(who).get(url).content.decode() for who in (lin, tang)}
    foreign = send(screen(tang), f"{url}state/", statement="代寫")
    empty = send(screen(lin), f"{url}state/", statement=" ")
    long = send(screen(lin), f"{url}state/", statement="長" * 2001)
    answer = send(screen(lin), f"{url}state/", statement="當時有兩位住戶")
    again = send(screen(lin), f"{url}state/", statement="改口")

    assert seen == {"lin": 200, "zhou": 404, "tang": 200, "su": 200}
    assert boxes == {"lin": True, "tang": False}
    assert (foreign.status_code, empty.status_code, long.status_code) == (403, 422, 422)
    assert (answer.headers["Location"], again.status_code) == (url, 403)
    assert says(again) == ["The statement has been written, and stands."]
    assert "當時有兩位住戶" in screen(tang).get(url).content.decode()
    assert breach.number in screen(lin).get("/board/breaches/").content.decode()
    assert breach.number not in screen(zhou).get("/board/breaches/").content.decode()


def test_br_r04_counted_on_the_board_with_its_rows(lin: Staff, huang: Staff) -> None:
    breach = recorded(builders.case(lin), huang, lin)

    with clock.at(at("18:00")):
        client = screen(huang)
        board = client.get("/board/").content.decode()
        rows = client.get("/board/rows/breaches/").content.decode()

    assert "/board/rows/breaches/" in board
    assert breach.get_absolute_url() in rows
    assert "1 row" in rows


# Recorded in error -------------------------------------------------------------------------------------------------


def test_br_r04_recorded_in_error_it_is_withdrawn_with_a_reason_and_told_to_the_two(
    lin: Staff, zhou: Staff, tang: Staff, huang: Staff
) -> None:
    breach = recorded(builders.case(lin), tang, lin)
    breach.state(by=lin, statement="那天不是我")

    breach.withdraw(by=huang, reason=" 看錯人 ")

    assert (breach.withdrawn_by, breach.withdrawn_at, breach.withdraw_reason) == (huang, MORNING, "看錯人")
    assert (breach.happened, breach.statement) == (SAID, "那天不是我")
    assert verbs(breach) == ["record_breach", "state_breach", "withdraw_breach"]
    assert told(lin) == ["breach-recorded", "breach-withdrawn"]
    assert told(tang) == ["breach-stated", "breach-withdrawn"]
    assert (told(huang), told(zhou)) == ([], [])


def test_br_r04_who_may_not_withdraw_it_and_why(
    lin: Staff, zhou: Staff, tang: Staff, huang: Staff, su: Staff, stranger: Staff
) -> None:
    """Whoever may record one, never the one it names, once."""
    breach, own = recorded(builders.case(lin), tang, lin), recorded(builders.case(tang), huang, tang)

    for subject, by, reason, said in (
        (breach, stranger, "x", "This breach is of another centre."),
        (breach, lin, "x", "It names you: another leader withdraws it, or nobody."),
        (own, tang, "x", "It names you: another leader withdraws it, or nobody."),
        (breach, zhou, "x", "A breach is withdrawn by a shift leader or manager."),
        (breach, su, "x", "A breach is withdrawn by a shift leader or manager."),
        (breach, tang, "  ", "Say why it was recorded in error."),
        (breach, tang, "長" * 301, "Say it in 300 characters at most."),
    ):
        with refused(said):
            subject.withdraw(by=by, reason=reason)
    breach.withdraw(by=tang, reason="看錯人")
    with refused("唐芳 has withdrawn this breach already."):
        breach.withdraw(by=huang, reason="再一次")
    with refused("This breach was withdrawn: there is nothing to answer."):
        breach.state(by=lin, statement="當時有兩位住戶")
    assert not Breach.objects.standing().exclude(pk=own.pk).exists()


def test_br_r04_it_is_withdrawn_on_its_page_and_stays_struck_through(
    lin: Staff, zhou: Staff, tang: Staff, huang: Staff, su: Staff
) -> None:
    breach = recorded(builders.case(lin), tang, lin)
    url = breach.get_absolute_url()

    boxes = {
        who.username: f'action="{url}withdraw/"' in screen(who).get(url).content.decode()
        for who in (lin, tang, huang, su)
    }
    own = send(screen(lin), f"{url}withdraw/", reason="不是我")
    foreign = send(screen(zhou), f"{url}withdraw/", reason="不是他")
    empty = send(screen(tang), f"{url}withdraw/", reason=" ")
    answer = send(screen(tang), f"{url}withdraw/", reason="看錯人")
    again = send(screen(huang), f"{url}withdraw/", reason="再一次")
    page = screen(lin).get(url).content.decode()
    listed = screen(huang).get("/board/breaches/").content.decode()

    assert boxes == {"lin": False, "tang": True, "huang": True, "su": False}
    assert (own.status_code, foreign.status_code, empty.status_code) == (403, 404, 422)
    assert says(own) == ["It names you: another leader withdraws it, or nobody."]
    assert (answer.headers["Location"], again.status_code) == (url, 403)
    assert says(again) == ["唐芳 has withdrawn this breach already."]
    assert "<h1><del>林靜" in page
    assert f"<del>{SAID}</del>" in page
    assert "看錯人" in page
    assert "withdraw/" not in page
    assert 'name="statement"' not in page
    assert "<b><del>林靜" in listed
    assert "No statement yet" not in listed


def test_br_r04_withdrawn_it_is_counted_no_more_and_the_definition_says_so(
    lin: Staff, zhou: Staff, huang: Staff
) -> None:
    """Figure, rows and what leaves the house agree; a day long closed is counted anew."""
    stays, goes = (recorded(builders.case(by, new_matter_reason="另一件"), huang, by) for by in (lin, zhou))
    client, listing = screen(huang), listings.get("rows.breaches")
    assert listing is not None

    with clock.at(at("2026-11-18 09:00")):
        while tally.sweep():
            pass
        goes.withdraw(by=huang, reason="看錯人")
        board = client.get("/board/?since=2026-11-16&until=2026-11-17").content.decode()
        rows = client.get("/board/rows/breaches/").content.decode()
        asked = listing.ask(huang, QueryDict(""))
        left = list(listing.rows(asked, listings.out_for(huang, masked=True), 1000))
        meant = client.get("/board/definitions/").content.decode()

    figure = board.split('href="/board/definitions/#breaches"', 1)[1]
    assert figure.split("<b>", 1)[1].split("</b>", 1)[0] == "1"
    assert "1 row" in rows
    assert (stays.number in rows, goes.number in rows) == (True, False)
    assert ([row[0] for row in left], asked.rows.count()) == ([stays.number], 1)
    assert "Breaches withdrawn because they were recorded in error" in meant
