"""What stands on each paper of the house, ready for the press and for the screen (§5.0, BR-R01).

A `Sheet` is a form of rows on A4 landscape, a `Letter` a paper that is read from top to bottom. Both are words in the
reader's language and nothing else: the press sets them as PDF, a template shows them as a page to print.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, time, timedelta
from html import unescape
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import ServiceCentre, Staff
from handover.models import Handover
from handover.rows import paper, version
from papers import press
from records import clock, seals
from visits import rules, standing, story
from visits.models import CallbackAttempt, Case, Promise, Visit
from visits.rows import name_of, satisfaction, told
from visits.views.log import Stretch, full_date, sheet_words

#: Words, or runs of words: "s" struck through, "u" put in their place, "b" heavy.
Cell = str | list[tuple[str, str]]
#: Empty rows of a blank form: as many as fit on two sides.
BLANK_FORM: Final = 36
#: A form of so many rows is tagged for screen readers.
TAGGED: Final = 300
_RUN: Final = re.compile(r"<(del|ins|s)>(.*?)</\1>", re.DOTALL)
_MARKS: Final = {"del": "s", "s": "s", "ins": "u"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form; a width of 0 takes what is left (millimetres)."""

    label: str
    width: int = 0
    centred: bool = False


@dataclass(slots=True, kw_only=True)
class Sheet:
    """A form of rows, A4 landscape."""

    forme: str = "sheet"
    title: str
    form: str
    centre: str
    facts: list[tuple[str, str]]
    columns: list[Column]
    rows: list[list[Cell]] = field(default_factory=list)
    blanks: int = 0
    notes: list[str] = field(default_factory=list)
    heading: str = ""
    boxes: list[tuple[str, Cell]] = field(default_factory=list)
    sign: list[Cell] = field(default_factory=list)
    rule: str = ""
    printed: str = ""
    seal: str = ""
    size: float = 8.5

    def pdf(self) -> bytes:
        """The form, set in type."""
        return press.pdf(self.forme, self.words(), tagged=len(self.rows) <= TAGGED)

    def words(self) -> dict[str, Any]:
        """Everything that stands on it, for the press."""
        words = asdict(self)
        words["columns"] = [[one.label, one.width, one.centred] for one in self.columns]
        return words

    @property
    def empty(self) -> range:
        """The numbers of the empty rows."""
        return range(len(self.rows) + 1, len(self.rows) + self.blanks + 1)

    @property
    def lines(self) -> list[list[tuple[bool, list[tuple[str, str]]]]]:
        """The rows for a page: each cell with whether it is centred, and its runs."""
        return [
            [
                (column.centred, [("", cell)] if isinstance(cell, str) else cell)
                for column, cell in zip(self.columns, row, strict=True)
            ]
            for row in self.rows
        ]


@dataclass(slots=True, kw_only=True)
class Letter:
    """A paper that is read from top to bottom: A4, or A5 for what a resident takes home."""

    forme: str = "letter"
    paper: str = "a4"
    title: str
    form: str
    centre: str
    facts: list[tuple[str, str]]
    opening: str = ""
    story: list[tuple[str, str, str, str]] = field(default_factory=list)
    closing: str = ""
    sign: list[Cell] = field(default_factory=list)
    printed: str = ""
    seal: str = ""

    def pdf(self) -> bytes:
        """The letter, set in type."""
        return press.pdf(self.forme, asdict(self))


# 服務中心值班記錄表 ---------------------------------------------------------------------------------------------------


def log_columns(phone: str = "") -> list[Column]:
    """The fifteen columns of the duty log, in the order of the form (domain notes §1.1)."""
    return [
        Column(_("No."), 7, True),
        Column(_("Time"), 11, True),
        Column(_("Channel"), 11, True),
        Column(_("Room"), 17),
        Column(_("Name"), 14),
        Column(phone or _("Phone (masked)"), 21, True),
        Column(_("Category"), 11, True),
        Column(_("What was asked")),
        Column(_("Answer / what is done")),
        Column(_("Promised by"), 13, True),
        Column(_("Given to"), 15, True),
        Column(_("Done at"), 13, True),
        Column(_("Callback"), 14, True),
        Column(_("First contact"), 12, True),
        Column(_("Remarks"), 18),
    ]


def duty_log(stretch: Stretch, reader: Staff) -> Sheet:
    """The《服務中心值班記錄表》of a shift or a whole day, phones masked."""
    words = sheet_words(stretch, reader)
    hours = f"{stretch.name} {stretch.pattern.hours}" if stretch.pattern else stretch.name
    sums = _("on the spot %(answered)s, to the cashier %(cash)s, sent out %(sent)s") % words
    rule = _("A correction is struck through with one line and keeps the old words.")
    if words["corrected"]:
        numbers = _(", ").join(str(serial) for serial in words["corrected"])
        rule = f"{rule} {_('See No. %(numbers)s.') % {'numbers': numbers}}"
    return Sheet(
        title=_("Duty log of the service centre"),
        form=_("Form FW-01"),
        centre=stretch.centre.name,
        facts=[(_("Date"), words["date"]), (_("Shift"), hours), (_("On duty"), _(", ").join(words["names"]))],
        columns=log_columns(),
        rows=[_log_cells(row) for row in words["rows"]],
        blanks=len(words["blanks"]),
        sign=[
            f"{_('Total of the shift')}　{words['total']}\n{sums}",
            f"{_('Open')}　{words['open']}",
            _("Signature of who is on duty"),
            "\n".join([_("Read by the supervisor"), *words["read"]]),
        ],
        rule=rule,
        printed=_printed(stretch.centre, reader, words["version"]),
        seal=sealed(stretch.centre),
        size=7.5,
    )


def _log_cells(row: Any) -> list[Cell]:
    return [
        str(row.serial),
        row.clock,
        row.channel,
        runs(row.where),
        row.who,
        row.phone,
        row.category,
        runs(row.asked),
        runs(row.told),
        row.promised,
        row.handler,
        row.resolved,
        row.callback,
        row.first_contact,
        row.remark,
    ]


def runs(html: str) -> Cell:
    """A corrected cell of the screen as runs of words; plain words where nothing is struck through."""
    if "<" not in html:
        return unescape(html)
    found: list[tuple[str, str]] = []
    end = 0
    for match in _RUN.finditer(html):
        if between := html[end : match.start()]:
            found.append(("", unescape(between)))
        inside = re.sub(r"</?(?:del|ins|s)>", "", match[2])
        found.append((_MARKS[match[1]], unescape(inside)))
        end = match.end()
    return [*found, *([("", unescape(html[end:]))] if html[end:] else [])]


# 服務中心交接班記錄表 -------------------------------------------------------------------------------------------------


def handover_columns() -> list[Column]:
    """The columns of what is unfinished (§4.9)."""
    return [
        Column(_("No."), 8, True),
        Column(_("Room / name"), 26),
        Column(_("Matter"), 36),
        Column(_("Promised by"), 20, True),
        Column(_("Why open, done so far")),
        Column(_("Next (who, what, by when)")),
        Column(_("First contact"), 17, True),
        Column(_("Taker"), 17, True),
        Column(_("Taken, signed"), 22, True),
    ]


def handover_record(handover: Handover, reader: Staff) -> Sheet | None:
    """The《服務中心交接班記錄表》as it was at the last signature; None while nobody has signed (BR-H16)."""
    frozen = handover.sheets.last()
    if frozen is None:
        return None
    content, centre = frozen.content, handover.centre
    words = paper(content, centre, reader)
    count = len(words["rows"])
    unfinished = ngettext("I. Unfinished (%(count)s)", "I. Unfinished (%(count)s)", count) % {"count": count}
    if content["nil_open"]:
        unfinished = _("I. Unfinished: nothing outstanding in this shift")
    passed_on: list[tuple[str, str]] = [("", content["summary"])]
    for label, name in (
        (_("Instructions to pass on"), "instructions"),
        (_("Common areas and equipment"), "public_area"),
    ):
        if content[name]:
            passed_on += [("b", f"\n{label}　"), ("", content[name])]
    return Sheet(
        title=_("Handover record of the service centre"),
        form=f"{_('Form FW-02')}　{content['number']}",
        centre=content["centre"],
        facts=[
            (_("Date"), words["date"]),
            (_("Outgoing"), f"{words['from_shift']}　{content['outgoing']}"),
            (_("Incoming"), f"{words['to_shift']}　{content['incoming']}"),
            (_("Time of handover"), f"{words['signed']}–{words['taken'] or '　　:　　'}"),
        ],
        notes=words["exits"],
        heading=unfinished,
        columns=handover_columns(),
        rows=[
            [
                str(row.serial),
                row.who,
                f"{row.matter}\n{row.small}",
                row.due,
                row.state,
                row.next_step,
                row.first_contact,
                row.receiver,
                row.taken,
            ]
            for row in words["rows"]
        ],
        blanks=len(words["blanks"]),
        boxes=[
            (
                _("II. Counted at the desk"),
                "　".join(count.replace(" ", "\u00a0") for count in words["counts"]) or "–",
            ),
            (_("III. The shift, and what else is passed on"), passed_on),
        ],
        sign=_handover_signatures(content, words),
        rule=_("Who comes on reads each, signs, and follows it in the own shift until it is solved."),
        printed=_printed(centre, reader, version(content)),
        seal=sealed(centre),
    )


def _handover_signatures(content: dict[str, Any], words: dict[str, Any]) -> list[Cell]:
    out, comes = _("Signature of who goes off"), _("Signature of who comes on")
    if content["signed_out_at"]:
        out = f"{out}\n{content['outgoing']}　{words['signed_at']}"
    if content["closed_at"]:
        comes = f"{comes}\n{content['incoming']}　{words['taken_at']}"
        if content["closed_by"] != content["incoming"]:
            comes = f"{comes}\n{_('by order of')} {content['closed_by']}"
    return [out, comes, _("Checked by the shift leader"), _("Manager")]


# 回訪記錄表 -----------------------------------------------------------------------------------------------------------


def callback_columns() -> list[Column]:
    """The columns of the callback record, one row for each attempt (domain notes §1.7)."""
    return [
        Column(_("No."), 8, True),
        Column(_("Called at"), 17, True),
        Column(_("Callback number"), 29, True),
        Column(_("Room"), 18),
        Column(_("Matter"), 42),
        Column(_("Who answered"), 18),
        Column(_("How, and what came of it"), 24, True),
        Column(_("How satisfied"), 17, True),
        Column(_("Comments")),
        Column(_("What follows"), 20, True),
        Column(_("Caller"), 15, True),
    ]


def callback_record(centre: ServiceCentre, day: date, reader: Staff) -> Sheet:
    """The《回訪記錄表》of a day: who was asked, what they said, what followed (§4.2)."""
    begin, end = (centre.at(each, time.min) for each in (day, day + timedelta(days=1)))
    attempts = CallbackAttempt.objects.visible_to(reader).between(begin, end).for_paper()
    rows = [callback_cells(serial, attempt, centre, reader) for serial, attempt in enumerate(attempts, 1)]
    return Sheet(
        title=_("Callback record"),
        form=_("Form FW-03"),
        centre=centre.name,
        facts=[
            (_("Date"), full_date(day)),
            (_("Caller"), _(", ").join(dict.fromkeys(attempt.by.name for attempt in attempts))),
            (_("Number of calls"), str(len(rows))),
        ],
        columns=callback_columns(),
        rows=rows,
        blanks=3,
        sign=[_("Signature of the caller"), _("Read by the supervisor")],
        rule=_("Only a resident who is satisfied closes a matter; whoever is not gets a new promise."),
        printed=_printed(centre, reader),
        seal=sealed(centre),
        size=8,
    )


def callback_cells(serial: int, attempt: CallbackAttempt, centre: ServiceCentre, reader: Staff) -> list[Cell]:
    """One attempt as the form has it."""
    callback, case = attempt.callback, attempt.callback.case
    reached = attempt.result == callback.Result.REACHED
    respondent = callback.respondent if reached else ""
    at = centre.local(attempt.at)
    return [
        str(serial),
        f"{at.month}/{at.day} {at:%H:%M}",
        callback.number,
        case.unit.code if case.unit else case.location_detail,
        case.title,
        name_of(respondent, reader) if respondent else "",
        f"{attempt.get_method_display()} {attempt.get_result_display()}",
        satisfaction(callback.satisfaction) if reached else "",
        (callback.feedback if reached else attempt.note) or attempt.note,
        _what_follows(attempt) if reached else "",
        attempt.by.name,
    ]


def _what_follows(attempt: CallbackAttempt) -> str:
    kept = attempt.callback.satisfaction is not None and attempt.callback.satisfaction >= rules.SATISFIED
    return _("closed") if kept else _("reopened")


# One case, and the slip for the resident ---------------------------------------------------------------------------


def whole_case(case: Case, promises: Sequence[Promise], reader: Staff) -> Letter:
    """One case with its whole story, phones masked (§4.2, §4.10)."""
    centre, callback = case.centre, getattr(case, "asked", None)
    steps = story.told(case, story.events_of(case), promises, standing.may_read_names(reader))
    about = [(fact.name, fact.value) for fact in standing.facts(case, reader, list(promises))]
    chain = " → ".join(f"{seal.role} {seal.name} {seal.note}".strip() for seal in standing.chain(case))
    return Letter(
        title=_("A case and its story"),
        form=case.number,
        centre=centre.name,
        facts=[
            (_("Matter"), case.title),
            (_("Phone"), standing.phone(case.visit) or _("no number")),
            (_("Status"), str(case.get_status_display())),
            (_("Who answers, who works"), chain),
            *about,
        ],
        story=[_told_step(step, centre) for step in steps]
        + [_planned(step) for step in story.planned(case, callback)],
        sign=[_("Read by the supervisor"), _("Signature of the owner")],
        printed=_printed(centre, reader),
        seal=sealed(centre),
    )


def _planned(step: story.Step) -> tuple[str, str, str, str]:
    return f"{step.day} {step.clock}".strip(), step.title, step.text, step.by


def _told_step(step: story.Step, centre: ServiceCentre) -> tuple[str, str, str, str]:
    said = [step.quote, step.text]
    said += [f"{label}: {old} → {new}" if old else f"{label}: {new}" for label, old, new in step.changes]
    # With its day always: paper is read on another day.
    return f"{centre.local(step.at):%Y-%m-%d %H:%M}", step.title, "\n".join(filter(None, said)), step.by


def slip(visit: Visit, promise: Promise | None) -> Letter:
    """The slip the resident takes home: what was said, by when they hear, where it lies, whom to ask (§4.8).

    Nothing of the house's own stands on it: no internal target, no estimate, no note among colleagues.
    """
    centre, case = visit.centre, getattr(visit, "opened", None)
    arrived = centre.local(visit.arrived_at)
    facts = [
        (_("Record number"), visit.number),
        (_("You came at"), f"{full_date(arrived.date())} {arrived:%H:%M}"),
        (_("You asked"), visit.statement),
    ]
    if case is None:
        facts.append((_("We answered"), told(visit)))
    else:
        facts.append((_("Given to"), str(case.department)))
    if promise is not None:
        due = centre.local(promise.due_at)
        facts += [
            (_("We promised"), promise.text),
            (_("You hear from us by"), f"{full_date(due.date())} {due:%H:%M}"),
        ]
    facts.append((_("Whom to ask"), (case.owner if case else visit.first_contact).name))
    return Letter(
        paper="a5",
        title=_("Receipt"),
        form=visit.number,
        centre=centre.name,
        facts=facts,
        opening=_("Thank you for coming. This is what we wrote down and what we promised you."),
        closing=_(
            "If you hear nothing by then, or something is not right, ask for the person named above, or show this "
            "slip to anybody at the service centre: the record number is enough."
        ),
        sign=[_("Signature of the service centre")],
        printed=_("Given on %(date)s") % {"date": f"{centre.local(clock.now()):%Y-%m-%d %H:%M}"},
    )


# Blank forms --------------------------------------------------------------------------------------------------------


def blank_log(centre: ServiceCentre) -> Sheet:
    """An empty《服務中心值班記錄表》for when the power is out; typed in afterwards as late entries (BR-V19)."""
    return Sheet(
        title=_("Duty log of the service centre"),
        form=_("Form FW-01"),
        centre=centre.name,
        facts=[(_("Date"), ""), (_("Shift"), ""), (_("On duty"), "")],
        columns=log_columns(_("Phone")),
        blanks=BLANK_FORM,
        sign=[
            _("Total of the shift"),
            _("Open"),
            _("Signature of who is on duty"),
            _("Read by the supervisor"),
        ],
        rule=_(
            "Written by hand while the system is down; typed in afterwards under the time the resident came. "
            "Whoever received the resident signs as first contact."
        ),
        size=8,
    )


def blank_handover(centre: ServiceCentre) -> Sheet:
    """An empty《服務中心交接班記錄表》."""
    return Sheet(
        title=_("Handover record of the service centre"),
        form=_("Form FW-02"),
        centre=centre.name,
        facts=[(label, "") for label in (_("Date"), _("Outgoing"), _("Incoming"), _("Time of handover"))],
        heading=_("I. Unfinished"),
        columns=handover_columns(),
        blanks=14,
        boxes=[
            (_("II. Counted at the desk"), "\n\n\n"),
            (_("III. The shift, and what else is passed on"), "\n\n\n"),
        ],
        sign=[
            _("Signature of who goes off"),
            _("Signature of who comes on"),
            _("Checked by the shift leader"),
            _("Manager"),
        ],
        rule=_("Who comes on reads each, signs, and follows it in the own shift until it is solved."),
    )


def blank_callbacks(centre: ServiceCentre) -> Sheet:
    """An empty《回訪記錄表》."""
    return Sheet(
        title=_("Callback record"),
        form=_("Form FW-03"),
        centre=centre.name,
        facts=[(_("Date"), ""), (_("Caller"), ""), (_("Number of calls"), "")],
        columns=callback_columns(),
        blanks=18,
        sign=[_("Signature of the caller"), _("Read by the supervisor")],
        rule=_("Only a resident who is satisfied closes a matter; whoever is not gets a new promise."),
    )


BLANKS: Final = {"log": blank_log, "handover": blank_handover, "callbacks": blank_callbacks}


def sealed(centre: ServiceCentre) -> str:
    """The newest seal of the trail, so that a paper in a drawer bears witness against whoever bends it later."""
    code = seals.head_code(centre.pk)
    return _("Seal of the trail %(seal)s") % {"seal": code} if code else ""


def _printed(centre: ServiceCentre, reader: Staff, edition: str = "") -> str:
    words = {
        "printed": f"{centre.local(clock.now()):%Y-%m-%d %H:%M}",
        "name": reader.name,
        "version": edition,
    }
    if edition:
        return _("Printed %(printed)s by %(name)s, version %(version)s") % words
    return _("Printed %(printed)s by %(name)s") % words
