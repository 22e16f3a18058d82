"""The board of open cases, by when they are due, and the closed ones behind it (BR-R02)."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.requests import StaffRequest
from directory.somebody import Somebody, named
from visits import board
from visits.forms.log import SOON, CaseFilter
from visits.mine import Mine
from visits.views.log import Option, address, centre_of
from visits.views.reading import for_readers

PAGE: Final = 50
#: Where nobody is on shift, what falls due soon is what does so within a usual shift.
A_SHIFT: Final = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Lane:
    """Cases that fall due about the same time."""

    name: str
    kind: str
    count: int
    tickets: tuple[board.Ticket, ...]


@require_safe
@for_readers
def case_list(request: StaffRequest) -> HttpResponse:
    """Open cases in four lanes, the most pressing first; closed ones as a list."""
    staff = request.user
    mine = Mine.of(request)
    form = CaseFilter(request.GET, staff=staff)
    asked, like = board.Asked(form.pressed, frozenset(form.boxes)), Somebody.like(staff)
    ends_at = mine.shift.ends_at if mine.shift else mine.now + A_SHIFT
    values = named(staff, mine.now) | {f"box_{box}": value for box, value in form.boxes.items()}
    values |= {"soon": mine.now + SOON, "ends_at": ends_at}
    groups = board.groups(board.groups_of(like, asked).rows(**values))
    context = {
        "form": form,
        "asked": form.asked,
        "sentence": form.sentence,
        "open": sum(group.cases for group in groups),
        "chips": _chips(request, form, groups),
        "closed": Option("closed", _("Closed"), 0, form.wants_closed, address(request, show="closed")),
        "departments": _options(groups, "department", "department_name", form.asked.get("department")),
        "owners": _options(groups, "owner", "owner_name", form.asked.get("owner")),
        "firsts": _options(groups, "first_contact", "first_name", form.asked.get("first")),
    }
    drawn = board.Drawn(staff, ends_at)
    if form.wants_closed:
        beyond = form.asked.get("after") or form.asked.get("before")
        found = board.ended_of(like, asked, form.beyond).rows(PAGE + 1, beyond=beyond, **values)
        shown = _closed(request, form, found, drawn)
    else:
        place = (form.asked.get("page", 1) - 1) * PAGE
        found = board.lanes_of(like, asked).rows(PAGE + 1, place, **values)
        shown = _lanes(request, form, found, drawn, groups)
    return render(request, "visits/case_list.html", context | shown)


def _chips(request: StaffRequest, form: CaseFilter, groups: list[board.Group]) -> list[Option]:
    chosen = form.asked.get("show", "")
    total = sum(group.cases for group in groups)
    chips = [Option("", _("All"), total, not chosen, address(request, show=""))]
    for place, (show, label) in enumerate(CaseFilter.SHOWS.items()):
        count = sum(group.shows[place] for group in groups)
        chips.append(Option(show, str(label), count, chosen == show, address(request, show=show)))
    return chips


def _options(groups: list[board.Group], value: str, label: str, chosen: int | None) -> list[Option]:
    counts: Counter[tuple[int, str]] = Counter()
    for group in groups:
        counts[getattr(group, value), getattr(group, label)] += group.cases
    return [
        Option(str(pk), name, count, pk == chosen)
        for (pk, name), count in sorted(counts.items(), key=lambda kv: kv[0][1])
    ]


def _lanes(
    request: StaffRequest,
    form: CaseFilter,
    found: list[list[Any]],
    drawn: board.Drawn,
    groups: list[board.Group],
) -> dict[str, Any]:
    page, centre = form.asked.get("page", 1), centre_of(request.user)
    tickets: dict[int, list[board.Ticket]] = {}
    for row in found[:PAGE]:
        case = board.open_row(row, centre)
        tickets.setdefault(case.lane, []).append(drawn.ticket(case))
    counts: Counter[int] = Counter()
    for group in groups:
        counts[group.lane] += group.chosen
    names = {
        board.LATE: (_("Late"), "is-late"),
        board.THIS_SHIFT: (_("Due this shift"), "is-soon"),
        board.LATER: (_("Next shift and later"), ""),
        board.HELD: (_("Waiting for the resident or a callback"), "is-call"),
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


def _closed(
    request: StaffRequest, form: CaseFilter, found: list[list[Any]], drawn: board.Drawn
) -> dict[str, Any]:
    centre = centre_of(request.user)
    more = len(found) > PAGE
    page = [board.ended_row(row, centre) for row in found[:PAGE]]
    backwards = form.beyond == "before"
    if backwards:
        page.reverse()
    has_older, has_newer = (True, more) if backwards else (more, form.beyond == "after")
    return {
        "rows": [drawn.closed(case) for case in page],
        "shown": len(page),
        "older": address(request, after=page[-1].pk, before="") if page and has_older else "",
        "newer": address(request, before=page[0].pk, after="") if page and has_newer else "",
    }
