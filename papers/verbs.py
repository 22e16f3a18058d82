"""What is done with papers, as the trail says it: somebody … (records.story)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

ACTS: Final = {
    "ask_export": _("asked to take a list out"),
    "draw_paper": _("drew a paper form"),
    "agree_export": _("agreed that it leaves the house"),
    "decline_export": _("did not agree that it leaves the house"),
    "fetch_export": _("fetched the file"),
}
