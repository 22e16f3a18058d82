"""One visit: written at the desk, finished, corrected, struck through, seen off (§4.4–4.12)."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.models import Guideline
from directory.requests import StaffRequest
from records.models import Refusal
from records.once import note_refusal, once
from visits import rules
from visits.forms.refusing import show_refusal
from visits.forms.slip import SlipForm, Written
from visits.forms.visit import CorrectForm, LineForm, RevealForm, SeeOffForm, VoidForm
from visits.mine import Mine
from visits.models import Case, Disclosure, Draft, Visit
from visits.views.desk import asked, greeting, known_cases, slip_context
from visits.views.line import line_page
from visits.views.log import centre_of
from visits.views.reading import for_readers

#: What nobody corrects, whoever asks and by whichever box (I1, BR-V02).
FIXED: Final = (
    "first_contact",
    "first_contact_id",
    "number",
    "duty_date",
    "shift",
    "entered_by",
    "entered_at",
)


@require_http_methods(["GET", "POST"])
@once
@for_readers
def visit_new(request: StaffRequest) -> HttpResponse:
    """Take a resident's visit down: GET an empty slip, or one taken up again; POST writes it."""
    if sentence := rules.against_receiving(request.user):
        return _refused(request, sentence)
    if request.method == "POST":
        form = _slip(request, request.POST)
        if request.POST.get("park"):
            return _park(request, form)
        return _write(request, form)
    return _slip_page(request, _slip(request, initial=_typed_before(request)))


@require_http_methods(["GET", "POST"])
@once
@for_readers
def visit_finish(request: StaffRequest, number: str) -> HttpResponse:
    """Go on with a resident who is still being received: the same slip, filled in as far as it was."""
    found = _visit(request, number)
    if sentence := rules.against_finishing_the_visit(found, request.user):
        return _refused(request, sentence)
    if request.method == "POST":
        return _write(request, _slip(request, request.POST, visit=found))
    return _slip_page(request, _slip(request, visit=found, initial=_as_written(found)))


@require_http_methods(["GET"])
@for_readers
def visit(request: StaffRequest, number: str) -> HttpResponse:
    """One line of the log: everything that was said, and its history."""
    return line_page(request, _visit(request, number))


@require_http_methods(["GET", "POST"])
@once
@for_readers
def visit_correct(request: StaffRequest, number: str) -> HttpResponse:
    """Correct a line: a new version with a reason; what was written stays readable (BR-V18)."""

    def say(found: Visit, form: CorrectForm) -> None:
        found.correct(
            by=request.user, reason=form.cleaned_data["reason"], **_fixed(request), **form.changes()
        )

    return _line_verb(request, number, CorrectForm, say, _("Corrected. The old text stays visible."))


@require_http_methods(["GET", "POST"])
@once
@for_readers
def visit_void(request: StaffRequest, number: str) -> HttpResponse:
    """Strike through a line that led to nothing (§2.1)."""

    def say(found: Visit, form: VoidForm) -> None:
        found.void(by=request.user, reason=form.cleaned_data["reason"])

    return _line_verb(request, number, VoidForm, say, _("Struck through. It stays readable."))


@require_http_methods(["GET", "POST"])
@once
@for_readers
def visit_see_off(request: StaffRequest, number: str) -> HttpResponse:
    """See the resident off, and tidy the desk (§4.11, §4.12, BR-V20)."""

    def say(found: Visit, form: SeeOffForm) -> None:
        found.see_off(
            by=request.user,
            departed_at=form.cleaned_data["departed_at"],
            desk_cleared=form.cleaned_data["desk_cleared"],
        )

    return _line_verb(request, number, SeeOffForm, say, _("Seen off, the desk is ready."))


@require_http_methods(["GET", "POST"])
@once
@for_readers
def visit_reveal(request: StaffRequest, number: str) -> HttpResponse:
    """Show the full number for a while, and keep who asked and why (BR-V17)."""

    def say(found: Visit, form: RevealForm) -> None:
        Disclosure.reveal(by=request.user, subject=found.number, reason=form.cleaned_data["reason"])

    return _line_verb(
        request, number, RevealForm, say, _("The number is shown for ten minutes; the reason is kept.")
    )


# The slip --------------------------------------------------------------------------------------------------------


def _visit(request: StaffRequest, number: str) -> Visit:
    found: Visit = get_object_or_404(Visit.objects.visible_to(request.user).for_page(), number=number)
    return found


def _slip(request: StaffRequest, data: Any = None, **more: Any) -> SlipForm:
    if data is not None:
        return SlipForm(data, staff=request.user, **more)
    shift = Mine.of(request).shift
    return SlipForm(staff=request.user, shift_ends=shift.ends_at if shift else None, **more)


def _slip_page(request: StaffRequest, form: SlipForm, status: int = 200) -> HttpResponse:
    mine = Mine.of(request)
    form.shift_ends = mine.shift.ends_at if mine.shift else None
    unit = form.caller.unit or (form.visit.unit if form.visit else None)
    form.known = known_cases(request, unit)
    words = slip_context(request, form) | {"greeting": greeting(centre_of(request.user).local(mine.now))}
    if form.visit is not None:
        words |= {
            "slip_title": _("Go on with %(number)s") % {"number": form.visit.number},
            "slip_number": "…",
        }
    return render(request, "visits/visit_new.html", words, status=status)


def _typed_before(request: StaffRequest) -> dict[str, Any]:
    if slot := asked(request, "draft"):
        draft = get_object_or_404(Draft.objects.kept_for(request.user), slot=slot)
        return {**draft.typed, "draft": draft.slot}
    if (key := request.GET.get("faq", "")).isdecimal() and len(key) < 18:
        question = get_object_or_404(Guideline.objects.visible_to(request.user).common_questions(), pk=key)
        typed = {"statement": question.title, "reply": question.body}
        return typed | ({"category": question.category.code} if question.category else {})
    return {}


def _as_written(found: Visit) -> dict[str, Any]:
    same: tuple[str, ...] = (
        "channel",
        "statement",
        "identity_check",
        "owner_confirmed_by",
        "scope",
        "location_detail",
    )
    same += ("visitor_kind", "priority", "subcategory", "restated", "apology_given", "reason_explained")
    same += ("contact_pref", "phone_declined", "remark", "reply", "ring_count", "anonymous")
    who = " ".join(filter(None, (found.unit.code if found.unit else "", found.visitor_name)))
    return {name: getattr(found, name) for name in same} | {
        "version": found.version,
        "who": who,
        "household": f"{found.unit_id or ''}:{found.resident_id or ''}"
        if found.unit_id or found.resident_id
        else "",
        "category": found.category.code if found.category else "consult",
    }


def _park(request: StaffRequest, form: SlipForm) -> HttpResponse:
    if form.says_something:
        Draft.objects.park(request.user, form.slot, form.typed())
        messages.success(request, _("Put aside. Receive the next resident; it waits for you on the desk."))
    return redirect("visits:desk")


def _write(request: StaffRequest, form: SlipForm) -> HttpResponse:
    if not form.is_valid():
        return _slip_page(request, form, 422)
    try:
        number = _say(request, form)
    except Refusal as refusal:
        refusal.by_field = form.by_box(refusal.by_field)
        return _slip_page(request, form, show_refusal(request, form, refusal))
    if form.drafted_at:
        Draft.objects.forget(request.user, form.drafted_at)
    return redirect(f"{reverse('visits:desk')}?saved={number}")


def _say(request: StaffRequest, form: SlipForm) -> str:
    written, by = form.written(), request.user
    if form.visit is None:
        found = Visit.receive(by=by, arrived_at=written.arrived_at, desk=written.desk, **written.facts)
    else:
        found = form.visit.as_seen(form.cleaned_data["version"]).fill_in(
            **_not_emptied(form.visit, written.facts)
        )
    ACTS[written.act](found, by, written)
    return found.number


def _not_emptied(found: Visit, facts: dict[str, Any]) -> dict[str, Any]:
    # A box left empty on the second page takes nothing back of what the first one wrote.
    return {
        name: value for name, value in facts.items() if value not in ("", None) or not getattr(found, name)
    }


def _answer(found: Visit, by: Any, written: Written) -> None:
    found.answer(
        by=by, reply=written.reply, satisfaction=written.satisfaction, quoting_reason=written.quoting_reason
    )


def _promise(found: Visit, by: Any, written: Written) -> None:
    found.promise(
        by=by,
        terms=written.terms,
        department=written.department,
        reply=written.reply,
        quoting_reason=written.quoting_reason,
        handler=written.handler,
        outside=written.outside,
        **written.complaint,
    )


def _introduce(found: Visit, by: Any, written: Written) -> None:
    found.introduce(by=by, to=written.cashier, matter=written.matter, reply=written.reply)


def _join(found: Visit, by: Any, written: Written) -> None:
    if not isinstance(written.joins, Case) or (
        found.unit is not None and written.joins.unit_id != found.unit.pk
    ):
        sentence = _("That case is not open for this home. Choose again.")
        raise Refusal(sentence, {"new_matter_reason": sentence})
    found.join(by=by, case=written.joins, reply=written.reply)


def _alarm(found: Visit, by: Any, written: Written) -> None:
    department = found.category.department if found.category else by.department
    found.raise_alarm(by=by, department=department)


def _keep(found: Visit, by: Any, _written: Written) -> None:
    found.keep(by=by)


ACTS: Final[dict[str, Callable[[Visit, Any, Written], None]]] = {
    "answer": _answer,
    "promise": _promise,
    "introduce": _introduce,
    "join": _join,
    "alarm": _alarm,
    "keep": _keep,
}


# The verbs of a written line ---------------------------------------------------------------------------------------


def _line_verb(
    request: StaffRequest, number: str, kind: type[Any], say: Callable[[Visit, Any], None], done: str
) -> HttpResponse:
    found = _visit(request, number)
    form: LineForm = kind(request.POST or None, visit=found, staff=request.user)
    if request.method == "GET":
        return line_page(request, found, form)
    if not form.is_valid():
        return line_page(request, found, form, 422)
    try:
        say(found.as_seen(form.cleaned_data["version"]), form)
    except Refusal as refusal:
        status = show_refusal(request, form, refusal)
        return line_page(request, _visit(request, number), form, status)
    messages.success(request, done)
    return redirect(found)


def _fixed(request: StaffRequest) -> dict[str, str]:
    return {name: request.POST[name] for name in FIXED if name in request.POST}


def _refused(request: StaffRequest, sentence: str) -> HttpResponse:
    if request.method == "POST":
        note_refusal(request, Refusal(sentence))
    return render(request, "403.html", {"exception": sentence}, status=403)
