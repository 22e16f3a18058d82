"""Small drawings made on the server: lines and bars as plain SVG, with words for those who hear the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

WIDTH, HEIGHT = 560, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 550, 10, 168
SMALL_WIDTH, SMALL_TOP, SMALL_BOTTOM = 440, 8, 52
#: So many dates stand under a drawing at most.
LABELS: Final = 8
#: More points than this are a line without dots.
DOTS: Final = 31


class Point(NamedTuple):
    """One day of a line: where it lies, and what it says."""

    x: float
    y: float
    label: str

    @property
    def below(self) -> int:
        """How far under the point its word stands; above it where there is room."""
        return 17 if self.y < TOP + 14 else -9


class Bar(NamedTuple):
    """One day's bar."""

    x: float
    y: float
    width: float
    height: float


class Tick(NamedTuple):
    """A word at the edge of the drawing."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A share of each day as a line over the number of each day as bars."""

    bars: list[Bar]
    lines: list[str]
    dots: list[Point]
    lowest: Point | None
    last: Point | None
    grid: list[Tick]
    dates: list[Tick]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """One line, small."""

    lines: list[str]
    end: Point | None
    first_label: str


def trend(labels: Sequence[str], numbers: Sequence[int], shares: Sequence[float | None]) -> Trend:
    """Bars for the numbers, a line for the shares in percent; days without a share leave a gap."""
    count = max(1, len(labels))
    step = (RIGHT - LEFT) / count
    tallest = max([*numbers, 1])
    known = [share for share in shares if share is not None]
    floor = min(80, int(min(known, default=80) // 10 * 10))
    points = [
        None if share is None else Point(_x(place, step), _y(share, floor, 100, TOP, BOTTOM), f"{share:.0f}%")
        for place, share in enumerate(shares)
    ]
    there = [point for point in points if point]
    every = -(-count // LABELS)
    return Trend(
        bars=[
            Bar(
                round(LEFT + place * step + step * 0.1, 1),
                round(BOTTOM - 140 * number / tallest, 1),
                round(step * 0.8, 1),
                round(140 * number / tallest, 1),
            )
            for place, number in enumerate(numbers)
        ],
        lines=_runs(points),
        dots=there if len(there) <= DOTS else [],
        lowest=max(there, key=lambda point: point.y, default=None),
        last=there[-1] if there else None,
        grid=[
            Tick(_y(percent, floor, 100, TOP, BOTTOM), f"{percent:.0f}%")
            for percent in (100, (100 + floor) / 2, floor)
        ],
        dates=[
            Tick(_x(place, step), label)
            for place, label in enumerate(labels)
            if (count - 1 - place) % every == 0
        ],
    )


def spark(labels: Sequence[str], values: Sequence[float | None], low: float, high: float) -> Spark:
    """A small line between two bounds."""
    step = (SMALL_WIDTH - 16) / max(1, len(values) - 1)
    known = [value for value in values if value is not None]
    low = min([low, *known])
    points = [
        None
        if value is None
        else Point(round(6 + place * step, 1), _y(value, low, high, SMALL_TOP, SMALL_BOTTOM), "")
        for place, value in enumerate(values)
    ]
    there = [point for point in points if point]
    return Spark(
        lines=_runs(points), end=there[-1] if there else None, first_label=labels[0] if labels else ""
    )


def stretches(parts: Sequence[int], longest: int) -> list[tuple[float, float]]:
    """Where each part of a bar begins and how long it is, from 0 to 100."""
    found, at = [], 0.0
    for part in parts:
        length = round(100 * part / max(1, longest), 1)
        found.append((round(at, 1), max(0.0, round(length - 0.6, 1))))
        at += length
    return found


def _x(place: int, step: float) -> float:
    return round(LEFT + (place + 0.5) * step, 1)


def _y(value: float, low: float, high: float, top: int, bottom: int) -> float:
    share = (value - low) / (high - low) if high > low else 1.0
    return round(bottom - (bottom - top) * max(0.0, min(1.0, share)), 1)


def _runs(points: Sequence[Point | None]) -> list[str]:
    """The points of each unbroken run, as a polyline takes them."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [" ".join(f"{point.x},{point.y}" for point in run) for run in runs if run]
