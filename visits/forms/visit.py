"""What is typed about a line of the log after it was written: corrected, void, seen off, a number asked for."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory import folding
from directory.models import Category, PersonKind, Staff, Unit
from records.layout import Foot, Row, Segments, slip
from visits.forms.boxes import MOMENT, Moment, Words, tick, words
from visits.forms.pieces import Checks
from visits.models import Priority, Visit

REASON = 300


class LineForm(forms.Form):
    """Something said about one line, and which version of it somebody was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = ""
    button: Any = ""

    def __init__(self, *args: Any, visit: Visit, staff: Staff, **kwargs: Any) -> None:
        self.visit, self.staff = visit, staff
        kwargs.setdefault("initial", {}).setdefault("version", visit.version)
        super().__init__(*args, **kwargs)

    def rows(self) -> list[Any]:
        """The boxes, top to bottom."""
        return []

    @property
    def helper(self) -> FormHelper:
        """The form as a small slip."""
        action = reverse(f"visits:{self.name}", args=[self.visit.number])
        return slip("version", *self.rows(), Foot(self.button), action=action)


class CorrectForm(LineForm):
    """The line with what may be corrected; who first received the resident is not among it (BR-V02, BR-V18)."""

    name, button = "visit-correct", _("Correct the line")

    who = words(_("Visitor"), limit=40)
    room = words(_("Room"), limit=60)
    location_detail = words(_("Exact location"), limit=120)
    statement = words(_("What was asked"), lines=True)
    category = forms.CharField(label=_("Category"), required=False, widget=forms.RadioSelect)
    reply = words(_("Reply"), lines=True)
    quoting_reason = words(_("Quoting the resident, because"), limit=200)
    phone = words(_("Phone"), limit=20, inputmode="tel")
    visitor_kind = forms.ChoiceField(
        label=_("Visitor kind"), choices=PersonKind, required=False, widget=forms.RadioSelect
    )
    priority = forms.ChoiceField(
        label=_("Urgency"), choices=Priority, required=False, widget=forms.RadioSelect
    )
    restated = tick(_("Restated, the resident said yes"))
    apology_given = tick(_("Apologised"))
    reason_explained = words(_("Why not now"), lines=True)
    remark = words(_("Remarks"), lines=True)
    reason = words(_("Reason"), limit=REASON)

    SAME = (
        "location_detail",
        "statement",
        "reply",
        "quoting_reason",
        "visitor_kind",
        "priority",
        "restated",
        "apology_given",
        "reason_explained",
        "remark",
    )

    def __init__(self, *args: Any, visit: Visit, staff: Staff, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(visit, name) for name in self.SAME} | {
            "who": visit.visitor_name,
            "room": visit.unit.code if visit.unit else "",
            "category": visit.category.code if visit.category else "",
        }
        super().__init__(*args, visit=visit, staff=staff, **kwargs)
        self.categories = list(Category.objects.visible_to(staff).for_desk())
        self.fields["category"].widget.choices = [(one.code, one.label) for one in self.categories]
        self.unit = visit.unit

    def rows(self) -> list[Any]:
        """The boxes of the line, and why it is corrected."""
        return [
            Row("who"),
            Row("room"),
            Row("location_detail"),
            Row("statement"),
            Segments("category"),
            Row("reply"),
            Row("quoting_reason"),
            Row("phone", placeholder=_("empty: as it was")),
            Segments("visitor_kind"),
            Segments("priority"),
            Checks("restated", "apology_given", label=_("Said")),
            Row("reason_explained"),
            Row("remark"),
            Row("reason", placeholder=_("Why is it corrected? The old text stays visible.")),
        ]

    def clean_room(self) -> str:
        """The number of a room of this centre, or nothing."""
        room: str = folding.plate(self.cleaned_data["room"])
        self.unit = Unit.objects.visible_to(self.staff).filter(code=room).first() if room else None
        if room and self.unit is None:
            raise forms.ValidationError(_("There is no room %(room)s here."), params={"room": room})
        return room

    def changes(self) -> dict[str, Any]:
        """What differs from the line as it stands."""
        data = self.cleaned_data
        wanted = {
            name: data[name]
            for name in self.SAME
            if data[name] != "" or name not in ("visitor_kind", "priority")
        }
        wanted |= {"visitor_name": data["who"], "unit": self.unit}
        if data["category"]:
            wanted["category"] = next((one for one in self.categories if one.code == data["category"]), None)
        if data["phone"]:
            wanted["phone"] = folding.normalise_phone(data["phone"])
        return {name: value for name, value in wanted.items() if value != getattr(self.visit, name)}


class VoidForm(LineForm):
    """Why a line is struck through (§2.1)."""

    name, button = "visit-void", _("Strike the line through")
    reason = words(_("Reason"), limit=200)

    def rows(self) -> list[Any]:
        """The reason."""
        return [Row("reason", placeholder=_("Why is it void? It stays readable in the log."))]


class SeeOffForm(LineForm):
    """When the resident left, and that the desk is tidy (§4.11, §4.12)."""

    name, button = "visit-see-off", _("Seen off")
    departed_at = Moment(label=_("Left at"), required=False)
    desk_cleared = tick(_("Desk tidied"))

    def rows(self) -> list[Any]:
        """The time, empty for now, and the desk."""
        return [
            Row("departed_at", hint=str(_("Empty means now.")), **MOMENT),
            Checks("desk_cleared", label=_("Desk")),
        ]


class RevealForm(LineForm):
    """Why somebody needs the full number (BR-V17)."""

    name, button = "visit-reveal", _("Show the full number")
    reason = Words(label=_("Reason"), required=False, max_length=200)

    def rows(self) -> list[Any]:
        """The reason, which is kept."""
        return [Row("reason", placeholder=_("Why do you need it? The reason is kept."))]
