"""牆面看板: what is due next, for everybody in the room; nothing of a resident stands on it."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.models import Shift
from directory.requests import StaffRequest
from oversight import counting, figures
from oversight.counting import Number
from oversight.scope import Scope
from records import clock
from records.prepared import Prepared
from visits.lines import category_label
from visits.models import Case
from visits.rows import is_soon, left_until
from visits.views.log import centre_of
from visits.views.reading import for_readers

ROWS: Final = 7


@dataclass(frozen=True, slots=True)
class Due:
    """One promise that is to be kept next: when, what kind of matter, whose work; neither home nor name."""

    clock: str
    matter: str
    department: str
    left: str
    kind: str


@require_safe
@for_readers
def wall(request: StaffRequest) -> HttpResponse:
    """The wall screen; it asks again every fifteen seconds and keeps the old picture meanwhile."""
    centre, now = centre_of(request.user), clock.now()
    local = centre.local(now)
    scope = Scope(centre=centre, first=local.date(), last=local.date(), now=now)
    shift = Shift.objects.at(centre, now)
    today = counting.total(counting.by_day(scope).values())
    open_now = counting.standing(scope)
    standing = {
        code: sum(each.numbers.get(code, Number()).part for each in open_now)
        for code in ("open", "late", "due_today", "unclaimed", "awaiting")
    }
    context = {
        "centre": centre,
        "clock": f"{local:%H:%M}",
        "second": f"{local:%H:%M:%S}",
        "date": _("%(month)d/%(day)d %(weekday)s")
        % {"month": local.month, "day": local.day, "weekday": WEEKDAYS[local.weekday()]},
        "shift": shift.pattern.name if shift else _("No shift now"),
        "ends": f"{centre.local(shift.ends_at):%H:%M}" if shift else "",
        "crossing": _crossing(open_now, shift),
        "dues": _dues(scope),
        "received": today["received"].part,
        "spot": today["spot"].part,
        "rings": today["rings"],
        "kept": today["kept_last"],
        "standing": standing,
    }
    return render(request, "oversight/wall.html", context)


def _crossing(open_now: list[counting.Standing], shift: Any) -> int:
    return sum(each.numbers["open"].part for each in open_now) if shift else 0


@cache
def _due_next() -> Prepared:
    columns = (
        "promise_due_at",
        "category__name",
        "category__name_hans",
        "category__name_en",
        "unit__building",
        "department__name",
        "opened_at",
    )
    return Prepared(
        lambda: (
            figures.OPEN.within(frozenset())
            .exclude(status=Case.Status.AWAITING_CALLBACK)
            .filter(promise_due_at__isnull=False)
            .order_by(F("promise_due_at").asc(), "pk")
            .values_list(*columns)
        )
    )


def _dues(scope: Scope) -> list[Due]:
    language, dues = get_language(), []
    for due_at, name, hans, english, building, department, opened_at in _due_next().rows(
        ROWS, **scope.values()
    ):
        late = due_at < scope.now
        place = _("Building %(building)s") % {"building": building} if building else _("Common area")
        kind = category_label(language, name, hans, english)
        local = scope.centre.local(due_at)
        dues.append(
            Due(
                clock=f"{local:%H:%M}" if local.date() == scope.today else f"{local.month}/{local.day}",
                matter=f"{place}　{kind}",
                department=department,
                left=left_until(due_at, scope.now),
                kind="is-late" if late else "is-soon" if is_soon(due_at, scope.now, opened_at) else "",
            )
        )
    return dues
