"""The ground floor: what every book of the house stands on."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """Signed history, refusals, one-time keys and gap-free numbers (§5.0)."""

    name = "records"

    def ready(self) -> None:
        from records import guards, moments, once, outside, proof, seals, signing, sweeps

        moments.connect()
        signing.connect()
        sweeps.register("forget-old-keys", once.forget_old, every=300, about=_("the keys of old forms"))
        sweeps.register("seals", seals.seal_batch, every=30, about=_("the seals of the trail"))
        sweeps.register("late-seals", seals.seal_what_came_late, every=300, about=_("the seals of the trail"))
        sweeps.register(
            "heads-outside", outside.send_heads, every=outside.EVERY, about=_("the copy of the seals outside")
        )
        sweeps.register("verify", proof.verify_when_due, every=60, about=_("the verification of the trail"))
        post_migrate.connect(guards.install_after_migrate, sender=self, dispatch_uid="records.guards")
