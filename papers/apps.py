"""The papers: what leaves the screen as print, PDF, workbook or table."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    """The two named forms and their kin, as one may carry them away (§5.0)."""

    name = "papers"

    def ready(self) -> None:
        from papers import listings, making, verbs
        from records import story, sweeps

        story.teach(verbs.ACTS)
        listings.register_own()
        sweeps.register("make-exports", making.sweep, every=5, about=_("files being made"))
        sweeps.register("delete-old-exports", making.sweep_old, every=300, about=_("old files"))
