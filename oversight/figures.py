"""What the board counts: each figure once, as the rows it is counted from and those of them that count as good (§4.6).

A figure and the list behind it are made of the same conditions, so they cannot differ. Every value that changes from
one asking to the next stands in them as `Later` (records.prepared).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.models import Duty
from directory.shifts import RELIEF_LATE_AFTER
from directory.somebody import NOW
from handover.models import Handover
from oversight.models import Breach
from oversight.seconds import DAY, elapsed
from records.prepared import Later
from visits.models import Callback, Case, CaseEvent, Visit
from visits.models.case import carried_without_progress
from visits.models.visit import RINGS
from visits.rules import RETURNS, SATISFIED

Words = str | Promise

CENTRE: Final = Later("centre", BigIntegerField())
FIRST_DAY, LAST_DAY = Later("first_day", DateField()), Later("last_day", DateField())
SINCE, UNTIL = Later("since", DateTimeField()), Later("until", DateTimeField())
DAY_ENDS: Final = Later("day_ends", DateTimeField())
FORWARD_BY: Final = Later("forward_by", DateTimeField())
FORWARD_WITHIN: Final = Later("forward_within", BigIntegerField())
#: From which moment on a case was opened to be no older than today, two days, a week.
AGES: Final = tuple(Later(f"age_{place}", DateTimeField()) for place in range(3))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Book:
    """Where figures are counted: rows of one kind, the day on which each counts, and how they may be narrowed."""

    code: str
    rows: Callable[[], QuerySet[Any]]
    day: str = ""
    moment: str = ""
    paths: Mapping[str, str]
    counted_on: Words

    def within(self, boxes: frozenset[str]) -> QuerySet[Any]:
        """Its rows of the centre and the days asked for, narrowed by the boxes that are filled in."""
        rows = self.rows().filter(centre=CENTRE)
        if self.day:
            rows = rows.filter(**{f"{self.day}__gte": FIRST_DAY, f"{self.day}__lte": LAST_DAY})
        if self.moment:
            rows = rows.filter(**{f"{self.moment}__gte": SINCE, f"{self.moment}__lt": UNTIL})
        for box in sorted(self.known(boxes)):
            rows = rows.filter(**{self.paths[box]: box_of(box)})
        return rows

    @property
    def is_standing(self) -> bool:
        """Whether it is about what stands now, whatever the days."""
        return not (self.day or self.moment)

    def known(self, boxes: frozenset[str]) -> frozenset[str]:
        """Those of the boxes its rows know."""
        return frozenset(box for box in boxes if box in self.paths)

    def may_be_narrowed_by(self, boxes: frozenset[str]) -> bool:
        """Whether its rows know all these boxes; a handover, for one, belongs to no department."""
        return boxes == self.known(boxes)


def box_of(box: str) -> Later:
    """The value of a filled-in box, told when the question is put."""
    return Later(f"box_{box}", CharField() if box == "building" else BigIntegerField())


def _of_case(prefix: str, **more: str) -> dict[str, str]:
    return {
        "department": f"{prefix}department",
        "category": f"{prefix}category",
        "building": f"{prefix}unit__building",
        "shift": f"{prefix}visit__shift__pattern",
        "first": f"{prefix}first_contact",
    } | more


VISITS: Final = Book(
    code="visits",
    rows=lambda: Visit.objects.exclude(status=Visit.Status.VOID),
    day="duty_date",
    paths={
        "department": "category__department",
        "category": "category",
        "building": "unit__building",
        "shift": "shift__pattern",
        "first": "first_contact",
    },
    counted_on=_("the duty date of the visit"),
)
FORWARDED: Final = Book(
    code="forwarded",
    rows=Case.objects.all,
    moment="forwarded_at",
    paths=_of_case(""),
    counted_on=_("the day the case was forwarded"),
)
WORKS: Final = Book(
    code="works",
    rows=Callback.objects.all,
    moment="done_at",
    paths=_of_case("case__", department="department", by="done_by"),
    counted_on=_("the day the work was done"),
)
CLOSED: Final = Book(
    code="closed",
    rows=lambda: Case.objects.filter(status=Case.Status.CLOSED, closed_at__isnull=False),
    moment="closed_at",
    paths=_of_case("", by="resolved_by"),
    counted_on=_("the day the case was closed"),
)
ANSWERS: Final = Book(
    code="answers",
    rows=lambda: Callback.objects.filter(state=Callback.State.REACHED, reached_at__isnull=False),
    moment="reached_at",
    paths=_of_case("case__", department="department", by="done_by"),
    counted_on=_("the day the resident was reached"),
)
HANDOVERS: Final = Book(
    code="handovers",
    rows=lambda: Handover.objects.filter(state__in=Handover.OVER, closed_at__isnull=False),
    moment="closed_at",
    paths={"shift": "from_shift__pattern"},
    counted_on=_("the day of the second signature"),
)
BREACHES: Final = Book(
    code="breaches",
    rows=Breach.objects.standing,
    moment="recorded_at",
    paths=_of_case("case__", by="person"),
    counted_on=_("the day the breach was recorded"),
)
OPEN: Final = Book(
    code="open",
    rows=Case.objects.open,
    paths=_of_case("", owner="owner", by="handler"),
    counted_on=_("now, whatever the days"),
)
BOOKS: Final = (VISITS, FORWARDED, WORKS, CLOSED, ANSWERS, HANDOVERS, BREACHES, OPEN)
PAST: Final = BOOKS[:-1]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure:
    """One figure: of which rows it is counted (`whole`), and which of them count as good (`part`).

    Without a part it is a plain number; with `mark` it is the mean of that column. Where `is_bad`, few are good.
    """

    code: str
    name: Words
    book: Book
    whole: Q = field(default_factory=Q)
    part: Q | None = None
    mark: str = ""
    missed: Words = ""
    is_bad: bool = False
    says: Words
    left_out: Words = ""
    clause: str
    norm: Words = ""

    @property
    def counted(self) -> Q:
        """The rows that count as good: all of them, for a plain number."""
        return self.whole if self.part is None else self.whole & self.part

    @property
    def not_counted(self) -> Q:
        """The rows of the whole that do not count as good."""
        return self.whole & ~self.part if self.part is not None else self.whole

    @property
    def bad(self) -> Words:
        """What its rows are called that somebody should look at."""
        return self.name if self.is_bad else self.missed

    @property
    def is_share(self) -> bool:
        """Whether it says how many of how many."""
        return self.part is not None

    def shown(self, show: str) -> Q:
        """Which of its rows a list shows."""
        return {"counted": self.counted, "missed": self.not_counted}.get(show, self.whole)


def _followed() -> Q:
    """No own shift of the first contact, begun while somebody else answered for the case, without a note in it."""
    noted = CaseEvent.objects.filter(
        case=OuterRef(OuterRef("pk")),
        by=OuterRef("staff"),
        at__gte=OuterRef("shift__starts_at"),
        at__lt=OuterRef("shift__ends_at"),
    )
    return ~Q(Exists(_later_duties().exclude(Exists(noted))))


def _later_duties() -> Any:
    handed = CaseEvent.objects.filter(case=OuterRef(OuterRef("pk")), kind=CaseEvent.Kind.HANDED_OVER)
    began_after = handed.filter(at__lte=OuterRef("shift__starts_at"))
    return Duty.objects.filter(
        Exists(began_after),
        staff=OuterRef("first_contact"),
        cancelled=False,
        shift__starts_at__lt=OuterRef("closed_at"),
    )


_AT_WORK: Final = ~Q(status=Case.Status.AWAITING_CALLBACK)
_EARLIER: Final = Exists(
    Callback.objects.filter(
        case=OuterRef("case"), state=Callback.State.REACHED, reached_at__lt=OuterRef("reached_at")
    )
)

FIGURES: Final = (
    # What stands now --------------------------------------------------------------------------------------------
    Figure(
        code="open",
        name=_("Open"),
        book=OPEN,
        says=_("Cases somebody still answers for."),
        left_out=_("Closed and merged cases."),
        clause="4.2",
    ),
    Figure(
        code="late",
        name=_("Late, residents wait"),
        book=OPEN,
        whole=Q(promise_due_at__lt=NOW) & _AT_WORK,
        says=_("Open cases whose promise has passed and whose work is not done."),
        left_out=_("Cases that wait for a callback: their work is done."),
        clause="4.8",
    ),
    Figure(
        code="due_today",
        name=_("Due today"),
        book=OPEN,
        whole=Q(promise_due_at__gte=NOW, promise_due_at__lt=DAY_ENDS) & _AT_WORK,
        says=_("Open cases whose promise falls due before midnight."),
        left_out=_("Those already late, and those that wait for a callback."),
        clause="4.8",
    ),
    Figure(
        code="unclaimed",
        name=_("Nobody picked it up"),
        book=OPEN,
        whole=Q(handler__isnull=True, status=Case.Status.IN_PROGRESS),
        says=_("Forwarded to a department of which nobody has taken the work on."),
        clause="4.2",
    ),
    Figure(
        code="unforwarded",
        name=_("Not forwarded in time"),
        book=OPEN,
        whole=Q(forwarded_at__isnull=True, opened_at__lt=FORWARD_BY),
        says=_("Open cases not yet forwarded though the centre's limit has passed."),
        clause="4.2",
        norm=_("forwarded within 30 minutes"),
    ),
    Figure(
        code="assign",
        name=_("To be assigned"),
        book=OPEN,
        whole=Q(status=Case.Status.PROMISED, return_count__gte=RETURNS),
        says=_("Returned twice: a leader says whose work it is."),
        clause="4.2",
    ),
    Figure(
        code="stuck",
        name=_("Carried without progress"),
        book=OPEN,
        whole=carried_without_progress(),
        says=_("Open cases handed over three times in a row with nothing done for the resident in between."),
        clause="4.9",
    ),
    Figure(
        code="reopened",
        name=pgettext_lazy("cases", "Reopened"),
        book=OPEN,
        whole=Q(reopen_count__gt=0),
        says=_("Open cases that were done once, and were not right after all."),
        clause="4.2",
    ),
    Figure(
        code="awaiting",
        name=_("Awaiting a callback"),
        book=OPEN,
        whole=Q(status=Case.Status.AWAITING_CALLBACK),
        says=_("Open cases whose work is done and whose resident is still to be asked."),
        clause="4.2",
    ),
    # Receiving --------------------------------------------------------------------------------------------------
    Figure(
        code="received",
        name=_("Visits received"),
        book=VISITS,
        says=_("Every line of the duty log."),
        left_out=_("Void lines."),
        clause="4.6",
    ),
    Figure(
        code="rings",
        name=_("Answered within three rings"),
        book=VISITS,
        whole=Q(ring_count__isnull=False),
        part=Q(ring_count__lte=RINGS),
        missed=_("rang longer"),
        says=_("Calls picked up within three rings, of the calls whose rings were counted."),
        left_out=_("Void lines, and calls whose rings nobody counted."),
        clause="4.3",
    ),
    Figure(
        code="spot",
        name=_("Answered on the spot"),
        book=VISITS,
        part=Q(status=Visit.Status.ANSWERED),
        missed=_("not on the spot"),
        says=_("Visits answered while the resident was there, of all visits."),
        left_out=_("Void lines."),
        clause="4.6",
    ),
    Figure(
        code="passes",
        name=_("Forbidden phrases let pass"),
        book=VISITS,
        whole=~Q(quoting_reason=""),
        says=_(
            "Answers that say 不知道, 不清楚 and the like because they quote the resident, each with its reason."
        ),
        left_out=_("Void lines."),
        clause="4.8",
    ),
    Figure(
        code="forwarded",
        name=_("Forwarded in time"),
        book=FORWARDED,
        part=Q(forwarded_after__lte=FORWARD_WITHIN),
        missed=_("later"),
        says=_("Cases forwarded within the centre's limit after they were opened, of those forwarded."),
        left_out=_("Cases not forwarded yet: they stand under “Not forwarded in time”."),
        clause="4.2",
        norm=_("30 minutes"),
    ),
    Figure(
        code="breaches",
        name=_("Breaches of the first contact's duty"),
        book=BREACHES,
        says=_("Breaches a shift leader or manager recorded, each with what the one named has to say."),
        left_out=_("Breaches withdrawn because they were recorded in error: the list strikes them through."),
        clause="4.2",
    ),
    # The work ---------------------------------------------------------------------------------------------------
    Figure(
        code="kept_last",
        name=_("Last promise kept"),
        book=WORKS,
        whole=Q(kept_last_promise__isnull=False),
        part=Q(kept_last_promise=True),
        missed=_("broken"),
        says=_("Work done by the time last promised, of the work done. It counts for who did it then."),
        left_out=_("Work still open, late or not, which stands above; work nothing was promised for."),
        clause="4.8",
    ),
    Figure(
        code="kept_first",
        name=_("First promise kept"),
        book=WORKS,
        whole=Q(kept_first_promise__isnull=False),
        part=Q(kept_first_promise=True),
        missed=_("not by then"),
        says=_("Work done by the time first promised, of the work done; a promise moved does not help."),
        left_out=_("Work still open, late or not, which stands above; work nothing was promised for."),
        clause="4.8",
    ),
    Figure(
        code="rework",
        name=_("Repairs done again"),
        book=WORKS,
        whole=Q(case__category__code="repair"),
        part=Q(case__reopen_count__gt=F("reopened_before")),
        missed=_("stayed done"),
        is_bad=True,
        says=_("Repairs reopened after they were reported done, of the repairs done."),
        left_out=_("Matters of other categories."),
        clause="4.2",
        norm="≤ 1 %",
    ),
    # Asking -----------------------------------------------------------------------------------------------------
    Figure(
        code="asked",
        name=_("Called back within 24 h"),
        book=WORKS,
        whole=~Q(state=Callback.State.CANCELLED),
        part=Q(reached_after__lte=DAY),
        missed=_("not within 24 h"),
        says=_("Residents reached within 24 hours after the work was done, of the work done."),
        left_out=_(
            "Callbacks cancelled because the case went on. Those not reached yet count as not reached."
        ),
        clause="4.2",
    ),
    Figure(
        code="reach",
        name=_("Residents reached"),
        book=CLOSED,
        whole=Q(closing_satisfaction__isnull=False) | Q(close_reason=Case.CloseReason.UNREACHED),
        part=Q(closing_satisfaction__isnull=False),
        missed=_("not reached"),
        says=_("Closed cases whose resident was reached, of those that were to be asked about."),
        left_out=_("Cases closed by a manager for another reason, and merged ones: nobody was to be asked."),
        clause="4.2",
        norm="100 %",
    ),
    Figure(
        code="satisfied",
        name=_("Satisfied"),
        book=ANSWERS,
        part=Q(satisfaction__gte=SATISFIED),
        missed=_("not satisfied"),
        says=_("Answers of basically satisfied or better, of all answers residents gave when called back."),
        left_out=_(
            "Residents not reached: they are not satisfied, and not dissatisfied either. Answers at the desk."
        ),
        clause="4.2",
        norm="≥ 85 %",
    ),
    Figure(
        code="satisfied_first",
        name=_("Satisfied the first time"),
        book=ANSWERS,
        whole=Q(reopened_before=0) | ~Q(_EARLIER),
        part=Q(satisfaction__gte=SATISFIED),
        missed=_("not satisfied"),
        says=_("The same of the first answer about each case only."),
        left_out=_("Residents not reached, and every answer after the first about the same case."),
        clause="4.2",
    ),
    Figure(
        code="satisfied_end",
        name=_("Satisfied in the end"),
        book=CLOSED,
        whole=Q(closing_satisfaction__isnull=False),
        part=Q(closing_satisfaction__gte=SATISFIED),
        missed=_("not satisfied"),
        says=_("The same of the answer each case was closed with."),
        left_out=_("Cases closed without an answer."),
        clause="4.2",
    ),
    Figure(
        code="mark",
        name=_("Satisfaction"),
        book=ANSWERS,
        mark="satisfaction",
        says=_("The mean of all answers residents gave when called back, from 1 to 5."),
        left_out=_("Residents not reached, and answers given at the desk."),
        clause="4.2",
    ),
    Figure(
        code="dissatisfied",
        name=_("Not satisfied"),
        book=ANSWERS,
        whole=Q(satisfaction__lt=SATISFIED),
        says=_("Answers below basically satisfied; each reopened its case."),
        left_out=_("Residents not reached."),
        clause="4.2",
    ),
    Figure(
        code="exceptional",
        name=_("Closed by exception"),
        book=CLOSED,
        whole=~Q(close_reason=""),
        says=_("Cases a manager closed without the resident's yes, each for a reason from the list."),
        left_out=_("Merged cases."),
        clause="4.2",
    ),
    Figure(
        code="followed",
        name=_("First contact followed up"),
        book=CLOSED,
        whole=Q(carry_count__gt=0, status=Case.Status.CLOSED) & Q(Exists(_later_duties())),
        part=_followed(),
        missed=_("a note is missing"),
        says=_(
            "Closed cases that were handed on, whose first contact left a note in each own shift begun since, "
            "of all such cases."
        ),
        left_out=_(
            "Cases their first contact kept, or whose first contact worked no further shift meanwhile."
        ),
        clause="4.9",
    ),
    # Handing over -----------------------------------------------------------------------------------------------
    Figure(
        code="punctual",
        name=_("Handed over on time"),
        book=HANDOVERS,
        whole=Q(to_shift__isnull=False, leaves_before_relief=False),
        part=Q(
            state__in=(Handover.State.ACCEPTED, Handover.State.SUBSTITUTED),
            relieved_after__lte=int(RELIEF_LATE_AFTER / timedelta(seconds=1)),
        ),
        missed=_("later, or let go"),
        says=_("Handovers taken over no later than 15 minutes into the next shift, of all handovers."),
        left_out=_("Handovers for the opening shift: nobody relieves at night."),
        clause="4.9",
    ),
    Figure(
        code="refused",
        name=_("Handovers refused"),
        book=HANDOVERS,
        part=Q(refuse_count__gt=0),
        missed=_("accepted at once"),
        is_bad=True,
        says=_("Handovers refused at least once before somebody took over, of all handovers."),
        left_out=_("Handovers not yet over."),
        clause="4.9",
    ),
    Figure(
        code="overrides",
        name=_("Overrides used"),
        book=HANDOVERS,
        whole=Q(state=Handover.State.OVERRIDDEN) | Q(released_at__isnull=False),
        says=_("Handovers where a manager let somebody go, or released an emergency, each with its reason."),
        left_out=_("Handovers not yet over."),
        clause="4.9",
    ),
)
BY_CODE: Final = {figure.code: figure for figure in FIGURES}

#: What a condition compares that no column holds.
SPANS: Final[Mapping[str, Mapping[str, Any]]] = {
    "forwarded": {"forwarded_after": elapsed("opened_at", "forwarded_at")},
    "works": {"reached_after": elapsed("done_at", "reached_at")},
    "handovers": {"relieved_after": elapsed("to_shift__starts_at", "closed_at")},
}


def of_book(book: Book) -> tuple[Figure, ...]:
    """The figures counted from one book."""
    return tuple(figure for figure in FIGURES if figure.book is book)
