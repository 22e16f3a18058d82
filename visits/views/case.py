"""One case: its story, what is promised, and the verbs that move it."""

from typing import Any, Final

from django.contrib import messages
from django.db.models import BigIntegerField, CharField
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directory.requests import StaffRequest
from records import clock
from records.models import Refusal
from records.once import once
from records.prepared import Later, PreparedRecords
from visits import rules, standing, story
from visits.addresses import address_of
from visits.forms.case import RevealForm, VerbForm
from visits.forms.refusing import show_refusal
from visits.models import Callback, Case, Disclosure, Promise
from visits.views.reading import for_readers
from visits.views.verbs import VERBS, folded, toolbar

#: Other cases of the same home beside the story.
NEIGHBOURS = 6


@require_GET
@for_readers
def case(request: StaffRequest, number: str) -> HttpResponse:
    """One case, with the boxes of a verb open: `?do=forward`, or progress when none is named."""
    found = _case(request, number)
    slug = request.GET.get("do", "note")
    return _page(request, found, _form(request, found, slug if slug in VERBS else "note"))


@require_http_methods(["GET", "POST"])
@once
@for_readers
def case_verb(request: StaffRequest, number: str, verb: str) -> HttpResponse:
    """A verb of a case: GET opens its boxes, POST says it."""
    found = _case(request, number)
    if request.method == "GET":
        return _page(request, found, _form(request, found, verb))
    form = _form(request, found, verb, request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    name = "inform" if form.cleaned_data.get("audience") == "resident" else form.verb
    try:
        getattr(found.as_seen(form.cleaned_data["version"]), name)(by=request.user, **form.words())
    except Refusal as refusal:
        status = show_refusal(request, form, refusal)
        if status == 409:
            found = _case(request, number)
            form.look_again(found.version)
        return _page(request, found, form, status)
    messages.success(request, str(VERBS[verb].done))
    return redirect(found)


@require_POST
@once
@for_readers
def case_reveal(request: StaffRequest, number: str) -> HttpResponse:
    """Show the resident's full number for a reason, which is kept (BR-V17)."""
    found = _case(request, number)
    reveal = RevealForm(request.POST)
    status = 422
    if reveal.is_valid():
        try:
            Disclosure.reveal(by=request.user, subject=found.number, reason=reveal.cleaned_data["reason"])
        except Refusal as refusal:
            status = show_refusal(request, reveal, refusal)
        else:
            return redirect(f"{found.get_absolute_url()}?number=shown#facts")
    return _page(request, found, _form(request, found, "note"), status, reveal)


_FOR_STORY: Final = PreparedRecords(
    lambda: (
        Case.objects.filter(centre=Later("centre", BigIntegerField()), number=Later("number", CharField()))
        .for_story()
        .with_open_callback()
    )
)
_PROMISES: Final = PreparedRecords(
    lambda: Promise.objects.filter(case=Later("case", BigIntegerField())).order_by("place")
)


def _case(request: StaffRequest, number: str) -> Case:
    cases = _FOR_STORY.records(1, centre=request.user.centre_id, number=number)
    if not cases:
        raise Http404
    found: Case = cases[0]
    found.visit.centre = found.centre  # the same row: not asked for again
    return found


def _form(request: StaffRequest, case: Case, slug: str, data: QueryDict | None = None) -> VerbForm:
    return VERBS[slug].form(data, case=case, by=request.user, slug=slug)


def _page(
    request: StaffRequest,
    case: Case,
    form: VerbForm,
    status: int = 200,
    reveal: RevealForm | None = None,
) -> HttpResponse:
    words = _told(request, case, neighbours=0 if form.chooses else NEIGHBOURS) | _verbs(request, case, form)
    words |= {"form": form, "reveal": reveal or RevealForm(auto_id="reveal_%s")}
    return render(request, "visits/case.html", words, status=status)


def _told(request: StaffRequest, case: Case, neighbours: int) -> dict[str, Any]:
    staff, centre = request.user, case.centre
    callback: Callback | None = getattr(case, "asked", None)
    promises: list[Promise] = _PROMISES.records(case=case.pk)
    others = standing.same_household(case, neighbours) if case.unit_id and neighbours else []
    steps = story.told(case, story.events_of(case), promises, standing.may_read_names(staff))
    return {
        "case": case,
        "where": case.where,
        "who": standing.shown_name(case, staff),
        "chips": standing.chips(case),
        "promise": standing.promise_block(case, promises, callback),
        "chain": standing.chain(case),
        "facts": standing.facts(case, staff, promises),
        "phone": _number(request, case),
        "paper": address_of("papers:case-print", case.number),
        "receipt": address_of("papers:slip-print", case.number),
        "reveal_url": address_of("visits:case-reveal", case.number),
        "callback": callback,
        "neighbours": others,
        "handler_since": story.when(centre, case.handler_since) if case.handler_since else "",
        "history": reverse("records:history", args=["visits.case", case.pk]),
        "story": steps,
        "now": f"{centre.local(clock.now()):%H:%M}" if case.is_open else "",
        "planned": story.planned(case, callback),
    }


def _verbs(request: StaffRequest, case: Case, form: VerbForm) -> dict[str, Any]:
    buttons = toolbar(case, form.slug)
    may, may_not = folded(case, request.user, form.slug, {button.slug for button in buttons})
    return {
        "buttons": buttons,
        "more": may,
        "refused": may_not,
        "is_rare": form.slug not in {button.slug for button in buttons},
        "verb": VERBS[form.slug],
        "why_not": "" if form.is_bound else VERBS[form.slug].against(case, request.user),
    }


def _number(request: StaffRequest, case: Case) -> dict[str, Any]:
    full = case.visit.phone
    shown = (
        bool(full)
        and "number" in request.GET
        and not rules.against_revealing(request.user, "-")[0]
        and Disclosure.objects.standing(request.user, case.number).exists()
    )
    left = _("left no number") if case.visit.phone_declined else _("no number")
    return {
        "text": full if shown else standing.phone(case.visit) or left,
        "may_reveal": bool(full) and not shown and not rules.against_revealing(request.user, "-")[0],
        "is_full": shown,
    }
