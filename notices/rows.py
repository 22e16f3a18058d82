"""Notices as the list shows them: ready-made rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from directory.models import ServiceCentre, Staff
from notices.models import Notice
from records import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One notice, in the order its words are read."""

    pk: int
    url: str
    sentence: str
    due: str
    is_urgent: bool
    is_late: bool
    remarks: str
    is_open_task: bool
    is_unread: bool


def rows_of(notices: Iterable[Notice], reader: Staff) -> list[Row]:
    """The rows for this reader."""
    return [
        Row(
            pk=notice.pk,
            url=notice.url,
            sentence=notice.sentence,
            due=_when(reader.centre, notice.due_at),
            is_urgent=notice.is_urgent,
            is_late=notice.is_late,
            remarks=" · ".join(_remarks(notice, reader)),
            is_open_task=notice.is_open,
            is_unread=notice.read_at is None and notice.recipient_id == reader.pk,
        )
        for notice in notices
    ]


def _remarks(notice: Notice, reader: Staff) -> Iterable[str]:
    if notice.is_late:
        yield _("told late, at %(time)s") % {"time": _when(reader.centre, notice.told_at)}
    if notice.meant_for is not None and notice.meant_for_id != reader.pk:
        yield _("meant for %(name)s, who was not here") % {"name": notice.meant_for}
    if notice.taken_by is not None:
        yield _("taken up by %(name)s") % {"name": notice.taken_by}


def _when(centre: ServiceCentre | None, moment: datetime) -> str:
    """The time of day on the centre's wall, with its date unless it is today."""
    if centre is None:
        return f"{moment:%Y-%m-%d %H:%M} UTC"
    local, today = centre.local(moment), centre.local(clock.now()).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%m-%d %H:%M}"
