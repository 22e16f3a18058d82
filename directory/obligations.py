"""Obligations: what still holds somebody back, and what comes to them, without knowing the books above.

The duty log stands above the directory, so the directory cannot look into it; the log registers a rule here when
it starts, and `Staff.deactivate` asks every rule before an account is closed. In the same way the duty log says here
that somebody takes on more, and whichever book above it must know has asked to hear of it.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from directory.models import Staff

Obligation = Callable[["Staff"], str]
#: Who takes on more, by whose act, and the numbers of the matters.
Hearer = Callable[["Staff", "Staff", Sequence[str]], None]

_obligations: list[Obligation] = []
_hearers: list[Hearer] = []


def register(obligation: Obligation) -> None:
    """Ask this rule, too, before somebody leaves; it answers a sentence, or "" when nothing holds them."""
    if obligation not in _obligations:
        _obligations.append(obligation)


def against_leaving(staff: "Staff") -> str:
    """The first sentence that says why this person's account may not be closed yet, or ""."""
    return next(filter(None, (obligation(staff) for obligation in _obligations)), "")


def hear_of_more(hearer: Hearer) -> None:
    """Tell this book, too, when somebody takes on more."""
    if hearer not in _hearers:
        _hearers.append(hearer)


def take_on(staff: "Staff", *, by: "Staff", numbers: Sequence[str]) -> None:
    """Somebody is about to answer for more, by the act of `by`, in the transaction of that act.

    Said before a matter that others can see is locked, because the books above are locked first. Nobody is asked
    while this person is not handing over: then there is nothing that could be whole without it.
    """
    for hearer in _hearers if staff.is_handing_over else ():
        hearer(staff, by, numbers)
