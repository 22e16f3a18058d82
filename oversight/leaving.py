"""The rows behind a figure as a list that may leave the house (§4.6, ADR 44): one listing for each figure."""

from dataclasses import dataclass
from typing import Any, Final, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.models import Staff
from oversight import counting, figures, rules
from oversight.figures import Figure
from oversight.forms import RowsFilter
from oversight.models import Breach
from oversight.rows import keys
from oversight.scope import Scope
from papers import listings
from papers.listings import Asked, Field, Listing, Out, choice, first_of
from records import clock
from visits.models import Visit

WORK_FIELDS: Final = (
    Field(_("Case number"), ("case__number",), width=28),
    Field(_("Room"), ("case__unit__code", "case__location_detail"), first_of, 20),
    Field(_("Name"), ("case__visitor_name",), Out.name, 18),
    Field(_("Matter"), ("case__title",)),
    Field(_("Given to"), ("department__name",), width=20),
    Field(_("Done by"), ("done_by__name",), width=18),
    Field(_("Done at"), ("done_at",), Out.moment, 20),
    Field(_("Reached at"), ("reached_at",), Out.moment, 20),
    Field(_("How satisfied"), ("satisfaction",), choice(Visit.Satisfaction), 16),
    Field(_("Comments"), ("feedback",)),
    Field(_("First contact"), ("case__first_contact__name",), width=18),
)
BREACH_FIELDS: Final = (
    Field(_("Number"), ("number",), width=28),
    Field(_("Case number"), ("case__number",), width=28),
    Field(_("Room"), ("case__unit__code", "case__location_detail"), first_of, 20),
    Field(pgettext_lazy("breach", "Kind"), ("kind",), choice(Breach.Kind), 30),
    Field(_("Named"), ("person__name",), width=18),
    Field(_("What happened"), ("happened",)),
    Field(_("Statement"), ("statement",)),
    Field(_("Recorded by"), ("recorded_by__name",), width=18),
    Field(_("Recorded at"), ("recorded_at",), Out.moment, 20),
)
FIELDS: Final = {
    "visits": listings.VISIT_FIELDS,
    "open": listings.CASE_FIELDS,
    "forwarded": listings.CASE_FIELDS,
    "closed": listings.CASE_FIELDS,
    "works": WORK_FIELDS,
    "answers": WORK_FIELDS,
    "handovers": listings.HANDOVER_FIELDS,
    "breaches": BREACH_FIELDS,
}


def key(figure: Figure) -> str:
    """The name under which the rows of a figure leave the house."""
    return f"rows.{figure.code}"


def register() -> None:
    """Let the rows of every figure leave, under the rules for every list."""
    for figure in figures.FIGURES:
        listings.register(Listing(key(figure), figure.name, _asking(figure), FIELDS[figure.book.code]))


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a figure, asked in the two ways a listing asks: for their keys, then for what they say."""

    figure: Figure
    scope: Scope
    show: str
    age: int | None

    def count(self) -> int:
        """How many there are, as the board counts them."""
        return counting.how_many(self.figure, self.scope, self.age)[self.show]

    def values_list(self, *_fields: str, flat: bool = True) -> list[int]:
        """Their keys, in the order of the screen."""
        return keys(self.figure, self.scope, show=self.show, age=self.age)

    def filter(self, **which: Any) -> QuerySet[Any]:
        """Some of the rows, by their keys."""
        return self.figure.book.rows().filter(centre=self.scope.centre, **which)


def _asking(figure: Figure) -> Any:
    def ask(staff: Staff, query: QueryDict) -> Asked:
        """As the list of the board asks: a shift leader only for the own shift."""
        if sentence := rules.against_reading(staff):
            raise PermissionDenied(sentence)
        centre = staff.centre
        assert centre is not None  # noqa: S101 -- whoever may take lists out works in a centre
        form = RowsFilter(query, staff=staff, centre=centre, now=clock.now())
        if rules.reads_own_shift_only(staff) and form.own_shift is None:
            return Asked(Visit.objects.none(), "")
        scope, asked = form.scope, form.asked
        if not figure.book.may_be_narrowed_by(scope.narrowed_by):
            return Asked(Visit.objects.none(), "")
        age = asked.get("age") if figure.book.is_standing else None
        rows = Behind(figure, scope, asked.get("show", "") if figure.is_share else "", age)
        days = "" if figure.book.is_standing else f"{scope.first} – {scope.last}"
        said = str(RowsFilter.SHOWS[rows.show]) if rows.show else ""
        return Asked(cast("QuerySet[Any]", rows), " · ".join(filter(None, (days, said))))

    return ask
