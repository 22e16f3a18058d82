"""What the nest puts in place of the product: shorter pauses for all, and the variants that must fail."""

import os
import signal
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

if TYPE_CHECKING:
    from notices.models.delivery import DeliveryQuerySet
    from notices.outbox import Call
    from notices.sending import Message
    from records.models import Counter


def short_pauses() -> None:
    """Half an hour of trying again in a second or two, and a lease that is still longer than the patience."""
    from notices import outbox  # noqa: PLC0415 -- Django has to be set up first
    from notices.models import delivery  # noqa: PLC0415 -- as above

    for module in (delivery, outbox):
        setattr(module, "GATHER", timedelta(seconds=5))  # noqa: B010 -- a constant, for this process only
    setattr(outbox, "FIRST_PAUSE", timedelta(seconds=0.01))  # noqa: B010 -- a constant, for this process only
    setattr(outbox, "LEASE", timedelta(seconds=3))  # noqa: B010 -- as above


_FALLS = count()


def falls_once() -> None:
    """Each sweeper is killed here once: the moment between two steps, which kills at random only meet by chance."""
    if next(_FALLS) == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def mark_first() -> None:
    """Control of rig 2: says that it was sent, then sends. Who is killed in between has lost it."""
    from notices import outbox  # noqa: PLC0415 -- as above
    from records import sweeps  # noqa: PLC0415 -- as above

    def sweep() -> int:
        leased = outbox._lease()
        messages = {each.pk: message for each in leased if (message := outbox._message(each))}
        with transaction.atomic():
            for each in leased:
                outbox._end(each, outbox.State.SENT)
        if leased:
            falls_once()
        outbox.send_all(messages)
        return len(leased)

    sweeps.register("deliveries", sweep, every=5, about="")


def one_message_each() -> None:
    """Control of rig 6: what is late is told outside like everything else."""
    from notices.models import notice  # noqa: PLC0415 -- Django has to be set up first

    setattr(notice, "LATE", timedelta(days=365))  # noqa: B010 -- a constant, for this process only


def one_after_another() -> None:
    """Control of rig 5: one message after another, each with all the time it wants."""
    from notices import outbox, sending  # noqa: PLC0415 -- as above

    def send_all(messages: dict[int, sending.Message]) -> dict[int, outbox.Call]:
        calls = {pk: outbox.Call(message) for pk, message in sorted(messages.items())}
        for call in calls.values():
            call.run()  # here and now, not beside the others
        return calls

    setattr(sending, "READ", 4.0)  # noqa: B010 -- a constant, for this process only
    setattr(outbox, "send_all", send_all)  # noqa: B010 -- the variant


def told_of(row: "Counter") -> None:
    """What a row of the rigs' own comes to: somebody is told, and it is due no longer."""
    from directory.models import ServiceCentre, Staff  # noqa: PLC0415 -- as above
    from notices.actions import Subject, tell  # noqa: PLC0415 -- as above
    from records import clock  # noqa: PLC0415 -- as above

    centre = ServiceCentre.objects.get(pk=row.centre_id)
    person = Staff.objects.get(username=f"p{int(row.book) % 20}")
    subject = Subject(centre, kind="rig", number=row.book, url="/")
    tell(to=person, reason="rig", about=subject, due_at=clock.now() - timedelta(hours=8), n=row.pk)
    row.last = 1
    row.save(update_fields=["last"])


def callbacks_of_the_rig() -> None:
    """A sweep of the rigs' own where a test needs no more than “somebody is told”: counters that stand at nought."""
    from records import sweeps  # noqa: PLC0415 -- as above
    from records.models import Counter  # noqa: PLC0415 -- as above

    def sweep() -> int:
        return sweeps.each("rig", Counter.objects.filter(last=0).order_by("pk"), told_of)

    sweeps.register("rig", sweep, every=2, about="")


def wandering_clock() -> None:
    """Each sweeper's clock is set back and forth, by up to an hour, every few looks at it."""
    from django.utils import timezone  # noqa: PLC0415 -- as above

    from records import clock  # noqa: PLC0415 -- as above

    def now() -> datetime:
        minute = int(timezone.now().timestamp() * 4) ^ os.getpid()
        return timezone.now() + timedelta(minutes=minute % 121 - 60)

    setattr(clock, "now", now)  # noqa: B010 -- for this process only


def callbacks_marked_first() -> None:
    """Control of rig 1: notes that it has told, and then tells. Who is killed in between has lost it."""
    from records import sweeps  # noqa: PLC0415 -- as above
    from visits import telling  # noqa: PLC0415 -- as above
    from visits.models import Callback  # noqa: PLC0415 -- as above

    def sweep() -> int:
        with transaction.atomic():
            due = Callback.objects.waking().select_related("centre", "assignee", "case__owner", "case__unit")
            rows = sweeps.claim(due)
            for row in rows:
                for moment in row.come_due():
                    row.tick_off(moment)
                row.remember()
        if rows:
            falls_once()
        for row in rows:
            telling.callback_due(row, row.due_at)
        return len(rows)

    sweeps.register("callbacks", sweep, every=5, about="")


def short_lease() -> None:
    """A lease of one second, so that who stands still for two has lost it."""
    from notices import outbox  # noqa: PLC0415 -- as above

    setattr(outbox, "LEASE", timedelta(seconds=1))  # noqa: B010 -- a constant, for this process only


def stands_still() -> None:
    """A sender that stops (SIGSTOP) with every second batch in its hands: sent, and not settled yet."""
    from notices import outbox  # noqa: PLC0415 -- as above

    send_all, batches = outbox.send_all, count()

    def sent(messages: "Mapping[int, Message]") -> "dict[int, Call]":
        calls = send_all(messages)
        if messages and next(batches) % 2 == 0:
            os.kill(os.getpid(), signal.SIGSTOP)
        return calls

    setattr(outbox, "send_all", sent)  # noqa: B010 -- for this process only


def watched_leases() -> None:
    """Write down, in the file STALE_TO names, each attempt to settle what another sender has by now."""
    from notices import outbox  # noqa: PLC0415 -- as above
    from notices.models import Delivery  # noqa: PLC0415 -- as above

    def row(pk: int) -> tuple[object, ...]:
        return Delivery.objects.values_list("tries", "settled_at", "state", "due_at", "failure").get(pk=pk)

    def watched(settle: Callable[..., object]) -> Callable[..., object]:
        def settled(delivery: Delivery, *said: object) -> object:
            before = row(delivery.pk)
            if before[:2] == (delivery.tries, None):
                return settle(delivery, *said)
            try:
                answer = settle(delivery, *said)
                word = "refused" if row(delivery.pk) == before else "stale"
            except IntegrityError:
                word, answer = "stale", None  # only the guard of the table stood in the way
            with Path(os.environ["STALE_TO"]).open("a") as kept:
                kept.write(f"{word}\n")
            return answer

        return settled

    setattr(outbox, "_end", watched(outbox._end))  # noqa: B010 -- for this process only
    setattr(outbox, "_put_back", watched(outbox._put_back))  # noqa: B010 -- as above


def no_fence() -> None:
    """Control of rig 4: whoever comes back writes, whatever has become of the row meanwhile."""
    from notices import outbox  # noqa: PLC0415 -- as above
    from notices.models import Delivery  # noqa: PLC0415 -- as above

    def ours(delivery: Delivery) -> "DeliveryQuerySet":
        return Delivery.objects.filter(pk=delivery.pk)

    setattr(outbox, "_ours", ours)  # noqa: B010 -- the variant
