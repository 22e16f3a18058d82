"""The way of a case: legal moves, held against a second table written by hand (§2.1, I4)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from directory.models import Staff
from records.models import Refusal
from tests import builders
from tests.cast import department, hire
from visits.models import Callback, Case

#: domain §2.1, drawn again by hand.
MOVES = """
promised           in_progress  轉辦
promised           merged       併案
promised           closed       例外結案
in_progress        promised     退回
in_progress        waiting      暫停
in_progress        awaiting_callback  辦結
in_progress        merged       併案
in_progress        closed       例外結案
waiting            in_progress  續辦
waiting            promised     退回
waiting            merged       併案
waiting            closed       例外結案
awaiting_callback  closed       回訪滿意
awaiting_callback  in_progress  回訪不滿意
awaiting_callback  merged       併案
closed             in_progress  重開
"""

#: Which verb is open in which state, to the person who may do it at all; every other pair is refused.
OPEN: dict[str, set[str]] = {
    "promised": {
        "assign",
        "call_out",
        "close_exceptionally",
        "contact_outside",
        "forward",
        "fulfil",
        "inform",
        "merge",
        "move_promise",
        "note",
        "prioritise",
        "reassign",
    },
    "in_progress": {
        "accept",
        "assign",
        "call_out",
        "close_exceptionally",
        "contact_outside",
        "fulfil",
        "inform",
        "merge",
        "move_promise",
        "note",
        "prioritise",
        "reassign",
        "resolve",
        "send_back",
        "wait",
    },
    "waiting": {
        "accept",
        "assign",
        "call_out",
        "close_exceptionally",
        "contact_outside",
        "forward",
        "fulfil",
        "inform",
        "merge",
        "move_promise",
        "note",
        "prioritise",
        "reassign",
        "resume",
        "send_back",
    },
    "awaiting_callback": {
        "call_out",
        "close_exceptionally",
        "contact_outside",
        "inform",
        "merge",
        "note",
        "prioritise",
        "reassign",
        "reopen",
    },
    "closed": {"contact_outside", "inform", "note", "reopen"},
    "merged": set(),
}


def test_the_moves_are_those_that_were_drawn() -> None:
    drawn: dict[str, set[str]] = {status: set() for status in Case.Status.values}
    for line in MOVES.split("\n")[1:-1]:
        start, end, _word = line.split()
        drawn[start].add(end)

    assert {start: set(ends) for start, ends in Case.NEXT.items()} == drawn


@pytest.mark.parametrize("status", OPEN)
def test_each_verb_is_open_where_the_table_says(
    lin: Staff, zhao: Staff, tang: Staff, huang: Staff, status: str
) -> None:
    """Every verb in every state: done, or refused with a sentence; never an error, never a state off the drawing."""
    zhou = hire(lin.centre, "zhou", "周敏", "receptionist", "desk")
    other = builders.case(lin)
    made = MAKE[status](lin, zhao, huang)
    assert made.status == status
    verbs: dict[str, tuple[Staff, dict[str, Any]]] = {
        "accept": (zhao, {}),
        "assign": (tang, {"department": department(lin, "security")}),
        "call_out": (lin, {"service": "119"}),
        "close_exceptionally": (huang, {"reason": "not_ours", "note": "x"}),
        "contact_outside": (lin, {"name": "電信", "phone": "10000"}),
        "forward": (lin, {"department": department(lin, "security")}),
        "fulfil": (lin, {"note": "x", "terms": builders.terms()}),
        "inform": (lin, {"note": "x"}),
        "merge": (lin, {"into": other}),
        "move_promise": (lin, {"terms": builders.terms(), "reason": "x", "told": True}),
        "note": (lin, {"note": "x"}),
        "prioritise": (lin, {"priority": "P1"}),
        "promise_again": (lin, {"terms": builders.terms(), "reason": "x", "told": True, "apology": True}),
        "reassign": (huang, {"to": zhou, "reason": "x"}),
        "reopen": (lin, {"reason": "x", "terms": builders.terms()}),
        "resolve": (zhao, {"result": "已修好"}),
        "resume": (zhao, {}),
        "send_back": (zhao, {"reason": "x"}),
        "wait": (zhao, {"reason": "x"}),
    }

    done, sentences = set(), []
    for verb, (by, said) in verbs.items():
        case = Case.objects.get(pk=made.pk)
        with transaction.atomic():
            try:
                getattr(case, verb)(by=by, **said)
            except Refusal as refusal:
                sentences.append(str(refusal))
            else:
                done.add(verb)
                assert case.status == status or case.status in Case.NEXT[status]
            transaction.set_rollback(True)

    assert done == OPEN[status]
    assert all(sentences)


def _promised(lin: Staff, _zhao: Staff, _huang: Staff) -> Case:
    return builders.case(lin, forward=False)


def _in_progress(lin: Staff, _zhao: Staff, _huang: Staff) -> Case:
    return builders.case(lin)


def _waiting(lin: Staff, zhao: Staff, _huang: Staff) -> Case:
    made = builders.case(lin)
    made.wait(by=zhao, reason="等配件")
    return made


def _awaiting(lin: Staff, zhao: Staff, _huang: Staff) -> Case:
    return builders.resolved(lin, zhao).case


def _closed(lin: Staff, zhao: Staff, _huang: Staff) -> Case:
    return builders.closed(lin, zhao)


def _merged(lin: Staff, _zhao: Staff, _huang: Staff) -> Case:
    made = builders.case(lin)
    made.merge(by=lin, into=builders.case(lin))
    return made


MAKE: dict[str, Callable[[Staff, Staff, Staff], Case]] = {
    "promised": _promised,
    "in_progress": _in_progress,
    "waiting": _waiting,
    "awaiting_callback": _awaiting,
    "closed": _closed,
    "merged": _merged,
}


def test_the_states_of_a_callback_that_are_open() -> None:
    """§2.2."""
    assert set(Callback.OPEN) == {"scheduled", "retry", "exhausted"}
    assert set(Callback.State.values) == {
        "scheduled",
        "retry",
        "exhausted",
        "reached",
        "unreached",
        "cancelled",
    }
