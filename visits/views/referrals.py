"""The cashier's two acts: to take a resident over, and to say what came of it (§4.7)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from directory.models import Staff
from directory.requests import StaffRequest
from records.models import Refusal
from records.once import once
from visits import rules, standing
from visits.forms.referral import SettleForm
from visits.forms.refusing import show_refusal
from visits.models import PromiseTerms, Referral
from visits.story import quoted, span, when
from visits.views.reading import for_readers


@require_POST
@once
@for_readers
def referral_take_over(request: StaffRequest, pk: int) -> HttpResponse:
    """Greet the resident and take them over; the first cashier to say so has them (BR-F02)."""
    referral = _referral(request, pk)
    form = SettleForm(request.POST, referral=referral)
    form.full_clean()
    try:
        referral.take_over(by=request.user)
    except Refusal as refusal:
        return _page(request, referral, form, show_refusal(request, form, refusal))
    greeting = _("Taken over after %(wait)s. Greet the resident: they sit in front of you.")
    messages.success(request, greeting % {"wait": span(referral.wait)})
    return redirect("visits:referral-settle", pk=pk)


@require_http_methods(["GET", "POST"])
@once
@for_readers
def referral_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what came of it; what is not settled is promised with all five things (BR-F01, F03, §4.8)."""
    referral = _referral(request, pk)
    if request.method == "GET":
        return _page(request, referral, SettleForm(referral=referral))
    form = SettleForm(request.POST, referral=referral)
    if not form.is_valid():
        return _page(request, referral, form, 422)
    try:
        referral.as_seen(form.cleaned_data["version"]).settle(by=request.user, **form.words())
    except Refusal as refusal:
        status = show_refusal(request, form, refusal)
        referral = _referral(request, pk)  # the verb may have come half way before it was refused
        if status == 409:
            form.look_again(referral.version)
        return _page(request, referral, form, status)
    messages.success(request, _("Written down. The desk that introduced the resident still answers for it."))
    return redirect("visits:case", number=referral.visit.number)


def _referral(request: StaffRequest, pk: int) -> Referral:
    found: Referral = get_object_or_404(Referral.objects.visible_to(request.user).for_list(), pk=pk)
    return found


def _page(request: StaffRequest, referral: Referral, form: SettleForm, status: int = 200) -> HttpResponse:
    staff, visit, centre = request.user, referral.visit, referral.centre
    name = visit.visitor_name if standing.may_read_names(staff) else ""
    taken = bool(referral.accepted_by_id)
    why_not = rules.against_taking_over(referral, staff) if not taken else _against_settling(referral, staff)
    words = {
        "referral": referral,
        "form": form,
        "who": f"{visit.unit or visit.location_detail} {name}".strip(),
        "matter": referral.get_matter_display(),
        "statement": quoted(visit.statement),
        "introduced": _("%(time)s, introduced by %(name)s")
        % {"time": when(centre, referral.referred_at), "name": referral.referred_by},
        "wait": span(referral.wait),
        "is_late": referral.is_waiting_too_long,
        "is_waiting": referral.state == Referral.State.OFFERED,
        "taken": _("%(name)s, %(time)s")
        % {"name": referral.accepted_by, "time": when(centre, referral.accepted_at)}
        if referral.accepted_at
        else "",
        "why_not": why_not,
        "outcome": referral.get_outcome_display(),
    }
    return render(request, "visits/referral.html", words, status=status)


def _against_settling(referral: Referral, staff: Staff) -> str:
    terms = PromiseTerms(due_at=referral.referred_at, text="-")
    return rules.against_settling(referral, staff, Referral.Outcome.LATER, terms)[0]
