"""Desks: whose desk a resident walks up to decides who answers for the matter."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.bound import CentreBound, CentreBoundQuerySet

if TYPE_CHECKING:
    from directory.models.staff import Staff


class DeskQuerySet(CentreBoundQuerySet):
    """The desks of a centre, from the door inwards."""

    def active(self) -> Self:
        """Desks somebody may sit at."""
        return self.filter(active=True)

    def for_seating(self) -> Self:
        """Desks somebody may sit at, each with who sits there now."""
        return self.active().prefetch_related("staff_set")


class Desk(CentreBound):
    """A place at the counter: whoever sits here receives who walks up to it (§4.4)."""

    name = models.CharField(_("name"), max_length=20)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "name"], name="desk_name_is_unique_in_its_centre"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def occupant(self) -> "Staff | None":
        """Who sits here now."""
        return next(iter(self.staff_set.all()), None)
