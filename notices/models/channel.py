"""Channels: the ways out of the house, kept by the administrator."""

import json
from collections.abc import Mapping
from typing import ClassVar, Final, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.bound import CentreBound, CentreBoundQuerySet
from records.cipher import cipher

LOCK: Final = "channels"
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class ChannelQuerySet(CentreBoundQuerySet):
    """The ways out."""

    def active(self) -> Self:
        """In use."""
        return self.filter(active=True)

    def chats(self) -> Self:
        """Those that reach a person through a group or service, not by their own address."""
        return self.exclude(kind=Channel.Kind.EMAIL)


class Channel(CentreBound):
    """One way out: e-mail, a robot in a chat group, or a webhook. Its address is a secret and shown to nobody."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail")
        WECOM = "wecom", "企業微信"
        DINGTALK = "dingtalk", "釘釘"
        FEISHU = "feishu", "飛書"
        WEBHOOK = "webhook", _("Webhook (JSON)")
        OTHER = "other", _("Another service (Apprise address)")

    #: Where each robot's address must lead: what is pasted into the wrong box is noticed at once.
    HOSTS: ClassVar[Mapping[str, frozenset[str]]] = {
        Kind.WECOM: frozenset({"qyapi.weixin.qq.com"}),
        Kind.DINGTALK: frozenset({"oapi.dingtalk.com"}),
        Kind.FEISHU: frozenset({"open.feishu.cn", "open.larksuite.com"}),
    }

    unrecorded = ("secret",)

    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    secret = models.BinaryField(default=bytes, editable=False)
    hint = models.CharField(_("address"), max_length=80, blank=True, editable=False)
    active = models.BooleanField(_("active"), default=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["centre", "name"], name="channel_name_is_unique_in_its_centre"),
            models.UniqueConstraint(
                fields=["centre"],
                condition=Q(kind="email", active=True),
                name="a_centre_has_one_way_for_e_mail",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where it leads, token and all; never on a page, in a log or in the trail."""
        return self._opened().get("address", "")

    @property
    def signing_secret(self) -> str:
        """What the robot's messages are signed with, for 釘釘 and 飛書 (加簽)."""
        return self._opened().get("signing_secret", "")

    def _opened(self) -> dict[str, str]:
        if not self.secret:
            return {}
        found: dict[str, str] = json.loads(cipher(LOCK).decrypt(bytes(self.secret)))
        return found

    def lead_to(self, address: str, signing_secret: str = "") -> None:
        """Keep the address locked; the trail and the list see its host and its last four letters."""
        kept = json.dumps({"address": address, "signing_secret": signing_secret})
        self.secret = cipher(LOCK).encrypt(kept.encode())
        host = urlsplit(address).hostname or urlsplit(address).scheme
        self.hint = f"{host} …{address[-4:]}"[:80] if address else ""

    def clean(self) -> None:
        """The address fits the kind, and nobody on the way can read it."""
        super().clean()
        address = self.address
        if self.kind == self.Kind.EMAIL:
            if not settings.MAIL_IS_SET_UP:
                raise ValidationError(_("No mail server is named: the operator sets EMAIL_URL first."))
            return
        if not address:
            raise ValidationError(_("A channel of this kind needs an address."))
        if self.kind == self.Kind.OTHER:
            return
        parts = urlsplit(address)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValidationError(_("The address begins with https://, so that nobody on the way reads it."))
        hosts = self.HOSTS.get(self.kind, frozenset())
        if not parts.hostname or (hosts and parts.hostname not in hosts):
            raise ValidationError(
                _("The address of a %(kind)s robot leads to %(host)s."),
                params={"kind": self.get_kind_display(), "host": " / ".join(sorted(hosts))},
            )
