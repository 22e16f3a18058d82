"""The duty log: visits, and the cases that outlive them."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """《服務中心值班記錄表》 (§4.6–4.8) and what first-contact responsibility makes of it (§4.2)."""

    name = "visits"

    def ready(self) -> None:
        from directory import obligations
        from records import story
        from visits import verbs
        from visits.models import Case

        story.teach(verbs.ACTS)
        obligations.register(Case.objects.against_leaving)
