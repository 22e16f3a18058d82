"""Who may come in, asked before every page; and what the machine room is told of each answer."""

import re
import time
from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

import structlog
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from records.once import typed_in
from servicecentre import metrics

log = structlog.stdlib.get_logger("servicecentre.requests")

#: An id that a proxy may have given the request: hexadecimal, so that nothing else travels in it.
GIVEN: Final = re.compile(r"[0-9a-f-]{8,36}")


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


class Watched:
    """One line in the log and one count for every answer; what is said meanwhile carries the request's id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the request its id, have it answered, and say how it went: its route, not the address as typed."""
        given = request.headers.get("X-Request-Id", "")
        request_id = given if GIVEN.fullmatch(given) else uuid4().hex
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            found = request.resolver_match
            log.info(
                "answered",
                method=metrics.method_of(request),
                path=f"/{found.route}" if found else "none",
                status=response.status_code,
                ms=round(seconds * 1000, 1),
            )
        metrics.count(request, response.status_code, seconds)
        response.headers["X-Request-Id"] = request_id
        return response
