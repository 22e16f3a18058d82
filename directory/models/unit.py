"""Units: the flats and shops a household is known by."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory import folding
from directory.models.bound import CentreBound, CentreBoundQuerySet


class UnitQuerySet(CentreBoundQuerySet):
    """The homes and shops a centre serves."""

    def at_room(self, text: str) -> Self:
        """Homes whose number begins as typed; the entrance may be left out: 3-1202 is 3-1-1202 and 3-2-1202."""
        if not folding.looks_like_a_room(text):
            return self.none()
        first, *others = parts = folding.room_parts(text)
        meant = Q(key__startswith="-".join(parts))
        if not others:
            meant |= Q(key__contains=f"-{first}")
        elif len(others) == 1:
            meant |= Q(key__startswith=f"{first}-", key__contains=f"-{others[0]}")
        return self.filter(meant).order_by("key")


class Unit(CentreBound):
    """A flat or shop, known at the desk by building, entrance and room: 8-2-1203 (§4.6).

    The parts are kept apart, so that houses without entrances, or with floors, fit as well.
    """

    unrecorded = ("key",)

    building = models.CharField(_("building"), max_length=20, blank=True)
    entrance = models.CharField(_("entrance"), max_length=10, blank=True)
    floor = models.CharField(_("floor"), max_length=10, blank=True, help_text=_("Not part of the number."))
    room = models.CharField(_("room"), max_length=20)
    code = models.CharField(_("unit number"), max_length=52, editable=False)
    key = models.CharField(max_length=60, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "code"], name="unit_code_is_unique_in_its_centre"),
            models.CheckConstraint(condition=~Q(room="") & ~Q(code=""), name="unit_always_has_a_room"),
        ]
        indexes = [models.Index(fields=["centre", "key"], name="unit_by_key")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("visits:unit", args=[self.code])

    def derive(self) -> None:
        """Write the parts as the door plate has them, join them to the number, and fold that for the search."""
        for part in ("building", "entrance", "floor", "room"):
            setattr(self, part, folding.plate(getattr(self, part)))
        self.code = "-".join(part for part in (self.building, self.entrance, self.room) if part)
        self.key = "-".join(folding.room_parts(self.code))
