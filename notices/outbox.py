"""The outbox: leases what is due, sends it outside any transaction, writes down what came of it (design §4).

Inside our own database an effect can be exactly once; outside it can only be at least once. So the lease comes
first, under a number that is its fence; the sending holds no lock; and every repeat carries the same key.
"""

import logging
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Thread
from time import monotonic
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Min
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices import sending
from notices.actions import Subject, tell
from notices.addressee import Post
from notices.models import Channel, Delivery, Notice
from notices.models.delivery import GATHER, DeliveryQuerySet
from notices.reasons import UNDELIVERED, UNDELIVERED_DIGEST
from notices.sending import Message
from records import clock, sweeps

log = logging.getLogger(__name__)
State = Delivery.State

PATIENCE: Final = 1.5  # seconds for everything sent at once: one poison item may cost the others two in all
LEASE: Final = timedelta(seconds=30)  # far more than the patience; then another sweeper takes it up again
TRIES: Final = 8
EACH_CHANNEL, AT_ONCE = 8, 32
FIRST_PAUSE: timedelta = timedelta(seconds=15)  # then doubled each time: 15 s … 16 min, half an hour in all
JITTER: Final = 0.25


def sweep() -> int:
    """Send what is due: lease, send, settle; answers how many were taken up."""
    leased = _lease()
    messages: dict[int, Message] = {}
    answers: dict[int, str] = {}
    for delivery in leased:
        try:
            if (message := _message(delivery)) is not None:
                messages[delivery.pk] = message
        except Exception as fault:  # noqa: BLE001 -- one that cannot be written keeps no other waiting
            answers[delivery.pk] = type(fault).__name__
    calls = send_all(messages)
    _talking.extend((delivery, calls[delivery.pk]) for delivery in leased if delivery.pk in calls)
    with transaction.atomic():
        for delivery in leased:
            if delivery.pk not in messages:
                _settle(delivery, State.DROPPED, answers.get(delivery.pk, ""))
        for delivery, call in _hung_up():
            _settle(delivery, State.SENT, call.failure)
    return len(leased)


def oldest_due() -> datetime | None:
    """Since when the first message waits that nobody has taken up."""
    return sweeps.first_due("deliveries", Delivery.objects.due(clock.now()), "due_at")


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries: doubled each time, give or take a quarter."""
    return FIRST_PAUSE * (1 << (tries - 1)) * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 -- no secret


class Call(Thread):
    """One message being said; `failure` is known when it has ended, and empty when the message was accepted."""

    def __init__(self, message: Message) -> None:
        super().__init__(daemon=True)
        self.message, self.failure = message, ""

    def run(self) -> None:
        """Touches no database: whoever waits writes down what came of it."""
        try:
            sending.send(self.message)
        except sending.NotAccepted as refusal:
            self.failure = str(refusal)
        except Exception as fault:  # noqa: BLE001 -- it is tried again; its text may hold an address
            self.failure = type(fault).__name__


#: Who still talks when the patience is over: heard by a later sweep of this process, or by nobody, and then the lease
#: runs out and the message is said again.
_talking: list[tuple[Delivery, Call]] = []


def send_all(messages: Mapping[int, Message]) -> dict[int, Call]:
    """Say everything at once, and wait no longer than the patience; who has not ended by then goes on alone."""
    if any(message.kind == Channel.Kind.OTHER for message in messages.values()):
        sending.apprise()  # wakes before the clock runs
    calls = {pk: Call(message) for pk, message in messages.items()}
    until = monotonic() + PATIENCE
    for call in calls.values():
        call.start()
    for call in calls.values():
        call.join(max(0.0, until - monotonic()))
    return calls


def _hung_up() -> list[tuple[Delivery, Call]]:
    """The calls that have ended, each once."""
    ended = [each for each in _talking if not each[1].is_alive()]
    _talking[:] = [each for each in _talking if each not in ended]
    return ended


# Lease -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def _lease() -> list[Delivery]:
    now = clock.now()
    due = Delivery.objects.due(now).first_of_each_channel(EACH_CHANNEL).for_sending()
    claimed = sweeps.claim(due, AT_ONCE)
    leased = []
    for delivery in claimed:
        if delivery.tries >= TRIES:  # whoever held the last lease did not come back
            _bury(delivery, delivery.failure or "no answer")
        elif delivery.still_gathers(now):
            _ours(delivery).update(due_at=now + GATHER / 4)
        else:
            delivery.tries += 1
            leased.append(delivery)
    taken = Delivery.objects.filter(pk__in=[delivery.pk for delivery in leased])
    if leased:
        taken.update(state=State.SENDING, tries=F("tries") + 1, due_at=now + LEASE)
    return leased


# Settle ----------------------------------------------------------------------------------------------------------


def _settle(delivery: Delivery, well: State, failure: str) -> None:
    """Write down how it ended: well, or with a failure; then it waits for another try, or is given up."""
    if not failure:
        _end(delivery, well)
    elif delivery.tries >= TRIES:
        _bury(delivery, failure)
    else:
        _put_back(delivery, failure)


def _ours(delivery: Delivery) -> DeliveryQuerySet:
    """The row, as long as our lease is the last one."""
    return Delivery.objects.open().filter(pk=delivery.pk, tries=delivery.tries)


def _end(delivery: Delivery, state: State, failure: str = "") -> bool:
    written = _ours(delivery).update(state=state, failure=failure[:80], settled_at=clock.now())
    if not written:
        log.warning("Delivery %s: the lease had run out, another sender has it.", delivery.pk)
    return bool(written)


def _put_back(delivery: Delivery, failure: str) -> None:
    due_at = clock.now() + pause_after(delivery.tries)
    try:
        with transaction.atomic():
            _ours(delivery).update(state=State.WAITING, failure=failure[:80], due_at=due_at)
    except IntegrityError:  # a younger digest waits already, and tells of the same notices
        _end(delivery, State.DROPPED, failure)


def _bury(delivery: Delivery, failure: str) -> None:
    """Eight tries in vain: from here on it is somebody's task, and nothing ends in silence."""
    log.error("Delivery %s given up after %d tries: %s", delivery.pk, delivery.tries, failure)
    if _end(delivery, State.DEAD, failure):
        tell(
            to=Post.LEADER,
            reason=UNDELIVERED if delivery.notice else UNDELIVERED_DIGEST,
            about=_subject(delivery),
            due_at=delivery.made_at,
            is_task=True,
            channel=delivery.channel.name,
            name=delivery.recipient.name,
        )


def _subject(delivery: Delivery) -> Subject:
    """What the message was about; each message that was given up is a task of its own."""
    notice = delivery.notice
    return Subject(
        delivery.centre,
        kind=f"delivery {delivery.pk}",
        number=notice.number if notice else "",
        url=notice.url if notice else reverse("notices:notice-list"),
    )


# What it says ----------------------------------------------------------------------------------------------------


def _message(delivery: Delivery) -> Message | None:
    """The message in its reader's language; None when nobody needs it any more."""
    channel, recipient, telling = delivery.channel, delivery.recipient, delivery.recipient.telling
    if (
        not channel.active
        or not recipient.is_active
        or (channel.kind == Channel.Kind.EMAIL and not telling.email)
    ):
        return None
    with translation.override(recipient.language or settings.LANGUAGE_CODE):
        said = _about_one(delivery.notice) if delivery.notice else _about_all(delivery)
    if said is None:
        return None
    return Message(
        key=str(delivery.key),
        kind=channel.kind,
        address=channel.address,
        signing_secret=channel.signing_secret,
        to=telling.email,
        title=said[0],
        body=said[1],
    )


def _about_one(notice: Notice) -> tuple[str, str] | None:
    if notice.read_at is not None:
        return None
    title = f"{notice.label} {notice.number}".strip()
    return _("Urgent: %(what)s") % {"what": title} if notice.is_urgent else title, _link(notice.url)


def _about_all(delivery: Delivery) -> tuple[str, str] | None:
    waiting = (
        Notice.objects.told_to(delivery.recipient).unread().aggregate(count=Count("pk"), since=Min("due_at"))
    )
    if not waiting["count"]:
        return None
    title = ngettext("%(count)d notice waits for you", "%(count)d notices wait for you", waiting["count"])
    since = f"{delivery.centre.local(waiting['since']):%Y-%m-%d %H:%M}"
    oldest = _("The oldest was due %(time)s.") % {"time": since}
    return title % waiting, f"{oldest}\n{_link(reverse('notices:notice-list'))}"


def _link(path: str) -> str:
    """The whole address of a page where the operator has named it (PUBLIC_URL), else its path."""
    return f"{settings.PUBLIC_URL}{path}"
