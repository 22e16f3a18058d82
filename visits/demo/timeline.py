"""The clock of the demonstration: many stories, played in the order in which things happened."""

import heapq
from collections.abc import Callable, Generator
from datetime import date, datetime, timedelta

from records import clock
from records.models import Refusal

#: A story yields the moment at which it goes on; what follows the yield happens at that moment.
Story = Generator[datetime, None, None]


class Timeline:
    """Plays stories until a moment; what they would do later stays undone, as in life."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self.refused: list[str] = []
        self._coming: list[tuple[datetime, int, Story, bool]] = []
        self._count = 0

    def add(self, story: Story, *, must: bool = False) -> None:
        """Let a story begin; a refusal ends it quietly, unless it must be told to its end."""
        self._push(story, must, None)

    def play(self, each_day: Callable[[date], None]) -> None:
        """Play everything up to the end, in order, and call `each_day` when a new day begins."""
        day = date.min
        while self._coming and self._coming[0][0] <= self.until:
            moment, _place, story, must = heapq.heappop(self._coming)
            if moment.date() != day:
                day = moment.date()
                each_day(day)
            with clock.at(moment):
                try:
                    self._push(story, must, moment)
                except Refusal as refusal:
                    if must:
                        raise
                    self.refused.append(f"{moment:%m-%d %H:%M} {refusal}")
        self._coming.clear()

    def _push(self, story: Story, must: bool, now: datetime | None) -> None:
        moment = next(story, None)
        if moment is not None:
            self._count += 1
            later = moment if now is None else max(moment, now + timedelta(seconds=20))
            heapq.heappush(self._coming, (later, self._count, story, must))
