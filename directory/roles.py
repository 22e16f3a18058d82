"""Roles: what somebody may do at the desk, as one literal table (permissions.csv of the design)."""

from collections.abc import Iterable
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy as _

RECEPTIONIST: Final = "receptionist"
SHIFT_LEADER: Final = "shift_leader"
DEPARTMENT_HANDLER: Final = "department_handler"
CASHIER: Final = "cashier"
MANAGER: Final = "manager"
AUDITOR: Final = "auditor"
ADMINISTRATOR: Final = "administrator"

#: What a person may do at the desk: given by roles alone, never by the superuser flag.
DESK_PERMISSIONS: Final = (
    ("receive_visit", _("Receive a visit")),
    ("lead_shift", _("Lead a shift")),
    ("manage", _("Manage the centre")),
    ("take_fees", _("Settle fees")),
    ("handle_work", _("Do the work of a department")),
    ("reveal_phone", _("Reveal a full telephone number")),
    ("read_trail", _("Read the trail of changes")),
    ("read_readings", _("Read who looked at or exported what")),
    ("verify_trail", _("Verify the seals of the trail")),
    ("export", _("Take lists out of the house")),
)
DESK: Final = frozenset(f"directory.{codename}" for codename, _label in DESK_PERMISSIONS)

#: Books the administrator keeps; nothing of the duty log is among them.
KEPT_BY_ADMINISTRATOR: Final = (
    "servicecentre",
    "department",
    "desk",
    "staff",
    "unit",
    "resident",
    "occupancy",
    "shiftpattern",
    "workingweek",
    "holiday",
    "duty",
    "category",
    "guideline",
)
_ADMINISTRATION: Final = frozenset(
    f"{act}_{book}" for book in KEPT_BY_ADMINISTRATOR for act in ("view", "add", "change")
) - {"add_servicecentre"}

ROLES: Final[dict[str, frozenset[str]]] = {
    RECEPTIONIST: frozenset({"receive_visit", "reveal_phone"}),
    SHIFT_LEADER: frozenset({"receive_visit", "lead_shift", "reveal_phone", "read_trail", "export"}),
    DEPARTMENT_HANDLER: frozenset({"receive_visit", "handle_work", "reveal_phone"}),
    CASHIER: frozenset({"receive_visit", "take_fees", "handle_work", "reveal_phone"}),
    MANAGER: frozenset(
        {"receive_visit", "lead_shift", "manage", "reveal_phone", "read_trail", "read_readings", "export"}
    ),
    AUDITOR: frozenset({"read_trail", "read_readings", "verify_trail", "export"}),
    ADMINISTRATOR: _ADMINISTRATION | {"verify_trail"},
}

LABELS: Final = {
    RECEPTIONIST: _("receptionist"),
    SHIFT_LEADER: _("shift leader"),
    DEPARTMENT_HANDLER: _("department handler"),
    CASHIER: _("cashier"),
    MANAGER: _("manager"),
    AUDITOR: _("auditor"),
    ADMINISTRATOR: _("administrator"),
}


def granted(names: Iterable[str]) -> frozenset[str]:
    """What these roles allow together, by the table."""
    return frozenset(f"directory.{codename}" for name in names for codename in ROLES.get(name, ()))


def sync_after_migrate(using: str, **kwargs: Any) -> None:
    """Signal receiver: after each migrate the groups hold exactly what the table says."""
    create_permissions(apps.get_app_config("directory"), verbosity=0, using=using)
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.using(using).filter(content_type__app_label="directory")
    }
    for role, codenames in ROLES.items():
        group, _made = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set(permissions[codename] for codename in sorted(codenames))
