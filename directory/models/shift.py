"""Shifts: the stretches of duty, and the patterns they follow."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory import shifts
from directory.models.bound import CentreBound, CentreBoundQuerySet
from records import clock
from records.guards import Frozen, Guard, Kept, SetOnce

if TYPE_CHECKING:
    from directory.models.centre import ServiceCentre
    from records.prepared import Later

#: No shift is longer: a day, and the hour that is worked twice where the clock is set back.
LONGEST: Final = timedelta(hours=25)


class ShiftPatternQuerySet(CentreBoundQuerySet):
    """The hours a centre divides its day into."""

    def active(self) -> Self:
        """Patterns in use."""
        return self.filter(active=True)


class ShiftPattern(CentreBound):
    """A shift as it returns every day: early, middle, night (§1.0, §4.9).

    Its hours never change, because shifts worked by them do not: other hours are another pattern, and this one
    is retired. Hours that do not end after they start end on the next date; 24:00 is kept as 00:00.
    """

    guards: ClassVar[tuple[Guard, ...]] = (*CentreBound.guards, Frozen("starts"), Frozen("ends"))

    name = models.CharField(_("name"), max_length=20)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = ShiftPatternQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift pattern")
        verbose_name_plural = _("shift patterns")
        ordering = ["order", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "name"],
                condition=Q(active=True),
                name="shift_pattern_name_is_unique_while_in_use",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hours(self) -> str:
        """From and to as the books print it: 16:00–24:00."""
        ends = "24:00" if self.ends == shifts.MIDNIGHT else f"{self.ends:%H:%M}"
        return f"{self.starts:%H:%M}–{ends}"

    def clean(self) -> None:
        """Two shifts in use never share a minute, so that every moment belongs to one of them at most."""
        super().clean()
        if not self.active or None in {self.starts, self.ends, self.centre_id}:
            return
        for other in type(self).objects.of(self.centre).active().exclude(pk=self.pk):
            if shifts.overlap(self, other):
                raise ValidationError(
                    _("These hours overlap with %(name)s, %(hours)s."),
                    params={"name": other.name, "hours": other.hours},
                )


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Shifts as they were or will be worked."""

    def of(self, centre: "ServiceCentre") -> Self:
        """Shifts of this centre."""
        return self.filter(centre=centre)

    def covering(self, moment: "datetime | Later") -> Self:
        """Shifts this moment falls in."""
        at_last = moment + LONGEST  # says nothing new, but lets the database see how few they are
        return self.filter(starts_at__lte=moment, ends_at__gt=moment, ends_at__lte=at_last)

    def for_list(self) -> Self:
        """Each with its pattern, in the order they begin."""
        return self.select_related("pattern").order_by("starts_at", "pattern__order")

    def at(self, centre: "ServiceCentre", moment: datetime) -> "Shift | None":
        """The shift this moment belongs to, made when missing; None where no pattern covers it (BR-H17).

        One query once the shift exists. A shift already made keeps its hours, whatever became of its pattern.
        """
        made = self.of(centre).covering(moment).for_list().first()
        if made is not None:
            return made
        return self._make(centre, shifts.at(centre.tz, self._patterns(centre), moment))

    def following(self, shift: "Shift") -> "Shift | None":
        """The shift that takes over from this one, made when missing; None without patterns (§4.9)."""
        centre = shift.centre
        return self._make(centre, shifts.following(centre.tz, self._patterns(centre), shift.ends_at))

    def on(self, pattern: ShiftPattern, duty_date: date) -> "Shift":
        """The shift of this pattern that begins on this date, made when missing."""
        return self._write(pattern.centre, shifts.span(pattern.centre.tz, pattern, duty_date))

    def _patterns(self, centre: "ServiceCentre") -> list[ShiftPattern]:
        return list(ShiftPattern.objects.of(centre).active())

    def _make(self, centre: "ServiceCentre", span: shifts.Span[ShiftPattern] | None) -> "Shift | None":
        return None if span is None else self._write(centre, span)

    def _write(self, centre: "ServiceCentre", span: shifts.Span[ShiftPattern]) -> "Shift":
        shift, _made = self.get_or_create(
            centre=centre,
            pattern=span.pattern,
            duty_date=span.duty_date,
            defaults={"starts_at": span.starts_at, "ends_at": span.ends_at},
        )
        shift.pattern, shift.centre = span.pattern, centre
        return shift


class Shift(models.Model):
    """A stretch of duty on a certain date, belonging to the date on which it began (§4.9).

    The house makes the row itself, from the pattern, the first time it is asked for; nobody edits it.
    """

    guards: ClassVar[tuple[Guard, ...]] = (
        *(Frozen(field) for field in ("centre", "pattern", "duty_date", "starts_at", "ends_at")),
        SetOnce("handed_over_at"),
        Kept(),
    )

    centre = models.ForeignKey("directory.ServiceCentre", models.PROTECT, verbose_name=_("centre"))
    pattern = models.ForeignKey(
        "directory.ShiftPattern", models.PROTECT, related_name="shifts", verbose_name=_("shift pattern")
    )
    duty_date = models.DateField(_("duty date"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    handed_over_at = models.DateTimeField(_("handed over at"), null=True, editable=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "pattern", "duty_date"], name="a_pattern_is_worked_once_on_a_duty_date"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="shift_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["centre", "ends_at", "starts_at"], name="shift_by_end")]

    def __str__(self) -> str:
        return f"{self.duty_date} {self.pattern.name}"

    @property
    def name(self) -> str:
        """What the desk calls it: the pattern's name."""
        return self.pattern.name

    def close(self) -> None:
        """Everybody of this shift has handed over; nothing more is dated into it (BR-V19)."""
        if self.handed_over_at is None:
            self.handed_over_at = clock.now()
            self.save(update_fields=["handed_over_at"])

    def is_closed_for(self, moment: datetime) -> bool:
        """Whether the book was handed over after this moment; who comes later is received, by the relief (BR-V19)."""
        return self.handed_over_at is not None and moment <= self.handed_over_at

    def covers(self, moment: datetime) -> bool:
        """Whether the moment is within this shift."""
        return self.starts_at <= moment < self.ends_at
