"""Residents to be asked, in words ready for the page: the list, the words to say, the attempts so far (§4.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple

from django.db.models import BigIntegerField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import ServiceCentre, Staff
from records import clock
from records.prepared import Later, Prepared
from records.templatetags.look import icon
from visits import rules, standing, timing
from visits.addresses import address_of
from visits.models import Callback, CallbackAttempt, Case
from visits.rows import left_in_short, name_of
from visits.story import day_of, when


@dataclass(slots=True)
class Waiting:
    """A callback still to be made, as far as a row tells it."""

    number: str
    state: str
    due_at: datetime
    limit_at: datetime
    missed: int
    assignee: str | None
    unit: str | None
    location_detail: str
    visitor_name: str
    matter: str


WAITING: Final = (
    "number",
    "state",
    "due_at",
    "limit_at",
    "missed_count",
    "assignee__name",
    "case__unit__code",
    "case__location_detail",
    "case__visitor_name",
    "case__title",
)


@cache
def _waiting(own: bool) -> Prepared:
    callbacks = Callback.objects.filter(centre=Later("centre", BigIntegerField())).open()
    if own:
        callbacks = callbacks.filter(assignee=Later("staff", BigIntegerField()))
    return Prepared(lambda: callbacks.soonest_first().values_list(*WAITING))


def waiting(staff: Staff, most: int, *, own: bool) -> list[Waiting]:
    """Residents still to be asked, by this person or by anybody, soonest first."""
    return [Waiting(*row) for row in _waiting(own).rows(most, centre=staff.centre_id, staff=staff.pk)]


class Row(NamedTuple):
    """One resident to be asked, cell by cell in the order of callback_groups.html."""

    number: str
    url: str
    is_late: bool
    clock: str
    left: str
    where: str
    who: str
    matter: str
    caller: str


@dataclass(frozen=True, slots=True)
class Group:
    """Residents to be asked at about the same time."""

    title: str
    rows: list[Row]
    empty: str = ""


def groups(callbacks: Iterable[Waiting], centre: ServiceCentre, reader: Staff) -> list[Group]:
    """Who is due today, who was tried in vain, who comes later, and, for those who decide, who cannot be reached."""
    now = clock.now()
    today = timing.local_day(centre, now)
    due: list[Row] = []
    vain: list[Row] = []
    later: list[Row] = []
    exhausted: list[Row] = []
    for callback in callbacks:
        if callback.state == Callback.State.EXHAUSTED:
            chosen = exhausted
        elif timing.local_day(centre, callback.due_at) <= today:
            chosen = due
        elif callback.state == Callback.State.RETRY:
            chosen = vain
        else:
            chosen = later
        chosen.append(_row(callback, centre, reader))
    found = [Group(_("To be asked today"), due, _("Nobody is waiting to be asked."))]
    if vain:
        found.append(Group(_("Tried in vain, again another day"), vain))
    if later:
        found.append(Group(_("Later"), later))
    if exhausted and rules.leads(reader):
        found.append(Group(_("Nobody was reached: a manager decides"), exhausted))
    return found


def _row(callback: Waiting, centre: ServiceCentre, reader: Staff) -> Row:
    now = clock.now()
    day, time = day_of(centre, callback.due_at), f"{centre.local(callback.due_at):%H:%M}"
    late = callback.state != Callback.State.EXHAUSTED and callback.limit_at < now
    if callback.missed:
        left = _("call %(count)d") % {"count": callback.missed + 1}
    elif day and callback.due_at > now:
        left = time
    else:
        left = left_in_short(callback.due_at, now)
    return Row(
        number=callback.number,
        url=address_of("visits:callback", callback.number),
        is_late=late,
        clock=day or time,
        left=left,
        where=callback.unit or callback.location_detail,
        who=name_of(callback.visitor_name, reader),
        matter=callback.matter,
        caller=callback.assignee or _("nobody yet"),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say, and when."""

    when: str
    words: str


def script(callback: Callback, caller: Staff) -> list[Line]:
    """The words of the call, in the order they are said."""
    case = callback.case
    resident = case.visit.resident
    who = standing.shown_name(case, caller)
    if resident and standing.may_read_names(caller):
        who = resident.address_as
    hello = {"resident": who or _("Sir or Madam"), "centre": case.centre, "name": caller}
    opened = case.centre.local(case.visit.arrived_at)
    told = {
        "month": opened.month,
        "day": opened.day,
        "matter": _sentence(case.title),
        "department": case.department,
        "result": _sentence(case.result),
    }
    return [
        Line(
            _("Connected: ask whether it suits"),
            _("“Good day, %(resident)s. This is %(name)s of %(centre)s. Do you have a minute for me?”")
            % hello,
        ),
        Line(
            _("Say which matter"),
            _(
                "“On %(month)d/%(day)d you told us: %(matter)s. %(department)s has finished: %(result)s. "
                "Is everything in order now?”"
            )
            % told,
        ),
        Line(
            _("Ask whether they are satisfied, and let them speak"),
            _("“Are you satisfied with how it was done? What could we have done better?”"),
        ),
        Line(_("Thank them"), _("“Thank you. Come to me whenever you need something. Goodbye!”")),
    ]


def _sentence(text: str) -> str:
    """Somebody's words, ready to stand inside a sentence: without a full stop of their own."""
    return text.strip().rstrip(".。")


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt as a small card: made, being made, or still open."""

    title: str
    text: str
    kind: str = ""


def tries(callback: Callback, attempts: Iterable[CallbackAttempt]) -> list[Try]:
    """The attempts so far, the one being made now, and those that may follow."""
    made = [
        Try(
            _("Call %(count)d") % {"count": place},
            f"{when(callback.centre, attempt.at)} {attempt.get_result_display()} {attempt.by}",
        )
        for place, attempt in enumerate(attempts, start=1)
    ]
    if callback.state in (Callback.State.SCHEDULED, Callback.State.RETRY):
        made.append(Try(_("Call %(count)d") % {"count": len(made) + 1}, _("now"), "on"))
        made.extend(
            Try(_("Call %(count)d") % {"count": place}, "—", "open")
            for place in range(len(made) + 1, timing.ATTEMPTS + 1)
        )
    return made


def marks(callback: Callback) -> list[standing.Chip]:
    """What the caller must know before anything else."""
    case, later = callback.case, callback.next_attempt_at
    shown = []
    if callback.is_self_done:
        shown.append(standing.Chip(_("Done and asked by the same person"), "wait", icon("redo")))
    if case.is_serious:
        shown.append(standing.Chip(str(case.get_weight_display()), "late", icon("alert")))
    if later and later > clock.now() and callback.is_open:
        text = _("The next attempt counts from %(time)s on") % {"time": when(callback.centre, later)}
        shown.append(standing.Chip(text, "wait", icon("clock")))
    if callback.state == Callback.State.EXHAUSTED:
        shown.append(standing.Chip(str(callback.get_state_display()), "late", icon("alert")))
    return shown


def facts(callback: Callback) -> list[standing.Fact]:
    """What the caller should know of the case before dialling."""
    case: Case = callback.case
    centre = case.centre
    rows = [standing.Fact(_("Case"), case.number, reverse("visits:case", args=[case.number]))]
    if case.resolved_at:
        done = _("%(name)s, %(time)s") % {"name": case.resolved_by, "time": when(centre, case.resolved_at)}
        rows.append(standing.Fact(_("Work done by"), f"{case.department} {done}"))
    if case.result:
        rows.append(standing.Fact(_("Result"), case.result))
    if case.kept_last_promise is not None:
        kept = _("kept") if case.kept_last_promise else _("broken: apologise for it")
        rows.append(standing.Fact(_("Promise"), kept))
    if case.reopen_count:
        again = ngettext("%(count)d time", "%(count)d times", case.reopen_count)
        rows.append(standing.Fact(_("Reopened"), again % {"count": case.reopen_count}))
    if case.visit.contact_pref:
        rows.append(standing.Fact(_("Prefers"), case.visit.contact_pref))
    rows.append(standing.Fact(_("Method"), str(callback.get_method_display())))
    rows.append(standing.Fact(_("Coverage"), str(callback.get_coverage_display())))
    limit = when(centre, callback.limit_at)
    rows.append(standing.Fact(_("At the latest"), limit))
    return rows
