"""Lists that leave the house: asked for, agreed to by somebody else, made, fetched (BR-P02, permissions.csv)."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import StaffRequest
from papers import listings, making, rules
from papers.forms import AgreeForm, DeclineForm, ExportForm
from papers.models import Export, Job
from records import sweeps
from records.models import Refusal
from records.once import once
from visits.forms.refusing import show_refusal
from visits.views.reading import for_readers

#: So many of the own exports, and of those that wait, the page shows.
SHOWN = 30
#: What of the address is no filter of the list.
APART = ("list", "form")
TYPES = {
    Export.Form.PDF: "application/pdf",
    Export.Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Export.Form.CSV: "text/csv; charset=utf-8",
}


@require_safe
@for_readers
def papers(request: StaffRequest) -> HttpResponse:
    """The papers of the house: empty forms, lists I asked for, and lists that wait for a second person."""
    may_export = not rules.against_opening_exports(request.user)
    visible = Export.objects.visible_to(request.user)
    words = {
        "mine": [_row(each) for each in visible.asked_for_by(request.user)[:SHOWN]] if may_export else [],
        "waiting": [_row(each) for each in visible.waiting()[:SHOWN]] if may_export else [],
        "may_export": may_export,
    }
    return render(request, "papers/papers.html", words)


@require_http_methods(["GET", "POST"])
@once
@for_readers
def export_new(request: StaffRequest) -> HttpResponse:
    """Ask to take a list out as it is filtered on the screen: how many rows, masked or not, what for."""
    listing = listings.get(request.GET.get("list", ""))
    if listing is None:
        raise Http404
    if sentence := rules.against_opening_exports(request.user):
        raise PermissionDenied(sentence)
    query = _filter(request.GET)
    asked = listing.ask(request.user, QueryDict(query))
    chosen = request.GET.get("form", "")
    initial = {"form": chosen} if chosen in Export.Form.values else {}
    form = ExportForm(request.POST or None, address=request.get_full_path(), initial=initial)
    rows = asked.rows.count()
    words = {
        "listing": listing,
        "subject": asked.subject,
        "rows": rows,
        "form": form,
        "free": rules.WITHOUT_SECOND,
    }
    if request.method == "GET" or not form.is_valid():
        return render(
            request, "papers/export_new.html", words, status=200 if request.method == "GET" else 422
        )
    try:
        export = Export.ask(
            by=request.user,
            what=listing.key,
            subject=asked.subject,
            query=query,
            form=form.cleaned_data["form"],
            rows=rows,
            masked=not form.cleaned_data["in_full"],
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refusal:
        return render(request, "papers/export_new.html", words, status=show_refusal(request, form, refusal))
    making.at_once(export)
    return redirect(export)


@require_safe
@for_readers
def export(request: StaffRequest, pk: int) -> HttpResponse:
    """One export: who must still agree, how far the file is, and where to fetch it."""
    return _page(request, _export(request, pk))


@require_POST
@once
@for_readers
def export_agree(request: StaffRequest, pk: int) -> HttpResponse:
    """The second person agrees: the file is made."""
    found = _export(request, pk)
    return _decided(
        request, found, AgreeForm(request.POST, export=found), lambda form: found.agree(by=request.user)
    )


@require_POST
@once
@for_readers
def export_decline(request: StaffRequest, pk: int) -> HttpResponse:
    """The second person says no, and why."""
    found = _export(request, pk)
    return _decided(
        request,
        found,
        DeclineForm(request.POST, export=found),
        lambda form: found.decline(by=request.user, reason=form.cleaned_data["reason"]),
    )


@require_safe
@for_readers
def export_file(request: StaffRequest, pk: int) -> HttpResponse:
    """The file, for its asker alone; each fetching is a line of the trail."""
    found = _export(request, pk)
    job = _job(found)
    if job is None or job.state != Job.State.READY:
        raise Http404
    try:
        found.fetch(by=request.user)
    except Refusal as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    answer = StreamingHttpResponse(job.pieces(), content_type=TYPES[Export.Form(found.form)])
    name = quote(f"{listings.label(found.what)} {found.subject}".strip())
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.{found.form}"
    answer["Content-Length"] = str(job.size)
    answer["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", answer)  # it has all of one that the middleware asks for


def _decided(
    request: StaffRequest, found: Export, form: AgreeForm, act: Callable[[AgreeForm], None]
) -> HttpResponse:
    form.full_clean()
    try:
        act(form)
    except Refusal as refusal:
        return _page(request, _export(request, found.pk), form, show_refusal(request, form, refusal))
    messages.success(request, _("Decided. It is in the trail."))
    return redirect(found)


def _export(request: StaffRequest, pk: int) -> Export:
    if sentence := rules.against_opening_exports(request.user):
        raise PermissionDenied(sentence)
    found: Export = get_object_or_404(
        Export.objects.visible_to(request.user).filter(is_paper=False).for_list(), pk=pk
    )
    return found


def _job(found: Export) -> Job | None:
    return getattr(found, "job", None)


def _page(
    request: StaffRequest, found: Export, form: AgreeForm | None = None, status: int = 200
) -> HttpResponse:
    job = _job(found)
    waits = job is not None and job.state in (Job.State.QUEUED, Job.State.WORKING)
    undecided = found.needs_second and not found.agreed_at and not found.declined_at
    words: dict[str, Any] = {
        "export": found,
        "row": _row(found),
        "job": job,
        "waits": waits,
        "is_late": waits and any(sweep.name == "make-exports" for sweep in sweeps.silent()),
        "is_ready": job is not None and job.state == Job.State.READY and found.asked_by_id == request.user.pk,
        "undecided": undecided,
        "why_not": rules.against_agreeing(found, request.user) if undecided else "",
        "agree": form
        if isinstance(form, AgreeForm) and not isinstance(form, DeclineForm)
        else AgreeForm(export=found),
        "decline": form if isinstance(form, DeclineForm) else DeclineForm(export=found),
        "declined": found.decline_reason if found.declined_at else "",
    }
    template = "papers/export_state.html" if request.headers.get("HX-Request") else "papers/export.html"
    return render(request, template, words, status=status)


def _row(found: Export) -> dict[str, Any]:
    job, centre = _job(found), found.centre
    state = _("Waits for a second person")
    if found.declined_by is not None:
        state = _("Declined by %(name)s") % {"name": found.declined_by}
    elif job is not None:
        state = job.get_state_display()
    return {
        "url": reverse("papers:export", args=[found.pk]),
        "list": listings.label(found.what),
        "subject": found.subject,
        "form": found.get_form_display(),
        "rows": found.rows,
        "masked": found.is_masked,
        "reason": found.reason,
        "by": found.asked_by.name,
        "at": f"{centre.local(found.asked_at):%m-%d %H:%M}",
        "state": state,
    }


def _filter(query: QueryDict) -> str:
    """The filter as the address has it, without what is no filter."""
    kept = query.copy()
    for name in (*APART, "page", "after", "before"):
        kept.pop(name, None)
    address = kept.urlencode()
    if len(address) > 1000:
        raise Http404
    return address
