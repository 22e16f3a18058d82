"""Who may open the screens of the duty log at all."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from directory.requests import StaffRequest
from visits import rules

P = ParamSpec("P")


def for_readers(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Open a screen to those who work at the desk or read its trail; others are told why not, with a 403."""

    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        staff_request = cast("StaffRequest", request)
        if sentence := rules.against_reading(staff_request.user):
            raise PermissionDenied(sentence)
        return view(staff_request, *args, **kwargs)

    update_wrapper(asked, view)
    return asked


def books_to_their_keeper(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """At the front door, lead whoever keeps the house's books and does not see the log to the books."""

    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        staff = cast("StaffRequest", request).user
        if staff.is_staff and rules.against_reading(staff):
            return redirect("admin:index")
        return view(request, *args, **kwargs)

    update_wrapper(asked, view)
    return asked
