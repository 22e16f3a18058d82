"""Rig 7: working time equals the minute walker's, and falls due at the same instant wherever the server stands.

`CASES=100000` for the long form (make rigs); every case is drawn from SEED, which is printed when one differs.
"""

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from directory.working import WorkingTime
from tests.rigs import minutes
from tests.rigs.minutes import MINUTE, Wall

pytestmark = pytest.mark.once

CASES = int(os.environ.get("CASES", "1200"))
SEED = int(os.environ.get("SEED", "20261129"))
LONG = 100_000
CASES_OF_A_CALENDAR = 200
DAYS = 21

#: Zones, each with a date near which the law moves the clock, where it ever does.
ZONES = [
    ("Asia/Shanghai", date(2026, 11, 16)),
    ("Asia/Shanghai", date(1991, 9, 10)),
    ("Asia/Kolkata", date(2026, 2, 2)),
    ("America/New_York", date(2026, 3, 2)),
    ("America/New_York", date(2026, 10, 26)),
    ("Australia/Lord_Howe", date(2026, 3, 30)),
    ("Australia/Lord_Howe", date(2026, 9, 28)),
    ("America/Santiago", date(2026, 8, 31)),
    ("America/Santiago", date(2026, 3, 30)),
    ("Europe/London", date(2026, 10, 19)),
    ("Africa/Casablanca", date(2026, 2, 9)),
    ("Pacific/Apia", date(2011, 12, 26)),
]
SERVERS = (
    "UTC",
    "Asia/Shanghai",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
    "Pacific/Niue",
    "Europe/London",
)


def a_day(lot: random.Random) -> minutes.Hours:
    """The hours of one weekday: none, one stretch or two, on quarters, odd minutes or to midnight."""
    step = lot.choice((1, 15, 30))
    edges = sorted(lot.sample(range(0, 24 * 60 + 1, step), lot.choice((2, 2, 4))))
    return list(zip(edges[::2], edges[1::2], strict=True))


def a_wall(lot: random.Random, first: date) -> Wall:
    """A week in which at least one day is worked, and now and then dates that are otherwise."""
    week = [a_day(lot) if lot.random() < 0.7 else [] for _ in range(7)]
    week[lot.randrange(7)] = a_day(lot)
    some = lot.sample(range(DAYS), lot.choice((0, 0, 2, 6)))
    return Wall(week, {first + timedelta(days=ahead): lot.random() < 0.5 for ahead in some})


def of(wall: Wall, tz: ZoneInfo) -> WorkingTime:
    """The same calendar as the house keeps it."""
    week = [[(clock(opens), clock(closes)) for opens, closes in hours] for hours in wall.week]
    return WorkingTime(tz, week, wall.otherwise, keeps_public_holidays=False)


def clock(minute: int) -> time:
    """24:00 is kept as 00:00."""
    return time(minute % 1440 // 60, minute % 60)


def in_utc(moment: datetime | None) -> datetime | None:
    """An hour that the wall shows twice equals no moment of another zone: compared in one."""
    return moment and moment.astimezone(UTC)


def draws(cases: int, seed: int) -> list[tuple[str, date, int]]:
    """Which calendars are drawn: zone, first date, and the seed of each."""
    lot = random.Random(seed)  # noqa: S311 -- drawn again from its seed
    rounds = -(-cases // CASES_OF_A_CALENDAR)
    return [(*ZONES[turn % len(ZONES)], lot.getrandbits(32)) for turn in range(rounds)]


def test_working_time_is_what_a_walk_of_the_minutes_finds() -> None:
    wrong, compared = [], 0
    for name, first, seed in draws(CASES, SEED):
        tz, lot = ZoneInfo(name), random.Random(seed)  # noqa: S311 -- as above
        wall = a_wall(lot, first)
        working, (began, worked) = of(wall, tz), minutes.walk(wall, tz, first, DAYS)
        for _ in range(CASES_OF_A_CALENDAR):
            start, end = lot.randrange(len(worked)), lot.randrange(len(worked))
            asked = lot.choice((0, 1, lot.randrange(600), lot.randrange(4000)))
            moment = began + start * MINUTE
            found = (
                working.minutes_between(moment, began + end * MINUTE),
                in_utc(working.after(moment, asked)),
                in_utc(working.next_moment(moment)),
            )
            due, opening = minutes.after(worked, start, asked), minutes.opening(worked, start)
            expected = (
                minutes.count(worked, start, end),
                found[1] if due is None else began + due * MINUTE,  # beyond the table nothing is known
                found[2] if opening is None else began + opening * MINUTE,
            )
            compared += 1
            if found != expected:
                wrong.append(f"seed {seed} {name}: {moment} +{asked}: {found}, not {expected}")

    assert wrong[:5] == []
    assert compared >= CASES


def test_what_falls_due_does_not_depend_on_where_the_server_stands() -> None:
    servers = SERVERS if CASES >= LONG else SERVERS[1:3]
    with ThreadPoolExecutor() as all_at_once:
        said = dict(zip(servers, all_at_once.map(_due_instants, servers), strict=True))

    assert len(set(said.values())) == 1, said
    assert said[servers[0]].count("\n") >= 60


def _due_instants(server: str) -> str:
    script = Path(__file__).with_name("due_instants.py")
    environ = os.environ | {"TZ": server, "PYTHONPATH": str(script.parents[2]), "SERVER": server}
    environ |= {"DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": "only-here"}
    done = subprocess.run([sys.executable, script], env=environ, capture_output=True, text=True, check=True)
    return done.stdout


def test_the_announced_holidays_of_the_mainland_are_kept_and_the_table_precedes_them() -> None:
    tz, office = ZoneInfo("Asia/Shanghai"), [(time(8, 30), time(17, 30))]
    week = [office] * 5 + [[], []]
    announced = WorkingTime(tz, week)
    otherwise = WorkingTime(tz, week, {date(2026, 2, 14): False, date(2026, 2, 20): True})
    unknown = date(2099, 10, 1)

    assert not announced.works_on(date(2026, 2, 17))  # Spring Festival, a Tuesday
    assert announced.works_on(date(2026, 2, 14))  # a Saturday made up for it
    assert announced.stretches_on(date(2026, 2, 14))[0][0] == datetime(2026, 2, 14, 0, 30, tzinfo=UTC)
    assert not WorkingTime(tz, week, keeps_public_holidays=False).works_on(date(2026, 2, 14))
    assert (otherwise.works_on(date(2026, 2, 14)), otherwise.works_on(date(2026, 2, 20))) == (False, True)
    assert announced.works_on(unknown) is (unknown.weekday() < 5)


def test_a_day_that_the_law_skips_opens_nothing() -> None:
    """Apia had no 2011-12-30: who asks on the day before is not sent to an opening of no length."""
    apia, friday = ZoneInfo("Pacific/Apia"), [[], [], [], [], [(time(15), time(23))], [], []]
    working = WorkingTime(apia, friday, keeps_public_holidays=False)
    thursday = datetime(2011, 12, 29, 22, 40, tzinfo=apia)

    assert working.next_moment(thursday) == datetime(2012, 1, 6, 15, tzinfo=apia)


def test_a_calendar_without_a_working_minute_gives_none() -> None:
    nothing = WorkingTime(ZoneInfo("Asia/Shanghai"), [[]] * 7, keeps_public_holidays=False)
    moment = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)

    assert nothing.after(moment, 1) is None
    assert nothing.next_moment(moment) is None
    assert nothing.after(moment, 0) == moment
