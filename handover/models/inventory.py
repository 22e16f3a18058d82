"""物品交接: keys, radios, the cash float, parcels, counted face to face (BR-H08, H09)."""

from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models.bound import CentreBound, CentreBoundQuerySet
from records.guards import Frozen, Guard


class InventoryItemQuerySet(CentreBoundQuerySet):
    """Questions about what lies at the desk."""

    def active(self) -> Self:
        """What is counted at each handover."""
        return self.filter(active=True)


class InventoryItem(CentreBound):
    """One kind of thing the desk keeps, and how many there should be."""

    name = models.CharField(_("item"), max_length=40)
    unit_name = models.CharField(_("counted in"), max_length=10, blank=True)
    is_cash = models.BooleanField(_("cash"), default=False)
    expected = models.DecimalField(_("expected"), max_digits=10, decimal_places=2)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = InventoryItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("inventory item")
        verbose_name_plural = _("inventory")
        ordering: ClassVar[list[str]] = ["order", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["centre", "name"], name="inventory_item_is_listed_once"),
            models.CheckConstraint(condition=Q(expected__gte=0), name="there_is_never_less_than_nothing"),
        ]

    def __str__(self) -> str:
        return self.name


class InventoryCountQuerySet(CentreBoundQuerySet):
    """Questions about what was counted."""

    def for_list(self) -> Self:
        """In the order of the list."""
        return self.select_related("item", "allowed_by").order_by("item__order", "item__name")


class InventoryCount(CentreBound):
    """What one handover found of one item: expected, counted by who goes, counted by who comes."""

    class Condition(models.TextChoices):
        GOOD = "good", _("In order")
        DAMAGED = "damaged", _("Damaged")
        MISSING = "missing", _("Missing")

    guards: ClassVar[tuple[Guard, ...]] = (*CentreBound.guards, Frozen("handover"), Frozen("item"))

    handover = models.ForeignKey(
        "handover.Handover", models.PROTECT, related_name="counts", verbose_name=_("handover")
    )
    item = models.ForeignKey(InventoryItem, models.PROTECT, related_name="counts", verbose_name=_("item"))
    expected = models.DecimalField(_("expected"), max_digits=10, decimal_places=2)
    counted = models.DecimalField(_("counted"), max_digits=10, decimal_places=2, null=True)
    recounted = models.DecimalField(_("counted again"), max_digits=10, decimal_places=2, null=True)
    condition = models.CharField(_("condition"), max_length=7, choices=Condition, default=Condition.GOOD)
    difference_note = models.CharField(_("difference explained"), max_length=200, blank=True)
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("allowed by")
    )
    allowed_at = models.DateTimeField(_("allowed at"), null=True)

    objects = InventoryCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("inventory count")
        verbose_name_plural = _("inventory counts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["handover", "item"], name="an_item_is_counted_once_in_a_handover"
            ),
            models.CheckConstraint(
                condition=Q(counted__isnull=True) | Q(counted=F("expected")) | ~Q(difference_note=""),
                name="a_difference_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(allowed_by__isnull=True, allowed_at__isnull=True)
                | Q(allowed_by__isnull=False, allowed_at__isnull=False),
                name="a_difference_is_allowed_by_somebody_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.counted}"

    @property
    def differs(self) -> bool:
        """Whether what is there is not what should be."""
        return self.found is not None and self.found != self.expected

    @property
    def found(self) -> Decimal | None:
        """What the last person who counted found."""
        return self.recounted if self.recounted is not None else self.counted
