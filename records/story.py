"""The trail in sentences: who did what when, and why; old words struck through, new ones marked (I8, BR-V18).

Rooms above teach this one their words: `teach` the acts of a verb, `hide` what a list may not show in full.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.models import Recorded, RefusedAttempt

Change = tuple[str, str, str]
Mask = Callable[[str], str]

#: Fields that say nothing to a reader: the machine's own count of changes.
SILENT = frozenset({"id", "version"})

_acts: dict[str, Any] = {}
_masks: dict[str, Mask] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One act in the trail of a record."""

    iso: str
    day: str
    clock: str
    who: str
    act: str
    reason: str
    changes: tuple[Change, ...]


def teach(acts: Mapping[str, Any]) -> None:
    """Let the trail say these verbs in the reader's language."""
    _acts.update(acts)


def hide(ending: str, mask: Mask) -> None:
    """Mask every field whose name ends so, wherever the trail shows it (BR-V17)."""
    _masks[ending] = mask


def act_of(verb: str) -> str:
    """A verb as the trail says it."""
    return str(_acts.get(verb, verb.replace("_", " ")))


def story_of(record: Recorded, tz: tzinfo) -> list[Entry]:
    """Everything that was done to a record, oldest first, in the reader's language and the centre's time.

    One query for the acts and one for each kind of record that a changed field points to.
    """
    versions = list(record.history.select_related("history_user").order_by("history_id"))
    fields = [field for field in record.history.model.tracked_fields if field.name not in SILENT]
    changed = [_changed(fields, old, new) for old, new in zip([None, *versions], versions, strict=False)]
    names = _names(changed, versions)
    return [
        Entry(
            **_moment(version.history_date, tz),
            who=str(version.history_user or _("The house's clock")),
            act=act_of(version.history_verb),
            reason=version.history_change_reason or "",
            changes=tuple(
                (
                    str(field.verbose_name),
                    _said(field, getattr(old, field.attname), names, tz),
                    _said(field, getattr(version, field.attname), names, tz),
                )
                for field in differing
            ),
        )
        for old, version, differing in zip([None, *versions], versions, changed, strict=False)
    ]


@dataclass(frozen=True, slots=True)
class AsOf:
    """A record as it was at a moment: each field as the reader knows it, and the act that had made it so."""

    moment: str
    signed: str
    who: str
    act: str
    fields: tuple[tuple[str, str], ...]


def as_of(record: Recorded, moment: datetime, tz: tzinfo) -> AsOf | None:
    """The record as its trail says it was then; nothing when it was not there yet.

    One query for the act and one for each kind of record that a field points to.
    """
    versions = record.history.filter(history_date__lte=moment).select_related("history_user")
    version = versions.order_by("-history_id").first()
    if version is None:
        return None
    fields = [field for field in record.history.model.tracked_fields if field.name not in SILENT]
    names = _names([fields], [version, version])
    said = (
        (str(field.verbose_name), _said(field, getattr(version, field.attname), names, tz))
        for field in fields
    )
    return AsOf(
        moment=said_at(moment, tz),
        signed=said_at(version.history_date, tz),
        who=str(version.history_user or _("The house's clock")),
        act=act_of(version.history_verb),
        fields=tuple((label, value) for label, value in said if value),
    )


def refused(path: str, centre_id: int | None, tz: tzinfo) -> list[Entry]:
    """What people of this centre asked at this address and below it, and were refused (BR-V02).

    The newest fifty, oldest first. Numbers are counted per centre, so another centre has the same addresses.
    """
    asked = RefusedAttempt.objects.filter(path__startswith=path, by__centre=centre_id)
    rows = asked.select_related("by").order_by("-at")[:50]
    return [
        Entry(**_moment(row.at, tz), who=str(row.by), act=_("was refused"), reason=row.sentence, changes=())
        for row in reversed(rows)
    ]


def said_at(moment: datetime, tz: tzinfo) -> str:
    """A moment as the trail says it: date and time to the minute."""
    return f"{moment.astimezone(tz):%Y-%m-%d %H:%M}"


def _moment(moment: datetime, tz: tzinfo) -> dict[str, str]:
    local = moment.astimezone(tz)
    return {"iso": local.isoformat(), "day": f"{local:%Y-%m-%d}", "clock": f"{local:%H:%M}"}


def _changed(fields: Iterable[Any], old: Any, new: Any) -> list[Any]:
    """The fields a version changed; the first version is the record itself and changes nothing."""
    if old is None:
        return []
    return [field for field in fields if getattr(old, field.attname) != getattr(new, field.attname)]


def _names(changed: list[list[Any]], versions: list[Any]) -> dict[tuple[Any, Any], str]:
    """What the records are called that changed fields point to: one query for each kind."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for place, differing in enumerate(changed):
        for field in differing:
            if isinstance(field, models.ForeignKey):
                wanted[field.related_model] |= {
                    getattr(versions[n], field.attname) for n in (place - 1, place)
                }
    return {
        (model, pk): str(found)
        for model, pks in wanted.items()
        for pk, found in model._base_manager.in_bulk(pks - {None}).items()
    }


def _said(field: Any, value: Any, names: Mapping[tuple[Any, Any], str], tz: tzinfo) -> str:
    """A value as the reader knows it: a name, a label, a local time, a masked number."""
    if value is None or value == "":
        return ""
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value), str(value))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return said_at(value, tz)
    mask = next((mask for ending, mask in _masks.items() if field.name.endswith(ending)), None)
    return mask(value) if mask else str(value)


GROUND = {
    "set_up": gettext_lazy("set this up"),
    "import": gettext_lazy("brought this in"),
}
teach(GROUND)
