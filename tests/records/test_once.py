"""Nothing doubled: a form carries a key that is good for one writing (I10)."""

from datetime import timedelta
from typing import cast

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import include, path

from directory.models import ServiceCentre, Staff, Unit
from records import clock, once
from records.models import OneTimeKey, Refusal, RefusedAttempt
from records.once import forget_old, new_key, note_refusal
from records.tasks import sweep
from tests import builders
from tests.cast import at, refused
from visits.models import Case

KEY = "0123456789abcdef"


@once.once
def take_down(request: HttpRequest) -> HttpResponse:
    """Write a room; `then` says how it ends."""
    if request.method == "GET":
        return HttpResponse("form")
    by = cast("Staff", request.user)
    room = request.POST["room"]
    unit = Unit(centre=by.centre, building="8", room=room).save_signed(by, "take_down")
    if request.POST.get("then") == "refuse":
        note_refusal(request, Refusal("Not today."))
        note_refusal(request, Refusal("Nor tomorrow."))
        return HttpResponse("Not today.", status=422)
    return redirect(f"/units/{unit.code}/?made={Unit.objects.count()}")


urlpatterns = [
    path("take-down/", take_down),
    path("take-down/elsewhere/", take_down),
    path("", include("servicecentre.urls")),
]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.usefixtures("english")]


@pytest.fixture
def desk_of_lin(lin: Staff, client: Client) -> Client:
    """林靜's browser, read in English."""
    lin.choose_language("en")
    client.force_login(lin, backend="directory.auth.StaffBackend")
    return client


def rooms() -> list[str]:
    """What was written down, in order."""
    return [unit.room for unit in Unit.objects.order_by("pk")]


def test_five_presses_write_one_row_and_get_one_answer(desk_of_lin: Client) -> None:
    answers = [desk_of_lin.post("/take-down/", {"once": KEY, "room": "101"}) for _press in range(5)]

    assert rooms() == ["101"]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (302, "/units/8-101/?made=1")
    }
    assert Unit.objects.get().history.count() == 1


def test_reading_needs_no_key(desk_of_lin: Client) -> None:
    assert desk_of_lin.get("/take-down/").status_code == 200
    assert not OneTimeKey.objects.exists()


def test_the_same_key_with_other_content_is_not_written(desk_of_lin: Client) -> None:
    desk_of_lin.post("/take-down/", {"once": KEY, "room": "101"})

    answer = desk_of_lin.post("/take-down/", {"once": KEY, "room": "102"})

    assert answer.status_code == 409
    assert rooms() == ["101"]
    page = answer.content.decode()
    assert "This form was already sent once, with other content. The first one stands." in page
    assert "102" in page
    assert KEY not in page


def test_the_same_key_at_another_door_is_not_written(desk_of_lin: Client) -> None:
    desk_of_lin.post("/take-down/", {"once": KEY, "room": "101"})

    assert desk_of_lin.post("/take-down/elsewhere/", {"once": KEY, "room": "101"}).status_code == 409
    assert rooms() == ["101"]


def test_a_fresh_csrf_token_is_no_other_content(desk_of_lin: Client) -> None:
    """A page reloaded from the browser's memory sends another token with the same words."""
    first = desk_of_lin.post("/take-down/", {"once": KEY, "room": "101", "csrfmiddlewaretoken": "a"})
    again = desk_of_lin.post("/take-down/", {"once": KEY, "room": "101", "csrfmiddlewaretoken": "b"})

    assert (first.status_code, again.status_code) == (302, 302)


def test_somebody_elses_key_shows_nothing_of_theirs(desk_of_lin: Client, zhou: Staff) -> None:
    desk_of_lin.post("/take-down/", {"once": KEY, "room": "101"})
    desk_of_lin.force_login(zhou, backend="directory.auth.StaffBackend")

    answer = desk_of_lin.post("/take-down/", {"once": KEY, "room": "101"})

    assert answer.status_code == 409
    assert "Location" not in answer.headers
    assert rooms() == ["101"]


def test_what_is_refused_leaves_nothing_but_the_attempt_and_frees_the_key(
    desk_of_lin: Client, lin: Staff
) -> None:
    """BR-V02: attempt in history; everything else is rolled back."""
    refusal = desk_of_lin.post("/take-down/", {"once": KEY, "room": "101", "then": "refuse"})

    assert (refusal.status_code, refusal.content) == (422, b"Not today.")
    assert rooms() == []
    assert not Unit.history.exists()
    assert not OneTimeKey.objects.exists()
    assert [(kept.by, kept.path, kept.sentence) for kept in RefusedAttempt.objects.order_by("pk")] == [
        (lin, "/take-down/", "Not today."),
        (lin, "/take-down/", "Nor tomorrow."),
    ]

    mended = desk_of_lin.post("/take-down/", {"once": KEY, "room": "101"})
    assert mended.status_code == 302
    assert rooms() == ["101"]


def test_a_view_that_breaks_frees_the_key(desk_of_lin: Client) -> None:
    with pytest.raises(KeyError):
        desk_of_lin.post("/take-down/", {"once": KEY})

    assert not OneTimeKey.objects.exists()


@pytest.mark.parametrize("key", [None, "", "k" * 37])
def test_without_its_key_a_form_writes_nothing(desk_of_lin: Client, key: str | None) -> None:
    typed = {"room": "101"} | ({} if key is None else {"once": key})

    answer = desk_of_lin.post("/take-down/", typed)

    assert answer.status_code == 400
    page = answer.content.decode()
    assert "This form has lost its one-time key, so nothing was written." in page
    assert "101" in page
    assert rooms() == []


def test_nobody_writes_without_having_signed_in(client: Client, centre: ServiceCentre) -> None:
    answer = client.post("/take-down/", {"once": KEY, "room": "101"})

    assert answer.status_code == 403
    assert "101" in answer.content.decode()
    assert rooms() == []


def test_keys_are_forgotten_after_a_week(lin: Staff) -> None:
    def used(key: str, moment: str) -> None:
        OneTimeKey.objects.create(key=key, staff=lin, digest="x", used_at=at(moment))

    used("old", "2026-11-09 09:59")
    used("new", "2026-11-09 10:01")

    assert forget_old() == 1
    assert [kept.key for kept in OneTimeKey.objects.all()] == ["new"]
    assert forget_old() == 0


def test_the_clock_forgets_them_and_may_run_twice(lin: Staff) -> None:
    OneTimeKey.objects.create(key="old", staff=lin, digest="x", used_at=at("10:00") - timedelta(days=8))

    sweep("forget-old-keys")
    sweep("forget-old-keys")

    assert not OneTimeKey.objects.exists()


def test_a_key_is_stamped_by_the_houses_clock(desk_of_lin: Client) -> None:
    with clock.at(at("10:07")):
        desk_of_lin.post("/take-down/", {"once": KEY, "room": "101"})

    assert OneTimeKey.objects.get().used_at == at("10:07")


def test_keys_differ_and_fit() -> None:
    keys = {new_key() for _each in range(100)}

    assert len(keys) == 100
    assert {len(key) for key in keys} == {32}


def test_a_form_carries_a_fresh_key_and_keeps_the_one_it_was_sent_with(rf: RequestFactory) -> None:
    template = engines["django"].from_string("{% load once %}{% once %}")

    fresh = template.render({}, rf.get("/"))
    kept = template.render({}, rf.post("/", {"once": KEY}))

    assert kept == f'<input type="hidden" name="once" value="{KEY}">'
    assert fresh != template.render({}, rf.get("/"))


def test_a_verb_refused_inside_leaves_the_transaction_usable(lin: Staff, zhou: Staff) -> None:
    """A refusal is an answer, not an error of the database: what follows in the transaction still works."""
    made = builders.case(lin)

    with refused("Only 林靜, who answers to the resident, may do this."):
        made.merge(by=zhou, into=made)

    assert connection.needs_rollback is False
    assert Case.objects.get(pk=made.pk).status == "in_progress"
