"""What may be asked of the trail."""

from datetime import datetime
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AsOfForm(forms.Form):
    """How a record was at a moment, by the centre's clock."""

    at = forms.DateTimeField(
        label=_("As it was at"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Write a day and a time, as 2026-11-16 10:00.")},
    )

    @property
    def helper(self) -> FormHelper:
        """Asked by address, so that a moment can be kept and sent."""
        helper = FormHelper()
        helper.form_method, helper.form_class, helper.disable_csrf = "get", "wrap as-of", True
        helper.form_show_errors = True
        helper.layout = Layout("at", Submit("", _("Show"), css_class="btn"))
        return helper

    def moment(self, tz: ZoneInfo) -> datetime | None:
        """The moment that was asked for, to the end of its minute; nothing while none was, or none that is one."""
        found: datetime | None = self.cleaned_data.get("at") if self.is_valid() else None
        if found is None:
            return None
        local = timezone.make_naive(
            found
        )  # what was typed means the centre's clock, wherever the server stands
        return local.replace(second=59, microsecond=999999, tzinfo=tz)
