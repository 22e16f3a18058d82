"""費用引介: the resident is introduced to the colleague who takes fees, who greets them at once (§4.7)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory import obligations
from directory.models import Staff
from directory.models.watched import Moment, Watched, WatchedQuerySet
from records import clock
from records.guards import Frozen, Guard, SetOnce
from visits import rules, telling
from visits.models.contested import Contested
from visits.models.promise import PromiseTerms

if TYPE_CHECKING:
    from visits.models.case import Case
    from visits.models.visit import Visit


class ReferralQuerySet(WatchedQuerySet):
    """Questions about introductions."""

    def offered(self) -> Self:
        """Residents waiting for a cashier."""
        return self.filter(state=Referral.State.OFFERED)

    def unsettled(self) -> Self:
        """Residents a cashier is with, or should be."""
        return self.filter(state__in=[Referral.State.OFFERED, Referral.State.ACCEPTED])

    def concerning(self, staff: Staff) -> Self:
        """Introductions somebody made, was named for, or received."""
        return self.filter(Q(referred_by=staff) | Q(to=staff) | Q(accepted_by=staff))

    def for_list(self) -> Self:
        """Everything a row shows, in one question."""
        return self.select_related(
            "visit__unit", "visit__first_contact", "referred_by", "to", "accepted_by", "case"
        )


class Referral(Contested, Watched):
    """One introduction to the cashier: offered, taken over, and what came of it (§4.7, BR-F01–F05)."""

    class Matter(models.TextChoices):
        MANAGEMENT = "management", _("Management fee")
        UTILITIES = "utilities", _("Water and power")
        PARKING = "parking", _("Parking fee")
        DEPOSIT = "deposit", _("Fit-out deposit")
        CARD = "card", _("Card cost")
        REPAIR = "repair", _("Repair charge")
        REFUND = "refund", _("Refund")
        INVOICE = "invoice", _("Invoice")
        OTHER = "other", _("Other fee")

    class State(models.TextChoices):
        OFFERED = "offered", _("Waiting for the cashier")
        ACCEPTED = "accepted", _("Taken over")
        DONE = "done", _("Finished")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Outcome(models.TextChoices):
        SETTLED = "settled", _("Settled")
        REVIEW = "review", _("To be checked again")
        LATER = "later", _("Another appointment")
        LEFT = "left", _("The resident left")

    guards: ClassVar[tuple[Guard, ...]] = (
        Frozen("centre"),
        Frozen("visit"),
        Frozen("referred_by"),
        Frozen("referred_at"),
        SetOnce("accepted_by"),
        SetOnce("accepted_at"),
    )

    visit = models.ForeignKey(
        "visits.Visit", models.PROTECT, related_name="referrals", verbose_name=_("visit")
    )
    case = models.OneToOneField(
        "visits.Case", models.PROTECT, null=True, related_name="referral", verbose_name=_("case")
    )
    referred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("introduced by")
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="referrals", verbose_name=_("cashier")
    )
    matter = models.CharField(_("fee matter"), max_length=10, choices=Matter, default=Matter.MANAGEMENT)
    referred_at = models.DateTimeField(_("introduced at"), default=clock.now)
    accepted_at = models.DateTimeField(_("taken over at"), null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken over by")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OFFERED)
    outcome = models.CharField(_("what came of it"), max_length=8, choices=Outcome, blank=True)
    receipt_no = models.CharField(_("receipt number"), max_length=30, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("introduction to the cashier")
        verbose_name_plural = _("introductions to the cashier")
        ordering: ClassVar[list[str]] = ["referred_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(state__in=["offered", "accepted"]),
                name="one_introduction_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True, case__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, case__isnull=False),
                name="taken_over_by_somebody_with_a_case",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "done"]) | Q(accepted_at__isnull=False),
                name="nothing_is_settled_before_it_is_taken_over",
            ),
            models.CheckConstraint(
                condition=Q(state="done") & ~Q(outcome="") | ~Q(state="done") & Q(outcome=""),
                name="finished_exactly_when_it_says_what_came_of_it",
            ),
            models.CheckConstraint(
                condition=~Q(to=models.F("referred_by")), name="nobody_introduces_a_resident_to_themselves"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["centre", "referred_at"],
                condition=Q(state__in=["offered", "accepted"]),
                name="referral_unsettled",
            ),
            models.Index(fields=["wakes_at"], condition=Q(wakes_at__isnull=False), name="referral_to_wake"),
        ]

    def __str__(self) -> str:
        return f"{self.visit} → {self.to}"

    @property
    def wait(self) -> timedelta:
        """How long the resident waited for the cashier, or has so far (§4.7 馬上)."""
        return (self.accepted_at or clock.now()) - self.referred_at

    @property
    def is_waiting_too_long(self) -> bool:
        """Whether the resident sits there without a cashier longer than the centre allows (BR-F02)."""
        return self.state == self.State.OFFERED and self.wait >= self._within

    @property
    def _within(self) -> timedelta:
        return timedelta(minutes=self.centre.referral_within_minutes)

    @classmethod
    def offer(cls, visit: "Visit", by: Staff, to: Staff | None, matter: str) -> "Referral":
        """Introduce the resident of a visit; the visit's own verb has asked the rules."""
        referral = cls(
            centre=visit.centre, visit=visit, referred_by=by, to=to, matter=matter, referred_at=clock.now()
        )
        referral._sign(by, "introduce")
        telling.introduced(referral)
        return referral

    @transaction.atomic
    def take_over(self, *, by: Staff) -> "Case":
        """The cashier greets the resident; the case opens, and the desk stays its owner (§4.7, BR-F02, F03)."""
        from visits.models.case import Case

        self.visit._lock()
        self._lock()
        self._refuse_if(rules.against_taking_over(self, by))
        obligations.take_on(self.visit.first_contact, by=by, numbers=[self.visit.number])
        self.case = Case.open_for_cashier(self.visit, by, by, self.get_matter_display())
        self.accepted_at, self.accepted_by, self.state = clock.now(), by, self.State.ACCEPTED
        self._sign(by, "take_over")
        self.visit.introduced(by)
        return self.case

    @transaction.atomic
    def settle(
        self,
        *,
        by: Staff,
        outcome: str,
        result: str = "",
        receipt_no: str = "",
        terms: PromiseTerms | None = None,
        reason: str = "",
        apology: bool = False,
    ) -> None:
        """The cashier says what came of it: done, or promised with the five things (BR-F01, F03, §4.8)."""
        if self.case is not None:
            self.case._lock()
        self._lock()
        self._refuse_if(*rules.against_settling(self, by, outcome, terms))
        self.state, self.outcome, self.receipt_no = self.State.DONE, outcome, receipt_no
        self._sign(by, "settle")
        assert self.case is not None  # taken over, so it has one
        if outcome == self.Outcome.SETTLED:
            self.case.resolve(by=by, result=result)
        else:
            self.case.promise_again(by=by, terms=terms, reason=reason, told=True, apology=apology)

    def moments(self) -> Iterator[Moment]:
        """A resident sits there and no cashier has come (BR-F02)."""
        if self.state == self.State.OFFERED:
            yield Moment("late", self.referred_at + self._within)

    @transaction.atomic(savepoint=False)
    def wake(self) -> None:
        """Nobody has come within the time for it: both hear it, and who leads the shift (§4.7 馬上, BR-F02)."""
        for moment in self.come_due():
            telling.cashier_is_late(self, moment.at)
            self.tick_off(moment)
        self.remember()

    def withdraw(self, *, by: Staff) -> None:
        """The desk found another way before a cashier came, or the case ended otherwise (BR-F04)."""
        self.state = self.State.WITHDRAWN
        self._sign(by, "withdraw")
