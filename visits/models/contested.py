"""Records that two people may reach for at once."""

from typing import Any, ClassVar, NoReturn, Self

from django.db import models
from django.utils.translation import gettext as _

from directory.models.bound import CentreBound
from records import story
from records.models import Conflict, Refusal


class Contested(CentreBound):
    """A record whose verbs lock it first, and that knows which state the person at the screen was looking at."""

    open_trail: ClassVar[bool] = True

    version = models.PositiveIntegerField(default=0, editable=False)

    _seen: int | None = None

    class Meta:
        abstract = True

    def as_seen(self, version: int | None) -> Self:
        """Remember which version the person at the screen saw; a verb refuses when it has changed since."""
        self._seen = version
        return self

    def _lock(self) -> None:
        fresh = type(self)._base_manager.select_for_update(of=("self",)).get(pk=self.pk)
        if self._seen is not None and self._seen != fresh.version:
            self._tell_who_came_first()
        for field in self._meta.concrete_fields:
            if getattr(self, field.attname) != getattr(fresh, field.attname):
                setattr(self, field.attname, getattr(fresh, field.attname))

    def _tell_who_came_first(self) -> NoReturn:
        last = self.history.select_related("history_user").latest("history_id")
        raise Conflict(
            _("%(name)s changed this at %(time)s (%(verb)s). Look at it again; what you typed is still here.")
            % {
                "name": last.history_user or _("The house's clock"),
                "time": f"{self.centre.local(last.history_date):%H:%M}",
                "verb": story.act_of(last.history_verb),
            }
        )

    def _refuse_if(self, sentence: str, by_field: dict[str, str] | None = None) -> None:
        if sentence:
            raise Refusal(sentence, by_field)

    def save_signed(self, by: Any, verb: str, reason: str = "") -> Self:
        """Save; nobody of another centre signs here, whichever door they came by."""
        if by is not None and by.centre_id != self.centre_id:
            raise Refusal(_("%(name)s works in another centre.") % {"name": by})
        return super().save_signed(by, verb, reason)

    def _sign(self, by: Any, verb: str, reason: str = "") -> None:
        self.version += 1
        self.save_signed(by, verb, reason)
