"""The ground floor: what every book of the house stands on."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """Signed history, refusals, one-time keys and gap-free numbers (§5.0)."""

    name = "records"

    def ready(self) -> None:
        from records import guards, moments, once, signing, sweeps

        moments.connect()
        signing.connect()
        sweeps.register("forget-old-keys", once.forget_old, every=300, about=_("the keys of old forms"))
        post_migrate.connect(guards.install_after_migrate, sender=self, dispatch_uid="records.guards")
