"""承諾: what the resident was told would happen by when (§4.8). A promise is a row, never overwritten (I5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.bound import CentreBound, CentreBoundQuerySet
from records import clock
from records.guards import Frozen, FrozenOnce, Guard, SetOnce

if TYPE_CHECKING:
    from directory.models import Staff


@dataclass(frozen=True, kw_only=True)
class PromiseTerms:
    """What is said when a promise is given: by when, what, and that the margin was thought of (§4.8)."""

    due_at: datetime
    text: str
    kind: str = "finish"
    estimate_at: datetime | None = None
    thin_margin_accepted: bool = False


class PromiseQuerySet(CentreBoundQuerySet):
    """Questions about promises."""

    def standing(self) -> "PromiseQuerySet":
        """Promises that are still to be kept."""
        return self.filter(state=Promise.State.STANDING)


class Promise(CentreBound):
    """A time given to a resident, kept or broken in plain sight; moving it makes a new row (I5, BR-V12)."""

    class Kind(models.TextChoices):
        ARRIVE = "arrive", _("Come to the home")
        ANSWER = "answer", _("Give an answer")
        FINISH = "finish", _("Finish the work")

    class State(models.TextChoices):
        STANDING = "standing", _("Standing")
        KEPT = "kept", _("Kept")
        MOVED = "moved", _("Moved in time")
        BROKEN = "broken", _("Broken")
        VOID = "void", _("No longer needed")

    guards: ClassVar[tuple[Guard, ...]] = (
        Frozen("centre"),
        Frozen("case"),
        Frozen("place"),
        Frozen("due_at"),
        Frozen("text"),
        Frozen("kind"),
        Frozen("estimate_at"),
        Frozen("thin_margin_accepted"),
        Frozen("reason"),
        Frozen("resident_told"),
        Frozen("made_by"),
        Frozen("made_at"),
        SetOnce("ended_at"),
        FrozenOnce("state", filled="ended_at"),
    )

    case = models.ForeignKey("visits.Case", models.PROTECT, related_name="promises", verbose_name=_("case"))
    place = models.PositiveSmallIntegerField(_("number of the promise"))
    kind = models.CharField(_("promise kind"), max_length=8, choices=Kind, default=Kind.FINISH)
    text = models.CharField(_("what was promised"), max_length=200)
    due_at = models.DateTimeField(_("promised by"))
    estimate_at = models.DateTimeField(_("department's estimate"), null=True, blank=True)
    thin_margin_accepted = models.BooleanField(_("promised without the usual margin"), default=False)
    reason = models.CharField(_("why it was moved"), max_length=300, blank=True)
    resident_told = models.BooleanField(_("resident told"), default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("promised at"), default=clock.now)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.STANDING)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering: ClassVar[list[str]] = ["place"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "place"], name="promises_of_a_case_are_counted"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="standing"), name="one_standing_promise_for_each_case"
            ),
            models.CheckConstraint(
                condition=Q(state="standing", ended_at__isnull=True)
                | (~Q(state="standing") & Q(ended_at__isnull=False)),
                name="promise_has_ended_exactly_when_it_no_longer_stands",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=models.F("made_at")), name="promise_lies_ahead_when_it_is_made"
            ),
            models.CheckConstraint(
                condition=Q(place=1) | (Q(resident_told=True) & ~Q(reason="")),
                name="a_later_promise_has_a_reason_and_the_resident_was_told",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def was_kept_by(self, done_at: datetime) -> bool:
        """Whether it was kept, or moved in time and met all the same by what was done at `done_at` (BR-E06)."""
        return self.state == self.State.KEPT or (self.state == self.State.MOVED and done_at <= self.due_at)

    def end(self, by: "Staff", verb: str, state: "Promise.State") -> None:
        """Let the promise end as kept, moved, broken or no longer needed."""
        self.state, self.ended_at = state, clock.now()
        self.save_signed(by, verb)
