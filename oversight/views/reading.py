"""Who may open the board, and what the address asks it for."""

from collections.abc import Callable, Iterable
from functools import cache, update_wrapper
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.models import Category, Department, ShiftPattern, Staff, Unit
from directory.requests import StaffRequest
from oversight import rules
from oversight.forms import BoardFilter
from records import clock
from records.prepared import Later, Prepared
from visits.lines import category_label
from visits.views.log import Option, centre_of

P = ParamSpec("P")
Form = TypeVar("Form", bound=BoardFilter)


class NoOwnShift(Exception):
    """A shift leader on no roster has no own shift to read the figures of; what is to be signed stays open."""


def for_overseers(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Open the board to those who read it; others are told why not, with a 403.

    A shift leader who stands on no roster yet is led to what there is to sign.
    """

    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        staff_request = cast("StaffRequest", request)
        if sentence := rules.against_reading(staff_request.user):
            raise PermissionDenied(sentence)
        try:
            return view(staff_request, *args, **kwargs)
        except NoOwnShift as sentence:
            messages.info(request, str(sentence))
            return redirect("oversight:reading")

    update_wrapper(asked, view)
    return asked


def filter_of(request: StaffRequest, form: type[Form]) -> Form:
    """What the address asks for; a shift leader on no roster has no own shift to read."""
    staff = request.user
    made = form(request.GET, staff=staff, centre=centre_of(staff), now=clock.now())
    if rules.reads_own_shift_only(staff) and made.own_shift is None:
        raise NoOwnShift(_("A shift leader reads the own shift, and you stand on no roster yet."))
    return made


def kept(form: BoardFilter) -> dict[str, Any]:
    """What every link of the board carries on: the days and the boxes, not what only a list knows."""
    names = ("span", "since", "until", *BoardFilter.BOXES)
    return {name: value for name, value in form.asked.items() if name in names}


@cache
def _path(page: str, prefix: str, *args: str) -> str:
    return reverse(page, args=args)


def address_of_page(page: str, *args: str) -> str:
    """The address of a page of the board, looked up once."""
    return _path(page, get_script_prefix(), *args)


def address_of_rows(figure: str, carried: dict[str, Any], **more: Any) -> str:
    """Where the rows behind a figure are listed."""
    query = urlencode({name: value for name, value in (carried | more).items() if value not in (None, "")})
    path = address_of_page("oversight:rows", figure)
    return f"{path}?{query}" if query else path


_CENTRE: Final = Later("centre", BigIntegerField())
_DEPARTMENTS: Final = Prepared(
    lambda: Department.objects.filter(centre=_CENTRE).active().values_list("pk", "name")
)
_CATEGORIES: Final = Prepared(
    lambda: Category.objects.filter(centre=_CENTRE, active=True).values_list(
        "pk", "name", "name_hans", "name_en"
    )
)
_BUILDINGS: Final = Prepared(
    lambda: Unit.objects.filter(centre=_CENTRE).order_by().values_list("building").distinct()
)
_PATTERNS: Final = Prepared(lambda: ShiftPattern.objects.filter(centre=_CENTRE).values_list("pk", "name"))


def choices(form: BoardFilter, staff: Staff) -> dict[str, list[Option]]:
    """What the filters offer."""
    asked = form.asked
    centre, language = staff.centre_id, get_language()
    categories = [(pk, category_label(language, *names)) for pk, *names in _CATEGORIES.rows(centre=centre)]
    buildings = [building for (building,) in _BUILDINGS.rows(centre=centre)]
    shift = form.boxes.get("shift")
    offered: dict[str, Iterable[Any]] = {
        "spans": [(value, str(label)) for value, label in BoardFilter.SPANS.items()],
        "departments": _DEPARTMENTS.rows(centre=centre),
        "categories": categories,
        "buildings": [
            (each, _("Building %(building)s") % {"building": each})
            for each in sorted(buildings, key=_natural)
        ],
        "shifts": [one for one in _PATTERNS.rows(centre=centre) if form.own_shift in (None, one[0])],
    }
    chosen = {
        "spans": asked.get("span", "14") if not {"since", "until"} & asked.keys() else "",
        "departments": asked.get("department"),
        "categories": asked.get("category"),
        "buildings": asked.get("building"),
        "shifts": shift,
    }
    return {
        name: [Option(str(value), label, 0, value == chosen[name]) for value, label in offered[name]]
        for name in offered
    }


def _natural(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isdecimal() else (10**6, name)
