"""The exits beside the two signatures, and what comes after them (§2.3, I7)."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from directory.requests import StaffRequest
from handover.forms.acts import NoteForm, SignedReasonForm, TakeOverForm
from handover.forms.boxes import SeenForm
from handover.models import Handover
from handover.views.showing import attempt, found
from records.once import once
from visits.views.reading import for_readers


@require_POST
@once
@for_readers
def handover_withdraw(request: StaffRequest, number: str) -> HttpResponse:
    """Take the signature back, as long as nobody has taken over."""
    return _plainly(request, number, "withdraw", lambda seen: seen.withdraw(by=request.user))


@require_POST
@once
@for_readers
def handover_release(request: StaffRequest, number: str) -> HttpResponse:
    """已控制: a shift leader lets an emergency pass over (BR-H10)."""
    return _plainly(request, number, "release", lambda seen: seen.release(by=request.user))


@require_POST
@once
@for_readers
def handover_review(request: StaffRequest, number: str) -> HttpResponse:
    """主管審閱: read, and signed by who leads (BR-H19)."""
    answer = _plainly(request, number, "review", lambda seen: seen.review(by=request.user))
    back = request.POST.get("back", "")
    if answer.status_code == 302 and back.startswith("/") and url_has_allowed_host_and_scheme(back, None):
        return redirect(back)
    return answer


def _plainly(request: StaffRequest, number: str, act: str, do: Callable[[Handover], None]) -> HttpResponse:
    shown, form = found(request, number), SeenForm(request.POST)
    return attempt(request, shown, act, form, lambda: do(shown.as_seen(form.cleaned_data["version"])))


@require_POST
@once
@for_readers
def handover_allow(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """A shift leader lets a difference pass; it stays on the record (BR-H08)."""
    shown, form = found(request, number), NoteForm(request.POST)
    line = get_object_or_404(shown.counts.for_list(), pk=pk)
    line.handover = shown

    def allow() -> None:
        words = form.cleaned_data
        shown.as_seen(words["version"]).allow(by=request.user, line=line, note=words["note"])

    return attempt(request, shown, "allow", form, allow)


@require_POST
@once
@for_readers
def handover_take_over(request: StaffRequest, number: str) -> HttpResponse:
    """主管代接: who leads takes over, or names who does (§2.3)."""
    shown = found(request, number)
    form = TakeOverForm(request.POST, by=request.user, people=shown.colleagues())

    def take_over() -> None:
        shown.as_seen(form.cleaned_data["version"]).take_over_for(
            by=request.user, substitute=form.chosen, reason=form.cleaned_data["reason"]
        )

    return attempt(request, shown, "take-over", form, take_over)


@require_POST
@once
@for_readers
def handover_override(request: StaffRequest, number: str) -> HttpResponse:
    """A manager lets somebody go home whatever is amiss, and says why (I7)."""
    shown, form = found(request, number), SignedReasonForm(request.POST, by=request.user)

    def override() -> None:
        words = form.cleaned_data
        shown.as_seen(words["version"]).override(by=request.user, reason=words["reason"])

    return attempt(request, shown, "override", form, override)


@require_POST
@once
@for_readers
def handover_add(request: StaffRequest, number: str) -> HttpResponse:
    """更正: a note under a sheet that was taken over (BR-H16)."""
    shown, form = found(request, number), NoteForm(request.POST)

    def add() -> None:
        words = form.cleaned_data
        shown.as_seen(words["version"]).add(by=request.user, note=words["note"])

    return attempt(request, shown, "add", form, add)
