"""跟進記錄: the story of a case, one line for each thing that happened (§4.2 跟蹤、記錄)."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records import clock
from records.guards import AppendOnly, Guard

if TYPE_CHECKING:
    from directory.models import Staff
    from visits.models.case import Case


class CaseEventQuerySet(models.QuerySet["CaseEvent"]):
    """Questions about what happened."""

    def in_order(self) -> "CaseEventQuerySet":
        """Oldest first, as the story is told."""
        return self.select_related("by").order_by("at", "pk")


class CaseEvent(models.Model):
    """One line in the story of a case: who did what, when, and whether the resident knows."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        PROMISED = "promised", _("Promised")
        FORWARDED = "forwarded", _("Forwarded")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")
        ASSIGNED = "assigned", _("Assigned")
        PROGRESS = "progress", _("Progress")
        TOLD = "told", _("Resident told")
        WAITING = "waiting", _("Waiting")
        RESUMED = "resumed", _("Resumed")
        RESCHEDULED = "rescheduled", _("Promise moved")
        BROKEN = "broken", _("Promise broken")
        RESOLVED = "resolved", _("Resolved")
        URGED = "urged", _("Urged")
        CALLED_OUT = "called_out", _("Outside help called")
        OUTSIDE = "outside", _("Outside party contacted")
        CALLED_BACK = "called_back", _("Called back")
        REOPENED = "reopened", _("Reopened")
        CLOSED = "closed", _("Closed")
        ESCALATED = "escalated", _("Escalated")
        MERGED = "merged", _("Merged")
        REASSIGNED = "reassigned", _("Reassigned")
        PRIORITY = "priority", _("Priority changed")
        INTRODUCED = "introduced", _("Introduced to the cashier")
        CORRECTED = "corrected", _("Corrected")
        HANDED_OVER = "handed_over", _("Handed over")
        TAKEN_OVER = "taken_over", _("Taken over")

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)

    case = models.ForeignKey("visits.Case", models.PROTECT, related_name="events", verbose_name=_("case"))
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    kind = models.CharField(_("action"), max_length=12, choices=Kind)
    note = models.TextField(_("note"), blank=True)
    resident_told = models.BooleanField(_("resident told"), default=False)
    details = models.JSONField(_("before and after"), default=dict, blank=True)

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("case event")
        verbose_name_plural = _("case events")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "at"], name="event_by_case")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.note[:40]}".strip()


def tell(
    case: "Case",
    by: "Staff | None",
    kind: CaseEvent.Kind,
    note: str = "",
    *,
    told: bool = False,
    **details: Any,
) -> CaseEvent:
    """Add a line to the story of `case`, now."""
    return CaseEvent.objects.create(
        case=case, by=by, kind=kind, note=note, resident_told=told, details=details
    )
