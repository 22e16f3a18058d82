"""What somebody asks before promising: how long does this department take for such a matter?"""

from datetime import datetime
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from directory.models import Category, Department, ServiceCentre, Staff
from records.layout import Piece
from visits import pace
from visits.forms.pieces import drawn_by
from visits.models import Case

SELECT: Final = {"class": "form-select"}


class PaceForm(forms.Form):
    """A kind of matter and a department, by their codes."""

    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("Category"), to_field_name="code", widget=forms.Select(SELECT)
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), to_field_name="code", widget=forms.Select(SELECT)
    )

    def __init__(self, data: Any, *, staff: Staff) -> None:
        super().__init__(data)
        for name, model in (("category", Category), ("department", Department)):
            self.fields[name].queryset = model.objects.visible_to(staff).active()  # type: ignore[attr-defined]  # -- a choice of models

    @property
    def helper(self) -> FormHelper:
        """Two lists and a button; the address says what was asked."""
        helper = FormHelper()
        helper.form_method, helper.form_action = "get", reverse("visits:promise-suggest")
        helper.form_class, helper.disable_csrf = "card-b flow", True
        helper.add_input(Submit("", _("How long does it take?"), css_class="btn-primary"))
        return helper

    def suggestion(self, centre: ServiceCentre, now: datetime) -> pace.Suggestion | None:
        """What may be promised for the chosen matter, where enough is known."""
        return pace.suggest(centre, self.cleaned_data["department"], self.cleaned_data["category"], now)


class PaceHint(Piece):
    """The line above a promise that says how long such a matter really takes; asked for when the page is there."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case

    def draw(self, form: Any, context: Any) -> SafeString:
        """Draw the link that brings the line; without script it leads to the page that says the same."""
        asked = {"category": self.case.category.code, "department": self.case.department.code}
        return drawn_by("visits/promise_pace.html", asked=reverse("visits:promise-suggest", query=asked))
