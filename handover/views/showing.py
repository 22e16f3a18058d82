"""One handover on the screen: as who goes off writes it, or as everybody else reads it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.models import Staff
from directory.requests import StaffRequest
from handover import obligations, rules
from handover.forms.acts import AcceptForm, NoteForm, RefuseForm, SignedReasonForm, TakeOverForm
from handover.forms.sheet import SheetForm
from handover.models import Handover, HandoverItem, InventoryCount, Question, Reading
from handover.models.item import cards_of, must_be_done_next
from handover.rows import Cards, Named, count_row, options, sides, state_chip
from records import clock
from records.models import Refusal
from visits.forms.refusing import show_refusal
from visits.story import span, when

#: So many items stand on one page of a sheet; two hundred at once would weigh three hundred kilobytes.
PAGE = 40
#: Stands for boxes not yet filled in, so that a rule says only what has nothing to do with them.
WRITTEN = "-"
#: No key and no page has more digits.
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Failed:
    """An act that was not done: which, what was typed, and each reason with the place it leads to."""

    act: str = ""
    form: forms.Form | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the error summary."""

    url: str
    sentence: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """下一班必辦, or 在辦跟蹤 (BR-H14): how many there are, and the cards of those on this page."""

    title: str
    about: str
    count: int
    cards: SafeString
    may_take_all: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a sheet: the items of the whole sheet in their order, and which of them are on the screen."""

    must: list[HandoverItem]
    rest: list[HandoverItem]
    number: int
    last: int
    shown: frozenset[int]
    page_of: Mapping[int, int]

    @classmethod
    def turned_to(
        cls, request: StaffRequest, items: Sequence[HandoverItem], is_must: Callable[[HandoverItem], bool]
    ) -> "Leaf":
        """The page asked for by `?page=`, or the one on which `?item=` stands; the next shift's come first."""
        must = [item for item in items if is_must(item)]
        rest = [item for item in items if not is_must(item)]
        order = [item.pk for item in (*must, *rest)]
        last = max(1, math.ceil(len(order) / PAGE))
        page, item = (number_in(request.GET.get(name, "")) for name in ("page", "item"))
        number = order.index(item) // PAGE + 1 if item in order else min(max(page, 1), last)
        page_of = {pk: place // PAGE + 1 for place, pk in enumerate(order)}
        return cls(must, rest, number, last, frozenset(order[(number - 1) * PAGE : number * PAGE]), page_of)

    @property
    def before(self) -> int:
        """The page before this one; none is 0."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The page after this one; none is 0."""
        return self.number + 1 if self.number < self.last else 0

    @property
    def query(self) -> str:
        """What keeps a form on this page."""
        return f"?page={self.number}" if self.number > 1 else ""

    def groups(self, draw: Callable[[HandoverItem], str], *, taking: bool = False) -> list[Group]:
        """The groups as far as they are on this page, drawn; `taking` offers to take the rest as a list."""
        next_shift = _("promised for the next shift, late, urgent, or a callback due")
        named = (
            (_("To be done next shift"), next_shift, self.must, False),
            (_("To be followed"), _("promised for later"), self.rest, taking),
        )
        groups = []
        for title, about, items, offered in named:
            cards = [draw(item) for item in items if item.pk in self.shown]
            if cards:
                html = SafeString("\n".join(cards))
                may_take_all = offered and any(item.taken_by_id is None for item in items)
                groups.append(Group(title, about, len(items), html, may_take_all))
        return groups

    def faults(self, wrong: Mapping[str, str]) -> list["Fault"]:
        """The error summary, each line with the way to its place; `page` is set when that is another page."""
        faults = []
        for place, sentence in wrong.items():
            kind, _dash, pk = place.partition("-")
            page = self.page_of.get(int(pk), 0) if kind == "item" and int(pk) not in self.shown else 0
            turning = f"?page={page}" if page else ""
            faults.append(Fault(f"{turning}#{PLACES.get(place, place)}" if place else "", sentence, page))
        return faults


def number_in(text: str) -> int:
    """A page or a key somebody asked for; what is none is 0."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


@dataclass(frozen=True, slots=True)
class Taking:
    """How far one person is with taking over."""

    name: str
    total: int
    taken: int


@dataclass(frozen=True, slots=True)
class Book:
    """Everything of one handover the page asks the database for."""

    handover: Handover
    items: list[HandoverItem]
    counts: list[InventoryCount]
    people: list[Staff]
    talk: dict[int, list[Question]]

    @classmethod
    def of(cls, handover: Handover, *, to_save: bool = False) -> "Book":
        """Open it; each item and count knows its handover without asking again."""
        items = list(handover.items.for_list()) if to_save else cards_of(handover)
        counts = list(handover.counts.for_list())
        for line in (*items, *counts):
            line.handover, line.centre = handover, handover.centre
        talk: dict[int, list[Question]] = {}
        for question in Question.objects.about(handover):
            talk.setdefault(question.item_id, []).append(question)
        return cls(handover, items, counts, handover.colleagues(), talk)

    @property
    def standing(self) -> list[HandoverItem]:
        """The items still open and still with who goes off."""
        return [item for item in self.items if item.is_standing]

    @property
    def comers(self) -> list[Staff]:
        """Who is rostered for the next shift."""
        return [person for person in self.people if person.comes_next]  # type: ignore[attr-defined]  # -- Handover.colleagues asks for it

    @property
    def takers(self) -> list[Staff]:
        """Who may be named on an item."""
        return [person for person in self.people if person.comes_next or person.leads]  # type: ignore[attr-defined]  # -- as above

    @property
    def to_shift(self) -> set[int]:
        """Who is rostered for the next shift, by key."""
        return {person.pk for person in self.comers}


def found(request: StaffRequest, number: str) -> Handover:
    """The handover of this number, as far as it is of the reader's centre."""
    handover: Handover = get_object_or_404(
        Handover.objects.visible_to(request.user).for_sheet(), number=number
    )
    handover.from_shift.centre = handover.duty.centre = handover.centre  # the same row: not asked for again
    return handover


def attempt(
    request: StaffRequest, handover: Handover, act: str, form: forms.Form, do: Callable[[], None]
) -> HttpResponse:
    """Do it and go back to the sheet, or show the sheet again with the reason why not and what was typed."""
    if not form.is_valid():
        wrong = {f"{act}-{name}": str(errors[0]) for name, errors in form.errors.items()}
        return show(request, handover.number, Failed(act, form, wrong, 422))
    try:
        do()
    except Refusal as refusal:
        status = show_refusal(request, form, refusal)
        return show(
            request, handover.number, Failed(act, form, refusal.by_field or {"": str(refusal)}, status)
        )
    return redirect(handover)


def show(request: StaffRequest, number: str, failed: Failed | None = None) -> HttpResponse:
    """The page of a handover as it stands now."""
    handover = found(request, number)
    failed = failed or Failed()
    if handover.is_being_written and not rules.against_writing(handover, request.user):
        return _writing(request, Book.of(handover), failed)
    return _reading(request, Book.of(handover), failed)


# Going off -------------------------------------------------------------------------------------------------------


def sheet_form(request: StaffRequest, book: Book, data: Any = None) -> SheetForm:
    """The form of the whole sheet."""
    handover = book.handover
    names = ("version", "summary", "instructions", "public_area", "nil_open")
    return SheetForm(
        data,
        items=book.standing,
        counts=book.counts,
        people=book.takers,
        by=request.user,
        initial={name: getattr(handover, name) for name in names},
    )


def _writing(request: StaffRequest, book: Book, failed: Failed) -> HttpResponse:
    handover, staff = book.handover, request.user
    form = sheet_form(request, book, failed.form.data if isinstance(failed.form, SheetForm) else None)
    if isinstance(failed.form, SheetForm):
        form.full_clean()
        if failed.status == 409:
            form.data = {**form.data.dict(), "version": handover.version}  # type: ignore[attr-defined]  # -- always a QueryDict
    unfinished = obligations.unfinished(handover.outgoing, staff)
    unfollowed = obligations.unfollowed(handover.outgoing, handover.from_shift)
    items = book.standing
    ends_at = handover.to_shift.ends_at if handover.to_shift else None
    leaf = Leaf.turned_to(request, items, lambda item: must_be_done_next(item.case, item.callback, ends_at))
    missing = handover.missing_among({item.case_id for item in book.items})
    wrong = failed.wrong
    if request.method == "GET" and "refused" in request.GET:
        _sentence, wrong = rules.against_signing_out(
            handover,
            handover.outgoing,
            items=items,
            counts=book.counts,
            unfinished=[matter.said for matter in unfinished],
            unfollowed=unfollowed,
            summary=handover.summary,
            nil_open=handover.nil_open,
            emergencies=obligations.emergencies(handover.outgoing, handover.released_at),
        )
    short = sum(rules.is_short(item) for item in items)
    done = sum(item.receiver_id is not None and not rules.is_short(item) for item in items)
    words = _common(request, book) | {
        "form": form,
        "faults": leaf.faults(wrong),
        "leaf": leaf,
        "groups": leaf.groups(_written(book, form, staff)),
        "counts": [
            count_row(line, form.typed_count(line), form.wrong.get(f"count-{line.pk}", ""))
            for line in book.counts
        ],
        "total": len(items),
        "done": done,
        "percent": round(100 * done / len(items)) if items else 100,
        "short": short,
        "homeless": sum(item.receiver_id is None for item in items),
        "uncounted": sum(bool(rules.against_count(line)) for line in book.counts),
        "unfinished": unfinished,
        "unfollowed": [(number, reverse("visits:case", args=[number])) for number in unfollowed],
        "missing": missing,
        "is_own": staff.pk == handover.outgoing_id,
        "exits": _exits(request, book, failed),
        "failed": failed.act,
    }
    return render(request, "handover/out.html", words, status=failed.status)


def _written(book: Book, form: SheetForm, staff: Staff) -> Callable[[HandoverItem], str]:
    drawn: dict[str, SafeString] = {}
    page = Cards(book.handover, staff, book.talk)

    def card(item: HandoverItem) -> str:
        typed = form.typed_item(item)
        chosen = str(typed.get("receiver", item.receiver_id) or "")
        if chosen not in drawn:
            drawn[chosen] = options(book.takers, chosen)
        return page.written_by_who_goes(item, typed, drawn[chosen])

    return card


# Coming on -------------------------------------------------------------------------------------------------------


def _reading(request: StaffRequest, book: Book, failed: Failed) -> HttpResponse:
    handover, staff = book.handover, request.user
    why_not = rules.against_receiving(handover, staff, book.to_shift)
    is_waiting = handover.state == Handover.State.SUBMITTED
    items = book.items if handover.is_over else book.standing
    typed = failed.form.data if failed.form is not None else {}
    may_ask = bool(items) and not rules.against_asking(items[0], staff, WRITTEN)
    leaf = Leaf.turned_to(request, items, lambda item: item.must_do)
    page = Cards(handover, staff, book.talk, leaf.query)

    def card(item: HandoverItem) -> str:
        asked = typed.get(f"text-{item.pk}", "")
        return page.read_by_who_comes(item, asked, may_take=not why_not, may_ask=may_ask)

    missing = handover.missing_among({item.case_id for item in book.items}) if is_waiting else []
    taken = sum(item.taken_by_id is not None for item in items)
    words = _common(request, book) | {
        "faults": leaf.faults(failed.wrong),
        "leaf": leaf,
        "groups": leaf.groups(card, taking=not why_not),
        "total": len(items),
        "taken": taken,
        "percent": round(100 * taken / len(items)) if items else 100,
        "takings": _takings(items),
        "counts": [count_row(line, _typed_recount(line, typed)) for line in book.counts],
        "differing": [line.pk for line in book.counts if line.differs and not line.allowed_by_id],
        "unread": list(Reading.objects.unread_by(staff)) if is_waiting and not why_not else [],
        "missing": missing,
        "emergencies": obligations.emergencies(handover.outgoing, handover.released_at) if is_waiting else [],
        "is_waiting": is_waiting,
        "is_own": staff.pk == handover.outgoing_id,
        "may_receive": not why_not,
        "why_not": why_not,
        "may_allow": rules.leads(staff) and staff.pk != handover.outgoing_id and is_waiting,
        "accept": _form(failed, "accept", lambda data: AcceptForm(data, by=staff, auto_id="accept-%s")),
        "refuse": _form(failed, "refuse", lambda data: RefuseForm(data, auto_id="refuse-%s")),
        "allow": _form(failed, "allow", lambda data: NoteForm(data, auto_id="allow-%s")),
        "exits": _exits(request, book, failed),
        "added": _added(handover) if handover.is_over else [],
        "failed": failed.act,
    }
    return render(request, "handover/in.html", words, status=failed.status)


def _typed_recount(line: InventoryCount, typed: Any) -> dict[str, str]:
    names = ("recounted", "condition", "note")
    return {name: typed[f"{name}-{line.pk}"] for name in names if f"{name}-{line.pk}" in typed}


def _takings(items: Sequence[HandoverItem]) -> list[Taking]:
    people: dict[str, list[HandoverItem]] = {}
    for item in items:
        people.setdefault(Named.of(item).receiver_name or _("nobody"), []).append(item)
    return [
        Taking(name, len(named), sum(item.taken_by_id is not None for item in named))
        for name, named in people.items()
    ]


def _added(handover: Handover) -> list[dict[str, str]]:
    return [
        {
            "by": str(row.history_user),
            "at": when(handover.centre, row.history_date),
            "note": row.history_change_reason,
        }
        for row in handover.notes_added()
    ]


# Both ------------------------------------------------------------------------------------------------------------


def _common(request: StaffRequest, book: Book) -> dict[str, Any]:
    handover = book.handover
    relief = ""
    if handover.is_held and handover.to_shift:
        relief = span(clock.now() - handover.to_shift.starts_at)
    refused = ""
    if handover.refused_by and handover.refused_at and not handover.is_over:
        refused = _("%(name)s refused it at %(time)s: %(reason)s. %(note)s") % {
            "name": handover.refused_by,
            "time": when(handover.centre, handover.refused_at),
            "reason": handover.get_refuse_reason_display(),
            "note": handover.refuse_note,
        }
    return {
        "handover": handover,
        "sides": sides(handover, book.comers),
        "chip": state_chip(handover).html,
        "relief_late": relief,
        "refused": refused,
        "has_sheet": bool(handover.signed_out_at or handover.is_over or handover.refuse_count),
        "history": reverse("records:history", args=["handover.handover", handover.pk]),
    }


#: Where a sentence of a rule leads to on the page, when it is not the thing itself.
PLACES = {
    "summary": "id_summary",
    "nil_open": "id_nil_open",
    "emergencies": "exits",
    "unlisted": "missing",
    "received": "main",
}


def _form(failed: Failed, act: str, make: Callable[[Any], forms.Form]) -> forms.Form:
    """The form of an act: as it was typed when it was this act that failed, empty otherwise."""
    form = make(failed.form.data if failed.act == act and failed.form is not None else None)
    if form.is_bound:
        form.full_clean()
    return form


# The exits -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """An act beside the two signatures: what it means, its boxes, or why not now."""

    slug: str
    label: str
    about: str
    icon: str
    url: str
    why_not: str
    form: forms.Form | None = None
    is_open: bool = False


def _exits(request: StaffRequest, book: Book, failed: Failed) -> list[Exit]:
    handover, staff = book.handover, request.user
    people = book.people if rules.leads(staff) else []
    emergencies = [item.case.number for item in book.items if item.is_emergency]

    def leave(  # noqa: PLR0917 -- a literal table follows
        slug: str, label: str, about: str, icon: str, why_not: str, make: Any = None
    ) -> Exit:
        form = _form(failed, slug, make) if make and not why_not else None
        url = reverse(f"handover:handover-{slug}", args=[handover.number])
        return Exit(
            slug=slug,
            label=label,
            about=about,
            icon=icon,
            url=url,
            why_not=why_not,
            form=form,
            is_open=failed.act == slug,
        )

    return [
        leave(
            "withdraw",
            _("Take the signature back"),
            _("The sheet can be changed again; it is signed anew afterwards."),
            "back",
            rules.against_withdrawing(handover, staff),
        ),
        leave(
            "release",
            _("Release the emergency"),
            _("It is under control and may pass over: %(list)s") % {"list": _(", ").join(emergencies)},
            "alert",
            rules.against_releasing(handover, staff)
            or ("" if emergencies else _("No emergency is in hand.")),
        ),
        leave(
            "take-over",
            _("Take over for the relief"),
            _("The relief does not come: who leads answers for everything, or names who does."),
            "hand",
            rules.against_taking_over_for(handover, staff, None),
            lambda data: TakeOverForm(
                data, by=staff, people=people, initial={"substitute": staff.pk}, auto_id="take-over-%s"
            ),
        ),
        leave(
            "override",
            _("Let go in an emergency"),
            _("You answer for everything open. The reason is printed on the sheet and counted."),
            "alert",
            rules.against_overriding(handover, staff, WRITTEN),
            lambda data: SignedReasonForm(data, by=staff, auto_id="override-%s"),
        ),
        leave(
            "review",
            _("Read and found in order"),
            _("Every handover is read by somebody who leads."),
            "eye",
            rules.against_reviewing(handover, staff),
        ),
        leave(
            "add",
            _("Add a note"),
            _("The sheet itself never changes any more."),
            "pen",
            rules.against_adding(handover, staff, WRITTEN),
            lambda data: NoteForm(data, auto_id="add-%s"),
        ),
    ]
