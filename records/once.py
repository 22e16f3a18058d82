"""Nothing doubled: a form that writes carries a key that is good for one writing."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from records import clock
from records.models import OneTimeKey, Refusal, RefusedAttempt

FIELD = "once"
KEPT_FOR = timedelta(days=7)
P = ParamSpec("P")
RequestT = TypeVar("RequestT", bound=HttpRequest)


def once(
    view: Callable[Concatenate[RequestT, P], HttpResponse],
) -> Callable[Concatenate[RequestT, P], HttpResponse]:
    """Let a view's POST write once: a repeat gets the first answer, any answer but a redirect writes nothing.

    A double click, a resend after a broken line and five presses at once all end in one row (I10).
    """

    @wraps(view)
    def guarded(request: RequestT, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        response = _write_once(request, lambda: view(request, *args, **kwargs))
        for sentence in getattr(request, "refusals", ()):
            RefusedAttempt.objects.create(by_id=_asker(request), path=request.path[:200], sentence=sentence)
        return response

    return guarded


def write_line(key: str, by: int, words: object, write: Callable[[], str]) -> str:
    """Write one line of a page of many once, and say where it stands; a repeat hears where the first one stands.

    Each line has its own key: what is refused leaves the other lines written, and can be mended and sent again.
    """
    if not 1 <= len(key) <= 36 or "\0" in key:
        raise Refusal(_("This form has lost its one-time key, so nothing was written."))
    digest = hashlib.sha256(repr(words).encode()).hexdigest()
    with transaction.atomic():
        if _take(key, by, digest):
            where = write()
            OneTimeKey.objects.filter(key=key).update(location=where)
            return where
        first = OneTimeKey.objects.get(key=key)
    if (first.staff_id, first.digest) != (by, digest):
        raise Refusal(_("This form was already sent once, with other content. The first one stands."))
    return first.location


def note_refusal(request: HttpRequest, refusal: Refusal) -> None:
    """Remember that the rules refused this request; written to the trail after everything else is rolled back."""
    kept: list[str] = getattr(request, "refusals", [])
    setattr(request, "refusals", [*kept, str(refusal)])  # noqa: B010 -- a request has no such field of its own


def new_key() -> str:
    """A fresh key for a form about to be shown."""
    return uuid4().hex


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody typed into a form that writes and that could not be taken: the page hands it back (I10)."""
    return [(name, value) for name, value in _content(request) if value] if FIELD in request.POST else []


def forget_old() -> int:
    """Forget keys older than a week, a thousand at most, and say how many; no form stays open that long."""
    old = OneTimeKey.objects.filter(used_at__lt=clock.now() - KEPT_FOR)
    return OneTimeKey.objects.filter(pk__in=old.values("pk")[:1000]).delete()[0]


def _write_once(request: HttpRequest, write: Callable[[], HttpResponse]) -> HttpResponse:
    key = request.POST.get(FIELD, "")
    if not 1 <= len(key) <= 36 or "\0" in key:
        return _ask_again(request, _("This form has lost its one-time key, so nothing was written."), 400)
    digest = _digest(request)
    with transaction.atomic():
        if not _take(key, _asker(request), digest):
            return _answer_again(request, OneTimeKey.objects.get(key=key), digest)
        response = write()
        if isinstance(response, HttpResponseRedirect):
            OneTimeKey.objects.filter(key=key).update(location=response.url)
        else:
            transaction.set_rollback(True)
    return response


def _take(key: str, staff_id: int, digest: str) -> bool:
    """Whether the key was still free; a rival who holds it is waited for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_onetimekey (key, staff_id, digest, location, used_at) VALUES (%s, %s, %s, '', %s) "
            "ON CONFLICT (key) DO NOTHING RETURNING key",
            [key, staff_id, digest, connection.ops.adapt_datetimefield_value(clock.now())],
        )
        return cursor.fetchone() is not None


def _asker(request: HttpRequest) -> int:
    if request.user.pk is None:
        raise PermissionDenied(_("Sign in first."))
    return request.user.pk


def _answer_again(request: HttpRequest, first: OneTimeKey, digest: str) -> HttpResponse:
    if first.staff_id == _asker(request) and first.digest == digest:
        return HttpResponseRedirect(first.location)
    return _ask_again(
        request, _("This form was already sent once, with other content. The first one stands."), 409
    )


def _ask_again(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    typed = [(name, value) for name, value in _content(request) if value]
    return render(
        request, "409.html", {"sentence": sentence, "typed": typed, "key": new_key()}, status=status
    )


def _content(request: HttpRequest) -> list[tuple[str, str]]:
    names = sorted(set(request.POST) - {FIELD, "csrfmiddlewaretoken"})
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def _digest(request: HttpRequest) -> str:
    return hashlib.sha256(repr((request.path, _content(request))).encode()).hexdigest()
