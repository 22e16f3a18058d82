"""The acts of the handover log as the trail says them: somebody … (records.story)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

ACTS: Final = {
    "begin": _("began the handover"),
    "list": _("listed what is open"),
    "write": _("wrote the sheet"),
    "write_item": _("wrote about the item"),
    "count": _("counted"),
    "sign_out": _("signed and handed over"),
    "take_back": _("took the signature back"),
    "reopen_sheet": _("took on more, so the sheet is open again"),
    "take_item": _("took the item"),
    "take_list": _("took the rest as a list"),
    "recount": _("counted again, face to face"),
    "accept_handover": _("took the shift over"),
    "refuse": _("refused to take over"),
    "release": _("released the emergency"),
    "allow": _("let the difference pass"),
    "take_over_for": _("took over for the relief"),
    "override": _("let somebody go in an emergency"),
    "open": _("opened the note"),
    "review": _("read the handover"),
    "add": _("added a note"),
    "begin_handing_over": _("began to hand over"),
    "sign_off": _("signed off"),
    "go_on": _("went on in the next shift"),
}
