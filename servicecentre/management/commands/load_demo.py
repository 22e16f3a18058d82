"""`manage.py load_demo`: move the demonstration centre in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from handover import demo as handing_over
from records import clock
from visits.demo import load


class Command(BaseCommand):
    """Move 天下城 into an empty house: invented people, thirty matters, and the weeks around them until now."""

    help = "Move the demonstration centre in; refuses where real books are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """By which lot chance is drawn, and how many weeks are played."""
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed gives the same weeks (default: 1)"
        )
        parser.add_argument(
            "--weeks", type=int, default=load.WEEKS, help=f"weeks until now (default: {load.WEEKS})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say why not, or play the weeks."""
        if sentence := load.against_loading():
            raise CommandError(sentence)
        if load.is_loaded():
            self.stdout.write("The demonstration lives here already; it stays as it is.")
            return
        timeline = load.load(
            now=clock.now(),
            seed=options["seed"],
            weeks=options["weeks"],
            say=self._say,
            also=[handing_over.stories],
        )
        for sentence in timeline.refused:
            self._say(f"  a story ended early, refused: {sentence}")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
