"""What is typed when a list is to leave the house."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from papers.models import Export
from records.layout import Foot, Row, Segments, slip
from visits.forms.boxes import tick, words
from visits.forms.pieces import Checks


class ExportForm(forms.Form):
    """Which file, masked or in full, and what for."""

    form = forms.ChoiceField(
        label=_("File"), choices=Export.Form, initial=Export.Form.XLSX, widget=forms.RadioSelect
    )
    in_full = tick(_("Names and numbers in full (a manager, and a second person)"))
    reason = words(_("Purpose"), limit=300)

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address

    @property
    def helper(self) -> FormHelper:
        """The form as a small slip."""
        return slip(
            Segments("form"),
            Checks("in_full", label=_("Masking")),
            Row("reason", placeholder=_("Who asked for it, and what it is needed for. The reason is kept.")),
            Foot(_("Take it out")),
            action=self.address,
        )


class AgreeForm(forms.Form):
    """The second person's word."""

    def __init__(self, *args: Any, export: Export, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.export = export

    @property
    def helper(self) -> FormHelper:
        """One button."""
        return slip(Foot(_("Agree")), action=reverse("papers:export-agree", args=[self.export.pk]))


class DeclineForm(AgreeForm):
    """Why the second person says no."""

    reason = words(_("Why not"), limit=200)

    @property
    def helper(self) -> FormHelper:
        """The reason, which the asker reads."""
        action = reverse("papers:export-decline", args=[self.export.pk])
        helper = slip(Row("reason"), Foot(_("Decline")), action=action)
        helper.form_id = "decline"
        return helper
