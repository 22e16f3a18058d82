"""接班: read, ask, take, count together, sign, or refuse (§4.9)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.requests import StaffRequest
from handover.forms.acts import AcceptForm, AskForm, RefuseForm, TakeForm
from handover.forms.boxes import read_count
from handover.models import Handover, InventoryCount
from handover.views.showing import Failed, attempt, found, show
from records.models import Refusal
from records.once import once
from visits.forms.refusing import show_refusal
from visits.views.reading import for_readers


@require_POST
@once
@for_readers
def handover_ask(request: StaffRequest, number: str) -> HttpResponse:
    """問一句: write down every question and answer that was typed (W2 4.7)."""
    shown = found(request, number)
    form = AskForm(request.POST)
    form.full_clean()
    asked = [
        (item, text)
        for item in shown.items.for_list()
        if (text := request.POST.get(f"text-{item.pk}", "").strip())
    ]
    wrong = {
        f"item-{item.pk}": _("%(number)s: ask in %(count)d characters at most.")
        % {"number": item.case.number, "count": AskForm.LENGTH}
        for item, text in asked
        if len(text) > AskForm.LENGTH
    }
    if not asked:
        wrong = {"": _("Write the question or the answer.")}
    if wrong:
        return show(request, number, Failed("ask", form, wrong, 422))
    try:
        for item, text in asked:
            item.ask(by=request.user, text=text)
    except Refusal as refusal:
        status = show_refusal(request, form, refusal)
        return show(request, number, Failed("ask", form, {"": str(refusal)}, status))
    return _back_to(shown, asked[-1][0].pk)


@require_POST
@once
@for_readers
def handover_take(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """接下: take one item, having read it (BR-H14)."""
    shown = found(request, number)
    item = get_object_or_404(shown.items, pk=pk)
    form = TakeForm(request.POST)

    def take() -> None:
        shown.as_seen(form.cleaned_data["version"]).take_item(by=request.user, item=item)

    answer = attempt(request, shown, "take", form, take)
    return _back_to(shown, pk) if answer.status_code == 302 else answer


def _back_to(shown: Handover, item: int) -> HttpResponse:
    return redirect(f"{shown.get_absolute_url()}?item={item}#item-{item}")


@require_POST
@once
@for_readers
def handover_take_list(request: StaffRequest, number: str) -> HttpResponse:
    """Take the rest as a list: what is named for me and need not be done next shift (BR-H14)."""
    shown, form = found(request, number), TakeForm(request.POST)
    return attempt(
        request,
        shown,
        "take",
        form,
        lambda: shown.as_seen(form.cleaned_data["version"]).take_list(by=request.user),
    )


@require_POST
@once
@for_readers
def handover_accept(request: StaffRequest, number: str) -> HttpResponse:
    """接班簽名: keep what was counted together and, with `act=sign`, sign: ownership moves, once (BR-H05)."""
    shown = found(request, number)
    if _is_mine_already(shown, request):
        return redirect(shown)
    is_signing = request.POST.get("act") == "sign"
    form: Any = AcceptForm(request.POST, by=request.user) if is_signing else TakeForm(request.POST)
    lines = list(shown.counts.for_list())
    typed, wrong = _recounted(request, lines)
    if not form.is_valid() or wrong:
        wrong |= {f"accept-{name}": str(errors[0]) for name, errors in form.errors.items()}
        return show(request, number, Failed("accept", form, wrong, 422))
    shown.as_seen(form.cleaned_data["version"])
    try:
        wrong = _recount(request, shown, typed)
        if wrong:
            return show(request, number, Failed("accept", form, wrong, 422))
        if is_signing:
            shown.accept(by=request.user)
    except Refusal as refusal:
        if _is_mine_already(found(request, number), request):
            return redirect(shown)
        status = show_refusal(request, form, refusal)
        return show(request, number, Failed("accept", form, refusal.by_field or {"": str(refusal)}, status))
    if is_signing:
        messages.success(request, _("Taken over. Everything on this sheet is yours now."))
    else:
        messages.success(request, _("The count is kept."))
    return redirect(shown)


def _is_mine_already(shown: Handover, request: StaffRequest) -> bool:
    return shown.state == Handover.State.ACCEPTED and shown.incoming_id == request.user.pk


Typed = dict[InventoryCount, dict[str, Any]]


def _recounted(request: StaffRequest, lines: list[InventoryCount]) -> tuple[Typed, dict[str, str]]:
    """What was counted together, as far as it was typed and is new; and what is no number."""
    typed: Typed = {}
    wrong = {}
    for line in lines:
        text = request.POST.get(f"recounted-{line.pk}", "").strip()
        counted, sentence = read_count(text)
        if sentence:
            wrong[f"count-{line.pk}"] = f"{line.item}: {sentence}"
        if counted is None:
            continue
        condition = request.POST.get(f"condition-{line.pk}", "")
        words = {
            "counted": counted,
            "condition": condition if condition in InventoryCount.Condition.values else "",
            "note": request.POST.get(f"note-{line.pk}", "").strip()[:200],
        }
        now = (line.recounted, line.condition, line.difference_note)
        if now != (counted, words["condition"] or line.condition, words["note"] or line.difference_note):
            typed[line] = words
    return typed, wrong


def _recount(request: StaffRequest, shown: Handover, typed: Typed) -> dict[str, str]:
    """Keep each count; a difference that is not explained is told with the thing it is about."""
    wrong: dict[str, str] = {}
    for line, words in typed.items():
        try:
            shown.recount(by=request.user, line=line, **words)
        except Refusal as refusal:
            if not refusal.by_field:
                raise
            wrong |= refusal.by_field
    return wrong


@require_POST
@once
@for_readers
def handover_refuse(request: StaffRequest, number: str) -> HttpResponse:
    """拒接: not like this; who goes stays responsible (BR-H06)."""
    shown, form = found(request, number), RefuseForm(request.POST)

    def refuse() -> None:
        words = form.cleaned_data
        shown.as_seen(words["version"]).refuse(by=request.user, reason=words["reason"], note=words["note"])

    return attempt(request, shown, "refuse", form, refuse)
