"""Telling somebody something."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from django.db import transaction

from directory.models import ServiceCentre, Staff
from notices import reasons
from notices.addressee import Addressee, who_is_told
from notices.models import Channel, Delivery, Notice, Preference
from records import clock, sweeps


class Told(Protocol):
    """A record that somebody can be told about: of a centre, called by its number, with a page of its own."""

    centre: ServiceCentre
    _meta: ClassVar[Any]

    def get_absolute_url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """What somebody is told about, where the record alone does not say it."""

    centre: ServiceCentre
    kind: str
    number: str
    url: str

    @classmethod
    def of(cls, record: Told) -> "Subject":
        """The record as a subject."""
        return cls(record.centre, record._meta.model_name, str(record), record.get_absolute_url())


@transaction.atomic(savepoint=False)
def tell(
    *,
    to: Addressee,
    reason: str,
    about: Told | Subject,
    due_at: datetime,
    is_urgent: bool = False,
    is_task: bool = False,
    in_person: bool = False,
    **params: str | int,
) -> Notice | None:
    """Tell somebody something, once: the same addressee, reason, subject and due moment again is no change (I9).

    Call it inside the transaction of what causes it: then both happened or neither. `to` is a person, or
    `Post.LEADER` / `Post.MANAGER` for whoever leads or manages at this moment; who is off duty or gone is stood in
    for, and the row says for whom it was meant. `about` is a record, which gives centre, kind, number (its `str`) and
    page, or a Subject. `params`
    fill the sentence of the reason; they may name only what the recipient may see anyway, and no telephone.
    `is_urgent` (P0) breaks quiet hours. `is_task` stays on the list of everybody who leads until one takes it up.
    `in_person` is between two people: it waits for somebody off duty, and nobody stands in but for a closed account.
    Answers the notice, or None when it was told before.
    """
    subject = about if isinstance(about, Subject) else Subject.of(about)
    recipient = who_is_told(to, subject.centre, clock.now(), in_person=in_person)
    meant_for = to if isinstance(to, Staff) and to.pk != recipient.pk else None
    notice = Notice.write(
        centre=subject.centre,
        recipient=recipient,
        addressee=f"staff:{to.pk}" if isinstance(to, Staff) else to.value,
        meant_for=meant_for,
        reason=reason,
        kind=subject.kind,
        number=subject.number[:60],
        url=subject.url,
        params=params,
        due_at=due_at,
        is_urgent=is_urgent,
        is_task=is_task,
    )
    if notice is not None and not reasons.reason_of(reason).inside_only:
        _send_outside(notice)
    return notice


def _send_outside(notice: Notice) -> None:
    told, reason = notice.recipient_id, notice.reason
    for channel, telling in sweeps.once_a_batch(("ways", told, reason), lambda: _ways(told, reason)):
        Delivery.plan(notice, channel, telling)


def _ways(recipient: int, reason: str) -> list[tuple[Channel, Preference]]:
    tellings = Preference.objects.select_related("staff__centre", "chat").filter(staff=recipient)
    return [(channel, telling) for telling in tellings for channel in telling.ways(reason)]


def read_all(*, by: Staff) -> int:
    """Mark everything one was told as read, but for tasks; answers how many."""
    unread = Notice.objects.told_to(by).unread().exclude(is_task=True, taken_at__isnull=True)
    return unread.update(read_at=clock.now())
