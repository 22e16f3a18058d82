"""Two desks at once, and six more: whatever is contested goes to exactly one of them, and the others hear to whom.

Every rival has an own connection and starts each round at the same moment as the others.
"""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from django.http import QueryDict

from directory.models import Staff, Unit
from oversight.models import SavedView
from records.models import Refusal
from tests import builders
from tests.cast import hire
from tests.rivals.race import RIVALS, ROUNDS, copies, race
from visits.models import Callback, Case, CaseEvent, Promise, Referral, Visit

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("english"),
]


# What the rounds are about, written in bulk -----------------------------------------------------------------------


def many_visits(like: Visit, count: int) -> list[Visit]:
    """Lines of a day long ago, so that they take no number of today."""
    return copies(like, count, "answer", number=lambda n: f"ZB-20260101-{n + 1:03}")


def many_cases(like: Case, count: int = ROUNDS) -> list[Case]:
    """Cases that stand as this one does, each with its visit and its promises."""
    visits = many_visits(like.visit, count)
    cases = copies(like, count, "promise", visit_id=lambda n: visits[n].pk, number=lambda n: visits[n].number)
    for promise in Promise.objects.filter(case=like):
        copies(promise, count, "promise", case_id=lambda n: cases[n].pk)
    return cases


def many_callbacks(like: Callback, count: int = ROUNDS) -> list[Callback]:
    """Callbacks that are owed as this one is."""
    cases = many_cases(like.case, count)
    return copies(
        like, count, "resolve", case_id=lambda n: cases[n].pk, number=lambda n: f"HF-20260101-{n + 1:03}"
    )


def take_down(_colleague: Staff, by: Staff) -> Visit:
    """A resident comes to somebody of the crowd."""
    return builders.visit(by).keep(by=by)


def case_of(referral: Referral) -> Case:
    """The case of an introduction that was taken over."""
    assert referral.case is not None
    return referral.case


def pks(rows: Sequence[Any]) -> list[int]:
    """Their keys."""
    return [row.pk for row in rows]


def heard_by_others(answers: list[object]) -> tuple[int, set[str]]:
    """Who won, and what the others were told."""
    winners = [place for place, answer in enumerate(answers) if not isinstance(answer, Refusal)]
    assert len(winners) == 1, answers
    return winners[0], {str(answer) for answer in answers if isinstance(answer, Refusal)}


def signatures(row: Any, verb: str) -> int:
    """How often a record was signed with this verb."""
    return int(row.history.filter(history_verb=verb).count())


@pytest.fixture
def crowd(lin: Staff) -> list[Staff]:
    """Eight technicians."""
    assert lin.centre is not None
    return [
        hire(lin.centre, f"tech{n}", f"技工{n}", "department_handler", "engineering") for n in range(RIVALS)
    ]


@pytest.fixture
def cashiers(he: Staff) -> list[Staff]:
    """He and seven colleagues who take fees."""
    assert he.centre is not None
    return [he, *(hire(he.centre, f"cash{n}", f"收費{n}", "cashier", "fees") for n in range(RIVALS - 1))]


@pytest.fixture
def managers(huang: Staff) -> list[Staff]:
    """Huang and seven others who may ask any resident."""
    assert huang.centre is not None
    return [huang, *(hire(huang.centre, f"boss{n}", f"主任{n}", "manager", "supervisor") for n in range(7))]


# One thing, eight hands --------------------------------------------------------------------------------------------


def test_every_line_written_at_once_gets_a_number_of_its_own(crowd: list[Staff]) -> None:
    """BR-V03: 1600 lines of one duty date by eight people, numbered from 1 without gap or repeat."""
    answers = race(Staff, [crowd[0].pk] * ROUNDS, [partial(take_down, by=by) for by in crowd])

    numbers = Visit.objects.order_by("number").values_list("number", flat=True)
    assert {type(answer) for row in answers for answer in row} == {Visit}
    assert sorted(numbers, key=lambda number: int(number[12:])) == [
        f"ZB-20261116-{n:03}" for n in range(1, RIVALS * ROUNDS + 1)
    ]
    assert Visit.history.count() == RIVALS * ROUNDS


def test_one_person_saves_a_view_in_two_windows(huang: Staff) -> None:
    """The last one stands, the others were replaced; nobody meets the database's own refusal."""
    keep = partial(SavedView.keep, name="晨會", asked=QueryDict("span=7"), shared=False)

    answers = race(Staff, [huang.pk] * 10, [lambda staff: keep(by=staff)] * 2)

    assert {type(answer) for row in answers for answer in row} == {SavedView}
    assert SavedView.objects.offered_to(huang).count() == 1
    assert SavedView.objects.filter(withdrawn=True).count() == 19


def test_a_case_is_accepted_by_one(lin: Staff, crowd: list[Staff]) -> None:
    """§3.2: the first of the department to say so takes it on; the others hear who."""
    cases = many_cases(builders.case(lin))

    answers = race(Case, pks(cases), [partial(Case.accept, by=by) for by in crowd])

    wins: Counter[int] = Counter()
    for case, got in zip(Case.objects.filter(pk__in=pks(cases)).order_by("pk"), answers, strict=True):
        winner, heard = heard_by_others(got)
        assert heard == {f"{crowd[winner]} already took this on."}
        assert case.handler == crowd[winner]
        wins[winner] += 1
    assert Case.history.filter(history_verb="accept").count() == ROUNDS
    assert CaseEvent.objects.filter(kind="accepted").count() == ROUNDS
    assert len(wins) > 1


def test_a_resident_is_taken_over_by_one_cashier(lin: Staff, cashiers: list[Staff]) -> None:
    """BR-F02: the first cashier to greet the resident has them; one case opens."""
    offered = builders.referral(lin, cashiers[0], identity_check="file")
    visits = many_visits(offered.visit, ROUNDS)
    referrals = copies(offered, ROUNDS, "introduce", visit_id=lambda n: visits[n].pk)

    answers = race(Referral, pks(referrals), [partial(Referral.take_over, by=by) for by in cashiers])

    for referral, got in zip(referrals, answers, strict=True):
        winner, heard = heard_by_others(got)
        assert heard == {f"{cashiers[winner]} already took this over."}
        case = Case.objects.get(visit=referral.visit_id)
        assert (case.handler, case.owner) == (cashiers[winner], lin)
    assert Referral.history.filter(history_verb="take_over").count() == ROUNDS
    assert Case.objects.count() == ROUNDS


def test_a_resident_is_asked_once(lin: Staff, zhao: Staff, managers: list[Staff]) -> None:
    """I4: one satisfied answer against seven dissatisfied ones; the first stands, closed or reopened once."""
    callbacks = many_callbacks(builders.resolved(lin, zhao))

    def ask(by: Staff, satisfaction: int) -> Any:
        return lambda row: row.record(
            by=by,
            result="reached",
            respondent="吳先生",
            satisfaction=satisfaction,
            feedback="還在滴水",
            terms=builders.terms(),
        )

    rivals = [ask(by, 2 if place else 4) for place, by in enumerate(managers)]
    answers = race(Callback, pks(callbacks), rivals)

    for callback, got in zip(callbacks, answers, strict=True):
        winner, heard = heard_by_others(got)
        assert heard == {"This callback has been made."}
        callback.refresh_from_db()
        case = Case.objects.get(pk=callback.case_id)
        assert callback.reached_by == managers[winner]
        assert (callback.satisfaction, case.status) == ((2, "in_progress") if winner else (4, "closed"))
        assert case.promises.standing().count() == (1 if winner else 0)
    assert Callback.history.filter(history_verb="record").count() == ROUNDS
    assert Case.history.filter(history_verb__in=["close", "reopen"]).count() == ROUNDS


# Different ends of the same thing ----------------------------------------------------------------------------------


def test_accepting_sending_back_and_reassigning_at_once(
    lin: Staff, chen: Staff, huang: Staff, crowd: list[Staff]
) -> None:
    """BR-V13, BR-H20: each act finds the case as it is, in one order or another; nobody waits for each other."""
    cases = many_cases(builders.case(lin), ROUNDS)

    race(
        Case,
        pks(cases),
        [
            *(partial(Case.accept, by=by) for by in crowd[:3]),
            *(partial(Case.send_back, by=by, reason="不是我們的") for by in crowd[3:6]),
            lambda case: case.reassign(by=huang, to=chen, reason="林靜請假"),
            lambda case: case.note(by=lin, note="業主在家"),
        ],
    )

    for case in Case.objects.filter(pk__in=pks(cases)):
        done = Counter(case.history.values_list("history_verb", flat=True))
        assert (done["send_back"], done["reassign"], done["note"]) == (1, 1, 1)
        assert done["accept"] <= 1  # a case sent back first is nobody's to accept
        assert (case.status, case.handler, case.return_count) == ("promised", None, 1)
        assert (case.owner, case.first_contact) == (chen, lin)
        assert case.version == 1 + done["accept"] + 2
        assert case.promises.standing().count() == 1


def test_the_residents_answer_and_an_exceptional_close_at_once(
    lin: Staff, zhao: Staff, managers: list[Staff]
) -> None:
    """I4: a case closes once, through one of the two doors; the callback ends as that door says."""
    callbacks = many_callbacks(builders.resolved(lin, zhao), ROUNDS)

    def record(by: Staff) -> Any:
        return lambda row: row.record(by=by, result="reached", respondent="吳先生", satisfaction=4)

    def close(by: Staff) -> Any:
        return lambda row: row.case.close_exceptionally(by=by, reason="answered", note="已書面答覆")

    answers = race(
        Callback, pks(callbacks), [record(by) if n % 2 else close(by) for n, by in enumerate(managers)]
    )

    for callback, got in zip(callbacks, answers, strict=True):
        winner, _heard = heard_by_others(got)
        callback.refresh_from_db()
        case = Case.objects.get(pk=callback.case_id)
        assert (callback.state, case.status, case.close_reason) == (
            ("reached", "closed", "") if winner % 2 else ("cancelled", "closed", "answered")
        )
        assert case.closed_by == managers[winner]
        assert case.history.filter(history_verb__in=["close", "close_exceptionally"]).count() == 1


def test_a_cashiers_word_and_a_managers_at_once(lin: Staff, cashiers: list[Staff], huang: Staff) -> None:
    """BR-F03: settling an introduction and closing its case reach for the same two records in the same order."""
    offered = builders.referral(lin, cashiers[0], identity_check="file")
    visits = many_visits(offered.visit, ROUNDS)
    referrals = copies(offered, ROUNDS, "introduce", visit_id=lambda n: visits[n].pk)
    he = cashiers[0]
    race(Referral, pks(referrals), [lambda row: row.take_over(by=he)])

    answers = race(
        Referral,
        pks(referrals),
        [
            lambda row: row.settle(by=he, outcome="settled", result="已繳清"),
            lambda row: case_of(row).close_exceptionally(by=huang, reason="answered", note="已書面答覆"),
            lambda row: row.visit.correct(by=huang, reason="房號寫錯", location_detail="大堂"),
            lambda row: case_of(row).prioritise(by=huang, priority="P1"),
        ],
    )

    for referral, got in zip(referrals, answers, strict=True):
        referral.refresh_from_db()
        assert referral.case is not None
        done = Counter(referral.case.history.values_list("history_verb", flat=True))
        assert done["close_exceptionally"] == 1
        assert referral.state == ("done" if done["resolve"] else "withdrawn")
        assert not isinstance(got[2], Refusal)


def test_merging_into_each_other_at_once(lin: Staff, home: Unit, huang: Staff) -> None:
    """§2.1: two cases asked to merge into each other lock in one order; one remains."""
    left = many_cases(builders.case(lin, unit=home), ROUNDS)
    visits = copies(left[0].visit, ROUNDS, "answer", number=lambda n: f"ZB-20260102-{n + 1:03}")
    right = copies(
        left[0], ROUNDS, "promise", visit_id=lambda n: visits[n].pk, number=lambda n: visits[n].number
    )
    other = dict(zip(pks(left), pks(right), strict=True))
    back = {right: left for left, right in other.items()}

    def merge(by: Staff, turned: bool) -> Any:
        def act(case: Case) -> None:
            twin = Case.objects.get(pk=other[case.pk])
            (twin if turned else case).merge(by=by, into=case if turned else twin)

        return act

    answers = race(Case, pks(left), [merge(lin, False), merge(huang, True)] * 4)

    for got, (one, two) in zip(answers, other.items(), strict=True):
        heard_by_others(got)
        merged = Case.objects.get(pk__in=(one, two), status="merged")
        assert merged.merged_into_id == (other | back)[merged.pk]
        assert merged.merged_into is not None
        assert (merged.merged_into.urge_count, merged.merged_into.status) == (1, "in_progress")
