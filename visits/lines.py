"""Lines of the duty log as lists read them: no more of a visit and its case than a row shows, in one question."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from django.db.models import BigIntegerField, DateField, OuterRef, Subquery

from directory.models import ServiceCentre, ShiftPattern, Staff
from records.prepared import Later, Prepared
from visits import figures
from visits.models import Case, Promise, Visit
from visits.models.visit import RINGS


@dataclass(slots=True)
class Line:
    """One visit and, where it opened one, its case."""

    pk: int
    version: int
    number: str
    arrived_at: datetime
    entered_at: datetime
    channel: str
    ring_count: int | None
    status: str
    visitor_name: str
    visitor_kind: str
    unit: str | None
    location_detail: str
    category_name: str | None
    category_hans: str | None
    category_en: str | None
    statement: str
    reply: str
    reason_explained: str
    satisfaction: int | None
    first_contact_id: int
    first_contact: str
    case_status: str | None
    closed_at: datetime | None
    promise_due_at: datetime | None
    resolved_at: datetime | None
    kept_last_promise: bool | None
    emergency: bool | None
    closing_satisfaction: int | None
    owner_id: int | None
    owner: str | None

    @property
    def has_case(self) -> bool:
        """Whether it opened a case."""
        return self.case_status is not None

    @property
    def is_case_open(self) -> bool:
        """Whether it opened a case that somebody still answers for."""
        return self.has_case and self.closed_at is None

    def category(self, language: str | None) -> str:
        """Its category in the reader's language."""
        return category_label(language, self.category_name, self.category_hans, self.category_en)

    @property
    def answer(self) -> int | None:
        """How satisfied the resident was, asked when the case closed or face to face."""
        return self.closing_satisfaction if self.has_case else self.satisfaction

    @property
    def told(self) -> str:
        """What the resident was told: the answer, or why it could not be done now."""
        return self.reply or self.reason_explained

    @property
    def rang_too_long(self) -> bool:
        """超 3 聲: the telephone rang more than three times (§4.3, BR-V07)."""
        return self.ring_count is not None and self.ring_count > RINGS

    def is_late_entry(self, centre: ServiceCentre) -> bool:
        """補錄: written down well after the resident came (BR-V19)."""
        return self.entered_at - self.arrived_at > timedelta(minutes=centre.late_entry_minutes)

    def is_late(self, now: datetime) -> bool:
        """逾期: the promise of its case has passed and the work is not done."""
        return is_late(self.case_status, self.closed_at, self.promise_due_at, now)


@dataclass(slots=True)
class Words:
    """The words of a line before its first correction (BR-V18)."""

    unit: str | None = None
    statement: str | None = None
    reply: str | None = None


@dataclass(slots=True)
class LogLine(Line):
    """A line with its last promise, and its words before the first correction."""

    promised_for: datetime | None
    promised_at: datetime | None
    was: Words = field(default_factory=Words)


#: Where each figure of a line stands, seen from a visit.
COLUMNS: Final = (
    "pk",
    "version",
    "number",
    "arrived_at",
    "entered_at",
    "channel",
    "ring_count",
    "status",
    "visitor_name",
    "visitor_kind",
    "unit__code",
    "location_detail",
    "category__name",
    "category__name_hans",
    "category__name_en",
    "statement",
    "reply",
    "reason_explained",
    "satisfaction",
    "first_contact_id",
    "first_contact__name",
    "opened__status",
    "opened__closed_at",
    "opened__promise_due_at",
    "opened__resolved_at",
    "opened__kept_last_promise",
    "opened__emergency",
    "opened__closing_satisfaction",
    "opened__owner_id",
    "opened__owner__name",
)


@dataclass(slots=True)
class Facet(figures.Fact):
    """A line as narrow as counting allows: by what it can be looked for, and what it adds to the sums."""

    closed_at: datetime | None = None
    promise_due_at: datetime | None = None
    category: int | None = None
    category_name: str | None = None
    category_hans: str | None = None
    category_en: str | None = None
    channel: str = ""
    first_contact: int = 0
    first_name: str = ""

    def shows(self, now: datetime) -> Iterator[str]:
        """The chips of the log under which the line is found, as `lines_shown` has them."""
        if self.status == Visit.Status.RECEIVING or (self.case_status and self.closed_at is None):
            yield "open"
        if is_late(self.case_status, self.closed_at, self.promise_due_at, now):
            yield "late"
        if self.status in CHIPS:
            yield CHIPS[self.status]


CHIPS: Final[Mapping[str, str]] = {
    Visit.Status.ANSWERED: "answered",
    Visit.Status.INTRODUCED: "cash",
    Visit.Status.CASE: "sent",
}
FACETS: Final = (
    *figures.COLUMNS,
    "opened__closed_at",
    "opened__promise_due_at",
    "category",
    "category__name",
    "category__name_hans",
    "category__name_en",
    "channel",
    "first_contact",
    "first_contact__name",
)


def is_late(
    case_status: str | None, closed_at: datetime | None, promise_due_at: datetime | None, now: datetime
) -> bool:
    """Whether a case is late, as `Case.is_late` has it."""
    return (
        promise_due_at is not None
        and promise_due_at < now
        and closed_at is None
        and case_status != Case.Status.AWAITING_CALLBACK
    )


def category_label(language: str | None, name: str | None, hans: str | None, en: str | None) -> str:
    """A category in the reader's language, as `Category.label` has it."""
    chosen = hans if language == "zh-hans" else en if language == "en" else ""
    return chosen or name or ""


@dataclass(slots=True)
class OwedLine:
    """One open case of a home, with the callback that is still to be made."""

    number: str
    title: str
    visitor_name: str
    unit: str | None
    location_detail: str
    status: str
    due_at: datetime | None
    emergency: bool
    department: str
    first_contact: str
    callback: str | None
    callback_due_at: datetime | None
    missed: int | None


OWED: Final = (
    "number",
    "title",
    "visitor_name",
    "unit__code",
    "location_detail",
    "status",
    "promise_due_at",
    "emergency",
    "department__name",
    "first_contact__name",
    "asked__number",
    "asked__due_at",
    "asked__missed_count",
)


def of_home(staff: Staff, unit: int, most: int) -> list[Line]:
    """The newest visits of one home."""
    return [Line(*row) for row in _OF_HOME.rows(most, centre=staff.centre_id, unit=unit)]


def of_visits(visits: Any) -> list[Line]:
    """Any visits as lines."""
    return [Line(*row) for row in visits.values_list(*COLUMNS)]


def owed_to_home(staff: Staff, unit: int, most: int) -> list[OwedLine]:
    """The open cases of one home, the most pressing first."""
    return [OwedLine(*row) for row in _OWED_TO_HOME.rows(most, centre=staff.centre_id, unit=unit)]


def of_stretch(
    staff: Staff, day: date, pattern: ShiftPattern | None, most: int, offset: int
) -> list[LogLine]:
    """Lines of a shift, or of a whole day, newest first."""
    rows = _in_stretch(pattern is not None).rows(most, offset, **_named(staff, day, pattern))
    return with_old_words([LogLine(*row) for row in rows])


def facets(staff: Staff, day: date, pattern: ShiftPattern | None) -> list[Facet]:
    """Every line of a shift, or of a whole day, in the order the residents came."""
    asked = _facets_of(pattern is not None)
    return [Facet(*row) for row in asked.rows(**_named(staff, day, pattern))]


def log_lines(visits: Any, most: int, offset: int) -> list[LogLine]:
    """The same of any visits."""
    return with_old_words([LogLine(*row) for row in _with_promise(visits)[offset : offset + most]])


def with_old_words(lines: list[LogLine]) -> list[LogLine]:
    """Lines with what they said before their first correction; asked only where something was done to one since."""
    touched = {line.pk: line for line in lines if line.version > 1}
    if touched:
        versions = Visit.history.model.objects.filter(id__in=touched).order_by("history_id")
        for pk, words in _before_correction(
            versions.values_list("id", "history_verb", "unit__code", "statement", "reply")
        ):
            touched[pk].was = words
    return lines


def _before_correction(versions: Iterable[tuple[Any, ...]]) -> Iterable[tuple[int, Words]]:
    last: dict[int, Words] = {}
    found: dict[int, Words] = {}
    for pk, verb, *words in versions:
        if verb == "correct" and pk not in found and pk in last:
            found[pk] = last[pk]
        last[pk] = Words(*words)
    return found.items()


CENTRE: Final = Later("centre", BigIntegerField())


def _named(staff: Staff, day: date, pattern: ShiftPattern | None) -> dict[str, Any]:
    return {"centre": staff.centre_id, "day": day, "pattern": pattern and pattern.pk}


def _stretch(of_shift: bool) -> Any:
    day = Later("day", DateField())
    if not of_shift:
        return Visit.objects.filter(centre=CENTRE).on(day)
    return Visit.objects.of_duty(CENTRE, Later("pattern", BigIntegerField()), day)


def _with_promise(visits: Any) -> Any:
    last = Promise.objects.filter(case=OuterRef("opened")).order_by("-place")
    return (
        visits.annotate(
            promised_for=Subquery(last.values("due_at")[:1]), promised_at=Subquery(last.values("made_at")[:1])
        )
        .order_by("-arrived_at", "-number")
        .values_list(*COLUMNS, "promised_for", "promised_at")
    )


@cache
def _in_stretch(of_shift: bool) -> Prepared:
    return Prepared(lambda: _with_promise(_stretch(of_shift)))


@cache
def _facets_of(of_shift: bool) -> Prepared:
    return Prepared(
        lambda: figures.with_first_answer(_stretch(of_shift)).order_by("arrived_at").values_list(*FACETS)
    )


UNIT: Final = Later("unit", BigIntegerField())
_OF_HOME: Final = Prepared(
    lambda: (
        Visit.objects.filter(centre=CENTRE, unit=UNIT).order_by("-arrived_at", "-pk").values_list(*COLUMNS)
    )
)
_OWED_TO_HOME: Final = Prepared(
    lambda: (
        Case.objects.filter(centre=CENTRE)
        .open()
        .of_unit(UNIT)
        .with_open_callback()
        .most_pressing_first()
        .values_list(*OWED)
    )
)
