"""Guidelines: what the desk may answer at once, promptly and clearly."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory import folding
from directory.models.bound import CentreBound, CentreBoundQuerySet


class GuidelineQuerySet(CentreBoundQuerySet):
    """Answers, notices and rules shown at the desk."""

    def valid_on(self, day: date) -> Self:
        """Guidelines in force on this date of the centre; both ends are included."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_until__isnull=True) | Q(valid_until__gte=day))

    def for_desk(self) -> Self:
        """Common questions and notices, with what each is about."""
        return self.exclude(kind=Guideline.Kind.RULE).select_related("category")

    def common_questions(self) -> Self:
        """Questions with a ready answer."""
        return self.filter(kind=Guideline.Kind.FAQ)

    def matching(self, text: str) -> Self:
        """Guidelines that mention every word typed, in either script, by pinyin initials too."""
        found = self.select_related("category")
        for word in folding.words(text):
            found = found.filter(key__contains=word)
        return found


class Guideline(CentreBound):
    """A ready answer, a notice or a rule, so that the desk answers promptly and clearly (§4.6)."""

    class Kind(models.TextChoices):
        FAQ = "faq", _("common question")
        NOTICE = "notice", _("notice")
        RULE = "rule", _("rule")

    unrecorded = ("key",)

    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.FAQ)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("answer"))
    category = models.ForeignKey(
        "directory.Category", models.PROTECT, null=True, blank=True, verbose_name=_("category")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    key = models.TextField(editable=False)

    objects = GuidelineQuerySet.as_manager()

    class Meta:
        verbose_name = _("guideline")
        verbose_name_plural = _("guidelines")
        ordering = ["order", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["faq", "notice", "rule"]), name="guideline_is_answer_notice_or_rule"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
                name="guideline_is_valid_from_before_until",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def derive(self) -> None:
        """Fold the text for the desk's search."""
        self.key = f"{folding.fold(self.title)} {folding.initials(self.title)} {folding.fold(self.body)}"
