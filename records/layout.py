"""How a form lies on the slip: numbered rows, options with a digit, panels that an outcome opens."""

from collections.abc import Hashable, Mapping
from typing import Any, ClassVar, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from records.once import FIELD, new_key


def _draw(template: str, words: dict[str, Any]) -> SafeString:
    return SafeString(get_template(template).render(words))


def _page(context: Context) -> dict[str, Any]:
    return {str(name): value for name, value in context.flatten().items()}


def _bound(form: BaseForm, name: str) -> BoundField:
    cast("Any", form).rendered_fields.add(name)  # crispy counts what a layout has shown
    return form[name]


def slip(*parts: Any, action: str = "", sheet: bool = False) -> FormHelper:
    """The helper of a form that is a slip; `sheet` makes it a sheet of its own on a phone, opened by #slip."""
    helper = FormHelper()
    helper.include_media = False  # no box of ours brings styles or scripts along
    helper.form_id, helper.form_action = "slip", action
    helper.form_class = "slip sheet" if sheet else "slip"
    helper.attrs = {"data-slip": "", "novalidate": "", "autocomplete": "off", "aria-labelledby": "slip-t"}
    helper.layout = Layout(Once(), *parts)
    return helper


class Piece(LayoutObject):  # type: ignore[misc]  # -- crispy ships no types
    """One part of a slip; it holds no other parts unless it is a panel."""

    def __init__(self, *fields: Any) -> None:
        self.fields = list(fields)

    def draw(self, form: BaseForm, context: Context) -> SafeString:
        """This part as the page shows it."""
        raise TypeError(self)

    def render(self, form: BaseForm, context: Context, **_kwargs: Any) -> SafeString:
        """Answer crispy."""
        return self.draw(form, context)


class Row(Piece):
    """One ruled row: gutter, label, field; Enter goes to the next."""

    template = "slip/row.html"

    def __init__(
        self,
        name: str,
        *,
        label: str = "",
        hint: str = "",
        beside: tuple[str, ...] = (),
        also: str = "",
        **attrs: Any,
    ) -> None:
        """`beside`: further fields in the same row. `also`: a template drawn under the field with the page's context.

        `attrs` go onto the widget, underscores for hyphens: `placeholder=…`, `data_key="n"`.
        """
        super().__init__(name)
        self.name, self.label, self.hint, self.beside, self.also = name, label, hint, beside, also
        self.attrs = {name.replace("_", "-"): value for name, value in attrs.items()}

    def words(self, form: BaseForm, context: Context) -> dict[str, Any]:
        """What the row's template is told."""
        field = _bound(form, self.name)
        return {
            "field": field,
            "label": self.label or field.label,
            "hint": self.hint or field.help_text,
            "beside": [_bound(form, name) for name in self.beside],
            "also": _draw(self.also, _page(context)) if self.also else "",
        }

    def draw(self, form: BaseForm, context: Context) -> SafeString:
        """Draw the row with its widget in the slip's own dress."""
        words = self.words(form, context)
        field: BoundField = words["field"]
        attrs = {"class": "in is-invalid" if field.errors else "in"} | self.attrs
        if field.errors:
            attrs["autofocus"] = True
        return _draw(self.template, {"widget": field.as_widget(attrs=attrs), **words})


class Lookup(Row):
    """A row that suggests households or guidelines while somebody types; what was typed stands without a choice."""

    template = "slip/lookup.html"

    def __init__(self, name: str, *, url: str, keep: str = "", **rest: Any) -> None:
        """`url` answers `q=` with options; `keep` names the hidden field that takes the chosen one's value."""
        super().__init__(name, **rest)
        self.keep = keep
        self.attrs |= {
            "role": "combobox",
            "aria-expanded": "false",
            "aria-autocomplete": "list",
            "autocomplete": "off",
            "data-lookup-url": url,
        }

    def draw(self, form: BaseForm, context: Context) -> SafeString:
        """Draw the row together with the empty list that the suggestions fill."""
        box = form[self.name].auto_id
        self.attrs |= {"aria-controls": f"{box}_list", "data-lookup-into": f"{box}_chosen"}
        if self.keep:
            self.attrs["data-lookup-value"] = form[self.keep].auto_id
        return super().draw(form, context)


class Segments(Row):
    """Options side by side, each with its digit."""

    template = "slip/segments.html"

    def __init__(
        self,
        name: str,
        *,
        icons: Mapping[str, str] | None = None,
        small: Mapping[str, str] | None = None,
        says: Mapping[str, str] | None = None,
        opens: bool = False,
        **rest: Any,
    ) -> None:
        """`small`: an option's second line; `says`: the words to speak once it is chosen; `opens`: it opens panels."""
        super().__init__(name, **rest)
        self.icons, self.small, self.says, self.opens = icons or {}, small or {}, says or {}, opens

    def options(self, field: BoundField) -> list[dict[str, Any]]:
        """The choices, numbered from 1 in the order of the keyboard; the empty one is left out."""
        shown = [option.data for option in field.subwidgets if str(option.data["value"])]
        return [
            {
                "id": option["attrs"].get("id", ""),
                "value": option["value"],
                "label": option["label"],
                "checked": option["selected"],
                "key": digit if digit < 10 else "",
                "icon": self.icons.get(str(option["value"]), ""),
                "small": self.small.get(str(option["value"]), ""),
                "say": self.says.get(str(option["value"]), ""),
            }
            for digit, option in enumerate(shown, start=1)
        ]

    def draw(self, form: BaseForm, context: Context) -> SafeString:
        """Draw the options as radio buttons, whatever the widget."""
        words = self.words(form, context)
        return _draw(
            self.template,
            {**words, "options": self.options(words["field"]), "opens": self.opens, "says": self.says},
        )


class Outcomes(Segments):
    """What came of it: one card for each outcome, opening the panel of the same place in the row."""

    template = "slip/outs.html"

    def __init__(self, name: str, **rest: Any) -> None:
        super().__init__(name, opens=True, **rest)


class Channel(Segments):
    """How the resident came, in the head of the slip."""

    template = "slip/channel.html"


class Head(Piece):
    """The head of the slip: its number, its title, the clock, what was just saved, and how the resident came."""

    def __init__(self, channel: Channel | None = None, template: str = "slip/head.html") -> None:
        super().__init__(*([channel] if channel else []))
        self.template = template

    def draw(self, form: BaseForm, context: Context) -> SafeString:
        """Draw the head with the page's own words (`slip_number`, `slip_title`, `slip_clock`, `slip_saved`)."""
        parts = "".join(part.draw(form, context) for part in self.fields)
        return _draw(self.template, {**_page(context), "channel": SafeString(parts)})


class Panel(Piece):
    """Rows that belong to some outcomes only; without script they open by style sheet, without that they stand open."""

    def __init__(self, *fields: Any, at: tuple[int, ...]) -> None:
        """`at`: the places of the outcomes, counted from 1, that open this panel."""
        super().__init__(*fields)
        self.at = at

    def draw(self, form: BaseForm, context: Context) -> SafeString:
        """Draw the rows inside."""
        inside = SafeString("".join(self.get_rendered_fields(form, context)))
        return _draw("slip/panel.html", {"at": self.at, "inside": inside})


class Alike(Piece):
    """Parts that look the same whenever the form's `content` is the same: drawn once for each language."""

    #: So many slips are remembered; a centre shows a handful at a time.
    REMEMBERED = 64
    _drawn: ClassVar[dict[Hashable, SafeString]] = {}

    def draw(self, form: BaseForm, context: Context) -> SafeString:
        """Draw the parts, or take what was drawn from the very same content; without content they are drawn anew."""
        content: Hashable = getattr(form, "content", None)
        if content is None:
            return self._anew(form, context)
        key = (get_language(), type(form), content)
        drawn = self._drawn.get(key)
        if drawn is None:
            if len(self._drawn) >= self.REMEMBERED:
                self._drawn.clear()
            drawn = self._drawn[key] = self._anew(form, context)
        return drawn

    def _anew(self, form: BaseForm, context: Context) -> SafeString:
        return SafeString("".join(self.get_rendered_fields(form, context)))


class Say(Piece):
    """A line on the slip drawn by a template with the page's context: a hint, the words to say."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.template = template

    def draw(self, form: BaseForm, context: Context) -> SafeString:
        """Draw the template."""
        return _draw(self.template, {**_page(context), "form": form})


class Foot(Piece):
    """The buttons under the slip."""

    def __init__(self, save: Any, *, park: bool = False, note: Any = "") -> None:
        """`park` adds “put aside”, which posts the slip with `park=1`; `note` is the small line at the end."""
        super().__init__()
        self.save, self.park, self.note = save, park, note

    def draw(self, form: BaseForm, context: Context) -> SafeString:
        """Draw the buttons."""
        return _draw("slip/foot.html", {"save": self.save, "park": self.park, "note": self.note})


class Hidden(Piece):
    """A value that travels with the form unseen."""

    def draw(self, form: BaseForm, context: Context) -> SafeString:
        """The value alone: there is nothing to dress or to say about it."""
        field = _bound(form, self.fields[0])
        return _draw("slip/hidden.html", {"name": field.html_name, "value": field.value()})


class Once(Piece):
    """The form's one-time key (I10)."""

    def draw(self, form: BaseForm, context: Context) -> SafeString:
        """The key it was sent with, or a fresh one."""
        return _draw("slip/hidden.html", {"name": FIELD, "value": form.data.get(FIELD) or new_key()})
