"""The slip: one line of the duty log as the desk fills it in, top to bottom, with the resident present (§4.4–4.8)."""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final, cast
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory import folding
from directory.models import Category, Department, Desk, PersonKind, ServiceCentre, Staff
from records.layout import Alike, Head, Lookup, Outcomes, Panel, Row, Say, Segments, slip
from visits.forms.boxes import (
    MOMENT,
    SELECT,
    Day,
    Hour,
    Moment,
    Words,
    beside,
    choice,
    colleague,
    tick,
    words,
)
from visits.forms.choices import Choices
from visits.forms.pieces import DESK_CHANNELS, ICONS, Categories, Checks, DeskChannel, Fold, SlipFoot, When
from visits.forms.who import HOUSEHOLD, Caller, who_is_meant
from visits.models import Case, Priority, Promise, PromiseTerms, Referral, Visit

OWN_TIME: Final = "own"
QUARTER: Final = timedelta(minutes=15)
TYPED: Final = ("who", "statement", "reply", "promise_text", "reason_explained", "remark", "location_detail")
_SLOT: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(slots=True)
class Written:
    """What the slip says, ready for a verb."""

    act: str
    facts: dict[str, Any] = field(default_factory=dict)
    reply: str = ""
    satisfaction: int | None = None
    quoting_reason: str = ""
    arrived_at: datetime | None = None
    desk: Desk | None = None
    joins: Case | None = None
    cashier: Staff | None = None
    matter: str = ""
    department: Department | None = None
    handler: Staff | None = None
    terms: PromiseTerms | None = None
    outside: dict[str, str] = field(default_factory=dict)
    complaint: dict[str, Any] = field(default_factory=dict)


class SlipForm(forms.Form):
    """One visit as it is typed: who, what, what about, what came of it; everything else is optional (§4.6)."""

    draft = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    household = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    channel = choice(_("Channel"), Visit.Channel.choices, radio=True)
    who = words(_("Resident"), limit=80)
    statement = words(_("What was asked"), lines=True)
    category = forms.CharField(label=_("Category"), required=False, widget=forms.RadioSelect)
    identity_check = choice(
        _("Identity check"), Visit.IdentityCheck.choices, empty=_("How was the person identified?")
    )
    owner_confirmed_by = choice(
        _("Owner confirmed"), Visit.OwnerConfirmed.choices, empty=_("A tenant: how did the owner confirm?")
    )
    outcome = choice(
        _("Outcome"),
        [
            ("answer", _("Answered on the spot")),
            ("introduce", _("Introduce to the cashier")),
            ("promise", _("Send and promise")),
        ],
        radio=True,
    )
    to = forms.CharField(label=_("Cashier"), required=False, widget=forms.RadioSelect)
    matter = choice(_("Fee matter"), Referral.Matter.choices)
    department = forms.CharField(label=_("Give to"), required=False, widget=forms.RadioSelect)
    handler = colleague(_("Handler"), _("handler, or anybody there"))
    outside_name = words(_("Outside party"), limit=60)
    outside_phone = Words(
        label=_("Outside party's number"),
        required=False,
        max_length=30,
        widget=beside(_("Outside party's number"), forms.TextInput(attrs={"placeholder": _("number")})),
    )
    weight = choice(_("Weight of the complaint"), Case.Weight.choices, radio=True)
    against_department = forms.CharField(
        required=False, widget=beside(_("Complaint against (department)"), forms.Select())
    )
    against_staff = colleague(_("Complaint about (person)"), _("which person"))
    due_at = forms.CharField(label=_("Promise"), required=False, widget=forms.RadioSelect)
    due_date = Day(label=_("Own date"), required=False)
    due_time = Hour(label=_("Own time"), required=False)
    kind = choice(_("Kind"), Promise.Kind.choices, empty=_("What for"))
    promise_text = words(_("What is promised"), limit=200)
    reason_explained = words(_("Why not now"), lines=True)
    restated = tick(_("Restated, the resident said yes"))
    apology_given = tick(_("Apologised"))
    phone = words(_("Phone"), limit=20, inputmode="tel")
    phone_declined = tick(_("Would rather not leave a number"))
    contact_pref = Words(
        label=_("Preferred contact time"),
        required=False,
        max_length=40,
        widget=beside(_("Preferred contact time"), forms.TextInput(attrs={"placeholder": _("best reached")})),
    )
    estimate_at = Moment(label=_("Department's estimate"), required=False)
    thin_margin_accepted = tick(_("Promise it all the same, without the margin"))
    new_matter_reason = words(_("Another matter, because"), limit=200)
    join = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    reply = words(_("Reply"), lines=True)
    satisfaction = forms.TypedChoiceField(
        label=_("Satisfied?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Satisfied?")), *Visit.Satisfaction.choices],
        widget=beside(_("Asked face to face: satisfied?"), forms.Select()),
    )
    quoting_reason = words(_("Quoting the resident, because"), limit=200)
    arrived_at = Moment(label=_("Arrived / called at"), required=False)
    ring_count = forms.IntegerField(
        label=_("Rings before answer"),
        required=False,
        min_value=0,
        max_value=99,
        widget=beside(_("Rings before answer"), forms.NumberInput(attrs={"placeholder": _("rings")})),
    )
    desk = forms.CharField(
        label=_("Service desk"), required=False, widget=beside(_("Service desk"), forms.Select())
    )
    channel_other = choice(
        _("Another channel"), [c for c in Visit.Channel.choices if c[0] not in DESK_CHANNELS]
    )
    scope = choice(_("Scope"), Visit.Scope.choices)
    location_detail = words(_("Exact location"), limit=120)
    visitor_kind = choice(_("Visitor kind"), PersonKind.choices)
    anonymous = tick(_("Anonymous"))
    priority = choice(_("Urgency"), Priority.choices)
    occurred_at = Moment(label=_("Occurred at"), required=False)
    subcategory = Words(
        label=_("Subcategory"),
        required=False,
        max_length=40,
        widget=beside(_("Subcategory"), forms.TextInput(attrs={"placeholder": _("subcategory")})),
    )
    remark = words(_("Remarks"), lines=True)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        staff: Staff,
        shift_ends: datetime | None = None,
        visit: Visit | None = None,
        sheet: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {
            "channel": Visit.Channel.WALK_IN,
            "category": "consult",
            "outcome": "answer",
            "desk": str(staff.desk_id or ""),
        } | (kwargs.get("initial") or {})
        super().__init__(data, **kwargs)
        self.centre = cast("ServiceCentre", staff.centre)  # whoever may receive a visit works in one
        self.staff, self.visit, self.choices = staff, visit, Choices(staff)
        self.shift_ends, self.sheet = shift_ends, sheet
        self.known: list[dict[str, str]] = []
        self.said: Hashable = ()
        self.caller = Caller()
        self._offer()
        for name in ("arrived_at", "estimate_at", "due_date", "due_time", "occurred_at"):
            beside(self.fields[name].label, self.fields[name].widget).attrs["title"] = self.fields[name].label

    def _offer(self) -> None:
        offered = {
            "category": lambda: [(one.code, one.label) for one in self.choices.categories],
            "to": lambda: [
                (str(one.pk), f"{one.name} {one.desk or ''}".strip()) for one in self.choices.cashiers
            ],
            "department": lambda: [(one.code, one.name) for one in self.choices.departments],
            "against_department": lambda: [
                ("", _("which department")),
                *((one.code, one.name) for one in self.choices.departments),
            ],
            "desk": lambda: [("", _("no desk")), *self.choices.seats()],
            "due_at": lambda: [(value, label) for value, label, _small in self.times()],
        }
        for name, ask in offered.items():
            self.fields[name].widget.choices = ask

    @cached_property
    def cashier_is_away(self) -> bool:
        """Whether the promise rows stand in for the introduction (BR-F04)."""
        return self.choices.nobody_takes_fees

    @property
    def names(self) -> list[str]:
        """Colleagues by name and department, for the boxes that take one."""
        return [self.choices.known_as(one) for one in self.choices.colleagues]

    # How it lies ------------------------------------------------------------------------------------------------

    @cached_property
    def helper(self) -> FormHelper:
        """The slip as it lies on the desk."""
        action = (
            reverse("visits:visit-finish", args=[self.visit.number])
            if self.visit
            else reverse("visits:visit-new")
        )
        promise_at = (2, 3) if self.cashier_is_away else (3,)
        small = {value: text for value, _label, text in self.times()}
        return slip(
            "draft",
            "version",
            "household",
            Head(DeskChannel("channel", icons=ICONS)),
            Alike(
                Lookup(
                    "who",
                    url=reverse("visits:lookup"),
                    keep="household",
                    placeholder=_(
                        "Room 3-1202, end of a phone number, name or pinyin lmh; a visitor's name as it is"
                    ),
                    data_key="n",
                ),
                Say("visits/slip_known.html"),
                Lookup(
                    "statement",
                    url=reverse("visits:faq"),
                    placeholder=_(
                        "In the resident's words; tcz brings the common question about parking permits"
                    ),
                    also="visits/slip_faq.html",
                ),
                Categories("category"),
                When(
                    Row("identity_check", beside=("owner_confirmed_by",), **SELECT),
                    name="identity",
                ),
                Outcomes(
                    "outcome",
                    small={
                        "answer": _("written down, and done"),
                        "introduce": _("take the resident to the colleague"),
                        "promise": _("say why, give a time"),
                    },
                    says={
                        "answer": "",
                        "introduce": _("“This colleague looks after payments and will see to it at once.”"),
                        "promise": _(
                            "“I am sorry to keep you waiting. You will hear from us by the time we agree.”"
                        ),
                    },
                ),
                Panel(
                    *(
                        [Say("visits/slip_nobody.html")]
                        if self.cashier_is_away
                        else [Segments("to", beside=("matter",)), Say("visits/slip_cashier.html")]
                    ),
                    at=(2,),
                ),
                Panel(
                    Segments("department", beside=("handler",)),
                    When(Row("outside_name", beside=("outside_phone",)), name="outside"),
                    Say("visits/slip_colleagues.html"),
                    When(
                        Segments("weight", beside=("against_department", "against_staff")), name="complaint"
                    ),
                    Segments("due_at", small=small, beside=("due_date", "due_time")),
                    Say("visits/slip_due.html"),
                    Row(
                        "promise_text",
                        beside=("kind",),
                        placeholder=_("Come and look, answer by telephone, finish …"),
                    ),
                    Row(
                        "reason_explained",
                        placeholder=_("“I am sorry that it cannot be done at once, because …”"),
                    ),
                    Checks("restated", "apology_given", label=_("Said")),
                    Row("phone", beside=("contact_pref",), placeholder=_("empty: the number on file")),
                    Checks("phone_declined", "thin_margin_accepted", label=_("Agreed")),
                    Row("estimate_at", **MOMENT),
                    at=promise_at,
                ),
                Panel(
                    Row(
                        "reply",
                        beside=("satisfaction",),
                        placeholder=_("One line: what the resident was told"),
                    ),
                    at=(1,) if self.cashier_is_away else (1, 2),
                ),
                Say("visits/slip_more.html")
                if self.sheet
                else Fold(
                    _("More: late entry, desk, place, kind of visitor, urgency …"),
                    Row("arrived_at", beside=("ring_count", "desk"), **MOMENT),
                    Row("location_detail", beside=("scope",), placeholder=_("third floor, beside the lift")),
                    Row("visitor_kind", beside=("priority", "channel_other"), **SELECT),
                    Row("occurred_at", beside=("subcategory",), **MOMENT),
                    Row(
                        "quoting_reason",
                        placeholder=_("only when the answer repeats the resident's own words"),
                    ),
                    Row("remark"),
                    Checks("anonymous", label=_("Name")),
                ),
                SlipFoot(_("Write down"), park=self.visit is None, note=_("The draft is kept on the server")),
            ),
            action=action,
            sheet=self.sheet,
        )

    @property
    def content(self) -> Hashable:
        """All that an empty slip shows under its head; None for one that somebody has begun to fill in."""
        if self.is_bound or self.known or not self.sheet:
            return None
        choices = self.choices
        categories = [
            (
                one.code,
                one.label,
                one.needs_identity,
                one.default_priority,
                one.department.code,
                one.department.takes_fees,
            )
            for one in choices.categories
        ]
        return (
            tuple(self.times()),
            tuple(categories),
            tuple((one.pk, one.name, str(one.desk or "")) for one in choices.cashiers),
            tuple((one.code, one.name) for one in choices.departments),
            tuple(self.names),
            self.cashier_is_away,
            self.said,
        )

    def times(self) -> list[tuple[str, str, str]]:
        """Times to promise at a keystroke: (value, label, small print), each with the centre's margin in it (§4.8)."""
        centre, now = self.centre, self.choices.now
        soon = now + timedelta(minutes=centre.margin_minutes)
        local = centre.local
        found: dict[str, tuple[str, str]] = {}

        def offer(moment: datetime, label: str) -> None:
            if moment >= soon:
                past = self.shift_ends is not None and moment >= self.shift_ends
                found.setdefault(
                    f"{local(moment):%Y-%m-%dT%H:%M}", (label, gettext("next shift") if past else "")
                )

        for ahead in (timedelta(minutes=30), timedelta(hours=2)):
            moment = _rounded(soon + ahead)
            offer(moment, gettext("by %(time)s") % {"time": f"{local(moment):%H:%M}"})
        if self.shift_ends is not None:
            before = self.shift_ends - timedelta(minutes=centre.margin_minutes)
            offer(before, gettext("before the shift ends %(time)s") % {"time": f"{local(before):%H:%M}"})
        evening = local(now).replace(hour=18, minute=0, second=0, microsecond=0)
        offer(evening, gettext("today 18:00"))
        offer(
            (local(now) + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0),
            gettext("tomorrow 10:00"),
        )
        typed = str(self["due_at"].value() or "")
        if typed and typed != OWN_TIME and typed not in found and (moment_typed := self._moment(typed)):
            found[typed] = (f"{local(moment_typed):%m-%d %H:%M}", "")
        return [(value, *rest) for value, rest in found.items()] + [(OWN_TIME, gettext("own time"), "")]

    def _moment(self, typed: str) -> datetime | None:
        try:
            return Moment().to_python(typed)
        except forms.ValidationError:
            return None

    # What it says -----------------------------------------------------------------------------------------------

    def clean_household(self) -> str:
        """A value no suggestion has is no choice."""
        value: str = self.cleaned_data["household"]
        return value if HOUSEHOLD.fullmatch(value) and value != ":" else ""

    @cached_property
    def slot(self) -> str:
        """The place a draft of this slip is kept under."""
        return self.drafted_at or uuid4().hex

    @property
    def drafted_at(self) -> str:
        """The place a draft was already kept under, or nothing."""
        value = str(self.data.get("draft") or self.initial.get("draft") or "")
        return value if _SLOT.fullmatch(value) else ""

    @property
    def says_something(self) -> bool:
        """Whether somebody has typed what would be a pity to lose."""
        return any(str(self.data.get(name, "")).strip() for name in TYPED)

    def clean(self) -> dict[str, Any]:
        """Find the household, and read the promised time from whichever boxes hold it."""
        data = super().clean() or self.cleaned_data
        if "who" in data and "household" in data:
            try:
                self.caller = who_is_meant(self.staff, data["who"], data["household"])
            except forms.ValidationError as doubt:
                self.add_error("who", doubt)
        if (
            self.caller.unit is None
            and self.caller.resident is None
            and self.visit is not None
            and not data.get("who")
        ):
            self.caller = Caller(
                self.visit.unit, self.visit.resident, self.visit.visitor_name, self.visit.phone
            )
        if self.act in ("promise", "introduce"):
            data["due"] = self._due(data)
        self._find_who_is_named(data)
        return data

    def _find_who_is_named(self, data: dict[str, Any]) -> None:
        """Turn names into the people and places they mean; one that nobody here has is asked for again."""
        choices, nobody = self.choices, gettext("Nobody here is called that. Choose from the list.")

        def find(box: str, look_up: Callable[[str], Any], sentence: str) -> None:
            if typed := data.get(box):
                data[box] = look_up(typed)
                if data[box] is None:
                    self.add_error(box, sentence)

        category = choices.category(data.get("category") or "")
        if self._at_a_desk():
            find("desk", choices.desk, gettext("That desk is not in use. Choose from the list."))
        if self.act == "introduce":
            find("to", choices.colleague, nobody)
        elif self.act == "promise":
            likely = category.department if category else None
            unknown = gettext("There is no such department. Choose from the list.")
            find("department", lambda code: choices.department(code, likely), unknown)
            find("handler", choices.colleague, nobody)
            self._find_handler_there(data)
            if category is not None and category.code == "complaint":
                find("against_department", lambda code: choices.department(code, None), unknown)
                find("against_staff", choices.colleague, nobody)

    def _find_handler_there(self, data: dict[str, Any]) -> None:
        handler, department = data.get("handler"), data.get("department")
        if handler and department and handler.department_id != department.pk:
            words = {"name": handler, "department": department}
            self.add_error("handler", gettext("%(name)s does not work in %(department)s.") % words)

    @property
    def act(self) -> str:
        """Which verb the pressed button or the chosen outcome stands for."""
        if self.data.get("act") in ("keep", "alarm"):
            return str(self.data["act"])
        if self.data.get("join"):
            return "join"
        outcome = str(self.data.get("outcome") or "answer")
        if outcome == "introduce" and self.cashier_is_away:
            return "promise"
        return outcome

    def _due(self, data: dict[str, Any]) -> datetime | None:
        centre = self.centre
        chosen = data.get("due_at") or ""
        if data.get("due_date") or data.get("due_time") or chosen == OWN_TIME:
            day = data.get("due_date") or centre.local(self.choices.now).date()
            if data.get("due_time") is None:
                if not {"due_time", "due_date"} & set(self.errors):
                    self.add_error("due_at", gettext("Promise a time of day as well."))
                return None
            if not 2000 <= day.year <= 2100:
                self.add_error("due_at", gettext("That is more than a year ahead. Check the date."))
                return None
            return centre.at(day, data["due_time"])
        if not chosen:
            return None
        moment = self._moment(chosen)
        if moment is None:
            self.add_error("due_at", gettext("That is no time. Choose one, or write date and time."))
        return moment

    def written(self) -> Written:
        """What the slip says, for the verb it asks for; nothing here decides whether it is allowed."""
        data = self.cleaned_data
        category = self.choices.category(data["category"] or ("" if self.act == "alarm" else "consult"))
        written = Written(
            self.act,
            self._facts(category),
            reply=data["reply"],
            satisfaction=data["satisfaction"],
            quoting_reason=data["quoting_reason"],
            arrived_at=data["arrived_at"],
            desk=data["desk"] or None if self._at_a_desk() else None,
        )
        if written.act == "introduce":
            written.cashier = data["to"] or None
            written.matter = data["matter"] or Referral.Matter.MANAGEMENT
        elif written.act == "join":
            written.joins = Case.objects.visible_to(self.staff).filter(number=data["join"]).first()
        elif written.act == "promise":
            self._promise(written, category)
        return written

    def _promise(self, written: Written, category: Category | None) -> None:
        data = self.cleaned_data
        written.department = data["department"] or None
        if written.department is not None:
            written.handler = data["handler"] or None
        if data.get("due"):
            written.terms = PromiseTerms(
                due_at=data["due"],
                text=data["promise_text"],
                kind=data["kind"] or Promise.Kind.FINISH,
                estimate_at=data["estimate_at"],
                thin_margin_accepted=data["thin_margin_accepted"],
            )
        if written.department is not None and written.department.is_outside:
            written.outside = {"name": data["outside_name"], "phone": data["outside_phone"]}
        if category is not None and category.code == "complaint":
            written.complaint = {"weight": data["weight"] or Case.Weight.ORDINARY}
            for box in ("against_department", "against_staff"):
                if data[box]:
                    written.complaint[box] = data[box]

    def _facts(self, category: Category | None) -> dict[str, Any]:
        data, caller = self.cleaned_data, self.caller
        named = not data["anonymous"]
        same: tuple[str, ...] = (
            "identity_check",
            "owner_confirmed_by",
            "contact_pref",
            "location_detail",
            "subcategory",
        )
        same += ("statement", "occurred_at", "restated", "apology_given", "reason_explained")
        same += ("new_matter_reason", "remark", "ring_count", "phone_declined", "anonymous")
        return {name: data[name] for name in same} | {
            "channel": data["channel_other"] or data["channel"] or Visit.Channel.WALK_IN,
            "category": category,
            "unit": caller.unit,
            "resident": caller.resident if named else None,
            "visitor_name": caller.name if named else "",
            "visitor_kind": data["visitor_kind"] or self._kind(),
            "phone": "" if data["phone_declined"] else folding.normalise_phone(data["phone"]) or caller.phone,
            "scope": data["scope"] or self._scope(),
            "priority": data["priority"] or _usual_priority(category),
        }

    def _kind(self) -> str:
        if self.caller.relation in PersonKind.values:
            return self.caller.relation
        return PersonKind.OWNER if self.caller.unit else PersonKind.GUEST

    def _scope(self) -> str:
        # A visitor with a question concerns no home; a promise is about one until somebody says otherwise.
        if self.caller.unit is not None or (
            self.act == "promise" and not self.cleaned_data["location_detail"]
        ):
            return Visit.Scope.HOME
        return Visit.Scope.COMMUNITY

    def _at_a_desk(self) -> bool:
        data = self.cleaned_data
        return not data.get("channel_other") and data.get("channel", "") in ("", Visit.Channel.WALK_IN)

    def by_box(self, by_field: Mapping[str, str]) -> dict[str, str]:
        """A refusal's sentences by the boxes of this form."""
        boxes = {"unit": "who"}
        found = {boxes.get(name, name): sentence for name, sentence in by_field.items()}
        if self.cleaned_data.get("promise_text") and not self.cleaned_data.get("due"):
            found.pop("promise_text", None)
        if "due_at" in self.errors:
            found.pop("due_at", None)
        return found

    @property
    def errors_beside_no_box(self) -> list[str]:
        """Sentences no row of the slip shows: about the act itself, or a box that is hidden just now."""
        unseen = [
            self["channel"],
            *self.hidden_fields(),
            *([] if self.known else [self["new_matter_reason"]]),
        ]
        return [*self.non_field_errors(), *(error for box in unseen for error in box.errors)]

    def typed(self) -> dict[str, str]:
        """Everything typed, as a draft keeps it."""
        return {
            name: str(self.data[name])[:20_000]
            for name in self.fields
            if name != "draft" and self.data.get(name)
        }


def _usual_priority(category: Category | None) -> str:
    usual = category.default_priority if category else Priority.P2
    return (
        Priority.P1 if usual == Priority.P0 else usual
    )  # life at stake is said by a button of its own (BR-V15)


def _rounded(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past + QUARTER if past else moment
