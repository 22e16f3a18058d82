"""The roster of a week: who works when, which hours nobody covers, and rows pasted from a spreadsheet (§4.9)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from directory import rules, shifts
from directory.folding import fold
from directory.models import Duty, ServiceCentre, Shift, ShiftPattern, Staff
from records import clock

WEEK: Final = 7
HEADINGS: Final = {"日期", "date", "day"}
BETWEEN_NAMES: Final = re.compile(r"[、,;/&+\t]+")
DATE: Final = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")


def week_of(day: date) -> list[date]:
    """The seven dates of the week this day is in, from its Monday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=each) for each in range(WEEK)]


def uncovered_hours(patterns: Iterable[ShiftPattern]) -> list[str]:
    """Hours of the day that no shift in use covers, as 23:00–07:00; one that runs over midnight is one."""
    minutes = [False] * (24 * 60)
    for pattern in patterns:
        start, end = _minute(pattern.starts), _minute(pattern.ends)
        for minute in range(start, end if end > start else end + 24 * 60):
            minutes[minute % (24 * 60)] = True
    if not any(minutes):
        return ["00:00–24:00"]
    starts = [at for at in range(24 * 60) if not minutes[at] and minutes[at - 1]]
    return [f"{_clock(at)}–{_clock(_next_covered(minutes, at), is_end=True)}" for at in starts]


def _minute(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _next_covered(minutes: Sequence[bool], start: int) -> int:
    return next(at % len(minutes) for at in range(start, start + len(minutes)) if minutes[at % len(minutes)])


def _clock(minute: int, *, is_end: bool = False) -> str:
    return "24:00" if is_end and not minute else f"{minute // 60:02d}:{minute % 60:02d}"


# Rows of a spreadsheet -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Pasted:
    """What the rows say: people by shift, and a sentence for each row that could not be read."""

    people: dict[tuple[ShiftPattern, date], dict[int, Staff]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


class Reading:
    """Reads rows against the shifts and people of one centre, asked for once."""

    def __init__(self, by: Staff) -> None:
        assert by.centre is not None  # noqa: S101 -- who leads belongs to a centre
        today = by.centre.local(clock.now()).date()
        self.centre, self.today = by.centre, today
        self.patterns = {fold(each.name): each for each in ShiftPattern.objects.of(by.centre).active()}
        self.people: dict[str, list[Staff]] = {}
        for person in Staff.objects.of(by.centre).who_may("receive_visit"):
            for name in {fold(person.username), fold(person.name)}:
                self.people.setdefault(name, []).append(person)

    def read(self, text: str) -> Pasted:
        """Read every row; each that is wrong has its own sentence."""
        pasted = Pasted()
        for number, line in enumerate(text.splitlines(), start=1):
            cells = [cell.strip() for cell in unicodedata.normalize("NFKC", line).split("\t")]
            if not any(cells) or (not pasted.people and fold(cells[0]) in HEADINGS):
                continue
            if sentence := self._row(cells, pasted):
                pasted.wrong.append(
                    _("Line %(number)d: %(sentence)s") % {"number": number, "sentence": sentence}
                )
        if not pasted.people and not pasted.wrong:
            pasted.wrong.append(_("Paste at least one row: date, shift, names."))
        return pasted

    def _row(self, cells: Sequence[str], pasted: Pasted) -> str:
        if len(cells) < 3 or not any(cells[2:]):
            return _("a row has a date, a shift and names, with a tab between them.")
        day = self._day(cells[0])
        if day is None:
            return _("“%(text)s” is no date; write 2026-11-16 or 11/16.") % {"text": cells[0]}
        pattern = self.patterns.get(fold(cells[1]))
        if pattern is None:
            known = _(", ").join(each.name for each in self.patterns.values())
            return _("there is no shift “%(text)s”; there are %(known)s.") % {
                "text": cells[1],
                "known": known,
            }
        if shifts.span(self.centre.tz, pattern, day).ends_at <= clock.now():
            return _("%(day)s %(shift)s is over; it stays as it was worked.") % {"day": day, "shift": pattern}
        named = [self._person(name) for name in self._names("\t".join(cells[2:]))]
        sentences = [each for each in named if isinstance(each, str)]
        if not sentences:
            found = pasted.people.setdefault((pattern, day), {})
            found |= {each.pk: each for each in named if isinstance(each, Staff)}
        return " ".join(sentences)

    def _day(self, text: str) -> date | None:
        match = DATE.fullmatch(text.replace(" ", "").removesuffix("00:00:00"))
        if match is None:
            return None
        year, month, day = match.groups()
        years = [int(year)] if year else [self.today.year + each for each in (-1, 0, 1)]
        dates = [found for each in years if (found := _date(each, int(month), int(day)))]
        return min(dates, key=lambda found: abs(found - self.today), default=None)

    def _names(self, text: str) -> Iterable[str]:
        """The names of a row; blanks part them too, unless a name has one itself."""
        for name in filter(None, map(str.strip, BETWEEN_NAMES.split(text))):
            yield from [name] if fold(name) in self.people else name.split()

    def _person(self, name: str) -> Staff | str:
        found = self.people.get(fold(name), [])
        if not found:
            return _("nobody who receives residents is called “%(name)s”.") % {"name": name}
        if len(found) > 1:
            accounts = _(", ").join(person.username for person in found)
            return _("several people are called “%(name)s”; write the account: %(accounts)s.") % {
                "name": name,
                "accounts": accounts,
            }
        return found[0]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@transaction.atomic
def write(pasted: Pasted, *, by: Staff) -> int:
    """Put everybody of the rows on the roster, or nobody; who is on it already stays. Answers how many are new.

    Shifts that are over are told as wrong, and then nothing is written.
    """
    assert by.centre is not None  # noqa: S101 -- who leads belongs to a centre
    made = _shifts(by.centre, pasted)
    wrong = {rules.against_changing_the_roster(by, shift): None for shift in made.values()}
    pasted.wrong += [sentence for sentence in wrong if sentence]
    if pasted.wrong:
        return 0
    rows = Duty.objects.of(by.centre).filter(shift__in=made.values()).select_related("shift")
    there = {(duty.shift_id, duty.staff_id): duty for duty in rows}
    wanted = [(made[place], person) for place, people in pasted.people.items() for person in people.values()]
    new = [
        Duty(centre=by.centre, shift=shift, staff=person)
        for shift, person in wanted
        if (shift.pk, person.pk) not in there
    ]
    back = [duty for shift, person in wanted if (duty := there.get((shift.pk, person.pk))) and duty.cancelled]
    for duty in back:
        duty.cancelled = False
        duty.derive()
    Duty.objects.create_signed(new, by=by, verb="roster")
    if back:
        Duty.objects.save_all_signed(back, by=by, verb="roster", fields=["cancelled", "wakes_at"])
    return len(new) + len(back)


def _shifts(centre: ServiceCentre, pasted: Pasted) -> dict[tuple[ShiftPattern, date], Shift]:
    """The shifts the rows name, made when missing."""
    days = {day for _pattern, day in pasted.people}
    there = {
        (shift.pattern_id, shift.duty_date): shift
        for shift in Shift.objects.of(centre).filter(duty_date__in=days).for_list()
    }
    made = {}
    for pattern, day in pasted.people:
        pattern.centre = centre
        made[pattern, day] = there.get((pattern.pk, day)) or Shift.objects.on(pattern, day)
    return made
