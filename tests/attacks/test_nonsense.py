"""No input gives a 500, none is half-saved, and what was typed is still there (issue 2, bad input; I10)."""

import os

import pytest

from tests.attacks import throw
from tests.attacks.world import World, counts, undone

pytestmark = pytest.mark.usefixtures("english")

#: `NONSENSE=1` puts everything into every box; a run of the house one in sixteen, or in 64 where there are many boxes.
NTH = int(os.environ.get("NONSENSE", "16"))


def test_words_that_are_accepted_are_accepted(world: World) -> None:
    """Else the nonsense below would prove nothing."""
    refused = []
    for form in throw.forms(world):
        client = throw.signed_in(world.people[form.by])
        with undone():
            answer = throw.send(client, form.path, form.words)
        if answer.status_code != 302:
            shown = [each.errors for each in throw.forms_of(answer) if each.is_bound]
            refused.append((form.path, answer.status_code, shown))

    assert refused == []


def test_no_box_takes_nonsense_for_more_than_it_is(world: World) -> None:
    """Each box of each form holds each nonsense in turn; a different part of it for each box."""
    wrong = []
    for place, form in enumerate(throw.forms(world)):
        client = throw.signed_in(world.people[form.by])
        names, before = throw.boxes(client, form), counts()
        step = NTH * 4 if len(names) > 30 and NTH > 1 else NTH
        for row, name in enumerate(names):
            for column, value in enumerate(throw.nonsense(world)):
                if (row + column + place) % step:
                    continue
                shown = value if not isinstance(value, str) else value[:30]
                wrong += [
                    f"{form.path} {name}={shown!r} {complaint}"
                    for complaint in throw.complaints(client, form, name, value, before)
                ]
    assert wrong == []


def test_boxes_nobody_offered_are_not_heard(world: World) -> None:
    """I1, I2: whoever adds first contact, owner, state or centre to a form changes none of them."""
    heard = []
    for form in throw.forms(world):
        client = throw.signed_in(world.people[form.by])
        states, code = [], 0
        for extra in ({}, throw.EXTRA):
            with undone():
                answer = throw.send(client, form.path, {**extra, **form.words})
                code = answer.status_code
                states.append(throw.standing())
        if states[0] != states[1] and code != 403:
            heard.append((form.path, code))

    assert heard == []
