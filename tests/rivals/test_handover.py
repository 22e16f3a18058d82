"""Eight people around one sheet: taken over or refused, withdrawn or given away, it ends one way for everybody.

Locks are taken in one order everywhere: the handover, its cases by key, their callbacks. Nobody waits for each other.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from directory.models import Staff
from handover.models import Handover, HandoverItem
from records import clock
from records.models import Refusal
from tests import builders
from tests.cast import at, hire, put_on_duty
from tests.handover.sheets import begun, fill_in, sign, take_everything
from tests.rivals.race import RIVALS, ROUNDS, copies, race
from tests.rivals.test_rivals import many_cases, pks
from visits.models import Case, CaseEvent

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("english"),
]

AFTERNOON = at("15:40")


@pytest.fixture
def comers(lin: Staff, chen: Staff) -> list[Staff]:
    """Chen and seven colleagues of the middle shift."""
    assert lin.centre is not None
    people = [
        chen,
        *(hire(lin.centre, f"mid{n}", f"中班{n}", "receptionist", "desk") for n in range(RIVALS - 1)),
    ]
    for person in people:
        put_on_duty(person, at("17:00"))
    return people


@pytest.fixture
def afternoon(lin: Staff, comers: list[Staff]) -> Iterator[datetime]:
    """Everybody of the middle shift is there."""
    with clock.at(AFTERNOON):
        yield AFTERNOON


def waiting(lin: Staff, chen: Staff, count: int = ROUNDS) -> tuple[list[Handover], list[Case]]:
    """So many sheets of so many people, each signed, each with one case, all of it taken and counted.

    Somebody goes off once in a shift, so each sheet has an outgoing person of its own.
    """
    assert lin.centre is not None
    duty = put_on_duty(lin, at("10:00"))
    case = builders.case(lin)
    sheet = begun(duty)
    fill_in(sheet, chen)
    sign(sheet)
    take_everything(sheet, chen)
    duty.refresh_from_db()
    sheet.refresh_from_db()
    people = copies(lin, count, "open_account", username=lambda n: f"early{n}", desk_id=lambda _n: None)
    group = lin.groups.get()
    group.user_set.add(*people)
    duties = copies(duty, count, "roster", staff_id=lambda n: people[n].pk)
    cases = many_cases(case, count)
    for n, row in enumerate(cases):
        row.owner_id = people[n].pk
        row.save_signed(None, "seed")
    sheets = copies(
        sheet,
        count,
        "sign_out",
        duty_id=lambda n: duties[n].pk,
        outgoing_id=lambda n: people[n].pk,
        number=lambda n: f"JJ-20260101-{n + 1:03}",
    )
    copies(
        sheet.items.get(),
        count,
        "sign_out",
        handover_id=lambda n: sheets[n].pk,
        case_id=lambda n: cases[n].pk,
    )
    return sheets, cases


def outcome(sheet: Handover) -> tuple[Handover, Case, Counter[str]]:
    """The sheet and its case as they stand, and what was signed on both."""
    fresh = Handover.objects.select_related("duty").get(pk=sheet.pk)
    item = HandoverItem.objects.get(handover=fresh)
    case = Case.objects.get(pk=item.case_id)
    done = Counter(fresh.history.values_list("history_verb", flat=True))
    done += Counter(case.history.filter(history_verb="reassign").values_list("history_verb", flat=True))
    return fresh, case, done


def look_at(sheet: Handover) -> Counter[str]:
    """What must hold whoever won: an owner, at most one acceptance, signed off exactly when over."""
    fresh, case, done = outcome(sheet)
    assert case.owner_id is not None
    assert done["accept_handover"] <= 1
    assert fresh.is_over == (done["accept_handover"] == 1)
    assert (fresh.duty.signed_off_at is not None) == fresh.is_over
    assert fresh.sheets.count() == done["accept_handover"]  # the copies have no sheet of the first signature
    told = CaseEvent.objects.filter(case=case, kind=CaseEvent.Kind.TAKEN_OVER).count()
    assert told == case.carry_count <= done["accept_handover"]
    return done


def accept(by: Staff) -> Callable[[Handover], object]:
    return lambda sheet: sheet.accept(by=by)


def refuse(by: Staff) -> Callable[[Handover], object]:
    return lambda sheet: sheet.refuse(by=by, reason="unclear", note="沒寫清")


def withdraw(sheet: Handover) -> None:
    sheet.withdraw(by=Staff.objects.get(pk=sheet.outgoing_id))


def reassign(by: Staff, to: Staff) -> Callable[[Handover], object]:
    return lambda sheet: sheet.items.get().case.reassign(by=by, to=to, reason="主任親自跟")


def test_accepting_and_refusing_at_once(
    lin: Staff, chen: Staff, comers: list[Staff], afternoon: datetime
) -> None:
    """BR-H05, H06: four accept and four refuse; the first word stands, once."""
    sheets, _cases = waiting(lin, chen)

    answers = race(
        Handover,
        pks(sheets),
        [accept(by) if n % 2 else refuse(by) for n, by in enumerate(comers)],
        AFTERNOON,
    )

    wins: Counter[str] = Counter()
    for sheet, got in zip(sheets, answers, strict=True):
        fresh, case, done = outcome(sheet)
        look_at(sheet)
        (winner,) = [place for place, answer in enumerate(got) if not isinstance(answer, Refusal)]
        heard = {str(answer) for answer in got if isinstance(answer, Refusal)}
        if winner % 2:
            assert (fresh.state, fresh.incoming, case.owner) == ("accepted", comers[winner], chen)
            assert heard == {f"{comers[winner].name} already took this shift over."}
        else:
            assert (fresh.state, fresh.refused_by, case.owner_id) == (
                "refused",
                comers[winner],
                sheet.outgoing_id,
            )
            assert heard == {"林靜 has not signed yet."}
        assert done["accept_handover"] + done["refuse"] == 1
        wins[fresh.state] += 1
    assert sum(wins.values()) == ROUNDS


def test_accepting_and_withdrawing_at_once(
    lin: Staff, chen: Staff, comers: list[Staff], afternoon: datetime
) -> None:
    """BR-H05: seven accept while the signature is taken back: it was, or one has all."""
    sheets, _cases = waiting(lin, chen)

    answers = race(Handover, pks(sheets), [withdraw, *(accept(by) for by in comers[1:])], AFTERNOON)

    wins: Counter[str] = Counter()
    for sheet, got in zip(sheets, answers, strict=True):
        fresh, case, done = outcome(sheet)
        look_at(sheet)
        (winner,) = [place for place, answer in enumerate(got) if not isinstance(answer, Refusal)]
        assert done["accept_handover"] + done["take_back"] == 1
        if winner:
            assert (fresh.state, fresh.incoming, case.owner) == ("accepted", comers[winner], chen)
            assert str(got[0]) == "There is no signature to take back."
        else:
            assert (fresh.state, fresh.signed_out_at, case.owner_id) == ("draft", None, sheet.outgoing_id)
        wins[fresh.state] += 1
    assert sum(wins.values()) == ROUNDS


def test_accepting_and_reassigning_at_once(
    lin: Staff, chen: Staff, comers: list[Staff], huang: Staff, tang: Staff, afternoon: datetime
) -> None:
    """BR-H05, H20: six accept, two managers give the case away; both happen, in one order or the other."""
    boss = hire(lin.centre, "boss", "主任", "manager", "supervisor")
    sheets, _cases = waiting(lin, chen)

    answers = race(
        Handover,
        pks(sheets),
        [reassign(huang, tang), reassign(boss, tang), *(accept(by) for by in comers[2:])],
        AFTERNOON,
    )

    orders: Counter[str] = Counter()
    for sheet, got in zip(sheets, answers, strict=True):
        fresh, case, done = outcome(sheet)
        look_at(sheet)
        assert (done["accept_handover"], done["reassign"]) == (1, 1)
        assert sum(not isinstance(answer, Refusal) for answer in got[:2]) == 1
        assert sum(not isinstance(answer, Refusal) for answer in got[2:]) == 1
        assert (fresh.state, case.owner) == ("accepted", tang)
        moved = HandoverItem.objects.get(handover=fresh).moved_at is not None
        assert case.carry_count == int(moved)
        orders["accepted first" if moved else "reassigned first"] += 1
    assert sum(orders.values()) == ROUNDS


def take_on(sheet: Handover) -> object:
    return builders.case(Staff.objects.get(pk=sheet.outgoing_id))


def test_accepting_and_taking_on_more_at_once(
    lin: Staff, chen: Staff, comers: list[Staff], huang: Staff, zhou: Staff, afternoon: datetime
) -> None:
    """BR-H01, §2.3: a resident comes and a manager gives a case while six accept: whole, or open again."""
    sheets, _cases = waiting(lin, chen)
    more = [builders.case(zhou) for _ in range(ROUNDS)]
    given = {sheet.pk: case for sheet, case in zip(sheets, more, strict=True)}

    def give(sheet: Handover) -> None:
        given[sheet.pk].reassign(by=huang, to=Staff.objects.get(pk=sheet.outgoing_id), reason="分擔")

    answers = race(Handover, pks(sheets), [take_on, give, *(accept(by) for by in comers[2:])], AFTERNOON)

    orders: Counter[str] = Counter()
    for sheet, got in zip(sheets, answers, strict=True):
        fresh, case, done = outcome(sheet)
        look_at(sheet)
        assert not [answer for answer in got[:2] if isinstance(answer, Refusal)]
        accepted = [answer for answer in got[2:] if not isinstance(answer, Refusal)]
        if fresh.is_over:
            assert (len(accepted), done["reopen_sheet"], case.owner) == (1, 0, chen)
        else:
            assert (len(accepted), done["reopen_sheet"], case.owner_id) == (0, 1, sheet.outgoing_id)
            assert (fresh.state, bool(fresh.reopened_for)) == ("draft", True)
        orders[fresh.state] += 1
    assert sum(orders.values()) == ROUNDS
