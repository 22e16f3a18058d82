"""Desks: whose desk a resident walks up to decides who answers for the matter."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.bound import CentreBound, CentreBoundQuerySet


class DeskQuerySet(CentreBoundQuerySet):
    """The desks of a centre, from the door inwards."""

    def active(self) -> Self:
        """Desks somebody may sit at."""
        return self.filter(active=True)


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
