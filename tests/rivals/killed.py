"""A desk's PC that dies in the middle: `python -m tests.rivals.killed USERNAME POINT VERB`, for test_killed.py."""

import os
import signal
import sys
from typing import Any

import django


def die(*_args: Any, **_kwargs: Any) -> None:
    """Drop dead: nothing is cleaned up, nobody is told."""
    os.kill(os.getpid(), signal.SIGKILL)


def make_and_die(point: str) -> None:
    """Make the export that waits, and die after the first row has been told of, or half laid down."""
    from django.db.models.signals import post_save  # noqa: PLC0415 -- Django has to be set up first

    from papers import making  # noqa: PLC0415 -- as above
    from papers.models import Job, Part  # noqa: PLC0415 -- as above
    from records import clock  # noqa: PLC0415 -- as above
    from tests.cast import MORNING  # noqa: PLC0415 -- as above

    class Mortal(Job):
        """A job whose maker dies after the first word."""

        class Meta:
            proxy = True
            app_label = "papers"

        def report(self, done: int) -> None:
            super().report(done)
            die()

    with clock.at(MORNING):
        job = Mortal.claim()
        if job is None:
            return
        if point == "making":
            making.EVERY = 0.0  # type: ignore[misc]  # -- every row is told of
        else:
            post_save.connect(die, sender=Part)
        making.make(job)


def main(username: str, point: str, verb: str) -> None:
    """Take a resident down as somebody, and die at this point."""
    django.setup()

    from django.db import transaction  # noqa: PLC0415 -- Django has to be set up first
    from simple_history.signals import pre_create_historical_record  # noqa: PLC0415 -- as above

    from directory.models import Staff  # noqa: PLC0415 -- as above
    from records import clock  # noqa: PLC0415 -- as above
    from tests import builders  # noqa: PLC0415 -- as above
    from tests.cast import MORNING  # noqa: PLC0415 -- as above
    from visits.models import Promise, Visit  # noqa: PLC0415 -- as above

    def die_before_signing(instance: Any, **_kwargs: Any) -> None:
        if isinstance(instance, {"signing": Visit, "promise": Promise}[point]):
            die()

    if verb == "export":
        make_and_die(point)
    by = Staff.objects.for_session().get(username=username)
    if point in ("signing", "promise"):
        pre_create_historical_record.connect(die_before_signing)
    with clock.at(MORNING):
        if verb == "keep":
            builders.visit(by).keep(by=by)
        elif verb == "promise":
            builders.case(by)
        else:
            with transaction.atomic():
                builders.answered(by)
                die()


if __name__ == "__main__":
    main(*sys.argv[1:])
