"""The story of a case as the page tells it: one line for each thing that happened, then what is planned (§4.2)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

from django.db.models import BigIntegerField
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import masking
from directory.models import ServiceCentre
from notices.reasons import reason_of
from records import clock
from records.prepared import Later, Prepared
from records.templatetags.look import icon
from visits.labels import label_of
from visits.models import Callback, Case, CaseEvent, Promise, Visit

Kind = CaseEvent.Kind

#: How a step looks: the class of its mark, and the drawing in it.
LOOKS = {
    Kind.PROMISED: ("promise", "flag"),
    Kind.RESCHEDULED: ("promise", "flag"),
    Kind.REOPENED: ("promise", "flag"),
    Kind.BROKEN: ("late", "alert"),
    Kind.FORWARDED: ("sent", "send"),
    Kind.ACCEPTED: ("sent", "stamp"),
    Kind.RETURNED: ("sent", "back"),
    Kind.ASSIGNED: ("sent", "send"),
    Kind.REASSIGNED: ("sent", "hand"),
    Kind.MERGED: ("sent", "redo"),
    Kind.INTRODUCED: ("sent", "coin"),
    Kind.TOLD: ("told", "phone"),
    Kind.CALLED_BACK: ("told", "phone"),
    Kind.URGED: ("visit", "walk"),
    Kind.WAITING: ("", "pause"),
    Kind.RESUMED: ("", "redo"),
    Kind.RESOLVED: ("", "check"),
    Kind.CLOSED: ("visit", "check"),
    Kind.CALLED_OUT: ("late", "phone"),
    Kind.OUTSIDE: ("told", "phone"),
    Kind.PRIORITY: ("", "alert"),
    Kind.ESCALATED: ("late", "alert"),
    Kind.CORRECTED: ("", "pen"),
    Kind.PROGRESS: ("", "tool"),
}
CHANNELS = {"walk_in": "walk", "call": "phone", "letter": "mail", "wechat": "chat", "app": "chat"}
#: Steps that begin with a promise, in the order in which promises are made.
PROMISING = frozenset({Kind.PROMISED, Kind.RESCHEDULED, Kind.REOPENED})


class Change(NamedTuple):
    """What one thing was before, and what it became."""

    label: str
    old: str
    new: str


class Step(NamedTuple):
    """One line of the story, in words ready for the page."""

    at: datetime
    title: str
    kind: str = ""
    icon: SafeString | str = ""
    iso: str = ""
    clock: str = ""
    day: str = ""
    audience: str = ""
    quote: str = ""
    text: str = ""
    by: str = ""
    url: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def is_for_colleagues(self) -> bool:
        """Whether no resident has been told of it."""
        return self.audience == "staff"

    @property
    def was_told(self) -> bool:
        """Whether the resident has been told."""
        return self.audience == "resident"


@dataclass(slots=True)
class Event:
    """What the story needs of one event, the name of who did it included."""

    kind: str
    at: datetime
    note: str
    details: dict[str, Any]
    by: str | None

    @property
    def label(self) -> str:
        """What happened, in the reader's language."""
        return label_of(Kind, self.kind)


_EVENTS: Final = Prepared(
    lambda: (
        CaseEvent.objects.filter(case=Later("case", BigIntegerField()))
        .order_by("at", "pk")
        .values_list("kind", "at", "note", "details", "by__name")
    )
)


def events_of(case: Case) -> list[Event]:
    """Everything that happened to a case, oldest first."""
    return [Event(*row) for row in _EVENTS.rows(case=case.pk)]


def when(centre: ServiceCentre, moment: datetime, *, clock_too: bool = True) -> str:
    """A moment as the desk says it: 12:00 today, 3/18 12:00 on another day, with the year when it is another."""
    local = centre.local(moment)
    day = _day_of(local, centre)
    return f"{day} {local:%H:%M}".lstrip() if clock_too else day


def day_of(centre: ServiceCentre, moment: datetime) -> str:
    """The day of a moment, nothing for today."""
    return _day_of(centre.local(moment), centre)


def _day_of(local: datetime, centre: ServiceCentre) -> str:
    today = centre.local(clock.now())
    if local.date() == today.date():
        return ""
    if local.year == today.year:
        return f"{local.month}/{local.day}"
    return f"{local.year}/{local.month}/{local.day}"


def span(delta: timedelta) -> str:
    """How long in words: 18 min, 1 h 18 min, 3 days."""
    minutes = int(abs(delta).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return ngettext("%(count)d day", "%(count)d days", hours // 24) % {"count": hours // 24}
    if hours:
        whole = _("%(hours)d h %(minutes)d min") if rest else _("%(hours)d h")
        return whole % {"hours": hours, "minutes": rest}
    return _("%(minutes)d min") % {"minutes": minutes}


def quoted(words: str) -> str:
    """Words as they were spoken, in the marks of the reader's language."""
    return _("“%(words)s”") % {"words": words} if words else ""


def told(case: Case, events: Iterable[Event], promises: Iterable[Promise], desk: bool) -> list[Step]:
    """Everything that happened to the case, oldest first; `desk` is false for readers who see no names of residents."""
    promised = list(promises)
    steps = [_opening(case, desk), *_happened(case, events, iter(promised), desk), *_broken(promised)]
    steps.sort(key=lambda step: step.at)
    return _dated(case.centre, steps)


def planned(case: Case, callback: Callback | None) -> list[Step]:
    """What is still to come: the promise falls due, then the resident is asked."""
    if not case.is_open:
        return []
    steps = []
    centre = case.centre
    if callback is not None:
        steps.append(_coming_callback(callback))
    else:
        if case.promise_due_at and not case.is_late:
            steps.append(
                Step(
                    at=case.promise_due_at,
                    kind="promise",
                    icon=_icon("flag"),
                    title=_("The promise falls due"),
                    text=_("Done or not: %(name)s answers to the resident by then.") % {"name": case.owner},
                )
            )
        minutes = centre.callback_after_minutes
        steps.append(
            Step(
                at=max(clock.now(), case.promise_due_at or clock.now()),
                icon=_icon("phone"),
                clock=_("When done"),
                day=_("within %(span)s") % {"span": span(timedelta(minutes=minutes))},
                title=_("Callback"),
                text=_("Somebody who did not do the work asks; only a satisfied resident closes the case."),
            )
        )
    return _dated(centre, steps)


def _opening(case: Case, desk: bool) -> Step:
    visit = case.visit
    who = (case.visitor_name or _("A resident")) if desk else _("A resident")
    words = {"name": who, "desk": visit.desk or ""}
    if visit.channel == Visit.Channel.WALK_IN:
        title = (
            _("%(name)s came to %(desk)s") % words if visit.desk else _("%(name)s came to the desk") % words
        )
    elif visit.channel == Visit.Channel.CALL:
        title = _("%(name)s rang") % words
    else:
        title = f"{visit.get_channel_display()} · {who}"
    said = [_("%(name)s was the first contact") % {"name": case.first_contact}]
    if visit.restated:
        said.insert(0, _("Restated and confirmed"))
    if visit.is_late_entry:
        said.append(_("entered late, at %(time)s") % {"time": when(case.centre, visit.entered_at)})
    return Step(
        at=visit.arrived_at,
        kind="late" if case.emergency else "visit",
        icon=_icon("alert" if case.emergency else CHANNELS.get(visit.channel, "walk")),
        title=_("Alarm: %(title)s") % {"title": title} if case.emergency else title,
        quote=quoted(visit.statement),
        by=" · ".join(said),
        url=visit.get_absolute_url(),
    )


def _happened(case: Case, events: Iterable[Event], promises: Iterator[Promise], desk: bool) -> Iterator[Step]:
    for event in events:
        if event.kind == Kind.OPENED:
            continue
        promise = next(promises, None) if event.kind in PROMISING else None
        step = _step(case, event, promise)
        yield step if desk else _masked(step)


def _masked(step: Step) -> Step:
    """A step without the resident's name, for those who only read the trail (BR-V17)."""
    name = _name_of("visitor_name")
    hidden = tuple(
        Change(label, masking.mask_name(was), masking.mask_name(became))
        if label == name
        else Change(label, was, became)
        for label, was, became in step.changes
    )
    return step._replace(changes=hidden)


def _step(case: Case, event: Event, promise: Promise | None) -> Step:
    kind, drawing = LOOKS.get(Kind(event.kind), ("", "pen"))
    words: dict[str, Any] = {"title": event.label, "text": event.note}
    if promise is not None:
        words |= _promise(case, event, promise)
    elif (teller := TELLERS.get(Kind(event.kind))) is not None:
        words |= teller(event)
    words.setdefault("by", str(event.by or _("The house's clock")))
    return Step(at=event.at, kind=kind, icon=_icon(drawing), **words)


def _promise(case: Case, event: Event, promise: Promise) -> dict[str, Any]:
    due = when(case.centre, promise.due_at)
    titles = {
        Kind.PROMISED: _("Promised by %(due)s: %(text)s"),
        Kind.RESCHEDULED: _("Promise moved to %(due)s: %(text)s"),
        Kind.REOPENED: _("Reopened, promised by %(due)s: %(text)s"),
    }
    text = promise.reason if promise.place > 1 else case.visit.reason_explained
    said = [str(event.by)]
    if promise.place == 1 and case.visit.apology_given:
        said.append(_("apologised and explained"))
    if promise.thin_margin_accepted:
        said.append(_("without the usual margin"))
    if promise.state != Promise.State.STANDING:
        said.append(label_of(Promise.State, promise.state))
    return {
        "title": titles[Kind(event.kind)] % {"due": due, "text": promise.text},
        "text": text,
        "by": " · ".join(said),
        "audience": "resident",
    }


def _broken(promises: Iterable[Promise]) -> Iterator[Step]:
    for promise in promises:
        if promise.due_at > (promise.ended_at or clock.now()):
            continue
        if promise.state in (Promise.State.BROKEN, Promise.State.STANDING):
            yield Step(
                at=promise.due_at,
                kind="late",
                icon=_icon("alert"),
                title=_("Promise broken"),
                text=promise.text,
                by=_("It stays on record; a new promise does not undo it."),
            )


def _sent(event: Event) -> dict[str, Any]:
    department = event.details.get("department", event.note)
    title = {
        Kind.FORWARDED: _("Forwarded to %(department)s"),
        Kind.ASSIGNED: _("Assigned to %(department)s"),
        Kind.RETURNED: _("%(department)s sent it back"),
    }[Kind(event.kind)]
    text = "" if event.note == department else event.note
    return {"title": title % {"department": department}, "text": text}


def _heard(event: Event) -> dict[str, Any]:
    said = [event.label, _label(Callback.Result, event.details.get("result"))]
    if event.details.get("satisfaction"):
        said.append(_label(Visit.Satisfaction, event.details["satisfaction"]))
    return {"title": " · ".join(said), "text": "", "quote": quoted(event.note)}


def _closed(event: Event) -> dict[str, Any]:
    if reason := event.details.get("reason"):
        return {"title": f"{event.label} · {_label(Case.CloseReason, reason)}"}
    answer = _label(Visit.Satisfaction, event.details.get("satisfaction"))
    return {"title": f"{event.label} · {answer}", "text": ""}


def _escalated(event: Event) -> dict[str, Any]:
    """Why it went up, and how far: the words of the notice say both."""
    return {"title": f"{event.label} · {reason_of(event.details['reason']).label}", "text": ""}


def _urged(event: Event) -> dict[str, Any]:
    """The resident came again, or the house urges the department in writing (BR-V14, E03)."""
    if department := event.details.get("department"):
        return {"title": _("%(department)s was urged in writing") % {"department": department}, "text": ""}
    number = event.details.get("visit", "")
    url = reverse("visits:visit", args=[number]) if number else ""
    return {
        "quote": quoted(event.note),
        "text": "",
        "url": url,
        "title": f"{event.label} {number}",
    }


def _changed(event: Event) -> dict[str, Any]:
    was, became = event.details.get("was", ""), event.details.get("became", "")
    if isinstance(was, dict) and isinstance(became, dict):
        changes = tuple(Change(_name_of(field), str(was[field]), str(became.get(field, ""))) for field in was)
        reason = _("%(name)s, because: %(reason)s") % {"name": event.by, "reason": event.note}
        return {"changes": changes, "text": "", "by": reason if event.note else str(event.by)}
    if event.kind == Kind.PRIORITY:
        was, became = (
            _label(Case._meta.get_field("priority"), was),
            _label(Case._meta.get_field("priority"), became),
        )
        return {"changes": (Change(_name_of("priority"), was, became),)}
    return {"changes": (Change(_name_of("owner"), str(was), str(became)),)}


TELLERS: dict[CaseEvent.Kind, Callable[[Event], dict[str, Any]]] = {
    Kind.FORWARDED: _sent,
    Kind.ASSIGNED: _sent,
    Kind.RETURNED: _sent,
    Kind.CALLED_BACK: _heard,
    Kind.CLOSED: _closed,
    Kind.URGED: _urged,
    Kind.ESCALATED: _escalated,
    Kind.CORRECTED: _changed,
    Kind.REASSIGNED: _changed,
    Kind.PRIORITY: _changed,
    Kind.PROGRESS: lambda event: {"audience": "staff"},
    Kind.TOLD: lambda event: {
        "title": _("Told the resident"),
        "audience": "resident",
        "quote": quoted(event.note),
        "text": "",
    },
}


def _coming_callback(callback: Callback) -> Step:
    return Step(
        at=max(callback.due_at, clock.now()),
        icon=_icon("phone"),
        title=_("Callback"),
        text=_("%(name)s asks whether it is well done; only a satisfied resident closes the case.")
        % {"name": callback.assignee or _("Somebody the shift leader chooses")},
        url=callback.get_absolute_url(),
    )


def _dated(centre: ServiceCentre, steps: list[Step]) -> list[Step]:
    """Each step with its clock; the day stands at the first step of each day."""
    dated, last = [], None
    for step in steps:
        local = centre.local(step.at)
        day = "" if local.date() == last else _day_of(local, centre) or _("today")
        last = local.date()
        dated.append(
            step._replace(iso=local.isoformat(), clock=step.clock or f"{local:%H:%M}", day=step.day or day)
        )
    return dated


def _label(choices: Any, value: Any) -> str:
    labels: dict[Any, Any] = dict(choices.choices)
    return str(labels.get(value, value))


def _name_of(field: str) -> str:
    if field == "statement":
        return str(Visit._meta.get_field(field).verbose_name)  # type: ignore[union-attr]  # -- a plain field
    return str(Case._meta.get_field(field).verbose_name)  # type: ignore[union-attr]  # -- a plain field


@cache
def _icon(name: str) -> SafeString:
    return icon(name)
