"""Duties: the roster of who works which shift."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.bound import CentreBound, CentreBoundQuerySet

if TYPE_CHECKING:
    from directory.models.shift import ShiftPattern


class DutyQuerySet(CentreBoundQuerySet):
    """The roster."""

    def on(self, duty_date: date, pattern: "ShiftPattern | None") -> Self:
        """Who is rostered on this duty date for the shift of this pattern."""
        rostered = self.filter(cancelled=False, shift__duty_date=duty_date, shift__pattern=pattern)
        return rostered.select_related("staff").order_by("desk__order", "staff__name")


class Duty(CentreBound):
    """Somebody is rostered for a shift, perhaps at a certain desk; a guard may be, too (§4.1, BR-H18)."""

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

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["shift", "staff"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "staff"], name="staff_are_rostered_once_for_a_shift"),
        ]

    def __str__(self) -> str:
        return f"{self.shift} {self.staff}"
