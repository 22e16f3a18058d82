"""The verbs of a case as a literal table: its word, its drawing, its boxes, and the rule that may refuse it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from directory.models import Staff
from records import clock
from records.templatetags.look import icon
from visits import rules
from visits.addresses import address_of
from visits.forms import case as words
from visits.models import Case, Priority, PromiseTerms

Rule = Callable[[Case, Staff], str]
#: Stands for boxes not yet filled in, so that a rule says only what has nothing to do with them.
WRITTEN: Final = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One thing somebody may say about a case."""

    label: StrPromise
    icon: str
    form: type[words.VerbForm]
    against: Rule
    done: StrPromise


def _terms() -> PromiseTerms:
    return PromiseTerms(due_at=clock.now() + timedelta(hours=1), text=WRITTEN)


def _another(case: Case) -> str:
    return Priority.P1 if case.priority == Priority.P0 else Priority.P0


VERBS: Final[dict[str, Verb]] = {
    "note": Verb(
        label=_("Write progress"),
        icon="pen",
        form=words.NoteForm,
        against=lambda case, by: rules.against_noting(case, by, WRITTEN),
        done=_("Written down."),
    ),
    "inform": Verb(
        label=_("Tell the resident"),
        icon="phone",
        form=words.InformForm,
        against=lambda case, by: rules.against_telling(case, by, WRITTEN),
        done=_("Written down: the resident knows."),
    ),
    "move-promise": Verb(
        label=_("Change the promise"),
        icon="clock",
        form=words.MovePromiseForm,
        against=lambda case, by: rules.against_moving_the_promise(case, by, _terms(), WRITTEN, told=True)[0],
        done=_("The promise is moved; the old one stays on record."),
    ),
    "promise-again": Verb(
        label=_("Promise anew"),
        icon="flag",
        form=words.PromiseAgainForm,
        against=lambda case, by: rules.against_promising_again(
            case, by, _terms(), reason=WRITTEN, told=True, apology=True
        )[0],
        done=_("Promised anew."),
    ),
    "fulfil": Verb(
        label=_("Promise kept"),
        icon="check",
        form=words.FulfilForm,
        against=lambda case, by: rules.against_fulfilling(case, by, WRITTEN, _terms())[0],
        done=_("Kept, and the next promise stands."),
    ),
    "forward": Verb(
        label=_("Forward"),
        icon="send",
        form=words.ForwardForm,
        against=lambda case, by: rules.against_forwarding(
            case, by, case.department, {"name": WRITTEN, "phone": WRITTEN}
        ),
        done=_("Forwarded. You still answer to the resident."),
    ),
    "accept": Verb(
        label=_("Accept"),
        icon="stamp",
        form=words.AcceptForm,
        against=rules.against_accepting,
        done=_("You have taken this on."),
    ),
    "send-back": Verb(
        label=_("Send back"),
        icon="back",
        form=words.SendBackForm,
        against=lambda case, by: rules.against_returning(case, by, WRITTEN),
        done=_("Sent back to the owner."),
    ),
    "wait": Verb(
        label=_("Let it wait"),
        icon="pause",
        form=words.WaitForm,
        against=lambda case, by: rules.against_waiting(case, by, WRITTEN),
        done=_("The work waits; the promise does not."),
    ),
    "resume": Verb(
        label=_("Go on"),
        icon="redo",
        form=words.ResumeForm,
        against=rules.against_resuming,
        done=_("The work goes on."),
    ),
    "contact-outside": Verb(
        label=_("Contact the outside party"),
        icon="phone",
        form=words.ContactOutsideForm,
        against=lambda case, by: rules.against_contacting_outside(case, by, WRITTEN, WRITTEN),
        done=_("Written down with its time."),
    ),
    "call-out": Verb(
        label=_("Stamp an outside call"),
        icon="alert",
        form=words.CallOutForm,
        against=rules.against_calling_out,
        done=_("Written down with its time."),
    ),
    "assign": Verb(
        label=_("Assign"),
        icon="send",
        form=words.AssignForm,
        against=rules.against_assigning,
        done=_("Assigned. It is not sent back again."),
    ),
    "prioritise": Verb(
        label=_("Urgency"),
        icon="alert",
        form=words.PrioritiseForm,
        against=lambda case, by: rules.against_prioritising(case, by, _another(case)),
        done=_("The urgency is changed."),
    ),
    "resolve": Verb(
        label=_("Done"),
        icon="check",
        form=words.ResolveForm,
        against=lambda case, by: rules.against_resolving(case, by, WRITTEN, WRITTEN)[0],
        done=_("Done. The resident is called back next."),
    ),
    "reopen": Verb(
        label=_("Reopen"),
        icon="redo",
        form=words.ReopenForm,
        against=lambda case, by: rules.against_reopening(case, by, WRITTEN, _terms())[0],
        done=_("Reopened with a new promise."),
    ),
    "merge": Verb(
        label=_("Merge"),
        icon="list",
        form=words.MergeForm,
        against=rules.against_giving_up,
        done=_("Merged: the other case goes on."),
    ),
    "reassign": Verb(
        label=_("Change the owner"),
        icon="hand",
        form=words.ReassignForm,
        against=rules.against_moving_ownership,
        done=_("The case has another owner."),
    ),
    "close-exceptionally": Verb(
        label=_("Close exceptionally"),
        icon="lock",
        form=words.CloseExceptionallyForm,
        against=lambda case, by: rules.against_closing_exceptionally(
            case, by, Case.CloseReason.NOT_OURS, WRITTEN
        ),
        done=_("Closed; it counts apart from satisfied residents."),
    ),
}


@dataclass(frozen=True, slots=True)
class Button:
    """A verb on the page: pressed it opens its boxes, or says why not."""

    label: str
    drawing: SafeString
    url: str
    slug: str
    is_current: bool
    key: str = ""
    why_not: str = ""

    @property
    def dress(self) -> str:
        """What it wears beside the others: the work being done stands out, forwarding moves away on a phone."""
        return {"resolve": " btn-primary", "forward": " d-only"}.get(self.slug, "")

    @property
    def is_rare_on_a_phone(self) -> bool:
        """Whether a phone shows it among the rarer verbs."""
        return self.slug == "forward"


def toolbar(case: Case, current: str) -> list[Button]:
    """The five verbs of every day; the third is the one that fits the promise."""
    promise = "promise-again" if case.is_late or case.promise_due_at is None else "move-promise"
    if current in ("move-promise", "promise-again", "fulfil"):
        promise = current
    slugs = ("note", "inform", promise, "forward", "resolve")
    return [_button(case, slug, current, key=str(place)) for place, slug in enumerate(slugs, start=1)]


def folded(case: Case, by: Staff, current: str, shown: set[str]) -> tuple[list[Button], list[Button]]:
    """The rarer verbs: those that may be said now, and those that may not, each with the reason."""
    buttons = [
        _button(case, slug, current, why_not=VERBS[slug].against(case, by))
        for slug in VERBS
        if slug not in shown
    ]
    return [button for button in buttons if not button.why_not], [
        button for button in buttons if button.why_not
    ]


def _button(case: Case, slug: str, current: str, *, key: str = "", why_not: str = "") -> Button:
    verb = VERBS[slug]
    url = address_of(f"visits:case-{slug}", case.number)
    return Button(str(verb.label), icon(verb.icon), url, slug, slug == current, key, why_not)
