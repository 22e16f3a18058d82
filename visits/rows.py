"""Ready-made rows: what a list shows of a record, in words and in the centre's time, so that a page only prints."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import masking
from directory.models import ServiceCentre, Staff
from records import clock
from records.templatetags.look import icon
from visits.models import Callback, Case, CaseEvent, Promise, Visit
from visits.story import span, when

#: As much of a text as two lines of a list hold; the record itself shows the rest.
SHORT = 44
SOON = timedelta(minutes=30)
HOUR = 60
DAY = 24 * HOUR
NOTHING = SafeString("")

CHANNEL_ICONS = {
    "walk_in": "walk",
    "call": "phone",
    "letter": "mail",
    "wechat": "chat",
    "app": "chat",
    "intercom": "phone",
    "patrol": "eye",
    "hotline": "flag",
    "other": "pen",
}


@cache
def drawn(name: str) -> SafeString:
    """A drawing, made once."""
    return icon(name)


# Small parts -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pill:
    """A promise as every list shows it: a clock time, what is left, and a line that drains (§4.8)."""

    state: str
    icon: str
    label: str
    left: str = ""
    used: int = 0

    @property
    def html(self) -> SafeString:
        """The pill, drawn."""
        return format_html(
            '<span class="promise is-{}{}">{}<b>{}</b>{}</span>',
            self.state,
            f" at-{self.used}" if self.used else "",
            drawn(self.icon),
            self.label,
            f" {self.left}" if self.left else "",
        )


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in an icon and a word."""

    text: str
    kind: str = ""
    icon: str = ""

    @property
    def html(self) -> SafeString:
        """The chip, drawn."""
        return format_html(
            '<span class="chip{}">{}{}</span>',
            f" is-{self.kind}" if self.kind else "",
            drawn(self.icon) if self.icon else "",
            self.text,
        )


@dataclass(frozen=True, slots=True)
class Seal:
    """Somebody's name stamp: filled for the first contact, outlined for the owner, round for the handler (I1–I3)."""

    mark: str
    name: str
    kind: str

    @property
    def html(self) -> SafeString:
        """The stamp, drawn, with the name for those who hear the page."""
        return format_html(
            '<span class="seal{}" role="img" aria-label="{} {}">{}</span>',
            {"first": " is-me", "handler": " is-round", "none": " is-none"}.get(self.kind, ""),
            _role(self.kind),
            self.name,
            self.mark or "?",
        )


def _role(kind: str) -> str:
    return {"first": _("First contact"), "owner": _("Owner"), "handler": _("Handler")}.get(
        kind, _("Nobody yet")
    )


def seals(first_contact: Staff, owner: Staff | None = None) -> SafeString:
    """The first contact's stamp, and the owner's beside it once that is somebody else (I1, I2)."""
    stamps = [Seal(first_contact.surname_mark, first_contact.name, "first")]
    if owner is not None and owner.pk != first_contact.pk:
        stamps.append(Seal(owner.surname_mark, owner.name, "owner"))
    return joined(stamp.html for stamp in stamps)


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Drawn parts side by side."""
    return SafeString(" ".join(parts))


def short(text: str) -> str:
    """As much of a text as a list shows."""
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def percent(part: timedelta, whole: timedelta) -> int:
    """How far along, as a whole number from 0 to 100."""
    return max(0, min(100, round(100 * (part / whole)))) if whole else 100


def left_until(moment: datetime, now: datetime) -> str:
    """What is left until a moment, or by how much it is late."""
    if moment < now:
        return _("%(span)s late") % {"span": span(now - moment)}
    return _("%(span)s left") % {"span": span(moment - now)}


def left_in_short(moment: datetime, now: datetime) -> str:
    """The same where a column is narrow: 18 min, 5:18, 2 days."""
    minutes = int(abs(moment - now) / timedelta(minutes=1))
    if minutes >= DAY:
        how_long = ngettext("%(count)d day", "%(count)d days", minutes // DAY) % {"count": minutes // DAY}
    elif minutes >= HOUR:
        how_long = f"{minutes // HOUR}:{minutes % HOUR:02}"
    else:
        how_long = _("%(count)d min") % {"count": minutes}
    return (_("+%(time)s") if moment < now else _("in %(time)s")) % {"time": how_long}


def is_soon(due_at: datetime, now: datetime, made_at: datetime | None = None) -> bool:
    """Whether a promise is close: half an hour left, or a quarter of its span (design §3)."""
    left = due_at - now
    return left <= SOON or (made_at is not None and left <= (due_at - made_at) / 4)


def promise_pill(
    centre: ServiceCentre,
    due_at: datetime,
    made_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Pill:
    """A standing promise: late, soon, past this shift's end, or simply open."""
    now = clock.now()
    label = when(centre, due_at)
    used = percent(now - made_at, due_at - made_at) if made_at else 0
    if due_at < now:
        return Pill("late", "alert", label, left_until(due_at, now))
    if is_soon(due_at, now, made_at):
        return Pill("soon", "clock", label, left_until(due_at, now), used)
    return Pill("next" if ends_at and due_at >= ends_at else "open", "clock", label, "", used)


def case_pill(case: Case, made_at: datetime | None = None, ends_at: datetime | None = None) -> Pill | None:
    """What a case's promise stands at; nothing where none was given (an alarm, an introduction)."""
    if case.status == Case.Status.AWAITING_CALLBACK or not case.is_open:
        return None
    if case.promise_due_at is None:
        return Pill("late", "alert", _("At once")) if case.emergency else None
    if case.status == Case.Status.WAITING and not case.is_late:
        return Pill("held", "pause", when(case.centre, case.promise_due_at))
    return promise_pill(case.centre, case.promise_due_at, made_at, ends_at)


def case_chip(case: Case) -> Chip:
    """Where a case stands."""
    if case.is_late:
        return Chip(_("Late"), "late", "alert")
    kind, drawing = {
        Case.Status.PROMISED: ("open", "flag"),
        Case.Status.IN_PROGRESS: ("sent", "send"),
        Case.Status.WAITING: ("wait", "pause"),
        Case.Status.AWAITING_CALLBACK: ("call", "phone"),
        Case.Status.CLOSED: ("done", "check"),
        Case.Status.MERGED: ("", "redo"),
    }[Case.Status(case.status)]
    return Chip(str(case.get_status_display()), kind, drawing)


def visit_chip(visit: Visit) -> Chip:
    """What came of a visit; for one that became a case, where the case stands."""
    case: Case | None = getattr(visit, "opened", None)
    if visit.status == Visit.Status.CASE and case is not None:
        return case_chip(case)
    if visit.status == Visit.Status.INTRODUCED:
        late = case is not None and case.is_late
        return case_chip(case) if late and case else Chip(_("To the cashier"), "cash", "coin")
    return {
        Visit.Status.RECEIVING: Chip(_("Being received"), "wait", "walk"),
        Visit.Status.ANSWERED: Chip(_("Answered on the spot"), "done", "check"),
        Visit.Status.JOINED: Chip(_("Joined as an urge"), "sent", "redo"),
        Visit.Status.VOID: Chip(_("Void"), "", "x"),
    }.get(Visit.Status(visit.status), Chip(str(visit.get_status_display())))


def name_of(name: str, reader: Staff) -> str:
    """A resident's name; whoever does not receive residents sees the surname only (BR-P02)."""
    return name if reader.may("receive_visit") else masking.mask_name(name)


def satisfaction(value: int | None) -> str:
    """The resident's answer in its own words, or nothing."""
    return str(Visit.Satisfaction(value).label) if value else ""


# What this desk owes ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One thing somebody must do (templates/partials/owed.html)."""

    kind: str
    url: str
    clock: str
    left: str
    where: str
    who: str
    matter: str
    next_step: str
    department: str
    seal: Seal


def owed_case(case: Case, reader: Staff, ends_at: datetime | None = None, next_step: str = "") -> OwedRow:
    """An open case as something owed: by when, to whom, what."""
    now, due_at = clock.now(), case.promise_due_at
    kind = "call" if case.status == Case.Status.AWAITING_CALLBACK else ""
    if case.is_late or (case.emergency and due_at is None and not kind):
        kind = "late"
    elif due_at is not None:
        kind = "soon" if is_soon(due_at, now) else "next" if ends_at and due_at >= ends_at else kind
    return OwedRow(
        kind=kind,
        url=case.get_absolute_url(),
        clock=when(case.centre, due_at) if due_at else _("At once") if kind == "late" else _("Callback"),
        left=left_until(due_at, now) if due_at else "",
        where=case.where,
        who=name_of(case.visitor_name, reader),
        matter=case.title,
        next_step=next_step or str(case.get_status_display()),
        department=case.department.name,
        seal=Seal(case.first_contact.surname_mark, case.first_contact.name, "first"),
    )


def owed_callback(callback: Callback, reader: Staff, ends_at: datetime | None = None) -> OwedRow:
    """A callback as something owed: when to ask, whom, about what (§4.2 即時回訪)."""
    case, now = callback.case, clock.now()
    kind = "late" if callback.due_at < now else "next" if ends_at and callback.due_at >= ends_at else "call"
    return OwedRow(
        kind=kind,
        url=callback.get_absolute_url(),
        clock=when(callback.centre, callback.due_at),
        left=left_until(callback.due_at, now),
        where=case.where,
        who=name_of(case.visitor_name, reader),
        matter=case.title,
        next_step=tries(callback.missed_count),
        department=_("Callback"),
        seal=Seal(case.first_contact.surname_mark, case.first_contact.name, "first"),
    )


def tries(missed: int) -> str:
    """Which attempt comes next."""
    if not missed:
        return _("First attempt")
    return ngettext("%(count)d attempt in vain", "%(count)d attempts in vain", missed) % {"count": missed}


# The duty log ----------------------------------------------------------------------------------------------------


def struck(was: Any, now: str, *, whole: bool = False) -> SafeString:
    """A corrected text: the old words struck through, the new ones marked; plain where nothing changed (BR-V18).

    A list shows the beginning of a text; `whole` shows all of it, for the paper.
    """
    old = "" if was is None else str(was)
    shown_now, shown_old = (now, old) if whole else (short(now), short(old))
    if not old or old == now:
        return format_html("{}", shown_now)
    return format_html("<del>{}</del> <ins>{}</ins>", shown_old, shown_now)


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of the《服務中心值班記錄表》 on the screen."""

    serial: str
    url: str
    clock: str
    channel: str
    channel_icon: SafeString
    where: SafeString
    who: str
    category: str
    asked: SafeString
    told: SafeString
    pill: SafeString
    chip: SafeString
    seals: SafeString
    marks: str


def log_row(visit: Visit, reader: Staff, ends_at: datetime | None, whole_day: bool) -> LogRow:
    """A line of the log as this reader sees it; `visit` comes from `for_log`."""
    centre = visit.centre
    case: Case | None = getattr(visit, "opened", None)
    if case is not None:
        case.centre = centre
    marks = (
        [_("Late entry %(time)s") % {"time": that_day(visit, visit.entered_at)}]
        if visit.is_late_entry
        else []
    )
    if visit.rang_too_long:
        marks.append(_("more than 3 rings"))
    where, was = _where(visit)
    is_void = visit.status == Visit.Status.VOID
    return LogRow(
        serial=visit.number.rsplit("-", 1)[-1].lstrip("0"),
        url=visit.get_absolute_url(),
        clock=f"{centre.local(visit.arrived_at):%m-%d %H:%M}"
        if whole_day
        else f"{centre.local(visit.arrived_at):%H:%M}",
        channel=str(visit.get_channel_display()),
        channel_icon=drawn(CHANNEL_ICONS[visit.channel]),
        where=struck(was, where),
        who=name_of(visit.visitor_name, reader),
        category=visit.category.label if visit.category else "",
        asked=_void(is_void, struck(getattr(visit, "was_statement", None), visit.statement)),
        told=_void(is_void, struck(getattr(visit, "was_reply", None), told(visit))),
        pill=_log_pill(visit, case, ends_at),
        chip=visit_chip(visit).html,
        seals=seals(visit.first_contact, case.owner if case else None),
        marks=" · ".join(marks),
    )


def that_day(visit: Visit, moment: datetime) -> str:
    """A moment beside a line of the log: its clock alone on the day of the line, its date as well on another."""
    local = visit.centre.local(moment)
    same = local.date() == visit.centre.local(visit.arrived_at).date()
    return f"{local:%H:%M}" if same else f"{local.month}/{local.day} {local:%H:%M}"


def told(visit: Visit) -> str:
    """What the resident was told: the answer, or why it could not be done now."""
    return visit.reply or visit.reason_explained


def _where(visit: Visit) -> tuple[str, str | None]:
    if visit.unit_id and visit.unit:
        return visit.unit.code, getattr(visit, "was_unit", None)
    return visit.location_detail or str(visit.get_visitor_kind_display()), getattr(visit, "was_unit", None)


def _log_pill(visit: Visit, case: Case | None, ends_at: datetime | None) -> SafeString:
    promised_at: datetime | None = getattr(visit, "promised_for", None)
    if case is None or promised_at is None:
        return NOTHING
    if standing := case_pill(case, getattr(visit, "promised_at", None), ends_at):
        return standing.html
    label = that_day(visit, promised_at)
    if case.resolved_at is None:
        return Pill("held", "pause", label).html
    done = _("done %(time)s") % {"time": that_day(visit, case.resolved_at)}
    return Pill("kept" if case.kept_last_promise else "late", "check", label, done).html


def for_log(visits: Any) -> Any:
    """Lines with all a row of the log shows, in one question: words before the first correction, the last promise."""
    versions = Visit.history.model.objects.filter(id=OuterRef("pk"))
    corrected = versions.filter(history_verb="correct").order_by("history_id").values("history_id")[:1]
    before = versions.filter(history_id__lt=OuterRef("first_correction")).order_by("-history_id")
    last = Promise.objects.filter(case=OuterRef("opened")).order_by("-place")
    return (
        visits.for_list()
        .select_related("opened__owner")
        .annotate(first_correction=Subquery(corrected))
        .annotate(
            was_unit=Subquery(before.values("unit__code")[:1]),
            was_statement=Subquery(before.values("statement")[:1]),
            was_reply=Subquery(before.values("reply")[:1]),
            promised_for=Subquery(last.values("due_at")[:1]),
            promised_at=Subquery(last.values("made_at")[:1]),
        )
    )


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of the printed《服務中心值班記錄表》, column by column (domain notes §1.1)."""

    serial: int
    clock: str
    channel: str
    where: SafeString
    who: str
    phone: str
    category: str
    asked: SafeString
    told: SafeString
    promised: str
    handler: str
    resolved: str
    callback: str
    first_contact: str
    remark: str
    is_corrected: bool


def paper_row(serial: int, visit: Visit, reader: Staff) -> PaperRow:
    """A line as the paper has it, phones masked, void lines struck through (BR-R01, BR-V17, BR-V18)."""
    centre = visit.centre
    case: Case | None = getattr(visit, "opened", None)
    promised_at: datetime | None = getattr(visit, "promised_for", None)
    where, was = _where(visit)
    asked = struck(getattr(visit, "was_statement", None), visit.statement, whole=True)
    answer = struck(getattr(visit, "was_reply", None), told(visit), whole=True)
    is_void = visit.status == Visit.Status.VOID
    return PaperRow(
        serial=serial,
        clock=f"{centre.local(visit.arrived_at):%H:%M}",
        channel=str(visit.get_channel_display()),
        where=_void(is_void, struck(was, where)),
        who=name_of(visit.visitor_name, reader),
        phone=masking.mask_phone(visit.phone),
        category=visit.category.label if visit.category else "",
        asked=_void(is_void, asked),
        told=_void(is_void, answer),
        promised=that_day(visit, promised_at) if promised_at else "",
        handler=" ".join(str(part) for part in (case.department, case.handler) if part) if case else "",
        resolved=that_day(visit, case.resolved_at) if case and case.resolved_at else "",
        callback=_answer(visit, case),
        first_contact=visit.first_contact.name,
        remark=_remark(visit),
        is_corrected=any("<del>" in text for text in (struck(was, where), asked, answer)),
    )


def _void(is_void: bool, text: SafeString) -> SafeString:
    return format_html("<s>{}</s>", text) if is_void and text else text


def _answer(visit: Visit, case: Case | None) -> str:
    if case is None:
        return satisfaction(visit.satisfaction)
    return satisfaction(case.closing_satisfaction) or str(case.get_close_reason_display())


def _remark(visit: Visit) -> str:
    said = [visit.remark]
    if visit.is_late_entry:
        said.append(_("Late entry %(time)s") % {"time": that_day(visit, visit.entered_at)})
    if visit.rang_too_long:
        said.append(_("more than 3 rings"))
    if visit.status == Visit.Status.VOID:
        said.append(_("Void: %(reason)s") % {"reason": visit.void_reason})
    if visit.joins is not None:
        said.append(_("Urges %(number)s") % {"number": visit.joins.number})
    return " · ".join(filter(None, said))


# Cases -----------------------------------------------------------------------------------------------------------


def for_lanes(cases: Any) -> Any:
    """Open cases with everything a ticket shows, in one question: the promise, the callback, what happened last."""
    events = CaseEvent.objects.filter(case=OuterRef("pk")).order_by("-at", "-pk")
    standing = Promise.objects.filter(case=OuterRef("pk")).standing()
    return (
        cases.for_list()
        .with_open_callback()
        .annotate(
            last_note=Subquery(events.values("note")[:1]),
            last_kind=Subquery(events.values("kind")[:1]),
            promised_at=Subquery(standing.values("made_at")[:1]),
        )
    )


@dataclass(frozen=True, slots=True)
class Ticket:
    """One open case in its lane."""

    url: str
    where: str
    who: str
    matter: str
    next_step: str
    pill: SafeString
    department: str
    seals: SafeString


def ticket(case: Case, reader: Staff, ends_at: datetime | None) -> Ticket:
    """An open case as the board shows it; `case` comes from `for_lanes`."""
    callback: Callback | None = getattr(case, "asked", None)
    if callback is not None and case.status == Case.Status.AWAITING_CALLBACK:
        label = _("Callback %(time)s") % {"time": when(case.centre, callback.due_at)}
        pill: Pill | None = Pill("held", "phone", label)
        next_step = tries(callback.missed_count)
    else:
        pill = case_pill(case, getattr(case, "promised_at", None), ends_at)
        next_step = getattr(case, "last_note", "") or _happened(getattr(case, "last_kind", ""))
    return Ticket(
        url=case.get_absolute_url(),
        where=case.where,
        who=name_of(case.visitor_name, reader),
        matter=case.title,
        next_step=short(next_step),
        pill=pill.html if pill else NOTHING,
        department=case.department.name,
        seals=seals(case.first_contact, case.owner),
    )


def _happened(kind: str) -> str:
    return str(CaseEvent.Kind(kind).label) if kind else ""


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """One closed case."""

    number: str
    url: str
    day: str
    where: str
    who: str
    matter: str
    department: str
    chip: SafeString
    answer: str
    seals: SafeString


def closed_row(case: Case, reader: Staff) -> ClosedRow:
    """A closed case in one line: what it was, who did it, what the resident said."""
    return ClosedRow(
        number=case.number,
        url=case.get_absolute_url(),
        day=when(case.centre, case.closed_at) if case.closed_at else "",
        where=case.where,
        who=name_of(case.visitor_name, reader),
        matter=case.title,
        department=case.department.name,
        chip=case_chip(case).html,
        answer=satisfaction(case.closing_satisfaction) or str(case.get_close_reason_display()),
        seals=seals(case.first_contact, case.owner),
    )


# A household -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PastRow:
    """One visit of a household."""

    day: str
    url: str
    channel: str
    channel_icon: SafeString
    who: str
    matter: str
    category: str
    chip: SafeString
    answer: str
    seals: SafeString


def past_row(visit: Visit, reader: Staff) -> PastRow:
    """A visit as the household's history shows it."""
    case: Case | None = getattr(visit, "opened", None)
    answer = satisfaction(case.closing_satisfaction if case else visit.satisfaction)
    return PastRow(
        day=when(visit.centre, visit.arrived_at),
        url=case.get_absolute_url() if case else visit.get_absolute_url(),
        channel=str(visit.get_channel_display()),
        channel_icon=drawn(CHANNEL_ICONS[visit.channel]),
        who=name_of(visit.visitor_name, reader),
        matter=short(visit.statement),
        category=visit.category.label if visit.category else "",
        chip=visit_chip(visit).html,
        answer=answer,
        seals=seals(visit.first_contact, case.owner if case else None),
    )
