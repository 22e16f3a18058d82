"""Who is told: the one it is meant for, or whoever stands in, and never nobody (I9, design §4)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db.models import Q

from directory import roles
from directory.models import ServiceCentre, Staff
from records import sweeps


class Post(StrEnum):
    """Somebody by what they do here, whoever it is at that moment."""

    LEADER = "leader"
    MANAGER = "manager"
    KEEPER = "keeper"  # of the house's books: the administrator


Addressee = Staff | Post
Step = Callable[[ServiceCentre, datetime], Any]


def _leads_on_duty(centre: ServiceCentre, at: datetime) -> Any:
    return Staff.objects.who_may("lead_shift").on_duty(centre, at).order_by("name", "pk")


def _manages_on_duty(centre: ServiceCentre, at: datetime) -> Any:
    return Staff.objects.who_may("manage").on_duty(centre, at).order_by("name", "pk")


def _manages(centre: ServiceCentre, _at: datetime) -> Any:
    return Staff.objects.who_may("manage").of(centre)


def _leads(centre: ServiceCentre, _at: datetime) -> Any:
    return Staff.objects.who_may("lead_shift").of(centre)


def _receives_on_duty(centre: ServiceCentre, at: datetime) -> Any:
    return Staff.objects.who_may("receive_visit").on_duty(centre, at).order_by("name", "pk")


def _receives(centre: ServiceCentre, _at: datetime) -> Any:
    return Staff.objects.who_may("receive_visit").of(centre)


def _keeps_the_books(centre: ServiceCentre, _at: datetime) -> Any:
    keepers = Staff.objects.active().filter(Q(groups__name=roles.ADMINISTRATOR) | Q(is_superuser=True))
    return keepers.filter(Q(centre=centre) | Q(centre=None)).order_by("centre_id", "name", "pk").distinct()


def _works_here(centre: ServiceCentre, _at: datetime) -> Any:
    # Every account of the centre is closed: the row waits for the first who is let in again.
    return Staff.objects.of(centre)


#: Who stands in, in this order, where somebody cannot be told.
STAND_INS: Final[dict[Post, Sequence[Step]]] = {
    Post.LEADER: (
        _leads_on_duty,
        _manages_on_duty,
        _manages,
        _leads,
        _receives_on_duty,
        _receives,
        _keeps_the_books,
        _works_here,
    ),
    Post.MANAGER: (
        _manages_on_duty,
        _manages,
        _leads_on_duty,
        _leads,
        _receives_on_duty,
        _receives,
        _keeps_the_books,
        _works_here,
    ),
    Post.KEEPER: (
        _keeps_the_books,
        _manages_on_duty,
        _manages,
        _leads_on_duty,
        _leads,
        _receives_on_duty,
        _receives,
        _works_here,
    ),
}


def off_duty(centre: ServiceCentre, at: datetime) -> set[int]:
    """The keys of everybody who works here by the roster and is not on duty; one query, in one moment one for all."""

    def ask() -> set[int]:
        return set(Staff.objects.off_duty(centre, at).values_list("pk", flat=True))

    return sweeps.once_a_batch(("off duty", centre.pk), ask)


def who_is_told(to: Addressee, centre: ServiceCentre, at: datetime, *, in_person: bool = False) -> Staff:
    """The one it is meant for if they are here, else the shift leader on duty, else a manager, else the next.

    Somebody who works by the roster and is off duty is not here, nor is somebody whose account is closed. What is for
    somebody `in_person` waits for them while they are off duty. One query for somebody who is here, one or two for a
    stand-in. Raises LookupError for a centre without any account.
    """
    if isinstance(to, Staff):
        if _belongs_here(to, centre) and (in_person or to.pk not in off_duty(centre, at)):
            return to
        to = Post.LEADER
    found = sweeps.once_a_batch(("stands in", to, centre.pk), lambda: _stand_in(to, centre, at))
    if found is None:
        raise LookupError(f"Nobody works at {centre.code}.")
    return found


def _belongs_here(staff: Staff, centre: ServiceCentre) -> bool:
    return staff.is_active and staff.centre_id in {centre.pk, None}


def _stand_in(post: Post, centre: ServiceCentre, at: datetime) -> Staff | None:
    return next(filter(None, (step(centre, at).first() for step in STAND_INS[post])), None)
