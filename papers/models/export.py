"""帶出: a list or a paper that left the screen; who, what, how much, why, and who agreed (BR-P02, permissions.csv)."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.models.bound import CentreBound, CentreBoundQuerySet
from papers import rules
from records import clock
from records.guards import Frozen, Guard, SetOnce
from records.models import Refusal

if TYPE_CHECKING:
    from directory.models import Staff

#: How long an agreed export may be fetched.
KEPT_FOR = timedelta(hours=24)


class ExportQuerySet(CentreBoundQuerySet):
    """Questions about what left the house."""

    def asked_for_by(self, staff: "Staff") -> Self:
        """What this person asked for of the lists, newest first."""
        return self.filter(asked_by=staff, is_paper=False).for_list()

    def of_centre(self, centre_id: int | None) -> Self:
        """What left one centre, for the list of who looked at what."""
        return self.filter(centre=centre_id)

    def waiting(self) -> Self:
        """Exports nobody has agreed to or declined yet."""
        return self.filter(needs_second=True, agreed_at__isnull=True, declined_at__isnull=True).for_list()

    def for_list(self) -> Self:
        """With everybody who had to do with it, newest first."""
        return self.select_related("centre", "asked_by", "agreed_by", "declined_by", "job").order_by("-pk")


class Export(CentreBound):
    """Something that left the house. It is the read-log of what was carried away, and is never taken back."""

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", _("Workbook")
        CSV = "csv", "CSV"

    guards: ClassVar[tuple[Guard, ...]] = (
        *CentreBound.guards,
        *(Frozen(name) for name in ("what", "subject", "query", "form", "rows", "is_masked", "is_paper")),
        *(Frozen(name) for name in ("needs_second", "reason", "asked_by", "asked_at")),
        SetOnce("agreed_by"),
        SetOnce("agreed_at"),
        SetOnce("declined_by"),
        SetOnce("declined_at"),
    )

    what = models.CharField(_("what"), max_length=40)
    subject = models.CharField(_("of what"), max_length=200, blank=True)
    query = models.CharField(_("filter"), max_length=1000, blank=True)
    form = models.CharField(_("form"), max_length=4, choices=Form)
    rows = models.PositiveIntegerField(_("rows"))
    is_masked = models.BooleanField(_("names and numbers masked"), default=True)
    is_paper = models.BooleanField(_("a paper form"), default=False)
    needs_second = models.BooleanField(_("needs a second person"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    agreed_at = models.DateTimeField(_("agreed at"), null=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("agreed by")
    )
    declined_at = models.DateTimeField(_("declined at"), null=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("declined by")
    )
    fetch_count = models.PositiveSmallIntegerField(_("times fetched"), default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(is_paper=True) | ~Q(reason=""), name="a_list_leaves_the_house_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(is_paper=True)
                | Q(needs_second=True)
                | Q(is_masked=True, rows__lte=rules.WITHOUT_SECOND),
                name="many_rows_or_full_numbers_need_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="the_second_person_is_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="an_export_is_agreed_to_exactly_when_signed",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True, declined_by__isnull=True)
                | Q(declined_at__isnull=False, declined_by__isnull=False, agreed_at__isnull=True),
                name="an_export_is_declined_exactly_when_signed",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["centre", "-asked_at"], name="export_by_time"),
            models.Index(
                fields=["centre"],
                condition=Q(needs_second=True, agreed_at__isnull=True, declined_at__isnull=True),
                name="export_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject}".strip()

    def get_absolute_url(self) -> str:
        return reverse("papers:export", args=[self.pk])

    @property
    def is_granted(self) -> bool:
        """Whether the file may be made: nobody else has to agree, or somebody has."""
        return not self.needs_second or self.agreed_at is not None

    @classmethod
    @transaction.atomic
    def ask(
        cls,
        *,
        by: "Staff",
        what: str,
        subject: str,
        query: str,
        form: str,
        rows: int,
        masked: bool,
        reason: str,
    ) -> "Export":
        """Ask to carry a list away; small and masked it is made at once, otherwise somebody else agrees first."""
        from papers.models.job import Job

        sentence, by_field = rules.against_exporting(by, form, rows, masked, reason)
        if sentence:
            raise Refusal(sentence, by_field)
        export = cls(
            centre=by.centre,
            what=what,
            subject=subject[:200],
            query=query,
            form=form,
            rows=rows,
            is_masked=masked,
            needs_second=rules.needs_second(rows, masked),
            reason=reason,
            asked_by=by,
            asked_at=clock.now(),
        ).save_signed(by, "ask_export")
        if export.is_granted:
            Job.queue(export)
        return export

    @classmethod
    def draw(cls, *, by: "Staff", what: str, subject: str, rows: int) -> "Export":
        """Note that a paper form was drawn as PDF: masked as on the screen, without ceremony, never unseen."""
        return cls(
            centre=by.centre,
            what=what,
            subject=subject[:200],
            form=cls.Form.PDF,
            rows=rows,
            is_paper=True,
            asked_by=by,
            asked_at=clock.now(),
        ).save_signed(by, "draw_paper")

    @transaction.atomic
    def agree(self, *, by: "Staff") -> None:
        """Agree as the second person: another account in another role; the file is made now."""
        from papers.models.job import Job

        self._lock()
        if sentence := rules.against_agreeing(self, by):
            raise Refusal(sentence)
        self.agreed_by, self.agreed_at = by, clock.now()
        self.save_signed(by, "agree_export")
        Job.queue(self)

    @transaction.atomic
    def decline(self, *, by: "Staff", reason: str) -> None:
        """Say no as the second person, and why; the asker reads it."""
        self._lock()
        if sentence := rules.against_agreeing(self, by):
            raise Refusal(sentence)
        if not reason.strip():
            sentence = gettext("Say why not.")
            raise Refusal(sentence, {"reason": sentence})
        self.declined_by, self.declined_at = by, clock.now()
        self.save_signed(by, "decline_export", reason)

    @transaction.atomic
    def fetch(self, *, by: "Staff") -> None:
        """Carry the file away; each time is a line of the trail."""
        self._lock()
        if sentence := rules.against_fetching(self, by):
            raise Refusal(sentence)
        self.fetch_count += 1
        self.save_signed(by, "fetch_export")

    @property
    def decline_reason(self) -> str:
        """Why the second person said no."""
        said = self.history.filter(history_verb="decline_export").last()
        return said.history_change_reason if said else ""

    def _lock(self) -> None:
        fresh = Export.objects.select_for_update().get(pk=self.pk)
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(fresh, field.attname))
