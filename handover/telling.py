"""Whom the handover log tells, and of what (§4.9). Who did something is not told of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import Duty, Staff
from notices import reasons
from notices.actions import Subject, tell
from notices.addressee import Addressee, Post
from records import clock

if TYPE_CHECKING:
    from handover.models import Handover

#: Reason, label (it may go outside and names nobody), sentence (shown inside).
REASONS = (
    (
        "shift-ends",
        _("Your shift ends soon"),
        _("%(shift)s ends at %(time)s: write the handover and sign it."),
    ),
    (
        "unrelieved",
        _("Nobody has relieved somebody"),
        _("%(name)s should have been relieved at %(time)s and still answers for %(shift)s."),
    ),
    (
        "handover-refused",
        _("A handover was refused"),
        _("%(name)s does not take %(number)s over: %(because)s"),
    ),
    (
        "emergency-released",
        _("An emergency was released"),
        _("%(name)s released the emergency, so that %(number)s may pass over."),
    ),
    ("let-go", _("Somebody was let go by a manager"), _("%(name)s let %(outgoing)s go: %(because)s")),
)


def register() -> None:
    """Teach the notices the words of the handover log."""
    for code, label, sentence in REASONS:
        reasons.register(code, label=label, sentence=sentence)


def shift_ends(duty: Duty, due: datetime) -> None:
    """Half an hour before the end: whoever works the shift opens the sheet (§2.3)."""
    tell(to=duty.staff, reason="shift-ends", about=_subject(duty), due_at=due, **_facts(duty))


def unrelieved(duty: Duty, due: datetime) -> None:
    """留崗待接: a quarter of an hour into the next shift nobody has taken over; who leads sees to it (BR-H07)."""
    tell(to=Post.LEADER, reason="unrelieved", about=_subject(duty), due_at=due, **_facts(duty))


def refused(handover: "Handover", by: Staff) -> None:
    """拒接: who leads is told, and who stays responsible (BR-H06)."""
    because = f"{handover.get_refuse_reason_display()} {handover.refuse_note}"
    for to in (Post.LEADER, handover.outgoing):
        _about(handover, "handover-refused", to, name=str(by), because=because)


def released(handover: "Handover", by: Staff) -> None:
    """A manager hears that an emergency passes over (BR-H10)."""
    _about(handover, "emergency-released", Post.MANAGER, name=str(by))


def let_go(handover: "Handover", by: Staff) -> None:
    """A manager hears that somebody was let go, whatever was amiss (I7)."""
    facts = {"outgoing": str(handover.outgoing), "because": handover.exit_reason}
    _about(handover, "let-go", Post.MANAGER, name=str(by), **facts)


def _about(handover: "Handover", reason: str, to: Addressee, **facts: Any) -> None:
    tell(to=to, reason=reason, about=handover, due_at=clock.now(), **facts)


def _subject(duty: Duty) -> Subject:
    return Subject(duty.centre, "duty", f"{duty.shift} {duty.staff}"[:60], reverse("handover:handover-list"))


def _facts(duty: Duty) -> dict[str, Any]:
    ends = duty.centre.local(duty.shift.ends_at)
    return {"shift": duty.shift.name, "time": f"{ends:%H:%M}", "name": str(duty.staff)}
