"""Who may open the screens of the duty log at all."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

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
