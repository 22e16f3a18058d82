"""Ready-made cards and rows of the handover, in words and in the centre's time, so that a page only prints."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import ServiceCentre, Shift, Staff
from handover import rules
from handover.models import Handover, HandoverItem, InventoryCount, Question
from handover.models.item import NAMES
from records import clock
from visits.models.case import STILL
from visits.rows import NOTHING, Chip, Pill, drawn, left_until, name_of, promise_pill, seals_of
from visits.story import when

#: So many of who comes on are named in the head of the sheet.
NAMED = 3
#: Empty rows at the end of the printed list, for writing by hand.
BLANK_ROWS = 2


# A card ----------------------------------------------------------------------------------------------------------


class Cards:
    """The cards of one page, all of which are drawn in the time of one glance; `query` keeps its forms on that page.

    The words are asked for once, and every text goes into its frame escaped here, by the way that takes the least time.
    """

    def __init__(
        self, handover: Handover, reader: Staff, talk: Mapping[int, Sequence[Question]], query: str = ""
    ) -> None:
        self.handover, self.reader, self.talk = handover, reader, talk
        words = {
            "l_why": escape(_("Why it is open")),
            "l_done": escape(_("So far: what was done, who is at work")),
            "l_next": escape(_("Next: who, what, by when")),
            "l_taker": escape(_("Taker")),
            "l_first": escape(_("Look at this first")),
            "l_ask": escape(_("Ask")),
            "l_take": escape(_("Take")),
            "l_text": escape(_("Question or answer")),
            "l_send": escape(_("Send")),
            "i_chat": drawn("chat"),
            "i_stamp": drawn("stamp"),
            "take": reverse("handover:handover-take-list", args=[handover.number]),
            "query": query,
        }
        self.writing, self.reading = _framed(WRITING, words), _framed(READING, words)
        self.take, self.asking = _framed(TAKE, words), _framed(ASKING, words)
        self.case_url = reverse("visits:case", args=["NUMBER"])
        self.ends_at = handover.from_shift.ends_at
        self.lacks: dict[tuple[str, ...], str] = {(): Chip(_("Written"), "done", "check").html}
        self.promises: dict[datetime, str] = {}

    def written_by_who_goes(self, item: HandoverItem, typed: Mapping[str, Any], takers: str) -> str:
        """A card with boxes: why open, so far, next, taker."""
        lacks = rules.lacking(item)
        return self.writing.format(
            head=self._head(item, "is-miss" if lacks else "is-ready"),
            end=self._lacking(lacks),
            pk=item.pk,
            reason_open=escape(typed.get("reason_open", item.reason_open)),
            done_so_far=escape(typed.get("done_so_far", item.done_so_far)),
            next_step=escape(typed.get("next_step", item.next_step)),
            takers=takers,
            first=" checked" if typed.get("look_first", item.look_first) else "",
            thread=self._thread(item),
        )

    def read_by_who_comes(self, item: HandoverItem, asked: str, *, may_take: bool, may_ask: bool) -> str:
        """A card to be read, asked about and taken."""
        may_take = may_take and item.taken_by_id is None
        asking = ""
        if may_ask:
            asking = self.asking.format(pk=item.pk, asked=escape(asked), open=" open" if asked else "")
        return self.reading.format(
            head=self._head(item, "is-took" if item.taken_by_id else ""),
            end=self.take.format(pk=item.pk) if may_take else self._stamp(item),
            reason_open=_lines(item.reason_open),
            done_so_far=_lines(item.done_so_far),
            next_step=_lines(item.next_step),
            thread=self._thread(item),
            asking=asking,
        )

    def _head(self, item: HandoverItem, kind: str) -> str:
        case, line = item.case, Named.of(item)
        where = line.unit_code or case.location_detail
        heading = f"{where} {name_of(case.visitor_name, self.reader)}　{case.title}".strip()
        return HEAD.format(
            kind=kind,
            pk=item.pk,
            pill=self._pill(item),
            url=self.case_url.replace("NUMBER", case.number),
            heading=escape(heading),
            about=escape(" · ".join(_about(item, line))),
            seals=seals_of(
                line.first_contact_name, "" if case.owner_id == case.first_contact_id else line.owner_name
            ),
        )

    def _pill(self, item: HandoverItem) -> str:
        due_at = item.case.promise_due_at
        if item.callback is not None or due_at is None:
            return pill(item)
        if due_at not in self.promises:
            self.promises[due_at] = promise_pill(item.centre, due_at, None, self.ends_at).html
        return self.promises[due_at]

    def _lacking(self, lacks: tuple[str, ...]) -> str:
        if lacks not in self.lacks:
            said = _("Lacks %(missing)s") % {"missing": _(", ").join(rules.said_to_lack(lacks))}
            self.lacks[lacks] = Chip(said, "", "pen").html
        return self.lacks[lacks]

    def _stamp(self, item: HandoverItem) -> str:
        name = Named.of(item).taken_by_name
        if not name or item.taken_at is None:
            return ""
        said = _("taken %(time)s") % {"time": when(item.centre, item.taken_at)}
        return f'<span class="stamp">{escape(name)}<br>{escape(said)}</span>'

    def _thread(self, item: HandoverItem) -> str:
        said = self.talk.get(item.pk, ())
        rows = (
            SAID.format(
                " is-me" if question.by_id == self.handover.outgoing_id else "",
                escape(question.by.surname_mark),
                escape(question.by.name),
                escape(question.text),
                when(item.centre, question.at),
            )
            for question in said
        )
        return f'<ul class="asked">{"".join(rows)}</ul>' if said else ""


class Named(NamedTuple):
    """Who and where of a line, by the names `for_cards` brings along."""

    unit_code: str | None
    department_name: str
    first_contact_name: str
    owner_name: str
    receiver_name: str | None
    taken_by_name: str | None

    @classmethod
    def of(cls, item: HandoverItem) -> "Named":
        """As the line was asked for."""
        return cls(*(getattr(item, name) for name in NAMES))


def _framed(frame: str, words: Mapping[str, str]) -> str:
    """A card's frame with its own words in place, so that only what differs is put in for each."""
    for name, word in words.items():
        frame = frame.replace(f"{{{name}}}", word)
    return frame


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


HEAD = (
    '<article class="ho {kind}" id="item-{pk}"><div class="ho-t">{pill}<h3><a href="{url}">{heading}</a></h3>'
    '<span class="cap">{about}</span><span class="end">{seals}'
)
WRITING = (
    '{head}{end}</span></div><div class="ho-g">'
    '<div><label class="lab" for="why-{pk}">{l_why}</label>'
    '<textarea class="form-control" id="why-{pk}" name="reason_open-{pk}" rows="2">\n{reason_open}</textarea></div>'
    '<div><label class="lab" for="done-{pk}">{l_done}</label>'
    '<textarea class="form-control" id="done-{pk}" name="done_so_far-{pk}" rows="2">\n{done_so_far}</textarea></div>'
    '<div><label class="lab" for="next-{pk}">{l_next}</label>'
    '<textarea class="form-control" id="next-{pk}" name="next_step-{pk}" rows="2">\n{next_step}</textarea></div>'
    '<div><label class="lab" for="taker-{pk}">{l_taker}</label>'
    '<select class="form-select" id="taker-{pk}" name="receiver-{pk}">{takers}</select>'
    '<label class="form-check is-sm"><input class="form-check-input" type="checkbox" name="look_first-{pk}"{first}>'
    '<span class="form-check-label">{l_first}</span></label></div></div>{thread}</article>'
)
READING = (
    '{head}{end}</span></div><div class="ho-g is-3">'
    '<div><span class="lab">{l_why}</span><p>{reason_open}</p></div>'
    '<div><span class="lab">{l_done}</span><p>{done_so_far}</p></div>'
    '<div><span class="lab">{l_next}</span><p>{next_step}</p></div></div>{thread}{asking}</article>'
)
TAKE = (
    '<button type="submit" class="btn btn-primary" formaction="{take}{pk}/{query}" data-key="a">{i_stamp}{l_take}'
    ' <kbd aria-hidden="true">A</kbd></button>'
)
ASKING = (
    '<details class="asking"{open}><summary data-key="q">{i_chat}{l_ask} <kbd aria-hidden="true">Q</kbd></summary>'
    '<p class="wrap"><input class="form-control" name="text-{pk}" value="{asked}" maxlength="300"'
    ' aria-label="{l_text}"><button type="submit" class="btn">{l_send}</button></p></details>'
)
SAID = (
    '<li><span class="seal is-round{}" aria-hidden="true">{}</span><span><b class="vh">{}</b> {}'
    ' <span class="cap">{}</span></span></li>'
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
    return promise_pill(item.centre, case.promise_due_at, None, item.handover.from_shift.ends_at).html


def _about(item: HandoverItem, line: Named) -> Iterable[str]:
    case = item.case
    yield line.department_name
    yield case.number
    if item.look_first:
        yield _("look at this first")
    if case.promise_count > 1:
        moved = case.promise_count - 1
        yield ngettext("promise moved %(count)d time", "promise moved %(count)d times", moved) % {
            "count": moved
        }
    if item.is_stuck:
        passed = ngettext(
            "handed over %(count)d time without progress",
            "handed over %(count)d times without progress",
            item.still_count,
        )
        yield passed % {"count": item.still_count}
    if line.receiver_name:
        yield _("for %(name)s") % {"name": line.receiver_name}


def options(people: Sequence[Staff], chosen: str) -> SafeString:
    """The takers of one card as choices; whoever leads says so beside the name."""
    first = format_html('<option value="">{}</option>', _("Choose"))
    rest = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (person.pk, SafeString(" selected") if str(person.pk) == chosen else NOTHING, _taker(person))
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
    notes = (
        [handover.exit_reason] if handover.is_over else [handover.refuse_note] if handover.refused_at else []
    )
    if rules.was_late(handover.late_minutes) and handover.is_over:
        late = ngettext(
            "relief %(count)d minute late", "relief %(count)d minutes late", handover.late_minutes
        )
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
    names = taker.name if taker else _named(comers)
    shift = handover.to_shift
    come = hours(centre, shift) if shift else ""
    if handover.closed_at:
        come = _("took over %(time)s") % {"time": when(centre, handover.closed_at)}
    mark = taker.surname_mark if taker else comers[0].surname_mark if comers else "?"
    return out, Side(mark, f"{shift.name if shift else ''}　{names}".strip(), come)


def _named(comers: Sequence[Staff]) -> str:
    """Who comes, by name; of many the first few, which are those with a seat."""
    if not comers:
        return _("nobody rostered")
    names = _(", ").join(person.name for person in comers[:NAMED])
    more = len(comers) - NAMED
    return _("%(names)s and %(count)d more") % {"names": names, "count": more} if more > 0 else names


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
    if item["still_count"] >= STILL:
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
    said = (
        f"{'☑' if found == count['expected'] else '☒'} {count['item']} {found} {count['unit_name']}".strip()
    )
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
    if reason := content.get("early_reason"):  # sheets signed before there was such a thing do not have it
        yield _("Opened before its time: %(reason)s") % {"reason": reason}
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
    if rules.was_late(content["late_minutes"]):
        late = content["late_minutes"]
        yield ngettext(
            "The relief was %(count)d minute late.", "The relief was %(count)d minutes late.", late
        ) % {"count": late}


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
