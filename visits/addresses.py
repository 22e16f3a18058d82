"""Addresses of records, many to a page: the pattern is looked up once."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

#: Stands for the number while the pattern is looked up; it passes for one.
_PLACE = "0-number-0"


def address_of(name: str, number: object) -> str:
    """The address of the record with this number; `name` is a path with nothing else to fill in."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{number}{after}"


@lru_cache(maxsize=200)
def _around(name: str, _prefix: str) -> tuple[str, str]:
    before, _place, after = reverse(name, args=[_PLACE]).partition(_PLACE)
    return before, after
