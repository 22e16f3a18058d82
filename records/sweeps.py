"""Sweeps: the clock wakes them, the database says what is due (design §4, I9).

A room registers its sweeps when it starts, in `AppConfig.ready`:

    sweeps.register("callbacks-due", sweep_callbacks, every=5, about=_("callbacks"))

`sweep_callbacks()` does one bounded batch and answers how many rows it took up; 0 means that nothing is due. Nearly
every batch is one call of `each`, which claims a few rows and gives each to a verb:

    def sweep_callbacks() -> int:
        due = Callback.objects.due_until(clock.now()).untold().soonest_first()
        return sweeps.each("callbacks-due", due, lambda callback: callback.fall_due())

What `each` promises, and what it asks of the two functions handed to it:

*   Claim, effect and change of state are one transaction: killed anywhere, nothing happened. Two sweeps at once
    never hold the same row: PostgreSQL skips what another one has locked; on SQLite the IMMEDIATE transaction is
    the lock. So the verb must make its row fall out of the query, and every effect must be a row of this database.
    What goes outside is another sweep, with a lease (notices.outbox).
*   What makes a row due is asked of the row itself, by its own columns: when PostgreSQL locks a row that another
    sweep has just changed, it looks at those again, and at nothing else.
*   A batch holds its rows until it commits. Claim the row that verbs lock first, and let the verb lock nothing
    above it, or a desk and a sweep may wait for each other: handover, visit, case, then referral or callback.
    With a join in the query, `of` names what is locked: `of=("case",)` or, as it is by default, `("self",)`.
*   A row whose verb fails is set aside with the class of its failure and tried again later, each time after twice
    the time (`SetAside`); the other rows go on.
*   A batch is one moment: what its rows ask alike, who is on duty for one, is asked once in it (`once_a_batch`).
*   Late is the same as in time: the query asks `<= clock.now()`, however long the clock was down.
*   With nothing due it costs one query; give it an index that ends at the due column.

`run(name)` repeats batches until one finds nothing or the time is up, and leaves a `Heartbeat`. It never raises:
one sweep that fails stops no other. Celery beat calls it (records.tasks.sweep), or `manage.py sweep --loop`.
"""

import logging
import time
import traceback
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import Error, models, transaction

from records import clock
from records.models import Heartbeat, SetAside

log = logging.getLogger(__name__)

RowT = TypeVar("RowT", bound=models.Model)
AnswerT = TypeVar("AnswerT")
Batch = Callable[[], int]
Oldest = Callable[[], datetime | None]

BATCH: Final = 50  # rows in one transaction: a tenth of a second in which SQLite lets nobody else write
BUDGET: Final = 4.0  # seconds for one run, so that a flood in one sweep keeps the others waiting no longer
SILENT_AFTER: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Something the clock looks after: every so many seconds, one bounded batch after another."""

    name: str
    batch: Batch
    every: int
    about: Any
    oldest: Oldest | None = None

    @property
    def is_silent_after(self) -> timedelta:
        """How long it may say nothing before somebody has to look: half a minute, or two turns and a bit."""
        return max(SILENT_AFTER, timedelta(seconds=2 * self.every + 10))


_sweeps: dict[str, Sweep] = {}


def register(name: str, batch: Batch, *, every: int, about: Any, oldest: Oldest | None = None) -> None:
    """Let the clock look after this, too; `about` says to the desk what is late when it stands still.

    `oldest` answers when the first thing this sweep has still to take up fell due (see `first_due`).
    """
    _sweeps[name] = Sweep(name, batch, every, about, oldest)


def registered() -> tuple[Sweep, ...]:
    """Every sweep of the house, in the order of the rooms."""
    return tuple(_sweeps.values())


def beat_schedule() -> dict[str, Any]:
    """The registry as Celery beat reads it; a tick that was missed twice is not worked off."""
    return {
        sweep.name: {
            "task": "records.tasks.sweep",
            "args": (sweep.name,),
            "schedule": sweep.every,
            "options": {"expires": 2 * sweep.every},
        }
        for sweep in registered()
    }


# One batch -------------------------------------------------------------------------------------------------------


def claim(due: models.QuerySet[RowT], limit: int = BATCH, of: tuple[str, ...] = ("self",)) -> list[RowT]:
    """The first few rows that nobody else holds, ours until the transaction ends; must be called inside one."""
    return list(due.select_for_update(skip_locked=True, of=of)[:limit])


def each(
    name: str,
    due: models.QuerySet[RowT],
    act: Callable[[RowT], object],
    *,
    limit: int = BATCH,
    of: tuple[str, ...] = ("self",),
) -> int:
    """Claim a few rows and act on each, in one transaction; answers how many were taken up (see the module)."""
    with transaction.atomic(), one_moment():
        rows = claim(due.exclude(pk__in=SetAside.objects.waiting(name).values("row")), limit, of)
        failed_before = SetAside.objects.of(name, rows) if rows else {}
        for row in rows:
            try:
                with transaction.atomic():
                    act(row)
            except Exception as fault:  # noqa: BLE001 -- whatever it is, the other rows go on
                _set_aside(name, row, fault)
            else:
                if row.pk in failed_before:
                    failed_before[row.pk].delete()
    return len(rows)


_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers_of_the_batch", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """From here on what was answered holds: for every row of a batch, for everybody a desk tells at once."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once_a_batch(question: Hashable, ask: Callable[[], AnswerT]) -> AnswerT:
    """Ask once in a moment (`one_moment`), and outside of one each time; nothing done in it may change the answer."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    answer: AnswerT = answers[question]
    return answer


def _set_aside(name: str, row: models.Model, fault: Exception) -> None:
    said = _said(fault)
    log.error("Sweep %s set %s %s aside: %s", name, row._meta.label, row.pk, said)
    SetAside.objects.set_aside(name, row, said)


def _said(fault: BaseException) -> str:
    """What failed and where, without a word of what was in the row."""
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if _is_ours(frame.filename)]
    where = frames[-1] if frames else None
    named = type(fault).__name__
    return f"{named} at {Path(where.filename).name}:{where.lineno}" if where else named


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts


# One run ---------------------------------------------------------------------------------------------------------


def run(name: str, *, budget: float | None = BUDGET) -> int:
    """Work off what is due: batch after batch until one finds nothing or `budget` seconds are spent (None: no limit).

    Answers how many rows were taken up. Safe twice, at once, late and after a kill; leaves its heartbeat.
    """
    sweep, began, did, failure = _sweeps[name], time.monotonic(), 0, ""
    try:
        while done := sweep.batch():
            did += done
            if budget is not None and time.monotonic() - began > budget:
                break
    except Exception as fault:  # noqa: BLE001 -- one sweep that fails stops no other
        failure = _said(fault)
        log.error("Sweep %s failed: %s", name, failure)  # noqa: TRY400 -- a traceback may quote what is in a row
    try:
        Heartbeat.objects.beat(name, took=time.monotonic() - began, did=did, failure=failure)
    except Error as fault:
        log.error("Sweep %s left no heartbeat: %s", name, _said(fault))  # noqa: TRY400 -- as above
    return did


def silent(beats: Iterable[Heartbeat] | None = None) -> list[Sweep]:
    """Sweeps that should have run by now and did not, or did not get through (for /readyz and the page).

    One query, unless the heartbeats are at hand. A sweep of every half minute or less counts from the first moment;
    a slower one that never had its turn yet is not called silent.
    """
    beats = Heartbeat.objects.all() if beats is None else beats
    now = clock.now()
    got_through = {beat.sweep: beat.got_through_at for beat in beats}
    return [
        sweep
        for sweep in registered()
        if (
            now - last > sweep.is_silent_after
            if (last := got_through.get(sweep.name))
            else sweep.every <= SILENT_AFTER.total_seconds()
        )
    ]


def first_due(name: str, due: models.QuerySet[Any], column: str) -> datetime | None:
    """When the first of these rows fell due; what was set aside waits for a person, not for the clock."""
    left = due.exclude(pk__in=SetAside.objects.waiting(name).values("row"))
    moment: datetime | None = left.order_by(column).values_list(column, flat=True).first()
    return moment


def oldest_due() -> list[tuple[Sweep, datetime]]:
    """For each sweep that knows, since when its oldest due thing waits; one indexed query each (for /readyz)."""
    asked = ((sweep, sweep.oldest()) for sweep in registered() if sweep.oldest)
    return [(sweep, moment) for sweep, moment in asked if moment is not None]
