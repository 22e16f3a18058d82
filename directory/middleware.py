"""Which language and whose clock: the person's language, the centre's time."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from directory.models import Staff

KNOWN = frozenset(code for code, _name in settings.LANGUAGES)


class CentreMiddleware:
    """Show each page in the reader's language and by the centre's clock.

    Somebody's own choice comes first, then the cookie of this machine, then the house's language. What the browser
    asks for is left aside: a PC at the desk was often set up in another language than its readers'.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set language and clock for this page, and put both back afterwards."""
        staff = request.user if isinstance(request.user, Staff) else None
        if staff is not None:
            # Pages ask the person hundreds of times: the person, no stand-in that looks them up each time.
            request.user = staff = getattr(request, "_cached_user", staff)
        language = chosen_language(request, staff)
        clock = staff.centre.tz if staff is not None and staff.centre is not None else None
        with translation.override(language), timezone.override(clock):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers["Content-Language"] = language
        return response


def chosen_language(request: HttpRequest, staff: Staff | None) -> str:
    """The language this page is read in."""
    if staff is not None and staff.language:
        return staff.language
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return cookie if cookie in KNOWN else settings.LANGUAGE_CODE
