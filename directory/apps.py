"""People, places and hours."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """Who works here, for whom, where and when (§3.1, §3.2, §4.1)."""

    name = "directory"
    verbose_name = _("people, places and hours")

    def ready(self) -> None:
        from directory import masking, roles, verbs
        from records import story

        story.teach(verbs.ACTS)
        story.hide("phone", masking.mask_phone)
        post_migrate.connect(roles.sync_after_migrate, sender=self, dispatch_uid="directory.roles")
