"""The papers: what leaves the screen as print, PDF, workbook or table."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    """The two named forms and their kin, as one may carry them away (§5.0)."""

    name = "papers"

    def ready(self) -> None:
        from papers import listings, making, verbs
        from papers.models import Export
        from records import readings, story, sweeps

        story.teach(verbs.ACTS)
        story.hide("query", listings.without_words)
        listings.register_own()
        readings.register(
            _("took a list out"), Export.objects.of_centre, at="asked_at", by="asked_by", subject="subject"
        )
        sweeps.register("make-exports", making.sweep, every=5, about=_("files being made"))
        sweeps.register("delete-old-exports", making.sweep_old, every=300, about=_("old files"))
