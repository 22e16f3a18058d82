"""The outbox: what to tell whom, when, and through which channel."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """What falls due is told once, to the right person, and never to nobody (§4.2, I9)."""

    name = "notices"
    verbose_name = _("notices and channels")

    def ready(self) -> None:
        from directory import auth
        from notices import outbox, shell, trail
        from records import proof, sweeps

        auth.bring_along("unread_notices", shell.unread())
        auth.bring_along("has_urgent_notice", shell.urgent())
        proof.broken.connect(trail.tell_it_is_broken, dispatch_uid="notices.trail")
        sweeps.register(
            "deliveries",
            outbox.sweep,
            every=5,
            about=_("messages outside the house"),
            oldest=outbox.oldest_due,
        )
