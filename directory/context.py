"""What every page may show of the directory; asked of the database only where it is shown."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from directory.models import Desk, Staff


def seats(request: HttpRequest) -> dict[str, Any]:
    """The desks of the reader's centre, for sitting down at one."""
    staff = request.user
    if not isinstance(staff, Staff):
        return {"seats": ()}
    return {"seats": SimpleLazyObject(lambda: list(Desk.objects.visible_to(staff).active()))}
