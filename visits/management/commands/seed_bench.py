"""`manage.py seed_bench`: a house of very many cases, to measure by."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.models import ServiceCentre
from records import clock
from visits.demo.load import against_loading
from visits.demo.many import CASES_A_DAY, CODE, Many


class Command(BaseCommand):
    """Write very many invented cases in bulk into a centre of their own, with their history."""

    help = (
        "Write invented cases by the thousand into a centre of their own; refuses where real books are kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How many."""
        parser.add_argument("--cases", type=int, default=100_000, help="how many cases (default: 100000)")
        parser.add_argument(
            "--a-day",
            type=int,
            default=CASES_A_DAY,
            help=f"how many come on one day, and so how far back they go (default: {CASES_A_DAY})",
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed gives the same cases (default: 1)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say why not, or write them."""
        if sentence := against_loading():
            raise CommandError(sentence)
        if ServiceCentre.objects.filter(code=CODE).exists():
            self._say("The cases to measure by are here already; they stay as they are.")
            return
        now = clock.now().replace(second=0, microsecond=0)
        Many(options["cases"], now, options["seed"], self._say, options["a_day"]).write()

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
