"""What is typed of the roster: somebody for a shift, why somebody comes off it, or rows of a spreadsheet."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Staff
from handover.forms.boxes import REASON, text_box

#: A year of three shifts fits.
LONGEST = 40_000


class PutOnForm(forms.Form):
    """Somebody for a shift."""

    staff = forms.ChoiceField(label=_("Put on"), widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, *args: Any, people: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        box = self.fields["staff"]
        assert isinstance(box, forms.ChoiceField)  # noqa: S101 -- declared above
        box.choices = [("", _("Choose")), *((pk, person.name) for pk, person in self.people.items())]

    @property
    def chosen(self) -> Staff:
        """Who is put on."""
        return self.people[self.cleaned_data["staff"]]


class TakeOffForm(forms.Form):
    """Why somebody comes off a shift."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )


class PasteForm(forms.Form):
    """Rows copied from a spreadsheet: date, shift, names."""

    rows = text_box(_("Rows from the spreadsheet"), LONGEST, rows=14)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].strip = False  # type: ignore[attr-defined]  # -- a row may begin with an empty cell
