"""How somebody is known again on each page: one query for the person and for what the roles allow."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, F, OuterRef

from directory import roles
from directory.models import Duty, Staff

#: What rooms above want to know of the person on every page.
_along: dict[str, Any] = {}


def bring_along(name: str, expression: Any) -> None:
    """Ask this, too, in the one query that finds the person of a session; the answer is an attribute of the person."""
    _along[name] = expression


class StaffBackend(ModelBackend):
    """Accounts of the house: roles allow, a single person is never allowed anything apart (§4.1)."""

    def get_user(self, user_id: Any) -> Staff | None:
        """The person of this session with centre, department and desk; nobody once the account is closed."""
        going = Exists(Duty.objects.handing_over().filter(staff=OuterRef("pk")))
        known = Staff.objects.for_session().filter(pk=user_id)
        found = list(known.annotate(role=F("groups__name"), was_handing_over=going, **_along))
        if not found or not self.user_can_authenticate(found[0]):
            return None
        staff: Staff = found[0]
        staff.granted_by_roles = roles.granted(row.role for row in found)
        return staff

    def _get_permissions(self, user_obj: Any, obj: Any, from_name: str) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None or from_name != "group":
            return set()
        return set(user_obj.granted_by_roles)
