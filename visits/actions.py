"""Acts on many cases at once, for the books that stand above the duty log."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from directory import obligations
from records import clock
from visits.models import Callback, Case, CaseEvent

if TYPE_CHECKING:
    from directory.models import Staff


def pass_on(
    owners: Mapping[Case, "Staff"],
    *,
    by: "Staff",
    verb: str,
    outgoing: "Staff",
    number: str,
    stuck: Collection[int] = (),
) -> None:
    """Give each open case its new owner by an accepted handover; callbacks `outgoing` owed go along (§4.9, I2).

    `stuck` are cases that were handed on too often with nothing done: they go up to the quality list (BR-H14).
    The caller's transaction holds the lock on the handover, and has asked its rules.
    """
    wanted = {case.pk: owner for case, owner in owners.items()}
    for owner in dict.fromkeys(owners.values()):
        obligations.take_on(owner, by=by, numbers=[case.number for case, to in owners.items() if to == owner])
    cases = list(
        Case.objects.filter(pk__in=wanted)
        .select_for_update(of=("self",))
        .select_related("category", "centre", "unit", "department")
        .order_by("pk")
    )
    events, moved = [], [case for case in cases if case.owner_id == outgoing.pk]
    risen = [case for case in moved if case.pk in stuck and case.level != Case.Level.L3]
    for case in risen:
        case.level = Case.Level.L3
    for case in moved:
        owner = wanted[case.pk]
        case.come_to(owner)
        note = f"{number} {outgoing} → {owner}"
        events.append(CaseEvent(case=case, by=outgoing, kind=CaseEvent.Kind.HANDED_OVER, note=note))
        events.append(CaseEvent(case=case, by=owner, kind=CaseEvent.Kind.TAKEN_OVER, note=note))
    fields = ["owner", "carry_count", "level", "version"]
    Case.objects.save_all_signed(moved, by=by, verb=verb, fields=fields)
    CaseEvent.objects.bulk_create(events)
    for case in risen:
        case.announce(Case.Level.L3, "still", clock.now())
    owed = Callback.objects.open().owed_by(outgoing).filter(case__in=wanted).select_for_update(of=("self",))
    for callback in owed.select_related("case__category", "case__owner"):
        callback.pass_to(by=by, to=wanted[callback.case_id], verb=verb)
