"""What the desk may choose from on the slip: categories, departments, colleagues (§4.7, §4.8)."""

from functools import cached_property
from typing import Any, Final

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet

from directory.models import Category, Department, Desk, Duty, Shift, Staff
from directory.somebody import NOW, Somebody, named
from records import clock
from records.prepared import PreparedRecords


def _colleagues() -> QuerySet[Any, Any]:
    running = Shift.objects.filter(centre=Somebody.centre_id).covering(NOW)
    on_duty = Duty.objects.filter(staff=OuterRef("pk"), cancelled=False, shift__in=running)
    cashiers = Group.objects.filter(user=OuterRef("pk"), permissions__codename="take_fees")
    found: QuerySet[Any, Any] = (
        Staff.objects.filter(centre=Somebody.centre_id)
        .active()
        .select_related("department", "desk")
        .annotate(
            takes_fees=Exists(cashiers),
            is_on_duty=Exists(on_duty),
        )
        .order_by("name", "pk")
    )
    return found


CATEGORIES: Final = PreparedRecords(lambda: Category.objects.filter(centre=Somebody.centre_id).for_desk())
DEPARTMENTS: Final = PreparedRecords(lambda: Department.objects.filter(centre=Somebody.centre_id).active())
COLLEAGUES: Final = PreparedRecords(_colleagues)


class Choices:
    """Categories, departments, colleagues: each asked of the database once, and only if it is looked at."""

    def __init__(self, staff: Staff) -> None:
        self.staff, self.now = staff, clock.now()
        self._named = named(staff, self.now)

    @cached_property
    def categories(self) -> list[Category]:
        """The kinds of matter, each with the department that usually takes it on."""
        return CATEGORIES.records(**self._named)

    @cached_property
    def departments(self) -> list[Department]:
        """Who may take work on."""
        return DEPARTMENTS.records(**self._named)

    @cached_property
    def colleagues(self) -> list[Staff]:
        """Everybody of the centre: whether they take fees, are on duty, and where they sit."""
        return COLLEAGUES.records(**self._named)

    @cached_property
    def cashiers(self) -> list[Staff]:
        """Colleagues who take fees and are on duty now (§4.7); never oneself."""
        return [one for one in self.colleagues if self._takes_fees_now(one) and one.pk != self.staff.pk]

    @property
    def nobody_takes_fees(self) -> bool:
        """Whether a fee matter must be promised, because no cashier is on duty (BR-F04)."""
        return not any(self._takes_fees_now(one) for one in self.colleagues)

    def category(self, code: str) -> Category | None:
        """The category of this code."""
        return next((one for one in self.categories if one.code == code), None)

    def department(self, code: str, likely: Department | None) -> Department | None:
        """The department of this code; mostly the one the category names."""
        if likely is not None and likely.code == code:
            return likely
        return next((one for one in self.departments if one.code == code), None)

    def colleague(self, typed: str) -> Staff | None:
        """The colleague of this key or name; of two with one name, the one of the department that was added."""
        return next(
            (one for one in self.colleagues if typed in (str(one.pk), one.name, self.known_as(one))), None
        )

    def desk(self, pk: str) -> Desk | None:
        """The desk of this key."""
        own = self.staff.desk
        if own is not None and str(own.pk) == pk:
            return own
        return next((one for one in Desk.objects.visible_to(self.staff).active() if str(one.pk) == pk), None)

    @staticmethod
    def known_as(one: Staff) -> str:
        """Name and department, as the list of colleagues shows somebody."""
        return f"{one.name} {one.department or ''}".strip()

    def seats(self) -> list[tuple[str, str]]:
        """The desks somebody sits at, with who it is: who arrives there is received by that person (BR-V02)."""
        return [(str(one.desk.pk), f"{one.desk.name} {one.name}") for one in self.colleagues if one.desk]

    @staticmethod
    def _takes_fees_now(one: Any) -> bool:
        return bool(one.takes_fees and one.is_on_duty)
