"""The one-time key as a form carries it."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from records.once import FIELD, new_key

register = template.Library()


@register.simple_tag(takes_context=True, name="once")
def once_tag(context: dict[str, Any]) -> SafeString:
    """The hidden field with this form's key: the one it was sent with, or a fresh one."""
    request = context["request"]
    key = request.POST.get(FIELD) if request.method == "POST" else None
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, key or new_key())
