"""Records that name who did what and when, and that nobody can take back (I8, §5.0)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from records import clock
from records.guards import AppendOnly, Guard
from records.signing import Signature, SignedRecords, signed

if TYPE_CHECKING:
    from directory.models import Staff


class Refusal(Exception):
    """A sentence for the person who asked: why the desk's rules do not allow this now.

    `by_field` names the boxes of the form that the sentence is about, each with its own sentence.
    """

    def __init__(self, sentence: str, by_field: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.by_field = dict(by_field or {})


class Conflict(Refusal):
    """Somebody else acted on the same record first; the sentence says who and when."""


class RecordedQuerySet(models.QuerySet[Any]):
    """Rows that may be asked anything, and changed only through a verb that signs."""

    def create_signed(self, rows: Sequence[Any], *, by: "Staff | None", verb: str) -> list[Any]:
        """Write many new rows at once, each with its own signed history record, or none of them.

        For bringing books in (rosters, household lists, the demonstration); a desk's verb signs singly.
        """
        with transaction.atomic(using=self.db):
            made = super().bulk_create(rows, batch_size=500)
            self._write_history(made, by, verb, "+")
        return made

    def save_all_signed(
        self, rows: Sequence[Any], *, by: "Staff | None", verb: str, fields: Sequence[str]
    ) -> None:
        """Save what one act of the desk changed in many rows at once, each with its own signed history record."""
        with transaction.atomic(using=self.db):
            alike: dict[tuple[Any, ...], list[Any]] = {}
            for row in rows:
                alike.setdefault(tuple(getattr(row, name) for name in fields), []).append(row.pk)
            plain: models.QuerySet[Any] = models.QuerySet(self.model, using=self.db)
            for values, keys in alike.items():
                plain.filter(pk__in=keys).update(**dict(zip(fields, values, strict=True)))
            self._write_history(rows, by, verb, "~")

    def _write_history(self, rows: Sequence[Any], by: "Staff | None", verb: str, kind: str) -> None:
        history = self.model.history.model
        names = [field.attname for field in history.tracked_fields]
        history.objects.bulk_create(
            [
                history(
                    **{name: getattr(row, name) for name in names},
                    history_date=getattr(row, "_history_date", None) or clock.now()
                    if kind == "+"
                    else clock.now(),
                    history_type=kind,
                    history_user=by,
                    history_verb=verb,
                )
                for row in rows
            ],
            batch_size=500,
        )
        for row in rows:
            signed.send(self.model, row=row, by=by, verb=verb)

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("This would leave no trail: use a verb that saves signed.")

    update = _refuse
    delete = _refuse
    bulk_create = _refuse
    bulk_update = _refuse


class Recorded(models.Model):
    """A record whose every change is a signed history row: who, which verb, when (§5.0)."""

    unrecorded: ClassVar[tuple[str, ...]] = ()
    open_trail: ClassVar[bool] = False  # whether colleagues may read the trail, not only those who audit it
    guards: ClassVar[tuple[Guard, ...]] = ()

    history = SignedRecords(
        inherit=True,
        bases=[Signature],
        history_change_reason_field=models.CharField(max_length=300, blank=True),
        history_user_id_field=None,
        user_db_constraint=True,
    )

    class Meta:
        abstract = True

    def save_signed(self, by: "Staff | None", verb: str, reason: str = "") -> Self:
        """Save the record and leave exactly one history row naming `by` and `verb`.

        `by` is nobody only when the house itself acts: the first set-up, a sweep of the clock.
        """
        self._history_user, self._history_verb, self._change_reason = by, verb, reason
        self._history_date = clock.now()
        super().save()
        signed.send(type(self), row=self, by=by, verb=verb)
        return self

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: a save without a name and a verb would leave no trail."""
        raise TypeError("A record is saved by save_signed(by, verb).")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: nothing is erased (I8)."""
        raise TypeError("A record is never deleted; void or correct it by a verb.")


class Counter(models.Model):
    """The last number given out in one book of one centre on one duty date."""

    centre_id = models.BigIntegerField()
    book = models.CharField(max_length=8)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["centre_id", "book", "day"], name="one_counter_for_each_book_and_day"
            )
        ]


class OneTimeKey(models.Model):
    """A form that was sent: the same key gives the same answer again and writes nothing twice."""

    key = models.CharField(max_length=36, primary_key=True)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    used_at = models.DateTimeField(default=clock.now, db_index=True)


class RefusedAttempt(models.Model):
    """Somebody asked for what the rules refuse; kept, because asking is part of the trail (BR-V02)."""

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)

    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    path = models.CharField(_("page"), max_length=200, db_index=True)
    sentence = models.TextField(_("reason"))

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    """When the clock was last here."""

    def beat(self, sweep: str, *, took: float, did: int, failure: str) -> None:
        """Say that a sweep ran: `took` seconds for `did` rows; one statement, and nobody's history."""
        now = clock.now()
        beat = Heartbeat(sweep=sweep, ran_at=now, took_ms=round(took * 1000), did=did)
        changed = ["ran_at", "took_ms", "did"]
        if failure:
            beat.failed_at, beat.failure = now, failure[:200]
            changed += ["failed_at", "failure"]
        else:
            beat.got_through_at = now
            changed += ["got_through_at"]
        self.bulk_create([beat], update_conflicts=True, unique_fields=["sweep"], update_fields=changed)


class Heartbeat(models.Model):
    """The last run of one sweep: when, how long, how much; and when it last failed, if ever (design §6)."""

    sweep = models.CharField(max_length=40, primary_key=True)
    ran_at = models.DateTimeField()
    got_through_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField()
    did = models.PositiveIntegerField()
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    objects = HeartbeatQuerySet.as_manager()


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    """What sweeps could not do."""

    def waiting(self, sweep: str) -> "SetAsideQuerySet":
        """Rows this sweep leaves alone for now."""
        return self.filter(sweep=sweep, again_at__gt=clock.now())

    def of(self, sweep: str, rows: Sequence[models.Model]) -> "dict[int, SetAside]":
        """Those of these rows that failed before, by their key."""
        found = self.filter(sweep=sweep, row__in=[row.pk for row in rows])
        return {aside.row: aside for aside in found}

    def set_aside(self, sweep: str, row: models.Model, failure: str) -> None:
        """Try this row again later: after half a minute, then each time after twice as long, an hour at most."""
        now = clock.now()
        aside, _made = self.get_or_create(
            sweep=sweep,
            row=row.pk,
            defaults={"kind": row._meta.label_lower, "first_at": now, "again_at": now},
        )
        wait = timedelta(seconds=min(3600, 30 * 2 ** min(aside.times, 10)))
        aside.times, aside.again_at, aside.failure = aside.times + 1, now + wait, failure[:200]
        aside.save(update_fields=["times", "again_at", "failure"])


class SetAside(models.Model):
    """A row that a sweep failed at; the others went on without it, and it is tried again."""

    sweep = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    row = models.BigIntegerField()
    times = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    again_at = models.DateTimeField()
    failure = models.CharField(max_length=200)

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sweep", "row"], name="a_row_is_set_aside_once_by_a_sweep")
        ]


class Shape(models.Model):
    """The columns of one table as they go under a seal; a table that gains a column begins a new one."""

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)
    sealed: ClassVar[bool] = False  # the digest of every row under it begins with it

    id = models.SmallAutoField(primary_key=True)
    table = models.CharField(max_length=63)
    columns = models.TextField()  # JSON: [name, kind] of each, in order

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["table", "columns"], name="a_shape_is_written_down_once")
        ]

    def __str__(self) -> str:
        return self.table


class SealQuerySet(models.QuerySet["Seal"]):
    """Questions about the chains."""

    def of_chain(self, centre_id: int | None) -> "SealQuerySet":
        """The chain of a centre, newest first; 0 or nobody's is the house's own."""
        return self.filter(centre_id=centre_id or 0).order_by("-position")

    def heads(self) -> "SealQuerySet":
        """The newest seal of every chain."""
        later = Seal.objects.filter(
            centre_id=models.OuterRef("centre_id"), position__gt=models.OuterRef("position")
        )
        return self.filter(~models.Exists(later)).order_by("centre_id")


class Seal(models.Model):
    """A batch of a centre's trail put under seal: it holds the batch and the seal before it (I8)."""

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)
    sealed: ClassVar[bool] = False

    centre_id = models.BigIntegerField(_("centre"))  # 0: the house's own chain
    position = models.PositiveIntegerField(_("position"))
    previous = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(_("records"))
    total = models.PositiveBigIntegerField(_("records in the chain"))
    root = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    whole = models.BooleanField()  # nothing that could be seen was left for another seal
    sealed_at = models.DateTimeField(_("sealed at"))

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["centre_id", "position"], name="a_chain_has_one_seal_at_each_place"
            ),
            models.UniqueConstraint(fields=["centre_id", "previous"], name="a_chain_never_forks"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The short code printed on the papers: the place in the chain and the first twelve figures of the seal."""
        return f"{self.position}-{self.digest[:4]}-{self.digest[4:8]}-{self.digest[8:12]}"


class Commitment(models.Model):
    """What a seal holds of one row of the trail: a digest that shows nothing, and the salt that lets it be checked."""

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)
    sealed: ClassVar[bool] = False

    pk = models.CompositePrimaryKey("shape", "row")
    shape = models.ForeignKey(Shape, models.PROTECT, related_name="+", db_index=False)
    row = models.BigIntegerField()
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="+", db_index=False)
    digest = models.BinaryField()
    salt = models.BinaryField()  # empty once a word of the row was erased by law
    opened = models.TextField(
        blank=True
    )  # then JSON: the commitment of the erased words, the salts of the others


class Erasure(models.Model):
    """A word that the law wanted gone: where it stood, who took it out and on what ground; never what it was."""

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)

    centre_id = models.BigIntegerField(_("centre"))
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    table = models.CharField(_("table"), max_length=63)
    row = models.BigIntegerField(_("row"))
    column = models.CharField(_("field"), max_length=63)
    ground = models.CharField(_("on what ground"), max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(ground=""), name="an_erasure_names_its_ground"),
            models.UniqueConstraint(fields=["table", "row", "column"], name="a_word_is_erased_once"),
        ]


class VerificationAsked(models.Model):
    """Somebody wants to know now whether the trail holds; the clock walks along it within the minute."""

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)

    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))


class Verification(models.Model):
    """One walk along the whole trail: what was looked at and what was found (I8)."""

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)

    at = models.DateTimeField(_("at"), default=clock.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    seals = models.PositiveIntegerField(_("seals"))
    rows = models.PositiveBigIntegerField(_("records"))
    waiting = models.PositiveIntegerField(_("not sealed yet"))
    took_ms = models.PositiveIntegerField()
    found = models.PositiveIntegerField(_("findings"))
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]


def recorded_models() -> Iterable[type[Recorded]]:
    """Every kind of record in the house."""
    return (model for model in apps.get_models() if issubclass(model, Recorded))
