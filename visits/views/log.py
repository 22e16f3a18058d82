"""值班記錄表: the lines of a shift or a day, on the screen and on paper (§4.6, §5.0)."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import BooleanField, F, QuerySet, Value, When
from django.db.models import Case as Either
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from directory import shifts
from directory.models import Category, Duty, ServiceCentre, ShiftPattern, Staff
from directory.requests import StaffRequest
from records import clock
from visits import figures
from visits.forms.log import DayForm, LogFilter, lines_shown
from visits.mine import Mine
from visits.models import Visit
from visits.rows import for_log, log_row, paper_row
from visits.views.reading import for_readers

PAGE: Final = 50
BLANK_ROWS: Final = 3
#: Monday first, as short as a heading has them: 一 to 日.
SHORT_DAYS: Final = (
    gettext_lazy("Mo"),
    gettext_lazy("Tu"),
    gettext_lazy("We"),
    gettext_lazy("Th"),
    gettext_lazy("Fr"),
    gettext_lazy("Sa"),
    gettext_lazy("Su"),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is opened: one shift of a duty date, or the whole day."""

    centre: ServiceCentre
    day: date
    pattern: ShiftPattern | None

    @property
    def name(self) -> str:
        """What the desk calls it."""
        return self.pattern.name if self.pattern else _("Whole day")

    @property
    def url(self) -> str:
        """Its own address, good on every day."""
        parts = [self.day, self.pattern.pk] if self.pattern else [self.day]
        return reverse("visits:log", args=parts)

    @property
    def ends_at(self) -> datetime | None:
        """When the shift ends."""
        return shifts.span(self.centre.tz, self.pattern, self.day).ends_at if self.pattern else None

    def lines(self, staff: Staff) -> Any:
        """Its lines, as far as this person may see them."""
        lines = Visit.objects.visible_to(staff).on(self.day)
        return lines.worked_by(self.pattern) if self.pattern else lines


@dataclass(frozen=True, slots=True)
class Option:
    """One choice in a list, with how many lines it has."""

    value: str
    label: str
    count: int
    is_chosen: bool
    url: str = ""


@require_safe
@for_readers
def log(request: StaffRequest, day: date | None = None, shift: str = "") -> HttpResponse:
    """The log of a shift, newest line first; without an address of its own, of the shift that runs now."""
    staff, centre = request.user, centre_of(request.user)
    opened = DayForm(request.GET)
    if "date" in opened.asked:
        wanted = [opened.asked["date"], *([opened.asked["shift"]] if "shift" in opened.asked else [])]
        return redirect("visits:log", *wanted)
    patterns = list(ShiftPattern.objects.visible_to(staff))
    stretch = _stretch(centre, patterns, day, shift) if day else _now_worked(request, centre, patterns)
    form = LogFilter(request.GET, staff=staff)
    lines = stretch.lines(staff)
    facets = _facets(lines)
    for facet in facets:
        facet["label"] = Category(
            name=facet["name"] or "", name_hans=facet["name_hans"] or "", name_en=facet["name_en"] or ""
        ).label
    page = form.asked.get("page", 1)
    shown = list(_in_order(for_log(form.filter(lines)))[(page - 1) * PAGE : page * PAGE + 1])
    rows = [
        log_row(_at(visit, centre), staff, stretch.ends_at, stretch.pattern is None) for visit in shown[:PAGE]
    ]
    context = {
        "title": heading(stretch, {facet["first_name"]: None for facet in facets}),
        "stretch": stretch,
        "days": [
            Option(str(each.pk), each.name, 0, each == stretch.pattern) for each in patterns if each.active
        ],
        "chips": _chips(request, form, facets),
        "categories": _options(facets, "category", "label", form.asked.get("category")),
        "channels": _channels(facets, form.asked.get("channel")),
        "firsts": _options(facets, "first_contact", "first_name", form.asked.get("first")),
        "form": form,
        "asked": form.asked,
        "sentence": " ".join(filter(None, (opened.sentence, form.sentence))),
        "figures": figures.figures((_fact(facet) for facet in facets), centre),
        "rows": rows,
        "total": len(facets),
        "newer": address(request, page=page - 1) if page > 1 else "",
        "older": address(request, page=page + 1) if len(shown) > PAGE else "",
        "sheet": f"{stretch.url}print/" if stretch.pattern else "",
    }
    return render(request, "visits/log.html", context)


@require_safe
@for_readers
def log_print(request: StaffRequest, day: date, shift: str) -> HttpResponse:
    """The《服務中心值班記錄表》of one shift on A4 landscape, black and white, phones masked (BR-R01)."""
    staff, centre = request.user, centre_of(request.user)
    stretch = _stretch(centre, list(ShiftPattern.objects.visible_to(staff)), day, shift)
    lines = for_log(stretch.lines(staff)).order_by("arrived_at", "number")
    visits = [_at(visit, centre) for visit in lines]
    rows = [paper_row(serial, visit, staff) for serial, visit in enumerate(visits, start=1)]
    kept = [visit for visit in visits if visit.status != Visit.Status.VOID]
    rostered = Duty.objects.visible_to(staff).on(day, stretch.pattern)
    context = {
        "stretch": stretch,
        "date": _full_date(day),
        "names": [duty.staff.name for duty in rostered]
        or list(dict.fromkeys(v.first_contact.name for v in visits)),
        "rows": rows,
        "blanks": range(len(rows) + 1, len(rows) + 1 + BLANK_ROWS),
        "total": len(kept),
        "answered": sum(visit.status == Visit.Status.ANSWERED for visit in kept),
        "cash": sum(visit.status == Visit.Status.INTRODUCED for visit in kept),
        "sent": sum(visit.status == Visit.Status.CASE for visit in kept),
        "open": sum(_is_open(visit) for visit in kept),
        "corrected": [row.serial for row in rows if row.is_corrected],
        "printed": f"{centre.local(clock.now()):%Y-%m-%d %H:%M}",
        "version": hashlib.sha256(repr(rows).encode()).hexdigest()[:4],
    }
    return render(request, "visits/log_print.html", context)


def heading(stretch: Stretch, names: Iterable[str]) -> str:
    """Which day and shift this is, and who received."""
    said = _("%(date)s (%(weekday)s) %(shift)s") % {
        "date": f"{stretch.day.month}/{stretch.day.day}",
        "weekday": SHORT_DAYS[stretch.day.weekday()],
        "shift": stretch.name,
    }
    return f"{said}　{_(', ').join(names)}"


def centre_of(staff: Staff) -> ServiceCentre:
    """The centre whose books somebody reads; without one there is nothing to read."""
    if staff.centre is None:
        raise Http404
    return staff.centre


def _stretch(centre: ServiceCentre, patterns: list[ShiftPattern], day: date, shift: str) -> Stretch:
    if not shift:
        return Stretch(centre, day, None)
    for pattern in patterns:
        if shift in (str(pattern.pk), pattern.name):
            return Stretch(centre, day, pattern)
    raise Http404


def _now_worked(request: StaffRequest, centre: ServiceCentre, patterns: list[ShiftPattern]) -> Stretch:
    shift = Mine.of(request).shift
    if shift is None:
        return Stretch(centre, centre.local(clock.now()).date(), None)
    named = sorted(
        (pattern for pattern in patterns if pattern.name == shift.name), key=lambda each: not each.active
    )
    return Stretch(centre, shift.duty_date, named[0])


def _facets(lines: QuerySet[Any]) -> list[dict[str, Any]]:
    """Every line of the stretch, as narrow as counting allows."""
    flags = {
        f"is_{show}": Either(
            When(lines_shown(show), then=Value(True)), default=Value(False), output_field=BooleanField()
        )
        for show in LogFilter.SHOWS
    }
    counted = figures.with_first_answer(lines).annotate(
        name=F("category__name"),
        name_hans=F("category__name_hans"),
        name_en=F("category__name_en"),
        first_name=F("first_contact__name"),
        **flags,
    )
    columns = ("category", "name", "name_hans", "name_en", "channel", "first_contact", "first_name")
    return list(counted.order_by("arrived_at").values(*columns, *flags, *figures.COLUMNS.values()))


def _fact(facet: dict[str, Any]) -> figures.Fact:
    values = {name: facet[column] for name, column in figures.COLUMNS.items()}
    return figures.Fact(**{**values, "close_reason": values["close_reason"] or ""})


def _chips(request: StaffRequest, form: LogFilter, facets: list[dict[str, Any]]) -> list[Option]:
    chosen = form.asked.get("show", "")
    chips = [Option("", _("All"), len(facets), not chosen, address(request, show=""))]
    for show, label in LogFilter.SHOWS.items():
        count = sum(facet[f"is_{show}"] for facet in facets)
        chips.append(Option(show, str(label), count, chosen == show, address(request, show=show)))
    return chips


def _options(facets: list[dict[str, Any]], value: str, label: str, chosen: int | None) -> list[Option]:
    counts = Counter((facet[value], facet[label]) for facet in facets if facet[value] is not None)
    return [Option(str(pk), name, count, pk == chosen) for (pk, name), count in counts.items()]


def _channels(facets: list[dict[str, Any]], chosen: str | None) -> list[Option]:
    counts = Counter(facet["channel"] for facet in facets)
    labels = dict(Visit.Channel.choices)
    return [Option(value, str(labels[value]), count, value == chosen) for value, count in counts.items()]


def address(request: StaffRequest, **changes: Any) -> str:
    """The same search with something changed; a change of anything but the page goes back to its first."""
    query = request.GET.copy()
    for place in ("page", "after", "before"):
        query.pop(place, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _in_order(lines: Any) -> Any:
    return lines.order_by("-arrived_at", "-number")


def _at(visit: Visit, centre: ServiceCentre) -> Visit:
    visit.centre = centre
    if (case := getattr(visit, "opened", None)) is not None:
        case.centre = centre
    return visit


def _is_open(visit: Visit) -> bool:
    case = getattr(visit, "opened", None)
    return visit.status == Visit.Status.RECEIVING or (case is not None and case.is_open)


def _full_date(day: date) -> str:
    return _("%(year)s-%(month)s-%(day)s (%(weekday)s)") % {
        "year": day.year,
        "month": f"{day.month:02}",
        "day": f"{day.day:02}",
        "weekday": WEEKDAYS[day.weekday()],
    }
