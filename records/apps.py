"""The ground floor: what every book of the house stands on."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """Signed history, refusals, one-time keys and gap-free numbers (§5.0)."""

    name = "records"

    def ready(self) -> None:
        from records import guards, signing

        signing.connect()
        post_migrate.connect(guards.install_after_migrate, sender=self, dispatch_uid="records.guards")
