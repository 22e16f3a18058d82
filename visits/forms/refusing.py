"""A refusal as the person at the screen sees it: a sentence beside the box it is about."""

from django import forms
from django.http import HttpRequest

from records.models import Conflict, Refusal
from records.once import note_refusal


def show_refusal(request: HttpRequest, form: forms.BaseForm, refusal: Refusal) -> int:
    """Put the sentences beside their boxes, remember the attempt, and give the HTTP status to answer with.

    422 for something to mend in a box, 409 when somebody else came first, 403 when the rules refuse the act itself.
    """
    for field, sentence in refusal.by_field.items():
        form.add_error(field if field in form.fields else None, sentence)
    if not refusal.by_field:
        form.add_error(None, str(refusal))
    if isinstance(refusal, Conflict):
        return 409
    if refusal.by_field:
        return 422
    note_refusal(request, refusal)
    return 403
