"""The acts on people and places as the trail says them: somebody … (records.story)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

ACTS: Final = {
    "open_account": _("opened the account"),
    "change_password": _("changed the password"),
    "set_roles": _("set the roles"),
    "deactivate": _("closed the account"),
    "reactivate": _("opened the account again"),
    "roster": _("put on the roster"),
    "take_off": _("took off the roster"),
    "enter": _("entered"),
    "correct": _("corrected"),
}
