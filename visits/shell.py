"""What every page shows round itself: the shift as a ruler, and what the tabs count (§4.8, §4.9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory import shifts
from directory.models import ServiceCentre, ShiftPattern, Staff
from records.templatetags.look import icon
from visits import rules
from visits.addresses import address_of
from visits.mine import Mine, Owed, ShiftNow
from visits.rows import left_until, percent, short

HOUR = timedelta(hours=1)
#: How much of the next shift the ruler shows, as a part of this one: two hours after eight.
BEYOND = 4
#: From here on the shift is about to end and its handover is open (§4.9).
ENDING = timedelta(minutes=30)


class Hour(NamedTuple):
    """One hour on the ruler."""

    label: str
    at: int


class Pin(NamedTuple):
    """One promise or callback on the ruler."""

    at: int
    kind: str
    url: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruler:
    """The shift as a ruler (templates/partials/ruler.html); a quiet one where nobody is on shift."""

    shift_name: str
    span: str
    is_quiet: bool = False
    logged: int = 0
    now_label: str = ""
    now_at: int = 0
    next_name: str = ""
    next_at: int = 0
    hours: tuple[Hour, ...] = ()
    ticks: tuple[int, ...] = ()
    pins: tuple[Pin, ...] = ()
    left_label: str = ""
    open_count: int = 0
    crossing_count: int = 0
    minutes: int = 600
    is_ending: bool = False

    @property
    def strokes(self) -> str:
        """The ticks as one drawing, each from where the last one ended; a full shift has hundreds."""
        return "M0 1" + "".join(f"m{at - last}-1v1" for last, at in pairwise((0, *self.ticks)))


class Tabs(NamedTuple):
    """What the tabs count: cases I answer for, how many of them are late, residents I am to ask, what I hand over."""

    late_count: int
    open_count: int
    callback_count: int
    handover_count: int


class Place(NamedTuple):
    """Where somebody may go from every page, and what waits there."""

    url: str
    key: str
    label: str
    is_here: bool
    drawing: SafeString | str = ""
    badge: str = ""
    is_late: bool = False


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `ruler`, `tabs`, `places`, asked of the database only by pages that show them, and once.

    `reads_log` says whether this person sees the log at all: a page shows nobody a link they may not open.
    """
    return {
        "reads_log": cache(lambda: _reads_log(request)),
        "ruler": cache(lambda: _ruler(request)),
        "tabs": cache(lambda: _tabs(request)),
        "places": cache(lambda: _places(request)),
    }


def _reads_log(request: HttpRequest) -> bool:
    staff = getattr(request, "user", None)
    return isinstance(staff, Staff) and not rules.against_reading(staff)


def _places(request: HttpRequest) -> dict[str, Any]:
    """The tabs at the top; on a phone, at the bottom, two of them on either side of the button for a new visit."""
    staff, path, at_work = getattr(request, "user", None), request.path, [*_at_work(request)]
    if not isinstance(staff, Staff):
        return {}
    board, books = _addresses(get_script_prefix())[-2:]
    further = [
        *([Place(board, "g m", _("Board"), board in path)] if staff.may("read_trail") else ()),
        *([Place(books, "", _("Books of the house"), False)] if staff.is_staff else ()),
    ]
    left, right = at_work[0:3:2], at_work[3:5]
    return {
        "tabs": [*at_work, *further],
        "left": left,
        "right": right,
        "at_desk": at_work and at_work[0].is_here,
    }


def _at_work(request: HttpRequest) -> Iterator[Place]:
    tabs = _tabs(request) if _reads_log(request) else None
    if tabs is None:
        return
    path = request.path
    desk, log, cases, callbacks, handovers, *_further = _addresses(get_script_prefix())
    late = _("late %(count)s") % {"count": tabs.late_count} if tabs.late_count else ""
    owned, asked, crossing = (str(count or "") for count in tabs[1:])
    yield Place(desk, "g d", _("Desk"), path == desk, icon("home"))
    yield Place(log, "g l", _("Duty log"), log in path)
    yield Place(cases, "g c", _("Cases"), cases in path, icon("list"), late or owned, bool(late))
    yield Place(callbacks, "g r", _("Callbacks"), callbacks in path, icon("phone"), asked)
    yield Place(handovers, "g h", _("Handover"), handovers in path, icon("hand"), crossing)


@cache
def _addresses(_prefix: str) -> list[str]:
    names = ("visits:desk", "visits:log", "visits:case-list", "visits:callback-list")
    further = ("handover:handover-list", "oversight:board", "admin:index")
    return [reverse(name) for name in (*names, *further)]


def _tabs(request: HttpRequest) -> Tabs | None:
    if not isinstance(getattr(request, "user", None), Staff):
        return None
    mine = Mine.of(request)
    owned = answered_for(mine)
    asked = {case.number for case in mine.callbacks}
    return Tabs(len(mine.late), len(owned), len(mine.callbacks), len(asked | {case.number for case in owned}))


def _ruler(request: HttpRequest) -> Ruler | None:
    staff = getattr(request, "user", None)
    if not isinstance(staff, Staff) or staff.centre is None:
        return None
    mine = Mine.of(request)
    if mine.shift is None:
        return quiet_ruler(staff.centre, mine.now)
    return drawn_ruler(staff.centre, mine.shift, mine)


def answered_for(mine: Mine) -> list[Owed]:
    """Every open case this person answers for, those awaiting a callback as well (I2, I7)."""
    return [case for case in mine.cases if case.owner_id == mine.staff.pk]


def quiet_ruler(centre: ServiceCentre, now: datetime) -> Ruler:
    """Nobody is on shift: the ruler says only who comes next."""
    coming = shifts.following(centre.tz, list(ShiftPattern.objects.of(centre).active()), now)
    if coming is None:
        return Ruler(shift_name=_("No shift now"), span="", is_quiet=True)
    words = {"name": coming.pattern.name, "time": f"{centre.local(coming.starts_at):%H:%M}"}
    return Ruler(shift_name=_("No shift now"), span=_("next: %(name)s, %(time)s") % words, is_quiet=True)


def drawn_ruler(centre: ServiceCentre, shift: ShiftNow, mine: Mine) -> Ruler:
    """The ruler of a shift: lines as ticks, what I owe as pins, what lies past the end hatched (BR-H02)."""
    length = shift.ends_at - shift.starts_at
    track = length + length / BEYOND
    cases = answered_for(mine)
    dues = [case.callback_due_at if case.callback else case.due_at for case in cases]
    return Ruler(
        shift_name=shift.name,
        span=_hours_of(centre, shift),
        logged=len(mine.arrivals),
        now_label=f"{centre.local(mine.now):%H:%M}",
        now_at=percent(mine.now - shift.starts_at, track),
        next_name=shift.next_name,
        next_at=percent(length, track),
        hours=_hours(centre, shift.starts_at, track),
        ticks=_ticks(mine.arrivals, shift.starts_at, track),
        pins=tuple(_pins(centre, shift, mine, track)),
        left_label=_clock(shift.ends_at - mine.now),
        open_count=len(cases),
        crossing_count=sum(due is not None and due >= shift.ends_at for due in dues),
        minutes=int(track.total_seconds() // 60),
        is_ending=shift.ends_at - mine.now <= ENDING,
    )


class Mark(NamedTuple):
    """Something that falls due, before it is known whether others lie upon it: a promise, or a numbered callback."""

    kind: str
    case: Owed
    due_at: datetime
    callback: str | None = None


def _pins(centre: ServiceCentre, shift: ShiftNow, mine: Mine, track: timedelta) -> Iterator[Pin]:
    # Marks that would lie upon each other are one pin, which counts the others.
    places: dict[tuple[int, str], list[Mark]] = {}
    for mark in _marks(mine, shift.starts_at + track):
        at = percent(mark.due_at - shift.starts_at, track)
        places.setdefault((at, mark.kind), []).append(mark)
    for (at, kind), [first, *others] in places.items():
        label = _said(centre, mine, first)
        yield Pin(at, kind, _url_of(first), f"{label} +{len(others)}" if others else label)


def _marks(mine: Mine, until: datetime) -> Iterator[Mark]:
    for case in mine.promises:
        if case.due_at and case.due_at <= until:
            kind = "is-late" if case.is_late(mine.now) else "is-soon" if case.is_soon(mine.now) else ""
            yield Mark(kind or ("is-next" if mine.crosses(case.due_at) else ""), case, case.due_at)
    for case in mine.callbacks:
        if case.callback_due_at and case.callback_due_at <= until:
            kind = "is-call is-late" if case.callback_due_at < mine.now else "is-call"
            yield Mark(kind, case, case.callback_due_at, case.callback)


def _url_of(mark: Mark) -> str:
    return (
        address_of("visits:callback", mark.callback)
        if mark.callback
        else address_of("visits:case", mark.case.number)
    )


def _said(centre: ServiceCentre, mine: Mine, mark: Mark) -> str:
    what = _("callback") if mark.callback else _("promise")
    said = [
        f"{centre.local(mark.due_at):%H:%M} {what}",
        f"{mark.case.where} {short(mark.case.title)}".strip(),
    ]
    if mark.due_at < mine.now:
        said.append(left_until(mark.due_at, mine.now))
    elif mine.crosses(mark.due_at):
        said.append(_("goes to the next shift"))
    return " · ".join(said)


def _hours_of(centre: ServiceCentre, shift: ShiftNow) -> str:
    starts, ends = centre.local(shift.starts_at).time(), centre.local(shift.ends_at).time()
    return ShiftPattern(starts=starts, ends=ends).hours


def _hours(centre: ServiceCentre, starts_at: datetime, track: timedelta) -> tuple[Hour, ...]:
    step = HOUR if track <= 15 * HOUR else 2 * HOUR
    first = starts_at.replace(minute=0, second=0, microsecond=0)
    marks, moment = [], first if first == starts_at else first + HOUR
    while moment < starts_at + track:
        marks.append(Hour(str(centre.local(moment).hour), percent(moment - starts_at, track)))
        moment += step
    return tuple(marks)


def _ticks(arrivals: list[int], starts_at: datetime, track: timedelta) -> tuple[int, ...]:
    """When the residents came, from 0 to 1000 along the track; those on one spot are one tick."""
    first, thousandth = starts_at.timestamp(), track.total_seconds() / 1000
    return tuple(sorted({round((came - first) / thousandth) for came in arrivals}))


def _clock(span: timedelta) -> str:
    minutes = max(0, int(span.total_seconds() // 60))
    return f"{minutes // 60}:{minutes % 60:02}"
