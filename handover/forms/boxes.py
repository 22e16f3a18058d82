"""Boxes the forms of the handover share."""

import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from directory.models import Staff

#: The longest text of a box on the sheet.
TEXT = 2000
#: The longest a reason may be: it stands in the signed history as well.
REASON = 300


class CountField(forms.DecimalField):
    """A count as typed at the desk: full-width digits and blanks are read, too."""

    def __init__(self) -> None:
        super().__init__(max_digits=10, decimal_places=2, min_value=0, required=False)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # -- the stubs take a decimal for a whole number
        """Read a number, or say how one is written."""
        text = unicodedata.normalize("NFKC", str(value or "")).replace(",", "").strip()
        try:
            return super().to_python(text)
        except ValidationError as error:
            raise ValidationError(not_a_number()) from error


def not_a_number() -> str:
    """What to type instead."""
    return _now("Write a number, such as 4 or 480.50.")


def read_count(value: str) -> tuple[Decimal | None, str]:
    """A typed count, and the sentence against it."""
    try:
        return CountField().clean(value), ""
    except ValidationError:
        return None, not_a_number()


def text_box(label: LazyText | str, length: int = TEXT, rows: int = 2) -> forms.CharField:
    """A box for several lines; whether it may stay empty is the verb's own rule."""
    area = forms.Textarea(attrs={"rows": rows, "class": "form-control"})
    return forms.CharField(label=label, max_length=length, required=False, widget=area)  # type: ignore[arg-type]  # -- lazy labels are fine


class SeenForm(forms.Form):
    """What somebody asks of a handover, and which state of it they were looking at."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SignedForm(SeenForm):
    """A signature: the own password, typed again (BR-H04)."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, by: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_password(self) -> str:
        """Only the person signed in signs."""
        password: str = self.cleaned_data["password"]
        if self.is_signing and not self.by.check_password(password):
            raise ValidationError(
                _now("Sign with the password of %(name)s; it was empty or wrong.") % {"name": self.by}
            )
        return password

    @property
    def is_signing(self) -> bool:
        """Whether this is a signature at all."""
        return True
