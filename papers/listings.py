"""Lists that may leave the house, as filtered on the screen. A room above adds its own: `register(Listing(...))`.

A listing asks its question as a queryset; each `Field` names the column, where the value stands and how it is said.
Names and numbers go through `name` and `phone`, so that masking is decided in one place (BR-P01, BR-P02).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from directory import folding, masking
from directory.models import Duty, ServiceCentre, ShiftPattern, Staff
from handover.models import Handover
from papers.sheets import Column
from records import clock
from visits import lines
from visits.forms.log import FIRST, LARGEST, LAST, CaseFilter, LogFilter, Search
from visits.labels import label_of
from visits.models import Callback, CallbackAttempt, Case, Promise, Visit
from visits.views.find import typed, visits_like
from visits.views.log import full_date

Value = str | int | datetime | date | None
#: So many rows are read at once; between two readings nothing is held open, so nobody waits for an export.
CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Out:
    """How values are said in one export: in whose time and language, masked or in full."""

    centre: ServiceCentre
    masked: bool
    language: str | None

    def name(self, value: Any) -> Value:
        """A resident's name."""
        return masking.mask_name(value) if self.masked and value else value

    def phone(self, value: Any) -> Value:
        """A telephone number."""
        return masking.mask_phone(value) if self.masked and value else value

    def moment(self, value: Any) -> Value:
        """A moment by the clock on the centre's wall."""
        return self.centre.local(value).replace(tzinfo=None) if value else None

    def plain(self, value: Any) -> Value:
        """Words and numbers as they are."""
        return value if value is not None else ""

    def category(self, *names: Any) -> Value:
        """A category in the reader's language."""
        return lines.category_label(self.language, *names)


def choice(choices: Any) -> Callable[..., Value]:
    """The label of a choice."""
    return lambda _out, value: label_of(choices, value) if value not in (None, "") else ""


def first_of(_out: Out, *values: Any) -> Value:
    """The first value that says something."""
    return next((value for value in values if value not in (None, "")), "")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its label, where its values stand, how they are said, and its width on paper (0: what is left)."""

    label: Any
    paths: tuple[str, ...]
    say: Callable[..., Value] = Out.plain
    width: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of a listing: the rows, and in words which."""

    rows: QuerySet[Any]
    subject: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that may leave the house."""

    key: str
    label: Any
    ask: Callable[[Staff, QueryDict], Asked]
    fields: tuple[Field, ...]

    def columns(self) -> list[Column]:
        """Its columns in the reader's language."""
        return [Column(str(field.label), field.width) for field in self.fields]

    def rows(self, asked: Asked, out: Out, most: int) -> Iterator[list[Value]]:
        """Its rows as they leave, at most so many: one question for the keys, one for each five hundred rows."""
        keys = list(asked.rows.values_list("pk", flat=True)[:most])
        paths = [path for field in self.fields for path in field.paths]
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            found = {row[0]: row[1:] for row in asked.rows.filter(pk__in=chunk).values_list("pk", *paths)}
            yield from (self._said(found[key], out) for key in chunk if key in found)

    def _said(self, row: Sequence[Any], out: Out) -> list[Value]:
        said, place = [], 0
        for field in self.fields:
            said.append(field.say(out, *row[place : place + len(field.paths)]))
            place += len(field.paths)
        return said


_listings: dict[str, Listing] = {}


def register(listing: Listing) -> None:
    """Let this list leave the house, too."""
    _listings[listing.key] = listing


def get(key: str) -> Listing | None:
    """The list of this name."""
    return _listings.get(key)


def label(key: str) -> str:
    """What a list or a paper is called, for those who read what left the house."""
    found = _listings.get(key)
    return str(found.label if found else PAPERS.get(key, key))


#: The paper forms, by the name under which they are noted.
PAPERS: Final = {
    "paper.log": gettext_lazy("Duty log of the service centre"),
    "paper.handover": gettext_lazy("Handover record of the service centre"),
    "paper.callbacks": gettext_lazy("Callback record"),
    "paper.case": gettext_lazy("A case and its story"),
    "paper.slip": gettext_lazy("Receipt"),
}


# The filters -------------------------------------------------------------------------------------------------------


Day = date


class Days(Search):
    """From which day to which; today where nothing is said."""

    date = forms.DateField(label=gettext_lazy("from"), required=False, validators=[FIRST, LAST])
    until = forms.DateField(label=gettext_lazy("until"), required=False, validators=[FIRST, LAST])
    shift = forms.IntegerField(label=gettext_lazy("shift"), min_value=1, max_value=LARGEST, required=False)

    def span(self, centre: ServiceCentre) -> tuple[Day, Day]:
        """The first and the last day asked for, in their order."""
        first = self.asked.get("date") or centre.local(clock.now()).date()
        return min(first, self.asked.get("until") or first), max(first, self.asked.get("until") or first)


def _days_said(first: date, last: date) -> str:
    return full_date(first) if first == last else f"{full_date(first)} – {full_date(last)}"


def _moments(centre: ServiceCentre, first: date, last: date) -> tuple[datetime, datetime]:
    return centre.at(first, time.min), centre.at(last + timedelta(days=1), time.min)


def _centre(staff: Staff) -> ServiceCentre:
    assert staff.centre is not None  # noqa: S101 -- whoever may take lists out works in a centre
    return staff.centre


def _log(staff: Staff, query: QueryDict) -> Asked:
    days, wanted = Days(query), LogFilter(query, staff=staff)
    first, last = days.span(_centre(staff))
    rows, said = (
        Visit.objects.visible_to(staff).filter(duty_date__range=(first, last)),
        _days_said(first, last),
    )
    if "shift" in days.asked:
        pattern = ShiftPattern.objects.visible_to(staff).filter(pk=days.asked["shift"]).first()
        rows, said = rows.worked_by(pattern), f"{said} {pattern or ''}".strip()
    last_promise = Promise.objects.filter(case=OuterRef("opened")).order_by("-place")
    rows = wanted.filter(rows).annotate(promised_for=Subquery(last_promise.values("due_at")[:1]))
    return Asked(rows.order_by("arrived_at", "number"), said)


def _cases(staff: Staff, query: QueryDict) -> Asked:
    wanted = CaseFilter(query, staff=staff)
    rows = wanted.filter(Case.objects.visible_to(staff))
    said = _("Closed") if wanted.wants_closed else _("Open")
    if wanted.pressed:
        said = f"{said} · {CaseFilter.SHOWS[wanted.pressed]}"
    return Asked(rows.order_by("-pk") if wanted.wants_closed else rows.most_pressing_first(), said)


def _callbacks(staff: Staff, query: QueryDict) -> Asked:
    rows = Callback.objects.visible_to(staff).open().soonest_first()
    mine = query.get("whose") == "mine"
    return Asked(rows.owed_by(staff) if mine else rows, _("Mine") if mine else _("Everybody's"))


def _calls(staff: Staff, query: QueryDict) -> Asked:
    centre = _centre(staff)
    first, last = Days(query).span(centre)
    rows = CallbackAttempt.objects.visible_to(staff).between(*_moments(centre, first, last))
    return Asked(rows.order_by("at", "pk"), _days_said(first, last))


def _handovers(staff: Staff, query: QueryDict) -> Asked:
    days, rows = Days(query), Handover.objects.visible_to(staff).over()
    if "date" not in days.asked:
        return Asked(rows, _("All"))
    first, last = days.span(_centre(staff))
    return Asked(rows.filter(from_shift__duty_date__range=(first, last)), _days_said(first, last))


def _household(staff: Staff, query: QueryDict) -> Asked:
    code = folding.plate(query.get("unit", "").replace("\0", ""))[:60]
    rows = Visit.objects.visible_to(staff).filter(unit__code=code)
    return Asked(rows.order_by("-arrived_at", "-pk"), code)


def _found_visits(staff: Staff, query: QueryDict) -> Asked:
    """Everything the box finds, not only the newest it shows."""
    text = typed(query)
    rows = visits_like(Visit.objects.visible_to(staff), text)
    return Asked(rows.order_by("-arrived_at", "-pk"), _hidden(text))


def _found_cases(staff: Staff, query: QueryDict) -> Asked:
    """The cases that the visits found have opened."""
    text = typed(query)
    visits = visits_like(Visit.objects.visible_to(staff), text)
    rows = Case.objects.visible_to(staff).filter(visit__in=visits)
    return Asked(rows.order_by("-pk"), _hidden(text))


def _hidden(text: str) -> str:
    """What was typed, which may be a name or a number, as others may read it who see what left the house."""
    return masking.mask_phone(text) if len(folding.digits(text)) >= 7 else masking.mask_name(text)


def without_words(query: str) -> str:
    """The filter of an export as the trail shows it: whoever was looked for stays masked there, too (BR-P02)."""
    asked = QueryDict(query, mutable=True)
    if "q" not in asked:
        return query
    asked["q"] = _hidden(typed(asked))
    return asked.urlencode(safe="*")


def _roster(staff: Staff, query: QueryDict) -> Asked:
    first, last = Days(query).span(_centre(staff))
    rows = Duty.objects.visible_to(staff).dated(first, last)
    return Asked(rows.order_by("shift__starts_at", "staff__name", "pk"), _days_said(first, last))


# The columns -------------------------------------------------------------------------------------------------------

CATEGORY: Final = ("category__name", "category__name_hans", "category__name_en")

VISIT_FIELDS: Final = (
    Field(gettext_lazy("Record number"), ("number",), width=27),
    Field(gettext_lazy("Time"), ("arrived_at",), Out.moment, 17),
    Field(gettext_lazy("Channel"), ("channel",), choice(Visit.Channel), 12),
    Field(gettext_lazy("Room"), ("unit__code", "location_detail"), first_of, 17),
    Field(gettext_lazy("Name"), ("visitor_name",), Out.name, 15),
    Field(gettext_lazy("Phone"), ("phone",), Out.phone, 22),
    Field(gettext_lazy("Category"), CATEGORY, Out.category, 12),
    Field(gettext_lazy("What was asked"), ("statement",)),
    Field(gettext_lazy("Answer / what is done"), ("reply", "reason_explained"), first_of),
    Field(gettext_lazy("Given to"), ("opened__department__name",), width=16),
    Field(gettext_lazy("Done at"), ("opened__resolved_at",), Out.moment, 17),
    Field(
        gettext_lazy("How satisfied"),
        ("opened__closing_satisfaction", "satisfaction"),
        lambda out, *values: choice(Visit.Satisfaction)(out, first_of(out, *values)),
        14,
    ),
    Field(gettext_lazy("First contact"), ("first_contact__name",), width=14),
    Field(gettext_lazy("Status"), ("status",), choice(Visit.Status), 14),
    Field(gettext_lazy("Remarks"), ("remark",), width=18),
)
LOG_FIELDS: Final = (
    *VISIT_FIELDS[:9],
    Field(gettext_lazy("Promised by"), ("promised_for",), Out.moment, 17),
    *VISIT_FIELDS[9:],
)
CASE_FIELDS: Final = (
    Field(gettext_lazy("Case number"), ("number",), width=27),
    Field(gettext_lazy("Opened at"), ("opened_at",), Out.moment, 17),
    Field(gettext_lazy("Room"), ("unit__code", "location_detail"), first_of, 18),
    Field(gettext_lazy("Name"), ("visitor_name",), Out.name, 15),
    Field(gettext_lazy("Matter"), ("title",)),
    Field(gettext_lazy("Category"), CATEGORY, Out.category, 13),
    Field(gettext_lazy("Urgency"), ("priority",), width=11),
    Field(gettext_lazy("Given to"), ("department__name",), width=18),
    Field(gettext_lazy("Handler"), ("handler__name",), width=14),
    Field(pgettext_lazy("of a case", "owner"), ("owner__name",), width=14),
    Field(gettext_lazy("First contact"), ("first_contact__name",), width=14),
    Field(gettext_lazy("Promised by"), ("promise_due_at",), Out.moment, 17),
    Field(gettext_lazy("Status"), ("status",), choice(Case.Status), 16),
    Field(gettext_lazy("Closed at"), ("closed_at",), Out.moment, 17),
    Field(gettext_lazy("How satisfied"), ("closing_satisfaction",), choice(Visit.Satisfaction), 14),
)
CALLBACK_FIELDS: Final = (
    Field(gettext_lazy("Callback number"), ("number",), width=28),
    Field(gettext_lazy("Case number"), ("case__number",), width=28),
    Field(gettext_lazy("Room"), ("case__unit__code", "case__location_detail"), first_of, 20),
    Field(gettext_lazy("Name"), ("case__visitor_name",), Out.name, 18),
    Field(gettext_lazy("Phone"), ("case__visit__phone",), Out.phone, 24),
    Field(gettext_lazy("Matter"), ("case__title",)),
    Field(gettext_lazy("Due at"), ("due_at",), Out.moment, 20),
    Field(gettext_lazy("At the latest"), ("limit_at",), Out.moment, 20),
    Field(gettext_lazy("Attempts in vain"), ("missed_count",), width=14),
    Field(gettext_lazy("Caller"), ("assignee__name",), width=18),
)
CALL_FIELDS: Final = (
    Field(gettext_lazy("Called at"), ("at",), Out.moment, 20),
    Field(gettext_lazy("Callback number"), ("callback__number",), width=28),
    Field(
        gettext_lazy("Room"), ("callback__case__unit__code", "callback__case__location_detail"), first_of, 20
    ),
    Field(gettext_lazy("Matter"), ("callback__case__title",)),
    Field(gettext_lazy("Who answered"), ("callback__respondent",), Out.name, 18),
    Field(gettext_lazy("Method"), ("method",), choice(Callback.Method), 14),
    Field(gettext_lazy("What came of it"), ("result",), choice(Callback.Result), 20),
    Field(gettext_lazy("How satisfied"), ("callback__satisfaction",), choice(Visit.Satisfaction), 16),
    Field(gettext_lazy("Comments"), ("note", "callback__feedback"), first_of),
    Field(gettext_lazy("Caller"), ("by__name",), width=18),
)
HANDOVER_FIELDS: Final = (
    Field(gettext_lazy("Number"), ("number",), width=34),
    Field(gettext_lazy("Day"), ("from_shift__duty_date",), width=20),
    Field(gettext_lazy("Shift"), ("from_shift__pattern__name",), width=18),
    Field(gettext_lazy("Outgoing"), ("outgoing__name",), width=20),
    Field(gettext_lazy("signed"), ("signed_out_at",), Out.moment, 24),
    Field(gettext_lazy("Incoming"), ("incoming__name",), width=20),
    Field(gettext_lazy("taken over"), ("closed_at",), Out.moment, 24),
    Field(gettext_lazy("State"), ("state",), choice(Handover.State), 24),
    Field(gettext_lazy("Summary"), ("summary",)),
    Field(gettext_lazy("Read by"), ("reviewed_by__name",), width=18),
)
ROSTER_FIELDS: Final = (
    Field(gettext_lazy("Day"), ("shift__duty_date",), width=24),
    Field(gettext_lazy("Shift"), ("shift__pattern__name",), width=24),
    Field(gettext_lazy("From"), ("shift__starts_at",), Out.moment, 30),
    Field(gettext_lazy("To"), ("shift__ends_at",), Out.moment, 30),
    Field(gettext_lazy("Name"), ("staff__name",)),
    Field(gettext_lazy("Service desk"), ("desk__name",)),
)

LISTINGS: Final = (
    Listing("log", gettext_lazy("Duty log"), _log, LOG_FIELDS),
    Listing("cases", gettext_lazy("Cases"), _cases, CASE_FIELDS),
    Listing("callbacks", gettext_lazy("Callbacks"), _callbacks, CALLBACK_FIELDS),
    Listing("calls", gettext_lazy("Calls made"), _calls, CALL_FIELDS),
    Listing("handovers", gettext_lazy("Handovers"), _handovers, HANDOVER_FIELDS),
    Listing("household", gettext_lazy("A household's past"), _household, VISIT_FIELDS),
    Listing("found-visits", gettext_lazy("Visits found"), _found_visits, VISIT_FIELDS),
    Listing("found-cases", gettext_lazy("Cases found"), _found_cases, CASE_FIELDS),
    Listing("roster", gettext_lazy("Roster"), _roster, ROSTER_FIELDS),
)


def register_own() -> None:
    """The lists of the rooms below."""
    for listing in LISTINGS:
        register(listing)


def out_for(staff: Staff, masked: bool) -> Out:
    """How values are said to this person."""
    return Out(_centre(staff), masked, get_language())
