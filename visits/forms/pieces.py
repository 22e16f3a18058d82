"""How the slip of a visit lies: the pieces no other slip has."""

from typing import Any, Final

from django.template.loader import get_template
from django.utils.safestring import SafeString

from directory.models import Category
from records.layout import Channel, Foot, Panel, Piece, Row, Segments

#: The channels of the desk, each with its drawing; the others stand under “more”.
ICONS: Final = {"walk_in": "walk", "call": "phone", "wechat": "chat", "letter": "mail"}
DESK_CHANNELS: Final = tuple(ICONS)


def drawn_by(template: str, **words: Any) -> SafeString:
    """A piece of a form as its template draws it."""
    return SafeString(get_template(template).render(words))


class DeskChannel(Channel):
    """The four channels of the desk; the others stand under “more”."""

    def options(self, field: Any) -> list[dict[str, Any]]:
        """The first ones of the list, in the order of the head."""
        return [option for option in super().options(field) if option["value"] in DESK_CHANNELS]


class Categories(Segments):
    """What it is about; each option knows what else it asks for and where it usually goes."""

    template = "visits/slip_categories.html"

    def __init__(self, name: str, **rest: Any) -> None:
        super().__init__(name, **rest)
        self.known: dict[str, Category] = {}

    def draw(self, form: Any, context: Any) -> SafeString:
        """Draw the options with their marks."""
        self.known = {one.code: one for one in form.choices.categories}
        return super().draw(form, context)

    def options(self, field: Any) -> list[dict[str, Any]]:
        """The options with what the page must know of each."""
        return [
            option
            | {
                "department": self.known[option["value"]].department.code,
                "identity": self.known[option["value"]].needs_identity,
                "alarm": self.known[option["value"]].default_priority == Category.Priority.P0,
                "fees": self.known[option["value"]].department.takes_fees,
            }
            for option in super().options(field)
        ]


class Checks(Row):
    """Things to tick, side by side in one row."""

    template = "visits/slip_checks.html"

    def __init__(self, *names: str, label: Any) -> None:
        super().__init__(names[0], label=label, beside=names[1:])


class When(Panel):
    """Rows that a certain choice asks for; style sheet and template know its name."""

    def __init__(self, *rows: Any, name: str) -> None:
        super().__init__(*rows, at=())
        self.name = name

    def draw(self, form: Any, context: Any) -> SafeString:
        """Draw the rows inside."""
        inside = SafeString("".join(self.get_rendered_fields(form, context)))
        return SafeString(f'<div class="when when-{self.name}">{inside}</div>')


class Fold(Piece):
    """Rows seldom needed, folded away unless something in them is wrong."""

    def __init__(self, summary: Any, *rows: Any) -> None:
        super().__init__(*rows)
        self.summary = summary

    def draw(self, form: Any, context: Any) -> SafeString:
        """Draw them, open when a box inside needs mending."""
        inside = SafeString("".join(self.get_rendered_fields(form, context)))
        return drawn_by(
            "visits/slip_fold.html", inside=inside, summary=self.summary, opened='class="err"' in inside
        )


class SlipFoot(Foot):
    """The buttons, with those of this slip: still receiving, and the alarm."""

    def draw(self, form: Any, context: Any) -> SafeString:
        """Draw the buttons."""
        return drawn_by("visits/slip_foot.html", save=self.save, park=self.park, note=self.note)
