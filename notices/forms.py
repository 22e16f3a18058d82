"""How somebody wants to be told outside the house."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Staff
from notices import reasons
from notices.models import Channel, Preference


class PreferenceForm(forms.ModelForm[Preference]):
    """Which reasons go out by which way, and the hours in which nothing does but what is urgent."""

    by_email = forms.MultipleChoiceField(
        label=_("By e-mail"), required=False, widget=forms.CheckboxSelectMultiple
    )
    by_chat = forms.MultipleChoiceField(
        label=_("By chat"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Preference
        fields = ("email", "by_email", "chat", "by_chat", "quiet_from", "quiet_until")
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for name in ("quiet_from", "quiet_until")
        }

    def __init__(self, data: Any, *, staff: Staff, instance: Preference) -> None:
        super().__init__(data, instance=instance)
        outside = [(each.code, each.label) for each in reasons.registered() if not each.inside_only]
        channels = Channel.objects.visible_to(staff).active()
        chats = channels.chats()
        fields: dict[str, Any] = self.fields
        fields["by_email"].choices = fields["by_chat"].choices = outside
        fields["chat"].queryset = chats
        fields["chat"].empty_label = _("None")
        if not channels.filter(kind=Channel.Kind.EMAIL).exists():
            fields["email"].help_text = _(
                "This centre sends no e-mail yet; the administrator adds the channel."
            )
        if not chats:
            fields["chat"].help_text = _("This centre has no chat channel yet; the administrator adds it.")
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(_("E-mail"), "email", "by_email"),
            Fieldset(_("Chat"), "chat", "by_chat"),
            Fieldset(_("Quiet hours"), "quiet_from", "quiet_until"),
            Submit("keep", _("Keep"), css_class="btn-now"),
        )

    def clean(self) -> dict[str, Any]:
        """A way needs an address, and quiet hours need both ends."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("by_email") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Where to? Give an e-mail address."))
        if cleaned.get("by_chat") and not cleaned.get("chat") and "chat" not in self.errors:
            self.add_error("chat", _("Where to? Choose a chat."))
        if not self.errors and (cleaned.get("quiet_from") is None) != (cleaned.get("quiet_until") is None):
            self.add_error("quiet_until", _("Quiet hours have a beginning and an end."))
        return cleaned
