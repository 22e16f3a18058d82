"""The bell on every page: how many notices wait; known together with the person, by no query of its own."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Subquery
from django.http import HttpRequest

from notices.models import Notice

MOST: Final = 99


@dataclass(frozen=True, slots=True)
class Bell:
    """What the bell says: a number, and whether something urgent is among them."""

    count: str
    is_urgent: bool


def unread() -> Subquery:
    """How many notices this person has not read, for the query that finds them (directory.auth)."""
    mine = Notice.objects.filter(recipient=OuterRef("pk")).unread()
    return Subquery(mine.order_by().values("recipient").annotate(count=Count("pk")).values("count"))


def urgent() -> Exists:
    """Whether something urgent is among them."""
    return Exists(Notice.objects.filter(recipient=OuterRef("pk"), is_urgent=True).unread())


def bell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `bell`, from what the session brought along."""
    person: Any = getattr(request, "user", None)
    count = getattr(person, "unread_notices", None) or 0
    said = f"{MOST}+" if count > MOST else str(count or "")
    return {"bell": Bell(said, getattr(person, "has_urgent_notice", False))}
