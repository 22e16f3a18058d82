"""The words of choices, ready at once: a list says the same few labels again and again."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import get_language


def labels(choices: Any) -> Mapping[Any, str]:
    """What the reader's language calls each value of these choices (a Django choices class)."""
    return _labels(choices, get_language())


def label_of(choices: Any, value: Any) -> str:
    """What the reader's language calls one value; the value itself where it is none of them."""
    return labels(choices).get(value) or str(value)


@cache
def _labels(choices: Any, _language: str | None) -> Mapping[Any, str]:
    return {value: str(label) for value, label in choices.choices}
