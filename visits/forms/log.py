"""What somebody looks for in the log and among the cases: a search is a form whose `filter` returns a queryset."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from directory import folding
from directory.models import Staff
from directory.somebody import Somebody
from records import clock
from visits import rules
from visits.models import Case, Priority, Visit
from visits.models.case import carried_without_progress

Rows = TypeVar("Rows", bound=QuerySet[Any])
LARGEST: Final = 2**31 - 1
SOON: Final = timedelta(hours=2)
FIRST: Final = MinValueValidator(date(2000, 1, 1))
LAST: Final = MaxValueValidator(date(2100, 12, 31))


class Search(forms.Form):
    """A search whose state is the address: what cannot be read is named in a sentence and left out."""

    @property
    def sentence(self) -> str:
        """What of the address could not be read, or ""."""
        if not self.errors:
            return ""
        names = [str(self.fields[name].label or name) for name in self.errors if name in self.fields]
        return gettext("This filter was not understood and is left out: %(names)s.") % {
            "names": ", ".join(names)
        }

    @property
    def asked(self) -> dict[str, Any]:
        """What was understood, without what was left empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}


def lines_shown(show: str) -> Q:
    """Which lines of the log a chip shows."""
    return {
        "open": Q(status=Visit.Status.RECEIVING) | Q(opened__in=Case.objects.open()),
        "late": Q(opened__in=Case.objects.late()),
        "answered": Q(status=Visit.Status.ANSWERED),
        "cash": Q(status=Visit.Status.INTRODUCED),
        "sent": Q(status=Visit.Status.CASE),
    }[show]


class LogFilter(Search):
    """Lines of one shift or day, as somebody looks for them."""

    SHOWS: Final = {
        "open": _("Open"),
        "late": _("Late"),
        "answered": _("Answered on the spot"),
        "cash": _("To the cashier"),
        "sent": _("Sent out"),
    }

    show = forms.ChoiceField(label=_("Show"), choices=[*SHOWS.items()], required=False)
    category = forms.IntegerField(label=_("category"), min_value=1, max_value=LARGEST, required=False)
    channel = forms.ChoiceField(label=_("channel"), choices=Visit.Channel, required=False)
    first = forms.IntegerField(label=_("first contact"), min_value=1, max_value=LARGEST, required=False)
    q = forms.CharField(label=_("Find in this shift"), required=False, validators=[MaxLengthValidator(60)])
    mine = forms.BooleanField(label=_("Only mine"), required=False)
    page = forms.IntegerField(label=_("page"), min_value=1, max_value=1000, required=False)

    def __init__(self, data: Any, *, staff: Staff) -> None:
        super().__init__(data)
        self.staff = staff

    @property
    def narrows(self) -> bool:
        """Whether anything but another page is asked for."""
        return bool(self.asked.keys() - {"page"})

    def filter(self, lines: Rows) -> Rows:
        """The lines asked for."""
        asked = self.asked
        if show := asked.get("show"):
            lines = lines.filter(lines_shown(show))
        for name, field in (("category", "category"), ("channel", "channel"), ("first", "first_contact")):
            if name in asked:
                lines = lines.filter(**{field: asked[name]})
        if "mine" in asked:
            lines = lines.filter(first_contact=self.staff)
        if "q" in asked:
            lines = lines.filter(_said(asked["q"]))
        return lines


def _said(text: str) -> Q:
    meant = Q()
    for words in {text, folding.clean(text)}:
        meant |= Q(visitor_name__icontains=words) | Q(statement__icontains=words) | Q(reply__icontains=words)
        meant |= (
            Q(unit__code__icontains=words) | Q(location_detail__icontains=words) | Q(number__icontains=words)
        )
    return meant


class DayForm(Search):
    """Which shift to open: a duty date and one of its shifts, or the whole day."""

    date = forms.DateField(label=_("duty date"), required=False, validators=[FIRST, LAST])
    shift = forms.IntegerField(label=_("shift"), min_value=1, max_value=LARGEST, required=False)


def narrowed(show: str, boxes: Mapping[str, Any], staff: Staff | Somebody, now: Any, soon: Any) -> Q:
    """Which cases a filter means beyond open or closed."""
    meant = Q(**{CaseFilter.BOXES[box]: value for box, value in boxes.items()})
    return meant & cases_shown(show, staff, now, soon) if show else meant


def cases_shown(show: str, staff: Staff | Somebody, now: Any, soon: Any) -> Q:
    """Which open cases a chip shows (BR-R02); `soon` is two hours from now."""
    late = Q(promise_due_at__lt=now) & ~Q(status=Case.Status.AWAITING_CALLBACK)
    own = Q(department=staff.department_id) if staff.department_id else Q(department__isnull=True)
    return {
        "mine": Q(owner=staff.pk),
        "first": Q(first_contact=staff.pk),
        "late": late,
        "soon": Q(promise_due_at__lte=soon) & ~late,
        "assign": Q(status=Case.Status.PROMISED, return_count__gte=rules.RETURNS),
        "unclaimed": Q(handler__isnull=True, status=Case.Status.IN_PROGRESS) & own,
        "reopened": Q(reopen_count__gt=0),
        "urgent": Q(priority__in=(Priority.P0, Priority.P1)),
        "quality": Q(level=Case.Level.L3),
        "stuck": carried_without_progress(),
    }[show]


class CaseFilter(Search):
    """Cases as somebody looks for them: open ones unless the closed ones are asked for (BR-R02)."""

    CLOSED: Final = "closed"
    BOXES: Final = {"department": "department", "owner": "owner", "first": "first_contact"}
    SHOWS: Final = {
        "mine": _("I answer for"),
        "first": _("I was first contact"),
        "late": _("Late"),
        "soon": _("Due within 2 h"),
        "assign": _("To be assigned"),
        "unclaimed": _("Unclaimed in my department"),
        "reopened": _("Reopened"),
        "urgent": _("P0 and P1"),
        "quality": _("Quality list (L3)"),
        "stuck": _("Three handovers without progress"),
    }

    show = forms.ChoiceField(label=_("Show"), choices=[*SHOWS.items(), (CLOSED, _("Closed"))], required=False)
    department = forms.IntegerField(label=_("department"), min_value=1, max_value=LARGEST, required=False)
    owner = forms.IntegerField(
        label=pgettext_lazy("of a case", "owner"), min_value=1, max_value=LARGEST, required=False
    )
    first = forms.IntegerField(label=_("first contact"), min_value=1, max_value=LARGEST, required=False)
    page = forms.IntegerField(label=_("page"), min_value=1, max_value=1000, required=False)
    after = forms.IntegerField(label=_("page"), min_value=1, max_value=LARGEST, required=False)
    before = forms.IntegerField(label=_("page"), min_value=1, max_value=LARGEST, required=False)

    def __init__(self, data: Any, *, staff: Staff) -> None:
        super().__init__(data)
        self.staff = staff

    @property
    def wants_closed(self) -> bool:
        """Whether closed cases are asked for."""
        return bool(self.asked.get("show") == self.CLOSED)

    @property
    def pressed(self) -> str:
        """The chip that is pressed, among open cases."""
        return "" if self.wants_closed else self.asked.get("show", "")

    @property
    def boxes(self) -> dict[str, int]:
        """The boxes that are filled in."""
        return {name: value for name, value in self.asked.items() if name in self.BOXES}

    @property
    def beyond(self) -> str:
        """On which side of a case the page lies: closed ones are turned over without counting them."""
        return next((side for side in ("after", "before") if side in self.asked), "")

    def filter(self, cases: Rows) -> Rows:
        """The cases asked for."""
        now = clock.now()
        meant = narrowed(self.pressed, self.boxes, self.staff, now, now + SOON)
        return cases.filter(meant, closed_at__isnull=not self.wants_closed)


class RevealForm(forms.Form):
    """Why somebody needs a full number (BR-V17)."""

    reason = forms.CharField(label=_("Why do you need the number?"), max_length=200, required=False)
