"""What is typed of a must-read note: what it says, and who must have read it (BR-H12)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from directory.models import Shift, Staff
from handover.forms.boxes import text_box


class MustReadForm(forms.Form):
    """A note to the next shift, to certain people, or to both."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autofocus": True}),
    )
    details = text_box(_("What they must know"), rows=4)
    is_public = forms.BooleanField(
        label=_("May be told to residents"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    next_shift = forms.BooleanField(
        label=_("Everybody of the next shift"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    readers = forms.MultipleChoiceField(
        label=_("Also"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def __init__(
        self, *args: Any, people: Sequence[Staff], shift: Shift | None, coming: Sequence[Staff], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.shift, self.coming = shift, list(coming)
        box = self.fields["readers"]
        assert isinstance(box, forms.MultipleChoiceField)  # noqa: S101 -- declared above
        box.choices = [(pk, person.name) for pk, person in self.people.items()]

    def clean_next_shift(self) -> bool:
        """The next shift is somebody: those rostered for it at this moment."""
        chosen: bool = self.cleaned_data["next_shift"]
        if chosen and self.shift is None:
            raise ValidationError(_now("No shift follows this moment; choose people by name."))
        if chosen and not self.coming:
            raise ValidationError(
                _now("Nobody else is rostered for %(shift)s yet; choose people by name.")
                % {"shift": self.shift_name}
            )
        return chosen

    @property
    def shift_name(self) -> str:
        """What the desk calls the shift that comes next."""
        return self.shift.name if self.shift else ""

    @property
    def chosen(self) -> list[Staff]:
        """Everybody who must read it, once each."""
        named = [self.people[pk] for pk in self.cleaned_data["readers"]]
        coming = self.coming if self.cleaned_data["next_shift"] else []
        return list({person.pk: person for person in (*coming, *named)}.values())
