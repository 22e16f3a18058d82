"""首接責任過失: a breach of the first contact's duty, with the word of the one it is about (BR-R04)."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import Staff
from directory.models.bound import CentreBound, CentreBoundQuerySet
from oversight import rules, telling
from records import clock
from records.guards import Frozen, FrozenOnce, Guard, SetOnce
from records.models import Refusal
from records.numbering import next_number
from visits.models import Case
from visits.timing import local_day

BOOK = "GS"


class BreachQuerySet(CentreBoundQuerySet):
    """Questions about breaches of the first contact's duty."""

    def readable_by(self, staff: Staff) -> Self:
        """Who leads or audits reads all of the centre; anybody else what is said about themselves."""
        found = self.visible_to(staff)
        return found if rules.reads_every_breach(staff) else found.filter(person=staff)

    def standing(self) -> Self:
        """Those nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def for_list(self) -> Self:
        """Everything a row and the page of one show, the latest first."""
        related = self.select_related(
            "centre", "case__unit", "case__department", "person", "recorded_by", "withdrawn_by"
        )
        return related.order_by("-recorded_at", "-pk")

    def people_of(self, case: Case) -> "models.QuerySet[Staff]":
        """Everybody who had to do with a case: received, answered for, worked on or wrote something of it."""
        named = {case.visit.entered_by_id, case.first_contact_id, case.owner_id, case.handler_id}
        named |= set(case.events.values_list("by", flat=True))
        for role in ("owner", "handler", "resolved_by"):
            named |= set(case.history.values_list(role, flat=True).distinct())
        people: models.QuerySet[Staff] = Staff.objects.filter(pk__in=named - {None}).order_by("name", "pk")
        return people


class Breach(CentreBound):
    """One breach of the first contact's duty: which of the four kinds, in which case, by whom, and what they say.

    Nothing here is reckoned in money: what an employer may ask of an employee for it is no matter of this house.
    One that was recorded in error is withdrawn with a reason: struck through and no longer counted, never erased.
    """

    class Kind(models.TextChoices):
        IGNORED = "ignored", _("Ignored the resident, dragged it out, passed it on")
        NOT_MY_JOB = "not_my_job", _("Turned the resident away: “not my duty”")
        UNREPORTED = "unreported", _("Neither reported it nor asked for help")
        RUDE = "rude", _("Treated the resident badly")

    guards: ClassVar[tuple[Guard, ...]] = (
        *CentreBound.guards,
        *(
            Frozen(field)
            for field in ("number", "case", "person", "kind", "happened", "recorded_by", "recorded_at")
        ),
        SetOnce("stated_at"),
        FrozenOnce("statement", filled="stated_at"),
        SetOnce("withdrawn_at"),
        SetOnce("withdrawn_by"),
        FrozenOnce("withdraw_reason", filled="withdrawn_at"),
    )

    number = models.CharField(_("number"), max_length=20, editable=False)
    case = models.ForeignKey("visits.Case", models.PROTECT, related_name="breaches", verbose_name=_("case"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who is named")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    happened = models.TextField(_("what happened"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    statement = models.TextField(_("statement"), blank=True)
    stated_at = models.DateTimeField(_("stated at"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdraw_reason = models.TextField(_("why it was withdrawn"), blank=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("breach of the first contact's duty")
        verbose_name_plural = _("breaches of the first contact's duty")
        ordering: ClassVar[list[str]] = ["-recorded_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["centre", "number"], name="breach_number_is_unique_in_its_centre"
            ),
            models.CheckConstraint(condition=~Q(happened=""), name="a_breach_says_what_happened"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("happened"), rules.HAPPENED),
                name="what_happened_is_said_in_a_thousand_characters",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("statement"), rules.STATEMENT),
                name="a_statement_has_two_thousand_characters",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["ignored", "not_my_job", "unreported", "rude"]),
                name="a_breach_is_of_one_of_four_kinds",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("recorded_by")), name="nobody_records_a_breach_of_their_own"
            ),
            models.CheckConstraint(
                condition=Q(statement="", stated_at__isnull=True)
                | (~Q(statement="") & Q(stated_at__isnull=False)),
                name="stated_exactly_when_something_was_said",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdraw_reason="")),
                name="a_breach_is_withdrawn_by_somebody_for_a_reason",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("withdraw_reason"), rules.WITHDRAWN),
                name="why_a_breach_is_withdrawn_has_three_hundred_characters",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True) | ~Q(person=F("withdrawn_by")),
                name="nobody_withdraws_a_breach_of_their_own",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["centre", "recorded_at"], name="breach_by_day")
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("oversight:breach", args=[self.number])

    @classmethod
    @transaction.atomic
    def record(cls, *, by: Staff, case: Case, person: Staff, kind: str, happened: str) -> "Breach":
        """Record what a leader found; who is named is told, reads it and has their say (BR-R04)."""
        involved = set(cls.objects.people_of(case).values_list("pk", flat=True))
        sentence, wrong = rules.against_recording_a_breach(
            case, by, person=person, involved=involved, kind=kind, happened=happened
        )
        if sentence:
            raise Refusal(sentence, wrong)
        now = clock.now()
        day = local_day(case.centre, now)
        breach = cls(
            centre=case.centre,
            number=f"{BOOK}-{day:%Y%m%d}-{next_number(case.centre_id, BOOK, day):03}",
            case=case,
            person=person,
            kind=kind,
            happened=happened.strip(),
            recorded_by=by,
            recorded_at=now,
        )
        breach.save_signed(by, "record_breach")
        telling.breach_recorded(breach)
        return breach

    @transaction.atomic
    def state(self, *, by: Staff, statement: str) -> None:
        """The one it is about says how it was, once; from then on the words stand (BR-R04)."""
        type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        self.refresh_from_db()
        sentence, wrong = rules.against_stating(self, by, statement)
        if sentence:
            raise Refusal(sentence, wrong)
        self.statement, self.stated_at = statement.strip(), clock.now()
        self.save_signed(by, "state_breach")
        telling.breach_stated(self)

    @transaction.atomic
    def withdraw(self, *, by: Staff, reason: str) -> None:
        """Take back what was recorded in error: it stays, struck through, with who withdrew it and why (BR-R04)."""
        type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        self.refresh_from_db()
        sentence, wrong = rules.against_withdrawing_a_breach(self, by, reason)
        if sentence:
            raise Refusal(sentence, wrong)
        self.withdrawn_by, self.withdrawn_at, self.withdraw_reason = by, clock.now(), reason.strip()
        self.save_signed(by, "withdraw_breach")
        telling.breach_withdrawn(self)
