"""What the board is narrowed by: a search whose state is the address."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final

from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import MaxLengthValidator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.models import Duty, ServiceCentre, Staff
from oversight import rules
from oversight.models import Breach
from oversight.scope import ONE_DAY, Scope
from records.layout import Foot, Row, Segments, slip
from visits.forms.boxes import SELECT, choice, words
from visits.forms.log import FIRST, LARGEST, LAST, Search
from visits.models import Case

#: The longest stretch of days the board counts at once.
LONGEST: Final = timedelta(days=366)
USUAL: Final = "14"


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=LARGEST, required=False)


class BoardFilter(Search):
    """Which days and which part of the house: what cannot be read is named in a sentence and left out."""

    SPANS: Final = {
        "1": _("Today"),
        "7": _("Last 7 days"),
        USUAL: _("Last 14 days"),
        "30": _("Last 30 days"),
        "month": _("This month"),
        "quarter": _("This quarter"),
        "365": _("Last 365 days"),
    }
    BOXES: ClassVar[tuple[str, ...]] = ("department", "category", "building", "shift")

    span = forms.ChoiceField(label=_("Period"), choices=[*SPANS.items()], required=False)
    since = forms.DateField(label=_("From"), required=False, validators=[FIRST, LAST])
    until = forms.DateField(label=_("Until"), required=False, validators=[FIRST, LAST])
    department = _number(_("department"))
    category = _number(_("category"))
    building = forms.CharField(label=_("Building"), required=False, validators=[MaxLengthValidator(20)])
    shift = _number(_("shift"))

    def __init__(self, data: Any, *, staff: Staff, centre: ServiceCentre, now: datetime) -> None:
        super().__init__(data)
        self.staff, self.centre, self.now = staff, centre, now
        self.own_shift = own_shift(staff, now) if rules.reads_own_shift_only(staff) else None

    def clean(self) -> None:
        """From comes before until, and not further back than the board counts at once."""
        super().clean()
        since, until = self._named()
        if since > until:
            self.add_error("until", _("Until lies before from."))
        elif until - since > LONGEST:
            self.add_error("since", _("The board counts a year at once."))

    @property
    def boxes(self) -> dict[str, Any]:
        """The boxes that are filled in; a shift leader's own shift is always one of them."""
        boxes = {name: value for name, value in self.asked.items() if name in self.BOXES}
        return boxes | ({"shift": self.own_shift} if self.own_shift else {})

    @property
    def scope(self) -> Scope:
        """What is asked about."""
        asked = self.asked
        since, until = (
            self._named() if {"since", "until"} & asked.keys() else self._span(asked.get("span", USUAL))
        )
        return Scope(centre=self.centre, first=since, last=until, now=self.now, boxes=self.boxes)

    @property
    def today(self) -> date:
        """The centre's own date."""
        return self.centre.local(self.now).date()

    def _named(self) -> tuple[date, date]:
        until = self.cleaned_data.get("until") or self.today
        return self.cleaned_data.get("since") or min(until, self.today) - 13 * ONE_DAY, until

    def _span(self, span: str) -> tuple[date, date]:
        today = self.today
        if span == "month":
            return today.replace(day=1), today
        if span == "quarter":
            return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), today
        return today - (int(span) - 1) * ONE_DAY, today


class RowsFilter(BoardFilter):
    """The same, and which of a figure's rows are looked at."""

    SHOWS: Final = {"counted": _("Counted"), "missed": _("Missed")}
    BOXES = (*BoardFilter.BOXES, "first", "by", "owner")

    show = forms.ChoiceField(label=_("Show"), choices=[*SHOWS.items()], required=False)
    first = _number(_("first contact"))
    by = _number(_("work done by"))
    owner = _number(_("owner"))
    age = forms.IntegerField(label=_("Age"), min_value=0, max_value=3, required=False)
    page = forms.IntegerField(label=_("page"), min_value=1, max_value=20_000, required=False)


def own_shift(staff: Staff, now: datetime) -> int | None:
    """The pattern of the shift somebody worked last, or works next; None for somebody on no roster."""
    duties = Duty.objects.filter(staff=staff, cancelled=False)
    begun = duties.filter(shift__starts_at__lte=now).order_by("-shift__starts_at")
    coming = duties.filter(shift__starts_at__gt=now).order_by("shift__starts_at")
    for each in (begun, coming):
        if found := each.values_list("shift__pattern", flat=True).first():
            return int(found)
    return None


class RemarkForm(forms.Form):
    """What struck the supervisor who read the log of a shift."""

    remark = forms.CharField(label=_("Remark"), max_length=rules.REMARK, required=False)


class RecheckForm(forms.Form):
    """What the resident said when asked again: the same, or something else."""

    confirmed = forms.TypedChoiceField(
        choices=[("yes", _("Confirmed")), ("no", _("Not confirmed"))],
        coerce=lambda said: said == "yes",
        error_messages={"required": _("Say whether it was confirmed.")},
    )
    note = forms.CharField(
        label=pgettext_lazy("recheck", "What the resident said"), max_length=rules.NOTE, required=False
    )


class BreachForm(forms.Form):
    """首接責任過失: who, which of the four kinds, and what happened (BR-R04)."""

    person = forms.ModelChoiceField(Staff.objects.none(), label=_("Who"), empty_label="—")
    kind = choice(_("kind"), Breach.Kind, radio=True)
    happened = words(_("What happened"), limit=rules.HAPPENED, lines=True)

    def __init__(self, *args: Any, case: Case, by: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["person"].queryset = Breach.objects.people_of(case).exclude(pk=by.pk)  # type: ignore[attr-defined]  # -- a choice of models

    @property
    def helper(self) -> FormHelper:
        """The form as a small slip."""
        return slip(
            Row("person", **SELECT),
            Segments("kind"),
            Row("happened", placeholder=_("When, where, what was said and done, and who can tell")),
            Foot(_("Record it")),
            action=f"{reverse('oversight:breach-new')}?case={self.case.number}",
        )


class WithdrawForm(forms.Form):
    """Why a breach was recorded in error (BR-R04)."""

    reason = words(_("Why it was recorded in error"), limit=rules.WITHDRAWN, lines=True)

    def __init__(self, *args: Any, breach: Breach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.breach = breach

    @property
    def helper(self) -> FormHelper:
        """One box: what is withdrawn stays to be read."""
        helper = slip(
            Row(
                "reason",
                placeholder=_("It stays in the list, struck through, with your name and this reason."),
            ),
            Foot(_("Withdraw it")),
            action=reverse("oversight:breach-withdraw", args=[self.breach.number]),
        )
        helper.form_id = "withdraw-slip"
        return helper


class StatementForm(forms.Form):
    """What the one who is named has to say (BR-R04)."""

    statement = words(_("Statement"), limit=rules.STATEMENT, lines=True)

    def __init__(self, *args: Any, breach: Breach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.breach = breach

    @property
    def helper(self) -> FormHelper:
        """One box, and once only."""
        return slip(
            Row("statement", placeholder=_("How it was, in your own words. It is written once and stands.")),
            Foot(_("Sign the statement")),
            action=reverse("oversight:breach-state", args=[self.breach.number]),
        )
