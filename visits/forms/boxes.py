"""The boxes of the slip: what they take, and what they make of full-width signs."""

from datetime import datetime
from typing import Any, Final

from django import forms

from directory import folding

_WIDE: Final = {
    sign: sign - 0xFEE0
    for first, last in ("09", "AZ", "az")
    for sign in range(ord(first) + 0xFEE0, ord(last) + 0xFEE1)
}


#: What a widget wears that is not the slip's own line: a list to choose from, a date.
SELECT: Final[dict[str, Any]] = {"class": "form-select"}
MOMENT: Final[dict[str, Any]] = {"class": "form-control"}


class Words(forms.CharField):
    """A box for words; full-width digits and letters become ordinary ones, punctuation stays as typed."""

    def to_python(self, value: Any) -> str:
        """The text with its digits and letters in ordinary width."""
        return str(super().to_python(value)).translate(_WIDE)


class Moment(forms.DateTimeField):
    """A date and a time by the clock on the centre's wall, of this century."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        """The moment, or a sentence when the calendar has no such date."""
        moment = super().to_python(folding.clean(value) if isinstance(value, str) else value)
        if moment is not None and not 2000 <= moment.year <= 2100:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


class Day(forms.DateField):
    """A date, typed in ordinary or full width."""

    widget = forms.DateInput(attrs={"type": "date"})

    def to_python(self, value: Any) -> Any:
        """The date."""
        return super().to_python(folding.clean(value) if isinstance(value, str) else value)


class Hour(forms.TimeField):
    """A time of day, typed in ordinary or full width."""

    widget = forms.TimeInput(attrs={"type": "time"})

    def to_python(self, value: Any) -> Any:
        """The time."""
        return super().to_python(folding.clean(value) if isinstance(value, str) else value)


def words(label: Any, *, limit: int | None = None, lines: bool = False, **attrs: Any) -> Words:
    """A box for words, of one line or as many as are written."""
    widget = forms.Textarea(attrs={"rows": 1, **attrs}) if lines else forms.TextInput(attrs=attrs)
    return Words(label=label, required=False, max_length=limit, widget=widget)


def beside(label: Any, widget: forms.Widget) -> forms.Widget:
    """Dress a box that stands beside another one, where only a screen reader hears its label."""
    kind = "form-select" if isinstance(widget, forms.Select) else "form-control"
    widget.attrs |= {"class": kind, "aria-label": label}
    return widget


def choice(
    label: Any, choices: Any, *, empty: Any = None, radio: bool = False, **more: Any
) -> forms.ChoiceField:
    """One of several: side by side, or in a list beside another box."""
    if radio:
        return forms.ChoiceField(
            label=label, choices=choices, required=False, widget=forms.RadioSelect, **more
        )
    shown = [("", empty or label), *choices]
    return forms.ChoiceField(
        label=label, choices=shown, required=False, widget=beside(label, forms.Select()), **more
    )


def tick(label: Any) -> forms.BooleanField:
    """Something to tick."""
    return forms.BooleanField(
        label=label, required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )


def colleague(label: Any, said: Any) -> Words:
    """A box for a colleague's name, which the list of colleagues completes."""
    widget = forms.TextInput(attrs={"list": "colleagues", "placeholder": said})
    return Words(label=label, required=False, max_length=90, widget=beside(label, widget))
