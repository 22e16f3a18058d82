"""The acts of the board as the trail says them: somebody … (records.story)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

ACTS: Final = {
    "draw_recheck": _("answered, and the lot fell on this callback to be asked again"),
    "keep_view": _("saved a view of the board"),
    "read_log": _("read and signed the log"),
    "recheck": _("asked the resident again"),
    "record_breach": _("recorded a breach of the first contact's duty"),
    "state_breach": _("wrote a statement"),
    "take_view_away": _("took a saved view away"),
    "withdraw_breach": _("withdrew it as recorded in error"),
}
