"""Somebody at their screen, reading in English."""

from django.test import Client

from directory.models import Staff


def signed_in(staff: Staff) -> Client:
    """A client signed in as this person."""
    staff.choose_language("en")
    client = Client()
    client.force_login(staff, backend="directory.auth.StaffBackend")
    return client
