"""Acts on many cases at once, for the books that stand above the duty log."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from directory import obligations
from visits.models import Callback, Case, CaseEvent

if TYPE_CHECKING:
    from directory.models import Staff


def pass_on(
    owners: Mapping[Case, "Staff"], *, by: "Staff", verb: str, outgoing: "Staff", number: str
) -> None:
    """Give each open case its new owner by an accepted handover; callbacks `outgoing` owed go along (§4.9, I2).

    The caller's transaction holds the lock on the handover, and has asked its rules.
    """
    wanted = {case.pk: owner for case, owner in owners.items()}
    for owner in dict.fromkeys(owners.values()):
        obligations.take_on(owner, by=by, numbers=[case.number for case, to in owners.items() if to == owner])
    cases = list(
        Case.objects.filter(pk__in=wanted)
        .select_for_update(of=("self",))
        .select_related("category")
        .order_by("pk")
    )
    events, moved = [], [case for case in cases if case.owner_id == outgoing.pk]
    for case in moved:
        owner = wanted[case.pk]
        case.come_to(owner)
        note = f"{number} {outgoing} → {owner}"
        events.append(CaseEvent(case=case, by=outgoing, kind=CaseEvent.Kind.HANDED_OVER, note=note))
        events.append(CaseEvent(case=case, by=owner, kind=CaseEvent.Kind.TAKEN_OVER, note=note))
    Case.objects.save_all_signed(moved, by=by, verb=verb, fields=["owner", "carry_count", "version"])
    CaseEvent.objects.bulk_create(events)
    owed = Callback.objects.open().owed_by(outgoing).filter(case__in=wanted).select_for_update(of=("self",))
    for callback in owed.select_related("case__category", "case__owner"):
        callback.pass_to(by=by, to=wanted[callback.case_id], verb=verb)
