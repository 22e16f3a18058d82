"""The desk: what to say, one slip to fill in, what I promised, and what I must know now (§4.0)."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import CharField, DateField, DateTimeField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from directory import masking
from directory.lookup import Household, lookup
from directory.models import Guideline, ServiceCentre, Unit
from directory.requests import StaffRequest
from directory.somebody import Somebody
from records.once import once
from records.prepared import Later, PreparedRecords
from visits import rules
from visits.addresses import address_of
from visits.forms.slip import SlipForm
from visits.mine import InDetail, Mine, Owed, Waiting
from visits.models import Case, Draft, Visit
from visits.models.draft import kept_since
from visits.rows import left_in_short, left_until, short, tries
from visits.story import day_of, span, when
from visits.views.log import centre_of
from visits.views.reading import books_to_their_keeper, for_readers

AMBER: Final = timedelta(minutes=10)
LEAVE_TAKING: Final = timedelta(minutes=45)
JUST: Final = 5
OWED: Final = 12
ASIDES: Final = 4
ALERTS: Final = 8
FAQS: Final = 6
NOTICES: Final = 8


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One thing I must do, ready to print."""

    kind: str
    url: str
    clock: str
    left: str
    where: str
    who: str
    matter: str
    next_step: str
    department: str
    mark: str
    seal: str
    seal_name: str


@dataclass(frozen=True, slots=True)
class JustLine:
    """One line just written."""

    clock: str
    where: str
    matter: str
    url: str
    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that does not wait, and where to go for it."""

    text: str
    url: str
    link: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """One slip put aside."""

    slot: str
    clock: str
    text: str
    url: str


@require_GET
@books_to_their_keeper
@for_readers
def desk(request: StaffRequest) -> HttpResponse:
    """Everything the person at the desk needs at a glance, and the slip ready for the next resident."""
    if not request.user.may("receive_visit"):
        return redirect("visits:log")
    mine = InDetail.of(request)
    form = SlipForm(staff=request.user, shift_ends=mine.shift.ends_at if mine.shift else None, sheet=True)
    saved = _saved(mine, asked(request, "saved"))
    return render(
        request,
        "visits/desk.html",
        slip_context(request, form)
        | {
            "greeting": saved["farewell"] if saved else greeting(_centre(mine).local(mine.now)),
            "saved": saved,
            "slip_saved": saved["strip"] if saved else "",
            "owed": owed(mine, OWED),
            "owed_count": len(mine.promises) + len(mine.callbacks),
            "just": _just(mine),
            "alarms": [case for case in mine.cases if case.is_alarm],
            "alerts": alerts(mine),
        },
    )


def slip_context(request: StaffRequest, form: SlipForm) -> dict[str, Any]:
    """What the slip's own templates show round the boxes."""
    mine = Mine.of(request)
    centre = _centre(mine)
    guidelines = _GUIDELINES.records(centre=centre.pk, today=centre.local(mine.now).date())
    questions = [one for one in guidelines if one.kind == Guideline.Kind.FAQ]
    notices = [one for one in guidelines if one.kind == Guideline.Kind.NOTICE]
    faqs = [_faq_pill(one) for one in questions[:FAQS]]
    due_hint = _due_hint(mine)
    form.said = (due_hint, *((faq["title"], faq["url"], faq["fill"]) for faq in faqs))
    return {
        "form": form,
        "slip_number": len(mine.arrivals) + 1,
        "slip_clock": f"{centre.local(mine.now):%H:%M}",
        "due_hint": due_hint,
        "faqs": faqs,
        "notices": notices[:NOTICES],
        "notice_count": len(notices),
        "drafts": _drafts(request, centre, but=form.drafted_at),
    }


_GUIDELINES: Final = PreparedRecords(
    lambda: (
        Guideline.objects.filter(centre=Somebody.centre_id).valid_on(Later("today", DateField())).for_desk()  # type: ignore[arg-type]  # -- told later
    )
)


def greeting(local: datetime) -> str:
    """What to say to somebody who comes now (§4.5)."""
    if local.hour < 5:
        return _("“Good evening, so late! What can I do for you?”")
    if local.hour < 11:
        return _("“Good morning! What can I do for you?”")
    if local.hour < 18:
        return _("“Good afternoon! What can I do for you?”")
    return _("“Good evening! What can I do for you?”")


def _centre(mine: Mine) -> ServiceCentre:
    return centre_of(mine.staff)


def _due_hint(mine: Mine) -> str:
    centre = _centre(mine)
    words: dict[str, Any] = {"minutes": centre.margin_minutes, "percent": centre.margin_percent}
    said = _("Leave time for yourself: the estimate and %(minutes)s minutes, or %(percent)s %%, on top.")
    if mine.shift is None:
        return said % words
    ends = f"{centre.local(mine.shift.ends_at):%H:%M}"
    words["end"] = "24:00" if ends == "00:00" else ends
    beyond = _("After %(end)s it goes to the next shift by itself.")
    return f"{said % words} {beyond % words}"


# What I owe ------------------------------------------------------------------------------------------------------


def owed(mine: InDetail, limit: int) -> list[OwedLine]:
    """My promises and my callbacks in the order they fall due; what is late comes first by itself."""
    timed = [(case.due_at or case.since, case, False) for case in mine.promises]
    timed += [(case.callback_due_at, case, True) for case in mine.callbacks if case.callback_due_at]
    return [
        _owed_callback(mine, case, at) if to_be_asked else _owed_case(mine, case)
        for at, case, to_be_asked in sorted(timed, key=lambda one: one[0])[:limit]
    ]


def _owed_case(mine: InDetail, case: Owed) -> OwedLine:
    centre = _centre(mine)
    kind, left = _state(mine, case)
    return OwedLine(
        kind=kind,
        url=address_of("visits:case", case.number),
        clock=f"{centre.local(case.due_at or case.since):%H:%M}",
        left=left,
        where=case.where,
        who=case.visitor_name,
        matter=short(case.title),
        next_step=_on_its_day(centre, case.due_at or case.since, _next_step(mine, case)),
        department=case.department,
        mark=case.first_contact[:1],
        seal="is-me" if case.first_contact_id == mine.staff.pk else "",
        seal_name=case.first_contact,
    )


def _on_its_day(centre: ServiceCentre, moment: datetime, said: str) -> str:
    return " · ".join(filter(None, (day_of(centre, moment), said)))


def _state(mine: InDetail, case: Owed) -> tuple[str, str]:
    if case.due_at is None:
        return ("late", _("at once")) if case.is_alarm else ("", _("with the cashier"))
    if case.is_late(mine.now):
        return "late", left_in_short(case.due_at, mine.now)
    if case.status == Case.Status.WAITING:
        return "held", _("waiting")
    if case.is_soon(mine.now):
        return "soon", left_in_short(case.due_at, mine.now)
    if mine.crosses(case.due_at):
        return "next", _("hand over")
    return "", left_in_short(case.due_at, mine.now)


def _next_step(mine: InDetail, case: Owed) -> str:
    if case.is_alarm:
        return _("Life at stake: call for help, stamp each call")
    if case.is_late(mine.now):
        return _("Next: ring and explain, then promise anew")
    said = []
    if case.urge_count:
        said.append(
            ngettext("urged %(count)d time", "urged %(count)d times", case.urge_count)
            % {"count": case.urge_count}
        )
    if case.status == Case.Status.PROMISED:
        said.append(_("Returned: send it on") if case.return_count else _("Not forwarded yet"))
    elif case.status == Case.Status.WAITING:
        said.append(_("The work waits, the promise does not"))
    elif case.handler:
        said.append(_("%(name)s is at work") % {"name": case.handler})
    else:
        said.append(_("%(department)s has not accepted yet") % {"department": case.department})
    return _(", ").join(said)


def _owed_callback(mine: InDetail, case: Owed, due_at: datetime) -> OwedLine:
    late = due_at < mine.now
    return OwedLine(
        kind="late" if late and due_at + timedelta(hours=2) < mine.now else "call",
        url=address_of("visits:callback", case.callback),
        clock=f"{_centre(mine).local(due_at):%H:%M}",
        left=left_in_short(due_at, mine.now) if late else _("callback"),
        where=case.where,
        who=case.visitor_name,
        matter=short(case.title),
        next_step=_on_its_day(_centre(mine), due_at, tries(case.callback_missed or 0)),
        department=_("callback"),
        mark=case.first_contact[:1],
        seal="is-me" if case.first_contact_id == mine.staff.pk else "",
        seal_name=case.first_contact,
    )


def _just(mine: InDetail) -> list[JustLine]:
    centre = _centre(mine)
    words = {
        Visit.Status.RECEIVING: ("wait", _("Being received")),
        Visit.Status.ANSWERED: ("done", _("Answered on the spot")),
        Visit.Status.CASE: ("sent", _("Sent and promised")),
        Visit.Status.INTRODUCED: ("cash", _("To the cashier")),
        Visit.Status.JOINED: ("sent", _("Joined as an urge")),
        Visit.Status.VOID: ("", _("Void")),
    }
    return [
        JustLine(
            f"{centre.local(line.arrived_at):%H:%M}",
            line.unit or line.visitor_name or _("visitor"),
            short(line.statement),
            address_of("visits:visit", line.number),
            *words[Visit.Status(line.status)],
        )
        for line in mine.written(JUST)
    ]


def _saved(mine: InDetail, number: str) -> dict[str, Any] | None:
    line = next(iter(mine.written(1, number)), None) if number else None
    if line is None:
        return None
    where = line.unit or line.visitor_name or _("visitor")
    word = str(Visit.Status(line.status).label)
    strip = _("Line %(place)s is down: %(where)s, %(word)s") % {
        "place": line.place,
        "where": where,
        "word": word,
    }
    crossing = mine.crosses(line.case_due_at)
    if crossing:
        strip = f"{strip}. {_('Goes to the next shift')}"
    return {
        "strip": strip,
        "farewell": _("“You are welcome, that is what I am here for. Take care, goodbye!”"),
        "number": number,
        "url": reverse("visits:visit", args=[number]),
        "is_crossing": crossing,
    }


# What does not wait ----------------------------------------------------------------------------------------------


def alerts(mine: InDetail) -> list[Alert]:
    """Derived by question, never stored: what this person must be told now, what is late first."""
    found = [
        *_waiting_for_a_cashier(mine),
        *_still_receiving(mine),
        *_not_forwarded(mine),
        *_urged(mine),
        *_for_my_department(mine),
        *(_for_the_leader(mine) if mine.staff.is_supervisor else ()),
    ]
    found.sort(key=lambda alert: not alert.is_late)
    if len(found) > ALERTS:
        more = ngettext("%(count)d more", "%(count)d more", len(found) - ALERTS) % {
            "count": len(found) - ALERTS
        }
        found[ALERTS:] = [_tell(more, reverse("visits:case-list"), _("look"))]
    return found


def _tell(text: str, url: str, link: str, is_late: bool = False) -> Alert:
    return Alert(text.strip(), url, link, is_late)


def _named(one: Waiting) -> str:
    return " ".join(filter(None, (one.unit, one.visitor_name))) or short(one.statement)


def _waiting_for_a_cashier(mine: InDetail) -> list[Alert]:
    limit = timedelta(minutes=_centre(mine).referral_within_minutes)
    found = []
    for one in mine.waiting:
        if one.referred_at is None:
            continue
        waits = mine.now - one.referred_at
        words = {"who": _named(one), "cashier": one.cashier, "span": span(waits)}
        if waits >= limit:
            text = _("%(who)s has been waiting for %(cashier)s for %(span)s") % words
        elif mine.staff.may("take_fees"):
            text = _("%(who)s is introduced to %(cashier)s") % words
        else:
            continue
        url = reverse("visits:referral-settle", args=[one.referral])
        found.append(_tell(text, url, _("look"), waits >= limit))
    return found


def _still_receiving(mine: InDetail) -> list[Alert]:
    found = []
    for one in mine.waiting:
        if one.first_contact_id != mine.staff.pk or one.referred_at is not None:
            continue
        waits = mine.now - one.arrived_at
        words = {"who": _named(one), "span": span(waits)}
        text = _("%(who)s is still being received, for %(span)s") % words
        if waits >= LEAVE_TAKING:
            text = _("%(who)s came %(span)s ago. When did they leave? Is the desk tidied?") % words
        found.append(_tell(text, reverse("visits:visit-finish", args=[one.number]), _("go on")))
    return found


def _not_forwarded(mine: InDetail) -> list[Alert]:
    limit = timedelta(minutes=_centre(mine).forward_within_minutes)
    found = []
    for case in mine.promises:
        waits = mine.now - case.opened_at
        if case.status != Case.Status.PROMISED or case.forwarded_at or waits < limit - AMBER:
            continue
        text = _("%(where)s %(matter)s has not been forwarded for %(span)s") % {
            "where": case.where,
            "matter": short(case.title),
            "span": span(waits),
        }
        late = waits > limit
        found.append(_tell(text, address_of("visits:case", case.number), _("send"), late))
    return found


def _urged(mine: InDetail) -> list[Alert]:
    return [
        _tell(
            ngettext(
                "%(where)s %(matter)s was urged %(count)d time",
                "%(where)s %(matter)s was urged %(count)d times",
                case.urge_count,
            )
            % {"where": case.where, "matter": short(case.title), "count": case.urge_count},
            address_of("visits:case", case.number),
            _("look"),
        )
        for case in mine.promises
        if case.urge_count
    ]


def _for_my_department(mine: InDetail) -> list[Alert]:
    if not mine.staff.may("handle_work") or mine.staff.department_id is None:
        return []
    return [
        _tell(
            _("%(where)s %(matter)s waits for your department")
            % {"where": case.where, "matter": short(case.title)},
            address_of("visits:case", case.number),
            _("accept"),
        )
        for case in mine.cases
        if case.department_id == mine.staff.department_id
        and case.handler_id is None
        and case.status == Case.Status.IN_PROGRESS
    ]


def _for_the_leader(mine: InDetail) -> list[Alert]:
    found = []
    for case in mine.cases:
        words = {"where": case.where, "matter": short(case.title), "owner": case.owner}
        url = address_of("visits:case", case.number)
        if case.status == Case.Status.PROMISED and case.return_count >= rules.RETURNS:
            found.append(
                _tell(_("%(where)s %(matter)s came back twice: assign it") % words, url, _("assign"), True)
            )
        if case.callback_state == "exhausted":
            found.append(_tell(_("%(where)s %(matter)s: nobody could be reached") % words, url, _("decide")))
    found += [
        _tell(
            _("An answer quotes a forbidden phrase, because: %(reason)s") % {"reason": short(reason)},
            address_of("visits:visit", number),
            _("read"),
        )
        for number, reason in mine.quoting
    ]
    return found


# Lookups ---------------------------------------------------------------------------------------------------------


def asked(request: StaffRequest, name: str = "q") -> str:
    """What the address asks for, without the one sign that PostgreSQL keeps in no text."""
    return request.GET.get(name, "").replace("\0", "")


@require_GET
@for_readers
def lookup_people(request: StaffRequest) -> HttpResponse:
    """Households that what was typed may mean, as suggestions under the box."""
    found = lookup(request.user, asked(request)[:60]) if request.user.may("receive_visit") else []
    local = request.user.centre.local(Mine.of(request).now) if request.user.centre else None
    return render(request, "visits/lookup.html", {"rows": [_suggestion(one, local) for one in found]})


def _suggestion(one: Household, local: datetime | None) -> dict[str, Any]:
    resident, unit = one.resident, one.unit
    name = resident.address_as if resident else ""
    hello = greeting(local) if local else ""
    return {
        "unit": unit.code if unit else "",
        "unit_url": unit.get_absolute_url() if unit else "",
        "name": resident.name if resident else "",
        "full": " ".join(filter(None, (resident.name, resident.get_honorific_display()))) if resident else "",
        "relation": one.relation,
        "tail": resident.phone[-4:] if resident and resident.phone else "",
        "phone": masking.mask_phone(resident.phone) if resident and resident.phone else "",
        "care": resident.care_note if resident else "",
        "value": f"{unit.pk if unit else ''}:{resident.pk if resident else ''}",
        "label": one.label,
        "say": hello.replace("！", f"，{name}！", 1).replace("!", f", {name}!", 1) if name else hello,
    }


@require_GET
@for_readers
def lookup_known(request: StaffRequest) -> HttpResponse:
    """What is still open for the chosen household, with the choice to urge it (BR-V14)."""
    household = request.GET.get("household", "") or f"{request.GET.get('unit', '')}:"
    key = household.partition(":")[0]
    if not key.isdecimal() or len(key) > 18 or not request.user.may("receive_visit"):
        return HttpResponse("")
    unit = Unit.objects.visible_to(request.user).filter(pk=key).first()
    cases = known_cases(request, unit) if unit else []
    return render(request, "visits/known.html", {"cases": cases})


def known_cases(request: StaffRequest, unit: Unit | None) -> list[dict[str, str]]:
    """Open cases of a home, each with how it stands."""
    if unit is None:
        return []
    now = Mine.of(request).now
    found = Case.objects.visible_to(request.user).open().of_unit(unit).most_pressing_first().for_list()
    return [
        {
            "number": case.number,
            "title": short(case.title),
            "standing": " ".join(
                filter(
                    None,
                    (
                        str(case.get_status_display()),
                        left_until(case.promise_due_at, now) if case.promise_due_at else "",
                        case.handler.name if case.handler else case.department.name,
                    ),
                )
            ),
        }
        for case in found[:9]
    ]


@require_GET
@for_readers
def faq(request: StaffRequest) -> HttpResponse:
    """Common questions that what was typed may mean: each fills in question, category and answer."""
    typed = asked(request)[:40].strip()
    if len(typed) < 2 or not request.user.may("receive_visit"):
        return HttpResponse("")
    today = _centre(Mine.of(request)).local(Mine.of(request).now).date()
    found = Guideline.objects.visible_to(request.user).valid_on(today).common_questions().matching(typed)[:6]
    return render(request, "visits/faq.html", {"rows": [_faq_pill(one) for one in found]})


def _faq_pill(one: Guideline) -> dict[str, str]:
    fill = {"statement": one.title, "reply": one.body}
    if one.category is not None:
        fill["category"] = one.category.code
    return {
        "title": one.title,
        "body": one.body[:40],
        "category": one.category.label if one.category else "",
        "fill": json.dumps(fill, ensure_ascii=False),
        "url": f"{reverse('visits:visit-new')}?faq={one.pk}",
    }


# Drafts ----------------------------------------------------------------------------------------------------------


_DRAFTS: Final = PreparedRecords(
    lambda: Draft.objects.kept_for(Somebody, since=Later("since", DateTimeField())).exclude(
        slot=Later("but", CharField())
    )
)


def _drafts(request: StaffRequest, centre: ServiceCentre, but: str) -> list[Aside]:
    found = []
    for draft in _DRAFTS.records(ASIDES, staff=request.user.pk, since=kept_since(), but=but):
        typed = draft.typed
        found.append(
            Aside(
                draft.slot,
                when(centre, draft.saved_at),
                short(" ".join(filter(None, (typed.get("who"), typed.get("statement")))) or _("empty")),
                f"{reverse('visits:visit-new')}?draft={draft.slot}",
            )
        )
    return found


@require_POST
@for_readers
def draft_save(request: StaffRequest) -> HttpResponse:
    """Keep what is being typed, so that a dead server or a closed window loses nothing (I10)."""
    form = SlipForm(request.POST, staff=request.user)
    if form.says_something:
        Draft.objects.park(request.user, form.slot, form.typed())
    return HttpResponse(status=204)


@require_POST
@once
@for_readers
def draft_discard(request: StaffRequest, slot: str) -> HttpResponse:
    """Throw a draft of one's own away."""
    draft = get_object_or_404(Draft.objects.kept_for(request.user), slot=slot)
    draft.delete()
    return redirect("visits:desk")
