"""How many questions a page puts to the database, told in a header when asked for."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASK = "X-Count-Queries"
TOLD = "X-Queries"


def counted(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count every statement, BEGIN and SAVEPOINT included; only when asked, because counting takes time."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if ASK not in request.headers:
            return get_response(request)
        count = 0

        def count_one(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*args)

        with connection.execute_wrapper(count_one):
            response = get_response(request)
        response[TOLD] = str(count)
        return response

    return middleware
