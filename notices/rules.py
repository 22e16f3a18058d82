"""Why not: each rule answers the sentence for the person who asked, or ""."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from directory.models import Staff
    from notices.models import Notice


def against_reading(notice: "Notice", by: "Staff") -> str:
    """Why this person may not mark this as read."""
    if notice.recipient_id != by.pk:
        return _("This was told to somebody else.")
    if notice.is_open:
        return _("This stays until somebody takes it up.")
    return ""


def against_taking_up(notice: "Notice", by: "Staff") -> str:
    """Why this person may not take this up: it is for whoever was told, or leads."""
    if not notice.is_task:
        return _("There is nothing to take up here.")
    if notice.taken_by is not None:
        return _("%(name)s has taken this up already.") % {"name": notice.taken_by}
    if notice.recipient_id != by.pk and not (by.is_supervisor and by.centre_id == notice.centre_id):
        return _("This was told to somebody else.")
    return ""
