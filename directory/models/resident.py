"""Residents: the people the desk serves."""

from collections.abc import Sequence
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory import folding, masking
from directory.models.bound import CentreBound, CentreBoundQuerySet


class PersonKind(models.TextChoices):
    """In what capacity somebody comes to the desk (§4.4)."""

    OWNER = "owner", _("owner")
    FAMILY = "family", _("family")
    TENANT = "tenant", _("tenant")
    FITOUT = "fitout", _("fit-out worker")
    SHOP = "shop", _("shop")
    GUEST = "guest", _("guest")
    AGENT = "agent", _("agent")
    COURIER = "courier", _("courier")
    GOVERNMENT = "government", _("government office")
    OTHER = "other", _("other")


class ResidentQuerySet(CentreBoundQuerySet):
    """The people a centre knows."""

    def matching(self, text: str) -> Self:
        """People in whose name (either script), pinyin, initials or telephone every word typed is found."""
        return self.with_words(folding.words(text))

    def with_words(self, words: Sequence[Any]) -> Self:
        """The same for words that are folded already."""
        found = self if words else self.none()
        for word in words:
            found = found.filter(key__contains=word)
        return found


class Resident(CentreBound):
    """Somebody the desk knows by name: how to address and how to reach them (§4.4, §4.6)."""

    class Honorific(models.TextChoices):
        MR = "先生", _("Mr")
        MS = "女士", _("Ms")

    unrecorded = ("key",)

    name = models.CharField(_("name"), max_length=40)
    honorific = models.CharField(_("form of address"), max_length=2, choices=Honorific, blank=True)
    kind = models.CharField(_("comes as"), max_length=10, choices=PersonKind, default=PersonKind.OWNER)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    care_note = models.CharField(_("please mind"), max_length=200, blank=True)
    key = models.CharField(max_length=folding.KEY_LENGTH, editable=False)

    objects = ResidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="resident_always_has_a_name"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "owner",
                        "family",
                        "tenant",
                        "fitout",
                        "shop",
                        "guest",
                        "agent",
                        "courier",
                        "government",
                        "other",
                    ]
                ),
                name="resident_comes_in_a_known_capacity",
            ),
        ]
        indexes = [models.Index(fields=["centre", "key"], name="resident_by_key")]

    def __str__(self) -> str:
        return self.name

    @property
    def address_as(self) -> str:
        """Surname and form of address, as said aloud; the name itself where no form is known."""
        return folding.surname(self.name) + self.honorific if self.honorific else self.name

    @property
    def phone_masked(self) -> str:
        """The telephone as lists show it (BR-V17)."""
        return masking.mask_phone(self.phone)

    def derive(self) -> None:
        """Normalise the telephone and fold the name for the desk's search."""
        self.name = folding.clean(self.name)
        self.phone = folding.normalise_phone(self.phone)
        self.key = folding.search_key(self.name, self.phone)
