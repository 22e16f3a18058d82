"""Preferences: what somebody wants to be told outside the house, how, and when not."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notices.models.channel import Channel

DAY = timedelta(days=1)


class Preference(models.Model):
    """How one person is told outside; inside they are told always. Nobody's history, like the language."""

    staff = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="telling"
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    by_email = models.JSONField(_("by e-mail"), default=list)
    chat = models.ForeignKey(
        Channel, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("chat")
    )
    by_chat = models.JSONField(_("by chat"), default=list)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)

    class Meta:
        verbose_name = _("how somebody is told")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_begin_and_end",
            )
        ]

    def __str__(self) -> str:
        return str(self.staff)

    def ways(self, reason: str) -> Iterator[Channel]:
        """The channels this person wants this reason to go through."""
        if self.email and reason in self.by_email:
            yield from Channel.objects.visible_to(self.staff).active().filter(kind=Channel.Kind.EMAIL)
        if self.chat and self.chat.active and reason in self.by_chat:
            yield self.chat

    def quiet_until_after(self, moment: datetime) -> datetime | None:
        """When the quiet ends that this moment falls in; None outside of it. Hours are the centre's, half-open."""
        centre = self.staff.centre
        if self.quiet_from is None or self.quiet_until is None or centre is None:
            return None
        local = centre.local(moment)
        for day in (local.date() - DAY, local.date()):
            begins = centre.at(day, self.quiet_from)
            last = day if self.quiet_until > self.quiet_from else day + DAY
            ends = centre.at(last, self.quiet_until)
            if begins <= moment < ends:
                return ends
        return None
