"""Callbacks: who is to be asked, and the screen during the call (§4.2 即時回訪)."""

from typing import Any, Final, cast

from django.contrib import messages
from django.db.models import BigIntegerField, CharField
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directory.models import ServiceCentre
from directory.requests import StaffRequest
from records import clock
from records.models import Refusal
from records.once import once
from records.prepared import Later, PreparedRecords
from visits import calls, rules, standing
from visits.forms.callback import CallForm, HandToForm
from visits.forms.case import RevealForm
from visits.forms.refusing import show_refusal
from visits.models import Callback, Disclosure
from visits.story import when
from visits.views.reading import for_readers

#: The list stops here: what is due soonest comes first.
ROWS = 200


@require_GET
@for_readers
def callback_list(request: StaffRequest) -> HttpResponse:
    """Who is to be asked: by me, or, for those who lead, by anybody."""
    whose = _whose(request)
    words = {"groups": _groups(request, whose), "whose": whose}
    return render(request, "visits/callback_list.html", words)


@require_http_methods(["GET", "POST"])
@once
@for_readers
def callback(request: StaffRequest, number: str) -> HttpResponse:
    """The call screen: the words to say, the answer, and then the next person."""
    found = _callback(request, number)
    if request.method == "GET":
        return _page(request, found, CallForm(callback=found))
    form = CallForm(request.POST, callback=found)
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        found.as_seen(form.cleaned_data["version"]).record(by=request.user, **form.words())
    except Refusal as refusal:
        status = show_refusal(request, form, refusal)
        if status == 409:
            found = _callback(request, number)
            form.look_again(found.version)
        return _page(request, found, form, status)
    messages.success(request, _came_of(found))
    return _next_person(request)


@require_http_methods(["GET", "POST"])
@once
@for_readers
def callback_hand_to(request: StaffRequest, number: str) -> HttpResponse:
    """Let somebody else make the call (BR-C07)."""
    found = _callback(request, number)
    form = HandToForm(request.POST or None, by=request.user, callback=found)
    if request.method == "GET":
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, 422)
    to = form.cleaned_data["to"]
    try:
        found.as_seen(form.cleaned_data["version"]).hand_to(by=request.user, to=to)
    except Refusal as refusal:
        status = show_refusal(request, form, refusal)
        if status == 409:
            found = _callback(request, number)
            form = HandToForm(by=request.user, callback=found, initial={"to": to})
            messages.error(request, str(refusal))
        return _page(request, found, form, status)
    messages.success(request, _("%(name)s makes this call now.") % {"name": to})
    return redirect(found)


@require_POST
@once
@for_readers
def callback_reveal(request: StaffRequest, number: str) -> HttpResponse:
    """Show the resident's full number for this call, and keep why (BR-V17)."""
    found = _callback(request, number)
    reveal = RevealForm(request.POST)
    status = 422
    if reveal.is_valid():
        try:
            Disclosure.reveal(by=request.user, subject=found.number, reason=reveal.cleaned_data["reason"])
        except Refusal as refusal:
            status = show_refusal(request, reveal, refusal)
        else:
            return redirect(f"{found.get_absolute_url()}?number=shown")
    return _page(request, found, CallForm(callback=found), status, reveal)


_FOR_CALL: Final = PreparedRecords(
    lambda: Callback.objects.filter(
        centre=Later("centre", BigIntegerField()), number=Later("number", CharField())
    ).for_call()
)


def _callback(request: StaffRequest, number: str) -> Callback:
    callbacks = _FOR_CALL.records(1, centre=request.user.centre_id, number=number)
    if not callbacks:
        raise Http404
    found: Callback = callbacks[0]
    found.case.centre = found.case.visit.centre = found.centre  # the same row: not asked for again
    return found


def _next_person(request: StaffRequest) -> HttpResponseRedirect:
    due = Callback.objects.visible_to(request.user).open().owed_by(request.user).due_until(clock.now())
    following = due.soonest_first().first()
    return redirect(following) if following else redirect("visits:callback-list")


def _came_of(callback: Callback) -> str:
    if callback.state == Callback.State.REACHED and callback.case.is_open:
        return _("Written down. The case is open again, with the new promise.")
    if callback.state == Callback.State.REACHED:
        return _("Written down. The resident is satisfied: the case is closed.")
    if callback.state == Callback.State.EXHAUSTED:
        return _("Three attempts in vain: a message is left, and a manager decides.")
    again = when(callback.centre, callback.due_at)
    return _("Written down. Again from %(time)s on.") % {"time": again}


def _whose(request: StaffRequest) -> str:
    asked = request.GET.get("whose", "")
    if asked in ("mine", "all"):
        return asked
    return "all" if rules.leads(request.user) or not request.user.may("receive_visit") else "mine"


def _groups(request: StaffRequest, whose: str) -> list[calls.Group]:
    staff = request.user
    centre = cast("ServiceCentre", staff.centre)  # nobody else reads the log
    return calls.groups(calls.waiting(staff, ROWS, own=whose == "mine"), centre, staff)


def _page(
    request: StaffRequest,
    callback: Callback,
    form: CallForm | HandToForm,
    status: int = 200,
    reveal: RevealForm | None = None,
) -> HttpResponse:
    staff, case = request.user, callback.case
    handing = isinstance(form, HandToForm)
    words: dict[str, Any] = {
        "callback": callback,
        "case": case,
        "who": standing.shown_name(case, staff),
        "groups": _groups(request, _whose(request)),
        "script": calls.script(callback, staff),
        "tries": calls.tries(callback, callback.attempts.select_related("by")),
        "facts": calls.facts(callback),
        "form": form,
        "handing": handing,
        "reveal": reveal or RevealForm(auto_id="reveal_%s", initial={"reason": _("Callback")}),
        "phone": _number(request, callback),
        "why_not": "" if handing or form.is_bound else rules.against_calling_back(callback, staff),
        "marks": calls.marks(callback),
    }
    return render(request, "visits/callback.html", words, status=status)


def _number(request: StaffRequest, callback: Callback) -> dict[str, Any]:
    visit, staff = callback.case.visit, request.user
    may = bool(visit.phone) and not rules.against_revealing(staff, "-")[0]
    shown = may and "number" in request.GET and Disclosure.objects.standing(staff, callback.number).exists()
    return {
        "text": visit.phone if shown else standing.phone(visit) or _("left no number"),
        "is_full": shown,
        "may_reveal": may and not shown,
    }
