"""What may wisely be promised: asked beside the promise, answered as a line or as a page (§4.8)."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from directory.requests import StaffRequest
from records import clock
from visits.forms.pace import PaceForm
from visits.pace import DAYS, Suggestion
from visits.story import span, when
from visits.views.log import centre_of
from visits.views.reading import for_readers


@require_GET
@for_readers
def promise_suggest(request: StaffRequest) -> HttpResponse:
    """How long such a matter really takes, and what to promise; a script gets the bare line, or nothing."""
    form = PaceForm(request.GET or None, staff=request.user)
    centre = centre_of(request.user)
    found = form.suggestion(centre, clock.now()) if form.is_valid() else None
    words: dict[str, Any] = {"form": form}
    if found is not None:
        local = centre.local(found.moment)
        words["said"] = _said(form, found)
        words["take"] = _("Promise %(time)s") % {"time": when(centre, found.moment)}
        words["fill"] = json.dumps(
            {
                "due_at": f"{local:%Y-%m-%dT%H:%M}",
                "due_date": f"{local:%Y-%m-%d}",
                "due_time": f"{local:%H:%M}",
            }
        )
    is_part = bool(request.headers.get("HX-Request"))
    template = "visits/promise_suggestion.html" if is_part else "visits/promise_suggest.html"
    return render(request, template, words)


def _said(form: PaceForm, found: Suggestion) -> str:
    known: dict[str, Any] = {
        "department": form.cleaned_data["department"].name,
        "category": form.cleaned_data["category"].label,
        "span": span(found.pace.span),
        "count": found.pace.count,
        "days": DAYS,
    }
    said = _(
        "%(department)s: nine of ten “%(category)s” were done within %(span)s (%(count)d in %(days)d days)."
    )
    if not found.is_limit:
        return said % known
    beyond = _("The limit comes before that: agree on it with the department first.")
    return f"{said % known} {beyond}"
