"""The service centre: the house whose doors, hours and norms everything else is bound to."""

from datetime import date, datetime, time
from functools import cached_property
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory import shifts, working
from directory.models.calendar import WEEKDAYS, Holiday, WorkingWeek, usual_week
from records.models import Recorded, RecordedQuerySet


def validate_timezone(name: str) -> None:
    """A centre's clock is one that the IANA time zone table knows."""
    if name not in available_timezones():
        raise ValidationError(_("%(name)s is no time zone known here."), params={"name": name})


class ServiceCentreQuerySet(RecordedQuerySet):
    """The centres of the house."""


class ServiceCentre(Recorded):
    """One property service centre, with its hours and the norms its promises are measured by (§4.2, §4.8)."""

    sealed_under: ClassVar[str] = "id"  # its own history is in its own chain

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    timezone = models.CharField(
        _("time zone"), max_length=40, default="Asia/Shanghai", validators=[validate_timezone]
    )
    contact_from = models.TimeField(_("residents may be called from"), default=time(8, 30))
    contact_until = models.TimeField(_("residents may be called until"), default=time(20, 30))
    callback_after_minutes = models.PositiveSmallIntegerField(_("call back within (minutes)"), default=120)
    callback_limit_hours = models.PositiveSmallIntegerField(
        _("call back at the latest after (hours)"), default=48
    )
    margin_minutes = models.PositiveSmallIntegerField(_("margin kept on a promise (minutes)"), default=30)
    margin_percent = models.PositiveSmallIntegerField(
        _("margin kept on a promise (percent)"), default=20, validators=[MaxValueValidator(100)]
    )
    forward_within_minutes = models.PositiveSmallIntegerField(_("forward within (minutes)"), default=30)
    referral_within_minutes = models.PositiveSmallIntegerField(
        _("cashier takes over within (minutes)"), default=5, validators=[MinValueValidator(1)]
    )
    same_matter_days = models.PositiveSmallIntegerField(_("same matter within (days)"), default=7)
    reopen_within_days = models.PositiveSmallIntegerField(_("may be reopened within (days)"), default=30)
    answer_within_days = models.PositiveSmallIntegerField(
        _("the law wants complaints answered within (days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Hangzhou: 10. Leave it empty where no such law holds."),
    )
    recheck_percent = models.PositiveSmallIntegerField(
        _("complaints a leader asks about again (percent)"),
        default=30,
        validators=[MaxValueValidator(100)],
        help_text=_("So many of the answered callbacks about complaints are drawn by lot."),
    )
    manager_households = models.PositiveSmallIntegerField(
        _("households a manager asks each month"), default=5
    )
    late_entry_minutes = models.PositiveSmallIntegerField(_("a late entry after (minutes)"), default=30)
    maintenance_numbers = models.CharField(
        _("numbers of the maintenance firms"),
        max_length=120,
        blank=True,
        help_text=_(
            "Shown beside 119, 120 and 110 while life is at stake: the lift firm's, the gas company's."
        ),
    )
    is_demo = models.BooleanField(_("demonstration"), default=False)

    objects = ServiceCentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("service centre")
        verbose_name_plural = _("service centres")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact_from__lt=F("contact_until")), name="contact_hours_begin_before_they_end"
            ),
            models.CheckConstraint(
                condition=Q(margin_percent__lte=100), name="margin_is_at_most_the_whole_span"
            ),
            models.CheckConstraint(
                condition=Q(recheck_percent__lte=100), name="rechecks_are_at_most_everybody"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def tz(self) -> ZoneInfo:
        """The centre's own clock."""
        return ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        """The same moment as the clock on the centre's wall shows it."""
        return moment.astimezone(self.tz)

    def at(self, day: date, clock: time) -> datetime:
        """The moment when the centre's wall shows this date and time."""
        return shifts.instant(self.tz, day, clock)

    @cached_property
    def working_time(self) -> working.WorkingTime:
        """When the centre's office works; a centre that never said so works as is usual. Two queries, once."""
        week = WorkingWeek.objects.of(self).first() or WorkingWeek(centre=self, **usual_week())
        return working.WorkingTime(
            self.tz,
            tuple(map(week.stretches, WEEKDAYS)),
            Holiday.objects.of(self).as_days(),
            week.keeps_public_holidays,
        )

    def next_contact_moment(self, moment: datetime) -> datetime:
        """This moment, or the next one at which a resident may be called (BR-C02, BR-C11).

        Contact hours are half-open: the moment they end is no longer in them.
        """
        return shifts.next_within(self.tz, self.contact_from, self.contact_until, moment)
