"""What stays after a handover: 我首接的未結事項 (BR-H13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from directory.models import Duty, Shift, Staff
from handover import obligations
from records import clock
from visits.rows import NOTHING, case_pill, name_of, seals


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An open case I first received and somebody else answers for now (BR-H13)."""

    number: str
    url: str
    note_url: str
    heading: str
    owner: str
    pill: SafeString
    seals: SafeString
    owes_note: bool


def first_received(staff: Staff, duties: Sequence[Duty]) -> list[Followed]:
    """我首接的未結事項, those that lack this shift's note first; `duties` are the reader's own (BR-H13)."""
    cases = obligations.first_received(staff)
    if not cases:
        return []
    shift = shift_now(duties)
    owed = set(obligations.unfollowed(staff, shift)) if shift else set()
    rows = [
        Followed(
            number=case.number,
            url=reverse("visits:case", args=[case.number]),
            note_url=reverse("visits:case-note", args=[case.number]),
            heading=f"{case.where} {name_of(case.visitor_name, staff)}　{case.title}".strip(),
            owner=case.owner.name,
            pill=pill.html if (pill := case_pill(case)) else NOTHING,
            seals=seals(case.first_contact, case.owner),
            owes_note=case.number in owed,
        )
        for case in cases
    ]
    return sorted(rows, key=lambda row: not row.owes_note)


def shift_now(duties: Sequence[Duty]) -> Shift | None:
    """The shift this person works, as long as it is not signed off; the latest begun, when one is held over."""
    now = clock.now()
    begun = [duty.shift for duty in duties if duty.signed_off_at is None and duty.shift.starts_at <= now]
    return max(begun, key=lambda shift: shift.starts_at, default=None)
