"""必讀通知: what the next shift must have read before it signs (BR-H12)."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from directory.models import Staff
from directory.models.bound import CentreBound, CentreBoundQuerySet
from handover import rules
from records import clock
from records.guards import Frozen, Guard, SetOnce
from records.models import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable


class PassOnNoteQuerySet(CentreBoundQuerySet):
    """Questions about must-read notes."""

    def for_list(self) -> Self:
        """Newest first, with writer and readers."""
        return self.select_related("written_by").prefetch_related("readings__staff").order_by("-written_at")


class PassOnNote(CentreBound):
    """A note to certain colleagues, who sign for no shift before they have opened it."""

    guards: ClassVar[tuple[Guard, ...]] = (
        *CentreBound.guards,
        Frozen("subject"),
        Frozen("details"),
        Frozen("written_by"),
        Frozen("written_at"),
    )

    subject = models.CharField(_("subject"), max_length=80)
    details = models.TextField(_("details"))
    is_public = models.BooleanField(_("may be told to residents"), default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"))

    objects = PassOnNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("must-read note")
        verbose_name_plural = _("must-read notes")
        ordering: ClassVar[list[str]] = ["-written_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(subject="") & ~models.Q(details=""),
                name="a_must_read_note_says_something",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @classmethod
    @transaction.atomic
    def write(
        cls, *, by: Staff, subject: str, details: str, readers: "Iterable[Staff]", is_public: bool = False
    ) -> "PassOnNote":
        """Write a note that each of `readers` must open before signing in (BR-H12)."""
        chosen = list(readers)
        if sentence := rules.against_writing_a_note(by, subject, details, chosen):
            raise Refusal(sentence)
        note = cls(
            centre=by.centre,
            subject=subject,
            details=details,
            is_public=is_public,
            written_by=by,
            written_at=clock.now(),
        ).save_signed(by, "write")
        Reading.objects.create_signed(
            [Reading(centre=by.centre, note=note, staff=reader) for reader in chosen], by=by, verb="write"
        )
        return note

    @transaction.atomic
    def open(self, *, by: Staff) -> None:
        """Open the note; whoever had to read it has now read it."""
        for reading in self.readings.select_for_update().filter(staff=by, read_at__isnull=True):
            reading.read_at = clock.now()
            reading.save_signed(by, "open")


class ReadingQuerySet(CentreBoundQuerySet):
    """Questions about who has read what."""

    def unread_by(self, staff: Staff) -> Self:
        """Notes this person must still open."""
        return self.filter(staff=staff, read_at__isnull=True).select_related("note")


class Reading(CentreBound):
    """That one person must read one note, and when they did."""

    guards: ClassVar[tuple[Guard, ...]] = (
        *CentreBound.guards,
        Frozen("note"),
        Frozen("staff"),
        SetOnce("read_at"),
    )

    note = models.ForeignKey(
        PassOnNote, models.PROTECT, related_name="readings", verbose_name=_("must-read note")
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="readings", verbose_name=_("reader")
    )
    read_at = models.DateTimeField(_("read at"), null=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["note", "staff"], name="somebody_reads_a_note_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["staff"], condition=models.Q(read_at__isnull=True), name="reading_unread")
        ]

    def __str__(self) -> str:
        return f"{self.note} → {self.staff}"
