"""補錄: lines from the paper form, each by itself, under the time the resident came (BR-V19)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import Staff, Unit
from records import clock
from records.models import OneTimeKey
from tests.cast import at, put_on_duty
from tests.handover.desk import screen, send
from visits.models import Case, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LATE = "/visits/late/"


def line(place: int, **words: str) -> dict[str, str]:
    """One typed line, with a key of its own."""
    typed = {
        "once": f"key-{place}",
        "at": "2026-11-16T08:15",
        "channel": "call",
        "who": "丁先生",
        "category": "consult",
        "statement": "問停車證怎麼補辦",
        "reply": "已告知帶行車執照",
    } | words
    return {f"line-{place}-{name}": value for name, value in typed.items()}


PROMISE = {
    "reply": "",
    "category": "repair",
    "who": "9-3-702 吳先生",
    "statement": "天花板漏水",
    "department": "engineering",
    "due": "2026-11-16T17:00",
    "promise_text": "上門查看",
    "reason_explained": "維修員正在別處",
    "phone": "13800000001",
    "said": "on",
}


def test_each_line_is_written_under_the_time_the_resident_came(lin: Staff, home: Unit) -> None:
    answer = send(screen(lin), LATE, lines="6", **line(0), **line(1, **PROMISE, at="2026-11-16T09:05"))

    assert (answer.status_code, answer["Location"]) == (302, "/log/")
    first, second = Visit.objects.order_by("arrived_at")
    assert (first.arrived_at, first.first_contact, first.is_late_entry) == (at("08:15"), lin, True)
    assert (first.channel, first.visitor_name, first.reply) == ("call", "丁先生", "已告知帶行車執照")
    assert (second.arrived_at, second.unit, second.status) == (at("09:05"), home, "case")
    assert Case.objects.get().promise_due_at == at("17:00")
    assert [row.history_verb for row in Visit.history.order_by("history_id")] == ["answer", "promise"]


def test_a_wrong_line_comes_back_with_its_words_and_the_others_stand(lin: Staff) -> None:
    client = screen(lin)
    typed = {"lines": "6", **line(0), **line(1, reply="這個我不清楚"), **line(2, at="", who="王女士")}
    answer = send(client, LATE, **typed)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert [visit.visitor_name for visit in Visit.objects.all()] == ["丁先生"]
    assert "These lines are not written yet; the others stand." in page
    assert ("這個我不清楚" in page, "王女士" in page, "When did the resident come?" in page) == (True,) * 3
    assert Visit.objects.get().number in page

    mended = typed | line(1, reply="已為住戶查明") | line(2, who="王女士")
    assert send(client, LATE, **mended).status_code == 302
    assert Visit.objects.count() == 3


def test_a_page_sent_twice_writes_each_line_once(lin: Staff) -> None:
    client, typed = screen(lin), {"lines": "6", **line(0), **line(1, who="王女士")}

    assert [send(client, LATE, **typed).status_code for _ in range(2)] == [302, 302]
    assert Visit.objects.count() == 2
    answer = send(client, LATE, **(typed | line(0, statement="別的事")))
    assert answer.status_code == 422
    assert "The first one stands." in answer.content.decode()
    assert Visit.objects.count() == 2


def test_a_line_without_its_key_is_not_written(lin: Staff) -> None:
    answer = send(screen(lin), LATE, lines="6", **line(0, once=""))

    assert answer.status_code == 422
    assert "lost its one-time key" in answer.content.decode()
    assert not Visit.objects.exists()


def test_a_refused_line_frees_its_key(lin: Staff) -> None:
    send(screen(lin), LATE, lines="6", **line(0, reply="不知道"))

    assert not OneTimeKey.objects.filter(key="key-0").exists()


def test_nobody_types_into_a_shift_that_was_handed_over_but_those_who_lead(
    lin: Staff, tang: Staff
) -> None:  # BR-V19
    duty = put_on_duty(lin, at("10:00"))
    with clock.at(at("16:00")):
        duty.shift.close()
    with clock.at(at("18:00")):
        refusal = send(screen(lin), LATE, lines="6", **line(0))
        leader = send(screen(tang), LATE, lines="6", **line(1))

    assert refusal.status_code == 422
    assert "That shift has been handed over." in refusal.content.decode()
    assert leader.status_code == 302
    assert Visit.objects.get().first_contact == tang


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"at": "2026-11-16T11:00"}, "The resident cannot have arrived later than now."),
        ({"at": "2026-10-01T11:00"}, "That is more than a month ago."),
        ({"at": "gestern"}, "Enter a valid date/time."),
        ({"who": "9-9-9999 王"}, "There is no room 9-9-9999 here."),
        (PROMISE | {"due": "2026-11-16T09:30"}, "A promise lies ahead: this time has passed."),
        (PROMISE | {"said": ""}, "Restate what the resident needs."),
    ],
)
def test_a_line_says_what_is_wrong_with_it(
    lin: Staff, home: Unit, words: dict[str, str], sentence: str
) -> None:
    answer = send(screen(lin), LATE, lines="6", **line(0, **words))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Visit.objects.exists()


def test_more_lines_keep_what_was_typed_and_write_nothing(lin: Staff) -> None:
    answer = send(screen(lin), LATE, lines="6", act="more", **line(5, who="丁先生"))
    page = answer.content.decode()

    assert (answer.status_code, page.count("<fieldset"), 'value="丁先生"' in page) == (200, 12, True)
    assert not Visit.objects.exists()


def test_an_empty_page_says_so_and_who_keeps_the_house_types_nothing(lin: Staff, su: Staff) -> None:
    assert "Nothing was typed in." in send(screen(lin), LATE, lines="6").content.decode()
    assert screen(su).get(LATE).status_code == 403


@pytest.mark.parametrize("lines", ["abc", "-1", "9" * 50, "0"])
def test_a_strange_number_of_lines_breaks_nothing(lin: Staff, lines: str) -> None:
    assert send(screen(lin), LATE, lines=lines, act="more", **line(0)).status_code == 200


def test_the_page_asks_few_questions_and_is_light(lin: Staff) -> None:
    client: Any = screen(lin)
    client.get(LATE)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(LATE)

    assert len(asked) <= 12
    assert len(page.content) < 60 * 1024
