"""The centre's calendar: the week its office works, and the days that are otherwise (§1.0)."""

from datetime import date, time
from functools import reduce
from operator import and_, or_
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory import norms, working
from directory.models.bound import CentreBound, CentreBoundQuerySet
from directory.shifts import MIDNIGHT

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _works(day: str) -> Q:
    return Q(**{f"{day}_from__isnull": False, f"{day}_until__isnull": False})


def _rests(day: str) -> Q:
    return Q(**{f"{day}_from__isnull": True, f"{day}_until__isnull": True})


def _in_order(day: str) -> Q:
    return Q(**{f"{day}_from__lt": F(f"{day}_until")}) | Q(**{f"{day}_until": MIDNIGHT})


def _outside_the_break(day: str) -> Q:
    early, late = Q(**{f"{day}_from__lt": F("break_from")}), Q(**{f"{day}_until__gt": F("break_until")})
    return Q(break_from__isnull=True) | early | late | Q(**{f"{day}_until": MIDNIGHT})


class WorkingWeekQuerySet(CentreBoundQuerySet):
    """The weeks of the centres."""


class WorkingWeek(CentreBound):
    """When the office of a centre works: one stretch a weekday, and one break the same every day.

    Residents are received round the clock; the office is for what is promised in working time. To 00:00 is the end
    of the day.
    """

    monday_from = models.TimeField(_("Monday from"), null=True, blank=True)
    monday_until = models.TimeField(_("Monday until"), null=True, blank=True)
    tuesday_from = models.TimeField(_("Tuesday from"), null=True, blank=True)
    tuesday_until = models.TimeField(_("Tuesday until"), null=True, blank=True)
    wednesday_from = models.TimeField(_("Wednesday from"), null=True, blank=True)
    wednesday_until = models.TimeField(_("Wednesday until"), null=True, blank=True)
    thursday_from = models.TimeField(_("Thursday from"), null=True, blank=True)
    thursday_until = models.TimeField(_("Thursday until"), null=True, blank=True)
    friday_from = models.TimeField(_("Friday from"), null=True, blank=True)
    friday_until = models.TimeField(_("Friday until"), null=True, blank=True)
    saturday_from = models.TimeField(_("Saturday from"), null=True, blank=True)
    saturday_until = models.TimeField(_("Saturday until"), null=True, blank=True)
    sunday_from = models.TimeField(_("Sunday from"), null=True, blank=True)
    sunday_until = models.TimeField(_("Sunday until"), null=True, blank=True)
    break_from = models.TimeField(_("break from"), null=True, blank=True)
    break_until = models.TimeField(_("break until"), null=True, blank=True)
    keeps_public_holidays = models.BooleanField(
        _("keeps the mainland's public holidays"),
        default=True,
        help_text=_(
            "Holidays and make-up workdays, as far as they are announced; others stand in the table."
        ),
    )

    objects = WorkingWeekQuerySet.as_manager()

    class Meta:
        verbose_name = _("working week")
        verbose_name_plural = _("working weeks")
        ordering = ["centre"]
        constraints = [
            models.UniqueConstraint(fields=["centre"], name="a_centre_has_one_working_week"),
            models.CheckConstraint(
                condition=reduce(and_, (_rests(day) | (_works(day) & _in_order(day)) for day in WEEKDAYS)),
                name="a_working_day_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(break_from__isnull=True, break_until__isnull=True)
                | Q(
                    break_from__isnull=False,
                    break_until__isnull=False,
                    break_from__gt=MIDNIGHT,
                    break_until__gt=F("break_from"),
                ),
                name="a_break_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=reduce(or_, (_works(day) & _outside_the_break(day) for day in WEEKDAYS)),
                name="a_week_has_a_working_minute",
                violation_error_message=_(
                    "In such a week nobody works a minute: nothing could be promised in it."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.centre)

    def clean(self) -> None:
        """Say beside the box what the database would refuse."""
        super().clean()
        wrong = {}
        for name in (*WEEKDAYS, "break"):
            opens, closes = self._hours(name)
            if (opens is None) != (closes is None):
                wrong[f"{name}_until" if closes is None else f"{name}_from"] = _(
                    "From and until go together."
                )
            elif opens is not None and closes is not None and not self._in_order(name, opens, closes):
                wrong[f"{name}_until"] = _("This ends before it begins.")
        if wrong:
            raise ValidationError(wrong)

    def stretches(self, day: str) -> tuple[working.Stretch, ...]:
        """The hours worked on a weekday, without the break."""
        opens, closes = self._hours(day)
        if opens is None or closes is None:
            return ()
        rest_from, rest_until = self._hours("break")
        pause = None if rest_from is None or rest_until is None else (rest_from, rest_until)
        return working.around((opens, closes), pause)

    def _hours(self, name: str) -> tuple[time | None, time | None]:
        return getattr(self, f"{name}_from"), getattr(self, f"{name}_until")

    @staticmethod
    def _in_order(name: str, opens: time, closes: time) -> bool:
        if name == "break":
            return MIDNIGHT < opens < closes
        return opens < closes or closes == MIDNIGHT


class HolidayQuerySet(CentreBoundQuerySet):
    """The days of a centre that are otherwise."""

    def as_days(self) -> dict[date, bool]:
        """Each date with whether it is worked."""
        return dict(self.values_list("date", "is_workday"))


class Holiday(CentreBound):
    """A date on which the centre rests, or works although it usually would not; it precedes what was announced."""

    date = models.DateField(_("date"))
    is_workday = models.BooleanField(_("is a workday"), default=False)
    name = models.CharField(_("name"), max_length=40)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("holiday or make-up workday")
        verbose_name_plural = _("holidays and make-up workdays")
        ordering = ["-date"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "date"], name="a_date_stands_once_in_the_calendar"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


def usual_week() -> dict[str, time]:
    """The week a centre starts with, by field."""
    opens, closes = norms.OFFICE_HOURS
    days = WEEKDAYS[: norms.OFFICE_DAYS]
    return {f"{day}_from": opens for day in days} | {f"{day}_until": closes for day in days}
