"""What somebody does in the browser: sign in, open a page, send a form once."""

from typing import Any, cast
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from directory.models import Staff
from visits.models import Callback, Case, Referral


def signed_in(staff: Staff) -> Client:
    """A browser in which this person has signed in, and reads English."""
    staff.choose_language("en")
    client = Client()
    client.force_login(staff, backend="directory.auth.StaffBackend")
    return client


def send(client: Client, path: str, *, once: str = "", **words: Any) -> HttpResponse:
    """Send a form with a one-time key of its own."""
    typed = {name: value for name, value in words.items() if value is not None}
    return cast("HttpResponse", client.post(path, {"once": once or uuid4().hex, **typed}))


def say(client: Client, case: Case, verb: str, **words: Any) -> HttpResponse:
    """Say a verb about a case as it stands now."""
    words.setdefault("version", Case.objects.get(pk=case.pk).version)
    return send(client, f"/cases/{case.number}/{verb}/", **words)


def record(client: Client, callback: Callback, **words: Any) -> HttpResponse:
    """Record a call as it stands now."""
    words.setdefault("version", Callback.objects.get(pk=callback.pk).version)
    return send(client, f"/callbacks/{callback.number}/", **words)


def settle(client: Client, referral: Referral, **words: Any) -> HttpResponse:
    """Say what came of an introduction."""
    words.setdefault("version", Referral.objects.get(pk=referral.pk).version)
    return send(client, f"/referrals/{referral.pk}/settle/", **words)


def sentences(response: HttpResponse, form: str = "form") -> dict[str, list[str]]:
    """The sentences on the page, by box; those about the whole act under `__all__`."""
    context = cast("Any", response).context
    return {name: [str(error) for error in errors] for name, errors in context[form].errors.items()}
