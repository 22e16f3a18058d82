"""What the nest puts in place of the product: shorter pauses for all, and the variants that must fail."""

from datetime import timedelta

from django.db import transaction


def short_pauses() -> None:
    """Half an hour of trying again in three seconds, and a lease that is still longer than the patience."""
    from notices import outbox  # noqa: PLC0415 -- Django has to be set up first

    setattr(outbox, "FIRST_PAUSE", timedelta(seconds=0.02))  # noqa: B010 -- a constant, for this process only
    setattr(outbox, "LEASE", timedelta(seconds=3))  # noqa: B010 -- as above


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
        outbox.send_all(messages)
        return len(leased)

    sweeps.register("deliveries", sweep, every=5, about="")


def one_after_another() -> None:
    """Control of rig 5: one message after another, each with all the time it wants."""
    from notices import outbox, sending  # noqa: PLC0415 -- as above

    def send_all(messages: dict[int, sending.Message]) -> dict[int, str]:
        failures = {}
        for pk, message in sorted(messages.items()):
            try:
                sending.send(message)
            except Exception as fault:  # noqa: BLE001 -- as the product does
                failures[pk] = type(fault).__name__
        return failures

    setattr(sending, "READ", 4.0)  # noqa: B010 -- a constant, for this process only
    setattr(outbox, "send_all", send_all)  # noqa: B010 -- the variant


def callbacks_of_the_rig() -> None:
    """A sweep of the rigs' own where a test needs no more than “somebody is told”: counters that stand at nought."""
    from directory.models import ServiceCentre, Staff  # noqa: PLC0415 -- as above
    from notices.actions import Subject, tell  # noqa: PLC0415 -- as above
    from records import clock, sweeps  # noqa: PLC0415 -- as above
    from records.models import Counter  # noqa: PLC0415 -- as above

    def fall_due(row: Counter) -> None:
        centre = ServiceCentre.objects.get(pk=row.centre_id)
        person = Staff.objects.get(username=f"p{int(row.book) % 20}")
        subject = Subject(centre, kind="rig", number=row.book, url="/")
        tell(to=person, reason="rig", about=subject, due_at=clock.now() - timedelta(hours=8), n=row.pk)
        row.last = 1
        row.save(update_fields=["last"])

    def sweep() -> int:
        return sweeps.each("rig", Counter.objects.filter(last=0).order_by("pk"), fall_due)

    sweeps.register("rig", sweep, every=5, about="")
