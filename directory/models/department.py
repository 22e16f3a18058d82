"""Departments: who does the work when the desk cannot do it on the spot."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.bound import CentreBound, CentreBoundQuerySet


class DepartmentQuerySet(CentreBoundQuerySet):
    """A centre's departments, in the order the desk reads them out."""

    def active(self) -> Self:
        """Departments work can be sent to."""
        return self.filter(active=True)


class Department(CentreBound):
    """A department that resolves what residents ask or complain of (§3.2)."""

    code = models.SlugField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=40)
    is_front_desk = models.BooleanField(_("sits at the desk"), default=False)
    is_outside = models.BooleanField(_("outside our own house"), default=False)
    takes_fees = models.BooleanField(_("settles fees"), default=False)
    keeps_office_hours = models.BooleanField(
        _("works in office hours only"),
        default=False,
        help_text=_("What it is asked for is promised within the working week."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "code"], name="department_code_is_unique_in_its_centre"
            ),
            models.CheckConstraint(
                condition=~models.Q(is_front_desk=True, is_outside=True),
                name="nobody_sits_at_the_desk_from_outside_the_house",
            ),
        ]

    def __str__(self) -> str:
        return self.name
