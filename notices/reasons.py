"""Reasons: why somebody is told, each with its words. Rooms above register theirs when they start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a short label for settings and for outside, a sentence for the list inside."""

    code: str
    label: Any
    sentence: Any
    inside_only: bool = False

    def said(self, number: str, params: Mapping[str, Any]) -> str:
        """The sentence in the reader's language; what an older notice does not know stays empty."""
        return str(self.sentence) % _Known(params, number=number)


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


_reasons: dict[str, Reason] = {}


def register(code: str, *, label: Any, sentence: Any, inside_only: bool = False) -> None:
    """Let people be told for this reason, too.

    `label` names the reason and nobody: it is all that goes outside, beside the number and a link. `sentence` is
    shown inside only; it may use %(number)s and whatever `tell` was given. Both are lazy translations.
    """
    _reasons[code] = Reason(code, label, sentence, inside_only)


def registered() -> tuple[Reason, ...]:
    """Every reason of the house, in the order of the rooms."""
    return tuple(_reasons.values())


def reason_of(code: str) -> Reason:
    """The reason by its code; one that no room knows any more says only that there was something."""
    return _reasons.get(code) or Reason(code, _("Notice"), "%(number)s", inside_only=True)


#: A message outside that nobody accepted; somebody has to tell the person, and to look at the channel.
UNDELIVERED: Final = "undelivered"
UNDELIVERED_DIGEST: Final = "undelivered-digest"
register(
    UNDELIVERED,
    label=gettext_lazy("A message could not be delivered"),
    sentence=gettext_lazy(
        "%(channel)s did not accept the message about %(number)s for %(name)s: tell %(name)s yourself."
    ),
    inside_only=True,
)
register(
    UNDELIVERED_DIGEST,
    label=gettext_lazy("A message could not be delivered"),
    sentence=gettext_lazy("%(channel)s did not tell %(name)s that notices wait: tell %(name)s yourself."),
    inside_only=True,
)
