"""Who is meant: the household, the known resident or the visitor's name, read from one box (§4.6)."""

import re
from dataclasses import dataclass
from typing import Final

from django import forms
from django.utils.translation import gettext as _

from directory import folding
from directory.lookup import Household, lookup
from directory.models import Occupancy, Resident, Staff, Unit

HOUSEHOLD: Final = re.compile(r"(\d{0,18}):(\d{0,18})")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who came, as far as the resident box says."""

    unit: Unit | None = None
    resident: Resident | None = None
    name: str = ""
    phone: str = ""
    relation: str = ""


def who_is_meant(staff: Staff, typed: str, chosen: str) -> Caller:
    """The household, the known resident or the name that was typed; a ValidationError's sentence when in doubt.

    `chosen` is the value of a suggestion, "unit:resident"; it stands above what was typed.
    """
    if match := HOUSEHOLD.fullmatch(chosen):
        return _chosen(staff, *match.groups())
    text = folding.clean(typed)
    if not text:
        return Caller()
    room, name = _room_and_name(text)
    if room:
        return _at_room(staff, room, name)
    found = lookup(staff, text, limit=3)
    if len(found) == 1 and (_is_signs(text) or (found[0].resident and found[0].resident.name == text)):
        return _caller(found[0])
    number = folding.digits(text)
    if number and not re.search(r"[^\W\d_]", text):
        if len(found) > 1:
            raise forms.ValidationError(_("Several homes answer to %(text)s: choose one.") % {"text": text})
        if len(number) < 7:
            raise forms.ValidationError(
                _("Nobody is known under %(text)s. Write the room like 3-2-1202, or the visitor's name.")
                % {"text": text}
            )
        return Caller(phone=folding.normalise_phone(text)[:20])
    if len(text) > 40:
        raise forms.ValidationError(_("That name is too long: 40 characters at most."))
    return Caller(name=text)


def _chosen(staff: Staff, unit_key: str, resident_key: str) -> Caller:
    if unit_key and resident_key:
        line = (
            Occupancy.objects.visible_to(staff)
            .for_list()
            .filter(unit=unit_key, resident=resident_key)
            .first()
        )
        if line is not None:
            return _caller(Household(line.unit, line.resident, line.relation))
    unit = Unit.objects.visible_to(staff).filter(pk=unit_key).first() if unit_key else None
    resident = Resident.objects.visible_to(staff).filter(pk=resident_key).first() if resident_key else None
    if unit is None and resident is None:
        raise forms.ValidationError(_("That home is not known here any more: choose again."))
    return _caller(Household(unit, resident))


def _room_and_name(text: str) -> tuple[str, str]:
    first, _blank, rest = text.partition(" ")
    if _is_room(text):
        return text, ""
    return (first, rest.strip()) if rest and _is_room(first) else ("", "")


def _is_room(text: str) -> bool:
    # 99-9-9999 is a room, 138-0000-0001 and 6234-5678 are telephone numbers.
    parts, signs = folding.room_parts(text), len(folding.digits(text))
    if len(parts) < 2 or not folding.looks_like_a_room(text) or not re.search(r"\d", parts[-1]):
        return False
    return signs <= (6 if len(parts) == 2 else 8)


def _at_room(staff: Staff, room: str, name: str) -> Caller:
    found = lookup(staff, room)
    code = "-".join(folding.room_parts(room))
    units = {line.unit.pk: line.unit for line in found if line.unit is not None}
    exact = [unit for unit in units.values() if unit.code == code]
    if exact:
        units = {unit.pk: unit for unit in exact}
    if not units:
        raise forms.ValidationError(_("There is no room %(room)s here.") % {"room": room})
    if len(units) > 1:
        raise forms.ValidationError(
            _("Several rooms begin like %(room)s: %(codes)s. Write the whole number.")
            % {"room": room, "codes": ", ".join(sorted(unit.code for unit in units.values())[:4])}
        )
    (unit,) = units.values()
    people = [line for line in found if line.unit == unit and line.resident is not None]
    meant = [line for line in people if line.resident and line.resident.name == name] if name else people
    if len(meant) == 1:
        return _caller(meant[0])
    return Caller(unit=unit, name=name[:40])


def _caller(found: Household) -> Caller:
    resident = found.resident
    kinds = {str(Occupancy.Relation(value).label): value for value in Occupancy.Relation.values}
    relation = kinds.get(found.relation, found.relation)
    return Caller(
        found.unit,
        resident,
        resident.name if resident else "",
        resident.phone if resident else "",
        relation or (resident.kind if resident else ""),
    )


def _is_signs(text: str) -> bool:
    return text.isascii() or not re.search(r"[\u3400-\u9fff]", text)
