"""回訪: the resident is asked whether it is well done; the answer closes the case or reopens it (§4.2 即時回訪)."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory import obligations
from directory.models import Category, Staff
from directory.models.watched import Moment, Watched, WatchedQuerySet
from records import clock
from records.guards import AppendOnly, Frozen, FrozenOnce, Guard
from records.numbering import next_number
from visits import rules, telling, timing
from visits.models.contested import Contested
from visits.models.event import CaseEvent, tell
from visits.models.promise import PromiseTerms
from visits.models.visit import Priority, Visit

if TYPE_CHECKING:
    from visits.models.case import Case

BOOK = "HF"


class CallbackQuerySet(WatchedQuerySet):
    """Questions about callbacks."""

    def open(self) -> Self:
        """Residents still to be asked."""
        # What is open was not reached: said again for the partial indexes, which would not be used otherwise.
        return self.filter(state__in=Callback.OPEN, reached_at__isnull=True)

    def exhausted(self) -> Self:
        """Tried three times over two days and reached nobody; a manager decides (BR-C04)."""
        return self.filter(state=Callback.State.EXHAUSTED)

    def owed_by(self, staff: Staff) -> Self:
        """Callbacks this person is to make."""
        return self.filter(assignee=staff)

    def due_until(self, moment: datetime) -> Self:
        """Callbacks due no later than this moment."""
        return self.filter(due_at__lte=moment)

    def soonest_first(self) -> Self:
        """In the order they fall due."""
        return self.order_by("due_at", "pk")

    def for_list(self) -> Self:
        """Everything a row shows, in one question."""
        return self.select_related(
            "case__unit",
            "case__category",
            "case__department",
            "case__first_contact",
            "case__owner",
            "assignee",
        )

    def for_call(self) -> Self:
        """Everything the call screen shows, in one question."""
        return self.for_list().select_related(
            "centre", "case__visit__resident", "case__handler", "case__resolved_by", "case__against_staff"
        )


class Callback(Contested, Watched):
    """One resident to be asked about one piece of work done, by somebody who did not do it (I3, I4)."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        RETRY = "retry", _("To be tried again")
        EXHAUSTED = "exhausted", _("Tried in vain")
        REACHED = "reached", _("Reached")
        UNREACHED = "unreached", _("Closed without reaching anybody")
        CANCELLED = "cancelled", _("Cancelled")

    class Coverage(models.TextChoices):
        ALL = "all", _("Always called back")
        FACE = "face", _("Asked face to face")
        SAMPLED = "sampled", _("Drawn into the sample")
        LIGHT = "light", _("Asked in passing")

    class Method(models.TextChoices):
        FACE = "face", _("Face to face")
        PHONE = "phone", _("Telephone")
        VISIT = "visit", _("Home visit")
        WECHAT = "wechat", _("WeChat message")
        SMS = "sms", _("Text message")

    class Result(models.TextChoices):
        REACHED = "reached", _("Reached the resident")
        NO_ANSWER = "no_answer", _("No answer")
        OFF = "off", _("Switched off")
        DECLINED = "declined", _("Would not talk")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        LATER = "later", _("Asked to call another time")

    OPEN: ClassVar[tuple[str, ...]] = ("scheduled", "retry", "exhausted")

    guards: ClassVar[tuple[Guard, ...]] = (
        Frozen("centre"),
        Frozen("number"),
        Frozen("case"),
        Frozen("coverage"),
        Frozen("done_at"),
        Frozen("done_by"),
        Frozen("department"),
        Frozen("reopened_before"),
        Frozen("kept_first_promise"),
        Frozen("kept_last_promise"),
        FrozenOnce("state", filled="reached_at"),
        FrozenOnce("satisfaction", filled="reached_at"),
    )

    number = models.CharField(_("callback number"), max_length=20, editable=False)
    case = models.ForeignKey("visits.Case", models.PROTECT, related_name="callbacks", verbose_name=_("case"))
    # Whose work is asked about, as it was when it was done: a case that is reopened goes on to others, and
    # what they did and how it was liked stays with whoever did it. Empty only in history older than the columns.
    done_at = models.DateTimeField(_("work done at"), null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("work done by")
    )
    department = models.ForeignKey(
        "directory.Department", models.PROTECT, null=True, related_name="+", verbose_name=_("department")
    )
    reopened_before = models.PositiveSmallIntegerField(_("times reopened before"), null=True)
    kept_first_promise = models.BooleanField(_("first promise kept"), null=True)
    kept_last_promise = models.BooleanField(_("last promise kept"), null=True)
    due_at = models.DateTimeField(_("due at"))
    limit_at = models.DateTimeField(_("at the latest"))
    next_attempt_at = models.DateTimeField(_("next attempt from"), null=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="callbacks",
        verbose_name=_("caller"),
    )
    method = models.CharField(_("method"), max_length=6, choices=Method, default=Method.PHONE)
    coverage = models.CharField(_("coverage"), max_length=7, choices=Coverage)
    is_self_done = models.BooleanField(_("asked by the desk about its own work"), default=False)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.SCHEDULED)
    missed_count = models.PositiveSmallIntegerField(_("attempts in vain"), default=0)
    respondent = models.CharField(_("who answered"), max_length=40, blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        _("satisfaction"), choices=Visit.Satisfaction, null=True, blank=True
    )
    feedback = models.TextField(_("comments"), blank=True)
    reached_at = models.DateTimeField(_("reached at"), null=True)
    reached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("called by")
    )
    message = models.TextField(_("text message left"), blank=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        ordering: ClassVar[list[str]] = ["due_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["centre", "number"], name="callback_number_is_unique_in_its_centre"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["scheduled", "retry", "exhausted"]),
                name="one_open_callback_for_each_case",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="reached",
                    satisfaction__isnull=False,  # a comparison with nothing is not false, and would pass
                    satisfaction__range=(1, 5),
                    reached_at__isnull=False,
                    reached_by__isnull=False,
                )
                | (
                    ~Q(state="reached")
                    & Q(satisfaction__isnull=True, reached_at__isnull=True, reached_by__isnull=True)
                ),
                name="reached_exactly_when_somebody_answered",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__gte=3) | ~Q(feedback=""),
                name="a_dissatisfied_answer_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["exhausted", "unreached"])
                | (Q(missed_count__gte=3) & ~Q(message="")),
                name="tried_in_vain_means_three_times_and_a_message",
            ),
            models.CheckConstraint(
                condition=Q(
                    done_at__isnull=False,
                    done_by__isnull=False,
                    department__isnull=False,
                    reopened_before__isnull=False,
                ),
                name="a_callback_says_whose_work_it_asks_about",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["centre", "reached_at", "due_at"],
                condition=Q(reached_at__isnull=True),
                name="callback_unanswered",
            ),
            models.Index(
                fields=["assignee", "reached_at", "due_at"],
                condition=Q(reached_at__isnull=True),
                name="callback_owed",
            ),
            models.Index(fields=["centre", "done_at"], name="callback_by_work"),
            models.Index(
                fields=["centre", "reached_at", "satisfaction"],
                condition=Q(reached_at__isnull=False),
                name="callback_by_answer",
            ),
            models.Index(fields=["wakes_at"], condition=Q(wakes_at__isnull=False), name="callback_to_wake"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("visits:callback", args=[self.number])

    @property
    def is_open(self) -> bool:
        """Whether the resident is still to be asked."""
        return self.state in self.OPEN

    @property
    def is_due(self) -> bool:
        """Whether it is time to ask."""
        return self.is_open and self.due_at <= clock.now()

    @property
    def is_untried(self) -> bool:
        """Whether nobody has tried yet (BR-C03)."""
        return self.state == self.State.SCHEDULED and self.next_attempt_at is None

    def moments(self) -> Iterator[Moment]:
        """It falls due, again for each attempt; untried two days on, somebody else must know (BR-C03, C04)."""
        if self.state in (self.State.SCHEDULED, self.State.RETRY):
            yield Moment("due", self.due_at)
        if self.is_untried:
            yield Moment("limit", self.limit_at)

    @transaction.atomic(savepoint=False)
    def wake(self) -> None:
        """Put it before whoever is to ask; nobody is asked to call at night, but for an emergency (BR-C03, C11)."""
        now = clock.now()
        opens = now if self.case.priority == Priority.P0 else self.centre.next_contact_moment(now)
        for moment in self.come_due():
            if moment.what == "limit":
                self.case.go_uncalled(moment.at)
            elif opens > now:
                continue
            else:
                telling.callback_due(self, moment.at)
            self.tick_off(moment)
        self.remember(not_before=opens)

    @classmethod
    def schedule_for(cls, case: "Case", by: Staff) -> "Callback":
        """The work is done: exactly one callback falls due, to somebody who may ask (§4.2, BR-C01, C02, C07, C08)."""
        done_at = case.resolved_at
        assert done_at is not None  # called by the verb that just set it
        day = timing.local_day(case.centre, done_at)
        self_done = case.department.is_front_desk and rules.did_the_work(case, case.owner)
        callback = cls(
            centre=case.centre,
            number=f"{BOOK}-{day:%Y%m%d}-{next_number(case.centre_id, BOOK, day):03}",
            case=case,
            done_at=done_at,
            done_by=case.resolved_by,
            department=case.department,
            reopened_before=case.reopen_count,
            kept_first_promise=case.kept_first_promise,
            kept_last_promise=case.kept_last_promise,
            due_at=timing.callback_due(case.centre, done_at, at_any_hour=case.priority == Priority.P0),
            limit_at=timing.callback_limit(case.centre, done_at),
            coverage=_coverage(case),
            is_self_done=self_done,
            method=_method(case),
        )
        callback.assignee = _caller(case, self_done)
        if callback.assignee is not None and callback.assignee.pk != case.owner_id:
            obligations.take_on(callback.assignee, by=by, numbers=[case.number])
        callback._sign(by, "resolve")
        return callback

    @transaction.atomic
    def record(
        self,
        *,
        by: Staff,
        result: str,
        method: str = Method.PHONE,
        respondent: str = "",
        satisfaction: int | None = None,
        feedback: str = "",
        again_at: datetime | None = None,
        terms: PromiseTerms | None = None,
    ) -> None:
        """Record one attempt: satisfied closes the case, dissatisfied reopens it, nobody there tries again (I4)."""
        self._lock_with_case()
        self._refuse_if(
            *rules.against_recording(
                self,
                by,
                result=result,
                method=method,
                satisfaction=satisfaction,
                respondent=respondent,
                feedback=feedback,
                again_at=again_at,
                terms=terms,
            )
        )
        attempt = CallbackAttempt.objects.create(
            callback=self, at=clock.now(), by=by, method=method, result=result, note=feedback
        )
        tell(
            self.case,
            by,
            CaseEvent.Kind.CALLED_BACK,
            feedback,
            told=result == self.Result.REACHED,
            result=result,
            satisfaction=satisfaction,
        )
        self.method = method
        if result == self.Result.REACHED:
            self._hear(by, respondent, satisfaction, feedback, terms)
        elif result == self.Result.LATER:
            assert again_at is not None  # the rule above refuses otherwise
            self.due_at = self.next_attempt_at = self.centre.next_contact_moment(again_at)
            self._sign(by, "record")
        else:
            self._miss(by, attempt)

    @transaction.atomic
    def hand_to(self, *, by: Staff, to: Staff) -> None:
        """Let somebody else make the call; never the one complained about or who did the work (BR-C07)."""
        obligations.take_on(to, by=by, numbers=[self.case.number])
        self._lock_with_case()
        self._refuse_if(rules.against_handing_on(self, by, to))
        self.assignee = to
        self._sign(by, "hand_to")
        telling.callback_given(self, by)

    def pass_to(self, *, by: Staff, to: Staff, verb: str) -> None:
        """The caller goes off: the next person calls, or a manager when that one may not ask (BR-C07)."""
        may_ask = not rules.against_caller(self.case, to, self.is_self_done)
        self.assignee = to if may_ask else _caller(self.case, self.is_self_done, leaving=self.assignee_id)
        if self.assignee is not None and self.assignee.pk != to.pk:
            obligations.take_on(self.assignee, by=by, numbers=[self.case.number])
        self._sign(by, verb)

    def cancel(self, by: Staff) -> None:
        """The case goes on, so nobody is asked now (BR-C10)."""
        self.state = self.State.CANCELLED
        self._sign(by, "cancel")

    def give_up(self, by: Staff) -> None:
        """A manager closes the case though nobody was reached; that never counts as satisfied (BR-C05)."""
        self.state = self.State.UNREACHED
        self._sign(by, "give_up")

    def _lock_with_case(self) -> None:
        # The case first, as every verb of the case does: two people never wait for each other.
        self.case._lock()
        self._lock()

    def _hear(
        self, by: Staff, respondent: str, satisfaction: int | None, feedback: str, terms: PromiseTerms | None
    ) -> None:
        assert satisfaction is not None  # the rules refuse otherwise
        self.state, self.respondent = self.State.REACHED, respondent
        self.satisfaction, self.feedback = satisfaction, feedback
        self.reached_at, self.reached_by = clock.now(), by
        self._sign(by, "record")
        if satisfaction >= rules.SATISFIED:
            self.case._close(by, self)
        else:
            assert terms is not None  # the rules refuse otherwise
            self.case._go_on(by, "reopen", feedback, terms)

    def _miss(self, by: Staff, attempt: "CallbackAttempt") -> None:
        missed = list(self.attempts.in_vain().values_list("at", flat=True))
        self.missed_count = len(missed)
        if timing.is_exhausted(self.centre, missed):
            self.state = self.State.EXHAUSTED
            self.next_attempt_at = None
            self.message = gettext(
                "%(centre)s tried to reach you about %(number)s and could not. Please call us or come to the desk."
            ) % {"centre": self.centre, "number": self.case.number}
            telling.exhausted(self)
        else:
            self.state = self.State.RETRY
            self.due_at = self.next_attempt_at = timing.next_attempt(self.centre, missed)
        self._sign(by, "record")


class CallbackAttemptQuerySet(models.QuerySet["CallbackAttempt"]):
    """Questions about attempts."""

    def in_vain(self) -> Self:
        """Attempts that reached nobody, oldest first."""
        reached = (Callback.Result.REACHED, Callback.Result.LATER)
        return self.exclude(result__in=reached).order_by("at", "pk")

    def visible_to(self, staff: Staff) -> Self:
        """The calls of this person's centre; whoever neither leads nor audits sees the own ones."""
        calls = self.filter(callback__centre=staff.centre_id)
        return calls if rules.leads(staff) or staff.may("read_trail") else calls.filter(by=staff)

    def between(self, begin: datetime, end: datetime) -> Self:
        """Calls made from one moment until just before another."""
        return self.filter(at__gte=begin, at__lt=end)

    def for_paper(self) -> Self:
        """Calls with all a row of the《回訪記錄表》 shows, in the order they were made."""
        return self.select_related("by", "callback__case__unit").order_by("at", "pk")


class CallbackAttempt(models.Model):
    """One attempt to ask: when, how, what came of it (《回訪記錄表》)."""

    guards: ClassVar[tuple[Guard, ...]] = (AppendOnly(),)

    callback = models.ForeignKey(
        Callback, models.PROTECT, related_name="attempts", verbose_name=_("callback")
    )
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("called by")
    )
    method = models.CharField(_("method"), max_length=6, choices=Callback.Method)
    result = models.CharField(_("what came of it"), max_length=12, choices=Callback.Result)
    note = models.TextField(_("note"), blank=True)

    objects = CallbackAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("callback attempt")
        verbose_name_plural = _("callback attempts")
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_result_display()}"


def _coverage(case: "Case") -> "Callback.Coverage":
    policy = case.category.callback_policy
    if policy == Category.CallbackPolicy.ALL or case.is_complaint:
        return Callback.Coverage.ALL
    if policy == Category.CallbackPolicy.FACE:
        return Callback.Coverage.FACE
    if policy == Category.CallbackPolicy.SAMPLE and _is_drawn(case):
        return Callback.Coverage.SAMPLED
    return Callback.Coverage.LIGHT


def _is_drawn(case: "Case") -> bool:
    """Drawn when the work is done, by nobody's choice (BR-C08)."""
    told = f"{case.centre_id} {case.number} {case.reopen_count}".encode()
    lot = hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).digest()
    return int.from_bytes(lot[:4]) % 100 < case.category.sample_percent


def _method(case: "Case") -> "Callback.Method":
    """By telephone, unless the resident left no number, or said no twice (BR-V22, C09)."""
    by_phone = case.visit.phone and not case.is_dissatisfied_twice
    return Callback.Method.PHONE if by_phone else Callback.Method.VISIT


def _caller(case: "Case", self_done: bool, leaving: int | None = None) -> Staff | None:
    """The owner, unless the owner may not ask; then whoever leads; else nobody, and the shift leader chooses."""
    if case.owner_id != leaving and not rules.against_caller(case, case.owner, self_done):
        return case.owner
    leaders = Staff.objects.who_may("manage").of(case.centre).exclude(pk=leaving)
    return next((leader for leader in leaders if not rules.against_caller(case, leader, self_done)), None)
