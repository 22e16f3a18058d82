"""The acts of the board as the trail says them: somebody … (records.story)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

ACTS: Final = {
    "keep_view": _("saved a view of the board"),
    "read_log": _("read and signed the log"),
    "take_view_away": _("took a saved view away"),
}
