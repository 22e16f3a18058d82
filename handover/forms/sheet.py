"""The whole sheet of who goes off, in one form: every item, every count, and the shift in words (§4.9)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from directory.models import Staff
from handover.forms.boxes import TEXT, SignedForm, read_count, text_box
from handover.models import HandoverItem, InventoryCount

#: The boxes of an item, by the start of their names on the page.
WORDS = ("reason_open", "done_so_far", "next_step")


class SheetForm(SignedForm):
    """What is typed on the sheet; `act=sign` signs it, anything else keeps it.

    The boxes of two hundred items are read here one by one: as fields of a form they would take a second to draw.
    """

    summary = text_box(_("How the shift went"))
    instructions = text_box(_("Instructions to pass on"), rows=1)
    public_area = text_box(_("Common areas and equipment"), rows=1)
    nil_open = forms.BooleanField(
        label=_("Nothing outstanding in this shift"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(
        self,
        *args: Any,
        items: Sequence[HandoverItem],
        counts: Sequence[InventoryCount],
        people: Sequence[Staff],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.counts = items, counts
        self.people = {str(person.pk): person for person in people}
        self.wrong: dict[str, str] = {}

    @property
    def is_signing(self) -> bool:
        """Whether the button pressed was the signature."""
        return self.data.get("act") == "sign"

    def is_valid(self) -> bool:
        """Whether every box could be read."""
        return super().is_valid() and not self.wrong

    def clean(self) -> dict[str, Any]:
        """Read the items and the counts."""
        words = super().clean() or self.cleaned_data
        words["items"] = {
            item: self._item(item) for item in self.items if f"next_step-{item.pk}" in self.data
        }
        words["counts"] = {
            line: self._count(line) for line in self.counts if f"counted-{line.pk}" in self.data
        }
        return words

    def _item(self, item: HandoverItem) -> dict[str, Any]:
        words: dict[str, Any] = {name: self._text(f"{name}-{item.pk}") for name in WORDS}
        if any(len(text) > TEXT for text in words.values()):
            self.wrong[f"item-{item.pk}"] = _now(
                "%(number)s: write %(count)d characters at most in a box."
            ) % {
                "number": item.case.number,
                "count": TEXT,
            }
        words["receiver"] = self._receiver(item)
        words["look_first"] = f"look_first-{item.pk}" in self.data
        return words

    def _receiver(self, item: HandoverItem) -> Staff | None:
        chosen = self._text(f"receiver-{item.pk}")
        if chosen and chosen not in self.people:
            self.wrong[f"item-{item.pk}"] = _now("%(number)s: choose a taker from the list.") % {
                "number": item.case.number
            }
        return self.people.get(chosen)

    def _count(self, line: InventoryCount) -> dict[str, Any]:
        counted, sentence = read_count(self._text(f"counted-{line.pk}"))
        condition = self._text(f"condition-{line.pk}")
        if sentence:
            self.wrong[f"count-{line.pk}"] = f"{line.item}: {sentence}"
        return {
            "counted": counted,
            "condition": condition if condition in InventoryCount.Condition.values else line.condition,
            "difference_note": self._text(f"note-{line.pk}")[:200],
        }

    def typed_item(self, item: HandoverItem) -> dict[str, Any]:
        """What was typed about an item, for showing it again."""
        if not self.is_bound or f"next_step-{item.pk}" not in self.data:
            return {}
        return {name: self._text(f"{name}-{item.pk}") for name in WORDS} | {
            "receiver": self._text(f"receiver-{item.pk}"),
            "look_first": f"look_first-{item.pk}" in self.data,
        }

    def typed_count(self, line: InventoryCount) -> dict[str, str]:
        """What was typed about a thing, for showing it again."""
        if not self.is_bound or f"counted-{line.pk}" not in self.data:
            return {}
        return {name: self._text(f"{name}-{line.pk}") for name in ("counted", "condition", "note")}

    def sheet(self) -> dict[str, Any]:
        """The shift in words."""
        return {
            name: self.cleaned_data[name] for name in ("summary", "instructions", "public_area", "nil_open")
        }

    def _text(self, name: str) -> str:
        # Browsers send line ends as two characters; one is kept, so that an untouched box is no change.
        return str(self.data.get(name, "")).replace("\r\n", "\n").strip()
