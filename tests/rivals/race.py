"""Rivals: several people who reach for the same thing at the same moment, each with an own connection."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from threading import Barrier, BrokenBarrierError
from typing import Any, TypeVar

from django.db import connection
from django.utils import translation

from records import clock
from records.models import Recorded, Refusal
from tests.cast import MORNING

RowT = TypeVar("RowT", bound=Recorded)
T = TypeVar("T")
AnswerT = TypeVar("AnswerT")
Act = Callable[[RowT], object]

RIVALS = 8
#: A run of the house races a few; `ROUNDS=200` races them all.
ROUNDS = int(os.environ.get("ROUNDS", "10"))
WAIT = 60  # seconds until a rival who does not come is taken for hanging


def race(
    model: type[RowT], pks: Sequence[int], acts: Sequence[Act[RowT]], moment: datetime = MORNING
) -> list[list[object]]:
    """Let every rival try on every row, all at once, row after row; what each got: an answer or a Refusal."""
    start = Barrier(len(acts))

    def run(act: Act[RowT]) -> list[object]:
        got: list[object] = []
        with of_ones_own(start), clock.at(moment), translation.override("en"):
            for pk in pks:
                row = model._base_manager.get(pk=pk)
                start.wait(WAIT)
                try:
                    got.append(act(row))
                except Refusal as refusal:
                    got.append(refusal)
        return got

    return [list(answers) for answers in zip(*all_at_once(run, acts), strict=True)]


def all_at_once(run: Callable[[T], AnswerT], what: Sequence[T]) -> list[AnswerT]:
    """One thread for each; who fell first is heard before those who then waited in vain."""
    with often_switching(), ThreadPoolExecutor(len(what)) as threads:
        started = [threads.submit(run, one) for one in what]
    faults = [fault for one in started if (fault := one.exception())]
    for fault in sorted(faults, key=lambda fault: isinstance(fault, BrokenBarrierError)):
        raise fault
    return [one.result() for one in started]


@contextmanager
def of_ones_own(start: Barrier) -> Iterator[None]:
    """A connection of one's own, closed at the end; who falls lets nobody wait at the start."""
    try:
        yield
    except BaseException:
        start.abort()
        raise
    finally:
        connection.close()


@contextmanager
def often_switching() -> Iterator[None]:
    """Let Python change between rivals a hundred times more often than it does."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 100)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def copies(of: RowT, count: int, verb: str, **changing: Callable[[int], Any]) -> list[RowT]:
    """More rows like this one, written at once, each signed; `changing` gives what differs by place."""
    fields = [field.attname for field in of._meta.concrete_fields if not field.primary_key]
    rows = [
        type(of)(
            **{name: getattr(of, name) for name in fields}
            | {name: value(n) for name, value in changing.items()}
        )
        for n in range(count)
    ]
    manager: Any = type(of)._default_manager
    made: list[RowT] = manager.create_signed(rows, by=None, verb=verb)
    return made
