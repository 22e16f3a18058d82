"""來訪: an event. Who came, when, how, to whom, what they said, what they were told (§4.4–4.8)."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, FilteredRelation, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory import obligations
from directory.models import Category, PersonKind, Shift, Staff
from directory.models.watched import Moment, Watched, WatchedQuerySet
from records import clock
from records.guards import Frozen, Guard, SetOnce
from records.models import Refusal
from records.numbering import next_number
from visits import rules, telling, timing
from visits.models.contested import Contested
from visits.models.promise import PromiseTerms

if TYPE_CHECKING:
    from directory.models import Department, Desk
    from directory.somebody import Somebody
    from visits.models.case import Case
    from visits.models.referral import Referral

Priority = Category.Priority

BOOK = "ZB"
RINGS = 3


class VisitQuerySet(WatchedQuerySet):
    """Questions about the lines of the duty log."""

    def on(self, duty_date: Any) -> Self:
        """The lines of one duty date."""
        return self.filter(duty_date=duty_date)

    def during(self, shift: Shift) -> Self:
        """The lines of one shift."""
        return self.filter(shift=shift)

    def of_duty(self, centre: Any, pattern: Any, duty_date: Any) -> Self:
        """The lines of the shift that followed this pattern on a duty date.

        The one shift is found first: through all shifts of its pattern, the database would read the whole roster.
        """
        shift = Shift.objects.filter(centre=centre, pattern=pattern, duty_date=duty_date)
        return self.filter(centre=centre, shift=Subquery(shift.values("pk")[:1]))

    def worked_by(self, pattern: Any) -> Self:
        """The lines of the shifts that follow this pattern."""
        return self.filter(shift__pattern=pattern)

    def receiving(self) -> Self:
        """Residents who are still being received."""
        return self.filter(status=Visit.Status.RECEIVING)

    def received_by(self, staff: Staff) -> Self:
        """Visits somebody is the first contact of."""
        return self.filter(first_contact=staff)

    def waiting_for(self, staff: "Staff | Somebody") -> Self:
        """Residents this person receives, introduced or is to take over; a leader sees them all (BR-F02)."""
        introduced = Q(offered__isnull=False)
        if not (staff.is_supervisor or staff.may("take_fees")):
            introduced &= Q(offered__referred_by=staff.pk) | Q(offered__to=staff.pk)
        return (
            self.receiving()
            .annotate(offered=FilteredRelation("referrals", condition=Q(referrals__state="offered")))
            .filter(Q(first_contact=staff.pk) | introduced)
            .order_by("arrived_at", "number")
        )

    def of_somebody_like(self, text: Any, *, folded: Any, number: Any = None) -> Self:
        """Visits by part of the name, of the record number and, where one is told, of the telephone number (§4.6)."""
        meant = (
            Q(visitor_name__icontains=text) | Q(visitor_name__icontains=folded) | Q(number__icontains=text)
        )
        return self.filter(meant if number is None else meant | Q(phone__contains=number))

    def of_case(self, case: "Case") -> Self:
        """The visit that opened a case, and those that joined it."""
        return self.filter(Q(pk=case.visit_id) | Q(joins=case))

    def for_list(self) -> Self:
        """Everything a line of the log shows, in one question."""
        return self.select_related(
            "category",
            "unit",
            "first_contact",
            "shift__pattern",
            "opened",
            "opened__department",
            "opened__handler",
            "joins",
        )

    def for_page(self) -> Self:
        """Everything the page of one line shows, in one question."""
        return self.select_related(
            "centre",
            "category__department",
            "unit",
            "resident",
            "desk",
            "first_contact",
            "entered_by",
            "shift__pattern",
            "opened__department",
            "opened__owner",
            "opened__handler",
            "joins",
        )

    def with_phrase_passed(self) -> Self:
        """Answers that quote a forbidden phrase, for the supervisor (BR-V11)."""
        return self.exclude(quoting_reason="")


class Visit(Contested, Watched):
    """One line of the《服務中心值班記錄表》: a resident was received, and this was said and answered (§4.6)."""

    class Channel(models.TextChoices):
        WALK_IN = "walk_in", _("Walk-in")
        CALL = "call", _("Call")
        LETTER = "letter", _("Letter")
        WECHAT = "wechat", _("WeChat")
        APP = "app", _("App")
        INTERCOM = "intercom", _("Intercom")
        PATROL = "patrol", _("Found on patrol")
        HOTLINE = "hotline", _("Passed on by 12345")
        OTHER = "other", _("Other channel")

    class Scope(models.TextChoices):
        HOME = "home", _("Inside the home")
        ENTRANCE = "entrance", _("Entrance")
        BUILDING = "building", _("Building")
        COMMUNITY = "community", _("Common area")

    class Status(models.TextChoices):
        RECEIVING = "receiving", _("Being received")
        ANSWERED = "answered", _("Answered on the spot")
        CASE = "case", _("Case opened")
        INTRODUCED = "introduced", _("Introduced to the cashier")
        JOINED = "joined", _("Joined as an urge")
        VOID = "void", _("Void")

    class IdentityCheck(models.TextChoices):
        CARD = "card", _("Access card")
        FILE = "file", _("Resident file")
        DOCUMENT = "document", _("Identity document")
        RANG_BACK = "rang_back", _("Rang the registered number")
        UNCHECKED = "unchecked", _("Not checked")

    class OwnerConfirmed(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        LETTER = "letter", _("Letter of authority")
        PHONE = "phone", _("By telephone")
        VIDEO = "video", _("By video")

    class Satisfaction(models.IntegerChoices):
        DELIGHTED = 5, _("Very satisfied")
        SATISFIED = 4, _("Satisfied")
        FAIR = 3, _("Basically satisfied")
        DISSATISFIED = 2, _("Not satisfied")
        ANGRY = 1, _("Very dissatisfied")

    guards: ClassVar[tuple[Guard, ...]] = (
        Frozen("centre"),
        Frozen("number"),
        Frozen("duty_date"),
        Frozen("shift"),
        Frozen("first_contact"),
        Frozen("entered_by"),
        Frozen("entered_at"),
        SetOnce("joins"),
    )

    number = models.CharField(_("record number"), max_length=20, editable=False)
    duty_date = models.DateField(_("duty date"), editable=False)
    shift = models.ForeignKey(
        "directory.Shift",
        models.PROTECT,
        null=True,
        related_name="visits",
        verbose_name=_("shift"),
        editable=False,
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.WALK_IN)
    desk = models.ForeignKey(
        "directory.Desk",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service desk"),
    )
    first_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="visits_received",
        verbose_name=_("first contact"),
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    arrived_at = models.DateTimeField(_("arrived / called at"))
    entered_at = models.DateTimeField(_("entered at"), editable=False)
    ring_count = models.PositiveSmallIntegerField(_("rings before answer"), null=True, blank=True)
    visitor_name = models.CharField(_("visitor"), max_length=40, blank=True)
    visitor_kind = models.CharField(
        _("visitor kind"), max_length=10, choices=PersonKind, default=PersonKind.OWNER
    )
    anonymous = models.BooleanField(_("anonymous"), default=False)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    phone_declined = models.BooleanField(_("would rather not leave a number"), default=False)
    contact_pref = models.CharField(_("preferred contact time"), max_length=40, blank=True)
    resident = models.ForeignKey(
        "directory.Resident",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("resident"),
    )
    scope = models.CharField(_("scope"), max_length=9, choices=Scope, default=Scope.HOME)
    unit = models.ForeignKey(
        "directory.Unit", models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("room")
    )
    location_detail = models.CharField(_("exact location"), max_length=120, blank=True)
    identity_check = models.CharField(_("identity check"), max_length=9, choices=IdentityCheck, blank=True)
    owner_confirmed_by = models.CharField(
        _("owner confirmed"), max_length=9, choices=OwnerConfirmed, blank=True
    )
    category = models.ForeignKey(
        "directory.Category", models.PROTECT, null=True, related_name="visits", verbose_name=_("category")
    )
    subcategory = models.CharField(_("subcategory"), max_length=40, blank=True)
    priority = models.CharField(_("urgency"), max_length=2, choices=Priority, default=Priority.P2)
    statement = models.TextField(_("what the resident said"), blank=True)
    occurred_at = models.DateTimeField(_("occurred at"), null=True, blank=True)
    restated = models.BooleanField(_("restated and confirmed"), default=False)
    reply = models.TextField(_("what the resident was told"), blank=True)
    quoting_reason = models.CharField(_("quoting the resident, because"), max_length=200, blank=True)
    apology_given = models.BooleanField(_("apology given"), default=False)
    reason_explained = models.TextField(_("why it could not be done now"), blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        _("satisfied, asked face to face"), choices=Satisfaction, null=True, blank=True
    )
    joins = models.ForeignKey(
        "visits.Case", models.PROTECT, null=True, blank=True, related_name="urges", verbose_name=_("joins")
    )
    new_matter_reason = models.CharField(_("why it is another matter"), max_length=200, blank=True)
    departed_at = models.DateTimeField(_("left at"), null=True, blank=True)
    desk_cleared = models.BooleanField(_("desk tidied"), default=False)
    remark = models.TextField(_("remarks"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.RECEIVING, editable=False
    )
    void_reason = models.CharField(_("why it is void"), max_length=200, blank=True, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering: ClassVar[list[str]] = ["arrived_at", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["centre", "number"], name="record_number_is_unique_in_its_centre"
            ),
            models.CheckConstraint(
                condition=~Q(status="answered")
                | (~Q(statement="") & ~Q(reply="") & Q(category__isnull=False)),
                name="an_answered_visit_says_what_was_asked_and_answered",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)),
                name="visit_satisfaction_is_one_of_five_answers",
            ),
            models.CheckConstraint(
                condition=~Q(status="answered") | Q(satisfaction__isnull=True) | Q(satisfaction__gte=3),
                name="an_answered_visit_left_nobody_dissatisfied",
            ),
            models.CheckConstraint(
                condition=~Q(status="case")
                | Q(priority="P0")
                | (
                    Q(restated=True, apology_given=True, category__isnull=False)
                    & ~Q(reason_explained="")
                    & ~Q(statement="")
                    & (~Q(phone="") | Q(phone_declined=True))
                ),
                name="what_was_not_solved_was_restated_apologised_for_and_explained",
            ),
            models.CheckConstraint(
                condition=Q(status="joined", joins__isnull=False)
                | (~Q(status="joined") & Q(joins__isnull=True)),
                name="a_visit_joins_a_case_exactly_when_it_is_an_urge",
            ),
            models.CheckConstraint(
                condition=Q(status="void") & ~Q(void_reason="") | ~Q(status="void") & Q(void_reason=""),
                name="a_void_visit_says_why",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__lte=F("entered_at")),
                name="a_visit_is_entered_after_the_resident_arrived",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shift", "arrived_at", "number"], name="visit_by_shift"),
            models.Index(fields=["centre", "duty_date", "arrived_at"], name="visit_by_duty_date"),
            models.Index(fields=["unit", "-arrived_at"], name="visit_by_unit"),
            models.Index(fields=["first_contact", "-entered_at"], name="visit_by_first_contact"),
            models.Index(fields=["status", "centre", "arrived_at"], name="visit_by_status"),
            models.Index(fields=["wakes_at"], condition=Q(wakes_at__isnull=False), name="visit_to_wake"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("visits:visit", args=[self.number])

    @classmethod
    def receive(
        cls,
        *,
        by: Staff,
        arrived_at: datetime | None = None,
        desk: "Desk | None" = None,
        **facts: Any,
    ) -> "Visit":
        """Receive a resident: whoever sits at that desk, or picked up, is the first contact (§4.4, BR-V01, V02).

        Nothing is written yet; `keep`, `answer`, `promise`, `introduce`, `join` or `raise_alarm` writes the line.
        """
        if sentence := rules.against_receiving(by):
            raise Refusal(sentence)
        now = clock.now()
        arrived_at = arrived_at or now
        centre = by.centre
        assert centre is not None  # whoever may receive a visit works in a centre
        shift = Shift.objects.at(centre, min(arrived_at, now))
        if sentence := rules.against_arrival(arrived_at, bool(shift and shift.is_closed_for(arrived_at)), by):
            raise Refusal(sentence, {"arrived_at": sentence})
        seated = by
        if desk is None and facts.get("channel", cls.Channel.WALK_IN) == cls.Channel.WALK_IN:
            desk = by.desk
        if desk is not None and desk.pk != by.desk_id:
            seated = Staff.objects.seated_at(desk).first() or by
        return cls(
            centre=centre,
            shift=shift,
            duty_date=shift.duty_date if shift else centre.local(arrived_at).date(),
            desk=desk,
            first_contact=seated,
            entered_by=by,
            arrived_at=min(arrived_at, now),
            entered_at=now,
            **facts,
        )

    # What the desk may find out -----------------------------------------------------------------------------

    @property
    def is_late_entry(self) -> bool:
        """補錄: written down well after the resident came (BR-V19)."""
        return self.entered_at - self.arrived_at > timedelta(minutes=self.centre.late_entry_minutes)

    @property
    def rang_too_long(self) -> bool:
        """超 3 聲: the telephone rang more than three times (§4.3, BR-V07)."""
        return self.ring_count is not None and self.ring_count > RINGS

    @property
    def is_fee(self) -> bool:
        """Whether it is a matter for those who take fees (§4.7)."""
        return bool(self.category_id and self.category and self.category.department.takes_fees)

    @property
    def is_release_for_a_tenant(self) -> bool:
        """Whether a tenant asks for a goods release slip (BR-V17)."""
        return bool(self.category and self.category.code == "pass" and self.visitor_kind == PersonKind.TENANT)

    @property
    def may_be_completed(self) -> bool:
        """Whether facts may still be added without a reason: while receiving, and after an alarm (BR-V15)."""
        alarm = self.status == self.Status.CASE and self.priority == Priority.P0
        return self.status == self.Status.RECEIVING or (
            alarm and clock.now() - self.entered_at <= timedelta(minutes=30)
        )

    @property
    def wants_leave_taking(self) -> bool:
        """Whether the resident has been sitting here so long that the desk is gently asked (§4.11, BR-V20)."""
        waits = self.status == self.Status.RECEIVING and self.departed_at is None
        return waits and clock.now() - self.arrived_at >= timing.LEAVE_TAKING_AFTER

    # Verbs --------------------------------------------------------------------------------------------------

    @transaction.atomic
    def keep(self, *, by: Staff) -> Self:
        """Write the line while the resident is still being received."""
        return self._write(by, "keep")

    @transaction.atomic
    def answer(
        self, *, by: Staff, reply: str, satisfaction: int | None = None, quoting_reason: str = ""
    ) -> Self:
        """Answer on the spot, and hear the resident say yes (§4.6, BR-V08)."""
        self._lock_if_written()
        self._refuse_if(*rules.against_answering(self, by, reply, satisfaction, quoting_reason))
        self.reply, self.satisfaction, self.quoting_reason = reply, satisfaction, quoting_reason
        self.status = self.Status.ANSWERED
        return self._write(by, "answer")

    @transaction.atomic
    def promise(
        self,
        *,
        by: Staff,
        terms: PromiseTerms | None,
        department: "Department | None",
        reply: str = "",
        quoting_reason: str = "",
        handler: Staff | None = None,
        forward: bool = True,
        outside: Mapping[str, str] | None = None,
        **complaint: Any,
    ) -> "Case":
        """Not now: restate, apologise, say why, promise a time, hand it to a department (§4.8, BR-V09).

        `outside` holds name and phone of an outside party; `complaint` weight, against_department, against_staff.
        """
        from visits.models.case import Case

        self._lock_if_written()
        same_matter = Case.objects.same_matter(self).first()
        self._refuse_if(
            *rules.against_promising(
                self,
                by,
                reply=reply,
                quoting_reason=quoting_reason,
                department=department,
                terms=terms,
                outside=outside or {},
                same_matter=same_matter,
            )
        )
        assert department is not None  # the rule above refuses otherwise
        assert terms is not None  # as above
        self.reply, self.quoting_reason = reply, quoting_reason
        self.status = self.Status.CASE
        self._write(by, "promise")
        obligations.take_on(self.first_contact, by=by, numbers=[self.number])
        return Case.open_with_promise(
            self, by, terms, department, handler=handler, forward=forward, outside=outside or {}, **complaint
        )

    @transaction.atomic
    def raise_alarm(self, *, by: Staff, department: "Department") -> "Case":
        """Life safety first: with place and kind alone a case opens at once; the rest follows (BR-V15)."""
        from visits.models.case import Case

        self._lock_if_written()
        self._refuse_if(rules.against_finishing_the_visit(self, by))
        self._refuse_if(*rules.against_alarm(self))
        self.priority = Priority.P0
        self.status = self.Status.CASE
        self._write(by, "raise_alarm")
        obligations.take_on(self.first_contact, by=by, numbers=[self.number])
        return Case.open_as_emergency(self, by, department)

    @transaction.atomic
    def introduce(self, *, by: Staff, to: Staff | None, matter: str, reply: str = "") -> "Referral":
        """Introduce the resident to the colleague who takes fees; the desk stays responsible (§4.7, BR-F01)."""
        from visits.models.referral import Referral

        self._lock_if_written()
        cashiers = Staff.objects.who_may("take_fees").on_duty(self.centre, clock.now()).count()
        self._refuse_if(*rules.against_introducing(self, by, to, cashiers))
        self.reply = reply
        self._write(by, "introduce")
        return Referral.offer(self, by, to, matter)

    @transaction.atomic
    def join(self, *, by: Staff, case: "Case", reply: str = "") -> Self:
        """The same matter again: join the open case as an urge, and its owner is told (BR-V14)."""
        self._lock_if_written()
        case._lock()
        self._refuse_if(rules.against_joining(self, by, case))
        self.joins, self.reply, self.status = case, reply, self.Status.JOINED
        self._write(by, "join")
        case._be_urged(by, self)
        return self

    @transaction.atomic
    def void(self, *, by: Staff, reason: str) -> None:
        """Strike the line through; it stays readable (§2.1 作廢, BR-V18)."""
        self._lock()
        self._refuse_if(rules.against_voiding(self, by, reason))
        self._withdraw_introduction(by)
        self.status, self.void_reason = self.Status.VOID, reason
        self._sign(by, "void", reason)

    @transaction.atomic
    def correct(self, *, by: Staff, reason: str = "", **changes: Any) -> None:
        """Correct the line: a new version with a reason, the old text stays visible (BR-V18)."""
        from visits.models.case import Case

        self._lock()
        self._refuse_if(rules.against_correcting(self, by, reason, changes))
        for field, value in changes.items():
            setattr(self, field, value)
        self._sign(by, "correct", reason)
        for case in Case.objects.filter(visit=self):
            case._follow_correction(by, reason, changes)

    @transaction.atomic
    def see_off(self, *, by: Staff, departed_at: datetime | None = None, desk_cleared: bool = False) -> None:
        """See the resident off to the door, and tidy the desk (§4.11, §4.12)."""
        self._lock()
        departed_at = departed_at or clock.now()
        self._refuse_if(rules.against_seeing_off(self, by, departed_at))
        self.departed_at, self.desk_cleared = departed_at, desk_cleared
        self._sign(by, "see_off")

    def moments(self) -> Iterator[Moment]:
        """A resident is still being received after three quarters of an hour (BR-V20)."""
        if self.status == self.Status.RECEIVING and self.departed_at is None:
            yield Moment("leave_taking", self.arrived_at + timing.LEAVE_TAKING_AFTER)

    @transaction.atomic(savepoint=False)
    def wake(self) -> None:
        """Ask gently whether the resident has left, and the desk is tidied (§4.11, §4.12, BR-V20)."""
        for moment in self.come_due():
            telling.still_being_received(self, moment.at)
            self.tick_off(moment)
        self.remember()

    def _lock_if_written(self) -> None:
        if self.pk is not None:
            typed = {field: getattr(self, field) for field in self.__dict__.get("_typed", ())}
            self._lock()
            for field, value in typed.items():
                setattr(self, field, value)

    def _withdraw_introduction(self, by: Staff) -> None:
        """The desk found another way before a cashier came (BR-F04)."""
        for referral in self.referrals.offered():
            referral.withdraw(by=by)

    def fill_in(self, **facts: Any) -> Self:
        """Add what was still missing while the resident is being received; the next verb writes it."""
        for field, value in facts.items():
            setattr(self, field, value)
        self._typed = tuple(facts)
        return self

    def _write(self, by: Staff, verb: str) -> Self:
        if self.number and verb != "keep":
            self._withdraw_introduction(by)
        if not self.number:
            place = next_number(self.centre_id, BOOK, self.duty_date)
            self.number = f"{BOOK}-{self.duty_date:%Y%m%d}-{place:03}"
        if not self.visitor_name.strip() and self.resident is None:
            self.anonymous = True
        self._sign(by, verb)
        return self

    def introduced(self, by: Staff) -> None:
        """The cashier has taken the resident over (§4.7)."""
        self.status = self.Status.INTRODUCED
        self._sign(by, "take_over")
