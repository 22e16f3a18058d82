"""What the board keeps: views people saved, and what closed days came to, so that nothing is counted twice."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import Staff
from directory.models.bound import CentreBound, CentreBoundQuerySet
from oversight import rules
from records import clock
from records.guards import Frozen, Guard
from records.models import Refusal

if TYPE_CHECKING:
    from django.http import QueryDict

    from directory.somebody import Somebody


class SavedViewQuerySet(CentreBoundQuerySet):
    """The views of the board people keep."""

    def offered_to(self, staff: "Staff | Somebody") -> Self:
        """One's own, and those shared with everybody who reads the board."""
        kept = self.visible_to(staff).filter(Q(saved_by=staff.pk) | Q(shared=True), withdrawn=False)
        return kept.select_related("saved_by").order_by("name", "pk")


class SavedView(CentreBound):
    """A way to look at the board under a name: days and boxes, for oneself or for everybody who reads it."""

    guards: ClassVar[tuple[Guard, ...]] = (*CentreBound.guards, Frozen("saved_by"), Frozen("query"))

    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("what is asked"), max_length=300, blank=True)
    shared = models.BooleanField(_("shared"), default=False)
    withdrawn = models.BooleanField(_("taken away"), default=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("saved by")
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["saved_by", "name"],
                condition=Q(withdrawn=False),
                name="somebody_keeps_one_view_of_a_name",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        path = reverse("oversight:board")
        return f"{path}?{self.query}" if self.query else path

    @classmethod
    @transaction.atomic
    def keep(cls, *, by: Staff, name: str, asked: "QueryDict", shared: bool) -> "SavedView":
        """Keep what is asked now under a name; the same name again replaces one's own earlier view."""
        if sentence := rules.against_saving(by, name):
            raise Refusal(sentence, {"name": sentence})
        Staff.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two windows of one person
        for earlier in cls.objects.filter(saved_by=by, name=name.strip(), withdrawn=False):
            earlier.withdraw(by=by)
        view = cls(
            centre=by.centre, name=name.strip(), query=asked.urlencode()[:300], shared=shared, saved_by=by
        )
        view.save_signed(by, "keep_view")
        return view

    @transaction.atomic
    def withdraw(self, *, by: Staff) -> None:
        """Take the view away; nobody is offered it any more."""
        type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        self.refresh_from_db()
        if sentence := rules.against_withdrawing(self, by):
            raise Refusal(sentence)
        self.withdrawn = True
        self.save_signed(by, "take_view_away")


# Derived from the books, and never the truth about them ----------------------------------------------------------


class DayTally(models.Model):
    """What every figure of one closed day came to: counted from the rows, thrown away when a row of the day changes.

    It is no record: nothing is lost with it but time.
    """

    centre = models.ForeignKey("directory.ServiceCentre", models.CASCADE, related_name="+")
    day = models.DateField()
    edition = models.CharField(max_length=64)
    numbers = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["centre", "day"], name="a_day_is_tallied_once")
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class StaleDay(models.Model):
    """A mark that a row of a closed day changed, left in the transaction of the change itself."""

    centre = models.ForeignKey("directory.ServiceCentre", models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["centre", "day"], name="stale_day")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
