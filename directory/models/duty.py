"""Duties: the roster of who works which shift."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from directory import rules, shifts
from directory.models.shift import ShiftPattern
from directory.models.watched import Moment, Watched, WatchedQuerySet
from records import clock
from records.guards import Guard, SetOnce
from records.models import Refusal

if TYPE_CHECKING:
    from directory.models.shift import Shift
    from directory.models.staff import Staff


class DutyQuerySet(WatchedQuerySet):
    """The roster."""

    def during(self, shift: "Shift") -> Self:
        """Who is rostered for this shift, with the seat planned."""
        return self.filter(cancelled=False, shift=shift).select_related("staff", "desk")

    def of_person(self, staff: "Staff", since: datetime, until: datetime) -> Self:
        """What somebody works in shifts that begin between two moments, earliest first."""
        begun = self.filter(
            staff=staff, cancelled=False, shift__starts_at__gt=since, shift__starts_at__lte=until
        )
        return begun.select_related("shift__pattern", "staff", "centre").order_by("shift__starts_at")

    def handing_over(self) -> Self:
        """Who has begun to hand over and whom nobody has relieved yet (§4.9 留崗)."""
        return self.filter(handing_over_since__isnull=False, signed_off_at__isnull=True)

    def at_work_beside(self, staff: "Staff") -> Self:
        """Who else works at this moment and has not begun to hand over, in the order they are called."""
        begun = self.filter(
            cancelled=False,
            signed_off_at__isnull=True,
            handing_over_since__isnull=True,
            shift__starts_at__lte=clock.now(),
            shift__ends_at__gt=clock.now(),
        )
        follows = Duty.objects.filter(
            staff=OuterRef("staff"), cancelled=False, shift__starts_at=OuterRef("shift__ends_at")
        )
        return (
            begun.exclude(staff=staff)
            .annotate(goes_on=Exists(follows))
            .select_related("shift__pattern", "staff", "centre")
            .order_by("shift__starts_at", "staff__name")
        )

    def dated(self, first: date, last: date) -> Self:
        """Who is rostered on these duty dates, in the order they are called."""
        rostered = self.filter(cancelled=False, shift__duty_date__range=(first, last))
        return rostered.select_related("shift__pattern", "staff").order_by("staff__name", "staff__username")

    def on(self, duty_date: date, pattern: "ShiftPattern | None") -> Self:
        """Who is rostered on this duty date for the shift of this pattern."""
        rostered = self.filter(cancelled=False, shift__duty_date=duty_date, shift__pattern=pattern)
        return rostered.select_related("staff").order_by("desk__order", "staff__name")


class Duty(Watched):
    """Somebody is rostered for a shift, perhaps at a certain desk; a guard may be, too (§4.1, BR-H18)."""

    guards: ClassVar[tuple[Guard, ...]] = (
        *Watched.guards,
        SetOnce("handing_over_since"),
        SetOnce("signed_off_at"),
    )

    shift = models.ForeignKey(
        "directory.Shift", models.PROTECT, related_name="duties", verbose_name=_("shift")
    )
    staff = models.ForeignKey(
        "directory.Staff", models.PROTECT, related_name="duties", verbose_name=_("member of staff")
    )
    desk = models.ForeignKey(
        "directory.Desk", models.PROTECT, null=True, blank=True, related_name="duties", verbose_name=_("desk")
    )
    cancelled = models.BooleanField(_("cancelled"), default=False)
    handing_over_since = models.DateTimeField(_("handing over since"), null=True, editable=False)
    signed_off_at = models.DateTimeField(_("signed off at"), null=True, editable=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["shift", "staff"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "staff"], name="staff_are_rostered_once_for_a_shift"),
        ]
        indexes = [
            models.Index(fields=["wakes_at"], condition=models.Q(wakes_at__isnull=False), name="duty_to_wake")
        ]

    def __str__(self) -> str:
        return f"{self.shift} {self.staff}"

    def moments(self) -> Iterator[Moment]:
        """The shift is about to end, and ends without a relief; the handover log knows what to do (§4.9, BR-H07)."""
        if self.cancelled or self.signed_off_at:
            return
        if self.handing_over_since is None:
            yield Moment("ends", self.shift.ends_at - shifts.HANDOVER_OPENS_BEFORE)
        yield Moment("unrelieved", self.shift.ends_at + shifts.RELIEF_LATE_AFTER)

    @classmethod
    @transaction.atomic
    def put_on(cls, *, by: "Staff", shift: "Shift", staff: "Staff") -> "Duty":
        """Roster somebody for a shift; whoever was taken off it may be put on again (BR-H18)."""
        locked = type(shift).objects.select_for_update().get(pk=shift.pk)
        if sentence := rules.against_changing_the_roster(by, shift) or rules.against_rostering(staff, by):
            raise Refusal(sentence)
        duty: Duty = cls.objects.filter(shift=locked, staff=staff).first() or cls(
            centre=by.centre, shift=locked, staff=staff, cancelled=True
        )
        if duty.cancelled:
            duty.cancelled = False
            duty.save_signed(by, "roster")
        return duty

    @transaction.atomic
    def take_off(self, *, by: "Staff", reason: str) -> None:
        """Take somebody off a shift that has not begun; afterwards only a handover lets them go."""
        locked = (
            Duty.objects.select_for_update(of=("self",))
            .select_related("shift__pattern", "staff")
            .get(pk=self.pk)
        )
        if sentence := rules.against_taking_off(locked, by, reason):
            raise Refusal(sentence)
        if not locked.cancelled:
            locked.cancelled = True
            locked.save_signed(by, "take_off", reason.strip())
        self.cancelled = True

    def goes_on_in(self) -> "Duty | None":
        """連班: what the same person works next when nobody parts the two: straight after, or alone after a gap.

        Nobody hands over to themselves: the duty goes on, and its sheet is that of the last shift.
        """
        centre = self.centre
        patterns = list(ShiftPattern.objects.of(centre).active())
        span = shifts.following(centre.tz, patterns, self.shift.ends_at)
        if span is None:
            return None
        relief = list(
            Duty.objects.of(centre).on(span.duty_date, span.pattern).select_related("shift__pattern")
        )
        own: list[Duty] = [duty for duty in relief if duty.staff_id == self.staff_id]
        parted = span.starts_at > self.shift.ends_at and len(relief) > 1
        return own[0] if own and not parted else None

    def begin_handing_over(self, by: "Staff") -> None:
        """From here on this person stays on duty until somebody takes over, however late (§4.9 留崗, BR-H07)."""
        self._end_what_went_on(by)
        self.handing_over_since = clock.now()
        self.save_signed(by, "begin_handing_over")

    def _end_what_went_on(self, by: "Staff") -> None:
        """The shifts this one only carried on from end with it; they had no sheet of their own."""
        later = self
        before = Duty.objects.of(self.centre).filter(
            staff=self.staff_id,
            cancelled=False,
            signed_off_at__isnull=True,
            handing_over_since__isnull=True,
            shift__ends_at__lte=self.shift.starts_at,
        )
        for earlier in before.select_related("shift", "centre").order_by("-shift__ends_at"):
            if earlier.goes_on_in() != later:
                return
            earlier.sign_off(by, "go_on")
            later = earlier

    def sign_off(self, by: "Staff", verb: str = "sign_off") -> None:
        """Go home: somebody else answers now. The shift is handed over once everybody of it has signed off (BR-V19)."""
        shift = type(self.shift).objects.select_for_update(of=("self",)).get(pk=self.shift_id)
        self.refresh_from_db(fields=["signed_off_at", "handing_over_since", "cancelled", "desk"])
        if self.signed_off_at is not None:
            return
        self.signed_off_at = clock.now()
        self.save_signed(by, verb)
        if not Duty.objects.of(self.centre).during(self.shift).filter(signed_off_at__isnull=True).exists():
            shift.close()
