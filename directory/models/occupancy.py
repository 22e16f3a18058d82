"""Occupancies: who lives or trades where, and since when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from directory.models.bound import CentreBound, CentreBoundQuerySet
from records.prepared import Later


class OccupancyQuerySet(CentreBoundQuerySet):
    """Who belongs to which household."""

    def current(self, day: date | Later) -> Self:
        """Occupancies on this date of the centre: begun, and not yet over."""
        begun = Q(since__isnull=True) | Q(since__lte=day)
        return self.filter(begun, Q(until__isnull=True) | Q(until__gt=day))

    def for_list(self) -> Self:
        """Each with its person and its home: by home, owners first."""
        rank = Case(When(relation="owner", then=1), When(relation="family", then=2), default=3)
        return self.select_related("resident", "unit").order_by("unit__code", rank, "resident__key", "pk")


class Occupancy(CentreBound):
    """Somebody belongs to a household as owner, family or tenant, from a day until another (§4.6)."""

    class Relation(models.TextChoices):
        OWNER = "owner", _("owner")
        FAMILY = "family", _("family")
        TENANT = "tenant", _("tenant")

    unit = models.ForeignKey(
        "directory.Unit", models.PROTECT, related_name="occupancies", verbose_name=_("unit")
    )
    resident = models.ForeignKey(
        "directory.Resident", models.PROTECT, related_name="occupancies", verbose_name=_("resident")
    )
    relation = models.CharField(_("relation"), max_length=6, choices=Relation, default=Relation.OWNER)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day no longer living here.")
    )

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancies")
        ordering = ["unit", "relation"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "resident"],
                condition=Q(until__isnull=True),
                name="resident_is_listed_once_in_a_household",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lt=F("until")),
                name="occupancy_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(relation__in=["owner", "family", "tenant"]),
                name="occupancy_is_of_owner_family_or_tenant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.resident}"
