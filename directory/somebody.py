"""Staff in a prepared question: what they may do is known when it is written, who they are when it is put."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from django.db.models import BigIntegerField, DateTimeField

from directory.models import Staff
from records.prepared import Later

#: What makes a difference to the questions the pages put.
RIGHTS: Final = ("lead_shift", "manage", "handle_work", "take_fees")
#: The moment at which the question is put.
NOW: Final = Later("now", DateTimeField())


@dataclass(frozen=True, slots=True)
class Somebody:
    """Stands for a member of staff in a question that is written once (records.prepared)."""

    rights: frozenset[str]
    has_department: bool

    pk: ClassVar = Later("staff", BigIntegerField())
    centre_id: ClassVar = Later("centre", BigIntegerField())

    @classmethod
    def like(cls, staff: Staff) -> "Somebody":
        """Somebody with the same rights."""
        return cls(frozenset(filter(staff.may, RIGHTS)), staff.department_id is not None)

    @property
    def department_id(self) -> Later | None:
        """The department, for somebody who belongs to one."""
        return Later("department", BigIntegerField()) if self.has_department else None

    @property
    def is_supervisor(self) -> bool:
        """Leads a shift or manages the centre."""
        return self.may("lead_shift") or self.may("manage")

    def may(self, codename: str) -> bool:
        """Whether the rights allow the act."""
        return codename in self.rights


def named(staff: Staff, now: datetime) -> dict[str, Any]:
    """Who asks, and when: the values of a question that was written for `Somebody`."""
    return {
        "staff": staff.pk,
        "centre": staff.centre_id,
        "department": staff.department_id,
        "now": now,
    }
