"""案件: an obligation. Somebody answers to the resident for it until they are satisfied (§4.2)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from directory import obligations
from directory.models import Staff
from directory.models.watched import Moment, Watched, WatchedQuerySet
from records import clock
from records.guards import Frozen, Guard
from visits import rules, telling, timing
from visits.models.contested import Contested
from visits.models.event import CaseEvent, tell
from visits.models.promise import Promise, PromiseTerms
from visits.models.visit import Priority, Visit

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from directory.models import Category, Department
    from directory.somebody import Somebody
    from visits.models.callback import Callback
    from visits.models.referral import Referral

TITLE = 40
#: States of a callback that is still to be made.
OPEN_CALLBACK = ("scheduled", "retry", "exhausted")
#: What counts as progress between two handovers, and how many in a row without any are too many (BR-H14).
PROGRESS = (CaseEvent.Kind.PROGRESS, CaseEvent.Kind.TOLD, CaseEvent.Kind.RESOLVED, CaseEvent.Kind.CALLED_BACK)
STILL = 3
#: Categories that are one family when a household comes again: a leak reported, then complained about (BR-V14).
KINDRED = ("repair", "complaint")


def carried_without_progress() -> Q:
    """Whether a case was handed over three times since anything was done for the resident (BR-H14)."""
    handed = CaseEvent.objects.filter(case=OuterRef("case"), kind=CaseEvent.Kind.HANDED_OVER)
    last = Subquery(handed.order_by("-at", "-pk").values("at")[STILL - 1 : STILL])
    worked = Exists(CaseEvent.objects.filter(case=OuterRef("pk"), kind__in=PROGRESS, at__gt=last))
    return Q(carry_count__gte=STILL) & ~Q(worked)


class CaseQuerySet(WatchedQuerySet):
    """Questions about cases."""

    def open(self) -> Self:
        """Cases somebody still answers for."""
        return self.filter(closed_at__isnull=True)

    def answered_for_by(self, staff: Staff) -> Self:
        """Cases this person owns."""
        return self.filter(owner=staff)

    def first_received_by(self, staff: Staff) -> Self:
        """Cases this person is the first contact of."""
        return self.filter(first_contact=staff)

    def handled_in(self, department: "Department | None") -> Self:
        """Cases this department works on."""
        return self.filter(department=department)

    def unclaimed(self) -> Self:
        """Forwarded, and nobody of the department has taken it on."""
        return self.open().filter(handler__isnull=True, status=Case.Status.IN_PROGRESS)

    def late(self) -> Self:
        """Open cases whose promise has passed: 逾期 is derived, never a state."""
        return (
            self.open().exclude(status=Case.Status.AWAITING_CALLBACK).filter(promise_due_at__lt=clock.now())
        )

    def due_until(self, moment: datetime) -> Self:
        """Cases promised for no later than this moment."""
        return self.filter(promise_due_at__lte=moment)

    def done_for(self, department: "Department", category: "Category", since: datetime) -> Self:
        """Cases whose work this department has done for such a matter since then."""
        return self.filter(department=department, category=category, resolved_at__gte=since)

    def emergencies(self) -> Self:
        """Open cases of life safety (BR-V15)."""
        return self.open().filter(priority=Priority.P0).exclude(status=Case.Status.AWAITING_CALLBACK)

    def on_the_quality_list(self) -> Self:
        """Open cases that have gone all the way up (BR-E04)."""
        return self.open().filter(level=Case.Level.L3)

    def to_be_assigned(self) -> Self:
        """Returned twice: a shift leader assigns (BR-V13)."""
        return self.open().filter(status=Case.Status.PROMISED, return_count__gte=rules.RETURNS)

    def closed_exceptionally(self) -> Self:
        """Closed by a manager without the resident's yes: counted apart (BR-C05)."""
        return self.filter(status=Case.Status.CLOSED).exclude(close_reason="")

    def carried_without_progress(self) -> Self:
        """Open cases that went through three handovers in a row with nothing done in between (BR-H14)."""
        return self.open().filter(carried_without_progress())

    def of_unit(self, unit: Any) -> Self:
        """Cases of one home."""
        return self.filter(unit=unit)

    def beside(self, case: "Case") -> Self:
        """Other cases of the same home."""
        return self.of_unit(case.unit_id).exclude(pk=case.pk)

    def same_matter(self, visit: Visit) -> Self:
        """Open cases that a visit to the desk is probably about: same home, kindred category, lately (BR-V14)."""
        if visit.unit_id is None or visit.category is None:
            return self.none()
        codes = KINDRED if visit.category.code in KINDRED else (visit.category.code,)
        since = clock.now() - timedelta(days=visit.centre.same_matter_days)
        return self.open().filter(unit=visit.unit_id, category__code__in=codes, opened_at__gte=since)

    def against_leaving(self, staff: Staff) -> str:
        """Nobody's account is closed while residents still wait for an answer from them (BR-V03)."""
        count = self.open().answered_for_by(staff).count()
        if not count:
            return ""
        return ngettext(
            "%(name)s still answers for %(count)d open case. A manager gives it to somebody else first.",
            "%(name)s still answers for %(count)d open cases. A manager gives them to somebody else first.",
            count,
        ) % {"name": staff, "count": count}

    def in_hand_of(self, staff: "Staff | Somebody") -> Self:
        """Open cases somebody must have before their eyes, with the standing promise and the open callback.

        One's own and those one is to ask about; every alarm (BR-V15); what waits for one's department; and for who
        leads the shift, what is to be assigned and what nobody could be reached about (BR-V13, BR-C04).
        """
        concerns = Q(owner=staff.pk) | Q(asked__assignee=staff.pk)
        concerns |= Q(priority=Priority.P0) & ~Q(status=Case.Status.AWAITING_CALLBACK)
        if staff.may("handle_work") and staff.department_id:
            concerns |= Q(
                department=staff.department_id, handler__isnull=True, status=Case.Status.IN_PROGRESS
            )
        if staff.is_supervisor:
            concerns |= Q(status=Case.Status.PROMISED, return_count__gte=rules.RETURNS) | Q(
                asked__state="exhausted"
            )
        return (
            self.open()
            .annotate(
                standing=FilteredRelation("promises", condition=Q(promises__state="standing")),
                asked=FilteredRelation("callbacks", condition=Q(callbacks__state__in=OPEN_CALLBACK)),
            )
            .filter(concerns)
            .most_pressing_first()
        )

    def most_pressing_first(self) -> Self:
        """By when they are due; an alarm has no promise and comes first."""
        return self.order_by(models.F("promise_due_at").asc(nulls_first=True), "pk")

    def for_list(self) -> Self:
        """Everything a row shows, in one question."""
        return self.select_related("category", "unit", "department", "first_contact", "owner", "handler")

    def for_story(self) -> Self:
        """Everything the head of the page shows, in one question."""
        return self.for_list().select_related(
            "centre",
            "visit__desk",
            "visit__resident",
            "resolved_by",
            "closed_by",
            "merged_into",
            "against_department",
            "against_staff",
            "category__department",
            "referral",
        )

    def with_open_callback(self) -> Self:
        """Each with the callback that is still to be made, in the same question."""
        return self.annotate(
            asked=FilteredRelation("callbacks", condition=Q(callbacks__state__in=OPEN_CALLBACK))
        ).select_related("asked__assignee")


class Case(Contested, Watched):
    """What outlives a visit: exactly one owner, a promise, a handler, and one door to closed (§4.2, I2–I4)."""

    class Status(models.TextChoices):
        PROMISED = "promised", _("Promised")
        IN_PROGRESS = "in_progress", _("In progress")
        WAITING = "waiting", _("Waiting")
        AWAITING_CALLBACK = "awaiting_callback", _("Awaiting callback")
        CLOSED = "closed", _("Closed")
        MERGED = "merged", _("Merged")

    class CloseReason(models.TextChoices):
        UNREACHED = "unreached", _("Resident could not be reached")
        NOT_OURS = "not_ours", _("Outside our duty, passed to the proper authority")
        ANSWERED = "answered", _("Unreasonable request, answered in writing")
        DUPLICATE = "duplicate", _("Duplicate, merged")

    class Weight(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary")
        SERIOUS = "serious", _("Serious")

    class Level(models.IntegerChoices):
        NONE = 0, _("Not escalated")
        L1 = 1, _("L1: shift leader")
        L2 = 2, _("L2: manager")
        L3 = 3, _("L3: quality list")

    #: The legal moves (§2.1).
    NEXT: ClassVar[dict[str, frozenset[str]]] = {
        "promised": frozenset({"in_progress", "merged", "closed"}),
        "in_progress": frozenset({"promised", "waiting", "awaiting_callback", "merged", "closed"}),
        "waiting": frozenset({"in_progress", "promised", "merged", "closed"}),
        "awaiting_callback": frozenset({"in_progress", "merged", "closed"}),
        "closed": frozenset({"in_progress"}),
        "merged": frozenset(),
    }

    guards: ClassVar[tuple[Guard, ...]] = (
        Frozen("centre"),
        Frozen("number"),
        Frozen("visit"),
        Frozen("first_contact"),
        Frozen("opened_at"),
    )

    number = models.CharField(_("case number"), max_length=20, editable=False)
    visit = models.OneToOneField(
        "visits.Visit", models.PROTECT, related_name="opened", verbose_name=_("opening visit")
    )
    opened_at = models.DateTimeField(_("opened at"), editable=False)
    title = models.CharField(_("matter"), max_length=TITLE)
    visitor_name = models.CharField(_("visitor"), max_length=40, blank=True)
    unit = models.ForeignKey(
        "directory.Unit", models.PROTECT, null=True, related_name="cases", verbose_name=_("room")
    )
    location_detail = models.CharField(_("exact location"), max_length=120, blank=True)
    category = models.ForeignKey(
        "directory.Category", models.PROTECT, related_name="cases", verbose_name=_("category")
    )
    priority = models.CharField(_("urgency"), max_length=2, choices=Priority)
    first_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="cases_received",
        verbose_name=_("first contact"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="cases_owned",
        verbose_name=pgettext_lazy("of a case", "owner"),
    )
    department = models.ForeignKey(
        "directory.Department", models.PROTECT, related_name="cases", verbose_name=_("department")
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="cases_handled",
        verbose_name=_("handler"),
    )
    handler_since = models.DateTimeField(_("taken on at"), null=True)
    status = models.CharField(_("status"), max_length=17, choices=Status)
    promise_due_at = models.DateTimeField(_("promised by"), null=True)
    promise_made_at = models.DateTimeField(_("promised at"), null=True)
    promise_count = models.PositiveSmallIntegerField(_("promises made"), default=0)
    emergency = models.BooleanField(_("opened as an emergency"), default=False)
    introduced = models.BooleanField(_("opened by introduction to the cashier"), default=False)
    forwarded_at = models.DateTimeField(_("forwarded at"), null=True)
    sent_at = models.DateTimeField(_("given to the department at"), null=True)
    outside_name = models.CharField(_("outside party"), max_length=60, blank=True)
    outside_phone = models.CharField(_("outside party's number"), max_length=30, blank=True)
    outside_contacted_at = models.DateTimeField(_("outside party contacted at"), null=True)
    was_told = models.BooleanField(_("the resident has been told how it stands"), default=False)
    return_count = models.PositiveSmallIntegerField(_("times returned"), default=0)
    urge_count = models.PositiveSmallIntegerField(_("times urged"), default=0)
    reopen_count = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    carry_count = models.PositiveSmallIntegerField(_("times handed over"), default=0)
    level = models.PositiveSmallIntegerField(_("escalated to"), choices=Level, default=Level.NONE)
    weight = models.CharField(
        _("weight of the complaint"), max_length=8, choices=Weight, default=Weight.ORDINARY
    )
    against_department = models.ForeignKey(
        "directory.Department",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("complaint against"),
    )
    against_staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("complaint about"),
    )
    resolved_at = models.DateTimeField(_("work done at"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("work done by")
    )
    result = models.TextField(_("result"), blank=True)
    overdue_reason = models.CharField(_("why it took longer"), max_length=300, blank=True)
    kept_first_promise = models.BooleanField(_("first promise kept"), null=True)
    kept_last_promise = models.BooleanField(_("last promise kept"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("closed by")
    )
    closing_callback = models.OneToOneField(
        "visits.Callback",
        models.PROTECT,
        null=True,
        related_name="closes",
        verbose_name=_("closing callback"),
    )
    closing_satisfaction = models.PositiveSmallIntegerField(
        _("satisfaction"), choices=Visit.Satisfaction, null=True
    )
    close_reason = models.CharField(_("why it was closed"), max_length=9, choices=CloseReason, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name=_("merged into")
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering: ClassVar[list[str]] = ["-opened_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["centre", "number"], name="case_number_is_unique_in_its_centre"),
            models.CheckConstraint(
                condition=~Q(status="closed")
                | Q(
                    close_reason="",
                    closing_callback__isnull=False,
                    closing_satisfaction__isnull=False,  # a comparison with nothing is not false, and would pass
                    closing_satisfaction__gte=3,
                )
                | (~Q(close_reason="") & Q(closing_callback__isnull=True, closing_satisfaction__isnull=True)),
                name="a_case_closes_by_a_satisfied_callback_or_a_named_exception",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["closed", "merged"], closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(status__in=["closed", "merged"]) & Q(closed_at__isnull=True, closed_by__isnull=True)),
                name="closed_exactly_when_signed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["closed", "merged"])
                | Q(close_reason="", closing_callback__isnull=True, closing_satisfaction__isnull=True),
                name="an_open_case_has_no_closing",
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="merged_exactly_when_it_says_into_what",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | (Q(resolved_at__isnull=False, resolved_by__isnull=False) & ~Q(result="")),
                name="work_is_done_by_somebody_with_a_result",
            ),
            models.CheckConstraint(
                condition=~Q(status="awaiting_callback") | Q(resolved_at__isnull=False),
                name="a_callback_is_awaited_only_for_work_done",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["awaiting_callback", "closed", "merged"])
                | Q(promise_due_at__isnull=False)
                | Q(emergency=True)
                | Q(introduced=True),
                name="an_open_case_has_a_promise",
            ),
            models.CheckConstraint(
                condition=Q(handler__isnull=True, handler_since__isnull=True)
                | Q(handler__isnull=False, handler_since__isnull=False),
                name="handler_took_it_on_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status="promised")
                | Q(status="merged")
                | Q(forwarded_at__isnull=False)
                | ~Q(close_reason=""),
                name="work_begins_once_it_is_forwarded",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(wakes_at__isnull=True),
                name="the_clock_looks_after_open_cases_only",
            ),
            models.CheckConstraint(condition=Q(level__range=(0, 3)), name="a_case_goes_up_three_levels"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["centre", "closed_at", "promise_due_at"],
                condition=Q(closed_at__isnull=True),
                name="case_open_by_promise",
            ),
            models.Index(
                fields=["owner", "closed_at", "promise_due_at"],
                condition=Q(closed_at__isnull=True),
                name="case_open_by_owner",
            ),
            models.Index(
                fields=["department", "closed_at", "promise_due_at"],
                condition=Q(closed_at__isnull=True),
                name="case_open_by_department",
            ),
            models.Index(fields=["wakes_at"], condition=Q(wakes_at__isnull=False), name="case_to_wake"),
            models.Index(fields=["unit", "-opened_at"], name="case_by_unit"),
            models.Index(fields=["centre", "-opened_at"], name="case_by_opening"),
            models.Index(fields=["first_contact", "-opened_at"], name="case_by_first_contact"),
            models.Index(fields=["centre", "forwarded_at"], name="case_by_forwarding"),
            models.Index(
                fields=["centre", "closed_at"], condition=Q(closed_at__isnull=False), name="case_by_closing"
            ),
            models.Index(
                fields=["department", "category", "resolved_at", "opened_at"],
                condition=Q(resolved_at__isnull=False),
                name="case_done_by_department",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("visits:case", args=[self.number])

    # What the desk may find out -----------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether somebody still answers for it."""
        return self.closed_at is None

    @property
    def is_late(self) -> bool:
        """逾期: the promise has passed and the work is not done."""
        return bool(
            self.is_open
            and self.status != self.Status.AWAITING_CALLBACK
            and self.promise_due_at
            and self.promise_due_at < clock.now()
        )

    @property
    def is_complaint(self) -> bool:
        """Whether the resident complains (BR-C07)."""
        return self.category.code == "complaint"

    @property
    def is_serious(self) -> bool:
        """重大投訴: three households, the press, an injury or a loss (§1.2)."""
        return self.weight == self.Weight.SERIOUS

    @property
    def is_outside(self) -> bool:
        """Whether somebody outside the house does the work (BR-V16)."""
        return self.department.is_outside

    @property
    def is_exhausted(self) -> bool:
        """Whether three attempts over two days reached nobody (BR-C04)."""
        return self.callbacks.exhausted().exists()

    @property
    def awaits_settling(self) -> bool:
        """Whether a cashier is with the resident and has not said what came of it (§4.7)."""
        return self.introduced and self.introductions().exists()

    @property
    def forward_delay(self) -> timedelta | None:
        """How long it took from the visit to the department (BR-V05); None while it is not forwarded."""
        return self.forwarded_at - self.opened_at if self.forwarded_at else None

    @property
    def was_forwarded_late(self) -> bool:
        """超時轉辦: forwarded, or still waiting to be, later than the centre allows (BR-V05)."""
        delay = self.forward_delay or clock.now() - self.opened_at
        return delay > timedelta(minutes=self.centre.forward_within_minutes)

    @property
    def is_dissatisfied_twice(self) -> bool:
        """Whether the resident said no twice: a shift leader or manager goes there in person (BR-C09)."""
        return self.reopen_count >= rules.DISSATISFIED

    @property
    def where(self) -> str:
        """The home or place it concerns."""
        return self.unit.code if self.unit else self.location_detail

    @property
    def waits_for_assignment(self) -> bool:
        """Two departments sent it back, and who leads has not settled whose work it is (BR-V13)."""
        return self.status == self.Status.PROMISED and self.return_count >= rules.RETURNS

    @property
    def forward_by(self) -> datetime:
        """By when it should be forwarded (BR-V05)."""
        return self.opened_at + timedelta(minutes=self.centre.forward_within_minutes)

    def can_become(self, status: str) -> bool:
        """Whether this is a legal next state (§2.1)."""
        return status in self.NEXT[self.status]

    # Opening ------------------------------------------------------------------------------------------------

    @classmethod
    def open_with_promise(
        cls,
        visit: Visit,
        by: Staff,
        terms: PromiseTerms,
        department: "Department",
        *,
        handler: Staff | None,
        forward: bool,
        outside: Mapping[str, str],
        **complaint: Any,
    ) -> "Case":
        """Open the case that a promise at the desk makes; its first contact answers for it (§4.2, I2)."""
        case = cls._from(visit, department, **complaint)
        case.status, case.promise_due_at, case.promise_count = cls.Status.PROMISED, terms.due_at, 1
        case.promise_made_at = case.opened_at
        case._note_outside(department, outside)
        events = [CaseEvent.Kind.OPENED, CaseEvent.Kind.PROMISED]
        if forward:
            case.status, case.forwarded_at = cls.Status.IN_PROGRESS, clock.now()
            case.sent_at = case.forwarded_at
            events.append(CaseEvent.Kind.FORWARDED)
            if handler:
                case.handler, case.handler_since = handler, case.sent_at
        case._sign(by, "promise")
        case._write_promise(by, "promise", terms, reason="")
        notes = {
            CaseEvent.Kind.OPENED: visit.statement,
            CaseEvent.Kind.PROMISED: terms.text,
            CaseEvent.Kind.FORWARDED: str(department),
        }
        CaseEvent.objects.bulk_create(
            CaseEvent(
                case=case, by=by, kind=kind, note=notes[kind], resident_told=kind == CaseEvent.Kind.PROMISED
            )
            for kind in events
        )
        return case

    @classmethod
    def open_as_emergency(cls, visit: Visit, by: Staff, department: "Department") -> "Case":
        """Open a case of life safety: at work at once, no promise needed (BR-V15)."""
        case = cls._from(visit, department)
        case.emergency = True
        case._start(by, "raise_alarm", CaseEvent.Kind.OPENED, visit.statement or visit.location_detail)
        telling.alarm(case, by)
        return case

    @classmethod
    def open_for_cashier(cls, visit: Visit, by: Staff, cashier: Staff, matter: str) -> "Case":
        """Open the case of a fee matter once the cashier greets the resident; the desk stays owner (§4.7, BR-F03)."""
        department = cashier.department or (visit.category.department if visit.category else None)
        assert department is not None  # the rules ask for a category before an introduction
        case = cls._from(visit, department)
        case.introduced, case.handler, case.handler_since = True, cashier, clock.now()
        return case._start(by, "take_over", CaseEvent.Kind.INTRODUCED, matter)

    @classmethod
    def _from(cls, visit: Visit, department: "Department", **complaint: Any) -> "Case":
        assert visit.category is not None  # the rules ask for one
        name = visit.visitor_name or (visit.resident.name if visit.resident else "")
        return cls(
            centre=visit.centre,
            visit=visit,
            number=visit.number,
            opened_at=clock.now(),
            title=_titled(visit.statement or visit.location_detail or visit.category.label),
            visitor_name=name,
            unit=visit.unit,
            location_detail=visit.location_detail,
            category=visit.category,
            priority=visit.priority,
            first_contact=visit.first_contact,
            owner=visit.first_contact,
            department=department,
            **complaint,
        )

    def _start(self, by: Staff, verb: str, kind: CaseEvent.Kind, note: str) -> Self:
        self.status, self.forwarded_at = self.Status.IN_PROGRESS, clock.now()
        self._sign(by, verb)
        tell(self, by, kind, note)
        return self

    # Verbs: where the work is ---------------------------------------------------------------------------------

    @transaction.atomic
    def forward(
        self, *, by: Staff, department: "Department", note: str = "", outside: Mapping[str, str] | None = None
    ) -> None:
        """轉辦: give the work to a department; who answers for it does not change (§4.2 及時反饋, I2)."""
        self._lock()
        self._refuse_if(rules.against_forwarding(self, by, department, outside or {}))
        self._hand_to(department, None, outside or {})
        self._sign(by, "forward", note)
        tell(self, by, CaseEvent.Kind.FORWARDED, note or str(department), department=str(department))

    @transaction.atomic
    def assign(
        self,
        *,
        by: Staff,
        department: "Department",
        handler: Staff | None = None,
        note: str = "",
        outside: Mapping[str, str] | None = None,
    ) -> None:
        """指派: a shift leader settles whose work it is after two returns (BR-V13)."""
        self._lock()
        self._refuse_if(rules.against_assigning(self, by, department, outside))
        self._hand_to(department, handler, outside or {})
        self._sign(by, "assign", note)
        tell(self, by, CaseEvent.Kind.ASSIGNED, note or str(department), department=str(department))

    @transaction.atomic
    def accept(self, *, by: Staff) -> None:
        """受理: somebody of the department takes the work on, the first to say so (§3.2)."""
        self._lock()
        self._refuse_if(rules.against_accepting(self, by))
        self.handler, self.handler_since = by, clock.now()
        if self.sent_at:  # whoever takes it on need not be told that it has come
            self.tick_off(Moment("work-sent", self.sent_at))
        self._sign(by, "accept")
        tell(self, by, CaseEvent.Kind.ACCEPTED)

    @transaction.atomic
    def send_back(self, *, by: Staff, reason: str) -> None:
        """退回: the department gives the work back to the owner, twice at most (BR-V13)."""
        self._lock()
        self._refuse_if(rules.against_returning(self, by, reason))
        self.return_count += 1
        self.handler = self.handler_since = self.sent_at = None
        self.status = self.Status.PROMISED
        self._sign(by, "send_back", reason)
        tell(self, by, CaseEvent.Kind.RETURNED, reason, department=str(self.department))
        telling.returned(self, by)

    @transaction.atomic
    def note(self, *, by: Staff, note: str) -> None:
        """進展: add what happened, for colleagues; help never collides with anybody (§4.2 記錄, BR-V04)."""
        self.as_seen(None)._lock()
        self._refuse_if(rules.against_noting(self, by, note))
        self.save_signed(by, "note")
        tell(self, by, CaseEvent.Kind.PROGRESS, note)

    @transaction.atomic
    def inform(self, *, by: Staff, note: str) -> None:
        """告知業主: tell the resident how it stands (§4.2)."""
        self.as_seen(None)._lock()
        self._refuse_if(rules.against_telling(self, by, note), {})
        self.was_told = True
        self.save_signed(by, "inform")
        tell(self, by, CaseEvent.Kind.TOLD, note, told=True)

    @transaction.atomic
    def wait(self, *, by: Staff, reason: str) -> None:
        """暫停: the work waits for something; the promise does not."""
        self._lock()
        self._refuse_if(rules.against_waiting(self, by, reason))
        self.status = self.Status.WAITING
        self._sign(by, "wait", reason)
        tell(self, by, CaseEvent.Kind.WAITING, reason)

    @transaction.atomic
    def resume(self, *, by: Staff, note: str = "") -> None:
        """The work goes on."""
        self._lock()
        self._refuse_if(rules.against_resuming(self, by))
        self.status = self.Status.IN_PROGRESS
        self._sign(by, "resume", note)
        tell(self, by, CaseEvent.Kind.RESUMED, note)

    @transaction.atomic
    def contact_outside(self, *, by: Staff, name: str, phone: str, note: str = "") -> None:
        """Get in touch with the outside party, and say who it is (BR-V16)."""
        self._lock()
        self._refuse_if(rules.against_contacting_outside(self, by, name, phone))
        self.outside_name, self.outside_phone = name, phone
        self.outside_contacted_at = self.outside_contacted_at or clock.now()
        self._sign(by, "contact_outside", note)
        tell(self, by, CaseEvent.Kind.OUTSIDE, note or f"{name} {phone}")

    @transaction.atomic
    def call_out(self, *, by: Staff, service: str) -> None:
        """Stamp the moment somebody outside was called: 119, 120, 110, the lift firm (BR-V15)."""
        self._lock()
        self._refuse_if(rules.against_calling_out(self, by))
        self.save_signed(by, "call_out", service)
        tell(self, by, CaseEvent.Kind.CALLED_OUT, service)

    @transaction.atomic
    def prioritise(self, *, by: Staff, priority: str, note: str = "") -> None:
        """Raise the urgency, or, as a shift leader, lower it (§2.1)."""
        self._lock()
        self._refuse_if(rules.against_prioritising(self, by, priority))
        was, self.priority = self.priority, priority
        self._sign(by, "prioritise", note)
        tell(self, by, CaseEvent.Kind.PRIORITY, note, was=was, became=priority)
        if priority == Priority.P0:
            telling.alarm(self, by)

    # Verbs: the promise ---------------------------------------------------------------------------------------

    @transaction.atomic
    def move_promise(self, *, by: Staff, terms: PromiseTerms | None, reason: str, told: bool) -> None:
        """改期: before it passes, a new promise, and the old one stays for the record (BR-V12, I5)."""
        self._lock()
        self._refuse_if(*rules.against_moving_the_promise(self, by, terms, reason, told))
        assert terms is not None  # the rule above refuses otherwise
        self._replace_promise(by, "move_promise", terms, reason, Promise.State.MOVED)
        tell(self, by, CaseEvent.Kind.RESCHEDULED, f"{terms.text} — {reason}", told=True)

    @transaction.atomic
    def promise_again(
        self, *, by: Staff, terms: PromiseTerms | None, reason: str, told: bool, apology: bool
    ) -> None:
        """After a promise passed: it stays broken; apologise, say why, promise anew (BR-V12, I5)."""
        self._lock()
        self._refuse_if(
            *rules.against_promising_again(self, by, terms, reason=reason, told=told, apology=apology)
        )
        assert terms is not None  # the rule above refuses otherwise
        self._replace_promise(by, "promise_again", terms, reason, Promise.State.BROKEN)
        tell(self, by, CaseEvent.Kind.PROMISED, f"{terms.text} — {reason}", told=True)

    @transaction.atomic
    def fulfil(self, *, by: Staff, note: str, terms: PromiseTerms | None) -> None:
        """兌現: somebody came, or answered, in time; what remains to be done gets the next promise (§4.8)."""
        self._lock()
        self._refuse_if(*rules.against_fulfilling(self, by, note, terms))
        assert terms is not None  # the rule above refuses otherwise
        self._replace_promise(by, "fulfil", terms, note[:300], Promise.State.KEPT)
        tell(self, by, CaseEvent.Kind.PROMISED, f"{note} — {terms.text}", told=True)

    # Verbs: done, asked, closed -------------------------------------------------------------------------------

    @transaction.atomic
    def resolve(self, *, by: Staff, result: str, overdue_reason: str = "") -> "Callback":
        """辦結: the work is done; a callback falls due at once (§4.2 即時回訪, BR-C01, E05)."""
        from visits.models.callback import Callback

        self._lock()
        self._refuse_if(*rules.against_resolving(self, by, result, overdue_reason))
        late = self.is_late
        self.status = self.Status.AWAITING_CALLBACK
        self.result, self.overdue_reason = result, overdue_reason
        self.resolved_at, self.resolved_by = clock.now(), by
        first = last = None
        for promise in self.promises.all():
            first, last = first or promise, promise
        if first and last:
            if last.state == Promise.State.STANDING:
                last.end(by, "resolve", Promise.State.BROKEN if late else Promise.State.KEPT)
            self.kept_last_promise = last.state == Promise.State.KEPT
            self.kept_first_promise = (
                self.kept_last_promise if first.pk == last.pk else first.was_kept_by(self.resolved_at)
            )
        self.promise_due_at = self.promise_made_at = None
        self._come_down()
        self._sign(by, "resolve", overdue_reason)
        tell(self, by, CaseEvent.Kind.RESOLVED, result)
        return Callback.schedule_for(self, by)

    @transaction.atomic
    def reopen(self, *, by: Staff, reason: str, terms: PromiseTerms | None) -> None:
        """重開: the resident says it is not right after all (§2.1, BR-C10)."""
        if not self.is_open:
            obligations.take_on(self.owner if self.owner.is_active else by, by=by, numbers=[self.number])
        self._lock()
        self._refuse_if(*rules.against_reopening(self, by, reason, terms))
        assert terms is not None  # the rule above refuses otherwise
        for callback in self.callbacks.open():
            callback.cancel(by)
        if (
            not self.owner.is_active
        ):  # closed cases hold nobody back from leaving; an open one needs an owner who is here
            was, self.owner = self.owner, by
            tell(self, by, CaseEvent.Kind.REASSIGNED, reason[:300], was=str(was), became=str(by))
        self._go_on(by, "reopen", reason, terms)

    @transaction.atomic
    def close_exceptionally(self, *, by: Staff, reason: str, note: str) -> None:
        """例外結案: a manager closes without the resident's yes, for a reason from the list (Q8, I4)."""
        self._lock()
        self._refuse_if(rules.against_closing_exceptionally(self, by, reason, note))
        for callback in self.callbacks.open():
            callback.give_up(by) if reason == self.CloseReason.UNREACHED else callback.cancel(by)
        self._end_introduction(by)
        self._void_standing_promise(by, "close_exceptionally")
        self.status, self.close_reason = self.Status.CLOSED, reason
        self.closed_at, self.closed_by = clock.now(), by
        self._sign(by, "close_exceptionally", note)
        tell(self, by, CaseEvent.Kind.CLOSED, note, reason=reason)

    @transaction.atomic
    def merge(self, *, by: Staff, into: "Case") -> None:
        """併案: two cases of one matter go on as one, which is urged by it (§2.1)."""
        first, second = sorted((self, into), key=lambda case: case.pk)
        first._lock()
        second._lock()
        self._refuse_if(rules.against_merging(self, by, into))
        for callback in self.callbacks.open():
            callback.cancel(by)
        self._end_introduction(by)
        self._void_standing_promise(by, "merge")
        self.status, self.merged_into = self.Status.MERGED, into
        self.closed_at, self.closed_by = clock.now(), by
        self._sign(by, "merge")
        tell(self, by, CaseEvent.Kind.MERGED, into.number)
        into._be_urged(by, self.visit)

    @transaction.atomic
    def reassign(self, *, by: Staff, to: Staff, reason: str) -> None:
        """A manager gives the case another owner, outside a handover (BR-H20, I2)."""
        obligations.take_on(to, by=by, numbers=[self.number])
        self._lock()
        self._refuse_if(rules.against_reassigning(self, by, to, reason))
        was, self.owner = self.owner, to
        self._sign(by, "reassign", reason)
        tell(self, by, CaseEvent.Kind.REASSIGNED, reason, was=str(was), became=str(to))
        telling.reassigned(self, by, was)

    def come_to(self, owner: Staff) -> None:
        """交接: the next shift's person answers for it now; an accepted handover asks this and signs (§4.9, BR-H11)."""
        self.owner = owner
        self.carry_count += 1
        self.version += 1

    # The clock ------------------------------------------------------------------------------------------------

    def moments(self) -> Iterator[Moment]:
        """What the clock must do for this case as it stands (BR-E01–E04, E10, V05, V16)."""
        if not self.is_open:
            return
        if self.status == self.Status.IN_PROGRESS and self.sent_at:
            yield Moment("work-sent", self.sent_at)
        if self.status == self.Status.PROMISED and self.forwarded_at is None:
            yield Moment("to-forward", timing.amber_moment(self.opened_at, self.forward_by))
            yield Moment("forward-late", self.forward_by)
        if self.outside_name and self.sent_at and self.outside_contacted_at is None:
            yield Moment("outside", self.sent_at + timing.REACH_OUTSIDE_WITHIN)
        yield from self._moments_of_the_promise()
        if self.resolved_at is None and not self.was_told:
            ceiling = timing.answer_ceiling(self.centre, self.opened_at)
            if ceiling and self.is_complaint:
                yield Moment("ceiling", ceiling)

    def _moments_of_the_promise(self) -> Iterator[Moment]:
        if self.promise_due_at is None or self.status == self.Status.AWAITING_CALLBACK:
            return
        warn_at = timing.warn_moment(self.promise_made_at or self.opened_at, self.promise_due_at)
        if warn_at:
            yield Moment("promise-nears", warn_at)
        for level, at in timing.ladder(self.promise_due_at, serious=self.is_serious).items():
            yield Moment(f"late-{level}", at)

    @transaction.atomic(savepoint=False)
    def wake(self) -> None:
        """Do what the clock owes this case: each thing once, late if it was down; the owner stays (I9, BR-E07, E08)."""
        level = self.level
        for moment in self.come_due():
            self._come_to(moment)
            self.tick_off(moment)
        if self.level != level:
            self.save_signed(None, "escalate")
        else:
            self.remember()

    def _come_to(self, moment: Moment) -> None:
        if moment.what == "promise-nears" and self.is_late:
            return  # the clock stood still meanwhile, and says more below
        if say := SAID.get(moment.what):
            say(self, moment.at)
        if moment.what == "late-2":
            tell(self, None, CaseEvent.Kind.URGED, department=str(self.department))
        if level := LEVELS.get(moment.what):
            self._go_up(level, moment.what, moment.at)

    def _go_up(self, level: "Case.Level", reason: str, due: datetime) -> None:
        self.level = max(self.level, level)
        self.announce(level, reason, due)

    def announce(self, level: "Case.Level", reason: str, due: datetime) -> None:
        """上報: it is written into the story, and who stands above is told (BR-E02–E04)."""
        tell(self, None, CaseEvent.Kind.ESCALATED, level=level, reason=reason)
        telling.escalated(self, level, reason, due)

    def go_uncalled(self, due: datetime) -> None:
        """Two days after the work was done nobody has tried to call: the shift leader must know (BR-C03)."""
        self.as_seen(None)._lock()
        self._go_up(self.Level.L1, "uncalled", due)
        self.save_signed(None, "escalate")

    def _come_down(self) -> None:
        """A new promise, or the work done, starts afresh; what is on the quality list stays there (BR-E04, C09)."""
        stays = self.level == self.Level.L3 or self.is_dissatisfied_twice
        self.level = self.Level.L3 if stays else self.Level.NONE

    # What other records' verbs do to a case, under its lock ----------------------------------------------------

    def _be_urged(self, by: Staff, visit: Visit) -> None:
        self.urge_count += 1
        self.save_signed(by, "urge")
        tell(self, by, CaseEvent.Kind.URGED, visit.statement, visit=visit.number)
        telling.urged(self, by)

    def _close(self, by: Staff, callback: "Callback") -> None:
        self.status = self.Status.CLOSED
        self.closing_callback, self.closing_satisfaction = callback, callback.satisfaction
        self.closed_at, self.closed_by = clock.now(), by
        self._sign(by, "close")
        tell(self, by, CaseEvent.Kind.CLOSED, callback.feedback, satisfaction=callback.satisfaction)

    def _go_on(self, by: Staff, verb: str, reason: str, terms: PromiseTerms) -> None:
        self.status = self.Status.IN_PROGRESS
        self.reopen_count += 1
        self.closed_at = self.closed_by = self.closing_callback = self.closing_satisfaction = None
        self.close_reason = ""
        self.resolved_at = self.resolved_by = self.kept_first_promise = self.kept_last_promise = None
        self.sent_at = clock.now()
        self.forwarded_at = self.forwarded_at or self.sent_at
        self._replace_promise(by, verb, terms, reason[:300], Promise.State.BROKEN)
        tell(self, by, CaseEvent.Kind.REOPENED, f"{reason} — {terms.text}", told=True)
        telling.reopened(self, by)
        if self.is_dissatisfied_twice:
            self.announce(self.Level.L3, "dissatisfied", clock.now())

    def _follow_correction(self, by: Staff, reason: str, changes: Mapping[str, Any]) -> None:
        """The case keeps saying what its opening visit says."""
        self._lock()
        was = {field: str(getattr(self, field) or "") for field in changes if hasattr(self, field)}
        for field, value in changes.items():
            if field in ("unit", "location_detail", "category", "visitor_name"):
                setattr(self, field, value)
            elif field == "statement":
                self.title = _titled(str(value))
        self._sign(by, "correct", reason)
        tell(
            self,
            by,
            CaseEvent.Kind.CORRECTED,
            reason,
            was=was,
            became={f: str(changes[f] or "") for f in was},
        )

    def _hand_to(self, department: "Department", handler: Staff | None, outside: Mapping[str, str]) -> None:
        self.department, self.handler = department, handler
        self.sent_at = clock.now()
        self.handler_since = self.sent_at if handler else None
        self.forwarded_at = self.forwarded_at or self.sent_at
        self.status = self.Status.IN_PROGRESS
        self._note_outside(department, outside)

    def _note_outside(self, department: "Department", outside: Mapping[str, str]) -> None:
        if department.is_outside:
            self.outside_name, self.outside_phone = outside.get("name", ""), outside.get("phone", "")

    def _write_promise(self, by: Staff, verb: str, terms: PromiseTerms, reason: str) -> None:
        Promise(
            centre=self.centre,
            case=self,
            place=self.promise_count,
            kind=terms.kind,
            text=terms.text,
            due_at=terms.due_at,
            estimate_at=terms.estimate_at,
            thin_margin_accepted=terms.thin_margin_accepted,
            reason=reason,
            made_by=by,
            made_at=clock.now(),
        ).save_signed(by, verb)

    def _replace_promise(
        self, by: Staff, verb: str, terms: PromiseTerms, reason: str, ended_as: Promise.State
    ) -> None:
        for promise in self.promises.standing():
            promise.end(by, verb, ended_as)
        self.promise_count += 1
        self.promise_due_at, self.promise_made_at = terms.due_at, clock.now()
        self._come_down()
        self._sign(by, verb, reason)
        self._write_promise(by, verb, terms, reason or gettext("The first promise"))

    def introductions(self) -> "QuerySet[Referral]":
        """What a cashier took over and has not settled."""
        from visits.models.referral import Referral

        return Referral.objects.unsettled().filter(case=self)

    def _end_introduction(self, by: Staff) -> None:
        if self.introduced:
            for referral in self.introductions():
                referral.withdraw(by=by)

    def _void_standing_promise(self, by: Staff, verb: str) -> None:
        for promise in self.promises.standing():
            promise.end(by, verb, Promise.State.BROKEN if self.is_late else Promise.State.VOID)
        self.promise_due_at = self.promise_made_at = None


#: What a moment of a case tells whom, and how far up it lets the case go.
SAID: Final[Mapping[str, Callable[[Case, datetime], None]]] = {
    "work-sent": telling.sent,
    "to-forward": telling.to_be_forwarded,
    "forward-late": telling.forwarded_late,
    "outside": telling.outside_to_be_contacted,
    "promise-nears": telling.promise_nears,
    "late-1": telling.promise_broken,
    "late-2": telling.urged_in_writing,
}
LEVELS: Final[Mapping[str, Case.Level]] = {
    "late-1": Case.Level.L1,
    "late-2": Case.Level.L2,
    "late-3": Case.Level.L3,
    "ceiling": Case.Level.L3,
}


def _titled(text: str) -> str:
    """The matter in one line: the resident's words, cut where the line ends."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE else f"{line[: TITLE - 1]}…"
