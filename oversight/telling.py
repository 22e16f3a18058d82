"""Whom the supervision tells, and of what. Who did something is not told of it."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from notices import reasons
from notices.actions import Told, tell
from notices.addressee import Addressee, Post, who_is_told
from records import clock

if TYPE_CHECKING:
    from directory.models import Staff
    from oversight.models import Breach, Recheck

#: Reason, label (it may go outside and names nobody), sentence (shown inside).
REASONS = (
    (
        "breach-recorded",
        _("Something was recorded that you should read"),
        _("A breach of the first contact's duty names %(name)s, who reads it and has their say."),
    ),
    (
        "breach-withdrawn",
        _("Something recorded was withdrawn"),
        _("%(name)s withdrew %(number)s, a breach that names %(named)s: %(because)s"),
    ),
    ("breach-stated", _("A statement was written"), _("%(name)s wrote a statement about %(number)s.")),
    (
        "not-confirmed",
        _("A callback was not confirmed"),
        _("Asked again, the resident told it otherwise: %(because)s"),
    ),
)


def register() -> None:
    """Teach the notices the words of the supervision."""
    for code, label, sentence in REASONS:
        reasons.register(code, label=label, sentence=sentence)


def breach_recorded(breach: "Breach") -> None:
    """Whoever is named reads it themselves, and may answer (BR-R04)."""
    _tell(breach.person, breach.recorded_by, reason="breach-recorded", about=breach, name=str(breach.person))


def breach_stated(breach: "Breach") -> None:
    """Whoever recorded it reads the answer themselves (BR-R04)."""
    _tell(breach.recorded_by, breach.person, reason="breach-stated", about=breach, name=str(breach.person))


def breach_withdrawn(breach: "Breach") -> None:
    """The two it is between read that it was withdrawn, and why; not whoever withdrew it (BR-R04)."""
    by = breach.withdrawn_by
    assert by is not None  # noqa: S101 -- the verb has just signed it
    words = {"name": str(by), "named": str(breach.person), "because": breach.withdraw_reason}
    for to in (breach.person, breach.recorded_by):
        _tell(to, by, reason="breach-withdrawn", about=breach, **words)


def not_confirmed(recheck: "Recheck", by: "Staff") -> None:
    """The owner hears of it, and who leads the shift; where a shift leader asked, a manager (W22)."""
    case = recheck.callback.case
    for to in (case.owner, Post.LEADER if by.may("manage") else Post.MANAGER):
        _tell(to, by, reason="not-confirmed", about=case, because=recheck.note)


def _tell(to: Addressee, by: "Staff", *, about: Told, **words: Any) -> None:
    """Tell it in person, unless the one who did it would hear of it: as who is meant, or as who stands in."""
    now = clock.now()
    if who_is_told(to, about.centre, now, in_person=True) != by:
        tell(to=to, about=about, due_at=now, in_person=True, **words)
