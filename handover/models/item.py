"""交接事項: one line of the handover for each thing somebody still waits for (§4.9)."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import BigIntegerField, F, Q
from django.utils.translation import gettext_lazy as _

from directory.models import Staff
from directory.models.bound import CentreBound, CentreBoundQuerySet
from handover import rules
from records import clock
from records.guards import AppendOnly, Frozen, Guard
from records.models import Refusal
from records.prepared import Later, PreparedRecords
from visits.models.case import STILL

if TYPE_CHECKING:
    from datetime import datetime

    from handover.models.handover import Handover
    from visits.models import Callback, Case


#: What a card shows, and what it asks of the case and the callback.
CARD = (
    *(
        "handover",
        "centre",
        "place",
        "reason_open",
        "done_so_far",
        "next_step",
        "due_at",
        "look_first",
        "must_do",
    ),
    *("taken_at", "moved_at", "still_count"),
    *(
        "case__number",
        "case__title",
        "case__visitor_name",
        "case__location_detail",
        "case__priority",
        "case__status",
    ),
    *(
        "case__emergency",
        "case__closed_at",
        "case__promise_due_at",
        "case__promise_count",
        "case__owner",
        "case__first_contact",
    ),
    *("receiver", "taken_by", "callback__due_at", "callback__state", "callback__assignee"),
)
#: Who and where, by name alone: five more records for each of two hundred lines would take as long as all the rest.
NAMES = {
    "unit_code": F("case__unit__code"),
    "department_name": F("case__department__name"),
    "first_contact_name": F("case__first_contact__name"),
    "owner_name": F("case__owner__name"),
    "receiver_name": F("receiver__name"),
    "taken_by_name": F("taken_by__name"),
}


class HandoverItemQuerySet(CentreBoundQuerySet):
    """Questions about what passes over."""

    def for_list(self) -> Self:
        """Everything a card shows, in one question; must-do first, then by what falls due."""
        return self.select_related(
            "case__unit",
            "case__department",
            "case__first_contact",
            "case__owner",
            "callback",
            "receiver",
            "taken_by",
        ).in_order()

    def in_order(self) -> Self:
        """Must-do first, then by what falls due."""
        return self.order_by("-must_do", F("due_at").asc(nulls_first=True), "place")

    def for_cards(self) -> Self:
        """What a card shows and no more, people and places by name; for reading, not for saving."""
        return self.select_related("case", "callback").only(*CARD).annotate(**NAMES).in_order()

    def to_be_taken_by(self, staff: Staff) -> Self:
        """Items this person is to take."""
        return self.filter(receiver=staff)

    def tracked(self) -> Self:
        """在辦跟蹤, not taken yet: what may be taken as a list (BR-H14)."""
        return self.filter(must_do=False, taken_by__isnull=True)


class HandoverItem(CentreBound):
    """One open case, or one callback owed for somebody else's case, with what the next person must know (BR-H03)."""

    guards: ClassVar[tuple[Guard, ...]] = (*CentreBound.guards, Frozen("handover"), Frozen("case"))

    handover = models.ForeignKey(
        "handover.Handover", models.PROTECT, related_name="items", verbose_name=_("handover")
    )
    place = models.PositiveSmallIntegerField(_("number"))
    case = models.ForeignKey(
        "visits.Case", models.PROTECT, related_name="handover_items", verbose_name=_("case")
    )
    callback = models.ForeignKey(
        "visits.Callback",
        models.PROTECT,
        null=True,
        related_name="handover_items",
        verbose_name=_("callback"),
    )
    reason_open = models.TextField(_("why it is open"), blank=True)
    done_so_far = models.TextField(_("done so far"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    due_at = models.DateTimeField(_("promised by"), null=True)
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taker")
    )
    look_first = models.BooleanField(_("look at this first"), default=False)
    must_do = models.BooleanField(_("must be done next shift"), default=False)
    taken_at = models.DateTimeField(_("taken at"), null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken by")
    )
    moved_at = models.DateTimeField(_("moved at"), null=True)
    still_count = models.PositiveSmallIntegerField(_("handovers without progress"), default=0)

    objects = HandoverItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover item")
        verbose_name_plural = _("handover items")
        ordering: ClassVar[list[str]] = ["place"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["handover", "case"], name="a_case_stands_once_on_a_handover"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="an_item_is_taken_by_somebody_at_a_time",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case", "moved_at"], name="handover_item_by_case")
        ]

    def __str__(self) -> str:
        return f"{self.handover} {self.place}"

    @property
    def is_written(self) -> bool:
        """Whether it says why open, done so far and next step, in detail (§4.9 詳細, BR-H03)."""
        return not rules.missing_in(self)

    @property
    def is_standing(self) -> bool:
        """Whether it is still open, and still with who goes off."""
        case, callback = self.case, self.callback
        owned = case.is_open and case.owner_id == self.handover.outgoing_id
        return owned or (
            callback is not None and callback.is_open and callback.assignee_id == self.handover.outgoing_id
        )

    @property
    def is_emergency(self) -> bool:
        """Whether life is at stake and the work not yet done (BR-H10, V15)."""
        return self.case.priority == "P0" and self.case.status != "awaiting_callback" and self.is_standing

    @property
    def is_stuck(self) -> bool:
        """Handed over three times in a row with nothing done in between (BR-H14)."""
        return self.still_count >= STILL

    @transaction.atomic
    def ask(self, *, by: Staff, text: str) -> "Question":
        """問一句: ask about this item, or answer; the thread stays on the item (W2 4.7)."""
        if sentence := rules.against_asking(self, by, text):
            raise Refusal(sentence)
        return Question.objects.create(item=self, by=by, text=text)


_CARDS = PreparedRecords(
    lambda: HandoverItem.objects.filter(handover=Later("handover", BigIntegerField())).for_cards()
)


def cards_of(handover: "Handover") -> list[HandoverItem]:
    """The lines of a sheet as its page shows them (`for_cards`); two hundred are asked for at a glance."""
    return _CARDS.records(handover=handover.pk)


class QuestionQuerySet(models.QuerySet["Question"]):
    """What was asked about items."""

    def about(self, handover: "Handover") -> "QuestionQuerySet":
        """Everything said about the items of one handover, oldest first."""
        return self.filter(item__handover=handover).select_related("by").order_by("at", "pk")


class Question(models.Model):
    """One line of the talk about an item: a question or its answer."""

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)

    item = models.ForeignKey(
        HandoverItem, models.PROTECT, related_name="questions", verbose_name=_("handover item")
    )
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    text = models.CharField(_("question or answer"), max_length=300)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return self.text


def must_be_done_next(case: "Case", callback: "Callback | None", ends_at: "datetime | None") -> bool:
    """下一班必辦: promised within the next shift, late, P0 or P1, or a callback due (BR-H14)."""
    due = callback.due_at if callback else case.promise_due_at
    return bool(
        case.is_late
        or case.priority in {"P0", "P1"}
        or due is None
        or (ends_at is not None and due <= ends_at)
    )
