"""What goes outside: at least once, always under the same key, and nothing ends in silence (design §4)."""

import json
import socket
import time
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction

from directory.models import ServiceCentre, Staff
from notices import outbox, sending
from notices.actions import tell
from notices.models import Channel, Delivery, Notice, Preference
from notices.sending import Message
from records import clock
from records.cipher import cipher
from tests import builders
from tests.cast import MORNING, at, put_on_duty
from tests.notices.conftest import Receiver, channel, later, wants

pytestmark = pytest.mark.usefixtures("english")
State = Delivery.State


@pytest.fixture(autouse=True)
def house(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator has named the house's address, and nobody still talks from the test before."""
    monkeypatch.setattr(outbox, "_talking", [])
    monkeypatch.setattr(settings, "PUBLIC_URL", "https://desk.example.org")


def told(staff: Staff, **more: Any) -> Notice:
    """This person was told of a case of theirs."""
    facts: dict[str, Any] = {"due_at": clock.now(), "name": "吳先生 13800000001"} | more
    notice = tell(to=staff, reason="call", about=builders.case(staff), **facts)
    assert notice is not None
    return notice


def states() -> list[str]:
    """Where each message stands, oldest first."""
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


# What is planned -------------------------------------------------------------------------------------------------


def test_who_wants_nothing_outside_is_told_inside_only(lin: Staff, hook: Channel) -> None:
    told(lin)

    assert states() == []


def test_the_message_carries_reason_number_and_link_and_no_person(
    lin: Staff, hook: Channel, receiver: Receiver
) -> None:
    """BR-V17: outside there is nobody's name and no telephone."""
    lin.choose_language("en")
    wants(lin, hook)
    notice = told(lin)

    assert outbox.sweep() == 1

    (key, said), delivery = receiver.heard[0], Delivery.objects.get()
    assert said == {
        "key": str(delivery.key),
        "title": f"Callback {notice.number}",
        "text": f"https://desk.example.org/cases/{notice.number}/",
    }
    assert key == str(delivery.key)
    assert (delivery.state, delivery.settled_at, delivery.tries) == (State.SENT, MORNING, 1)


def test_what_was_accepted_is_not_sent_again(lin: Staff, hook: Channel, receiver: Receiver) -> None:
    wants(lin, hook)
    told(lin)

    done = [outbox.sweep() for _each in range(3)]

    assert done == [1, 0, 0]
    assert len(receiver.heard) == 1


def test_e_mail_carries_its_key_as_message_id(centre: ServiceCentre, lin: Staff) -> None:
    channel(centre, "", Channel.Kind.EMAIL, "電郵")
    lin.choose_language("en")
    wants(lin, email="lin@example.org", by_email=["call"], by_chat=[])
    notice = told(lin)

    outbox.sweep()

    (sent,) = mail.outbox
    assert sent.to == ["lin@example.org"]
    assert sent.subject == f"Callback {notice.number}"
    assert sent.extra_headers["Message-ID"] == f"<{Delivery.objects.get().key}@desk.example.org>"


def test_a_reason_not_wanted_goes_nowhere(lin: Staff, hook: Channel) -> None:
    wants(lin, hook, by_chat=["other"])

    told(lin)

    assert states() == []


# Quiet hours and digests -----------------------------------------------------------------------------------------


def test_in_quiet_hours_one_digest_waits_for_the_morning(
    lin: Staff, hook: Channel, receiver: Receiver
) -> None:
    lin.choose_language("en")
    wants(lin, hook, quiet_from="22:00", quiet_until="07:00")
    with clock.at(at("23:10")):
        for _each in range(3):
            told(lin)
        assert outbox.sweep() == 0
    with clock.at(at("2026-11-17 06:59")):
        assert outbox.sweep() == 0

    with clock.at(at("2026-11-17 07:00")):
        assert outbox.sweep() == 1

    ((_key, said),) = receiver.heard
    assert said["title"] == "3 notices wait for you"
    assert said["text"] == "The oldest was due 2026-11-16 23:10.\nhttps://desk.example.org/notices/"


def test_what_is_urgent_breaks_the_quiet(lin: Staff, hook: Channel, receiver: Receiver) -> None:
    """P0 excepted."""
    lin.choose_language("en")
    wants(lin, hook, quiet_from="22:00", quiet_until="07:00")
    with clock.at(at("23:10")):
        notice = told(lin, is_urgent=True)

        assert outbox.sweep() == 1

    assert receiver.heard[0][1]["title"] == f"Urgent: Callback {notice.number}"


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("21:59", None),
        ("22:00", "2026-11-17 07:00"),
        ("2026-11-17 00:30", "2026-11-17 07:00"),
        ("2026-11-17 06:59", "2026-11-17 07:00"),
        ("2026-11-17 07:00", None),
    ],
)
def test_quiet_hours_are_the_centres_and_half_open(lin: Staff, moment: str, until: str | None) -> None:
    wants(lin, quiet_from="22:00", quiet_until="07:00")
    telling = Preference.objects.get()

    assert telling.quiet_until_after(at(moment)) == (at(until) if until else None)


def test_quiet_hours_by_day_end_on_the_same_day(lin: Staff) -> None:
    wants(lin, quiet_from="12:00", quiet_until="13:30")
    telling = Preference.objects.get()

    assert telling.quiet_until_after(at("13:29")) == at("13:30")
    assert telling.quiet_until_after(at("11:59")) is None


def test_after_an_interruption_one_message_tells_of_all(
    lin: Staff, hook: Channel, receiver: Receiver
) -> None:
    """The clock was down for eight hours."""
    lin.choose_language("en")
    wants(lin, hook)
    for minutes in range(20):
        told(lin, due_at=MORNING - timedelta(hours=8, minutes=minutes))

    assert outbox.sweep() == 0
    with later(minutes=2):
        assert outbox.sweep() == 1

    assert Notice.objects.filter(is_late=True).count() == 20
    assert [said["title"] for _key, said in receiver.heard] == ["20 notices wait for you"]


def test_while_the_clock_still_catches_up_the_one_message_waits(
    lin: Staff, hook: Channel, receiver: Receiver
) -> None:
    """It is said two minutes after the last, or after ten: a long backlog is no flood either."""
    wants(lin, hook)
    sent = []
    for minutes in range(12):
        with later(minutes=minutes):
            told(lin, due_at=MORNING - timedelta(hours=8, minutes=minutes))
            outbox.sweep()
            sent.append(len(receiver.heard))
    with later(minutes=13, seconds=31):
        outbox.sweep()

    assert sent == [0] * 10 + [1, 1]
    assert len(receiver.heard) == 2


def test_a_digest_about_what_was_read_meanwhile_is_not_sent(
    lin: Staff, hook: Channel, receiver: Receiver
) -> None:
    wants(lin, hook)
    told(lin, due_at=MORNING - timedelta(hours=8)).read(by=lin)

    with later(minutes=2):
        outbox.sweep()

    assert (states(), receiver.heard) == ([State.DROPPED], [])


def test_what_is_told_while_a_digest_is_being_sent_goes_into_the_next(
    lin: Staff, hook: Channel, receiver: Receiver
) -> None:
    wants(lin, hook)
    told(lin, due_at=MORNING - timedelta(hours=8))
    with later(minutes=2):
        outbox._lease()
        told(lin, due_at=MORNING - timedelta(hours=7))

    assert states() == [State.SENDING, State.WAITING]


def test_a_digest_that_failed_gives_way_to_a_younger_one(
    lin: Staff, hook: Channel, receiver: Receiver
) -> None:
    wants(lin, hook)
    told(lin, due_at=MORNING - timedelta(hours=8))
    with later(minutes=2):
        (leased,) = outbox._lease()
        told(lin, due_at=MORNING - timedelta(hours=7))
        outbox._settle(leased, State.SENT, "HTTP 500")

    assert states() == [State.DROPPED, State.WAITING]


# Failing, trying again, giving up --------------------------------------------------------------------------------


def test_what_fails_is_tried_again_under_the_same_key(lin: Staff, hook: Channel, receiver: Receiver) -> None:
    wants(lin, hook)
    told(lin)
    receiver.answers = [(503, b""), (500, b"")]

    for minutes in (0, 1, 2):
        with later(minutes=minutes):
            outbox.sweep()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == (State.SENT, 3)
    assert receiver.keys == [str(delivery.key)] * 3


def test_each_pause_is_twice_the_last_give_or_take_a_quarter() -> None:
    for tries in range(1, 9):
        pauses = {outbox.pause_after(tries).total_seconds() / (15 * 2 ** (tries - 1)) for _each in range(200)}

        assert 0.75 <= min(pauses) < 0.85
        assert 1.15 < max(pauses) <= 1.25


def test_after_eight_tries_it_becomes_somebodys_task(
    lin: Staff, tang: Staff, hook: Channel, receiver: Receiver
) -> None:
    wants(lin, hook)
    notice = told(lin)
    receiver.answers = [(500, b"")] * 99

    tried = 0
    for hour in range(12):
        with later(hours=hour):
            tried += outbox.sweep()

    assert (tried, len(receiver.heard), states()) == (8, 8, [State.DEAD])
    task = Notice.objects.exclude(pk=notice.pk).get()
    assert (task.recipient, task.is_open, task.number, task.url) == (tang, True, notice.number, notice.url)
    assert (
        task.sentence
        == f"群組 did not accept the message about {notice.number} for 林靜: tell 林靜 yourself."
    )
    assert list(Notice.objects.to_be_taken_up(tang)) == [task]


def test_a_dead_digest_becomes_a_task_too(lin: Staff, tang: Staff, hook: Channel, receiver: Receiver) -> None:
    wants(lin, hook)
    told(lin, due_at=MORNING - timedelta(hours=8))
    receiver.answers = [(500, b"")] * 99
    for hour in range(1, 12):
        with later(hours=hour):
            outbox.sweep()

    task = Notice.objects.to_be_taken_up(tang).get()

    assert task.sentence == "群組 did not tell 林靜 that notices wait: tell 林靜 yourself."
    assert task.url == "/notices/"


def test_a_task_about_a_dead_message_does_not_go_outside(
    lin: Staff, tang: Staff, hook: Channel, receiver: Receiver
) -> None:
    """Or it would fail by the same channel, and so on for ever."""
    wants(lin, hook)
    wants(tang, hook, by_chat=["call", "undelivered"])
    told(lin)
    receiver.answers = [(500, b"")] * 99
    for hour in range(12):
        with later(hours=hour):
            outbox.sweep()

    assert states() == [State.DEAD]


# The lease and its fence -----------------------------------------------------------------------------------------


def test_what_is_leased_is_nobody_elses(lin: Staff, hook: Channel) -> None:
    wants(lin, hook)
    told(lin)

    assert len(outbox._lease()) == 1
    assert outbox._lease() == []


def test_a_lease_that_ran_out_is_taken_up_again_under_the_same_key(
    lin: Staff, hook: Channel, receiver: Receiver
) -> None:
    wants(lin, hook)
    told(lin)
    (dead,) = outbox._lease()

    with later(seconds=31):
        assert outbox.sweep() == 1

    assert (dead.tries, Delivery.objects.get().tries) == (1, 2)
    assert receiver.keys == [str(dead.key)]


def test_who_comes_back_after_the_lease_writes_nothing(lin: Staff, hook: Channel) -> None:
    wants(lin, hook)
    told(lin)
    (stale,) = outbox._lease()
    with later(seconds=31):
        (fresh,) = outbox._lease()

    outbox._settle(stale, State.SENT, "HTTP 500")
    assert not outbox._end(stale, State.SENT)
    assert states() == [State.SENDING]
    assert outbox._end(fresh, State.SENT)


def test_a_sender_who_dies_eight_times_leaves_a_task(lin: Staff, tang: Staff, hook: Channel) -> None:
    """A message that kills whoever sends it is no exception."""
    wants(lin, hook)
    told(lin)
    for minutes in range(8):
        with later(minutes=minutes):
            assert len(outbox._lease()) == 1
    with later(minutes=8):
        assert outbox._lease() == []

    assert states() == [State.DEAD]
    assert Delivery.objects.get().failure == "no answer"
    assert Notice.objects.to_be_taken_up(tang).exists()


# Poison ----------------------------------------------------------------------------------------------------------


def test_who_never_answers_keeps_the_others_waiting_two_seconds_at_most(
    centre: ServiceCentre, lin: Staff, zhou: Staff, hook: Channel, receiver: Receiver
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        wants(lin, channel(centre, f"http://127.0.0.1:{port}/", name="啞巴"))
        wants(zhou, hook)
        told(lin)
        told(zhou)
        began = time.monotonic()

        assert outbox.sweep() == 2

        assert time.monotonic() - began < 2.5
    assert states() == [State.SENDING, State.SENT]


def test_who_answers_late_has_accepted_all_the_same(
    lin: Staff, hook: Channel, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow mail server is not told eight times over: a later sweep hears what it said."""
    monkeypatch.setattr(outbox, "PATIENCE", 0.1)
    wants(lin, hook)
    told(lin)
    receiver.before = lambda: time.sleep(0.5)

    assert outbox.sweep() == 1
    assert states() == [State.SENDING]
    time.sleep(1)
    assert outbox.sweep() == 0

    assert (states(), len(receiver.heard)) == ([State.SENT], 1)


def test_what_cannot_even_be_written_keeps_nobody_waiting(
    centre: ServiceCentre, lin: Staff, zhou: Staff, hook: Channel, receiver: Receiver
) -> None:
    """A channel locked with a key that is lost."""
    broken = channel(centre, receiver.url, name="鎖死")
    broken.secret = cipher("another lock").encrypt(b"{}")
    broken.save_signed(None, "correct")
    wants(lin, broken)
    wants(zhou, hook)
    told(lin)
    told(zhou)

    outbox.sweep()

    assert states() == [State.WAITING, State.SENT]
    assert Delivery.objects.order_by("pk").first().failure == "InvalidToken"  # type: ignore[union-attr]  # -- made above


def test_a_flood_in_one_channel_leaves_room_for_the_others(
    centre: ServiceCentre, lin: Staff, zhou: Staff, hook: Channel, receiver: Receiver
) -> None:
    flooded = channel(centre, receiver.url, name="淹了")
    wants(lin, flooded)
    wants(zhou, hook)
    case = builders.case(lin)
    for minute in range(40):
        tell(to=lin, reason="call", about=case, due_at=MORNING - timedelta(seconds=minute))
    with later(seconds=1):
        told(zhou)

        outbox.sweep()

        sent = Delivery.objects.filter(state=State.SENT)
        assert {each.channel: sent.filter(channel=each.channel).count() for each in sent} == {
            flooded: 8,
            hook: 1,
        }


# What each service wants to hear ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Channel.Kind.WECOM, {"msgtype": "text", "text": {"content": "T\nB"}}),
        (Channel.Kind.DINGTALK, {"msgtype": "text", "text": {"content": "T\nB"}}),
        (Channel.Kind.FEISHU, {"msg_type": "text", "content": {"text": "T\nB"}}),
        (Channel.Kind.WEBHOOK, {"key": "k", "title": "T", "text": "B"}),
    ],
)
def test_each_robot_hears_what_it_understands(receiver: Receiver, kind: str, said: dict[str, Any]) -> None:
    sending.send(Message("k", kind, receiver.url, "", "", "T", "B"))

    assert receiver.heard == [("k", said)]


@pytest.mark.parametrize(
    ("kind", "answer", "failure"),
    [
        (Channel.Kind.WECOM, b'{"errcode": 93000, "errmsg": "invalid webhook url"}', "errcode 93000"),
        (Channel.Kind.DINGTALK, b'{"errcode": 310000}', "errcode 310000"),
        (Channel.Kind.FEISHU, b'{"code": 19001}', "code 19001"),
        (Channel.Kind.FEISHU, b"<html>", "no answer in JSON"),
        (Channel.Kind.FEISHU, b"[]", "no answer in JSON"),
    ],
)
def test_a_robot_that_says_200_and_no_has_not_accepted(
    receiver: Receiver, kind: str, answer: bytes, failure: str
) -> None:
    receiver.answers = [(200, answer)]

    calls = outbox.send_all({1: Message("k", kind, receiver.url, "", "", "T", "B")})

    assert calls[1].failure == failure


def test_robots_that_ask_for_a_signature_get_one(receiver: Receiver) -> None:
    for kind in (Channel.Kind.DINGTALK, Channel.Kind.FEISHU):
        sending.send(Message("k", kind, receiver.url, "SEC123", "", "T", "B"))

    (_key, _said), (_other, feishu) = receiver.heard
    assert set(feishu) == {"msg_type", "content", "timestamp", "sign"}
    assert len(feishu["sign"]) == 44


def test_another_service_is_reached_through_apprise(receiver: Receiver) -> None:
    address = receiver.url.replace("http://", "json://")
    good = Message("k", Channel.Kind.OTHER, address, "", "", "T", "B")
    wrong = Message("k", Channel.Kind.OTHER, "no such thing", "", "", "T", "B")

    calls = outbox.send_all({1: good, 2: wrong})

    assert [calls[each].failure for each in (1, 2)] == ["", "address not understood"]
    assert receiver.heard[0][1]["message"] == "B"


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    """The token would go along."""
    receiver.answers = [(302, b"")]

    calls = outbox.send_all({1: Message("k", "webhook", receiver.url, "", "", "T", "B")})

    assert calls[1].failure == "HTTP 302"


@pytest.mark.parametrize("gone", ["channel", "person", "address"])
def test_what_nobody_needs_any_more_is_not_sent(
    centre: ServiceCentre, lin: Staff, hook: Channel, receiver: Receiver, gone: str
) -> None:
    channel(centre, "", Channel.Kind.EMAIL, "電郵")
    wants(lin, hook, email="lin@example.org", by_email=["call"])
    told(lin)
    if gone == "channel":
        for each in Channel.objects.all():
            each.active = False
            each.save_signed(None, "correct")
    elif gone == "person":
        lin.is_active, lin.desk = False, None
        lin.save_signed(None, "deactivate")
    else:
        Preference.objects.update(email="")

    outbox.sweep()

    assert sorted(states()) == [State.DROPPED, State.SENT if gone == "address" else State.DROPPED]
    assert mail.outbox == []


# What the database refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [{"state": "sent"}, {"settled_at": MORNING}])
def test_a_message_is_settled_exactly_when_it_has_ended(lin: Staff, hook: Channel, wrong: Any) -> None:
    wants(lin, hook)
    told(lin)

    with (
        pytest.raises(IntegrityError, match="a_message_is_settled_exactly_when_it_has_ended"),
        transaction.atomic(),
    ):
        Delivery.objects.update(**wrong)


def test_the_key_of_a_message_never_changes(lin: Staff, hook: Channel) -> None:
    wants(lin, hook)
    notice = told(lin)

    with pytest.raises(IntegrityError, match=r"notices_delivery\.key never changes"), transaction.atomic():
        Delivery.objects.update(key=notice.key)


# Secrets ---------------------------------------------------------------------------------------------------------


def test_an_address_is_kept_locked_and_out_of_the_trail(hook: Channel, receiver: Receiver) -> None:
    kept = Channel.objects.get()
    trail = kept.history.values()

    assert kept.address == receiver.url
    assert receiver.url.encode() not in bytes(kept.secret)
    assert kept.hint == "127.0.0.1 …abcd"
    assert not any("secret" in row for row in trail)
    assert receiver.url not in json.dumps(list(trail), default=str)


def test_what_one_lock_locked_another_does_not_open() -> None:
    with pytest.raises(InvalidToken):
        cipher("drafts").decrypt(cipher("channels").encrypt(b"x"))


def test_the_leader_on_duty_has_the_task(lin: Staff, tang: Staff, huang: Staff, hook: Channel) -> None:
    put_on_duty(tang, MORNING)
    wants(lin, hook)
    told(lin)
    for minutes in range(9):
        with later(minutes=minutes):
            outbox._lease()

    assert Notice.objects.get(is_task=True).recipient == tang
