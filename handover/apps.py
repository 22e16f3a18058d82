"""The handover log: what passes from one shift to the next, and the gate between them."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """《服務中心交接班記錄表》 (§4.9): a shift does not end while somebody is still waiting (I7)."""

    name = "handover"

    def ready(self) -> None:
        from directory import obligations
        from handover import sweeps, telling, verbs
        from handover.models import Handover
        from records import story

        story.teach(verbs.ACTS)
        obligations.hear_of_more(Handover.reopen_for)
        telling.register()
        sweeps.register()
