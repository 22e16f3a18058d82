"""顯示全號: seeing somebody's full number is an act that leaves a line (BR-V17, BR-P02)."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records import clock
from records.guards import AppendOnly, Guard
from records.models import Refusal
from visits import rules

if TYPE_CHECKING:
    from directory.models import Staff

#: How long the screen that asked may show the number.
SHOWN_FOR = timedelta(minutes=10)


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Questions about numbers that were looked at."""

    def of_centre(self, centre_id: int | None) -> "DisclosureQuerySet":
        """What was looked at in one centre."""
        return self.filter(centre=centre_id)

    def standing(self, staff: "Staff", subject: str) -> "DisclosureQuerySet":
        """What this person asked for a moment ago and may still read."""
        return self.asked_since(staff.pk, subject, clock.now() - SHOWN_FOR)

    def asked_since(self, staff: Any, subject: Any, since: Any) -> "DisclosureQuerySet":
        """What this person asked for since a moment."""
        return self.filter(by=staff, subject=subject, at__gt=since)


class Disclosure(models.Model):
    """Who looked at whose full number, when and why."""

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)

    centre = models.ForeignKey("directory.ServiceCentre", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    subject = models.CharField(_("whose number"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering: ClassVar[list[str]] = ["-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="disclosure_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.at:%Y-%m-%d %H:%M}"

    @classmethod
    def reveal(cls, *, by: "Staff", subject: str, reason: str) -> "Disclosure":
        """顯示全號: show a full number, and keep who saw it, when and why (BR-V17)."""
        sentence, by_field = rules.against_revealing(by, reason)
        if sentence:
            raise Refusal(sentence, by_field)
        assert by.centre is not None  # whoever may see a number works in a centre
        return cls.objects.create(centre=by.centre, by=by, subject=subject[:60], reason=reason)
