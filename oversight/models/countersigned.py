"""主管審閱: the duty log of a shift, read and signed by somebody who leads (BR-H19)."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from directory.models import Shift, Staff
from directory.models.bound import CentreBound, CentreBoundQuerySet
from oversight import rules
from records import clock
from records.guards import Frozen, Guard
from records.models import Refusal
from visits.models import Visit


class LogReadingQuerySet(CentreBoundQuerySet):
    """Questions about the logs that were read."""

    def since(self, moment: datetime) -> Self:
        """Signed from this moment on, the latest first, with what the log holds now."""
        signed = self.filter(read_at__gte=moment).select_related("shift__pattern", "read_by")
        return signed.annotate(lines_now=Count("shift__visits")).order_by("-read_at")

    def unread_shifts(self, staff: Staff, since: datetime) -> "models.QuerySet[Shift]":
        """Shifts of the reader's centre that are over, hold lines, and were signed by nobody; the oldest first."""
        signed = LogReading.objects.filter(shift=OuterRef("pk"))
        own = Exists(Visit.objects.filter(shift=OuterRef("pk"), first_contact=staff))
        over = Shift.objects.filter(centre=staff.centre_id, ends_at__range=(since, clock.now()))
        worked = over.annotate(lines=Count("visits"), received_by_reader=own)
        return worked.filter(~Exists(signed), lines__gt=0).for_list()


class LogReading(CentreBound):
    """《服務中心值班記錄表》 of one shift, read: by whom, when, how many lines it held, and what struck the reader."""

    guards: ClassVar[tuple[Guard, ...]] = (
        *CentreBound.guards,
        *(Frozen(field) for field in ("shift", "read_by", "read_at", "lines", "remark")),
    )

    shift = models.OneToOneField(
        "directory.Shift", models.PROTECT, related_name="reading", verbose_name=_("shift")
    )
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("read by")
    )
    read_at = models.DateTimeField(_("read at"))
    lines = models.PositiveIntegerField(_("lines read"))
    remark = models.CharField(_("what is to be said about it"), max_length=rules.REMARK, blank=True)

    objects = LogReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of the log")
        verbose_name_plural = _("readings of the log")
        ordering: ClassVar[list[str]] = ["-read_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(lines__gt=0), name="a_log_that_was_read_held_lines"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("remark"), rules.REMARK),
                name="a_remark_has_three_hundred_characters",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["centre", "read_at"], name="log_reading_by_day")
        ]

    def __str__(self) -> str:
        return str(self.shift)

    @classmethod
    @transaction.atomic
    def sign(cls, *, by: Staff, shift: Shift, remark: str = "") -> "LogReading":
        """審閱簽名: the log of this shift was read; what comes into it later shows beside the signature (BR-H19)."""
        locked = Shift.objects.select_for_update(of=("self",)).select_related("pattern").get(pk=shift.pk)
        received = list(Visit.objects.during(locked).values_list("first_contact", flat=True))
        earlier = cls.objects.filter(shift=locked).select_related("read_by").first()
        if sentence := rules.against_signing_the_log(locked, by, receivers=received, earlier=earlier):
            raise Refusal(sentence)
        if sentence := rules.against_remarking(remark.strip()):
            raise Refusal(sentence, {"remark": sentence})
        reading = cls(
            centre=by.centre,
            shift=locked,
            read_by=by,
            read_at=clock.now(),
            lines=len(received),
            remark=remark.strip(),
        )
        reading.save_signed(by, "read_log", reading.remark)
        return reading
