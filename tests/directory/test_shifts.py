"""The calculus of hours, held against a table of every minute."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory import shifts

pytestmark = pytest.mark.once

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)

# Zones and days on which the law moves the clock: by an hour, by half an hour, at midnight, by a whole day; and none.
TURNING_POINTS = [
    ("Asia/Shanghai", date(2026, 11, 16)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Europe/London", date(2026, 10, 25)),
    ("Pacific/Apia", date(2011, 12, 31)),
]


@dataclass(frozen=True)
class Pattern:
    """Hours with a name."""

    name: str
    starts: time
    ends: time


def pattern(name: str, starts: str, ends: str) -> Pattern:
    return Pattern(name, time.fromisoformat(starts), time.fromisoformat(ends))


THREE_SHIFTS = [
    pattern("早", "08:00", "16:00"),
    pattern("中", "16:00", "00:00"),
    pattern("夜", "00:00", "08:00"),
]
CONTROL_ROOM = [
    pattern("早", "08:30", "16:30"),
    pattern("晚", "16:30", "23:30"),
    pattern("夜", "23:30", "08:30"),
]


def moment(text: str, tz: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=tz)


def belongs(patterns: list[Pattern], text: str) -> tuple[str, str] | None:
    found = shifts.at(SHANGHAI, patterns, moment(text))
    return None if found is None else (found.pattern.name, found.duty_date.isoformat())


@st.composite
def tiled_days(draw: st.DrawFn) -> list[Pattern]:
    """One to four patterns that divide the whole day among them, the last one perhaps over midnight."""
    cuts = draw(st.lists(st.integers(0, 95).map(lambda n: n * 15), min_size=1, max_size=4, unique=True))
    clocks = [time(cut // 60, cut % 60) for cut in sorted(cuts)]
    return [Pattern(str(n), start, clocks[(n + 1) % len(clocks)]) for n, start in enumerate(clocks)]


def minute_table(tz: ZoneInfo, patterns: list[Pattern], first: datetime) -> dict[datetime, tuple[str, date]]:
    """Who is on duty in each minute of three days, found by watching the clock on the wall move.

    A shift begins when the wall first shows its hour or jumps past it; a clock put back does not begin one again.
    """
    table: dict[datetime, tuple[str, date]] = {}
    furthest = datetime.min  # noqa: DTZ901 -- the wall shows no zone
    for step in range(-36 * 60, 36 * 60):
        now = first + step * MINUTE
        furthest = max(furthest, now.astimezone(tz).replace(tzinfo=None))
        for each in patterns:
            over_midnight = each.ends <= each.starts
            if each.starts <= furthest.time() and (over_midnight or furthest.time() < each.ends):
                table[now] = (each.name, furthest.date())
            elif over_midnight and furthest.time() < each.ends:
                table[now] = (each.name, furthest.date() - timedelta(days=1))
    return table


@settings(max_examples=40, deadline=None)
@given(tiled_days(), st.sampled_from(TURNING_POINTS), st.integers(-24 * 60, 24 * 60))
def test_every_minute_belongs_to_the_shift_the_minute_table_says(
    patterns: list[Pattern], turning_point: tuple[str, date], minutes: int
) -> None:
    tz = ZoneInfo(turning_point[0])
    midnight = datetime.combine(turning_point[1], time(0), tzinfo=tz).astimezone(UTC)
    now = midnight + minutes * MINUTE

    found = shifts.at(tz, patterns, now)

    assert found is not None
    assert (found.pattern.name, found.duty_date) == minute_table(tz, patterns, midnight)[now]
    assert found.starts_at <= now < found.ends_at


@settings(max_examples=100, deadline=None)
@given(tiled_days(), st.sampled_from(TURNING_POINTS), st.integers(-24 * 60, 24 * 60))
def test_where_shifts_fill_the_day_the_next_begins_as_this_one_ends(
    patterns: list[Pattern], turning_point: tuple[str, date], minutes: int
) -> None:
    tz = ZoneInfo(turning_point[0])
    now = datetime.combine(turning_point[1], time(0), tzinfo=tz).astimezone(UTC) + minutes * MINUTE
    current = shifts.at(tz, patterns, now)
    assert current is not None

    coming = shifts.following(tz, patterns, current.ends_at)

    assert coming is not None
    assert coming.starts_at == current.ends_at
    assert shifts.at(tz, patterns, current.ends_at) == coming


CLOCKS = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


@given(st.lists(CLOCKS, min_size=4, max_size=4))
def test_two_patterns_overlap_when_they_share_a_minute(clocks: list[time]) -> None:
    one, other = Pattern("一", clocks[0], clocks[1]), Pattern("二", clocks[2], clocks[3])
    minutes_of = [set(_minutes(each)) for each in (one, other)]

    assert shifts.overlap(one, other) == bool(minutes_of[0] & minutes_of[1])


def _minutes(each: Pattern) -> list[int]:
    start, end = (clock.hour * 60 + clock.minute for clock in (each.starts, each.ends))
    return [minute % 1440 for minute in range(start, end if end > start else end + 1440)]


@given(
    st.integers(0, 3 * 24 * 60), st.sampled_from([("08:30", "20:30"), ("00:00", "12:00"), ("09:00", "21:15")])
)
def test_the_next_contact_moment_is_the_first_minute_in_which_a_resident_may_be_called(
    minutes: int, hours: tuple[str, str]
) -> None:
    opens, closes = (time.fromisoformat(clock) for clock in hours)
    now = moment("2026-11-16 00:00") + minutes * MINUTE
    walk = (now + step * MINUTE for step in range(24 * 60))
    expected = next(each for each in walk if opens <= each.astimezone(SHANGHAI).time() < closes)

    assert shifts.next_within(SHANGHAI, opens, closes, now) == expected


def test_a_visit_at_exactly_four_belongs_to_the_middle_shift() -> None:
    assert belongs(THREE_SHIFTS, "2026-11-16 15:59:59") == ("早", "2026-11-16")
    assert belongs(THREE_SHIFTS, "2026-11-16 16:00:00") == ("中", "2026-11-16")


def test_a_promise_for_ten_to_midnight_is_within_the_middle_shift_and_ten_past_is_not() -> None:
    assert belongs(THREE_SHIFTS, "2026-11-16 22:00") == ("中", "2026-11-16")
    assert belongs(THREE_SHIFTS, "2026-11-16 23:50") == ("中", "2026-11-16")
    assert belongs(THREE_SHIFTS, "2026-11-17 00:10") == ("夜", "2026-11-17")


def test_the_night_shift_from_midnight_has_the_date_on_which_it_is_worked() -> None:
    found = shifts.span(SHANGHAI, THREE_SHIFTS[2], date(2026, 11, 17))

    assert found.starts_at == moment("2026-11-17 00:00")
    assert found.ends_at == moment("2026-11-17 08:00")
    assert belongs(THREE_SHIFTS, "2026-11-17 03:15") == ("夜", "2026-11-17")


def test_br_h17_a_visit_at_twenty_past_midnight_has_the_date_on_which_the_night_shift_began() -> None:
    assert belongs(CONTROL_ROOM, "2026-11-23 00:20") == ("夜", "2026-11-22")
    assert belongs(CONTROL_ROOM, "2026-11-16 23:30") == ("夜", "2026-11-16")
    assert belongs(CONTROL_ROOM, "2026-11-17 08:29:59") == ("夜", "2026-11-16")
    assert belongs(CONTROL_ROOM, "2026-11-17 08:30") == ("早", "2026-11-17")


def test_a_shift_that_ends_at_twenty_four_ends_as_the_next_date_begins() -> None:
    found = shifts.span(SHANGHAI, THREE_SHIFTS[1], date(2026, 11, 16))

    assert found.ends_at == moment("2026-11-17 00:00")


def test_hours_that_end_when_they_start_last_a_day() -> None:
    found = shifts.span(SHANGHAI, pattern("全", "09:00", "09:00"), date(2026, 11, 16))

    assert found.ends_at - found.starts_at == timedelta(days=1)
    assert found.covers(moment("2026-11-17 08:59:59"))
    assert not found.covers(moment("2026-11-17 09:00"))


def test_a_moment_outside_all_hours_belongs_to_no_shift_and_the_next_one_is_known() -> None:
    office = [pattern("日", "08:30", "17:30")]

    assert belongs(office, "2026-11-16 20:00") is None
    coming = shifts.following(SHANGHAI, office, moment("2026-11-16 17:30"))
    assert coming is not None
    assert coming.starts_at == moment("2026-11-17 08:30")


def test_without_patterns_nothing_covers_and_nothing_follows() -> None:
    assert shifts.at(SHANGHAI, [], moment("2026-11-16 10:00")) is None
    assert shifts.following(SHANGHAI, [], moment("2026-11-16 10:00")) is None


def test_a_clock_time_that_is_skipped_means_the_moment_of_the_skip() -> None:
    new_york = ZoneInfo("America/New_York")

    skipped = shifts.instant(new_york, date(2026, 3, 8), time(2, 30))

    assert skipped.astimezone(UTC) == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)


def test_a_clock_time_that_is_shown_twice_means_its_first_showing() -> None:
    new_york = ZoneInfo("America/New_York")

    shown = shifts.instant(new_york, date(2026, 11, 1), time(1, 30))

    assert shown.astimezone(UTC) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_a_night_shift_lasts_as_long_as_the_clock_makes_it() -> None:
    new_york, night = ZoneInfo("America/New_York"), pattern("夜", "23:30", "08:30")

    lengths = [
        _length(new_york, night, day) for day in (date(2026, 3, 7), date(2026, 6, 1), date(2026, 10, 31))
    ]

    assert lengths == [timedelta(hours=8), timedelta(hours=9), timedelta(hours=10)]


def _length(tz: ZoneInfo, each: Pattern, day: date) -> timedelta:
    found = shifts.span(tz, each, day)
    return found.ends_at.astimezone(UTC) - found.starts_at.astimezone(UTC)


def test_where_patterns_overlap_the_first_in_order_has_the_moment() -> None:
    guards = [pattern("日", "07:00", "19:00"), *THREE_SHIFTS]

    assert belongs(guards, "2026-11-16 10:00") == ("日", "2026-11-16")
    assert belongs(guards, "2026-11-16 19:00") == ("中", "2026-11-16")
