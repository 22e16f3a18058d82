"""補錄: lines written on paper while the system was down, typed in afterwards, several on one page (BR-V19)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Staff
from records.once import new_key
from visits.forms.boxes import Moment, choice, tick, words
from visits.forms.choices import Choices
from visits.forms.slip import OWN_TIME, SlipForm
from visits.models import Visit

#: So many empty lines a fresh page has, and a page holds at most.
LINES: Final = 6
MOST: Final = 30
#: A line in which nothing of this was typed is empty.
SAYS: Final = (
    "at",
    "who",
    "statement",
    "reply",
    "department",
    "due",
    "promise_text",
    "reason_explained",
    "phone",
)


class LateLine(forms.Form):
    """One line of the paper form: when, how, who, what, and what came of it."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    at = Moment(label=_("Came at"), required=False)
    channel = choice(_("Channel"), Visit.Channel.choices)
    who = words(_("Room and name"), limit=80)
    category = choice(_("Category"), [])
    statement = words(_("What was asked"), lines=True)
    reply = words(_("What the resident was told"), lines=True)
    department = choice(_("Given to"), [])
    due = Moment(label=_("Promised by"), required=False)
    promise_text = words(_("What is promised"), limit=200)
    reason_explained = words(_("Why not now"))
    phone = words(_("Phone"), limit=20, inputmode="tel")
    new_matter_reason = words(_("Another matter, because"), limit=200)
    said = tick(_("Restated, and apologised"))
    phone_declined = tick(_("Would rather not leave a number"))

    def __init__(self, data: Mapping[str, Any] | None, *, staff: Staff, choices: Choices, place: int) -> None:
        super().__init__(
            data, prefix=f"line-{place}", initial={"once": new_key(), "channel": Visit.Channel.WALK_IN}
        )
        self.staff, self.place, self.stands = staff, place, ""
        categories = [(one.code, one.label) for one in choices.categories]
        departments = [(one.code, one.name) for one in choices.departments]
        for name, offered in (("category", categories), ("department", departments)):
            box: Any = self.fields[name]
            box.choices = box.widget.choices = [("", box.label), *offered]
        for name, box in self.fields.items():
            if name not in ("once", "said", "phone_declined"):
                box.widget.attrs.setdefault("class", "form-control")

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into this line."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in SAYS)

    @property
    def promises(self) -> bool:
        """Whether the line was not settled on the spot."""
        return any(
            self.cleaned_data.get(name) for name in ("department", "due", "promise_text", "reason_explained")
        )

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Everything typed in this line, as understood: a line that stands comes back with `False` in an empty tick."""
        return [(name, str(self.cleaned_data.get(name))) for name in self.fields]

    def clean_at(self) -> Any:
        """Without the time a line from paper says nothing."""
        if self.cleaned_data["at"] is None and not self.has_error("at"):
            raise forms.ValidationError(_("When did the resident come?"))
        return self.cleaned_data["at"]

    def slip(self) -> SlipForm:
        """The same line as the slip of the desk has it: one set of rules for both."""
        data = self.cleaned_data
        local = f"{data['at']:%Y-%m-%dT%H:%M}"
        typed = {
            name: data[name]
            for name in (
                "who",
                "category",
                "statement",
                "reply",
                "department",
                "promise_text",
                "reason_explained",
                "phone",
                "new_matter_reason",
            )
        }
        typed |= {"channel": data["channel"] or Visit.Channel.WALK_IN, "arrived_at": local, "household": ""}
        typed["outcome"] = "promise" if self.promises else "answer"
        if data["said"]:
            typed |= {"restated": "on", "apology_given": "on"}
        if data["phone_declined"]:
            typed["phone_declined"] = "on"
        if data["due"]:
            typed |= {
                "due_at": OWN_TIME,
                "due_date": f"{data['due']:%Y-%m-%d}",
                "due_time": f"{data['due']:%H:%M}",
                "thin_margin_accepted": "on",
            }
        return SlipForm(typed, staff=self.staff)

    def take_back(self, by_field: Mapping[str, Any]) -> None:
        """Put the sentences of the slip beside the boxes of this line."""
        boxes = {"arrived_at": "at", "due_at": "due", "due_date": "due", "due_time": "due", "unit": "who"}
        boxes |= {"restated": "said", "apology_given": "said"}
        for name, sentences in by_field.items():
            box = boxes.get(name, name)
            self.add_error(box if box in self.fields else None, sentences)


def late_lines(staff: Staff, data: Mapping[str, Any] | None, count: int) -> Iterator[LateLine]:
    """The lines of one page."""
    choices = Choices(staff)
    for place in range(count):
        line = LateLine(data, staff=staff, choices=choices, place=place)
        yield (
            line
            if data is None or not line.is_empty
            else LateLine(None, staff=staff, choices=choices, place=place)
        )
