"""Ready-made rows: what a list shows of a record, in words and in the centre's time, so that a page only prints."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from html import escape
from typing import Any, Final, NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from directory import masking
from directory.models import PersonKind, ServiceCentre, Staff
from records import clock
from records.templatetags.look import icon
from visits.addresses import address_of
from visits.labels import label_of, labels
from visits.lines import Line, LogLine, OwedLine
from visits.models import Case, Promise, Visit
from visits.story import span, when

#: As much of a text as two lines of a list hold; the record itself shows the rest.
SHORT = 44
SOON = timedelta(minutes=30)
HOUR = 60
DAY = 24 * HOUR
NOTHING = SafeString("")
DASH = SafeString('<span class="cap">—</span>')

#: How a state looks on a chip: its class, and the drawing in it.
CASE_LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    Case.Status.PROMISED: ("open", "flag"),
    Case.Status.IN_PROGRESS: ("sent", "send"),
    Case.Status.WAITING: ("wait", "pause"),
    Case.Status.AWAITING_CALLBACK: ("call", "phone"),
    Case.Status.CLOSED: ("done", "check"),
    Case.Status.MERGED: ("", "redo"),
}
VISIT_LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    Visit.Status.RECEIVING: ("wait", "walk"),
    Visit.Status.ANSWERED: ("done", "check"),
    Visit.Status.INTRODUCED: ("cash", "coin"),
    Visit.Status.JOINED: ("sent", "redo"),
    Visit.Status.VOID: ("", "x"),
}
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
        used = f" at-{self.used}" if self.used else ""
        left = f" {escape(self.left)}" if self.left else ""
        return SafeString(
            f'<span class="promise is-{self.state}{used}">'
            f"{drawn(self.icon)}<b>{escape(self.label)}</b>{left}</span>"
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
        return _chip(self)


@lru_cache(maxsize=512)
def _chip(chip: Chip) -> SafeString:
    return format_html(
        '<span class="chip{}">{}{}</span>',
        f" is-{chip.kind}" if chip.kind else "",
        drawn(chip.icon) if chip.icon else "",
        chip.text,
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
        return _seal(self, get_language())


@lru_cache(maxsize=1024)
def _seal(seal: Seal, _language: str | None) -> SafeString:
    roles = {"first": _("First contact"), "owner": _("Owner"), "handler": _("Handler")}
    return format_html(
        '<span class="seal{}" role="img" aria-label="{} {}">{}</span>',
        {"first": " is-me", "handler": " is-round", "none": " is-none"}.get(seal.kind, ""),
        roles.get(seal.kind) or _("Nobody yet"),
        seal.name,
        seal.mark or "?",
    )


def seals(first_contact: Staff, owner: Staff | None = None) -> SafeString:
    """The first contact's stamp, and the owner's beside it once that is somebody else (I1, I2)."""
    other = owner is not None and owner.pk != first_contact.pk
    return seals_of(first_contact.name, owner.name if owner and other else "")


def seals_of(first_contact: str, owner: str = "") -> SafeString:
    """The same by their names; no owner where it is the first contact."""
    return _seals(first_contact, owner, get_language())


@lru_cache(maxsize=1024)
def _seals(first_contact: str, owner: str, _language: str | None) -> SafeString:
    stamps = [Seal(first_contact[:1], first_contact, "first")]
    if owner:
        stamps.append(Seal(owner[:1], owner, "owner"))
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
    return _case_chip(case.status, case.is_late)


def _case_chip(status: str, late: bool) -> Chip:
    if late:
        return Chip(_("Late"), "late", "alert")
    return Chip(label_of(Case.Status, status), *CASE_LOOKS[status])


def visit_chip(visit: Visit) -> Chip:
    """What came of a visit; for one that became a case, where the case stands."""
    case: Case | None = getattr(visit, "opened", None)
    late = case is not None and case.is_late
    if case and (visit.status == Visit.Status.CASE or (late and visit.status == Visit.Status.INTRODUCED)):
        return case_chip(case)
    return _outcome_chip(visit.status)


def _outcome_chip(status: str) -> Chip:
    text = _("To the cashier") if status == Visit.Status.INTRODUCED else label_of(Visit.Status, status)
    return Chip(text, *VISIT_LOOKS.get(status, ()))


def name_of(name: str, reader: Staff) -> str:
    """A resident's name; whoever does not receive residents sees the surname only (BR-P02)."""
    return name if reader.may("receive_visit") else masking.mask_name(name)


def satisfaction(value: int | None) -> str:
    """The resident's answer in its own words, or nothing."""
    return str(Visit.Satisfaction(value).label) if value else ""


# What this desk owes ---------------------------------------------------------------------------------------------


class OwedRow(NamedTuple):
    """One thing somebody must do, ready to print."""

    kind: str
    url: str
    clock: str
    left: str
    where: str
    who: str
    matter: str
    next_step: str
    department: str
    seal: SafeString


def owed_rows(
    lines: Iterable[OwedLine], reader: Staff, centre: ServiceCentre, ends_at: datetime | None
) -> list[OwedRow]:
    """Open cases of a home as something owed: by when, to whom, what; a callback once the work is done."""
    return [
        OwedRow(
            *(
                _owed_callback(line.callback, line.callback_due_at, centre, ends_at)
                if line.callback and line.callback_due_at
                else _owed_case(line, centre, ends_at)
            ),
            line.unit or line.location_detail,
            name_of(line.visitor_name, reader),
            line.title,
            tries(line.missed or 0) if line.callback else label_of(Case.Status, line.status),
            _("Callback") if line.callback else line.department,
            Seal(line.first_contact[:1], line.first_contact, "first").html,
        )
        for line in lines
    ]


def _owed_case(line: OwedLine, centre: ServiceCentre, ends_at: datetime | None) -> tuple[str, str, str, str]:
    now, due_at = clock.now(), line.due_at
    kind = "call" if line.status == Case.Status.AWAITING_CALLBACK else ""
    if not kind and (due_at < now if due_at else line.emergency):
        kind = "late"
    elif due_at is not None:
        kind = "soon" if is_soon(due_at, now) else "next" if ends_at and due_at >= ends_at else kind
    said = when(centre, due_at) if due_at else _("At once") if kind == "late" else _("Callback")
    left = left_until(due_at, now) if due_at else ""
    return kind, address_of("visits:case", line.number), said, left


def _owed_callback(
    number: str, due_at: datetime, centre: ServiceCentre, ends_at: datetime | None
) -> tuple[str, str, str, str]:
    now = clock.now()
    kind = "late" if due_at < now else "next" if ends_at and due_at >= ends_at else "call"
    return kind, address_of("visits:callback", number), when(centre, due_at), left_until(due_at, now)


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
        return SafeString(escape(shown_now))
    return format_html("<del>{}</del> <ins>{}</ins>", shown_old, shown_now)


class LogRow(NamedTuple):
    """One line of the《服務中心值班記錄表》 on the screen, ready to print."""

    serial: str
    clock: str
    channel_icon: SafeString
    channel: str
    url: str
    where: SafeString
    who: str
    category: str
    asked: SafeString
    marks: str
    told: SafeString
    pill: SafeString
    chip: SafeString
    seals: SafeString


def log_rows(
    lines: Iterable[LogLine], reader: Staff, centre: ServiceCentre, ends_at: datetime | None, whole_day: bool
) -> list[LogRow]:
    """Lines of the log as this reader sees them."""
    channels, kinds, language = labels(Visit.Channel), labels(PersonKind), get_language()
    may_read, now = reader.may("receive_visit"), clock.now()
    clock_format = "%m-%d %H:%M" if whole_day else "%H:%M"
    return [
        LogRow(
            serial=line.number.rpartition("-")[2].lstrip("0"),
            clock=f"{centre.local(line.arrived_at):{clock_format}}",
            channel_icon=drawn(CHANNEL_ICONS[line.channel]),
            channel=channels[line.channel],
            url=address_of("visits:visit", line.number),
            where=struck(line.was.unit, line.unit or line.location_detail or kinds[line.visitor_kind]),
            who=line.visitor_name if may_read else masking.mask_name(line.visitor_name),
            category=line.category(language),
            asked=_void(line.status == Visit.Status.VOID, struck(line.was.statement, line.statement)),
            marks=_marks(line, centre),
            told=_void(line.status == Visit.Status.VOID, struck(line.was.reply, line.told)),
            pill=_log_pill(line, centre, ends_at, now),
            chip=line_chip(line, now).html,
            seals=line_seals(line),
        )
        for line in lines
    ]


def line_chip(line: Line, now: datetime) -> Chip:
    """What came of a visit; for one that became a case, where the case stands."""
    late = line.is_late(now)
    if line.has_case and (
        line.status == Visit.Status.CASE or (late and line.status == Visit.Status.INTRODUCED)
    ):
        return _case_chip(line.case_status or "", late)
    return _outcome_chip(line.status)


def line_seals(line: Line) -> SafeString:
    """The first contact's stamp, and the owner's beside it once that is somebody else (I1, I2)."""
    return seals_of(line.first_contact, line.owner or "" if line.owner_id != line.first_contact_id else "")


def _marks(line: LogLine, centre: ServiceCentre) -> str:
    marks = []
    if line.is_late_entry(centre):
        marks.append(_("Late entry %(time)s") % {"time": _that_day(line.arrived_at, line.entered_at, centre)})
    if line.rang_too_long:
        marks.append(_("more than 3 rings"))
    return " · ".join(marks)


def _log_pill(line: LogLine, centre: ServiceCentre, ends_at: datetime | None, now: datetime) -> SafeString:
    if line.promised_for is None:
        return DASH
    if line.is_case_open and line.case_status != Case.Status.AWAITING_CALLBACK:
        if line.promise_due_at is None:
            return Pill("late", "alert", _("At once")).html if line.emergency else DASH
        if line.case_status == Case.Status.WAITING and not line.is_late(now):
            return Pill("held", "pause", when(centre, line.promise_due_at)).html
        return promise_pill(centre, line.promise_due_at, line.promised_at, ends_at).html
    label = _that_day(line.arrived_at, line.promised_for, centre)
    if line.resolved_at is None:
        return Pill("held", "pause", label).html
    done = _("done %(time)s") % {"time": _that_day(line.arrived_at, line.resolved_at, centre)}
    return Pill("kept" if line.kept_last_promise else "late", "check", label, done).html


def _that_day(day: datetime, moment: datetime, centre: ServiceCentre) -> str:
    local = centre.local(moment)
    same = local.date() == centre.local(day).date()
    return f"{local:%H:%M}" if same else f"{local.month}/{local.day} {local:%H:%M}"


def that_day(visit: Visit, moment: datetime) -> str:
    """A moment beside a line of the log: its clock alone on the day of the line, its date as well on another."""
    return _that_day(visit.arrived_at, moment, visit.centre)


def told(visit: Visit) -> str:
    """What the resident was told: the answer, or why it could not be done now."""
    return visit.reply or visit.reason_explained


def _where(visit: Visit) -> tuple[str, str | None]:
    if visit.unit_id and visit.unit:
        return visit.unit.code, getattr(visit, "was_unit", None)
    return visit.location_detail or str(visit.get_visitor_kind_display()), getattr(visit, "was_unit", None)


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


# A household -----------------------------------------------------------------------------------------------------


class PastRow(NamedTuple):
    """One visit of a household, ready to print."""

    day: str
    channel_icon: SafeString
    channel: str
    who: str
    url: str
    matter: str
    category: str
    chip: SafeString
    answer: str
    seals: SafeString


def past_rows(lines: Iterable[Line], reader: Staff, centre: ServiceCentre) -> list[PastRow]:
    """Visits as the household's history shows them."""
    channels, answers, language = labels(Visit.Channel), labels(Visit.Satisfaction), get_language()
    may_read, now = reader.may("receive_visit"), clock.now()
    return [
        PastRow(
            day=when(centre, line.arrived_at),
            channel_icon=drawn(CHANNEL_ICONS[line.channel]),
            channel=channels[line.channel],
            who=line.visitor_name if may_read else masking.mask_name(line.visitor_name),
            url=line_address(line),
            matter=short(line.statement),
            category=line.category(language),
            chip=line_chip(line, now).html,
            answer=answers.get(line.answer, "—"),
            seals=line_seals(line),
        )
        for line in lines
    ]


def line_address(line: Line) -> str:
    """Where a line leads: to its case, which has its number, or to itself."""
    return address_of("visits:case" if line.has_case else "visits:visit", line.number)
