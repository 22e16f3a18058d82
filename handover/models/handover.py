"""交接班: the gate between one shift and the next (§4.9, I7)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import Duty, Shift, Staff
from directory.models.bound import CentreBoundQuerySet
from directory.shifts import RELIEF_LATE_AFTER
from handover import obligations, rules, telling
from handover.models.inventory import InventoryCount, InventoryItem
from handover.models.item import HandoverItem, must_be_done_next
from handover.models.note import Reading
from records import clock, seals
from records.guards import AppendOnly, Frozen, FrozenOnce, Guard, SetOnce
from records.models import Refusal
from records.numbering import next_number
from visits.actions import pass_on
from visits.models import Case
from visits.models.contested import Contested

BOOK = "JJ"
#: What is typed about an item, and what is noted when it is taken.
WRITTEN = ("reason_open", "done_so_far", "next_step", "receiver", "look_first")
TAKEN = ("taken_by", "taken_at")


class HandoverQuerySet(CentreBoundQuerySet):
    """Questions about handovers."""

    def under_way(self) -> Self:
        """Not yet taken over by anybody."""
        return self.filter(state__in=Handover.UNDER_WAY)

    def signed(self) -> Self:
        """Signed by who goes, waiting for who comes."""
        return self.filter(state=Handover.State.SUBMITTED)

    def of_person(self, staff: Staff) -> Self:
        """Handovers somebody goes off by."""
        return self.filter(outgoing=staff)

    def over(self) -> Self:
        """Taken over, the latest first."""
        return self.filter(state__in=Handover.OVER).order_by("-closed_at", "-pk")

    def since(self, moment: datetime) -> Self:
        """Taken over from this moment on."""
        return self.filter(closed_at__gte=moment)

    def to_be_read(self) -> Self:
        """Taken over and not yet read by a supervisor (BR-H19)."""
        return self.filter(state__in=Handover.OVER, reviewed_at__isnull=True)

    def overridden(self) -> Self:
        """Where a manager let somebody go home (I7): counted on the board."""
        return self.filter(state=Handover.State.OVERRIDDEN)

    def for_list(self) -> Self:
        """Everything a row shows, in one question."""
        return self.select_related(
            "from_shift__pattern", "to_shift__pattern", "outgoing", "incoming", "closed_by", "reviewed_by"
        )

    def for_sheet(self) -> Self:
        """Everything the head of the page shows, in one question."""
        return self.for_list().select_related("centre", "duty", "released_by", "refused_by", "reopened_by")


class Handover(Contested):
    """One person going off one shift: the sheet《服務中心交接班記錄表》, two signatures, four exits (§4.9)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        SUBMITTED = "submitted", _("Signed, waiting for relief")
        REFUSED = "refused", _("Refused")
        ACCEPTED = "accepted", _("Taken over")
        SUBSTITUTED = "substituted", _("Taken over by a supervisor")
        OVERRIDDEN = "overridden", _("Let go by a manager")

    class RefuseReason(models.TextChoices):
        UNCLEAR = "unclear", _("The record is unclear")
        UNCLEAN = "unclean", _("The place is not clean")
        MISSING = "missing", _("Things or keys are missing")
        CASH = "cash", _("The cash does not agree")
        EMERGENCY = "emergency", _("Something serious is in hand")
        UNPREPARED = "unprepared", _("Not prepared for handover")
        OTHER = "other", _("Another reason")

    UNDER_WAY: ClassVar[tuple[str, ...]] = ("draft", "submitted", "refused")
    OVER: ClassVar[tuple[str, ...]] = ("accepted", "substituted", "overridden")

    guards: ClassVar[tuple[Guard, ...]] = (
        *(
            Frozen(field)
            for field in ("centre", "number", "duty", "from_shift", "to_shift", "outgoing", "begun_at")
        ),
        SetOnce("closed_at"),
        SetOnce("closed_by"),
        SetOnce("incoming"),
        FrozenOnce("state", filled="closed_at"),
        FrozenOnce("summary", filled="closed_at"),
        SetOnce("reviewed_at"),
    )

    number = models.CharField(_("handover number"), max_length=20, editable=False)
    duty = models.OneToOneField(
        "directory.Duty", models.PROTECT, related_name="handover", verbose_name=_("duty"), editable=False
    )
    from_shift = models.ForeignKey(
        "directory.Shift", models.PROTECT, related_name="handed_over", verbose_name=_("from shift")
    )
    to_shift = models.ForeignKey(
        "directory.Shift", models.PROTECT, null=True, related_name="taken_over", verbose_name=_("to shift")
    )
    outgoing = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="handovers", verbose_name=_("outgoing")
    )
    incoming = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="handovers_taken",
        verbose_name=_("incoming"),
    )
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.DRAFT)
    begun_at = models.DateTimeField(_("begun at"))
    summary = models.TextField(_("how the shift went"), blank=True)
    instructions = models.TextField(_("instructions to pass on"), blank=True)
    public_area = models.TextField(_("common areas and equipment"), blank=True)
    nil_open = models.BooleanField(_("nothing outstanding in this shift"), default=False)
    signed_out_at = models.DateTimeField(_("outgoing signed at"), null=True)
    leaves_before_relief = models.BooleanField(_("waits for the opening shift"), default=False)
    early_reason = models.CharField(_("why it was opened early"), max_length=300, blank=True)
    reopened_for = models.CharField(_("taken on after signing"), max_length=300, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("reopened by")
    )
    reopened_at = models.DateTimeField(_("reopened at"), null=True)
    refuse_count = models.PositiveSmallIntegerField(_("times refused"), default=0)
    refuse_reason = models.CharField(_("why it was refused"), max_length=10, choices=RefuseReason, blank=True)
    refuse_note = models.TextField(_("what was not in order"), blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("refused by")
    )
    refused_at = models.DateTimeField(_("refused at"), null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("emergency released by"),
    )
    released_at = models.DateTimeField(_("emergency released at"), null=True)
    closed_at = models.DateTimeField(_("taken over at"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("second signature"),
    )
    late_minutes = models.PositiveIntegerField(_("relief late by (minutes)"), default=0)
    exit_reason = models.TextField(_("why nobody took over in the usual way"), blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("read by")
    )
    reviewed_at = models.DateTimeField(_("read at"), null=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering: ClassVar[list[str]] = ["-begun_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["centre", "number"], name="handover_number_is_unique_in_its_centre"
            ),
            models.CheckConstraint(
                condition=Q(incoming__isnull=True) | ~Q(incoming=F("outgoing")),
                name="two_signatures_are_two_people",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("outgoing")),
                name="nobody_signs_on_both_sides",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["accepted", "substituted", "overridden"],
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    incoming__isnull=False,
                )
                | (
                    ~Q(state__in=["accepted", "substituted", "overridden"])
                    & Q(closed_at__isnull=True, closed_by__isnull=True, incoming__isnull=True)
                ),
                name="a_handover_is_over_exactly_when_signed_by_the_second",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "accepted", "substituted"])
                | Q(signed_out_at__isnull=False),
                name="the_second_signature_follows_the_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["overridden", "substituted"]) | ~Q(exit_reason=""),
                name="an_unusual_exit_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | (~Q(refuse_reason="") & ~Q(refuse_note="")),
                name="a_refusal_names_reason_and_note",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="read_by_somebody_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True, released_at__isnull=True)
                | Q(released_by__isnull=False, released_at__isnull=False),
                name="an_emergency_is_released_by_somebody_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(reopened_by__isnull=True, reopened_at__isnull=True, reopened_for="")
                | (Q(reopened_by__isnull=False, reopened_at__isnull=False) & ~Q(reopened_for="")),
                name="reopened_by_somebody_at_a_time_for_something",
            ),
            models.CheckConstraint(
                condition=Q(refused_by__isnull=True, refused_at__isnull=True)
                | Q(refused_by__isnull=False, refused_at__isnull=False),
                name="refused_by_somebody_at_a_time",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["centre", "begun_at"], condition=Q(closed_at__isnull=True), name="handover_under_way"
            ),
            models.Index(
                fields=["centre", "closed_at"], condition=Q(reviewed_at__isnull=True), name="handover_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("handover:handover", args=[self.number])

    # What the desk may find out -----------------------------------------------------------------------------

    @property
    def is_being_written(self) -> bool:
        """Whether who goes off still writes it."""
        return self.state in {self.State.DRAFT, self.State.REFUSED}

    @property
    def is_reopened(self) -> bool:
        """Whether more was taken on after the signature, and it has not been signed again (§2.3)."""
        return self.state == self.State.DRAFT and self.reopened_at is not None

    @property
    def is_over(self) -> bool:
        """Whether somebody else answers now."""
        return self.state in self.OVER

    @property
    def is_held(self) -> bool:
        """留崗待接: signed, and the relief has not come a quarter of an hour into the next shift (BR-H07)."""
        return (
            self.state == self.State.SUBMITTED
            and not self.leaves_before_relief
            and self.to_shift is not None
            and clock.now() >= self.to_shift.starts_at + RELIEF_LATE_AFTER
        )

    @property
    def is_left_before_relief(self) -> bool:
        """Whether nobody works between this shift and the next: the centre closes at night (I7)."""
        return self.to_shift is not None and self.to_shift.starts_at > self.from_shift.ends_at

    def takers(self) -> list[Staff]:
        """Who is rostered for the next shift."""
        if self.to_shift is None:
            return []
        return [duty.staff for duty in Duty.objects.during(self.to_shift)]

    def notes_added(self) -> Any:
        """What was added under the sheet afterwards, oldest first (BR-H16)."""
        return self.history.filter(history_verb="add").select_related("history_user").order_by("history_id")

    def colleagues(self) -> list[Staff]:
        """Everybody else who may answer for a case: `comes_next` is rostered for the next shift, `leads` leads.

        Who has a seat at a desk in the next shift is named first.
        """
        rostered = Duty.objects.filter(cancelled=False, shift=self.to_shift_id, staff=OuterRef("pk"))
        leading = Group.objects.filter(
            permissions__codename__in=["lead_shift", "manage"], user=OuterRef("pk")
        )
        people = Staff.objects.of(self.centre).who_may("receive_visit").exclude(pk=self.outgoing_id)
        seated = Exists(rostered.filter(desk__isnull=False))
        marked = people.annotate(comes_next=Exists(rostered), seated_next=seated, leads=Exists(leading))
        return list(marked.order_by("-comes_next", "-seated_next", "-leads", "name"))

    # Going off ----------------------------------------------------------------------------------------------

    @classmethod
    @transaction.atomic
    def begin(cls, *, by: Staff, duty: Duty, reason: str = "") -> "Handover":
        """開始交班: open the sheet; what is open is listed by query, so nothing can be left out (BR-H01).

        Whoever leads may open it before its time, when somebody has fallen ill, and says why.
        """
        duty = (
            Duty.objects.select_for_update(of=("self",))
            .select_related("staff", "shift", "centre")
            .get(pk=duty.pk)
        )
        begun: Handover | None = cls.objects.filter(duty=duty).first()
        if begun is not None:
            return begun
        if sentence := rules.against_beginning(duty, by, reason, goes_on=duty.goes_on_in() is not None):
            raise Refusal(sentence)
        day = duty.shift.duty_date
        handover = cls(
            centre=duty.centre,
            number=f"{BOOK}-{day:%Y%m%d}-{next_number(duty.centre_id, BOOK, day):03}",
            duty=duty,
            from_shift=duty.shift,
            to_shift=Shift.objects.following(duty.shift),
            outgoing=duty.staff,
            begun_at=clock.now(),
            early_reason=reason.strip() if clock.now() < rules.opens_at(duty) else "",
        )
        handover._sign(by, "begin", handover.early_reason)
        duty.begin_handing_over(by)
        handover._list_everything(by)
        return handover

    @transaction.atomic
    def list_again(self, *, by: Staff) -> None:
        """Put on the sheet what has come up since."""
        self._lock()
        self._refuse_if(rules.against_writing(self, by))
        self._list_everything(by)

    @transaction.atomic
    def write_item(
        self,
        *,
        by: Staff,
        item: HandoverItem,
        reason_open: str,
        done_so_far: str,
        next_step: str,
        receiver: Staff | None,
        look_first: bool = False,
    ) -> None:
        """Say of one open thing why it is open, how far it is, what comes next, and who takes it (BR-H03)."""
        self._lock()
        self._refuse_if(rules.against_writing(self, by))
        if receiver is not None:
            self._refuse_if(rules.against_receiver(self, receiver, {taker.pk for taker in self.takers()}))
        item.reason_open, item.done_so_far, item.next_step = reason_open, done_so_far, next_step
        item.receiver, item.look_first = receiver, look_first
        item.taken_by = item.taken_at = None
        item.save_signed(by, "write_item")

    @transaction.atomic
    def count(
        self, *, by: Staff, line: InventoryCount, counted: Decimal, condition: str = "", note: str = ""
    ) -> None:
        """Count one thing before signing (BR-H09)."""
        self._lock()
        self._refuse_if(rules.against_writing(self, by))
        line.counted, line.difference_note = counted, note
        line.condition = condition or line.condition
        line.recounted = line.allowed_by = line.allowed_at = None
        self._refuse_if(rules.against_count(line))
        line.save_signed(by, "count")

    @transaction.atomic
    def write(
        self,
        *,
        by: Staff,
        items: Mapping[HandoverItem, Mapping[str, Any]],
        counts: Mapping[InventoryCount, Mapping[str, Any]],
        **sheet: Any,
    ) -> None:
        """Keep the whole sheet as it was typed; only what changed leaves a record, and is read and counted anew."""
        self._lock()
        self._refuse_if(rules.against_writing(self, by))
        to_shift = {taker.pk for taker in self.takers()}
        receivers = {typed["receiver"] for typed in items.values() if typed.get("receiver")}
        against = {staff: rules.against_receiver(self, staff, to_shift) for staff in receivers}
        wrong = {
            f"item-{item.pk}": against[typed["receiver"]]
            for item, typed in items.items()
            if against.get(typed.get("receiver"))
        }
        self._refuse_if(" ".join(dict.fromkeys(wrong.values())), wrong)
        written = [item for item, typed in items.items() if _take_in(item, typed)]
        counted = [line for line, typed in counts.items() if _take_in(line, typed)]
        for line in counted:
            line.recounted = line.allowed_by = line.allowed_at = None
        wrong = {
            f"count-{line.pk}": sentence
            for line in counted
            if line.counted is not None and (sentence := rules.against_count(line))
        }
        self._refuse_if(" ".join(wrong.values()), wrong)
        for item in written:
            item.taken_by = item.taken_at = None
        HandoverItem.objects.save_all_signed(written, by=by, verb="write_item", fields=[*WRITTEN, *TAKEN])
        for line in counted:
            line.save_signed(by, "count")
        self._list_everything(by)
        if _take_in(self, sheet) or written or counted:
            self._sign(by, "write")

    @transaction.atomic
    def sign_out(
        self,
        *,
        by: Staff,
        summary: str,
        nil_open: bool = False,
        instructions: str = "",
        public_area: str = "",
    ) -> None:
        """交班簽名: freeze the sheet; who signs stays responsible until somebody accepts (BR-H03, H15, H16)."""
        self._lock()
        self._list_everything(by)
        items = self.standing_items()
        self._refuse_if(
            *rules.against_signing_out(
                self,
                by,
                items=items,
                counts=list(self.counts.for_list()),
                unfinished=[matter.said for matter in obligations.unfinished(self.outgoing, by)],
                unfollowed=obligations.unfollowed(self.outgoing, self.from_shift),
                emergencies=obligations.emergencies(self.outgoing, self.released_at),
                summary=summary,
                nil_open=nil_open,
            )
        )
        self.summary, self.nil_open = summary, nil_open
        self.instructions, self.public_area = instructions, public_area
        self.state, self.signed_out_at = self.State.SUBMITTED, clock.now()
        self.leaves_before_relief = self.is_left_before_relief
        self.reopened_for, self.reopened_by, self.reopened_at = "", None, None
        still = obligations.still_counts(items)
        for item in items:
            item.still_count = still[item.case_id]
            item.due_at = item.callback.due_at if item.callback else item.case.promise_due_at
            item.must_do = must_be_done_next(
                item.case, item.callback, self.to_shift.ends_at if self.to_shift else None
            )
        HandoverItem.objects.save_all_signed(
            items, by=by, verb="sign_out", fields=["still_count", "due_at", "must_do"]
        )
        self._sign(by, "sign_out")
        self._freeze(by, items)
        if self.leaves_before_relief:
            self.duty.sign_off(by)

    @transaction.atomic
    def withdraw(self, *, by: Staff) -> None:
        """Take the signature back and go on writing."""
        self._lock()
        self._refuse_if(rules.against_withdrawing(self, by))
        self.state, self.signed_out_at = self.State.DRAFT, None
        self._sign(by, "take_back")

    @classmethod
    def reopen_for(cls, staff: Staff, by: Staff, numbers: Sequence[str]) -> None:
        """重開: who signed takes on more before anybody has accepted, so the sheet is open again (§2.3, BR-H01).

        Said by the duty log, in the transaction of the act that brings the matter (directory.obligations). A sheet
        still being written is only held for that long, so that no signature slips in between. Where the centre closes
        at night who signed has gone: the sheet stays, and the acceptance says what is not on it.
        """
        sheets = cls.objects.visible_to(staff).under_way().of_person(staff).filter(leaves_before_relief=False)
        for handover in sheets.select_for_update(of=("self",)).order_by("pk"):
            listed = set(
                handover.items.filter(case__number__in=numbers).values_list("case__number", flat=True)
            )
            more = [number for number in numbers if number not in listed]
            if handover.state != cls.State.SUBMITTED or not more:
                continue
            handover.state, handover.signed_out_at = cls.State.DRAFT, None
            handover.reopened_for = _listed(more)
            handover.reopened_by, handover.reopened_at = by, clock.now()
            handover._sign(by, "reopen_sheet", handover.reopened_for)

    # Coming on ----------------------------------------------------------------------------------------------

    @transaction.atomic
    def take_item(self, *, by: Staff, item: HandoverItem) -> None:
        """接下: take one item, having read it (BR-H14)."""
        self._lock()
        item.refresh_from_db()
        self._refuse_if(rules.against_taking(self, item, by, {taker.pk for taker in self.takers()}))
        if item.taken_by_id != by.pk:
            item.taken_by, item.taken_at = by, clock.now()
            item.save_signed(by, "take_item")

    @transaction.atomic
    def take_list(self, *, by: Staff) -> None:
        """接下其餘: take what need not be done next shift as a list, as far as it is named for this person (BR-H14)."""
        self._lock()
        self._refuse_if(rules.against_receiving(self, by, {taker.pk for taker in self.takers()}))
        items = list(self.items.to_be_taken_by(by).tracked())
        for item in items:
            item.taken_by, item.taken_at = by, clock.now()
        HandoverItem.objects.save_all_signed(items, by=by, verb="take_list", fields=TAKEN)

    @transaction.atomic
    def recount(
        self, *, by: Staff, line: InventoryCount, counted: Decimal, condition: str = "", note: str = ""
    ) -> None:
        """Count one thing again, face to face (BR-H08, H09)."""
        self._lock()
        self._refuse_if(rules.against_receiving(self, by, {taker.pk for taker in self.takers()}))
        line.recounted = counted
        line.condition = condition or line.condition
        line.difference_note = note or line.difference_note
        line.allowed_by = line.allowed_at = None
        if not line.item.is_cash and (sentence := rules.against_count_taken(line)):
            raise Refusal(sentence, {f"count-{line.pk}": sentence})
        line.save_signed(by, "recount")

    @transaction.atomic
    def accept(self, *, by: Staff) -> None:
        """接班簽名: in one transaction every item gets its new owner, once (§4.9, BR-H05)."""
        self._lock_with_those_of(by)
        if self.state == self.State.ACCEPTED and self.incoming_id == by.pk:
            return
        self._lock_cases()
        items = self.standing_items()
        self._refuse_if(
            *rules.against_accepting(
                self,
                by,
                to_shift={taker.pk for taker in self.takers()},
                items=items,
                counts=list(self.counts.for_list()),
                unread=[str(reading.note) for reading in Reading.objects.unread_by(by)],
                unlisted=self.unlisted(),
                received=obligations.received(self.outgoing),
                emergencies=obligations.emergencies(self.outgoing, self.released_at),
            )
        )
        self._pass(by, by, items, state=self.State.ACCEPTED, verb="accept_handover")

    @transaction.atomic
    def refuse(self, *, by: Staff, reason: str, note: str) -> None:
        """拒接: who comes does not take it like this; who goes stays responsible (BR-H06)."""
        self._lock()
        self._refuse_if(rules.against_refusing(self, by, reason, note, {taker.pk for taker in self.takers()}))
        self.state, self.signed_out_at = self.State.REFUSED, None
        self.refuse_count += 1
        self.refuse_reason, self.refuse_note = reason, note
        self.refused_by, self.refused_at = by, clock.now()
        self._sign(by, "refuse", note[:300])
        telling.refused(self, by)

    # The exits ----------------------------------------------------------------------------------------------

    @transaction.atomic
    def release(self, *, by: Staff) -> None:
        """已控制: a shift leader says the emergency in hand may pass over (BR-H10)."""
        self._lock()
        self._refuse_if(rules.against_releasing(self, by))
        self.released_by, self.released_at = by, clock.now()
        self._sign(by, "release")
        telling.released(self, by)

    @transaction.atomic
    def allow(self, *, by: Staff, line: InventoryCount, note: str) -> None:
        """A shift leader lets a difference pass; it stays on the record (BR-H08)."""
        self._lock()
        self._refuse_if(rules.against_allowing(line, by, note))
        line.allowed_by, line.allowed_at, line.difference_note = by, clock.now(), note
        line.save_signed(by, "allow", note)

    @transaction.atomic
    def take_over_for(self, *, by: Staff, substitute: Staff | None = None, reason: str) -> None:
        """主管代接: a shift leader takes over, or names who does (§2.3)."""
        self._lock_with_those_of(substitute or by)
        self._refuse_if(
            rules.against_taking_over_for(self, by, substitute)
            or ("" if reason.strip() else str(_("Say why.")))
        )
        self.exit_reason = reason
        self._list_everything(by)
        self._lock_cases()
        items, state = self.standing_items(), self.State.SUBSTITUTED
        self._pass(by, substitute or by, items, state=state, verb="take_over_for", reason=reason)

    @transaction.atomic
    def override(self, *, by: Staff, reason: str) -> None:
        """A manager lets somebody go home whatever is amiss, answers for everything, and says why (I7)."""
        self._lock_with_those_of(by)
        self._refuse_if(rules.against_overriding(self, by, reason))
        self.exit_reason = reason
        self._list_everything(by)
        self._lock_cases()
        items, state = self.standing_items(), self.State.OVERRIDDEN
        self._pass(by, by, items, state=state, verb="override", reason=reason)
        telling.let_go(self, by)

    @transaction.atomic
    def review(self, *, by: Staff) -> None:
        """主管審閱: read and signed by a supervisor (BR-H19)."""
        self._lock()
        self._refuse_if(rules.against_reviewing(self, by))
        self.reviewed_by, self.reviewed_at = by, clock.now()
        self._sign(by, "review")

    @transaction.atomic
    def add(self, *, by: Staff, note: str) -> None:
        """更正: add a note under a sheet that was taken over; the sheet itself never changes (BR-H16)."""
        self._lock()
        self._refuse_if(rules.against_adding(self, by, note))
        self._sign(by, "add", note[:300])

    # Inside -------------------------------------------------------------------------------------------------

    def standing_items(self) -> list[HandoverItem]:
        """The items that are still open and still with who goes off."""
        owed = {case.pk for case, _callback in obligations.owed_by(self.outgoing)}
        return [item for item in self.items.for_list() if item.case_id in owed]

    def unlisted(self) -> list[str]:
        """Numbers of what has come up since the sheet was listed."""
        listed = set(self.items.values_list("case_id", flat=True))
        return self.missing_among(listed)

    def missing_among(self, listed: Collection[int]) -> list[str]:
        """Numbers of what is owed and not among these cases."""
        return sorted(
            number for case, number in obligations.owed_numbers(self.outgoing).items() if case not in listed
        )

    def _lock_with_those_of(self, taker: Staff) -> None:
        # Who takes over may have a sheet of their own, which is open again by that: sheets are locked by key, too.
        takers = Q(outgoing=taker) | Q(outgoing__in=self.items.order_by().values("taken_by"))
        theirs = Q(takers, closed_at__isnull=True)
        sheets = Handover.objects.of(self.centre).filter(theirs | Q(pk=self.pk)).order_by("pk")
        list(sheets.select_for_update(of=("self",)).only("pk"))
        self._lock()

    def _lock_cases(self) -> None:
        # Who owns what is read under the lock, in the order every book takes it: handover, cases by key, callbacks.
        cases = Case.objects.filter(handover_items__handover=self).select_for_update(of=("self",))
        list(cases.order_by("pk").only("pk"))

    def _list_everything(self, by: Staff) -> None:
        owed = obligations.owed_by(self.outgoing)
        listed = {item.case_id: item for item in self.items.all()}
        for case, callback in owed:
            item = listed.get(case.pk)
            if item is not None and callback is not None and item.callback_id != callback.pk:
                item.callback = callback
                item.save_signed(by, "list")
        new = [
            HandoverItem(
                centre=self.centre,
                handover=self,
                place=place,
                case=case,
                callback=callback,
                due_at=case.promise_due_at,
            )
            for place, (case, callback) in enumerate(
                (pair for pair in owed if pair[0].pk not in listed), len(listed) + 1
            )
        ]
        HandoverItem.objects.create_signed(new, by=by, verb="list")
        counted = set(self.counts.values_list("item_id", flat=True))
        InventoryCount.objects.create_signed(
            [
                InventoryCount(centre=self.centre, handover=self, item=item, expected=item.expected)
                for item in InventoryItem.objects.of(self.centre).active()
                if item.pk not in counted
            ],
            by=by,
            verb="list",
        )

    def _pass(
        self,
        by: Staff,
        taker: Staff,
        items: Sequence[HandoverItem],
        *,
        state: str,
        verb: str,
        reason: str = "",
    ) -> None:
        now = clock.now()
        owners: dict[Case, Staff] = {}
        still = obligations.still_counts(items)
        for item in items:
            owner = item.taken_by if item.taken_by and state == self.State.ACCEPTED else taker
            owners[item.case] = owner
            item.moved_at = now
            item.still_count = still[item.case_id]
            if item.taken_by_id != owner.pk:
                item.taken_by, item.taken_at = owner, now
        HandoverItem.objects.save_all_signed(
            items, by=by, verb=verb, fields=["moved_at", "still_count", *TAKEN]
        )
        stuck = [item.case_id for item in items if item.is_stuck]
        pass_on(owners, by=by, verb=verb, outgoing=self.outgoing, number=self.number, stuck=stuck)
        for line in self.counts.for_list():
            if line.found is not None and line.found != line.item.expected:
                line.item.expected = line.found
                line.item.save_signed(by, verb)
        self.state, self.incoming, self.closed_by, self.closed_at = state, taker, by, now
        if self.to_shift and not self.leaves_before_relief:
            self.late_minutes = max(0, int((now - self.to_shift.starts_at).total_seconds() // 60))
        self._sign(by, verb, reason[:300])
        self._freeze(by, items)
        self.duty.sign_off(by)

    def _freeze(self, by: Staff, items: Sequence[HandoverItem]) -> None:
        """Keep the sheet as it was signed, and put the signature under seal with everything before it."""
        Sheet.objects.create(handover=self, at=clock.now(), by=by, content=self._content(items))
        seals.seal_when_done()

    def _content(self, items: Sequence[HandoverItem]) -> dict[str, Any]:
        def moment(value: Any) -> str | None:
            return value.isoformat() if value else None

        return {
            "number": self.number,
            "state": self.state,
            "centre": str(self.centre),
            "duty_date": self.from_shift.duty_date.isoformat(),
            "from_shift": str(self.from_shift),
            "to_shift": str(self.to_shift or ""),
            "shifts": [_hours(shift) for shift in (self.from_shift, self.to_shift) if shift],
            "outgoing": str(self.outgoing),
            "incoming": str(self.incoming or ""),
            "signed_out_at": moment(self.signed_out_at),
            "closed_at": moment(self.closed_at),
            "closed_by": str(self.closed_by or ""),
            "late_minutes": self.late_minutes,
            "refused": [
                {
                    "by": str(self.refused_by),
                    "at": moment(self.refused_at),
                    "reason": self.refuse_reason,
                    "note": self.refuse_note,
                    "times": self.refuse_count,
                }
            ]
            if self.refused_by
            else [],
            "released_by": str(self.released_by or ""),
            "released_at": moment(self.released_at),
            "exit_reason": self.exit_reason,
            "early_reason": self.early_reason,
            "summary": self.summary,
            "instructions": self.instructions,
            "public_area": self.public_area,
            "nil_open": self.nil_open,
            "items": [
                {
                    "number": item.case.number,
                    "where": item.case.where,
                    "visitor": item.case.visitor_name,
                    "title": item.case.title,
                    "department": str(item.case.department),
                    "due_at": moment(item.due_at),
                    "is_callback": item.callback_id is not None,
                    "must_do": item.must_do,
                    "look_first": item.look_first,
                    "reason_open": item.reason_open,
                    "done_so_far": item.done_so_far,
                    "next_step": item.next_step,
                    "first_contact": str(item.case.first_contact),
                    "receiver": str(item.receiver or ""),
                    "taken_by": str(item.taken_by or ""),
                    "taken_at": moment(item.taken_at),
                    "still_count": item.still_count,
                }
                for item in sorted(
                    items, key=lambda item: (not item.must_do, item.due_at or self.begun_at, item.place)
                )
            ],
            "counts": [
                {
                    "item": str(line.item),
                    "unit_name": line.item.unit_name,
                    "expected": rules.plain(line.expected),
                    "counted": rules.plain(line.counted),
                    "recounted": rules.plain(line.recounted),
                    "condition": line.condition,
                    "difference_note": line.difference_note,
                    "allowed_by": str(line.allowed_by or ""),
                }
                for line in self.counts.for_list()
            ],
        }


def _listed(numbers: Sequence[str], most: int = 10) -> str:
    """Numbers as a box holds them."""
    return ", ".join([*numbers[:most], "…"] if len(numbers) > most else numbers)


def _hours(shift: Shift) -> dict[str, str]:
    return {
        "name": shift.pattern.name,
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
    }


def _take_in(row: models.Model, typed: Mapping[str, Any]) -> bool:
    changed = {name: value for name, value in typed.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


class Sheet(models.Model):
    """《服務中心交接班記錄表》 as it stood at one signature; printed from, never changed (BR-H16)."""

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="sheets", verbose_name=_("handover"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.handover} {self.at:%Y-%m-%d %H:%M}"
