"""The page is read in its reader's language and by the centre's clock."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from directory.auth import StaffBackend
from directory.middleware import CentreMiddleware
from directory.models import ServiceCentre, Staff


def look(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{translation.get_language()} {timezone.get_current_timezone_name()}")


def shown(person: Staff | AnonymousUser, *, cookie: str = "", browser: str = "") -> str:
    request = RequestFactory().get("/", headers={"accept-language": browser} if browser else None)
    request.user = person
    if cookie:
        request.COOKIES["django_language"] = cookie
    response = CentreMiddleware(look)(request)
    assert response.headers["Content-Language"] == response.content.decode().split()[0]
    return response.content.decode()


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    """Whatever a page was read in, the next one starts anew."""
    before = (translation.get_language(), timezone.get_current_timezone_name())
    yield
    assert (translation.get_language(), timezone.get_current_timezone_name()) == before


@pytest.mark.parametrize(
    ("own", "cookie", "language"),
    [
        ("", "", "zh-hant"),
        ("", "en", "en"),
        ("zh-hans", "en", "zh-hans"),
        ("", "de", "zh-hant"),
    ],
)
def test_the_own_choice_comes_before_the_machines_and_the_houses(
    own: str, cookie: str, language: str, lin: Staff
) -> None:
    lin.choose_language(own)

    assert shown(lin, cookie=cookie, browser="en-GB") == f"{language} Asia/Shanghai"


def test_a_stranger_reads_the_houses_language_whatever_the_browser_asks_for() -> None:
    assert shown(AnonymousUser(), browser="en-GB") == "zh-hant Asia/Shanghai"
    assert shown(AnonymousUser(), cookie="zh-hans") == "zh-hans Asia/Shanghai"


def test_each_centre_has_its_own_clock(centre: ServiceCentre, lin: Staff) -> None:
    centre.timezone = "Asia/Tokyo"
    centre.save_signed(None, "correct")

    known = StaffBackend().get_user(lin.pk)

    assert known is not None
    assert shown(known) == "zh-hant Asia/Tokyo"


def test_language_and_clock_cost_no_query_beyond_the_person(
    lin: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    known = StaffBackend().get_user(lin.pk)
    assert known is not None

    with django_assert_num_queries(0):
        shown(known)
