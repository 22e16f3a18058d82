"""What somebody still owes when the shift ends: asked of the duty log by query, never by memory (BR-H01)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.models import Duty, Shift, Staff
from visits.models import Callback, Case, CaseEvent, Draft, Visit
from visits.models.case import PROGRESS

if TYPE_CHECKING:
    from handover.models import HandoverItem

#: What makes a case an emergency in somebody's hand.
ALARMING = (
    CaseEvent.Kind.OPENED,
    CaseEvent.Kind.PRIORITY,
    CaseEvent.Kind.REOPENED,
    CaseEvent.Kind.REASSIGNED,
)


def owed_by(staff: Staff) -> list[tuple[Case, Callback | None]]:
    """Every open case of this person, and every callback this person owes for somebody else's case."""
    callbacks = {
        callback.case_id: callback
        for callback in Callback.objects.open().owed_by(staff).for_list().order_by("due_at", "pk")
    }
    own = list(Case.objects.open().answered_for_by(staff).for_list().most_pressing_first())
    owned = {case.pk for case in own}
    others = [callback.case for callback in callbacks.values() if callback.case_id not in owned]
    return [(case, callbacks.get(case.pk)) for case in [*own, *others]]


class Matter(NamedTuple):
    """Something that is finished before signing, and where."""

    said: str
    url: str


def owed_numbers(staff: Staff) -> dict[int, str]:
    """The same as `owed_by`, as case and number only: for asking whether a list is whole."""
    asked = Callback.objects.open().owed_by(staff).order_by().values("case")
    owed = Case.objects.filter(Q(owner=staff, closed_at__isnull=True) | Q(pk__in=asked)).order_by()
    return dict(owed.values_list("pk", "number"))


def received(staff: Staff) -> list[str]:
    """Numbers of the residents this person is still receiving."""
    here = Visit.objects.filter(
        centre=staff.centre_id
    )  # an index knows the few being received by their centre
    return list(here.receiving().received_by(staff).values_list("number", flat=True))


def unfinished(staff: Staff, reader: Staff) -> list[Matter]:
    """Residents this person is still receiving, and slips put aside: they are finished, not passed on.

    What stands on a slip put aside is shown to nobody but who wrote it (I10).
    """
    new = reverse("visits:visit-new")
    visits = [Matter(number, reverse("visits:visit", args=[number])) for number in received(staff)]
    slips = [
        Matter(draft.typed.get("statement", "")[:20] if reader == staff else "", f"{new}?draft={draft.slot}")
        for draft in Draft.objects.kept_for(staff)
    ]
    return [*visits, *(slip._replace(said=slip.said or _("a slip put aside")) for slip in slips)]


def first_received(staff: Staff) -> list[Case]:
    """我首接的未結事項: open cases this person first received and somebody else answers for now (BR-H13)."""
    return list(
        Case.objects.open().first_received_by(staff).exclude(owner=staff).for_list().most_pressing_first()
    )


def unfollowed(staff: Staff, shift: Shift) -> list[str]:
    """Numbers of those on which this person has left no note in this shift (BR-H13)."""
    noted = CaseEvent.objects.filter(case=OuterRef("pk"), by=staff, at__gte=shift.starts_at)
    cases = Case.objects.open().first_received_by(staff).exclude(owner=staff)
    older = cases.filter(opened_at__lt=shift.starts_at).exclude(Exists(noted))
    return list(older.most_pressing_first().values_list("number", flat=True))


def emergencies(staff: Staff, released_at: datetime | None = None) -> list[str]:
    """Numbers of emergencies this person has in hand; of those after a release, none it was about (BR-H10)."""
    cases = Case.objects.emergencies().answered_for_by(staff)
    if released_at is not None:
        arisen = CaseEvent.objects.filter(case=OuterRef("pk"), kind__in=ALARMING, at__gt=released_at)
        cases = cases.filter(Exists(arisen))
    return list(cases.values_list("number", flat=True))


def still_counts(items: "Sequence[HandoverItem]") -> dict[int, int]:
    """By case, how many handovers in a row, this one included, passed it on with nothing done in between (BR-H14)."""
    if not items:
        return {}
    cases = [item.case_id for item in items]
    before: dict[int, HandoverItem] = {}
    for earlier in type(items[0]).objects.filter(case__in=cases, moved_at__isnull=False).order_by("moved_at"):
        before[earlier.case_id] = earlier
    worked = {
        row["case_id"]: row["last"]
        for row in CaseEvent.objects.filter(case__in=before, kind__in=PROGRESS)
        .values("case_id")
        .annotate(last=Max("at"))
    }
    return {
        case: 1
        if case not in before or (case in worked and worked[case] > before[case].moved_at)
        else before[case].still_count + 1
        for case in cases
    }


def is_to_be_relieved(duty: Duty) -> bool:
    """Whether somebody must come before this person may go: a desk is theirs, something is owed, or a sheet is open.

    Who goes on in the shift that follows hands over when that ends (§4.9).
    """
    at_desk = duty.desk_id or duty.staff.desk_id or duty.handing_over_since
    return bool(at_desk or owed_numbers(duty.staff)) and duty.goes_on_in() is None
