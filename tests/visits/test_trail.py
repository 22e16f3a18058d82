"""Every verb leaves exactly one signed record for each row it touches, naming person and verb (I8, §5.0)."""

import inspect
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from directory.models import Staff
from records import clock
from records.models import Recorded, recorded_models
from tests import builders
from tests.cast import at, department, hire
from visits.models import Callback, Case, Promise, Referral, Visit

Signed = Counter[tuple[str, str, str]]
FIVE: dict[str, Any] = {"restated": True, "apology_given": True, "reason_explained": "維修員正在別處"}


class People(NamedTuple):
    """Who takes part."""

    lin: Staff
    zhou: Staff
    zhao: Staff
    wu: Staff
    he: Staff
    tang: Staff
    huang: Staff


@pytest.fixture
def people(centre: Any, lin: Staff, zhou: Staff, zhao: Staff, he: Staff, huang: Staff) -> People:
    """Everybody a verb needs."""
    wu = hire(centre, "wu", "吳磊", "department_handler", "security")
    tang = hire(centre, "tang", "唐芳", "shift_leader", "desk")
    return People(lin, zhou, zhao, wu, he, tang, huang)


def last_ids() -> dict[type[Recorded], int]:
    """Where each history stands."""
    return {
        model: getattr(model.history.order_by("history_id").last(), "history_id", 0)
        for model in recorded_models()
    }


def signed_since(before: dict[type[Recorded], int]) -> list[Any]:
    """The history rows written since."""
    return [row for model, last in before.items() for row in model.history.filter(history_id__gt=last)]


class Scene(NamedTuple):
    """A verb: who does it, which rows it touches how often, what it is done to, and what is said."""

    verb: str
    by: str
    touched: dict[str, int]
    on: Callable[[People], Any]
    said: Callable[[People], dict[str, Any]] = lambda _people: {}
    when: str = "10:00"


def new(**facts: Any) -> Callable[[People], Visit]:
    """A resident being received."""
    return lambda people: builders.visit(people.lin, **facts)


def kept(people: People) -> Visit:
    """A line written while the resident is still being received."""
    return builders.visit(people.lin).keep(by=people.lin)


def opened(**facts: Any) -> Callable[[People], Case]:
    """A case of 林靜."""
    return lambda people: builders.case(people.lin, **facts)


def at_work(people: People) -> Case:
    """A case 老趙 works on."""
    made = builders.case(people.lin)
    made.accept(by=people.zhao)
    return made


def waiting(people: People) -> Case:
    """A case that waits for something."""
    made = at_work(people)
    made.wait(by=people.zhao, reason="等配件")
    return made


def owed(people: People) -> Callback:
    """A resident to be asked about work done."""
    return builders.resolved(people.lin, people.zhao)


def taken_over(people: People) -> Referral:
    """A resident the cashier is with."""
    referral = builders.referral(people.lin, people.he)
    referral.take_over(by=people.he)
    return referral


def to(code: str) -> Callable[[People], dict[str, Any]]:
    """Given to that department."""
    return lambda people: {"department": department(people.lin, code)}


def terms(**more: Any) -> Callable[[People], dict[str, Any]]:
    """With a promise."""
    return lambda _people: {"terms": builders.terms(), **more}


def words(**said: Any) -> Callable[[People], dict[str, Any]]:
    """With plain words."""
    return lambda _people: said


SCENES = [
    Scene("keep", "lin", {"Visit": 1}, new()),
    Scene("answer", "lin", {"Visit": 1}, new(), words(reply="已告知")),
    Scene(
        "promise",
        "lin",
        {"Visit": 1, "Case": 1, "Promise": 1},
        new(about="repair", **FIVE),
        lambda people: {"terms": builders.terms(), **to("engineering")(people)},
    ),
    Scene(
        "raise_alarm",
        "lin",
        {"Visit": 1, "Case": 1},
        new(about="help", location_detail="電梯"),
        to("security"),
    ),
    Scene(
        "introduce",
        "lin",
        {"Visit": 1, "Referral": 1},
        new(about="fee"),
        lambda people: {"to": people.he, "matter": "management"},
    ),
    Scene("join", "lin", {"Visit": 1}, new(), lambda people: {"case": builders.case(people.lin)}),
    Scene("void", "lin", {"Visit": 1}, kept, words(reason="重複")),
    Scene("correct", "lin", {"Visit": 1}, kept, words(remark="x")),
    Scene("see_off", "lin", {"Visit": 1}, kept),
    Scene("forward", "lin", {"Case": 1}, opened(forward=False), to("engineering")),
    Scene("assign", "tang", {"Case": 1}, at_work, to("security")),
    Scene("accept", "zhao", {"Case": 1}, opened()),
    Scene("send_back", "zhao", {"Case": 1}, at_work, words(reason="x")),
    Scene("note", "zhou", {"Case": 1}, at_work, words(note="x")),
    Scene("inform", "zhou", {"Case": 1}, at_work, words(note="x")),
    Scene("wait", "zhao", {"Case": 1}, at_work, words(reason="x")),
    Scene("resume", "zhao", {"Case": 1}, waiting),
    Scene("contact_outside", "lin", {"Case": 1}, at_work, words(name="電信", phone="10000")),
    Scene("call_out", "zhou", {"Case": 1}, at_work, words(service="119")),
    Scene("prioritise", "zhou", {"Case": 1}, at_work, words(priority="P1")),
    Scene("move_promise", "lin", {"Case": 1, "Promise": 2}, at_work, terms(reason="x", told=True)),
    Scene(
        "promise_again",
        "lin",
        {"Case": 1, "Promise": 2},
        at_work,
        terms(reason="x", told=True, apology=True),
        when="13:00",
    ),
    Scene("fulfil", "zhao", {"Case": 1, "Promise": 2}, at_work, terms(note="到場")),
    Scene("resolve", "zhao", {"Case": 1, "Promise": 1, "Callback": 1}, at_work, words(result="已修好")),
    Scene("reopen", "lin", {"Case": 1, "Promise": 1}, lambda people: owed(people).case, terms(reason="x")),
    Scene(
        "close_exceptionally", "huang", {"Case": 1, "Promise": 1}, at_work, words(reason="not_ours", note="x")
    ),
    Scene("merge", "lin", {"Case": 1, "Promise": 1}, at_work, lambda people: {"into": at_work(people)}),
    Scene("reassign", "huang", {"Case": 1}, at_work, lambda people: {"to": people.zhou, "reason": "休假"}),
    Scene(
        "take_over",
        "he",
        {"Case": 1, "Referral": 1, "Visit": 1},
        lambda people: builders.referral(people.lin, people.he),
    ),
    Scene("settle", "he", {"Referral": 1}, taken_over, words(outcome="settled", result="已收")),
    Scene("record", "lin", {"Callback": 1}, owed, words(result="reached", respondent="吳", satisfaction=4)),
    Scene("hand_to", "lin", {"Callback": 1}, owed, lambda people: {"to": people.zhou}),
]
#: What a verb does to other records in the same breath, signed by the same person under its own name.
ALONGSIDE: dict[str, Signed] = {
    "join": Counter({("Case", "urge", "lin"): 1}),
    "reopen": Counter({("Callback", "cancel", "lin"): 1}),
    "merge": Counter({("Case", "urge", "lin"): 1}),
    "settle": Counter({("Case", "resolve", "he"): 1, ("Callback", "resolve", "he"): 1}),
    "record": Counter({("Case", "close", "lin"): 1}),
}
#: Verbs that other verbs do on the way: tested with these, above.
INNER = {
    Visit: {"introduced"},
    Case: set(),
    Promise: {"end"},
    Referral: {"withdraw", "offer"},
    Callback: {"cancel", "give_up", "pass_to", "schedule_for"},
}


@pytest.mark.parametrize("scene", SCENES, ids=[scene.verb for scene in SCENES])
def test_a_verb_signs_each_row_it_touches_once(people: People, scene: Scene) -> None:
    """I8: exactly one signed record for each touched row, naming person and verb."""
    subject, by = scene.on(people), getattr(people, scene.by)

    with clock.at(at(scene.when)):
        said = scene.said(people)
        before = last_ids()
        getattr(subject, scene.verb)(by=by, **said)

    rows = signed_since(before)
    own = Counter({(model, scene.verb, scene.by): times for model, times in scene.touched.items()})
    assert Counter(
        (row.instance_type.__name__, row.history_verb, row.history_user.username) for row in rows
    ) == own + ALONGSIDE.get(scene.verb, Counter())
    assert set(Counter((row.instance_type, row.id) for row in rows).values()) == {1}
    assert {row.history_date for row in rows} == {at(scene.when)}


def verbs_of(model: Any) -> set[str]:
    """Public methods of a record that say who acts."""
    methods: list[tuple[str, Callable[..., Any]]] = inspect.getmembers(
        model, lambda member: inspect.isfunction(member) or inspect.ismethod(member)
    )
    return {
        name
        for name, method in methods
        if not name.startswith("_")
        and name not in {"save_signed", "receive"}
        and not name.startswith("open_")
        and "by" in inspect.signature(method).parameters
    }


def test_no_verb_is_left_out() -> None:
    """A verb added tomorrow stands in the table above, or is named as part of another."""
    tried = {scene.verb for scene in SCENES}

    assert set().union(*(verbs_of(model) - inner for model, inner in INNER.items())) == tried


def test_what_it_looked_like_before_can_be_read_back(people: People) -> None:
    """§5.0: who changed what, from what, to what."""
    made = at_work(people)

    made.prioritise(by=people.zhou, priority="P0", note="水漫到走廊")

    now, before = made.history.order_by("-history_id")[:2]
    [change] = [each for each in now.diff_against(before).changes if each.field != "version"]
    assert (change.field, change.old, change.new) == ("priority", "P2", "P0")
    assert now.history_change_reason == "水漫到走廊"


def test_each_verb_counts_the_version_up(people: People) -> None:
    """The screen knows by it that somebody came first."""
    made = at_work(people)
    seen = made.version

    made.wait(by=people.zhao, reason="等配件")
    made.note(by=people.zhou, note="help never collides with anybody")

    assert made.version == seen + 1
