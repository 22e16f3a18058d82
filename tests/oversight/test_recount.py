"""For generated weeks, each figure equals a slow, plain recount; the rows behind it recount to it (issue of the board).

WEEKS=500 takes the long way; a run of the house takes a few.
"""

import os
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from directory.models import Staff, Unit
from oversight import counting, figures, rows, tally
from oversight.models import DayTally, StaleDay
from oversight.scope import Scope
from records import clock
from tests.cast import at, hire
from tests.oversight.recount import Recount
from tests.oversight.weeks import Week, some_boxes

WEEKS = int(os.environ.get("WEEKS", "3"))
ACTS = 90


@pytest.fixture
def people(centre: Any, lin: Staff, zhou: Staff, chen: Staff, zhao: Staff, huang: Staff) -> dict[str, Any]:
    """The desk, two departments, the manager and four homes."""
    wu = hire(centre, "wu", "吳磊", "department_handler", "security")
    homes = [
        Unit(centre=centre, building=str(place), room="702").save_signed(None, "set_up")
        for place in (1, 2, 3, 9)
    ]
    return {
        "desk": [lin, zhou, chen],
        "handlers": {"engineering": zhao, "security": wu},
        "manager": huang,
        "homes": homes,
    }


def numbers_of(scope: Scope) -> dict[str, tuple[int, int]]:
    """Every figure as the board has it."""
    standing = counting.standing(scope)
    found = counting.total(tally.days_of(scope).values())
    for figure in figures.of_book(figures.OPEN):
        found[figure.code] = counting.Number()
        for each in standing:
            counting.add(found, {figure.code: each.numbers[figure.code]})
    return {code: (number.part, number.whole) for code, number in found.items()}


def known(boxes: dict[str, Any]) -> list[figures.Figure]:
    """The figures whose rows know these boxes."""
    return [figure for figure in figures.FIGURES if figure.book.may_be_narrowed_by(frozenset(boxes))]


def against(scope: Scope, huang: Staff) -> list[str]:
    """Where the board and the recount differ: in a figure, or in the rows behind it."""
    plain = Recount(scope.centre, scope.first, scope.last, scope.now, dict(scope.boxes))
    found, wrong = numbers_of(scope), []
    for figure in known(dict(scope.boxes)):
        expected = plain.number(figure.code)
        if found[figure.code] != expected:
            wrong.append(f"{figure.code} {found[figure.code]}, not {expected}")
        listed = rows.rows(figure, scope, huang, limit=10_000)
        if sorted((row.number, row.is_counted) for row in listed) != plain.listed(figure.code):
            wrong.append(f"{figure.code} lists other rows")
        counts = {"": expected[1], "counted": expected[0], "missed": expected[1] - expected[0]}
        if not figure.mark and counting.how_many(figure, scope) != counts:
            wrong.append(f"{figure.code} counts {counting.how_many(figure, scope)}, not {counts}")
        for show, count in counts.items() if figure.is_share else ():
            if len(rows.rows(figure, scope, huang, show=show, limit=10_000)) != count:
                wrong.append(f"{figure.code} {show} lists other rows than {count}")
    return wrong


def by_person_against(scope: Scope, who: str, people: list[Staff]) -> list[str]:
    """Where the figures of somebody differ from a recount of theirs."""
    found, wrong = counting.by_person(scope, who), []
    plain = Recount(scope.centre, scope.first, scope.last, scope.now)
    for person in people:
        numbers = found.get((person.pk, person.name), {})
        plain.boxes = {who: person.pk}
        for figure in figures.FIGURES:
            if figure.book.is_standing or who not in figure.book.paths:
                continue
            number, expected = tuple(numbers.get(figure.code, counting.Number())), plain.number(figure.code)
            if number != expected:
                wrong.append(f"{person} {figure.code} {number}, not {expected}")
    return wrong


def test_every_figure_of_a_generated_week_equals_a_plain_recount(people: dict[str, Any]) -> None:
    """§4.6: whole centre, narrowed, by person; some days tallied, some tallied and then changed."""
    huang, wrong, seen = people["manager"], [], dict.fromkeys(figures.BY_CODE, 0)
    for place in range(WEEKS):
        lot = random.Random(place)  # noqa: S311 -- chance in a test, no secret
        with transaction.atomic():
            week = Week(lot, at("2026-11-09 00:00"), **people)
            week.live(ACTS)
            first = date(2026, 11, 9)
            with clock.at(week.now):
                scope = Scope(centre=huang.centre, first=first, last=first + timedelta(days=6), now=week.now)
                found = against(scope, huang)
                boxes = some_boxes(lot, huang.centre, people["homes"])
                until = first + timedelta(days=lot.randint(0, 6))
                narrowed = replace(scope, last=until, boxes=boxes)
                found += against(narrowed, huang)
                found += by_person_against(scope, "first", people["desk"])
                found += by_person_against(scope, "by", list(people["handlers"].values()))
                while tally.sweep():
                    pass
                assert DayTally.objects.filter(day__lt=scope.last).exists()
                found += against(scope, huang)
                for _change in range(6):
                    week.change()
                marked = StaleDay.objects.exists()
                found += against(scope, huang)
                while tally.sweep():
                    pass
                found += against(scope, huang)
            assert marked
            for code, number in numbers_of(scope).items():
                seen[code] += number[1]
            wrong += [f"week {place}: {each}" for each in found]
            transaction.set_rollback(True)

    assert "\n".join(wrong) == ""
    assert WEEKS < 50 or [code for code, count in seen.items() if not count] == []
