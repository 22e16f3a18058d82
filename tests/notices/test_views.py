"""The list, the bell and the preferences (permissions.csv, I9)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.models import ServiceCentre, Staff
from notices.actions import tell
from notices.addressee import Post
from notices.models import Channel, Notice, Preference
from records import clock
from tests import builders
from tests.cast import MORNING, at, put_on_duty
from tests.notices.conftest import Receiver, channel

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def page_of_lin(lin: Staff, client: Client) -> Client:
    """林靜's browser, read in English."""
    return signed_in(lin, client)


def signed_in(staff: Staff, client: Client) -> Client:
    """Somebody's browser, read in English."""
    staff.choose_language("en")
    client.force_login(staff, backend="directory.auth.StaffBackend")
    return client


def told(staff: Staff | Post, about: Any, **more: Any) -> Notice:
    """Somebody was told."""
    facts: dict[str, Any] = {"due_at": MORNING, "name": "吳先生"} | more
    notice = tell(to=staff, reason="call", about=about, **facts)
    assert notice is not None
    return notice


def rows(client: Client, kind: str, path: str = "/notices/") -> list[Any]:
    """What a part of the page shows."""
    answer = client.get(path)
    assert answer.status_code == 200
    found: list[Any] = answer.context[kind]
    return found


def test_unread_stand_first_the_urgent_before_all(lin: Staff, page_of_lin: Client) -> None:
    case = builders.case(lin)
    told(lin, case, due_at=at("09:50"))
    told(lin, case, due_at=at("09:40"))
    told(lin, case, due_at=at("09:55"), is_urgent=True)
    told(lin, case, due_at=at("09:30")).read(by=lin)

    assert [(row.due, row.is_urgent) for row in rows(page_of_lin, "unread")] == [
        ("09:55", True),
        ("09:40", False),
        ("09:50", False),
    ]
    assert [row.due for row in rows(page_of_lin, "read")] == ["09:30"]


def test_a_row_says_what_when_late_and_for_whom(
    lin: Staff, zhou: Staff, tang: Staff, page_of_lin: Client
) -> None:
    put_on_duty(zhou, at("18:00"))
    put_on_duty(tang, MORNING)
    case = builders.case(lin)
    told(zhou, case, due_at=MORNING - timedelta(hours=20))

    (row,) = rows(signed_in(tang, page_of_lin), "unread")

    assert row.sentence == f"Call 吳先生 about {case.number}"
    assert row.url == f"/cases/{case.number}/"
    assert row.due == "11-15 14:00"
    assert row.remarks == "told late, at 10:00 · meant for 周敏, who was not here"


def test_reading_goes_on_to_the_matter_or_back_to_the_list(lin: Staff, page_of_lin: Client) -> None:
    case = builders.case(lin)
    first, second = told(lin, case), told(lin, case, due_at=at("09:00"))

    opened = page_of_lin.post(f"/notices/{first.pk}/read/", {"open": ""})
    marked = page_of_lin.post(f"/notices/{second.pk}/read/")

    assert (opened["Location"], marked["Location"]) == (f"/cases/{case.number}/", "/notices/")
    assert not Notice.objects.unread().exists()


def test_opening_the_list_reads_nothing(lin: Staff, page_of_lin: Client) -> None:
    told(lin, builders.case(lin))

    page_of_lin.get("/notices/")

    assert Notice.objects.unread().count() == 1


def test_all_are_marked_as_read_at_once(lin: Staff, page_of_lin: Client) -> None:
    case = builders.case(lin)
    for minute in range(3):
        told(lin, case, due_at=MORNING - timedelta(minutes=minute))

    answer = page_of_lin.post("/notices/read/", follow=True)

    assert "3 notices marked as read." in answer.content.decode()
    assert not Notice.objects.unread().exists()


def test_somebody_elses_notice_is_as_if_there_were_none(lin: Staff, zhou: Staff, page_of_lin: Client) -> None:
    notice = told(zhou, builders.case(lin))

    codes = [page_of_lin.post(f"/notices/{notice.pk}/{verb}/").status_code for verb in ("read", "take-up")]

    assert codes == [404, 404]
    assert rows(page_of_lin, "unread") == []


def test_a_task_is_on_the_list_of_everybody_who_leads_until_one_takes_it_up(
    lin: Staff, tang: Staff, huang: Staff, client: Client
) -> None:
    notice = told(Post.MANAGER, builders.case(lin), is_task=True)
    leader, manager = signed_in(tang, client), signed_in(huang, Client())

    assert [len(rows(each, "tasks")) for each in (leader, manager)] == [1, 1]
    assert rows(manager, "unread") == []
    leader.post(f"/notices/{notice.pk}/take-up/")
    again = manager.post(f"/notices/{notice.pk}/take-up/", follow=True)

    assert "唐芳 has taken this up already." in again.content.decode()
    assert [len(rows(each, "tasks")) for each in (leader, manager)] == [0, 0]
    assert rows(manager, "read")[0].remarks == "taken up by 唐芳"


def test_an_open_task_cannot_be_waved_through_as_read(huang: Staff, lin: Staff, client: Client) -> None:
    notice = told(Post.MANAGER, builders.case(lin), is_task=True)

    answer = signed_in(huang, client).post(f"/notices/{notice.pk}/read/", follow=True)

    assert "This stays until somebody takes it up." in answer.content.decode()


def test_older_pages_show_what_was_read_before(lin: Staff, page_of_lin: Client) -> None:
    case = builders.case(lin)
    for minute in range(60):
        told(lin, case, due_at=MORNING - timedelta(minutes=minute))
    page_of_lin.post("/notices/read/")

    assert len(rows(page_of_lin, "read")) == 50
    assert len(rows(page_of_lin, "read", "/notices/?page=2")) == 10
    assert len(rows(page_of_lin, "read", "/notices/?page=x")) == 50


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_however_long(
    lin: Staff, page_of_lin: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = builders.case(lin)
    for minute in range(count):
        told(lin, case, due_at=MORNING - timedelta(minutes=minute))
    page_of_lin.get("/notices/")

    with django_assert_num_queries(7):  # session, person, tasks, unread, read; ruler and tabs
        page_of_lin.get("/notices/")


# The bell --------------------------------------------------------------------------------------------------------


def rung(client: Client) -> tuple[str, bool]:
    """What the bell says on this person's page."""
    said = client.get("/accounts/desk/").context["bell"]
    return said.count, said.is_urgent


@pytest.mark.parametrize(("count", "said"), [(0, ""), (1, "1"), (99, "99"), (100, "99+")])
def test_the_bell_counts_what_i_have_not_read(
    lin: Staff, zhou: Staff, page_of_lin: Client, count: int, said: str
) -> None:
    case = builders.case(lin)
    told(zhou, case)
    told(lin, case, due_at=at("07:00")).read(by=lin)
    for minute in range(count):
        told(lin, case, due_at=MORNING - timedelta(minutes=minute))

    assert rung(page_of_lin) == (said, False)


def test_the_bell_is_red_when_something_is_urgent(lin: Staff, page_of_lin: Client) -> None:
    notice = told(lin, builders.case(lin), is_urgent=True)

    assert rung(page_of_lin) == ("1", True)
    notice.read(by=lin)
    assert rung(page_of_lin) == ("", False)


def test_the_bell_asks_no_question_of_its_own(
    lin: Staff, page_of_lin: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):  # the session, and the person with what is unread
        page_of_lin.get("/faq/?q=x", headers={"hx-request": "true"})


def test_every_page_has_the_bell_and_it_is_small(lin: Staff, page_of_lin: Client) -> None:
    told(lin, builders.case(lin))
    page = page_of_lin.get("/").content.decode()
    began = page.index('<a class="bell"')

    drawn = page[began : page.index("</a>", began) + 4]

    assert drawn == ('<a class="bell" href="/notices/" data-key="g n" aria-label="Notices"><b>1</b></a>')
    assert page_of_lin.get("/notices/bell/").content.decode().strip() == drawn


def test_the_bell_alone_asks_what_every_page_asks_and_nothing_more(
    lin: Staff, page_of_lin: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    told(lin, builders.case(lin), is_urgent=True)

    with django_assert_num_queries(2):  # the session, and the person with what is unread
        drawn = page_of_lin.get("/notices/bell/").content.decode()

    assert 'class="bell is-late"' in drawn
    assert "<b>1</b>" in drawn


def test_who_is_signed_out_is_led_away_from_the_bell(client: Client) -> None:
    assert client.get("/notices/bell/").status_code == 302


# Preferences -----------------------------------------------------------------------------------------------------


def test_somebody_chooses_how_to_be_told(
    centre: ServiceCentre, lin: Staff, page_of_lin: Client, receiver: Receiver
) -> None:
    chat = channel(centre, receiver.url)
    typed = {
        "email": "lin@example.org",
        "by_email": ["call"],
        "chat": chat.pk,
        "by_chat": ["call"],
        "quiet_from": "22:00",
        "quiet_until": "07:00",
    }

    answer = page_of_lin.post("/notices/preferences/", typed)

    kept = Preference.objects.get(staff=lin)
    assert answer.status_code == 302
    assert (kept.email, kept.by_email, kept.chat, kept.by_chat) == (
        "lin@example.org",
        ["call"],
        chat,
        ["call"],
    )
    with clock.at(at("23:00")):
        assert kept.quiet_until_after(clock.now()) == at("2026-11-17 07:00")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"by_email": ["call"]}, "email", "Where to? Give an e-mail address."),
        ({"by_chat": ["call"]}, "chat", "Where to? Choose a chat."),
        ({"quiet_from": "22:00"}, "quiet_until", "Quiet hours have a beginning and an end."),
        ({"email": "nowhere"}, "email", "Enter a valid email address."),
        (
            {"by_email": ["no-such"]},
            "by_email",
            "Select a valid choice. no-such is not one of the available choices.",
        ),
    ],
)
def test_what_does_not_fit_together_is_said_beside_the_field(
    lin: Staff, page_of_lin: Client, typed: dict[str, Any], field: str, sentence: str
) -> None:
    answer = page_of_lin.post("/notices/preferences/", typed)

    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [sentence])
    assert not Preference.objects.exists()


def test_no_box_of_the_preferences_takes_nonsense(
    centre: ServiceCentre, lin: Staff, page_of_lin: Client, receiver: Receiver
) -> None:
    """Bad input gives a sentence beside the field, never a 500."""
    channel(centre, receiver.url)
    nonsense = ("a\x00b", "９" * 40, "-1", "9" * 30, "<script>", "25:99", "😀", "長" * 10_000)

    answers = {
        page_of_lin.post("/notices/preferences/", {name: value}).status_code
        for name in ("email", "by_email", "chat", "by_chat", "quiet_from", "quiet_until")
        for value in nonsense
    }

    assert answers == {422}
    assert not Preference.objects.exists()


def test_another_centres_channel_cannot_be_chosen(
    other_centre: ServiceCentre, lin: Staff, page_of_lin: Client, receiver: Receiver
) -> None:
    theirs = channel(other_centre, receiver.url)

    answer = page_of_lin.post("/notices/preferences/", {"chat": theirs.pk, "by_chat": ["call"]})

    assert answer.status_code == 422


# Channels, kept by the administrator -----------------------------------------------------------------------------


def test_the_administrator_adds_a_channel_and_never_reads_its_address_again(
    centre: ServiceCentre, ai: Staff, client: Client
) -> None:
    books = signed_in(ai, client)
    typed = {
        "centre": centre.pk,
        "name": "值班群",
        "kind": "wecom",
        "active": "on",
        "new_address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=TOPSECRET1234",
    }

    answer = books.post("/admin/notices/channel/add/", typed)

    assert answer.status_code == 302
    kept = Channel.objects.get()
    assert kept.hint == "qyapi.weixin.qq.com …1234"
    signed = kept.history.get()
    assert (signed.history_user, signed.history_verb) == (ai, "enter")
    pages = (
        "/admin/notices/channel/",
        f"/admin/notices/channel/{kept.pk}/change/",
        f"/history/notices.channel/{kept.pk}/",
    )
    assert not any("TOPSECRET" in books.get(page).content.decode() for page in pages)


@pytest.mark.parametrize(
    ("kind", "address", "sentence"),
    [
        ("wecom", "", "A channel of this kind needs an address."),
        (
            "wecom",
            "https://oapi.dingtalk.com/x",
            "The address of a 企業微信 robot leads to qyapi.weixin.qq.com.",
        ),
        (
            "webhook",
            "http://desk.example.org/",
            "The address begins with https://, so that nobody on the way reads it.",
        ),
        ("email", "", "No mail server is named: the operator sets EMAIL_URL first."),
        ("other", "nonsense", "Apprise knows no service at this address."),
    ],
)
def test_a_wrong_address_is_refused_with_a_sentence(
    centre: ServiceCentre, ai: Staff, client: Client, kind: str, address: str, sentence: str
) -> None:
    typed = {"centre": centre.pk, "name": "群", "kind": kind, "active": "on", "new_address": address}

    answer = signed_in(ai, client).post("/admin/notices/channel/add/", typed)

    assert answer.status_code == 200
    assert sentence in [str(each) for errors in answer.context["errors"] for each in errors]
    assert not Channel.objects.exists()


def test_an_address_left_empty_stays(
    centre: ServiceCentre, ai: Staff, client: Client, receiver: Receiver
) -> None:
    kept = channel(centre, receiver.url)

    typed = {"centre": centre.pk, "name": "新名", "kind": "webhook", "active": "on"}
    answer = signed_in(ai, client).post(f"/admin/notices/channel/{kept.pk}/change/", typed)

    kept.refresh_from_db()
    assert (answer.status_code, kept.name, kept.address) == (302, "新名", receiver.url)


def test_only_who_keeps_the_books_keeps_the_channels(huang: Staff, ai: Staff, client: Client) -> None:
    codes = [signed_in(who, Client()).get("/admin/notices/channel/").status_code for who in (huang, ai)]

    assert codes == [302, 200]
