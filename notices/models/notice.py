"""Notices: somebody was told something, once (§4.2, I9)."""

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notices import reasons, rules
from records import clock
from records.guards import Frozen, Guard, Kept, SetOnce
from records.models import Refusal
from records.prepared import Later, Prepared

if TYPE_CHECKING:
    from directory.models import Staff

#: Told so long after it fell due, it is marked late: the clock stood still in between.
LATE: timedelta = timedelta(minutes=5)
TOLD = (
    "key",
    "centre",
    "recipient",
    "addressee",
    "meant_for",
    "reason",
    "kind",
    "number",
    "url",
    "params",
    "due_at",
    "told_at",
    "is_late",
    "is_urgent",
    "is_task",
)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions about what was told."""

    def told_to(self, staff: "Staff") -> Self:
        """What this person was told."""
        return self.filter(recipient=staff)

    def unread(self) -> Self:
        """Not read yet."""
        return self.filter(read_at__isnull=True)

    def to_be_taken_up(self, staff: "Staff") -> Self:
        """Tasks nobody has taken up: everybody who leads sees those of the centre, others their own."""
        open_tasks = self.filter(is_task=True, taken_at__isnull=True)
        return open_tasks.filter(centre=staff.centre_id) if staff.is_supervisor else open_tasks.told_to(staff)

    def visible_to(self, staff: "Staff") -> Self:
        """One's own, and the tasks of the centre for those who lead."""
        own = Q(recipient=staff)
        return self.filter(own | Q(centre=staff.centre_id, is_task=True) if staff.is_supervisor else own)

    def for_list(self) -> Self:
        """With everything a row shows: urgent first, then as they fell due."""
        return self.select_related("meant_for", "taken_by").order_by("-is_urgent", "due_at", "pk")

    def for_reading_again(self) -> Self:
        """What was read, the newest first."""
        read = self.filter(read_at__isnull=False)
        return read.select_related("meant_for", "taken_by").order_by("-read_at", "-pk")


class Notice(models.Model):
    """One person was told one thing about one subject that fell due at one moment."""

    guards: ClassVar[tuple[Guard, ...]] = (
        *(Frozen(field) for field in TOLD),
        SetOnce("read_at"),
        SetOnce("taken_by"),
        SetOnce("taken_at"),
        Kept(),
    )

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    centre = models.ForeignKey("directory.ServiceCentre", models.PROTECT, verbose_name=_("centre"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name=_("told to")
    )
    addressee = models.CharField(max_length=24)
    meant_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("meant for")
    )
    reason = models.CharField(_("reason"), max_length=40)
    kind = models.CharField(max_length=40)
    number = models.CharField(_("number"), max_length=60)
    url = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    due_at = models.DateTimeField(_("due at"))
    told_at = models.DateTimeField(_("told at"), default=clock.now)
    is_late = models.BooleanField(_("told late"), default=False)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    is_task = models.BooleanField(_("to be taken up"), default=False)
    read_at = models.DateTimeField(_("read at"), null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken up by")
    )
    taken_at = models.DateTimeField(_("taken up at"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["recipient", "reason", "kind", "number", "due_at"],
                name="nobody_is_told_the_same_twice",
            ),
            models.UniqueConstraint(
                fields=["centre", "addressee", "reason", "kind", "number", "due_at"],
                name="what_is_meant_for_somebody_is_told_once",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False, is_task=True),
                name="a_task_is_taken_up_exactly_when_signed",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["recipient", "-is_urgent", "due_at"],
                condition=Q(read_at__isnull=True),
                name="notice_unread",
            ),
            models.Index(
                fields=["recipient", "-read_at"], condition=Q(read_at__isnull=False), name="notice_read"
            ),
            models.Index(
                fields=["centre", "due_at"],
                condition=Q(is_task=True, taken_at__isnull=True),
                name="notice_to_be_taken_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.number}"

    @property
    def is_open(self) -> bool:
        """A task nobody has taken up."""
        return self.is_task and self.taken_at is None

    @property
    def sentence(self) -> str:
        """What the person is told, in the reader's language."""
        return reasons.reason_of(self.reason).said(self.number, self.params)

    @property
    def label(self) -> str:
        """The reason in two or three words, which may go outside: it names nobody."""
        return str(reasons.reason_of(self.reason).label)

    @classmethod
    def write(cls, **told: Any) -> "Notice | None":
        """Write the row unless it is there already, whoever else writes it at this moment."""
        notice = cls(**told)
        notice.is_late = notice.told_at - notice.due_at > LATE
        cls.objects.bulk_create([notice], ignore_conflicts=True)
        written = _written().rows(key=notice.key)
        if not written:
            return None
        notice.pk, notice._state.adding = written[0][0], False
        return notice

    @transaction.atomic
    def read(self, *, by: "Staff") -> None:
        """Somebody has read what they were told; again is no change."""
        if sentence := rules.against_reading(self, by):
            raise Refusal(sentence)
        Notice.objects.filter(pk=self.pk, read_at__isnull=True).update(read_at=clock.now())
        self.refresh_from_db(fields=["read_at"])

    @transaction.atomic
    def take_up(self, *, by: "Staff") -> None:
        """Say: I see to it. From here on it stands on nobody else's list."""
        locked = Notice.objects.select_for_update(of=("self",)).select_related("taken_by").get(pk=self.pk)
        if sentence := rules.against_taking_up(locked, by):
            raise Refusal(sentence)
        locked.taken_by, locked.taken_at = by, clock.now()
        locked.read_at = locked.read_at or locked.taken_at
        locked.save(update_fields=["taken_by", "taken_at", "read_at"])
        self.refresh_from_db()


@cache
def _written() -> Prepared:
    return Prepared(lambda: Notice.objects.filter(key=Later("key", models.UUIDField())).values_list("pk"))
