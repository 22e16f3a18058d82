"""The page of one line: what was asked and told, who answers for it, and the verbs that are left."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import masking
from directory.requests import StaffRequest
from records import clock
from records.story import story_of
from visits import rules
from visits.models import Disclosure, Visit
from visits.rows import left_until, name_of, seals, visit_chip
from visits.story import when

WRITTEN: Final = "-"


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the line: what it is, and what was written."""

    name: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class LineVerb:
    """One thing that may be said about the line; `against` is the reason why not."""

    label: str
    icon: str
    key: str
    url: str
    against: str
    is_open: bool


VERBS: Final[tuple[tuple[str, LazyText, str, str], ...]] = (
    ("visit-finish", gettext_lazy("Go on receiving"), "walk", "1"),
    ("visit-correct", gettext_lazy("Correct"), "pen", "e"),
    ("visit-see-off", gettext_lazy("See off"), "hand", "3"),
    ("visit-void", gettext_lazy("Strike through"), "x", "4"),
    ("visit-reveal", gettext_lazy("Show the number"), "eye", "5"),
)


def line_page(request: StaffRequest, visit: Visit, form: Any = None, status: int = 200) -> HttpResponse:
    """One line of the log, with the boxes of a verb open when one is asked for."""
    case = getattr(visit, "opened", None)
    return render(
        request,
        "visits/visit.html",
        {
            "visit": visit,
            "form": form,
            "chip": visit_chip(visit),
            "seals": seals(visit.first_contact, case.owner if case else None),
            "marks": _marks(visit),
            "who": name_of(visit.visitor_name, request.user),
            "facts": _facts(visit, request),
            "case_facts": _case_facts(visit),
            "verbs": _verbs(visit, request, form),
            "story": story_of(visit, visit.centre.tz) if request.user.may("receive_visit") else (),
            "is_void": visit.status == Visit.Status.VOID,
            "history_url": reverse("records:history", args=["visits.visit", visit.pk]),
        },
        status=status,
    )


def _marks(visit: Visit) -> list[str]:
    marks = []
    if visit.is_late_entry:
        marks.append(_("Late entry %(time)s") % {"time": when(visit.centre, visit.entered_at)})
    if visit.rang_too_long:
        marks.append(_("more than 3 rings"))
    if visit.quoting_reason:
        marks.append(_("quotes the resident"))
    return marks


def _facts(visit: Visit, request: StaffRequest) -> list[Fact]:
    unit, centre = visit.unit, visit.centre
    who = (
        _("anonymous")
        if visit.anonymous and not visit.visitor_name
        else name_of(visit.visitor_name, request.user)
    )
    rows = [
        (_("Channel"), _with(visit.get_channel_display(), visit.desk)),
        (_("Arrived at"), when(centre, visit.arrived_at)),
        (_("Rings"), "" if visit.ring_count is None else str(visit.ring_count)),
        (_("Visitor"), f"{who} · {visit.get_visitor_kind_display()}"),
        (_("Phone"), _phone(visit, request)),
        (_("Preferred contact time"), visit.contact_pref),
        (_("Scope"), str(visit.get_scope_display())),
        (_("Exact location"), visit.location_detail),
        (_("Category"), _with(visit.category.label if visit.category else "", visit.subcategory)),
        (_("Urgency"), str(visit.get_priority_display())),
        (_("Identity check"), str(visit.get_identity_check_display())),
        (_("Owner confirmed"), str(visit.get_owner_confirmed_by_display())),
        (_("Occurred at"), when(centre, visit.occurred_at) if visit.occurred_at else ""),
        (_("Why not now"), visit.reason_explained),
        (_("Said"), _(", ").join(_said(visit))),
        (_("Satisfied?"), str(visit.get_satisfaction_display() or "")),
        (_("Quoting the resident, because"), visit.quoting_reason),
        (_("Another matter, because"), visit.new_matter_reason),
        (_("Left at"), when(centre, visit.departed_at) if visit.departed_at else ""),
        (_("Remarks"), visit.remark),
        (_("Void, because"), visit.void_reason),
        (_("First contact"), str(visit.first_contact)),
        (_("Entered by"), f"{visit.entered_by} {when(centre, visit.entered_at)}"),
    ]
    facts = [Fact(name, value) for name, value in rows if value]
    if unit is not None:
        facts.insert(2, Fact(_("Room"), unit.code, unit.get_absolute_url()))
    return facts


def _with(value: Any, more: Any) -> str:
    return " / ".join(str(part) for part in (value, more) if part)


def _said(visit: Visit) -> list[str]:
    said = [_("restated")] if visit.restated else []
    said += [_("apologised")] if visit.apology_given else []
    return said + ([_("desk tidied")] if visit.desk_cleared else [])


def _phone(visit: Visit, request: StaffRequest) -> str:
    if visit.phone_declined:
        return _("would rather not leave a number")
    if visit.phone and Disclosure.objects.standing(request.user, visit.number).exists():
        return visit.phone
    return masking.mask_phone(visit.phone) if visit.phone else ""


def _case_facts(visit: Visit) -> dict[str, str] | None:
    case = getattr(visit, "opened", None) or visit.joins
    if case is None:
        return None
    due_at = case.promise_due_at
    standing = str(case.get_status_display())
    if due_at is not None:
        standing = f"{standing} · {when(visit.centre, due_at)} · {left_until(due_at, clock.now())}"
    return {"number": case.number, "url": case.get_absolute_url(), "title": case.title, "standing": standing}


def _verbs(visit: Visit, request: StaffRequest, form: Any) -> list[LineVerb]:
    by = request.user
    against = {
        "visit-finish": rules.against_finishing_the_visit(visit, by),
        "visit-correct": rules.against_correcting(visit, by, WRITTEN, {}),
        "visit-see-off": rules.against_receiving(by),
        "visit-void": rules.against_voiding(visit, by, WRITTEN),
        "visit-reveal": rules.against_revealing(by, WRITTEN)[0] if visit.phone else _("No number was left."),
    }
    opened = form.name if form is not None else ""
    return [
        LineVerb(
            str(label),
            icon,
            key,
            reverse(f"visits:{name}", args=[visit.number]),
            against[name],
            name == opened,
        )
        for name, label, icon, key in VERBS
    ]
