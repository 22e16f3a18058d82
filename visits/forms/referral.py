"""What the cashier says came of an introduction."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from records import layout
from visits.forms.boxes import Moment, Words
from visits.forms.case import REASON, TICK, promise_rows, story_box, with_terms
from visits.models import Promise, Referral


class SettleForm(forms.Form):
    """Settled with its receipt, or promised with apology and reason (§4.7, §4.8)."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=Referral.Outcome, required=False, widget=forms.RadioSelect
    )
    result = story_box(_("What was done"))
    receipt_no = Words(label=_("Receipt number"), max_length=30, required=False)
    apology = forms.BooleanField(label=_("I have apologised"), required=False)
    reason = Words(label=_("Why it cannot be settled now"), max_length=REASON, required=False)
    due_at = Moment(label=_("Promised by"), required=False)
    promise_text = Words(label=_("What is promised"), max_length=200, required=False)
    promise_kind = forms.ChoiceField(
        label=_("Kept by"),
        choices=Promise.Kind,
        initial=Promise.Kind.ANSWER,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.referral = referral
        self.initial["version"] = referral.version

    @property
    def helper(self) -> FormHelper:
        """The first outcome opens result and receipt, the others the promise."""
        helper = layout.slip(
            "version",
            layout.Segments("outcome", opens=True),
            layout.Panel(layout.Row("result"), layout.Row("receipt_no"), at=(1,)),
            layout.Panel(
                layout.Row("apology", **TICK),
                layout.Row("reason"),
                *promise_rows(),
                at=(2, 3, 4),
            ),
            layout.Foot(_("Write down"), note=_("The desk still answers to the resident.")),
            action=reverse("visits:referral-settle", args=[self.referral.pk]),
        )
        helper.form_class = "slip entry"
        return helper

    def words(self) -> dict[str, Any]:
        """What the verb is told; a settled matter promises nothing."""
        words = with_terms({name: value for name, value in self.cleaned_data.items() if name != "version"})
        if words["outcome"] == Referral.Outcome.SETTLED:
            return {**words, "terms": None, "reason": "", "apology": False}
        return {**words, "result": "", "receipt_no": ""}

    def look_again(self, version: int) -> None:
        """The page now shows this version; what was typed stays."""
        self.data = {**self.data.dict(), "version": version}  # type: ignore[attr-defined]  # -- always a QueryDict
