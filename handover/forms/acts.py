"""The acts of who comes on, and the exits: what is typed with each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Staff
from handover.forms.boxes import REASON, SeenForm, SignedForm, text_box
from handover.models import Handover


class TakeForm(SeenForm):
    """接下: one item, or the rest as a list."""


class BeginForm(forms.Form):
    """開始交班: before its time, with the reason why who leads opens it (illness)."""

    reason = text_box(_("Why it is opened early"), REASON)


class AskForm(SeenForm):
    """問一句: a question or an answer on an item."""

    LENGTH = 300


class AcceptForm(SignedForm):
    """接班簽名: the second signature."""


class RefuseForm(SeenForm):
    """拒接: a reason of the list, and what was not in order (BR-H06)."""

    reason = forms.ChoiceField(
        label=_("Why it is refused"),
        choices=[("", _("Choose")), *Handover.RefuseReason.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    note = text_box(_("What was not in order"), REASON)


class NoteForm(SeenForm):
    """A note that goes with an act: why a difference passes, what is added afterwards."""

    note = text_box(_("Note"), REASON)


class ReasonForm(SeenForm):
    """Why it ends in an unusual way; printed on the sheet."""

    reason = text_box(_("Why nobody takes over in the usual way"), REASON)


class SignedReasonForm(SignedForm, ReasonForm):
    """A manager's override: the reason, and the own password."""

    field_order = ("version", "reason", "password")


class TakeOverForm(SignedForm, ReasonForm):
    """主管代接: who answers from now on, and why."""

    substitute = forms.ChoiceField(
        label=_("Who takes over"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    field_order = ("version", "substitute", "reason", "password")

    def __init__(self, *args: Any, people: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        box = self.fields["substitute"]
        assert isinstance(box, forms.ChoiceField)  # noqa: S101 -- declared above
        box.choices = [(pk, person.name) for pk, person in self.people.items()]

    @property
    def chosen(self) -> Staff | None:
        """Who takes over; the person who orders it when nobody is named."""
        return self.people.get(self.cleaned_data["substitute"])
