"""Drawings every page may use."""

from functools import cache
from typing import cast

from django import template
from django.template.base import NodeList, Parser, Token
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A drawing from the house's one sheet; it says nothing to a screen reader, so a word stands beside it."""
    return format_html(
        '<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("img/icons.svg"), name
    )


@register.simple_tag
def lang() -> str:
    """The page's language as a browser and a screen reader know it: it chooses the letters' shapes and the voice."""
    return {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}.get(get_language() or "", "en")


class Always(template.Node):
    """What every page shows alike in one language."""

    def __init__(self, inside: NodeList) -> None:
        self.inside = inside
        self.drawn: dict[str | None, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """Draw it once for each language, knowing nothing of the page: so nothing of a person can stay behind."""
        language = get_language()
        if language not in self.drawn:
            nothing = template.Context({"LANGUAGE_CODE": language})
            nothing.template = page = cast("template.Template", context.template)  # there while it is drawn
            with nothing.render_context.push_state(page):
                self.drawn[language] = self.inside.render(nothing)
        return self.drawn[language]


@register.tag
def always(parser: Parser, token: Token) -> Always:
    """`{% always %}…{% endalways %}`: words and drawings that depend on the language alone."""
    inside = parser.parse(("endalways",))
    parser.delete_first_token()
    return Always(inside)
