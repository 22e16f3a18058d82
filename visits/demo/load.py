"""Move the demonstration in: all of it, or nothing."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import translation

from directory.models import Category, ServiceCentre
from records import clock
from visits.demo import clockwork, guidelines, narratives, people
from visits.demo.people import CODE
from visits.demo.timeline import Story, Timeline
from visits.demo.today import Today
from visits.demo.weeks import Weeks
from visits.models import Visit

WEEKS: Final = 6
#: What a room above the duty log plays along with it, told to the roof, which knows every room.
Tell = Callable[[people.Cast, datetime], Iterator[Story]]
#: The roster is known this far ahead.
AHEAD: Final = timedelta(days=7)


def against_loading() -> str:
    """Why the demonstration may not be moved in: real books are never mixed with invented ones."""
    if ServiceCentre.objects.exclude(is_demo=True).exists():
        return "There is a real centre in this database: the demonstration stays out. Give it a database of its own."
    if Visit.objects.exclude(centre__is_demo=True).exists():
        return "There are real visits in this database: the demonstration stays out."
    return ""


def is_loaded() -> bool:
    """Whether the demonstration lives here already."""
    return ServiceCentre.objects.filter(code=CODE, is_demo=True).exists()


def load(
    *,
    now: datetime,
    seed: int = 1,
    weeks: int = WEEKS,
    say: Callable[[str], None],
    also: Sequence[Tell] = (),
) -> Timeline:
    """Play the weeks before `now` through the desk's own verbs, in one transaction; say how it goes.

    `also` tells what other books add, in its place among the rest.
    The same seed and the same minute give the same weeks. Returns the timeline, which knows what was refused.
    """
    began = time.monotonic()
    lot = random.Random(seed)  # noqa: S311 -- chance in a play, no secret
    with transaction.atomic(), translation.override("zh-hant"):
        timeline = _play(now, lot, weeks, say, also)
    say(f"{Visit.objects.count()} visits; loaded in {time.monotonic() - began:.0f} s.")
    return timeline


def _play(
    now: datetime, lot: random.Random, weeks: int, say: Callable[[str], None], also: Sequence[Tell]
) -> Timeline:
    opened = now - timedelta(weeks=weeks + 1)
    with clock.at(opened):
        cast = people.move_in(lot)
    today = cast.centre.local(now).date()
    first = today - timedelta(weeks=weeks)
    with clock.at(opened):
        monday = narratives.MONDAY + narratives.shifted_by(today)
        people.roster(cast, min(first, monday) - timedelta(days=1), today + AHEAD, now)
    categories = {each.code: each for each in Category.objects.of(cast.centre).for_desk()}
    with clock.at(now):
        guidelines.write(cast, categories, cast["huangli"])
        people.sit_down(cast, now)
    say(f"{cast.centre.name}: {len(cast.households)} homes, {len(cast.staff)} people on the staff.")
    timeline = Timeline(now)
    _add_matters(timeline, cast, categories, today, say)
    homes = iter(lot.sample(list(cast.households.values()), 60))
    for story in Today(cast, categories, now, lot, homes).stories():
        timeline.add(story, must=True)
    timeline.add(clockwork.runs(cast, now), must=True)
    for tell in also:
        for story in tell(cast, now):
            timeline.add(story, must=True)
    for story in Weeks(cast, categories, lot, now).stories(first, today):
        timeline.add(story)
    timeline.play(lambda day: _say_week(day, say))
    clockwork.read_what_is_old(cast, now)
    return timeline


def _add_matters(
    timeline: Timeline,
    cast: people.Cast,
    categories: dict[str, Category],
    today: date,
    say: Callable[[str], None],
) -> None:
    shift = narratives.shifted_by(today)
    for story in narratives.stories(cast, categories, shift):
        timeline.add(story, must=True)
    monday = narratives.MONDAY + shift
    moved = f", moved by {shift.days // 7} weeks" if shift else ""
    say(f"Thirty matters as they were written down, in the week of {monday}{moved}.")


def _say_week(day: date, say: Callable[[str], None]) -> None:
    if day.weekday() == 0:
        say(f"  the week of {day} …")
