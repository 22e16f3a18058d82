"""The request as every view behind the sign-in knows it."""

from django.http import HttpRequest

from directory.models import Staff


class StaffRequest(HttpRequest):
    """A request somebody of the house makes: `LoginRequiredMiddleware` let nobody else in."""

    user: Staff
