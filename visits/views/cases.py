"""The board of open cases, by when they are due, and the closed ones behind it (BR-R02)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Case as Either
from django.db.models import Count, F, IntegerField, Q, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.models import ServiceCentre, Staff
from directory.requests import StaffRequest
from records import clock
from visits.forms.log import CaseFilter, cases_shown
from visits.mine import Mine
from visits.models import Case
from visits.rows import Ticket, closed_row, for_lanes, ticket
from visits.views.log import Option, address, centre_of
from visits.views.reading import for_readers

PAGE: Final = 50
LATE, THIS_SHIFT, LATER, HELD = range(1, 5)
#: Where nobody is on shift, what falls due soon is what does so within a usual shift.
A_SHIFT: Final = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Lane:
    """Cases that fall due about the same time."""

    name: str
    kind: str
    count: int
    tickets: tuple[Ticket, ...]


@require_safe
@for_readers
def case_list(request: StaffRequest) -> HttpResponse:
    """Open cases in four lanes, the most pressing first; closed ones as a list."""
    staff, centre = request.user, centre_of(request.user)
    shift = Mine.of(request).shift
    ends_at = shift.ends_at if shift else clock.now() + A_SHIFT
    form = CaseFilter(request.GET, staff=staff)
    cases = Case.objects.visible_to(staff)
    groups = _groups(cases, form, staff, ends_at)
    context = {
        "form": form,
        "asked": form.asked,
        "sentence": form.sentence,
        "open": sum(group["count"] for group in groups),
        "chips": _chips(request, form, groups),
        "closed": Option("closed", _("Closed"), 0, form.wants_closed, address(request, show="closed")),
        "departments": _options(groups, "department", "department_name", form.asked.get("department")),
        "owners": _options(groups, "owner", "owner_name", form.asked.get("owner")),
        "firsts": _options(groups, "first_contact", "first_name", form.asked.get("first")),
    }
    chosen = form.filter(cases)
    shown = (
        _closed(request, form, chosen, centre)
        if form.wants_closed
        else _lanes(request, form, chosen, groups, ends_at)
    )
    return render(request, "visits/case_list.html", context | shown)


def lane_of(ends_at: datetime, staff: Staff) -> Either:
    """Which lane an open case stands in: by when it is due, never by how the work goes."""
    late = Q(pk__in=Case.objects.visible_to(staff).late())
    alarm = Q(emergency=True, promise_due_at__isnull=True) & ~Q(status=Case.Status.AWAITING_CALLBACK)
    held = Q(status__in=[Case.Status.AWAITING_CALLBACK, Case.Status.WAITING])
    soon = Q(promise_due_at__isnull=True) | Q(promise_due_at__lt=ends_at)
    return Either(
        When(late | alarm, then=Value(LATE)),
        When(held, then=Value(HELD)),
        When(soon, then=Value(THIS_SHIFT)),
        default=Value(LATER),
        output_field=IntegerField(),
    )


def _groups(cases: Any, form: CaseFilter, staff: Staff, ends_at: datetime) -> list[dict[str, Any]]:
    """Open cases counted by who has them, in one question: all chips, lanes and choices are sums of it."""
    counts = {f"show_{show}": Count("pk", filter=cases_shown(show, staff)) for show in CaseFilter.SHOWS}
    # A count over the lane would ask it again for every lane; grouped by it, it is asked once.
    return list(
        cases.open()
        .annotate(
            lane=lane_of(ends_at, staff),
            department_name=F("department__name"),
            owner_name=F("owner__name"),
            first_name=F("first_contact__name"),
        )
        .order_by()
        .values("lane", "department", "department_name", "owner", "owner_name", "first_contact", "first_name")
        .annotate(count=Count("pk"), chosen=Count("pk", filter=form.condition or None), **counts)
    )


def _chips(request: StaffRequest, form: CaseFilter, groups: list[dict[str, Any]]) -> list[Option]:
    chosen = form.asked.get("show", "")
    total = sum(group["count"] for group in groups)
    chips = [Option("", _("All"), total, not chosen, address(request, show=""))]
    for show, label in CaseFilter.SHOWS.items():
        count = sum(group[f"show_{show}"] for group in groups)
        chips.append(Option(show, str(label), count, chosen == show, address(request, show=show)))
    return chips


def _options(groups: list[dict[str, Any]], value: str, label: str, chosen: int | None) -> list[Option]:
    counts: Counter[tuple[int, str]] = Counter()
    for group in groups:
        counts[group[value], group[label]] += group["count"]
    return [
        Option(str(pk), name, count, pk == chosen)
        for (pk, name), count in sorted(counts.items(), key=lambda kv: kv[0][1])
    ]


def _lanes(
    request: StaffRequest, form: CaseFilter, cases: Any, groups: list[dict[str, Any]], ends_at: datetime
) -> dict[str, Any]:
    page = form.asked.get("page", 1)
    ordered = (
        for_lanes(cases)
        .annotate(lane=lane_of(ends_at, request.user))
        .order_by(
            "lane", F("promise_due_at").asc(nulls_first=True), F("asked__due_at").asc(nulls_last=True), "pk"
        )
    )
    found = list(ordered[(page - 1) * PAGE : page * PAGE + 1])
    tickets: dict[int, list[Ticket]] = {}
    for case in _in_centre(found[:PAGE], centre_of(request.user)):
        tickets.setdefault(case.lane, []).append(ticket(case, request.user, ends_at))
    counts: Counter[int] = Counter()
    for group in groups:
        counts[group["lane"]] += group["chosen"]
    names = {
        LATE: (_("Late"), "is-late"),
        THIS_SHIFT: (_("Due this shift"), "is-soon"),
        LATER: (_("Next shift and later"), ""),
        HELD: (_("Waiting for the resident or a callback"), "is-call"),
    }
    return {
        "lanes": [
            Lane(name, kind, counts[lane], tuple(tickets.get(lane, ())))
            for lane, (name, kind) in names.items()
        ],
        "shown": len(found[:PAGE]),
        "newer": address(request, page=page - 1) if page > 1 else "",
        "older": address(request, page=page + 1) if len(found) > PAGE else "",
    }


def _closed(request: StaffRequest, form: CaseFilter, cases: Any, centre: ServiceCentre) -> dict[str, Any]:
    backwards = "before" in form.asked and "after" not in form.asked
    found = list(form.beyond(cases.for_list())[: PAGE + 1])
    more = len(found) > PAGE
    page = found[:PAGE]
    if backwards:
        page.reverse()
    has_older, has_newer = (True, more) if backwards else (more, "after" in form.asked)
    return {
        "rows": [closed_row(case, request.user) for case in _in_centre(page, centre)],
        "shown": len(page),
        "older": address(request, after=page[-1].pk, before="") if page and has_older else "",
        "newer": address(request, before=page[0].pk, after="") if page and has_newer else "",
    }


def _in_centre(cases: Iterable[Case], centre: ServiceCentre) -> Iterable[Any]:
    for case in cases:
        case.centre = centre
        yield case
