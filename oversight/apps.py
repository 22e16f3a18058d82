"""Oversight: what managers see of both books, and what supervisors read and sign every day."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    """The morning page, the wall and the daily reading of the books (§4.2, §5.0)."""

    name = "oversight"

    def ready(self) -> None:
        from oversight import leaving, supervision, tally, telling, verbs
        from oversight.models import recheck
        from records import story, sweeps
        from visits import reviews

        story.teach(verbs.ACTS)
        telling.register()
        tally.connect()
        recheck.connect()
        reviews.register(supervision.reviews_of)
        leaving.register()
        sweeps.register("day-tallies", tally.sweep, every=60, about=_("the figures of closed days"))
