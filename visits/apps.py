"""The duty log: visits, and the cases that outlive them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    """《服務中心值班記錄表》 (§4.6–4.8) and what first-contact responsibility makes of it (§4.2)."""

    name = "visits"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from directory import obligations
        from directory.models import ServiceCentre
        from records import readings, story
        from records import sweeps as clockwork
        from visits import sweeps, telling, verbs
        from visits.models import Case, Disclosure, Draft

        story.teach(verbs.ACTS)
        obligations.register(Case.objects.against_leaving)
        readings.register(_("looked at a full number"), Disclosure.objects.of_centre)
        telling.register()
        sweeps.register()
        post_save.connect(sweeps.look_again, sender=ServiceCentre, dispatch_uid="visits.norms")
        clockwork.register("forget-old-drafts", Draft.objects.forget_old, every=300, about=_("old drafts"))
