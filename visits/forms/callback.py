"""What is typed while a resident is being asked whether the work is well done."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import Staff
from records import layout
from visits.forms.boxes import Moment, Words
from visits.forms.case import MOMENT, SELECT, choose, colleagues, promise_rows, story_box, with_terms
from visits.models import Callback, Promise, Visit


class Smile(layout.Segments):
    """The five answers side by side, each with its own figure as its key."""

    template = "visits/callback_smile.html"

    def options(self, field: Any) -> list[dict[str, Any]]:
        """The figure of an answer is the key that picks it."""
        return [{**option, "key": option["value"]} for option in super().options(field)]


class CallForm(forms.Form):
    """One attempt: what came of it, and, when the resident was reached, the answer."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label=_("How"), choices=Callback.Method, required=False, widget=forms.RadioSelect
    )
    result = forms.ChoiceField(
        label=_("The call"),
        choices=Callback.Result,
        initial=Callback.Result.REACHED,
        required=False,
        widget=forms.RadioSelect,
    )
    satisfaction = forms.TypedChoiceField(
        label=_("Satisfied?"),
        choices=Visit.Satisfaction,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    respondent = Words(label=_("Who answered"), max_length=40, required=False)
    feedback = story_box(_("The resident's words"))
    due_at = Moment(label=_("Promised by"), required=False)
    promise_text = Words(label=_("What is promised"), max_length=200, required=False)
    promise_kind = forms.ChoiceField(
        label=_("Kept by"),
        choices=Promise.Kind,
        initial=Promise.Kind.FINISH,
        required=False,
        widget=forms.RadioSelect,
    )
    again_at = Moment(label=_("Call again at"), required=False)

    def __init__(self, *args: Any, callback: Callback, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.callback = callback
        self.initial.update(
            version=callback.version, method=callback.method, respondent=callback.case.visitor_name
        )

    @property
    def helper(self) -> FormHelper:
        """The slip beside the words to say; rows the answer does not need stay closed."""
        helper = layout.slip(
            "version",
            layout.Segments("result"),
            Div(
                Smile("satisfaction"),
                layout.Row("feedback", placeholder=_("As the resident says it, not rewritten")),
                layout.Row("respondent"),
                Div(
                    layout.Say("visits/callback_promise.html"),
                    *promise_rows(self.callback.case),
                    css_class="when-dissatisfied",
                ),
                css_class="when-reached",
            ),
            Div(layout.Row("again_at", **MOMENT), css_class="when-later"),
            layout.Segments("method"),
            layout.Foot(_("Write down"), note=_("Satisfied closes the case; dissatisfied reopens it.")),
            action=reverse("visits:callback", args=[self.callback.number]),
        )
        helper.form_class = "slip call"
        return helper

    def words(self) -> dict[str, Any]:
        """What the verb is told; rows that the answer closes are not heard."""
        words = with_terms({name: value for name, value in self.cleaned_data.items() if name != "version"})
        words["method"] = words["method"] or self.callback.method
        if words["result"] != Callback.Result.REACHED:
            words |= {"satisfaction": None, "respondent": "", "terms": None}
        if words["result"] != Callback.Result.LATER:
            words["again_at"] = None
        return words

    def look_again(self, version: int) -> None:
        """The page now shows this version; what was typed stays."""
        self.data = {**self.data.dict(), "version": version}  # type: ignore[attr-defined]  # -- always a QueryDict


class HandToForm(forms.Form):
    """Who makes the call instead."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    to = forms.ModelChoiceField(Staff.objects.none(), label=_("Caller"))

    def __init__(self, *args: Any, by: Staff, callback: Callback, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.callback = callback
        self.initial["version"] = callback.version
        choose(self, "to", colleagues(by, "receive_visit"))

    @property
    def helper(self) -> FormHelper:
        """One row."""
        helper = layout.slip(
            "version",
            layout.Row("to", **SELECT),
            layout.Foot(_("Hand over the call")),
            action=reverse("visits:callback-hand-to", args=[self.callback.number]),
        )
        helper.form_class = "slip entry"
        return helper
