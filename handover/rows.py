"""Ready-made cards and rows of the handover, in words and in the centre's time, so that a page only prints."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import ServiceCentre, Shift, Staff
from handover import rules
from handover.models import Handover, HandoverItem, InventoryCount, Question
from records import clock
from visits.rows import NOTHING, Chip, Pill, joined, left_until, name_of, promise_pill, seals
from visits.story import when

#: Empty rows at the end of the printed list, for writing by hand.
BLANK_ROWS = 2


# A card ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the talk about an item."""

    mark: str
    is_outgoing: bool
    text: str
    by: str
    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing that passes to the next shift (§4.9)."""

    pk: int
    place: int
    number: str
    url: str
    kind: str
    pill: SafeString
    heading: str
    about: str
    chip: SafeString
    seals: SafeString
    reason_open: str
    done_so_far: str
    next_step: str
    takers: SafeString
    look_first: bool
    thread: tuple[Said, ...]
    is_must: bool
    is_mine: bool
    is_taken: bool
    may_take: bool = False
    asked: str = ""


def card(
    item: HandoverItem,
    reader: Staff,
    typed: Mapping[str, Any],
    takers: SafeString,
    thread: Sequence[Question],
    outgoing: int,
) -> Card:
    """A card as who goes off writes it, or as who comes on reads it."""
    case = item.case
    lacks = rules.missing_in(item)
    chip = Chip(_("Written"), "done", "check")
    if lacks:
        chip = Chip(_("Lacks %(missing)s") % {"missing": _(", ").join(lacks)}, "", "pen")
    return Card(
        pk=item.pk,
        place=item.place,
        number=case.number,
        url=case.get_absolute_url(),
        kind="is-took" if item.taken_by_id else "is-miss" if lacks else "is-ready",
        pill=pill(item),
        heading=f"{case.where} {name_of(case.visitor_name, reader)}　{case.title}".strip(),
        about=" · ".join(_about(item)),
        chip=chip.html,
        seals=joined([seals(case.first_contact, case.owner), _stamp(item)]),
        reason_open=typed.get("reason_open", item.reason_open),
        done_so_far=typed.get("done_so_far", item.done_so_far),
        next_step=typed.get("next_step", item.next_step),
        takers=takers,
        look_first=typed.get("look_first", item.look_first),
        thread=tuple(_said(question, item.centre, outgoing) for question in thread),
        is_must=item.must_do,
        is_mine=item.receiver_id == reader.pk,
        is_taken=item.taken_by_id is not None,
        asked=typed.get("text", ""),
    )


def pill(item: HandoverItem) -> SafeString:
    """By when it was promised, or when the resident is to be asked."""
    case, callback = item.case, item.callback
    if callback is not None:
        label = _("call back %(time)s") % {"time": when(item.centre, callback.due_at)}
        if callback.due_at < clock.now():
            return Pill("late", "alert", label, left_until(callback.due_at, clock.now())).html
        return Pill("held", "phone", label).html
    if case.promise_due_at is None:
        return Pill("late", "alert", _("At once")).html if case.emergency else NOTHING
    ends_at = item.handover.from_shift.ends_at
    return promise_pill(item.centre, case.promise_due_at, None, ends_at).html


def _about(item: HandoverItem) -> Iterable[str]:
    case = item.case
    yield str(case.department)
    yield case.number
    if item.look_first:
        yield _("look at this first")
    if case.promise_count > 1:
        moved = case.promise_count - 1
        yield ngettext("promise moved %(count)d time", "promise moved %(count)d times", moved) % {"count": moved}
    if item.is_stuck:
        passed = ngettext(
            "handed over %(count)d time without progress",
            "handed over %(count)d times without progress",
            item.still_count,
        )
        yield passed % {"count": item.still_count}
    if item.receiver is not None:
        yield _("for %(name)s") % {"name": item.receiver}


def _stamp(item: HandoverItem) -> SafeString:
    if item.taken_by is None or item.taken_at is None:
        return NOTHING
    return format_html(
        '<span class="stamp">{}<br>{}</span>',
        item.taken_by,
        _("taken %(time)s") % {"time": when(item.centre, item.taken_at)},
    )


def _said(question: Question, centre: ServiceCentre, outgoing: int) -> Said:
    by = question.by
    return Said(by.surname_mark, by.pk == outgoing, question.text, by.name, when(centre, question.at))


def options(people: Sequence[Staff], chosen: int | None) -> SafeString:
    """The takers of one card as choices; whoever leads says so beside the name."""
    first = format_html('<option value="">{}</option>', _("Choose"))
    rest = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (person.pk, SafeString(" selected") if person.pk == chosen else NOTHING, _taker(person))
            for person in people
        ),
    )
    return first + rest


def _taker(person: Staff) -> str:
    if person.comes_next:  # type: ignore[attr-defined]  # -- asked for by Handover.colleagues
        return person.name
    return _("%(name)s (leads)") % {"name": person}


# Things ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """One thing of the desk, as counted by who goes and by who comes."""

    pk: int
    name: str
    expected: str
    counted: str
    recounted: str
    note: str
    condition: str
    conditions: SafeString
    is_wrong: bool
    is_cash: bool
    allowed: str
    error: str = ""


def count_row(line: InventoryCount, typed: Mapping[str, str], error: str = "") -> CountRow:
    """A line of the inventory, with what was typed when it was not accepted."""
    unit = line.item.unit_name
    condition = typed.get("condition", line.condition)
    allowed = ""
    if line.allowed_by is not None and line.allowed_at is not None:
        words = {"name": line.allowed_by, "time": when(line.centre, line.allowed_at)}
        allowed = _("%(name)s let it pass, %(time)s") % words
    return CountRow(
        pk=line.pk,
        name=line.item.name,
        expected=f"{rules.plain(line.expected)} {unit}".strip(),
        counted=typed.get("counted", _number(line.counted)),
        recounted=typed.get("recounted", _number(line.recounted)),
        note=typed.get("note", line.difference_note),
        condition=str(InventoryCount.Condition(line.condition).label),
        conditions=format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (value, SafeString(" selected") if value == condition else NOTHING, label)
                for value, label in InventoryCount.Condition.choices
            ),
        ),
        is_wrong=line.differs,
        is_cash=line.item.is_cash,
        allowed=allowed,
        error=error,
    )


def _number(number: Decimal | None) -> str:
    return "" if number is None else rules.plain(number)


# A list ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One handover in a list."""

    number: str
    url: str
    day: str
    shift: str
    outgoing: str
    incoming: str
    signed: str
    closed: str
    chip: SafeString
    note: str
    read: str
    print_url: str


STATES = {
    "draft": ("", "pen"),
    "submitted": ("wait", "stamp"),
    "refused": ("late", "x"),
    "accepted": ("done", "check"),
    "substituted": ("sent", "hand"),
    "overridden": ("late", "alert"),
}


def state_chip(handover: Handover) -> Chip:
    """Where a handover stands; a late relief is said aloud (BR-H07)."""
    if handover.is_held:
        return Chip(_("Relief is late: stays on"), "late", "alert")
    kind, drawing = STATES[handover.state]
    return Chip(str(handover.get_state_display()), kind, drawing)


def row(handover: Handover) -> Row:
    """A handover as lists show it: who, from which shift to whom, when, and how it ended."""
    centre, shift = handover.centre, handover.from_shift
    notes = [handover.exit_reason] if handover.is_over else [handover.refuse_note] if handover.refused_at else []
    if handover.late_minutes and handover.is_over:
        late = ngettext("relief %(count)d minute late", "relief %(count)d minutes late", handover.late_minutes)
        notes.append(late % {"count": handover.late_minutes})
    return Row(
        number=handover.number,
        url=handover.get_absolute_url(),
        day=f"{shift.duty_date.month}/{shift.duty_date.day}",
        shift=shift.name,
        outgoing=handover.outgoing.name,
        incoming=handover.incoming.name if handover.incoming else "",
        signed=when(centre, handover.signed_out_at) if handover.signed_out_at else "",
        closed=when(centre, handover.closed_at) if handover.closed_at else "",
        chip=state_chip(handover).html,
        note=" · ".join(filter(None, notes)),
        read=handover.reviewed_by.name if handover.reviewed_by else "",
        print_url=reverse("handover:handover-print", args=[handover.number]) if handover.is_over else "",
    )


# Both sides ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the handover: a shift and its people."""

    mark: str
    who: str
    about: str


def hours(centre: ServiceCentre, shift: Shift) -> str:
    """Day and hours of a shift: 3/18 08:00–16:00."""
    starts, ends = centre.local(shift.starts_at), centre.local(shift.ends_at)
    until = "24:00" if f"{ends:%H:%M}" == "00:00" else f"{ends:%H:%M}"
    return f"{shift.duty_date.month}/{shift.duty_date.day} {starts:%H:%M}–{until}"


def sides(handover: Handover, comers: Sequence[Staff]) -> tuple[Side, Side]:
    """Who goes and who comes."""
    centre = handover.centre
    gone = _("%(hours)s · goes off") % {"hours": hours(centre, handover.from_shift)}
    if handover.signed_out_at:
        gone = _("signed %(time)s") % {"time": when(centre, handover.signed_out_at)}
    out = Side(handover.outgoing.surname_mark, f"{handover.from_shift.name}　{handover.outgoing}", gone)
    taker = handover.incoming
    names = taker.name if taker else _(", ").join(person.name for person in comers) or _("nobody rostered")
    shift = handover.to_shift
    come = hours(centre, shift) if shift else ""
    if handover.closed_at:
        come = _("took over %(time)s") % {"time": when(centre, handover.closed_at)}
    mark = taker.surname_mark if taker else comers[0].surname_mark if comers else "?"
    return out, Side(mark, f"{shift.name if shift else ''}　{names}".strip(), come)


# Paper -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """One unfinished thing on the printed sheet."""

    serial: int
    who: str
    matter: str
    small: str
    due: str
    state: str
    next_step: str
    first_contact: str
    receiver: str
    taken: str


def paper(content: Mapping[str, Any], centre: ServiceCentre, reader: Staff) -> dict[str, Any]:
    """The sheet as it was at a signature, out of its snapshot alone (BR-H16)."""
    day = datetime.fromisoformat(content["duty_date"]).date()
    items = [_paper_row(place, item, centre, reader) for place, item in enumerate(content["items"], start=1)]
    shifts = content["shifts"]
    return {
        "date": _("%(year)s-%(month)s-%(day)s (%(weekday)s)")
        % {
            "year": day.year,
            "month": f"{day.month:02}",
            "day": f"{day.day:02}",
            "weekday": WEEKDAYS[day.weekday()],
        },
        "from_shift": shifts[0]["name"],
        "to_shift": shifts[1]["name"] if len(shifts) > 1 else "",
        "rows": items,
        "blanks": range(len(items) + 1, len(items) + 1 + BLANK_ROWS),
        "counts": [_paper_count(count) for count in content["counts"]],
        "signed": _clock(centre, content["signed_out_at"]),
        "taken": _clock(centre, content["closed_at"]),
        "signed_at": _moment(centre, content["signed_out_at"]),
        "taken_at": _moment(centre, content["closed_at"]),
        "exits": list(_exits(content, centre)),
    }


def _paper_row(place: int, item: Mapping[str, Any], centre: ServiceCentre, reader: Staff) -> PaperRow:
    due = _moment(centre, item["due_at"])
    small = [item["department"], _("★ look first") if item["look_first"] else "", item["number"]]
    if item["still_count"] >= rules.STILL:
        small.append(_("no progress in %(count)d handovers") % {"count": item["still_count"]})
    taken = ""
    if item["taken_by"]:
        taken = f"{item['taken_by']} {_clock(centre, item['taken_at'])}"
    return PaperRow(
        serial=place,
        who=f"{item['where']} {name_of(item['visitor'], reader)}".strip(),
        matter=item["title"],
        small="　".join(filter(None, small)),
        due=_("call back %(time)s") % {"time": due} if item["is_callback"] else due or _("At once"),
        state="\n".join(filter(None, [item["reason_open"], item["done_so_far"]])),
        next_step=item["next_step"],
        first_contact=item["first_contact"],
        receiver=item["receiver"],
        taken=taken,
    )


def _paper_count(count: Mapping[str, Any]) -> str:
    found = count["recounted"] if count["recounted"] != "–" else count["counted"]
    said = f"{'☑' if found == count['expected'] else '☒'} {count['item']} {found} {count['unit_name']}".strip()
    if found == count["expected"]:
        return said
    apart = [_("expected %(number)s") % {"number": count["expected"]}, count["difference_note"]]
    if count["allowed_by"]:
        apart.append(_("let pass by %(name)s") % {"name": count["allowed_by"]})
    return f"{said} ({_(', ').join(filter(None, apart))})"


def _exits(content: Mapping[str, Any], centre: ServiceCentre) -> Iterable[str]:
    """What was out of the ordinary, each in a sentence: refusals, releases, exits, a late relief."""
    for refusal in content["refused"]:
        yield _("Refused by %(name)s, %(time)s: %(reason)s. %(note)s") % {
            "name": refusal["by"],
            "time": _moment(centre, refusal["at"]),
            "reason": Handover.RefuseReason(refusal["reason"]).label,
            "note": refusal["note"],
        }
    if content["released_by"]:
        yield _("The emergency was released by %(name)s, %(time)s.") % {
            "name": content["released_by"],
            "time": _moment(centre, content["released_at"]),
        }
    words = {"name": content["closed_by"], "taker": content["incoming"], "reason": content["exit_reason"]}
    if content["state"] == Handover.State.OVERRIDDEN:
        yield _("Let go by the manager %(name)s without the usual second signature: %(reason)s") % words
    if content["state"] == Handover.State.SUBSTITUTED:
        yield _("Taken over by order of %(name)s, by %(taker)s: %(reason)s") % words
    if content["late_minutes"]:
        late = content["late_minutes"]
        yield ngettext("The relief was %(count)d minute late.", "The relief was %(count)d minutes late.", late) % {
            "count": late
        }


def _moment(centre: ServiceCentre, iso: str | None) -> str:
    """A moment as paper says it: with its day always, because paper is read on another day."""
    if not iso:
        return ""
    local = centre.local(datetime.fromisoformat(iso))
    return f"{local.month}/{local.day} {local:%H:%M}"


def _clock(centre: ServiceCentre, iso: str | None) -> str:
    return f"{centre.local(datetime.fromisoformat(iso)):%H:%M}" if iso else ""


def version(content: Mapping[str, Any]) -> str:
    """Four signs that tell two printings of one sheet apart."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:4]
