"""What somebody types about themselves, and what the administrator types about the house."""

from datetime import time
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from directory.models import Desk, Staff


class SignInForm(AuthenticationForm):
    """Account and password, as asked at the door."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("Account and password do not belong together. Capitals count."),
    }


class OwnPasswordForm(PasswordChangeForm):
    """A new password of one's own, for whoever still knows the old one."""

    def save(self, commit: bool = True) -> Staff:
        """Sign it: the trail says that the password changed, never what it is."""
        staff: Staff = self.user
        staff.change_password(self.cleaned_data["new_password1"], by=staff)
        return staff


class PreferencesForm(forms.Form):
    """How somebody likes the screen; each button sends one of the wishes."""

    language = forms.ChoiceField(choices=Staff.Language, required=False)
    theme = forms.ChoiceField(choices=Staff.Theme, required=False)
    keys = forms.BooleanField(required=False)
    single_keys = forms.BooleanField(required=False)


class SeatForm(forms.Form):
    """The desk somebody sits down at; empty for getting up."""

    desk = forms.ModelChoiceField(Desk.objects.none(), required=False)

    def __init__(self, data: Any, *, desks: QuerySet[Desk]) -> None:
        super().__init__(data)
        self.fields["desk"].queryset = desks  # type: ignore[attr-defined]  # -- a choice of models


class ClockField(forms.TimeField):
    """A time by the clock on the wall, where the day may also end at 24:00."""

    def to_python(self, value: Any) -> time | None:
        """Read 24:00 as the midnight that ends the day."""
        return super().to_python("00:00" if str(value).strip() in {"24:00", "24:00:00"} else value)
