"""顯示全號: seeing somebody's full number is an act that leaves a line (BR-V17, BR-P02)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records import clock
from records.guards import AppendOnly, Guard


class Disclosure(models.Model):
    """Who looked at whose full number, when and why."""

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)

    centre = models.ForeignKey("directory.ServiceCentre", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    subject = models.CharField(_("whose number"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering: ClassVar[list[str]] = ["-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="disclosure_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.at:%Y-%m-%d %H:%M}"
