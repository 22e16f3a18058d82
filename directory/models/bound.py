"""What every row of a centre's books shares: it belongs to one centre, for good."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.guards import Frozen, Guard
from records.models import Recorded, RecordedQuerySet

if TYPE_CHECKING:
    from directory.models.centre import ServiceCentre
    from directory.models.staff import Staff
    from directory.somebody import Somebody


def stay_in_centre(row: Any) -> None:
    """Raise ValidationError when a row points at something of another centre."""
    for field in row._meta.concrete_fields:
        if not field.is_relation or getattr(row, field.attname) is None:
            continue
        other = getattr(row, field.name)
        if getattr(other, "centre_id", row.centre_id) != row.centre_id:
            raise ValidationError(_("%(name)s belongs to another centre."), params={"name": other})


class CentreBoundQuerySet(RecordedQuerySet):
    """Rows of one centre's books: outside the centre they do not exist."""

    def of(self, centre: "ServiceCentre") -> Self:
        """Rows of this centre."""
        return self.filter(centre=centre)

    def visible_to(self, staff: "Staff | Somebody") -> Self:
        """Rows this person may see: those of the own centre, none for somebody without one."""
        return self.filter(centre=staff.centre_id) if staff.centre_id else self.none()

    def create_signed(self, rows: Sequence[Any], *, by: "Staff | None", verb: str) -> list[Any]:
        """Write many rows at once; what is worked out from other fields is worked out first."""
        for row in rows:
            row.derive()
        return super().create_signed(rows, by=by, verb=verb)


class CentreBound(Recorded):
    """A signed record of one centre, which never passes to another."""

    guards: ClassVar[tuple[Guard, ...]] = (Frozen("centre"),)

    centre = models.ForeignKey("directory.ServiceCentre", models.PROTECT, verbose_name=_("centre"))

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Rows of two centres are never tied together."""
        super().clean()
        stay_in_centre(self)

    def derive(self) -> None:
        """Work out the fields that follow from others, before every save."""

    def save_signed(self, by: "Staff | None", verb: str, reason: str = "") -> Self:
        """Save with what follows from other fields worked out anew."""
        self.derive()
        return super().save_signed(by, verb, reason)
