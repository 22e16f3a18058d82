"""Sending one message through one channel: what each service wants to hear, and how it says yes."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.mail import EmailMessage

from notices.models import Channel

CONNECT, READ = 5.0, 10.0  # seconds; the others do not wait for it (outbox.PATIENCE)
Kind = Channel.Kind


class NotAccepted(Exception):
    """The service said no, or something else than yes; the message is its answer in a word, without addresses."""


@dataclass(frozen=True, slots=True)
class Message:
    """What goes outside: a reason, a number and a link, and no person."""

    key: str
    kind: str
    address: str
    signing_secret: str
    to: str
    title: str
    body: str


def send(message: Message) -> None:
    """Hand the message over; returns when the service has accepted it, raises otherwise. Touches no database."""
    _WAYS[message.kind](message)


@cache
def apprise() -> Any:
    """The library behind “another service”; it takes a second to wake, and only who uses it pays for that."""
    from apprise import Apprise  # noqa: PLC0415 -- see above

    Apprise.instantiate("json://localhost")  # now it knows all its services
    return Apprise


def understands(address: str) -> bool:
    """Whether this is the address of a service that Apprise knows."""
    return apprise().instantiate(address) is not None


def _email(message: Message) -> None:
    host = (
        urlsplit(settings.PUBLIC_URL).hostname or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    )
    mail = EmailMessage(
        subject=message.title,
        body=message.body,
        to=[message.to],
        headers={"Message-ID": f"<{message.key}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    mail.send()


def _wecom(message: Message) -> None:
    _accepted(_post(message, {"msgtype": "text", "text": {"content": _text(message)}}), "errcode")


def _dingtalk(message: Message) -> None:
    signed = {}
    if message.signing_secret:
        stamp = str(round(time.time() * 1000))
        sign = _hmac(message.signing_secret, f"{stamp}\n{message.signing_secret}")
        signed = {"timestamp": stamp, "sign": sign}
    said = {"msgtype": "text", "text": {"content": _text(message)}}
    _accepted(_post(message, said, params=signed), "errcode")


def _feishu(message: Message) -> None:
    said: dict[str, Any] = {"msg_type": "text", "content": {"text": _text(message)}}
    if message.signing_secret:
        stamp = str(round(time.time()))
        said |= {"timestamp": stamp, "sign": _hmac(f"{stamp}\n{message.signing_secret}", "")}
    _accepted(_post(message, said), "code")


def _webhook(message: Message) -> None:
    _post(message, {"key": message.key, "title": message.title, "text": message.body})


def _other(message: Message) -> None:
    service = apprise().instantiate(message.address)
    if service is None:
        raise NotAccepted("address not understood")
    service.socket_connect_timeout, service.socket_read_timeout = CONNECT, READ
    if not service.notify(title=message.title, body=message.body):
        raise NotAccepted("not accepted")


_WAYS: Final[Mapping[str, Callable[[Message], None]]] = {
    Kind.EMAIL: _email,
    Kind.WECOM: _wecom,
    Kind.DINGTALK: _dingtalk,
    Kind.FEISHU: _feishu,
    Kind.WEBHOOK: _webhook,
    Kind.OTHER: _other,
}


def _text(message: Message) -> str:
    return f"{message.title}\n{message.body}"


def _hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _post(
    message: Message, said: Mapping[str, Any], params: Mapping[str, str] | None = None
) -> requests.Response:
    answer = requests.post(
        message.address,
        json=said,
        params=params,
        headers={"Idempotency-Key": message.key},
        timeout=(CONNECT, READ),
        allow_redirects=False,  # the token would go along
    )
    if not 200 <= answer.status_code < 300:
        raise NotAccepted(f"HTTP {answer.status_code}")
    return answer


def _accepted(answer: requests.Response, field: str) -> None:
    """These robots say 200 also when they refuse; the code in the answer is what counts (apprise does not look)."""
    try:
        code = answer.json().get(field)
    except (ValueError, AttributeError):
        raise NotAccepted("no answer in JSON") from None
    if code != 0:
        raise NotAccepted(f"{field} {code}"[:40])
