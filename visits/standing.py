"""How a case stands now: the promise and what is left of it, who answers, who works, what is known."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import BigIntegerField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import masking
from directory.models import Staff
from records import clock
from records.prepared import Later, Prepared
from records.templatetags.look import icon
from visits.addresses import address_of
from visits.labels import label_of
from visits.models import Callback, Case, Promise, Visit
from visits.story import CHANNELS, span, when

SOON = timedelta(minutes=30)
DRAWINGS = {
    Case.Status.PROMISED: ("open", "flag"),
    Case.Status.IN_PROGRESS: ("sent", "send"),
    Case.Status.WAITING: ("wait", "pause"),
    Case.Status.AWAITING_CALLBACK: ("call", "phone"),
    Case.Status.CLOSED: ("done", "check"),
    Case.Status.MERGED: ("", "redo"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One short word on what the case is, with its drawing."""

    text: str
    kind: str = ""
    icon: SafeString | str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """Somebody's stamp in the chain of those who answer and work."""

    mark: str
    kind: str
    role: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The promise block: by when, what is left, how much of the span is gone."""

    head: str
    big: str
    left: str
    day: str = ""
    state: str = ""
    used: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of what is known."""

    name: str
    value: str
    url: str = ""


def may_read_names(staff: Staff) -> bool:
    """Whether residents' names are shown to this reader; an auditor sees them masked (BR-V17)."""
    return staff.may("receive_visit")


def shown_name(case: Case, staff: Staff) -> str:
    """The visitor's name as this reader may see it."""
    return case.visitor_name if may_read_names(staff) else masking.mask_name(case.visitor_name)


def chips(case: Case) -> list[Chip]:
    """Where the work is, what it is about, how it came in, and what makes it weigh more."""
    kind, drawing = DRAWINGS[Case.Status(case.status)]
    visit = case.visit
    arrived = f"{visit.get_channel_display()} {when(case.centre, visit.arrived_at)}"
    shown = [
        Chip(_where_the_work_is(case), kind, icon(drawing)),
        Chip(case.category.label, "", icon("tool")),
        Chip(arrived, "", icon(CHANNELS.get(visit.channel, "walk")), visit.get_absolute_url()),
    ]
    if case.priority in ("P0", "P1"):
        shown.append(Chip(case.get_priority_display(), "late", icon("alert")))
    if case.is_serious:
        shown.append(Chip(case.get_weight_display(), "late", icon("alert")))
    if case.level and case.is_open:
        shown.append(Chip(case.get_level_display(), "late", icon("alert")))
    if case.urge_count:
        urged = ngettext("urged %(count)d time", "urged %(count)d times", case.urge_count)
        shown.append(Chip(urged % {"count": case.urge_count}, "wait", icon("walk")))
    if case.reopen_count:
        again = ngettext("reopened %(count)d time", "reopened %(count)d times", case.reopen_count)
        shown.append(Chip(again % {"count": case.reopen_count}, "wait", icon("redo")))
    if case.return_count:
        back = ngettext("sent back %(count)d time", "sent back %(count)d times", case.return_count)
        shown.append(Chip(back % {"count": case.return_count}, "wait", icon("back")))
    return shown


def _where_the_work_is(case: Case) -> str:
    if case.status == Case.Status.IN_PROGRESS and not case.handler_id:
        return _("Waiting for %(department)s to accept") % {"department": case.department}
    if case.status == Case.Status.IN_PROGRESS:
        return _("%(department)s is at work") % {"department": case.department}
    return str(case.get_status_display())


def chain(case: Case) -> list[Seal]:
    """Who received it, who answers for it, who works on it, in one line (design.md §7)."""
    seals = [Seal(case.first_contact.surname_mark, "first", _("First contact"), str(case.first_contact))]
    if case.owner_id != case.first_contact_id:
        seals.append(Seal(case.owner.surname_mark, "owner", _("Owner"), str(case.owner), _("taken over")))
    department = str(case.department)
    if case.handler is not None:
        note = _("at work") if case.is_open and not case.resolved_at else _("did the work")
        seals.append(Seal(case.handler.surname_mark, "handler", department, str(case.handler), note))
    elif case.is_open and case.status != Case.Status.AWAITING_CALLBACK:
        seals.append(Seal("?", "none", department, "", _("not accepted yet")))
    return seals


def promise_block(case: Case, promises: list[Promise], callback: Callback | None) -> Clock:
    """By when the resident was told, and how much of it is left."""
    centre = case.centre
    if not case.is_open and case.closed_at:
        answer = case.get_closing_satisfaction_display() or case.get_close_reason_display()
        merged = str(case.merged_into) if case.merged_into else ""
        return Clock(
            head=str(case.get_status_display()),
            big=str(answer or merged),
            left=when(centre, case.closed_at),
            state="kept",
        )
    if callback is not None:
        return Clock(
            head=_("Callback"),
            big=f"{centre.local(callback.due_at):%H:%M}",
            left=str(callback.assignee or _("nobody yet")),
            day=_day(case, callback.due_at),
            state="soon" if callback.is_due else "",
        )
    if case.promise_due_at is None:
        since = span(clock.now() - case.opened_at)
        head = _("Emergency, no promise needed") if case.emergency else _("With the cashier, no promise yet")
        return Clock(
            head=head, big=since, left=_("since it was opened"), state="late" if case.emergency else ""
        )
    return _running(case, case.promise_due_at, promises)


def _running(case: Case, due_at: datetime, promises: list[Promise]) -> Clock:
    now = clock.now()
    moved = sum(1 for promise in promises if promise.state in (Promise.State.MOVED, Promise.State.BROKEN))
    said = ngettext("moved %(count)d time", "moved %(count)d times", moved) % {"count": moved}
    head = _("Promise · %(moved)s") % {"moved": said if moved else _("never moved")}
    big = _("by %(time)s") % {"time": f"{case.centre.local(due_at):%H:%M}"}
    if due_at < now:
        left = _("late by %(span)s") % {"span": span(now - due_at)}
        return Clock(head=head, big=big, left=left, day=_day(case, due_at), state="late")
    made_at = promises[-1].made_at if promises else case.opened_at
    used = int(100 * (now - made_at) / (due_at - made_at)) if due_at > made_at else 100
    left_over = due_at - now
    state = "soon" if left_over <= max(SOON, (due_at - made_at) / 4) else ""
    left = _("%(span)s left") % {"span": span(left_over)}
    return Clock(
        head=head, big=big, left=left, day=_day(case, due_at), state=state, used=max(0, min(100, used))
    )


def _day(case: Case, moment: datetime) -> str:
    return when(case.centre, moment, clock_too=False) or _("today")


def facts(case: Case, staff: Staff, promises: list[Promise]) -> list[Fact]:
    """What is known of the case, beside its story; the number comes apart, because it is shown by an act."""
    centre = case.centre
    visit = case.visit
    about = " / ".join(filter(None, (case.category.label, visit.subcategory)))
    rows = [Fact(_("Given to"), str(case.department)), Fact(_("Category"), about)]
    rows.append(Fact(_("Urgency"), str(case.get_priority_display())))
    if case.promise_due_at:
        rows.append(Fact(_("Promised by"), when(centre, case.promise_due_at)))
    if promises:
        rows.append(Fact(_("Promises"), str(len(promises))))
    kind = str(visit.get_visitor_kind_display())
    who = " ".join(filter(None, (case.where, shown_name(case, staff)))) or _("anonymous")
    rows.append(Fact(_("Resident"), f"{who} · {kind}", case.unit.get_absolute_url() if case.unit else ""))
    if case.outside_name:
        rows.append(Fact(_("Outside party"), f"{case.outside_name} {case.outside_phone}".strip()))
    if case.against_department or case.against_staff:
        against = " ".join(str(part) for part in (case.against_department, case.against_staff) if part)
        rows.append(Fact(_("Complaint about"), against))
    if case.resolved_at:
        done = _("%(name)s, %(time)s") % {"name": case.resolved_by, "time": when(centre, case.resolved_at)}
        rows.append(Fact(_("Work done by"), done))
        rows.append(Fact(_("Result"), case.result))
    if case.overdue_reason:
        rows.append(Fact(_("Why it took longer"), case.overdue_reason))
    if case.merged_into:
        rows.append(Fact(_("Merged into"), case.merged_into.number, case.merged_into.get_absolute_url()))
    return rows


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another case of the same household, in one line."""

    day: str
    number: str
    title: str
    url: str
    state: str
    kind: str
    drawing: SafeString


_BESIDE: Final = Prepared(
    lambda: (
        Case.objects.of_unit(Later("unit", BigIntegerField()))
        .exclude(pk=Later("case", BigIntegerField()))
        .values_list("number", "title", "opened_at", "status", "closing_satisfaction")
    )
)


def same_household(case: Case, most: int) -> list[Neighbour]:
    """What this home came for before, newest first."""
    rows = []
    for number, title, opened_at, status, answer in _BESIDE.rows(most, unit=case.unit_id, case=case.pk):
        word = label_of(Visit.Satisfaction, answer) if answer else label_of(Case.Status, status)
        day = when(case.centre, opened_at, clock_too=False) or _("today")
        kind, drawing = DRAWINGS[status]
        url = address_of("visits:case", number)
        rows.append(Neighbour(day, number, title, url, word, kind, icon(drawing)))
    return rows


def phone(visit: Visit) -> str:
    """The resident's number as everybody may see it."""
    return masking.mask_phone(visit.phone) if visit.phone else ""
