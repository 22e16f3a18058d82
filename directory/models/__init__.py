"""People, places and hours: who is on duty when, and for whom."""

from directory.models.bound import CentreBound, CentreBoundQuerySet
from directory.models.calendar import Holiday, WorkingWeek
from directory.models.category import Category
from directory.models.centre import ServiceCentre
from directory.models.department import Department
from directory.models.desk import Desk
from directory.models.duty import Duty
from directory.models.guideline import Guideline
from directory.models.occupancy import Occupancy
from directory.models.resident import PersonKind, Resident
from directory.models.shift import Shift, ShiftPattern
from directory.models.staff import Staff
from directory.models.unit import Unit
from directory.models.watched import Moment, Watched, WatchedQuerySet

__all__ = [
    "Category",
    "CentreBound",
    "CentreBoundQuerySet",
    "Department",
    "Desk",
    "Duty",
    "Guideline",
    "Holiday",
    "Moment",
    "Occupancy",
    "PersonKind",
    "Resident",
    "ServiceCentre",
    "Shift",
    "ShiftPattern",
    "Staff",
    "Unit",
    "Watched",
    "WatchedQuerySet",
    "WorkingWeek",
]
