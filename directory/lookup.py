"""The one box at the desk: room, name, pinyin, initials or part of a telephone number find the household (§4.6)."""

from dataclasses import dataclass

from django.db.models import Q

from directory import folding
from directory.models import Occupancy, Resident, Staff, Unit
from records import clock


@dataclass(frozen=True, slots=True)
class Household:
    """One line under the box: a home, somebody of it, and in what relation; either may be unknown."""

    unit: Unit | None
    resident: Resident | None
    relation: str = ""

    @property
    def label(self) -> str:
        """The line as the box takes it over: 3-2-1202 林美華."""
        return " ".join(str(part) for part in (self.unit, self.resident) if part is not None)


def lookup(staff: Staff, text: str, limit: int = 8) -> list[Household]:
    """The households somebody may mean by what was typed, rooms first; at most `limit`, in at most three queries."""
    if staff.centre is None:
        return []
    units = list(Unit.objects.visible_to(staff).at_room(text)[:limit])
    residents = [] if _is_room_only(text) else list(Resident.objects.visible_to(staff).matching(text)[:limit])
    if not units and not residents:
        return []
    today = staff.centre.local(clock.now()).date()
    meant = Q(unit__in=units) | Q(resident__in=residents)
    lines = list(Occupancy.objects.visible_to(staff).current(today).filter(meant).for_list())
    return [*_homes(units, lines), *_people(residents, units, lines)][:limit]


def _homes(units: list[Unit], lines: list[Occupancy]) -> list[Household]:
    found = []
    for unit in units:
        living_here = [line for line in lines if line.unit_id == unit.pk]
        found += [_line(line) for line in living_here] or [Household(unit, None)]
    return found


def _people(residents: list[Resident], units: list[Unit], lines: list[Occupancy]) -> list[Household]:
    listed = {unit.pk for unit in units}
    found = []
    for resident in residents:
        homes = [line for line in lines if line.resident_id == resident.pk]
        found += (
            [_line(line) for line in homes if line.unit_id not in listed]
            if homes
            else [Household(None, resident)]
        )
    return found


def _line(line: Occupancy) -> Household:
    return Household(line.unit, line.resident, line.get_relation_display())


def _is_room_only(text: str) -> bool:
    # 3-1202 is a room; 010-62345678 may be a telephone number.
    parts = folding.room_parts(text)
    return len(parts) > 1 and folding.looks_like_a_room(text) and len(folding.digits(text)) < 7
