"""The duty log of a day as it was at a moment: from the trail, never from what the lines say now (I8, §5.0)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from directory.masking import mask_phone
from directory.models import Staff
from visits.models import Case, Visit

#: Lines of one page: more than any day of a centre had.
LIMIT = 300


@dataclass(frozen=True, slots=True)
class LineThen:
    """One line of the log as it stood then."""

    pk: int
    number: str
    clock: str
    where: str
    who: str
    phone: str
    category: str
    asked: str
    told: str
    status: str
    promised: str
    first_contact: str
    owner: str


def log_as_of(staff: Staff, day: date, moment: datetime) -> list[LineThen]:
    """Every line of a duty date that was there at `moment`, as it was then; two questions."""
    visits = list(
        _then(Visit.history, moment, centre=staff.centre_id, duty_date=day)
        .select_related("unit", "category", "first_contact")
        .order_by("arrived_at", "number")[:LIMIT]
    )
    cases = {
        case.visit_id: case
        for case in _then(
            Case.history, moment, centre=staff.centre_id, visit_id__in=[visit.id for visit in visits]
        ).select_related("owner")
    }
    return [_line(visit, cases.get(visit.id), staff) for visit in visits]


def _then(history: Any, moment: datetime, **which: Any) -> Any:
    """Of each record the newest version that was signed by then."""
    signed = history.filter(history_date__lte=moment, **which)
    newest = signed.order_by().values("id").annotate(newest=Max("history_id")).values("newest")
    return history.filter(history_id__in=newest)


def _line(visit: Any, case: Any, staff: Staff) -> LineThen:
    centre: Any = staff.centre
    return LineThen(
        pk=visit.id,
        number=visit.number,
        clock=f"{centre.local(visit.arrived_at):%H:%M}",
        where=str(visit.unit or visit.location_detail or _("Common area")),
        who=visit.visitor_name,
        phone=mask_phone(visit.phone),
        category=visit.category.label if visit.category else "",
        asked=visit.statement,
        told=visit.reply or visit.reason_explained,
        status=str((case or visit).get_status_display()),
        promised=f"{centre.local(case.promise_due_at):%m-%d %H:%M}" if case and case.promise_due_at else "",
        first_contact=str(visit.first_contact),
        owner=str(case.owner) if case else "",
    )
