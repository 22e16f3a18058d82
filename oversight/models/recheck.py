"""複核抽查: of the answered callbacks about complaints some are drawn, and a leader asks once more (W22)."""

import hashlib
import hmac
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from directory.models import Staff
from directory.models.bound import CentreBound, CentreBoundQuerySet
from oversight import rules, telling
from records import clock
from records.guards import Frozen, FrozenOnce, Guard, SetOnce
from records.models import Refusal
from records.signing import signed
from visits.models import Callback


class RecheckQuerySet(CentreBoundQuerySet):
    """Questions about callbacks that were drawn to be checked."""

    def open(self) -> Self:
        """Drawn, and not asked again yet; the oldest first."""
        return self.filter(checked_at__isnull=True).order_by("drawn_at", "pk")

    def not_confirmed_since(self, moment: datetime) -> Self:
        """The resident told it otherwise when asked again; the latest first."""
        return self.filter(checked_at__gte=moment, confirmed=False).order_by("-checked_at", "-pk")

    def for_list(self) -> Self:
        """Everything a row shows and the rules ask, in one question."""
        return self.select_related(
            "callback__reached_by",
            "callback__case__unit",
            "callback__case__category",
            "callback__case__department",
            "callback__case__owner",
            "callback__case__against_staff",
            "callback__case__against_department",
            "checked_by",
        )

    def households_asked_by(self, staff: Staff, since: datetime) -> int:
        """How many households somebody called back or asked again themselves from this moment on (W22)."""
        called = Callback.objects.visible_to(staff).filter(reached_by=staff, reached_at__gte=since)
        asked = self.visible_to(staff).filter(checked_by=staff, checked_at__gte=since)
        homes = called.order_by().values_list("case__unit").union(
            asked.order_by().values_list("callback__case__unit")
        )  # fmt: skip
        return sum(home is not None for (home,) in homes)


class Recheck(CentreBound):
    """One answered callback about a complaint, drawn by lot as it was answered, and what a leader then heard."""

    guards: ClassVar[tuple[Guard, ...]] = (
        *CentreBound.guards,
        Frozen("callback"),
        Frozen("drawn_at"),
        SetOnce("checked_at"),
        *(FrozenOnce(field, filled="checked_at") for field in ("checked_by", "confirmed", "note")),
    )

    callback = models.OneToOneField(
        "visits.Callback", models.PROTECT, related_name="recheck", verbose_name=_("callback")
    )
    drawn_at = models.DateTimeField(_("drawn at"))
    checked_at = models.DateTimeField(_("asked again at"), null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("asked again by"),
    )
    confirmed = models.BooleanField(_("confirmed"), null=True)
    note = models.CharField(_("what the resident said"), max_length=rules.NOTE, blank=True)

    objects = RecheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-check of a callback")
        verbose_name_plural = _("re-checks of callbacks")
        ordering: ClassVar[list[str]] = ["drawn_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True, confirmed__isnull=True, note="")
                | Q(checked_at__isnull=False, checked_by__isnull=False, confirmed__isnull=False),
                name="checked_exactly_when_somebody_asked_again",
            ),
            models.CheckConstraint(
                condition=Q(confirmed__isnull=True) | Q(confirmed=True) | ~Q(note=""),
                name="what_is_not_confirmed_says_why",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("note"), rules.NOTE),
                name="what_the_resident_said_has_three_hundred_characters",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["centre", "drawn_at"],
                condition=Q(checked_at__isnull=True),
                name="recheck_to_do",
            )
        ]

    def __str__(self) -> str:
        return str(self.callback)

    @classmethod
    def draw(cls, callback: Callback, by: Staff) -> "Recheck | None":
        """Draw this callback or not, in the transaction that records the answer: by nobody's choice (W22, BR-C08)."""
        if not is_drawn(callback, callback.centre.recheck_percent):
            return None
        assert callback.reached_at is not None  # it was just answered
        recheck = cls(centre=callback.centre, callback=callback, drawn_at=callback.reached_at)
        recheck.save_signed(by, "draw_recheck")
        return recheck

    @transaction.atomic
    def recheck(self, *, by: Staff, confirmed: bool, note: str = "") -> None:
        """複核: a leader asked the resident again; what is not confirmed goes to the owner and who leads (W22)."""
        type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        self.refresh_from_db()
        sentence, wrong = rules.against_rechecking(self, by, confirmed=confirmed, note=note)
        if sentence:
            raise Refusal(sentence, wrong)
        self.checked_at, self.checked_by = clock.now(), by
        self.confirmed, self.note = confirmed, note.strip()
        self.save_signed(by, "recheck")
        if not confirmed:
            telling.not_confirmed(self, by)


def is_drawn(callback: Callback, percent: int) -> bool:
    """Whether the lot falls on this number; without the house's key nobody can tell beforehand."""
    told = f"recheck {callback.centre_id} {callback.number}".encode()
    lot = hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).digest()
    return int.from_bytes(lot[:4]) % 100 < percent


def connect() -> None:
    """Draw the lot whenever a callback about a complaint is answered."""
    signed.connect(_answered, sender=Callback, dispatch_uid="oversight.recheck")


def _answered(row: Callback, by: Staff, verb: str, **_kwargs: Any) -> None:
    if verb == "record" and row.state == Callback.State.REACHED and row.case.is_complaint:
        Recheck.draw(row, by)
