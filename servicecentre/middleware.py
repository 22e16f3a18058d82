"""Who may come in, asked before every page."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from records.once import typed_in


class SignInFirst(LoginRequiredMiddleware):
    """Send strangers to the door; hand back what somebody typed whose session had ended (I10)."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]  # -- wider
        """A form that came too late is shown as typed to whoever sent it; everything else goes to sign in."""
        by_a_person = (
            request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        )  # a script finds its own words
        if by_a_person and (typed := typed_in(request)):
            return render(request, "signed_out.html", {"typed": typed}, status=403)
        return super().handle_no_permission(request, view_func)
