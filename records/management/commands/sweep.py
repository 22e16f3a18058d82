"""`manage.py sweep [NAME …] [--loop]`: what Celery does with worker and beat, in one process and without a broker."""

import signal
import time
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from records import sweeps

STOP = (signal.SIGINT, signal.SIGTERM)


class Command(BaseCommand):
    """Work off what is due, once or until told to stop."""

    help = "Run sweeps by name, or all of them: once until nothing is due, or in a loop, each at its own interval."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which sweeps, and whether to stay."""
        parser.add_argument("names", nargs="*", metavar="NAME", help="sweeps to run (default: all)")
        parser.add_argument("--loop", action="store_true", help="go on until Ctrl-C or SIGTERM")
        parser.add_argument("--list", action="store_true", help="say which sweeps there are")

    def handle(self, *args: Any, **options: Any) -> None:
        """Any number of these may run at once, beside Celery as well."""
        known = {sweep.name: sweep for sweep in sweeps.registered()}
        if unknown := sorted(set(options["names"]) - set(known)):
            raise CommandError(f"There is no sweep {unknown[0]}; there are {', '.join(known)}.")
        chosen = [known[name] for name in options["names"] or known]
        if options["list"]:
            for sweep in chosen:
                self.stdout.write(f"{sweep.name:<24}every {sweep.every} s")
        elif options["loop"]:
            self._loop(chosen)
        else:
            for sweep in chosen:
                self.stdout.write(f"{sweep.name}: {sweeps.run(sweep.name, budget=None)}")

    def _loop(self, chosen: list[sweeps.Sweep]) -> None:
        stop = Event()
        for sign in STOP:
            signal.signal(sign, lambda *_: stop.set())
        due = dict.fromkeys(chosen, 0.0)
        while not stop.is_set():
            for sweep in chosen:
                if due[sweep] <= time.monotonic() and not stop.is_set():
                    close_old_connections()  # one that broke is not asked again
                    sweeps.run(sweep.name)
                    due[sweep] = time.monotonic() + sweep.every
            stop.wait(max(0.05, min(due.values()) - time.monotonic()))
