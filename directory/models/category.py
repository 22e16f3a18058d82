"""Categories: what a matter is about, and the norms that follow from it."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.models.bound import CentreBound, CentreBoundQuerySet


class CategoryQuerySet(CentreBoundQuerySet):
    """The kinds of matter a centre takes down."""

    def active(self) -> Self:
        """Categories the desk may choose from."""
        return self.filter(active=True)

    def for_desk(self) -> Self:
        """Categories as the desk's form lists them, each with its department."""
        return self.active().select_related("department")


class Category(CentreBound):
    """What a matter is about: who does it, how soon, and how the resident is asked afterwards (§4.2, §4.8)."""

    class CallbackPolicy(models.TextChoices):
        ALL = "all", _("always")
        FACE = "face", _("face to face")
        SAMPLE = "sample", _("a sample")
        NONE = "none", _("never")

    class Priority(models.TextChoices):
        P0 = "P0", _("Life safety")
        P1 = "P1", _("Urgent")
        P2 = "P2", _("Ordinary")
        P3 = "P3", _("Enquiry")

    code = models.SlugField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=40)
    name_hans = models.CharField(_("name in simplified Chinese"), max_length=40, blank=True)
    name_en = models.CharField(_("name in English"), max_length=40, blank=True)
    department = models.ForeignKey(
        "directory.Department", models.PROTECT, related_name="categories", verbose_name=_("department")
    )
    callback_policy = models.CharField(_("callback"), max_length=6, choices=CallbackPolicy)
    sample_percent = models.PositiveSmallIntegerField(
        _("share called back (percent)"), default=100, validators=[MaxValueValidator(100)]
    )
    limit_minutes = models.PositiveIntegerField(
        _("limit (minutes)"), null=True, blank=True, help_text=_("No promise may lie further away than this.")
    )
    limit_working_minutes = models.PositiveIntegerField(
        _("limit (working minutes)"),
        null=True,
        blank=True,
        help_text=_(
            "Instead of a limit by the clock: counted while the office works, 540 for a day of nine hours."
        ),
    )
    default_priority = models.CharField(
        _("usual priority"), max_length=2, choices=Priority, default=Priority.P2
    )
    needs_identity = models.BooleanField(_("identity is checked first"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "code"], name="category_code_is_unique_in_its_centre"),
            models.CheckConstraint(
                condition=Q(callback_policy__in=["all", "face", "sample", "none"]),
                name="category_has_one_of_four_callback_policies",
            ),
            models.CheckConstraint(
                condition=Q(default_priority__in=["P0", "P1", "P2", "P3"]),
                name="category_has_one_of_four_priorities",
            ),
            models.CheckConstraint(condition=Q(sample_percent__lte=100), name="sample_is_at_most_everybody"),
            models.CheckConstraint(
                condition=Q(limit_minutes__isnull=True) | Q(limit_minutes__gt=0),
                name="a_limit_leaves_some_time",
            ),
            models.CheckConstraint(
                condition=Q(limit_working_minutes__isnull=True)
                | Q(limit_working_minutes__gt=0, limit_minutes__isnull=True),
                name="a_limit_is_by_the_clock_or_in_working_time",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """A matter has one limit."""
        super().clean()
        if self.limit_minutes and self.limit_working_minutes:
            raise ValidationError(
                {"limit_working_minutes": _("Give a limit by the clock or one in working time, not both.")}
            )

    @property
    def label(self) -> str:
        """The name in the reader's language; the traditional Chinese one where another was not given."""
        names = {"zh-hans": self.name_hans, "en": self.name_en}
        return names.get(get_language() or "", "") or self.name
