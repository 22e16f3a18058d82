"""Rows the clock looks after: each knows itself what must happen to it next, and when (I9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.bound import CentreBound, CentreBoundQuerySet
from records import clock


@dataclass(frozen=True, slots=True)
class Moment:
    """Something the clock must do about a row, and when."""

    what: str
    at: datetime

    @property
    def mark(self) -> str:
        """The moment as the row remembers it."""
        return self.at.astimezone(UTC).isoformat()


class WatchedQuerySet(CentreBoundQuerySet):
    """Rows the clock looks after."""

    def waking(self) -> Self:
        """Rows whose moment has come, the longest waiting first."""
        return self.filter(wakes_at__lte=clock.now()).order_by("wakes_at", "pk")


class Watched(CentreBound):
    """A row that says by itself when the clock must look at it.

    Whatever verb changes the row, `derive` works `wakes_at` out anew from what the row then says; a sweep that finds
    nothing reads one index. `told` is the clock's own notebook, nobody's history: what it has done, and for which
    moment. So a moment that a verb moves is done again, one that passed while the clock stood still is done late,
    and one that was done is never done twice, even if the clock is set back.

    What has come due is done by a `wake` of its own, called by a sweep on a row that it has claimed: read under the
    lock, and locked until everything is committed.
    """

    unrecorded: ClassVar[tuple[str, ...]] = ("wakes_at", "told")

    wakes_at = models.DateTimeField(_("the clock looks at it at"), null=True, editable=False)
    told = models.JSONField(_("what the clock has told"), default=dict, editable=False)

    class Meta:
        abstract = True

    def moments(self) -> Iterable[Moment]:
        """What the clock must do for this row as it stands."""
        raise NotImplementedError  # pragma: no cover -- every watched row has its moments

    def pending(self) -> list[Moment]:
        """What of it is not done yet, the earliest first."""
        undone = [moment for moment in self.moments() if self.told.get(moment.what) != moment.mark]
        return sorted(undone, key=lambda moment: moment.at)

    def come_due(self) -> list[Moment]:
        """What must be done now, late or in time."""
        now = clock.now()
        return [moment for moment in self.pending() if moment.at <= now]

    def tick_off(self, moment: Moment) -> None:
        """Note that this is done; the caller saves."""
        self.told = self.told | {moment.what: moment.mark}

    def derive(self) -> None:
        """Work out when the clock must look at it next."""
        super().derive()
        self.wakes_at = min((moment.at for moment in self.pending()), default=None)

    def remember(self, not_before: datetime | None = None) -> None:
        """Save what the clock has done, and nothing else: it is no act of anybody's and leaves no history.

        What is still to be done and may not be done yet waits until `not_before`.
        """
        self.derive()
        if not_before and self.wakes_at:
            self.wakes_at = max(self.wakes_at, not_before)
        self.skip_history_when_saving = True
        try:
            models.Model.save(self, update_fields=["wakes_at", "told"])
        finally:
            del self.skip_history_when_saving
