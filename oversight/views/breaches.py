"""首接責任過失: recorded by who leads, read and answered by the one who is named (BR-R04)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.models import Staff
from directory.requests import StaffRequest
from oversight import rules
from oversight.forms import BreachForm, StatementForm, WithdrawForm
from oversight.models import Breach
from records.models import Refusal
from records.once import once
from visits.forms.refusing import show_refusal
from visits.models import Case
from visits.rows import name_of, short
from visits.story import when
from visits.views.reading import for_readers

#: So many breaches on the list; the figure of the board lists all of them.
SHOWN = 100


@require_safe
@for_readers
def breach_list(request: StaffRequest) -> HttpResponse:
    """Those of the centre for who leads or audits; one's own for everybody."""
    staff = request.user
    found = Breach.objects.readable_by(staff).for_list()[:SHOWN]
    words = {
        "breaches": [_told(each, staff) for each in found],
        "reads_every": rules.reads_every_breach(staff),
        "reads_board": not rules.against_reading(staff),
    }
    return render(request, "oversight/breaches.html", words)


@require_http_methods(["GET", "POST"])
@once
@for_readers
def breach_new(request: StaffRequest) -> HttpResponse:
    """Record a breach in a case, with who of those in it, which kind, and what happened."""
    staff = request.user
    if sentence := rules.against_opening_a_breach(staff):
        raise PermissionDenied(sentence)
    number = request.GET.get("case", "").replace("\0", "")[:20]
    case = get_object_or_404(Case.objects.visible_to(staff).for_story(), number=number)
    form = BreachForm(request.POST or None, case=case, by=staff)
    words = {"form": form, "case": case, "matter": _matter(case, staff)}
    if request.method == "GET" or not form.is_valid():
        return render(
            request, "oversight/breach_new.html", words, status=200 if request.method == "GET" else 422
        )
    try:
        breach = Breach.record(by=staff, case=case, **form.cleaned_data)
    except Refusal as refusal:
        return render(
            request, "oversight/breach_new.html", words, status=show_refusal(request, form, refusal)
        )
    messages.success(request, _("Recorded. %(name)s reads it and has their say.") % {"name": breach.person})
    return redirect(breach)


@require_safe
@for_readers
def breach(request: StaffRequest, number: str) -> HttpResponse:
    """One breach, and the box for the statement where the one who is named opens it."""
    return _page(request, _found(request, number))


@require_POST
@once
@for_readers
def breach_state(request: StaffRequest, number: str) -> HttpResponse:
    """The one who is named writes their statement, once."""
    found = _found(request, number)
    form = StatementForm(request.POST, breach=found)
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        found.state(by=request.user, statement=form.cleaned_data["statement"])
    except Refusal as refusal:
        return _page(request, found, form, show_refusal(request, form, refusal))
    messages.success(request, _("Your statement is signed and stands."))
    return redirect(found)


@require_POST
@once
@for_readers
def breach_withdraw(request: StaffRequest, number: str) -> HttpResponse:
    """Somebody who leads withdraws what was recorded in error; it stays, struck through."""
    found = _found(request, number)
    form = WithdrawForm(request.POST, breach=found)
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        found.withdraw(by=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        return _page(request, found, form, show_refusal(request, form, refusal))
    messages.success(request, _("Withdrawn. It stays here, struck through, and is counted no more."))
    return redirect(found)


def _found(request: StaffRequest, number: str) -> Breach:
    found: Breach = get_object_or_404(Breach.objects.readable_by(request.user).for_list(), number=number)
    return found


def _page(
    request: StaffRequest,
    found: Breach,
    sent: StatementForm | WithdrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    staff = request.user
    statement = sent if isinstance(sent, StatementForm) else None
    if statement is None and not rules.against_stating(found, staff, "-")[0]:
        statement = StatementForm(breach=found)
    withdraw = sent if isinstance(sent, WithdrawForm) else None
    if withdraw is None and not rules.against_withdrawing_a_breach(found, staff, "-")[0]:
        withdraw = WithdrawForm(breach=found)
    words = {
        "breach": found,
        "told": _told(found, staff),
        "sent": sent,
        "form": statement,
        "withdraw": withdraw,
        "reads_board": not rules.against_reading(staff),
    }
    return render(request, "oversight/breach.html", words, status=status)


def _told(breach: Breach, reader: Staff) -> dict[str, Any]:
    return {
        "number": breach.number,
        "url": breach.get_absolute_url(),
        "kind": breach.get_kind_display(),
        "person": breach.person.name,
        "case": breach.case.number,
        "case_url": breach.case.get_absolute_url(),
        "matter": _matter(breach.case, reader),
        "happened": breach.happened,
        "gist": short(breach.happened),
        "recorded": f"{breach.recorded_by} {when(breach.centre, breach.recorded_at)}",
        "statement": breach.statement,
        "stated": when(breach.centre, breach.stated_at) if breach.stated_at else "",
        "withdrawn": _withdrawn(breach),
        "why_withdrawn": breach.withdraw_reason,
    }


def _withdrawn(breach: Breach) -> str:
    at = breach.withdrawn_at
    return f"{breach.withdrawn_by} {when(breach.centre, at)}" if at else ""


def _matter(case: Case, reader: Staff) -> str:
    return f"{case.where} {name_of(case.visitor_name, reader)}　{case.title}".strip()
