"""What was typed and not yet recorded: on the server, encrypted, for its writer only (I10)."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records import clock
from records.cipher import cipher

if TYPE_CHECKING:
    from directory.models import Staff
    from directory.somebody import Somebody

KEPT_FOR = timedelta(hours=72)
LOCK = "drafts"


def kept_since() -> datetime:
    """What was put aside later than this is still kept."""
    return clock.now() - KEPT_FOR


class DraftQuerySet(models.QuerySet["Draft"]):
    """Questions about drafts."""

    def kept_for(self, staff: "Staff | type[Somebody]", since: Any = None) -> "DraftQuerySet":
        """The drafts a person may take up again, newest first; none older than 72 hours."""
        return self.filter(staff=staff.pk, saved_at__gt=since or kept_since()).order_by("-saved_at")

    def park(self, staff: "Staff", slot: str, typed: dict[str, str]) -> "Draft":
        """Put aside what was typed so that the next resident can be received."""
        draft, _made = self.update_or_create(
            staff=staff,
            slot=slot,
            defaults={"body": cipher(LOCK).encrypt(json.dumps(typed).encode()), "saved_at": clock.now()},
        )
        return draft

    def forget(self, staff: "Staff", slot: str) -> None:
        """What is recorded now is no draft any more."""
        self.filter(staff=staff, slot=slot).delete()

    def forget_old(self) -> int:
        """Forget drafts older than 72 hours, a thousand at most, and say how many."""
        old = self.filter(saved_at__lte=kept_since())
        return self.filter(pk__in=old.values("pk")[:1000]).delete()[0]


class Draft(models.Model):
    """One slip somebody put aside; gone once it is recorded or after 72 hours."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("by")
    )
    slot = models.CharField(max_length=40)
    body = models.BinaryField()
    saved_at = models.DateTimeField(_("saved at"))

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["staff", "slot"], name="one_draft_for_each_slot_of_a_person")
        ]

    def __str__(self) -> str:
        return self.slot

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by name of the box."""
        found: dict[str, str] = json.loads(cipher(LOCK).decrypt(bytes(self.body)))
        return found
