"""What a supervisor reads and signs every day, and what waits for one (BR-H19, V11, V13, C04, C05, C07)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import BigIntegerField, DateField
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.models import ServiceCentre, Shift, Staff
from oversight import rules
from oversight.models import LogReading, Recheck
from records import clock
from records.prepared import Later, Prepared
from visits.models import Callback, Case, Visit
from visits.reviews import Review
from visits.rows import name_of, short
from visits.story import when

#: Logs of this many days are listed as long as nobody has signed them.
DAYS: Final = timedelta(days=14)
#: What is only looked through is listed for this long.
LOOKED_BACK: Final = timedelta(days=30)
#: So many rows of each list; the rest come up when these are settled.
SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The log of one shift, to be read or read."""

    shift: int
    name: str
    url: str
    lines: int
    why_not: str = ""
    read: str = ""
    remark: str = ""
    since: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to be looked at: where it is, what it is about, and why it stands here."""

    url: str
    heading: str
    about: str
    note: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of the page: what it is for, its rows, whether there are more, and whether somebody has to settle them."""

    slug: str
    title: str
    about: str
    rows: list[Row]
    more: bool
    presses: bool


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A resident to be asked again: whose call it was, and why this reader may not."""

    pk: int
    row: Row
    why_not: str


@dataclass(frozen=True, slots=True)
class Rechecks:
    """The re-checks on the page: what was drawn, and how many households the manager has asked this month."""

    rows: list[ToAsk]
    more: bool
    percent: int
    asked: int | None
    wanted: int
    longest: int = rules.NOTE


def rechecks(staff: Staff, centre: ServiceCentre) -> Rechecks:
    """What the lot fell on and nobody has asked again; a manager's own households of the month beside it (W22)."""
    found = list(Recheck.objects.visible_to(staff).open().for_list()[: SHOWN + 1])
    month = centre.at(centre.local(clock.now()).date().replace(day=1), time.min)
    asked = Recheck.objects.households_asked_by(staff, month) if staff.may("manage") else None
    return Rechecks(
        [
            ToAsk(each.pk, _recheck(each, staff, centre), rules.against_asking_again(each, staff))
            for each in found[:SHOWN]
        ],
        len(found) > SHOWN,
        centre.recheck_percent,
        asked,
        centre.manager_households,
    )  # fmt: skip


def _recheck(recheck: Recheck, staff: Staff, centre: ServiceCentre) -> Row:
    call = recheck.callback
    said = _("%(name)s called %(when)s: %(answer)s") % {
        "name": call.reached_by,
        "when": when(centre, recheck.drawn_at),
        "answer": call.get_satisfaction_display(),
    }
    return _case(call.case, staff, said)


def logs_to_read(staff: Staff) -> tuple[list[Log], bool]:
    """Logs nobody has signed, the oldest first, and whether there are more."""
    shifts = list(LogReading.objects.unread_shifts(staff, clock.now() - DAYS)[: SHOWN + 1])
    return [_to_read(shift, staff) for shift in shifts[:SHOWN]], len(shifts) > SHOWN


def _to_read(shift: Shift, staff: Staff) -> Log:
    own = [staff.pk] if shift.received_by_reader else [0]  # type: ignore[attr-defined]  # -- asked for by unread_shifts
    return Log(
        shift=shift.pk,
        name=_name(shift),
        url=_log_url(shift),
        lines=shift.lines,  # type: ignore[attr-defined]  # -- as above
        why_not=rules.against_signing_the_log(shift, staff, receivers=own, earlier=None),
    )


def logs_read(staff: Staff, centre: ServiceCentre) -> list[Log]:
    """Logs signed of late, with what has come into them since."""
    signed = LogReading.objects.visible_to(staff).since(clock.now() - DAYS)[:SHOWN]
    return [
        Log(
            shift=reading.shift_id,
            name=_name(reading.shift),
            url=_log_url(reading.shift),
            lines=reading.lines,
            read=f"{reading.read_by} {when(centre, reading.read_at)}",
            remark=reading.remark,
            since=reading.lines_now - reading.lines,
        )
        for reading in signed
    ]


_READ: Final = Prepared(
    lambda: (
        LogReading.objects.filter(
            centre=Later("centre", BigIntegerField()), shift__duty_date=Later("day", DateField())
        )
        .order_by("shift__starts_at")
        .values_list("shift__pattern", "shift__pattern__name", "read_by__name", "read_at")
    )
)


def reviews_of(centre: ServiceCentre, day: date) -> list[Review]:
    """Who read and signed the logs of a duty date, for the log itself to show (BR-H19)."""
    return [Review(*row) for row in _READ.rows(centre=centre.pk, day=day)]


def _name(shift: Shift) -> str:
    return f"{shift.duty_date.month}/{shift.duty_date.day} {shift.pattern.name}"


def _log_url(shift: Shift) -> str:
    return reverse("visits:log", args=[shift.duty_date, shift.pattern.name])


# What waits, and what is looked through --------------------------------------------------------------------------


def waiting(staff: Staff, centre: ServiceCentre) -> list[Listed]:
    """Everything a supervisor is asked to settle or to look at; each list is one question."""
    lately = clock.now() - LOOKED_BACK
    cases = Case.objects.visible_to(staff).for_list()
    callbacks = Callback.objects.visible_to(staff).for_list()
    asked = callbacks.filter(is_self_done=True, reached_at__gte=lately).select_related("reached_by")
    return [
        _listed(
            "to-assign", _("To be assigned"), _("returned twice: a shift leader says whose work it is"),
            cases.to_be_assigned().order_by("opened_at", "pk"),
            lambda case: _case(case, staff, _("returned %(count)d times") % {"count": case.return_count}),
            presses=True,
        ),
        _listed(
            "exhausted", _("Nobody reached"), _("three attempts in vain: a manager decides"),
            callbacks.exhausted().order_by("due_at", "pk"),
            lambda call: _callback(call, staff, _("attempts in vain: %(count)d") % {"count": call.missed_count}),
            presses=True,
        ),
        _listed(
            "exceptional", _("Closed without the resident’s yes"), _("counted apart; the last 30 days"),
            cases.closed_exceptionally().filter(closed_at__gte=lately).select_related("closed_by").order_by("-closed_at"),
            lambda case: _case(case, staff, f"{case.get_close_reason_display()} · {case.closed_by}"),
        ),
        _listed(
            "phrases", _("Forbidden words let pass"), _("quoted with a reason; the last 30 days"),
            Visit.objects.visible_to(staff).with_phrase_passed().filter(entered_at__gte=lately)
            .select_related("unit", "first_contact").order_by("-entered_at"),
            lambda visit: _visit(visit, staff, centre),
        ),
        _listed(
            "self-asked", _("Asked about one’s own work"), _("sampled by the supervisor; the last 30 days"),
            asked.order_by("-reached_at"),
            lambda call: _callback(call, staff, f"{call.reached_by} · {call.get_satisfaction_display()}"),
        ),
        _listed(
            "not-confirmed", _("Asked again and not confirmed"), _("the resident told it otherwise; the last 30 days"),
            Recheck.objects.visible_to(staff).not_confirmed_since(lately).for_list(),
            lambda each: _case(each.callback.case, staff, f"{each.checked_by} · {each.note}"),
        ),
    ]  # fmt: skip


def _listed(
    slug: str, title: str, about: str, found: Any, draw: Callable[[Any], Row], *, presses: bool = False
) -> Listed:
    rows: Iterable[Any] = list(found[: SHOWN + 1])
    drawn = [draw(each) for each in rows]
    return Listed(slug, title, about, drawn[:SHOWN], len(drawn) > SHOWN, presses)


def _case(case: Case, staff: Staff, note: str) -> Row:
    heading = f"{case.where} {name_of(case.visitor_name, staff)}　{case.title}".strip()
    return Row(case.get_absolute_url(), heading, f"{case.number} · {case.department} · {case.owner}", note)


def _callback(callback: Callback, staff: Staff, note: str) -> Row:
    row = _case(callback.case, staff, note)
    return Row(callback.get_absolute_url() if callback.is_open else row.url, row.heading, row.about, row.note)


def _visit(visit: Visit, staff: Staff, centre: ServiceCentre) -> Row:
    place = visit.unit.code if visit.unit else visit.location_detail
    heading = f"{place} {name_of(visit.visitor_name, staff)}　{short(visit.reply)}".strip()
    moment: datetime = visit.entered_at
    return Row(
        visit.get_absolute_url(), heading, f"{visit.number} · {visit.first_contact} · {when(centre, moment)}",
        visit.quoting_reason,
    )  # fmt: skip
