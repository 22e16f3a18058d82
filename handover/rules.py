"""Why not: one pure function for each verb of the handover log, giving the sentence for the person who asked, or ""."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.shifts import HANDOVER_OPENS_BEFORE, RELIEF_LATE_AFTER
from records import clock

if TYPE_CHECKING:
    from directory.models import Duty, Staff
    from directory.models.bound import CentreBound
    from handover.models import Handover, HandoverItem, InventoryCount

IN_DETAIL = 5
#: What is written about each line.
IN_WORDS = ("reason_open", "done_so_far", "next_step")


def was_late(minutes: int) -> bool:
    """Whether the relief came so late that it is said: from a quarter of an hour on (BR-H07)."""
    return timedelta(minutes=minutes) >= RELIEF_LATE_AFTER


def leads(staff: "Staff", row: "CentreBound | None" = None) -> bool:
    """Whether somebody may act for the shift; at the centre of `row`, when one is named."""
    if row is not None and staff.centre_id != row.centre_id:
        return False
    return staff.may("lead_shift") or staff.may("manage")


def may_answer(staff: "Staff", handover: "Handover") -> bool:
    """Whether somebody can answer to the residents of this centre at all."""
    return staff.is_active and staff.centre_id == handover.centre_id and staff.may("receive_visit")


# Going off -------------------------------------------------------------------------------------------------------


def opens_at(duty: "Duty") -> datetime:
    """From when on a handover is opened without giving a reason (§2.3)."""
    return duty.shift.ends_at - HANDOVER_OPENS_BEFORE


def against_beginning(duty: "Duty", by: "Staff", reason: str = "", *, goes_on: bool = False) -> str:
    """Opened half an hour before the shift ends; before that by who leads, who says why; never to oneself (§2.3)."""
    if by.pk != duty.staff_id and not leads(by, duty):
        return _("Only %(name)s, or a shift leader, may open this handover.") % {"name": duty.staff}
    if duty.cancelled or duty.signed_off_at:
        return _("%(name)s has signed off from this shift already.") % {"name": duty.staff}
    if goes_on:
        return _(
            "%(name)s goes on in the shift that follows: one sheet, when that ends. "
            "Nobody hands over to themselves."
        ) % {"name": duty.staff}
    return _against_beginning_early(duty, by, reason) if clock.now() < opens_at(duty) else ""


def _against_beginning_early(duty: "Duty", by: "Staff", reason: str) -> str:
    words = {"time": f"{duty.centre.local(opens_at(duty)):%H:%M}"}
    if not leads(by, duty):
        return (
            _(
                "The handover opens half an hour before the shift ends, at %(time)s; "
                "before that a shift leader opens it."
            )
            % words
        )
    if clock.now() < duty.shift.starts_at:
        return _("%(shift)s has not begun: take %(name)s off the roster instead.") % {
            "shift": duty.shift,
            "name": duty.staff,
        }
    return "" if reason.strip() else _("Before %(time)s say why it is opened early.") % words


def against_writing(handover: "Handover", by: "Staff") -> str:
    """The person who goes writes the sheet, until it is signed."""
    if not handover.is_being_written:
        return _("This sheet is signed. Withdraw the signature to change it.")
    if by.pk != handover.outgoing_id and not leads(by, handover):
        return _("Only %(name)s, who goes off, writes this sheet.") % {"name": handover.outgoing}
    return ""


def is_short(item: "HandoverItem") -> bool:
    """Whether one of the three boxes says too little (§4.9 詳細)."""
    return bool(set(lacking(item)) - {"receiver"})


def lacking(item: "HandoverItem") -> tuple[str, ...]:
    """The boxes of a line that say nothing yet, or too little: each of three in detail, and the taker."""
    short = [name for name in IN_WORDS if len(getattr(item, name).strip()) < IN_DETAIL]
    return tuple(short if item.receiver_id else [*short, "receiver"])


def missing_in(item: "HandoverItem") -> list[str]:
    """What a line still lacks: why open, done so far, next step, each in detail (§4.9 詳細, BR-H03)."""
    return said_to_lack(lacking(item))


def said_to_lack(boxes: Sequence[str]) -> list[str]:
    """Those boxes in words."""
    if not boxes:
        return []
    words = {
        "reason_open": _("why it is open"),
        "done_so_far": _("done so far"),
        "next_step": _("next step"),
        "receiver": _("taker"),
    }
    return [words[box] for box in boxes]


def against_receiver(handover: "Handover", receiver: "Staff", to_shift: Collection[int]) -> str:
    """An item goes to somebody of the next shift, or to who leads it, never back to who goes off."""
    if receiver.pk == handover.outgoing_id:
        return _("%(name)s goes off now and cannot be the taker.") % {"name": receiver}
    if not may_answer(receiver, handover):
        return _("%(name)s cannot answer for a case here.") % {"name": receiver}
    if receiver.pk not in to_shift and not leads(receiver):
        return _("%(name)s is not on the next shift.") % {"name": receiver}
    return ""


def against_signing_out(
    handover: "Handover",
    by: "Staff",
    *,
    items: Sequence["HandoverItem"],
    counts: Sequence["InventoryCount"],
    unfinished: Sequence[str],
    unfollowed: Sequence[str],
    emergencies: Sequence[str] = (),
    summary: str,
    nil_open: bool,
) -> tuple[str, dict[str, str]]:
    """Signed only when every open thing is listed in detail, everything is counted, and nil is said aloud (§4.9)."""
    if not handover.is_being_written:
        return _("This sheet is signed already."), {}
    if by.pk != handover.outgoing_id:
        return _("Only %(name)s, who goes off, signs here.") % {"name": handover.outgoing}, {}
    wrong = _not_in_order(items, counts)
    if unfinished:
        wrong["unfinished"] = _("Finish first: %(list)s.") % {"list": _(", ").join(unfinished)}
    if unfollowed:
        wrong["unfollowed"] = _("You first received these; leave a note on each: %(list)s.") % {
            "list": _(", ").join(unfollowed)
        }
    if emergencies and handover.is_left_before_relief:
        wrong["emergencies"] = _in_hand(emergencies)
    if sentence := _against_nil(len(items), nil_open):
        wrong["nil_open"] = sentence
    if not summary.strip():
        wrong["summary"] = _("Sum up the shift in a sentence.")
    return " ".join(wrong.values()), wrong


def _not_in_order(items: Sequence["HandoverItem"], counts: Sequence["InventoryCount"]) -> dict[str, str]:
    wrong = {}
    for item in items:
        if missing := missing_in(item):
            wrong[f"item-{item.pk}"] = _("%(number)s still lacks: %(missing)s.") % {
                "number": item.case.number,
                "missing": _(", ").join(missing),
            }
    for count in counts:
        if sentence := against_count(count):
            wrong[f"count-{count.pk}"] = sentence
    return wrong


def _against_nil(open_count: int, nil_open: bool) -> str:
    if not open_count and not nil_open:
        return _("Nothing is open. Say so: tick “nothing outstanding in this shift”.")
    if open_count and nil_open:
        return ngettext(
            "%(count)d thing is open, so it cannot be a nil return.",
            "%(count)d things are open, so it cannot be a nil return.",
            open_count,
        ) % {"count": open_count}
    return ""


def against_count(count: "InventoryCount") -> str:
    """Everything is counted, and what is missing is explained (BR-H09)."""
    if count.counted is None:
        return _("Count: %(item)s.") % {"item": count.item}
    if count.differs and not count.difference_note.strip():
        return _("%(item)s: %(expected)s expected, %(found)s counted. Explain the difference.") % {
            "item": count.item,
            "expected": plain(count.expected),
            "found": plain(count.found),
        }
    return ""


def against_withdrawing(handover: "Handover", by: "Staff") -> str:
    """Who signed may take the signature back until somebody has accepted."""
    if handover.state != handover.State.SUBMITTED:
        return _("There is no signature to take back.")
    if by.pk != handover.outgoing_id:
        return _("Only %(name)s, who signed, may take the signature back.") % {"name": handover.outgoing}
    return ""


# Coming on -------------------------------------------------------------------------------------------------------


def against_asking(item: "HandoverItem", by: "Staff", text: str) -> str:
    """Questions are asked and answered on the item, before and after acceptance."""
    if not by.may("receive_visit"):
        return _("This account may read the handover, not write in it.")
    return "" if text.strip() else _("Write the question or the answer.")


def _not_waiting(handover: "Handover") -> str:
    if handover.is_over:
        return _("%(name)s already took this shift over.") % {"name": handover.incoming or handover.closed_by}
    if handover.is_reopened:
        return _(
            "%(name)s has taken on more since signing (%(list)s), writes it down and signs again first."
        ) % {"name": handover.outgoing, "list": handover.reopened_for}
    return _("%(name)s has not signed yet.") % {"name": handover.outgoing}


def against_receiving(handover: "Handover", by: "Staff", to_shift: Collection[int]) -> str:
    """Who comes on is another person, of the next shift (BR-H04)."""
    if handover.state != handover.State.SUBMITTED:
        return _not_waiting(handover)
    if by.pk == handover.outgoing_id:
        return _("Two signatures, two people: you cannot take over from yourself.")
    if not may_answer(by, handover):
        return _("%(name)s cannot answer for a case here.") % {"name": by}
    if by.pk not in to_shift and not leads(by):
        return _("You are not on the next shift. A shift leader may name you as substitute.")
    return ""


def against_taking(handover: "Handover", item: "HandoverItem", by: "Staff", to_shift: Collection[int]) -> str:
    """Each must-do item is taken singly, once (BR-H14)."""
    if sentence := against_receiving(handover, by, to_shift):
        return sentence
    if item.taken_by and item.taken_by_id != by.pk and item.taken_by.is_active:
        return _("%(name)s already took this one.") % {"name": item.taken_by}
    return ""


def against_accepting(
    handover: "Handover",
    by: "Staff",
    *,
    to_shift: Collection[int],
    items: Sequence["HandoverItem"],
    counts: Sequence["InventoryCount"],
    unread: Sequence[str],
    unlisted: Sequence[str],
    received: Sequence[str],
    emergencies: Sequence[str],
) -> tuple[str, dict[str, str]]:
    """The second signature: everything read, counted and taken; then ownership moves, once (§4.9, BR-H05)."""
    if sentence := against_receiving(handover, by, to_shift):
        return sentence, {}
    wrong = {}
    if unlisted:
        wrong["unlisted"] = _against_unlisted(handover) % {
            "name": handover.outgoing,
            "list": _(", ").join(unlisted),
        }
    if received:
        wrong["received"] = _("%(name)s still receives somebody: %(list)s. That is finished first.") % {
            "name": handover.outgoing,
            "list": _(", ").join(received),
        }
    if emergencies:
        wrong["emergencies"] = _in_hand(emergencies)
    for item in items:
        taken = item.taken_by is not None and item.taken_by.is_active
        if not taken and (item.taken_by_id or item.must_do or item.receiver_id != by.pk):
            wrong[f"item-{item.pk}"] = _("Take %(number)s first.") % {"number": item.case.number}
    for count in counts:
        if sentence := against_count_taken(count):
            wrong[f"count-{count.pk}"] = sentence
    if unread:
        wrong["unread"] = _("Read first: %(list)s.") % {"list": _(", ").join(unread)}
    return " ".join(wrong.values()), wrong


def _against_unlisted(handover: "Handover") -> str:
    """Who is still here signs again; where the centre closes at night nobody is, and who leads takes all of it over."""
    if handover.leaves_before_relief:
        return _("%(name)s has gone, and has got more since: %(list)s. A shift leader takes this sheet over.")
    return _("%(name)s has taken on more since signing: %(list)s. The sheet is signed again first.")


def _in_hand(emergencies: Sequence[str]) -> str:
    return _("An emergency is in hand: %(list)s. Both stay until a shift leader releases it.") % {
        "list": _(", ").join(emergencies)
    }


def against_count_taken(count: "InventoryCount") -> str:
    """Counted again face to face; cash agrees to the cent, or a shift leader lets it pass (BR-H08, H09)."""
    if count.recounted is None:
        return _("Count together: %(item)s.") % {"item": count.item}
    if not count.differs:
        return ""
    if count.item.is_cash and not count.allowed_by_id:
        return _(
            "The cash does not agree: %(expected)s expected, %(found)s found. A shift leader must look at it."
        ) % {
            "expected": plain(count.expected),
            "found": plain(count.found),
        }
    return against_count(count)


def against_allowing(count: "InventoryCount", by: "Staff", note: str) -> str:
    """Only who leads lets a difference pass, and says why (BR-H08)."""
    if count.handover.is_over:
        return _("This shift has been taken over.")
    if not leads(by, count) or by.pk == count.handover.outgoing_id:
        return _("Only a shift leader or manager who does not go off now may let a difference pass.")
    return "" if note.strip() else _("Explain the difference.")


def against_refusing(
    handover: "Handover", by: "Staff", reason: str, note: str, to_shift: Collection[int]
) -> str:
    """四不接: the receiver may refuse, with a reason from the list and a note (BR-H06)."""
    if sentence := against_receiving(handover, by, to_shift):
        return sentence
    if reason not in handover.RefuseReason.values:
        return _("Choose a reason from the list.")
    return "" if note.strip() else _("Write down what is not in order.")


# The exits -------------------------------------------------------------------------------------------------------


def against_releasing(handover: "Handover", by: "Staff") -> str:
    """Who leads says that an emergency is under control and may pass over (BR-H10)."""
    if handover.is_over:
        return _("This shift has been taken over.")
    if not leads(by, handover) or by.pk == handover.outgoing_id:
        return _("Only a shift leader or manager who does not go off now may release it.")
    return ""


def against_taking_over_for(handover: "Handover", by: "Staff", substitute: "Staff | None") -> str:
    """主管代接: who leads takes over, or names a substitute (§2.3)."""
    if handover.state != handover.State.SUBMITTED:
        return _("There is no signed sheet to take over.")
    if not leads(by, handover):
        return _("Only a shift leader or manager may take over for somebody.")
    taker = substitute or by
    if handover.outgoing_id in {by.pk, taker.pk}:
        return _("Two signatures, two people: you cannot take over from yourself.")
    if not may_answer(taker, handover):
        return _("%(name)s cannot answer for a case here.") % {"name": taker}
    return ""


def against_overriding(handover: "Handover", by: "Staff", reason: str) -> str:
    """The last exit: a manager lets somebody go home, answers for everything, and says why (I7)."""
    if handover.is_over:
        return _("This shift has been taken over.")
    may = by.may("manage") or handover.outgoing.may("manage")  # else the only manager could never be let go
    if not may or not leads(by, handover) or by.pk == handover.outgoing_id:
        return _("Only a manager other than the one who goes may do this.")
    return "" if reason.strip() else _("Say why; it is printed on the sheet and counted.")


def against_reviewing(handover: "Handover", by: "Staff") -> str:
    """主管審閱: every handover is read by somebody who leads (BR-H19)."""
    if not handover.is_over:
        return _("It is read once it is taken over.")
    if handover.reviewed_by_id:
        return _("%(name)s has read this already.") % {"name": handover.reviewed_by}
    if not leads(by, handover) or by.pk in {handover.outgoing_id, handover.incoming_id}:
        return _("A shift leader or manager who was not part of it reads it.")
    return ""


def against_adding(handover: "Handover", by: "Staff", note: str) -> str:
    """更正: after acceptance only a note is added, with its writer's name (§2.3)."""
    if not handover.is_over:
        return _("The sheet is still being written: change it there.")
    if by.pk not in {handover.outgoing_id, handover.incoming_id} and not leads(by, handover):
        return _("Only the two who signed, or a shift leader, may add a note.")
    return "" if note.strip() else _("Write the note.")


def against_writing_a_note(by: "Staff", subject: str, details: str, readers: Sequence["Staff"]) -> str:
    """A must-read note says something, to colleagues of this centre (BR-H12)."""
    if not by.may("receive_visit"):
        return _("This account may not write notes.")
    if not subject.strip() or not details.strip():
        return _("A note has a subject and says something.")
    if not readers:
        return _("Choose who must read it.")
    if any(reader.centre_id != by.centre_id for reader in readers):
        return _("All readers are of this centre.")
    return ""


def plain(number: Decimal | None) -> str:
    """A count as the sheet shows it: 4, or 480.50."""
    if number is None:
        return "–"
    return f"{number:f}" if number != number.to_integral() else str(int(number))
