"""Why not: who somebody is to a case, and what the rules answer before any verb is tried (§4.1, §4.2)."""

import inspect
from pathlib import Path

import pytest

from directory.models import Staff
from tests import builders
from tests.cast import hire
from visits import rules

pytestmark = pytest.mark.usefixtures("english")

#: role: may receive, may lead, may read the duty log; drawn by hand.
ROLES = {
    "receptionist": (True, False, True),
    "shift_leader": (True, True, True),
    "department_handler": (True, False, True),
    "cashier": (True, False, True),
    "manager": (True, True, True),
    "auditor": (False, False, True),
    "administrator": (False, False, False),
}


@pytest.mark.parametrize("role", ROLES)
def test_who_receives_leads_and_reads(centre: object, lin: Staff, role: str) -> None:
    """§4.1: every employee receives; the auditor reads; the administrator keeps other books."""
    somebody = hire(lin.centre, "somebody", "某人", role)
    receives, leads, reads = ROLES[role]

    assert (
        not rules.against_receiving(somebody),
        rules.leads(somebody),
        not rules.against_reading(somebody),
    ) == (receives, leads, reads)


def test_the_administrator_is_told_why_the_log_is_closed(ai: Staff) -> None:
    assert rules.against_reading(ai) == "This account keeps the house's books and does not see the duty log."


def test_who_answers_for_a_case(lin: Staff, zhou: Staff, zhao: Staff, tang: Staff, huang: Staff) -> None:
    """BR-V04: the owner, and who leads the shift."""
    made = builders.case(lin, handler=zhao)

    assert {each.name for each in (lin, zhou, zhao, tang, huang) if rules.answers_for(made, each)} == {
        "林靜",
        "唐芳",
        "黃麗",
    }


def test_who_works_on_a_case(lin: Staff, zhou: Staff, zhao: Staff, he: Staff, wu: Staff) -> None:
    """BR-V04: the department's people, and a handler of whatever department."""
    made = builders.case(lin)
    assert {each.name for each in (lin, zhou, zhao, he, wu) if rules.works_on(made, each)} == {"老趙"}

    made.handler = zhou
    assert {each.name for each in (lin, zhou, zhao, he, wu) if rules.works_on(made, each)} == {"老趙", "周敏"}


def test_the_desk_itself_does_no_departments_work(lin: Staff, zhou: Staff) -> None:
    """A receptionist of the desk's department has no `handle_work`; the owner answers for it all the same."""
    made = builders.case(lin, to="desk", about="other")

    assert not rules.works_on(made, zhou)
    assert rules.answers_for(made, lin)


def test_several_things_wrong_are_said_once_each() -> None:
    said = rules._all({"a": "Apologise first.", "b": "Say why.", "c": "Apologise first."})

    assert said == "Apologise first. Say why."


def test_no_rule_is_dead() -> None:
    """A rule that nobody asks refuses nothing."""
    house = Path(rules.__file__).parent
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in house.rglob("*.py") if "migrations" not in path.parts
    )
    public = [
        name
        for name, rule in inspect.getmembers(rules, inspect.isfunction)
        if rule.__module__ == rules.__name__
    ]

    assert [name for name in public if text.count(name) < 2] == []
