"""Obligations: what still holds somebody back, asked of the books above without knowing them.

The duty log stands above the directory, so the directory cannot look into it; the log registers a rule here when
it starts, and `Staff.deactivate` asks every rule before an account is closed.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from directory.models import Staff

Obligation = Callable[["Staff"], str]

_obligations: list[Obligation] = []


def register(obligation: Obligation) -> None:
    """Ask this rule, too, before somebody leaves; it answers a sentence, or "" when nothing holds them."""
    if obligation not in _obligations:
        _obligations.append(obligation)


def against_leaving(staff: "Staff") -> str:
    """The first sentence that says why this person's account may not be closed yet, or ""."""
    return next(filter(None, (obligation(staff) for obligation in _obligations)), "")
