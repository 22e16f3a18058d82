"""What somebody looks for in the log and among the cases: a search is a form whose `filter` returns a queryset."""

from datetime import date, timedelta
from typing import Any, Final, TypeVar

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet, Subquery
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from directory import folding
from directory.models import Staff
from records import clock
from visits.models import Case, Priority, Visit

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


def cases_shown(show: str, staff: Staff) -> Q:
    """Which open cases a chip shows (BR-R02)."""
    cases = Case.objects.visible_to(staff)
    return {
        "mine": Q(owner=staff),
        "first": Q(first_contact=staff),
        "late": Q(pk__in=cases.late()),
        "soon": Q(pk__in=cases.open().due_until(clock.now() + SOON)) & ~Q(pk__in=cases.late()),
        "assign": Q(pk__in=cases.to_be_assigned()),
        "unclaimed": Q(pk__in=cases.unclaimed().handled_in(staff.department)),
        "reopened": Q(reopen_count__gt=0),
        "urgent": Q(priority__in=(Priority.P0, Priority.P1)),
    }[show]


class CaseFilter(Search):
    """Cases as somebody looks for them: open ones unless the closed ones are asked for (BR-R02)."""

    CLOSED: Final = "closed"
    SHOWS: Final = {
        "mine": _("I answer for"),
        "first": _("I was first contact"),
        "late": _("Late"),
        "soon": _("Due within 2 h"),
        "assign": _("To be assigned"),
        "unclaimed": _("Unclaimed in my department"),
        "reopened": _("Reopened"),
        "urgent": _("P0 and P1"),
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
    def condition(self) -> Q:
        """What is asked for beyond open or closed."""
        asked, meant = self.asked, Q()
        if (show := asked.get("show")) and show != self.CLOSED:
            meant &= cases_shown(show, self.staff)
        for name, field in (("department", "department"), ("owner", "owner"), ("first", "first_contact")):
            if name in asked:
                meant &= Q(**{field: asked[name]})
        return meant

    def filter(self, cases: Rows) -> Rows:
        """The cases asked for."""
        return cases.filter(self.condition, closed_at__isnull=not self.wants_closed)

    def beyond(self, cases: Rows) -> Rows:
        """Closed cases before or after the one the last page ended with, newest first; nothing is counted."""
        pk = self.asked.get("after") or self.asked.get("before")
        if pk is None:
            return cases.order_by("-opened_at", "-pk")
        anchor = Subquery(Case.objects.visible_to(self.staff).filter(pk=pk).values("opened_at")[:1])
        if "after" in self.asked:
            older = cases.filter(opened_at__lte=anchor).exclude(opened_at=anchor, pk__gte=pk)
            return older.order_by("-opened_at", "-pk")
        newer = cases.filter(opened_at__gte=anchor).exclude(opened_at=anchor, pk__lte=pk)
        return newer.order_by("opened_at", "pk")


class RevealForm(forms.Form):
    """Why somebody needs a full number (BR-V17)."""

    reason = forms.CharField(label=_("Why do you need the number?"), max_length=200, required=False)
