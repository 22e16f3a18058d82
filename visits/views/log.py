"""值班記錄表: the lines of a shift or a day, on the screen and on paper (§4.6, §5.0)."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import shifts
from directory.models import Duty, ServiceCentre, ShiftPattern, Staff
from directory.requests import StaffRequest
from directory.somebody import Somebody
from records import clock, seals
from records.forms import AsOfForm
from records.prepared import PreparedRecords
from visits import figures, lines, past, reviews
from visits.forms.log import DayForm, LogFilter
from visits.labels import labels
from visits.mine import Mine
from visits.models import Visit
from visits.rows import for_log, log_rows, paper_row
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


_PATTERNS: Final = PreparedRecords(lambda: ShiftPattern.objects.filter(centre=Somebody.centre_id))


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

    def covers(self, moment: datetime) -> bool:
        """Whether this shift runs at that moment."""
        if self.pattern is None:
            return self.centre.local(moment).date() == self.day
        return shifts.span(self.centre.tz, self.pattern, self.day).covers(moment)

    def lines(self, staff: Staff) -> Any:
        """Its lines, as far as this person may see them."""
        visits = Visit.objects.visible_to(staff)
        return visits.of_duty(self.centre, self.pattern, self.day) if self.pattern else visits.on(self.day)


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
    patterns = _PATTERNS.records(centre=centre.pk)
    stretch = _stretch(centre, patterns, day, shift) if day else _now_worked(request, centre, patterns)
    form = LogFilter(request.GET, staff=staff)
    asked, facets = form.asked, lines.facets(staff, stretch.day, stretch.pattern)
    page = asked.get("page", 1)
    shown = _shown(stretch, staff, form, (page - 1) * PAGE)
    context = {
        "title": heading(stretch, dict.fromkeys(facet.first_name for facet in facets)),
        "stretch": stretch,
        "days": [
            Option(str(each.pk), each.name, 0, each == stretch.pattern) for each in patterns if each.active
        ],
        "chips": _chips(request, asked.get("show", ""), facets),
        "categories": _categories(facets, asked.get("category")),
        "channels": _channels(facets, asked.get("channel")),
        "firsts": _firsts(facets, asked.get("first")),
        "asked": asked,
        "sentence": " ".join(filter(None, (opened.sentence, form.sentence))),
        "figures": figures.figures(facets, centre),
        "rows": log_rows(shown[:PAGE], staff, centre, stretch.ends_at, stretch.pattern is None),
        "total": len(facets),
        "newer": address(request, page=page - 1) if page > 1 else "",
        "older": address(request, page=page + 1) if len(shown) > PAGE else "",
        "sheet": f"{stretch.url}print/" if stretch.pattern else "",
        "out": _as_filtered(request, stretch),
        "read": reviews.of(centre, stretch.day, stretch.pattern),
    }
    return render(request, "visits/log.html", context)


@require_safe
@for_readers
def log_print(request: StaffRequest, day: date, shift: str) -> HttpResponse:
    """The《服務中心值班記錄表》of one shift on A4 landscape, black and white, phones masked (BR-R01)."""
    stretch = stretch_of(request.user, day, shift)
    return render(request, "visits/log_print.html", sheet_words(stretch, request.user))


def sheet_words(stretch: Stretch, staff: Staff) -> dict[str, Any]:
    """What stands on the sheet of a shift or a day, as this reader may see it, for the screen and for the press."""
    centre = stretch.centre
    written = for_log(stretch.lines(staff)).order_by("arrived_at", "number")
    visits = [_at(visit, centre) for visit in written]
    rows = [paper_row(serial, visit, staff) for serial, visit in enumerate(visits, start=1)]
    kept = [visit for visit in visits if visit.status != Visit.Status.VOID]
    rostered = Duty.objects.visible_to(staff).on(stretch.day, stretch.pattern)
    return {
        "stretch": stretch,
        "date": full_date(stretch.day),
        "names": list(dict.fromkeys(duty.staff.name for duty in rostered))
        or list(dict.fromkeys(v.first_contact.name for v in visits)),
        "rows": rows,
        "blanks": range(len(rows) + 1, len(rows) + 1 + BLANK_ROWS),
        "total": len(kept),
        "answered": sum(visit.status == Visit.Status.ANSWERED for visit in kept),
        "cash": sum(visit.status == Visit.Status.INTRODUCED for visit in kept),
        "sent": sum(visit.status == Visit.Status.CASE for visit in kept),
        "open": sum(_is_open(visit) for visit in kept),
        "corrected": [row.serial for row in rows if row.is_corrected],
        "read": reviews.of(centre, stretch.day, stretch.pattern),
        "printed": f"{centre.local(clock.now()):%Y-%m-%d %H:%M}",
        "seal": seals.head_code(stretch.centre.pk),
        "version": hashlib.sha256(repr(rows).encode()).hexdigest()[:4],
    }


@require_safe
@for_readers
def log_as_of(request: StaffRequest, day: date) -> HttpResponse:
    """The log of a day as it was at a moment, for those who read the trail (I8)."""
    staff, centre = request.user, centre_of(request.user)
    if not staff.may("read_trail"):
        raise PermissionDenied(_("Only a shift leader, a manager or an auditor reads this trail."))
    form = AsOfForm(request.GET if "at" in request.GET else None)
    moment = form.moment(centre.tz)
    context = {
        "day": day,
        "date": full_date(day),
        "form": form,
        "moment": f"{moment.astimezone(centre.tz):%Y-%m-%d %H:%M}" if moment else "",
        "lines": past.log_as_of(staff, day, moment) if moment else [],
    }
    return render(request, "visits/log_as_of.html", context, status=422 if form.errors else 200)


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


def stretch_of(staff: Staff, day: date, shift: str) -> Stretch:
    """The shift of a duty date, or the whole day, by what the address names."""
    return _stretch(centre_of(staff), list(ShiftPattern.objects.visible_to(staff)), day, shift)


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


def _shown(stretch: Stretch, staff: Staff, form: LogFilter, offset: int) -> list[lines.LogLine]:
    """The lines of the page, and one more where another page follows."""
    if not form.narrows:
        return lines.of_stretch(staff, stretch.day, stretch.pattern, PAGE + 1, offset)
    return lines.log_lines(form.filter(stretch.lines(staff)), PAGE + 1, offset)


def _chips(request: StaffRequest, chosen: str, facets: list[lines.Facet]) -> list[Option]:
    now = clock.now()
    counts = Counter(show for facet in facets for show in facet.shows(now))
    chips = [Option("", _("All"), len(facets), not chosen, address(request, show=""))]
    for show, label in LogFilter.SHOWS.items():
        chips.append(Option(show, str(label), counts[show], chosen == show, address(request, show=show)))
    return chips


def _categories(facets: list[lines.Facet], chosen: int | None) -> list[Option]:
    language = get_language()
    counts = Counter(facet.category for facet in facets)
    named = {facet.category: facet for facet in facets if facet.category is not None}
    return [
        Option(
            str(pk),
            lines.category_label(language, one.category_name, one.category_hans, one.category_en),
            counts[pk],
            pk == chosen,
        )
        for pk, one in named.items()
    ]


def _firsts(facets: list[lines.Facet], chosen: int | None) -> list[Option]:
    counts = Counter((facet.first_contact, facet.first_name) for facet in facets)
    return [Option(str(pk), name, count, pk == chosen) for (pk, name), count in counts.items()]


def _channels(facets: list[lines.Facet], chosen: str | None) -> list[Option]:
    counts, words = Counter(facet.channel for facet in facets), labels(Visit.Channel)
    return [Option(value, words[value], count, value == chosen) for value, count in counts.items()]


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


def _as_filtered(request: StaffRequest, stretch: Stretch) -> str:
    """Day, shift and filter in the words of an address, for whoever takes the list out."""
    query = request.GET.copy()
    query["date"] = stretch.day.isoformat()
    if stretch.pattern:
        query["shift"] = str(stretch.pattern.pk)
    return query.urlencode()


def _at(visit: Visit, centre: ServiceCentre) -> Visit:
    visit.centre = centre
    if (case := getattr(visit, "opened", None)) is not None:
        case.centre = centre
    return visit


def _is_open(visit: Visit) -> bool:
    case = getattr(visit, "opened", None)
    return visit.status == Visit.Status.RECEIVING or (case is not None and case.is_open)


def full_date(day: date) -> str:
    """A date as a form has it: with its year and its weekday."""
    return _("%(year)s-%(month)s-%(day)s (%(weekday)s)") % {
        "year": day.year,
        "month": f"{day.month:02}",
        "day": f"{day.day:02}",
        "weekday": WEEKDAYS[day.weekday()],
    }
