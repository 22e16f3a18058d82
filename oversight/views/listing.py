"""The rows behind a figure (§4.6: counting them gives the figure)."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.models import Department, Staff
from directory.requests import StaffRequest
from oversight import counting, figures, leaving
from oversight.figures import Figure
from oversight.forms import RowsFilter
from oversight.rows import PAGE, rows
from oversight.scope import Scope
from oversight.views.board import _ages, _said_days
from oversight.views.reading import choices, filter_of, for_overseers, kept
from visits.views.log import Option, address


@require_safe
@for_overseers
def figure_rows(request: StaffRequest, code: str) -> HttpResponse:
    """Every record one figure is counted from, each told whether it counts as good."""
    figure = figures.BY_CODE.get(code)
    if figure is None:
        raise Http404
    form = filter_of(request, RowsFilter)
    scope, asked = form.scope, form.asked
    show, age, page = asked.get("show", "") if figure.is_share else "", asked.get("age"), asked.get("page", 1)
    if not figure.book.is_standing:
        age = None
    known = figure.book.may_be_narrowed_by(scope.narrowed_by)
    counts = counting.how_many(figure, scope, age) if known else {}
    found = rows(figure, scope, request.user, show=show, age=age, offset=(page - 1) * PAGE) if known else []
    context = {
        "figure": figure,
        "form": form,
        "choices": choices(form, request.user),
        "sentence": form.sentence,
        "title": _title(figure, scope, age, request.user),
        "days": "" if figure.book.is_standing else _said_days(scope),
        "chips": _chips(request, figure, show, counts),
        "count": counts.get(show, 0),
        "known": known,
        "rows": found[:PAGE],
        "take_out": _take_out(figure, form),
        "back": _back(form),
        "hidden": {name: asked[name] for name in ("show", "first", "by", "owner", "age") if name in asked},
        "newer": address(request, page=page - 1) if page > 1 else "",
        "older": address(request, page=page + 1) if len(found) > PAGE else "",
    }
    return render(request, "oversight/rows.html", context)


def _chips(request: StaffRequest, figure: Figure, show: str, counts: dict[str, int]) -> list[Option]:
    if not figure.is_share:
        return []
    names = {"": _("All"), "counted": _("Counted"), "missed": str(figure.missed)}
    return [
        Option(each, names[each], count, each == show, address(request, show=each))
        for each, count in counts.items()
    ]


def _title(figure: Figure, scope: Scope, age: int | None, reader: Staff) -> str:
    """The figure, and whose: a department's, somebody's, an age's."""
    parts = [str(figure.name)]
    if "department" in scope.boxes:
        department = Department.objects.visible_to(reader).filter(pk=scope.boxes["department"]).first()
        parts.append(str(department or "—"))
    people = Staff.objects.visible_to(reader)
    parts += [
        str(people.filter(pk=scope.boxes[box]).first() or "—")
        for box in ("first", "by", "owner")
        if box in scope.boxes
    ]
    if age is not None:
        parts.append(_ages()[age])
    return _(", ").join(parts)


def _take_out(figure: Figure, form: RowsFilter) -> str:
    """Figure, days and filter in the words of an address, for whoever takes the list out; days by their dates."""
    asked = {
        name: value for name, value in form.asked.items() if name not in ("span", "since", "until", "page")
    }
    if not figure.book.is_standing:
        asked |= {"since": form.scope.first.isoformat(), "until": form.scope.last.isoformat()}
    return urlencode({"list": leaving.key(figure)} | asked)


def _back(form: RowsFilter) -> str:
    query = "&".join(f"{name}={value}" for name, value in kept(form).items())
    return f"{reverse('oversight:board')}?{query}" if query else reverse("oversight:board")
