"""The file of an export while it is made: queued, in work, ready, gone after a day.

The bytes stand in the database, encrypted and in pieces, because the page and the worker may be on different machines.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from papers.models.export import KEPT_FOR, Export
from records import clock, sweeps

if TYPE_CHECKING:
    from typing import Self

#: Somebody who makes a file says so this often; who has said nothing for so long was killed.
LEASE = timedelta(seconds=60)
#: After so many attempts something is wrong with the file, not with the machine.
ATTEMPTS = 3
PIECE = 256 * 1024


class JobQuerySet(models.QuerySet["Job"]):
    """Questions about files in work. Jobs are no records: what happened to an export is told by the export."""

    def due(self, now: datetime) -> "Self":
        """Files nobody is making: queued, or left behind by somebody who was killed."""
        left = Q(state=Job.State.WORKING, lease_until__lte=now)
        return self.filter(Q(state=Job.State.QUEUED) | left).order_by("pk")

    def old(self, now: datetime) -> "Self":
        """Files that have lain here for a day."""
        return self.filter(queued_at__lte=now - KEPT_FOR).exclude(state=Job.State.GONE)


class Job(models.Model):
    """One file being made."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting for the machine")
        WORKING = "working", _("In work")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        GONE = "gone", _("Deleted after a day")

    export = models.OneToOneField(Export, models.PROTECT, related_name="job")
    state = models.CharField(max_length=7, choices=State, default=State.QUEUED, db_index=True)
    queued_at = models.DateTimeField(default=clock.now)
    done = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    size = models.PositiveIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.export_id} {self.state}"

    @classmethod
    def queue(cls, export: Export) -> "Job":
        """Let the worker make this file."""
        return cls.objects.create(export=export)

    @classmethod
    def claim(cls, only: "Export | None" = None) -> "Job | None":
        """Take the next file in hand, with a lease; None when nothing waits (or `only` is in somebody's hand)."""
        with transaction.atomic():
            due = cls.objects.due(clock.now())
            if only is not None:
                due = due.filter(export=only)
            found = sweeps.claim(due, 1)
            if not found:
                return None
            job = found[0]
            job.holder, job.done = uuid4().hex, 0
            job.attempts += 1
            job.state = cls.State.WORKING if job.attempts <= ATTEMPTS else cls.State.FAILED
            job.lease_until = clock.now() + LEASE
            job.save()
        return job

    def report(self, done: int) -> None:
        """Say how far it is, and that somebody is still at it."""
        if not self._mine().update(done=done, lease_until=clock.now() + LEASE):
            raise Lost

    @transaction.atomic
    def deliver(self, body: Iterable[bytes]) -> None:
        """Lay the finished file down, all or nothing."""
        if not self._mine().select_for_update().exists():
            raise Lost
        self.parts.all().delete()
        size = 0
        for place, piece in enumerate(body):
            Part.objects.create(job=self, place=place, body=_cipher().encrypt(piece))
            size += len(piece)
        self._mine().update(state=self.State.READY, size=size, done=self.export.rows)

    def fail(self) -> None:
        """It cannot be made; the page says so."""
        self._mine().update(state=self.State.FAILED)

    def give_back(self) -> None:
        """Let somebody try again at once."""
        self._mine().update(state=self.State.QUEUED, lease_until=None)

    def pieces(self) -> Iterator[bytes]:
        """The file, piece after piece."""
        for part in self.parts.order_by("place").iterator(chunk_size=4):
            yield _cipher().decrypt(bytes(part.body))

    @property
    def percent(self) -> int:
        """How far along, from 0 to 100."""
        return min(100, 100 * self.done // max(1, self.export.rows))

    def _mine(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.pk, state=self.State.WORKING, holder=self.holder)


class Part(models.Model):
    """A piece of a finished file, encrypted."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["job", "place"], name="one_piece_at_each_place_of_a_file")
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.place}"


class Lost(Exception):
    """Somebody else has the file in hand now: whoever was thought dead stops here."""


@cache
def _cipher() -> Fernet:
    secret = hashlib.sha256(b"exports" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(secret))
