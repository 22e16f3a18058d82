"""The administrator keeps the channels; what was told to whom is nobody's book to keep."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.admin import ReasonForm, RecordedAdmin
from notices import sending
from notices.models import Channel


class ChannelForm(ReasonForm):
    """A channel; its address is written here and read nowhere."""

    new_address = forms.CharField(label=_("new address"), max_length=500, required=False)
    new_signing_secret = forms.CharField(
        label=_("new signing secret"),
        max_length=200,
        required=False,
        help_text=_("For 釘釘 and 飛書 robots that ask for a signature; it goes with the new address."),
    )

    class Meta:
        model = Channel
        fields = ("centre", "name", "kind", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_address"].help_text = self.instance.hint or _(
            "As the service shows it; e-mail needs none. It is kept locked and not shown again."
        )

    def clean(self) -> dict[str, Any]:
        """An address left empty stays as it was."""
        cleaned = super().clean() or self.cleaned_data
        if address := cleaned.get("new_address"):
            self.instance.lead_to(address, cleaned.get("new_signing_secret", ""))
            if cleaned.get("kind") == Channel.Kind.OTHER and not sending.understands(address):
                self.add_error("new_address", _("Apprise knows no service at this address."))
        return cleaned


@admin.register(Channel)
class ChannelAdmin(RecordedAdmin):
    """The ways out of the house, kept by whoever keeps the centre's own page."""

    form = ChannelForm
    list_display = ("name", "kind", "hint", "centre", "active")
    list_select_related = ("centre",)
    fixed_once_made = ("kind",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever keeps the centre's page."""
        return self._keeps(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As above."""
        return self._keeps(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """As above."""
        return self._keeps(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As above."""
        return self._keeps(request)

    def _keeps(self, request: HttpRequest) -> bool:
        return request.user.has_perm("directory.change_servicecentre")
