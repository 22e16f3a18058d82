"""The same form sent five times at once is written once, and everybody who asks gets the same answer (I10)."""

from collections.abc import Sequence
from threading import Barrier

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import path

from directory.models import Staff
from records.models import OneTimeKey, Refusal, RefusedAttempt
from records.once import note_refusal, once
from servicecentre.urls import urlpatterns as the_houses_own
from tests import builders
from tests.rivals.race import WAIT, all_at_once, of_ones_own
from visits.models import Visit

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(__name__),
    pytest.mark.usefixtures("english"),
]

TIMES = 5
ROUNDS = 20


@once
def take_down(request: HttpRequest) -> HttpResponse:
    """The plainest view that writes: a line of the log, or the reason why not."""
    assert isinstance(request.user, Staff)
    try:
        made = builders.visit(request.user, statement=request.POST["statement"]).answer(
            by=request.user, reply=request.POST["reply"]
        )
    except Refusal as refusal:
        note_refusal(request, refusal)
        return HttpResponse(str(refusal), status=422)
    return redirect(f"/visits/{made.number}/")


urlpatterns = [path("take-down/", take_down), *the_houses_own]


def send_at_once(staff: Staff, forms: Sequence[dict[str, str]]) -> list[tuple[int, str]]:
    """Send every form at the same moment from one browser; status and place of each answer."""
    start = Barrier(len(forms))
    browser = Client()
    browser.force_login(staff, backend="directory.auth.StaffBackend")

    def send(form: dict[str, str]) -> tuple[int, str]:
        with of_ones_own(start):
            client = Client()
            client.cookies = browser.cookies
            start.wait(WAIT)
            answer = client.post("/take-down/", form)
            return answer.status_code, answer.get("Location", "")

    return all_at_once(send, forms)


def test_a_form_sent_five_times_at_once_is_one_line(lin: Staff) -> None:
    """I10: five presses, one row, five equal answers."""
    for n in range(1, ROUNDS + 1):
        form = {"once": f"key-{n}", "statement": "電費單看不懂", "reply": "已解釋"}

        answers = send_at_once(lin, [form] * TIMES)

        assert Visit.objects.count() == n
        assert answers == [(302, f"/visits/{Visit.objects.latest('pk').number}/")] * TIMES
    assert Visit.history.count() == ROUNDS


def test_a_key_stands_for_the_first_content_only(lin: Staff) -> None:
    """I10: the same key with other words at the same moment: one is written, the others are told so."""
    for n in range(1, ROUNDS + 1):
        forms = [
            {"once": f"key-{n}", "statement": f"電費單看不懂 {place}", "reply": "已解釋"}
            for place in range(TIMES)
        ]

        answers = send_at_once(lin, forms)

        written = Visit.objects.latest("pk")
        assert Visit.objects.count() == n
        first = answers.index((302, f"/visits/{written.number}/"))
        assert written.statement == forms[first]["statement"]
        assert answers[:first] + answers[first + 1 :] == [(409, "")] * (TIMES - 1)


def test_what_was_refused_five_times_at_once_leaves_its_key_free(lin: Staff) -> None:
    """I10: a refusal writes nothing and spends nothing; mended, the same form goes through."""
    form = {"once": "key", "statement": "電費單看不懂", "reply": "我不知道"}

    answers = send_at_once(lin, [form] * TIMES)

    assert answers == [(422, "")] * TIMES
    assert (Visit.objects.count(), OneTimeKey.objects.count()) == (0, 0)
    assert RefusedAttempt.objects.count() == TIMES
    assert send_at_once(lin, [form | {"reply": "已解釋"}]) == [
        (302, f"/visits/{Visit.objects.get().number}/")
    ]
