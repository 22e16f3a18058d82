"""The words of each verb of a case, as they are typed; whether the verb may be said is asked elsewhere."""

from collections.abc import Hashable, Sequence
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from directory.models import Department, Staff
from records import layout
from visits.forms.boxes import Moment, Words
from visits.forms.pace import PaceHint
from visits.models import Case, Priority, Promise, PromiseTerms

#: The longest a reason may be: it stands in the signed history as well.
REASON = 300
STORY = 4000
#: How a box is dressed that is no plain line of text.
SELECT: dict[str, Any] = {"class": "form-select"}
MOMENT: dict[str, Any] = {"class": "form-control"}
TICK: dict[str, Any] = {"class": "form-check-input"}


def story_box(label: StrPromise, length: int = STORY) -> forms.CharField:
    """A box for several lines. Whether it may stay empty is the verb's own rule."""
    return Words(label=label, max_length=length, required=False, widget=forms.Textarea(attrs={"rows": 2}))


def entry_box(label: StrPromise, placeholder: StrPromise) -> forms.CharField:
    """A box for a line of the story, as wide as the card."""
    attrs = {"rows": 2, "class": "form-control", "placeholder": placeholder}
    return Words(label=label, max_length=STORY, required=False, widget=forms.Textarea(attrs=attrs))


class VerbForm(forms.Form):
    """What somebody says with a verb about a case, and which state of the case they were looking at."""

    verb: ClassVar[str]
    button: ClassVar[StrPromise]
    #: Whether it offers people, departments or cases: then the page leaves out the household's past.
    chooses: ClassVar[bool] = False

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, by: Staff, slug: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.by, self.slug = case, by, slug
        self.initial.setdefault("version", case.version)
        self.offer()

    def offer(self) -> None:
        """Fill the choices that depend on the case."""

    def rows(self) -> Sequence[Any]:
        """The boxes, top to bottom."""
        return ()

    def words(self) -> dict[str, Any]:
        """What the verb is told, once the boxes are read."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def look_again(self, version: int) -> None:
        """The page now shows this version; what was typed stays."""
        self.data = {**self.data.dict(), "version": version}  # type: ignore[attr-defined]  # -- always a QueryDict

    @property
    def helper(self) -> FormHelper:
        """The form as a sheet of ruled rows under the case's verbs."""
        helper = layout.slip(
            layout.Hidden("version"),
            *self.rows(),
            layout.Foot(self.button),
            action=reverse(f"visits:case-{self.slug}", args=[self.case.number]),
        )
        helper.form_class = "slip entry"
        return helper


class PromiseBlock(VerbForm):
    """By when, what, and how it is kept: the terms of a promise (§4.8)."""

    due_at = Moment(label=_("Promised by"), required=False)
    promise_text = Words(label=_("What is promised"), max_length=200, required=False)
    promise_kind = forms.ChoiceField(
        label=_("Kept by"),
        choices=Promise.Kind,
        initial=Promise.Kind.FINISH,
        required=False,
        widget=forms.RadioSelect,
    )

    def promise_rows(self) -> tuple[Any, ...]:
        """The boxes of the promise."""
        return promise_rows(self.case)

    def words(self) -> dict[str, Any]:
        """The boxes of the promise become its terms."""
        return with_terms(super().words())


def promise_rows(case: Case | None = None) -> tuple[Any, ...]:
    """The boxes of a promise, the same wherever one is made; for a case with how long such a matter takes."""
    return (
        *([PaceHint(case)] if case else []),
        layout.Row("due_at", **MOMENT),
        layout.Row("promise_text"),
        layout.Segments("promise_kind"),
    )


def with_terms(words: dict[str, Any]) -> dict[str, Any]:
    """Gather the boxes of the promise into its terms; none without a time."""
    due_at, text, kind = words.pop("due_at"), words.pop("promise_text"), words.pop("promise_kind")
    kept_by = kind or Promise.Kind.FINISH
    return {**words, "terms": PromiseTerms(due_at=due_at, text=text, kind=kept_by) if due_at else None}


class Entry(layout.Piece):
    """One box as wide as the card, who knows of it, and the button beside."""

    def __init__(self, name: str, button: StrPromise, audience: str = "") -> None:
        super().__init__(name)
        self.name, self.button, self.audience = name, button, audience

    def draw(self, form: Any, context: Any) -> SafeString:
        """Draw the box with its options."""
        audience = form[self.audience] if self.audience else None
        words = {"field": form[self.name], "button": self.button, "audience": audience}
        return SafeString(get_template("visits/case_entry.html").render(words))


class EntryForm(VerbForm):
    """A line for the story."""

    audience_box: ClassVar[str] = ""

    @property
    def content(self) -> Hashable:
        """An empty box looks the same in every case."""
        return None if self.is_bound else ()

    @property
    def helper(self) -> FormHelper:
        """One box under the verbs."""
        helper = super().helper
        helper.form_class = "card-b entry"
        entry = layout.Alike(Entry("note", self.button, self.audience_box))
        helper.layout = Layout(layout.Once(), layout.Hidden("version"), entry)
        return helper

    def words(self) -> dict[str, Any]:
        """The note alone: who knows of it decides the verb."""
        return {"note": self.cleaned_data["note"]}


class NoteForm(EntryForm):
    """進展: what happened, for colleagues, or what the resident was told."""

    button = _("Write down")
    verb = "note"
    note = entry_box(_("What happened"), _("What happened, who is next, by when"))
    audience = forms.ChoiceField(
        label=_("Who knows"),
        choices=[("staff", _("Colleagues only")), ("resident", _("I have told the resident"))],
        initial="staff",
        required=False,
        widget=forms.RadioSelect,
    )
    audience_box = "audience"


class InformForm(EntryForm):
    """告知業主: how it stands, in the words that were said."""

    button = _("The resident knows")
    verb = "inform"
    note = entry_box(_("What the resident was told"), _("As it was said, with the next time"))


class MovePromiseForm(PromiseBlock):
    """改期: another time, why, and that the resident knows."""

    button = _("Move the promise")
    verb = "move_promise"
    reason = Words(label=_("Why it takes longer"), max_length=REASON, required=False)
    resident_told = forms.BooleanField(label=_("The resident knows"), required=False)

    def rows(self) -> Sequence[Any]:
        """The new promise, why, and that it was told."""
        return (
            *self.promise_rows(),
            layout.Row("reason"),
            layout.Row("resident_told", **TICK),
        )

    def words(self) -> dict[str, Any]:
        """As the verb calls it."""
        words = super().words()
        words["told"] = words.pop("resident_told")
        return words


class PromiseAgainForm(MovePromiseForm):
    """After a promise was broken: apologise, say why, promise anew."""

    button = _("Promise again")
    verb = "promise_again"
    apology = forms.BooleanField(label=_("I have apologised"), required=False)

    def rows(self) -> Sequence[Any]:
        """The apology comes first."""
        return (layout.Row("apology", **TICK), *super().rows())


class FulfilForm(PromiseBlock):
    """兌現: what was kept, and the next promise for what remains."""

    button = _("The promise was kept")
    verb = "fulfil"
    note = story_box(_("What happened"))

    def rows(self) -> Sequence[Any]:
        """What happened, then the next promise."""
        return (layout.Row("note"), *self.promise_rows())


class GivenAwayForm(VerbForm):
    """To which department the work goes, and who it is when it lies outside our house."""

    chooses = True
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"))
    note = Words(label=_("What they should know"), max_length=REASON, required=False)
    outside_name = Words(label=_("Outside party"), max_length=60, required=False)
    outside_phone = Words(label=_("Its number"), max_length=30, required=False)

    def offer(self) -> None:
        """The centre's departments."""
        choose(self, "department", Department.objects.visible_to(self.by).active())

    def rows(self) -> Sequence[Any]:
        """Department, note, and the outside party in case it is one."""
        hint = _("Only when the work is done outside our house: the resident gets this name and number.")
        return (
            layout.Row("department", **SELECT),
            layout.Row("note"),
            layout.Row("outside_name", hint=str(hint)),
            layout.Row("outside_phone"),
        )

    def words(self) -> dict[str, Any]:
        """As the verb calls it."""
        words = super().words()
        name, number = words.pop("outside_name"), words.pop("outside_phone")
        return {**words, "outside": {"name": name, "phone": number}}


class ForwardForm(GivenAwayForm):
    """轉辦: to which department, and what it should know."""

    button = _("Forward")
    verb = "forward"


class AssignForm(GivenAwayForm):
    """指派: whose work it is, settled by a shift leader."""

    button = _("Assign")
    verb = "assign"
    handler = forms.ModelChoiceField(
        Staff.objects.none(), label=_("Handler"), required=False, empty_label=_("whoever accepts it")
    )

    def offer(self) -> None:
        """The centre's departments and those who do their work."""
        super().offer()
        choose(self, "handler", colleagues(self.by, "handle_work"))

    def clean(self) -> dict[str, Any]:
        """The handler works in the department."""
        words: dict[str, Any] = super().clean() or {}
        department, handler = words.get("department"), words.get("handler")
        if department and handler and handler.department_id != department.pk:
            self.add_error(
                "handler",
                _("%(name)s does not work in %(department)s.") % {"name": handler, "department": department},
            )
        return words

    def rows(self) -> Sequence[Any]:
        """Department, person, note."""
        department, *rest = super().rows()
        return (department, layout.Row("handler", **SELECT), *rest)


class AcceptForm(VerbForm):
    """受理: nothing to say but yes."""

    button = _("I take this on")
    verb = "accept"


class SendBackForm(VerbForm):
    """退回: why the department gives it back."""

    button = _("Send back")
    verb = "send_back"
    reason = Words(label=_("Why it comes back"), max_length=REASON, required=False)

    def rows(self) -> Sequence[Any]:
        """The reason."""
        return (layout.Row("reason"),)


class WaitForm(SendBackForm):
    """暫停: what it waits for."""

    button = _("Let it wait")
    verb = "wait"

    def rows(self) -> Sequence[Any]:
        """The reason, under another name."""
        return (layout.Row("reason", label=str(_("What it waits for"))),)


class ResumeForm(VerbForm):
    """The work goes on."""

    button = _("The work goes on")
    verb = "resume"
    note = Words(label=_("What happened"), max_length=REASON, required=False)

    def rows(self) -> Sequence[Any]:
        """A note, if there is something to say."""
        return (layout.Row("note"),)


class ContactOutsideForm(VerbForm):
    """Whom outside the house somebody got in touch with."""

    button = _("Contacted")
    verb = "contact_outside"
    name = Words(label=_("Outside party"), max_length=60)
    phone = Words(label=_("Its number"), max_length=30)
    note = Words(label=_("What was agreed"), max_length=REASON, required=False)

    def offer(self) -> None:
        """Whom the case names already."""
        self.initial.update(name=self.case.outside_name, phone=self.case.outside_phone)

    def rows(self) -> Sequence[Any]:
        """Name, number, note."""
        return (layout.Row("name"), layout.Row("phone"), layout.Row("note"))


class CallOutForm(VerbForm):
    """Who was called to help, stamped with its minute."""

    button = _("Called just now")
    verb = "call_out"
    service = forms.ChoiceField(
        label=_("Called"),
        choices=[
            ("119", _("119 fire brigade")),
            ("120", _("120 ambulance")),
            ("110", _("110 police")),
            ("lift", _("lift maintenance firm")),
            ("gas", _("gas company")),
            ("power", _("power company")),
        ],
        widget=forms.RadioSelect,
    )

    def rows(self) -> Sequence[Any]:
        """The numbers one calls."""
        return (layout.Segments("service"),)

    def words(self) -> dict[str, Any]:
        """The service by its name, as the story tells it."""
        labels = dict(self.fields["service"].choices)  # type: ignore[attr-defined]  # -- a choice field
        return {"service": str(labels[self.cleaned_data["service"]])}


class PrioritiseForm(VerbForm):
    """How urgent it is."""

    button = _("Change the urgency")
    verb = "prioritise"
    priority = forms.ChoiceField(label=_("Urgency"), choices=Priority, widget=forms.RadioSelect)
    note = Words(label=_("Why"), max_length=REASON, required=False)

    def offer(self) -> None:
        """As it stands."""
        self.initial["priority"] = self.case.priority

    def rows(self) -> Sequence[Any]:
        """Four degrees, and why."""
        return (layout.Segments("priority"), layout.Row("note"))


class ResolveForm(VerbForm):
    """辦結: what was done, and, when late, why it took longer."""

    button = _("Done, now call back")
    verb = "resolve"
    result = story_box(_("What was done"))
    overdue_reason = Words(label=_("Why it took longer"), max_length=REASON, required=False)

    def rows(self) -> Sequence[Any]:
        """The result; the reason only when the promise has passed."""
        result = layout.Row(
            "result", placeholder=_("What was found, what was done, whether it was tried out")
        )
        return (result, layout.Row("overdue_reason")) if self.case.is_late else (result,)


class ReopenForm(PromiseBlock):
    """重開: what the resident says, and a new promise."""

    button = _("Reopen")
    verb = "reopen"
    reason = story_box(_("What the resident says"))

    def rows(self) -> Sequence[Any]:
        """The resident's words, then the promise."""
        return (layout.Row("reason"), *self.promise_rows())


class MergeForm(VerbForm):
    """併案: which case of the same home goes on."""

    button = _("Merge")
    chooses = True
    verb = "merge"
    into = forms.ModelChoiceField(Case.objects.none(), label=_("Goes on as"), to_field_name="number")

    def offer(self) -> None:
        """The open cases of the same home."""
        choose(self, "into", Case.objects.visible_to(self.by).open().beside(self.case))
        self.fields["into"].label_from_instance = lambda case: f"{case.number} {case.title}"  # type: ignore[attr-defined]  # -- a choice of models

    def rows(self) -> Sequence[Any]:
        """The other case."""
        return (layout.Row("into", **SELECT),)


class ReassignForm(VerbForm):
    """Who answers for it from now on, and why."""

    button = _("Change the owner")
    chooses = True
    verb = "reassign"
    to = forms.ModelChoiceField(Staff.objects.none(), label=_("New owner"))
    reason = Words(label=_("Why"), max_length=REASON, required=False)

    def offer(self) -> None:
        """Everybody of the centre who receives residents."""
        choose(self, "to", colleagues(self.by, "receive_visit"))

    def rows(self) -> Sequence[Any]:
        """The person, and why."""
        return (layout.Row("to", **SELECT), layout.Row("reason"))


class CloseExceptionallyForm(VerbForm):
    """例外結案: for which of four reasons, and what was found."""

    button = _("Close without the resident's yes")
    verb = "close_exceptionally"
    reason = forms.ChoiceField(label=_("Reason"), choices=Case.CloseReason, widget=forms.RadioSelect)
    note = Words(label=_("What was found"), max_length=REASON, required=False)

    def rows(self) -> Sequence[Any]:
        """The reason from the list, and why."""
        return (layout.Segments("reason"), layout.Row("note"))


class RevealForm(forms.Form):
    """Why somebody looks at a full number."""

    reason = Words(label=_("Why you need the number"), max_length=200)


def colleagues(by: Staff, codename: str) -> Any:
    """People of the same centre who may do this, each with their department."""
    return Staff.objects.visible_to(by).who_may(codename).for_session()


def choose(form: forms.Form, name: str, rows: Any) -> None:
    """Offer these rows in a box."""
    form.fields[name].queryset = rows  # type: ignore[attr-defined]  # -- a choice of models
