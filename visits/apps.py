"""The duty log: visits, and the cases that outlive them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    """《服務中心值班記錄表》 (§4.6–4.8) and what first-contact responsibility makes of it (§4.2)."""

    name = "visits"

    def ready(self) -> None:
        from directory import obligations
        from records import story, sweeps
        from visits import verbs
        from visits.models import Case, Draft

        story.teach(verbs.ACTS)
        obligations.register(Case.objects.against_leaving)
        sweeps.register("forget-old-drafts", Draft.objects.forget_old, every=300, about=_("old drafts"))
