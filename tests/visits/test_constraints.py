"""What the database refuses of a single row: one offending row for each constraint, written by hand."""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from pytest_django.plugin import DjangoDbBlocker

from directory.actions import set_up_centre
from directory.models import Staff, Unit
from records import clock
from records.models import Counter, Erasure, OneTimeKey, Seal, SetAside, Shape
from tests import builders
from tests.cast import MORNING, at, for_the_file, hire, put_on_duty
from visits.models import Callback, Case, Disclosure, Draft, Promise, Referral, Visit

Row = models.Model
Wrong = tuple[Row, dict[str, Any]]


class World:
    """Rows of every kind, made by the verbs when they are asked for."""

    def __init__(self, lin: Staff, zhao: Staff, he: Staff) -> None:
        self.lin, self.zhao, self.he = lin, zhao, he

    def answered(self) -> Visit:
        return builders.answered(self.lin)

    def case(self) -> Case:
        return builders.case(self.lin)

    def done(self) -> Callback:
        return builders.resolved(self.lin, self.zhao)

    def closed(self) -> Case:
        return builders.closed(self.lin, self.zhao)

    def reached(self) -> Callback:
        return self.closed().callbacks.get()

    def offered(self) -> Referral:
        return builders.referral(self.lin, self.he)

    def accepted(self) -> Referral:
        referral = self.offered()
        referral.take_over(by=self.he)
        return referral

    def promise(self) -> Promise:
        return self.case().promises.get()

    def ended(self) -> Promise:
        return self.done().case.promises.get()

    def disclosure(self) -> Disclosure:
        return Disclosure(centre=self.lin.centre, by=self.lin, subject="x", reason="x")


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Lin receives, Zhao repairs, He takes fees and is on duty."""
    with for_the_file(django_db_blocker, MORNING):
        centre = set_up_centre(by=None, code="txc", name="天下城服務中心")
        lin = hire(centre, "lin", "林靜", "receptionist", "desk")
        zhao = hire(centre, "zhao", "老趙", "department_handler", "engineering")
        he = hire(centre, "he", "何倩", "cashier", "fees")
        put_on_duty(he, MORNING)
        yield World(lin, zhao, he)


@pytest.fixture
def world(settled: World, db: None) -> Iterator[World]:
    """Who the rows need, at 10:00."""
    with clock.at(MORNING):
        yield deepcopy(settled)


def closing(world: World, **wrong: Any) -> Wrong:
    """An open case that somebody calls closed."""
    return world.case(), {"status": "closed", "closed_at": at("11:00"), "closed_by": world.lin} | wrong


CHECKS: list[tuple[str, Callable[[World], Wrong]]] = [
    # The visit
    ("an_answered_visit_says_what_was_asked_and_answered", lambda w: (w.answered(), {"statement": ""})),
    ("an_answered_visit_says_what_was_asked_and_answered", lambda w: (w.answered(), {"reply": ""})),
    ("an_answered_visit_says_what_was_asked_and_answered", lambda w: (w.answered(), {"category": None})),
    ("visit_satisfaction_is_one_of_five_answers", lambda w: (w.case().visit, {"satisfaction": 0})),
    ("visit_satisfaction_is_one_of_five_answers", lambda w: (w.case().visit, {"satisfaction": 6})),
    ("an_answered_visit_left_nobody_dissatisfied", lambda w: (w.answered(), {"satisfaction": 2})),
    *(
        (
            "what_was_not_solved_was_restated_apologised_for_and_explained",
            lambda w, taken=taken: (w.case().visit, taken),
        )
        for taken in (
            {"restated": False},
            {"apology_given": False},
            {"reason_explained": ""},
            {"statement": ""},
            {"category": None},
            {"phone": "", "phone_declined": False},
        )
    ),
    ("a_visit_joins_a_case_exactly_when_it_is_an_urge", lambda w: (w.answered(), {"joins": w.case()})),
    ("a_visit_joins_a_case_exactly_when_it_is_an_urge", lambda w: (w.answered(), {"status": "joined"})),
    ("a_void_visit_says_why", lambda w: (w.answered(), {"status": "void"})),
    ("a_void_visit_says_why", lambda w: (w.answered(), {"void_reason": "x"})),
    ("a_visit_is_entered_after_the_resident_arrived", lambda w: (w.answered(), {"arrived_at": at("10:01")})),
    # The case
    *(
        (
            "a_case_closes_by_a_satisfied_callback_or_a_named_exception",
            lambda w, wrong=wrong: closing(w, **wrong(w)),
        )
        for wrong in (
            lambda _w: {},
            lambda _w: {"closing_satisfaction": 5},
            lambda w: {"closing_callback": w.done()},
            lambda w: {"closing_callback": w.done(), "closing_satisfaction": 2},
            lambda w: {"closing_callback": w.done(), "closing_satisfaction": 5, "close_reason": "not_ours"},
        )
    ),
    ("closed_exactly_when_signed", lambda w: (w.case(), {"closed_at": at("11:00"), "closed_by": w.lin})),
    ("closed_exactly_when_signed", lambda w: (w.case(), {"status": "closed", "close_reason": "not_ours"})),
    ("an_open_case_has_no_closing", lambda w: (w.case(), {"close_reason": "not_ours"})),
    ("an_open_case_has_no_closing", lambda w: (w.case(), {"closing_satisfaction": 4})),
    ("an_open_case_has_no_closing", lambda w: (w.case(), {"closing_callback": w.done()})),
    ("merged_exactly_when_it_says_into_what", lambda w: (w.case(), {"merged_into": w.case()})),
    (
        "merged_exactly_when_it_says_into_what",
        lambda w: (w.case(), {"status": "merged", "closed_at": at("11:00"), "closed_by": w.lin}),
    ),
    ("work_is_done_by_somebody_with_a_result", lambda w: (w.done().case, {"result": ""})),
    ("work_is_done_by_somebody_with_a_result", lambda w: (w.case(), {"resolved_by": w.zhao})),
    ("a_callback_is_awaited_only_for_work_done", lambda w: (w.case(), {"status": "awaiting_callback"})),
    ("an_open_case_has_a_promise", lambda w: (w.case(), {"promise_due_at": None})),
    ("handler_took_it_on_at_a_time", lambda w: (w.case(), {"handler": w.zhao})),
    ("handler_took_it_on_at_a_time", lambda w: (w.case(), {"handler_since": at("10:00")})),
    ("work_begins_once_it_is_forwarded", lambda w: (w.case(), {"forwarded_at": None})),
    ("the_clock_looks_after_open_cases_only", lambda w: (w.closed(), {"wakes_at": at("10:00")})),
    ("a_case_goes_up_three_levels", lambda w: (w.case(), {"level": 4})),
    # The promise
    ("promise_has_ended_exactly_when_it_no_longer_stands", lambda w: (w.ended(), {"ended_at": None})),
    (
        "promise_has_ended_exactly_when_it_no_longer_stands",
        lambda w: (w.promise(), {"ended_at": at("11:00")}),
    ),
    ("promise_lies_ahead_when_it_is_made", lambda w: (w.promise(), {"due_at": at("10:00")})),
    ("a_later_promise_has_a_reason_and_the_resident_was_told", lambda w: (w.promise(), {"place": 2})),
    (
        "a_later_promise_has_a_reason_and_the_resident_was_told",
        lambda w: (w.promise(), {"place": 2, "reason": "x", "resident_told": False}),
    ),
    # The introduction
    ("taken_over_by_somebody_with_a_case", lambda w: (w.accepted(), {"case": None})),
    ("taken_over_by_somebody_with_a_case", lambda w: (w.offered(), {"accepted_by": w.he})),
    ("nothing_is_settled_before_it_is_taken_over", lambda w: (w.offered(), {"state": "accepted"})),
    ("finished_exactly_when_it_says_what_came_of_it", lambda w: (w.accepted(), {"state": "done"})),
    ("finished_exactly_when_it_says_what_came_of_it", lambda w: (w.accepted(), {"outcome": "settled"})),
    ("nobody_introduces_a_resident_to_themselves", lambda w: (w.offered(), {"to": w.lin})),
    # The callback
    ("reached_exactly_when_somebody_answered", lambda w: (w.reached(), {"satisfaction": None})),
    ("reached_exactly_when_somebody_answered", lambda w: (w.reached(), {"satisfaction": 6})),
    ("reached_exactly_when_somebody_answered", lambda w: (w.reached(), {"reached_by": None})),
    ("reached_exactly_when_somebody_answered", lambda w: (w.done(), {"satisfaction": 5})),
    ("a_dissatisfied_answer_says_why", lambda w: (w.reached(), {"satisfaction": 2, "feedback": ""})),
    ("tried_in_vain_means_three_times_and_a_message", lambda w: (w.done(), {"state": "exhausted"})),
    (
        "tried_in_vain_means_three_times_and_a_message",
        lambda w: (w.done(), {"state": "unreached", "missed_count": 3}),
    ),
    ("a_callback_says_whose_work_it_asks_about", lambda w: (w.done(), {"done_by": None, "done_at": None})),
    ("a_callback_says_whose_work_it_asks_about", lambda w: (w.done(), {"department": None})),
    ("a_callback_says_whose_work_it_asks_about", lambda w: (w.done(), {"reopened_before": None})),
    ("disclosure_has_a_reason", lambda w: (w.disclosure(), {"reason": ""})),
    ("an_erasure_names_its_ground", lambda w: (_erased(w), {"row": 8, "ground": ""})),
]

UNIQUES: dict[str, Callable[[World], Wrong]] = {
    "record_number_is_unique_in_its_centre": lambda w: (w.answered(), {}),
    "case_number_is_unique_in_its_centre": lambda w: (w.case(), {"visit": w.answered()}),
    "promises_of_a_case_are_counted": lambda w: (w.ended(), {}),
    "one_standing_promise_for_each_case": lambda w: (w.promise(), {"place": 2, "reason": "x"}),
    "one_introduction_at_a_time": lambda w: (w.offered(), {}),
    "callback_number_is_unique_in_its_centre": lambda w: (w.reached(), {}),
    "one_open_callback_for_each_case": lambda w: (w.done(), {"number": "HF-20261116-999"}),
    "one_draft_for_each_slot_of_a_person": lambda w: (Draft.objects.park(w.lin, "desk", {"reply": "x"}), {}),
    "one_counter_for_each_book_and_day": lambda w: (_counted(w), {}),
    "a_row_is_set_aside_once_by_a_sweep": lambda w: (_set_aside(w), {}),
    "a_shape_is_written_down_once": lambda _w: (Shape.objects.create(table="x", columns="[]"), {}),
    "a_chain_has_one_seal_at_each_place": lambda _w: (_sealed(), {"previous": "b" * 64}),
    "a_chain_never_forks": lambda _w: (_sealed(), {"position": 2}),
    "a_word_is_erased_once": lambda w: (_erased(w), {}),
}


def _counted(world: World) -> Counter:
    world.answered()
    return Counter.objects.get(book="ZB")


def _set_aside(world: World) -> SetAside:
    SetAside.objects.set_aside("callbacks", world.case(), "ValueError")
    return SetAside.objects.get()


def _sealed() -> Seal:
    return Seal.objects.create(
        centre_id=1,
        position=1,
        previous="a" * 64,
        count=1,
        total=1,
        root="",
        digest="",
        whole=True,
        sealed_at=at("10:00"),
    )


def _erased(world: World) -> Erasure:
    return Erasure.objects.create(
        centre_id=1,
        by=world.lin,
        table="visits_historicalvisit",
        row=7,
        column="phone",
        ground="個保法第 47 條",
    )


def write(row: Row, wrong: dict[str, Any]) -> None:
    """Insert a copy of a legal row with something wrong, past every verb and rule."""
    for name, value in wrong.items():
        setattr(row, name, value)
    row.pk = None
    row._state.adding = True
    with transaction.atomic():
        models.Model.save_base(row, raw=True, force_insert=True)


def ours() -> Iterable[models.BaseConstraint]:
    """Every constraint of the ground floor and of the duty log."""
    for label in ("records", "visits"):
        for model in apps.get_app_config(label).get_models():
            yield from model._meta.constraints


@pytest.mark.parametrize(
    ("name", "offend"), CHECKS, ids=[f"{place}-{name}" for place, (name, _offend) in enumerate(CHECKS)]
)
def test_a_row_that_is_wrong_in_itself_is_refused(
    world: World, name: str, offend: Callable[[World], Wrong]
) -> None:
    row, wrong = offend(world)

    with pytest.raises(IntegrityError, match=name):
        write(row, wrong)


@pytest.mark.parametrize("name", UNIQUES)
def test_a_second_row_is_refused(world: World, name: str) -> None:
    row, wrong = UNIQUES[name](world)
    [constraint] = [each for each in type(row)._meta.constraints if each.name == name]
    assert isinstance(constraint, models.UniqueConstraint)
    columns = [f"{row._meta.db_table}.{_column(row, field)}" for field in constraint.fields]

    with pytest.raises(IntegrityError) as answer:
        write(row, wrong)

    said = str(answer.value)
    assert name in said if connection.vendor == "postgresql" else said.endswith(": " + ", ".join(columns))


def _column(row: Row, field: str) -> str:
    return str(next(each.column for each in row._meta.concrete_fields if each.name == field))


def test_a_matter_has_one_case_and_a_case_one_introduction(world: World) -> None:
    """One-to-one columns, which are constraints without a name of ours."""
    made = world.case()
    with pytest.raises(IntegrityError):
        write(made, {"number": "ZB-20261116-999"})
    referral = world.accepted()
    with pytest.raises(IntegrityError):
        write(referral, {"visit": world.answered()})


def test_a_key_is_used_once(world: World) -> None:
    OneTimeKey.objects.create(key="x", staff=world.lin, digest="x")

    with pytest.raises(IntegrityError), transaction.atomic():
        OneTimeKey.objects.create(key="x", staff=world.lin, digest="y")


def test_no_constraint_is_left_out() -> None:
    """A constraint added tomorrow has its offending row in the tables above."""
    assert {each.name for each in ours()} == {name for name, _offend in CHECKS} | set(UNIQUES)


def test_the_name_of_a_constraint_is_a_sentence_that_fits() -> None:
    """PostgreSQL cuts a name at 63 bytes."""
    names = [each.name for each in ours()]

    assert len(names) == len(set(names))
    assert all(len(name) <= 63 and len(name.split("_")) >= 4 for name in names)


# Pairs ------------------------------------------------------------------------------------------------------------

#: Something happened at a time by somebody: what is written as one is empty as one.
PAIRS: dict[tuple[type[Row], str], Callable[[World], Row]] = {
    (Visit, "entered"): lambda w: w.answered(),
    (Case, "resolved"): lambda w: w.done().case,
    (Case, "closed"): lambda w: w.closed(),
    (Promise, "made"): lambda w: w.promise(),
    (Referral, "referred"): lambda w: w.offered(),
    (Referral, "accepted"): lambda w: w.accepted(),
    (Callback, "done"): lambda w: w.done(),
    (Callback, "reached"): lambda w: w.reached(),
}


def test_the_pairs_are_found_by_walking_every_model() -> None:
    found = set()
    for label in ("records", "directory", "visits"):
        for model in apps.get_app_config(label).get_models():
            names = {field.name for field in model._meta.concrete_fields}
            if hasattr(model, "history_object"):
                continue
            found |= {(model, name.removesuffix("_at")) for name in names if name.endswith("_at")} & {
                (model, name.removesuffix("_by")) for name in names if name.endswith("_by")
            }

    assert found == set(PAIRS)


@pytest.mark.parametrize("half", ["at", "by"])
@pytest.mark.parametrize("pair", PAIRS, ids=[f"{model.__name__}-{name}" for model, name in PAIRS])
def test_a_pair_is_both_set_or_both_empty(world: World, pair: tuple[type[Row], str], half: str) -> None:
    row = PAIRS[pair](world)

    with pytest.raises(IntegrityError):
        write(row, {f"{pair[1]}_{half}": None})


def test_a_legal_copy_is_written(world: World) -> None:
    """The way of writing wrong rows does write right ones, so that each refusal above is the constraint's own."""
    visit = world.answered()
    write(visit, {"number": "ZB-20261116-999"})
    promise = world.ended()
    write(promise, {"place": 2, "reason": "x", "due_at": promise.due_at + timedelta(hours=1)})
    write(world.reached(), {"number": "HF-20261116-999"})
    write(
        world.closed(),
        {"number": "ZB-20261116-998", "visit": world.answered(), "closing_callback": world.done()},
    )
    home = Unit(centre=world.lin.centre, building="8", room="101").save_signed(None, "set_up")
    write(home, {"room": "102", "code": "8-102", "key": "8102"})

    assert Visit.objects.filter(number="ZB-20261116-999").exists()
