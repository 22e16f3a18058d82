"""Deliveries: what goes outside, at least once, always under the same key."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from notices.models.channel import Channel
from notices.models.notice import Notice
from records import clock
from records.guards import Frozen, Guard, Kept, SetOnce

if TYPE_CHECKING:
    from notices.models.preference import Preference

#: So long after the last late notice one message tells of all of them; it waits for the last one so long at most.
GATHER: timedelta = timedelta(minutes=2)
GATHER_AT_MOST: Final = timedelta(minutes=10)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions about messages that go outside."""

    def open(self) -> Self:
        """Neither accepted nor given up."""
        return self.filter(settled_at__isnull=True)

    def due(self, now: datetime) -> Self:
        """To be sent by now, or in the hands of somebody whose lease has run out."""
        return self.open().filter(due_at__lte=now)

    def failing(self) -> Self:
        """Tried more than once and not accepted yet: the service outside does not answer."""
        return self.open().filter(state=Delivery.State.WAITING, tries__gte=2)

    def first_of_each_channel(self, count: int) -> Self:
        """The `count` that are due longest in each channel, so that a dead channel fills no batch."""
        place = Window(RowNumber(), partition_by=F("channel"), order_by=("due_at", "pk"))
        first = self.annotate(place=place).filter(place__lte=count)
        # Due is asked of the row itself as well: PostgreSQL looks at that again in a row that was changed meanwhile.
        return self.filter(pk__in=first.values("pk")).order_by("due_at", "pk")

    def for_sending(self) -> Self:
        """With everything a message is made of."""
        return self.select_related("channel", "notice", "recipient__telling", "centre")


class Delivery(models.Model):
    """One message to one person through one channel: about one notice, or about all that wait (a digest).

    `due_at` is when it is to be taken up next; while somebody sends it, that is the end of their lease. `tries`
    grows with each lease and is its fence: who comes back after their lease finds another number and writes nothing.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Accepted")
        DEAD = "dead", _("Given up")
        DROPPED = "dropped", _("No longer needed")

    guards: ClassVar[tuple[Guard, ...]] = (
        *(Frozen(field) for field in ("key", "centre", "recipient", "channel", "notice", "made_at")),
        SetOnce("settled_at"),
        Kept(),
    )

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    centre = models.ForeignKey("directory.ServiceCentre", models.PROTECT)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="deliveries")
    made_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("message outside")
        verbose_name_plural = _("messages outside")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["notice", "channel"], name="a_notice_goes_once_through_a_channel"
            ),
            models.UniqueConstraint(
                fields=["recipient", "channel"],
                condition=Q(notice__isnull=True, state="waiting"),
                name="one_digest_at_a_time_for_a_person_and_channel",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending"], settled_at__isnull=True)
                | Q(state__in=["sent", "dead", "dropped"], settled_at__isnull=False),
                name="a_message_is_settled_exactly_when_it_has_ended",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=Q(settled_at__isnull=True), name="delivery_due"),
        ]

    def __str__(self) -> str:
        return str(self.key)

    def still_gathers(self, now: datetime) -> bool:
        """Whether the clock is still catching up: this person was told of something late a moment ago."""
        if self.notice_id is not None or self.made_at <= now - GATHER_AT_MOST:
            return False
        late = Notice.objects.told_to(self.recipient).unread().filter(is_late=True)
        return late.filter(told_at__gt=now - GATHER).exists()

    @classmethod
    def plan(cls, notice: Notice, channel: Channel, telling: "Preference") -> None:
        """Send it now if it is urgent or fresh; in quiet hours, or late, it joins one message about all that wait."""
        now = clock.now()
        quiet_until = telling.quiet_until_after(now)
        single = notice.is_urgent or (quiet_until is None and not notice.is_late)
        delivery = Delivery(
            centre=notice.centre,
            recipient=notice.recipient,
            channel=channel,
            notice=notice if single else None,
            due_at=now if single else quiet_until or now + GATHER,
        )
        Delivery.objects.bulk_create([delivery], ignore_conflicts=True)
