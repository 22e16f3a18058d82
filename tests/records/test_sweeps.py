"""Sweeps: what is due is done once, whatever fails (I9, design §4)."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from records import clock, sweeps
from records.models import Counter, Heartbeat, SetAside
from records.tasks import sweep
from servicecentre.celery import app
from tests.cast import MORNING, at
from tests.rivals.race import all_at_once, of_ones_own

DAY = date(2026, 11, 16)


def due(*books: str) -> None:
    """Rows that are due: counters that stand at nought."""
    Counter.objects.bulk_create(Counter(centre_id=1, book=book, day=DAY, last=0) for book in books)


def counts() -> dict[str, int]:
    """How often each row was taken up."""
    return dict(Counter.objects.order_by("book").values_list("book", "last"))


def count(row: Counter) -> None:
    """The verb: the row falls out of the query by it; the book “bad” cannot be counted."""
    row.last += 1
    row.save()
    if row.book == "bad":
        raise ValueError("王小姐 13800000001")


def batch() -> int:
    """One batch of two rows."""
    return sweeps.each("counting", Counter.objects.filter(last=0).order_by("pk"), count, limit=2)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A sweep of the tests' own, beside the house's slow ones."""
    slow = {name: each for name, each in sweeps._sweeps.items() if each.every > 30}
    monkeypatch.setattr(sweeps, "_sweeps", slow)
    sweeps.register("counting", batch, every=5, about="the count")
    with clock.at(MORNING):
        yield


@pytest.mark.django_db
def test_a_run_works_off_everything_due_batch_by_batch(counting: None) -> None:
    due("a", "b", "c", "d", "e")

    assert sweeps.run("counting") == 5
    assert counts() == {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}


@pytest.mark.django_db
def test_a_second_run_does_nothing(counting: None) -> None:
    due("a", "b")

    sweep("counting")
    sweep("counting")

    assert counts() == {"a": 1, "b": 1}


@pytest.mark.django_db
def test_a_run_ends_when_its_time_is_up_and_the_next_goes_on(counting: None) -> None:
    due("a", "b", "c")

    assert sweeps.run("counting", budget=0) == 2
    assert sweeps.run("counting", budget=0) == 1


@pytest.mark.django_db
def test_nothing_due_costs_one_query(
    counting: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with transaction.atomic(), django_assert_num_queries(3):  # the question, and the savepoint around it
        assert batch() == 0


@pytest.mark.django_db
def test_what_the_rows_of_a_batch_ask_alike_is_asked_once_in_each() -> None:
    due("a", "b", "c")
    asked: list[str] = []

    def ask(row: Counter) -> None:
        sweeps.once_a_batch("who is here", lambda: asked.append(row.book))
        count(row)

    for _batch in range(2):
        sweeps.each("counting", Counter.objects.filter(last=0).order_by("book"), ask, limit=2)

    assert asked == ["a", "c"]


@pytest.mark.django_db
def test_what_got_no_answer_is_asked_again_by_the_next_row() -> None:
    due("a", "b")
    asked: list[str] = []

    def ask(row: Counter) -> None:
        asked.append(row.book)
        raise LookupError

    due_now = Counter.objects.filter(last=0).order_by("book")
    sweeps.each("counting", due_now, lambda row: sweeps.once_a_batch("who is here", lambda: ask(row)))

    assert (asked, SetAside.objects.count()) == (["a", "b"], 2)


def test_outside_of_a_batch_it_is_asked_each_time() -> None:
    answers = iter((1, 2))

    assert [sweeps.once_a_batch("who is here", lambda: next(answers)) for _time in range(2)] == [1, 2]


@pytest.mark.django_db
def test_a_row_that_fails_is_set_aside_and_leaves_no_half_of_itself(counting: None) -> None:
    due("a", "bad", "c", "d")

    assert sweeps.run("counting") == 4
    assert counts() == {"a": 1, "bad": 0, "c": 1, "d": 1}
    aside = SetAside.objects.get()
    assert (aside.kind, aside.times, aside.again_at) == (
        "records.counter",
        1,
        at("10:00") + timedelta(seconds=30),
    )
    assert aside.failure.startswith("ValueError at test_sweeps.py:")


@pytest.mark.django_db
def test_what_is_said_of_a_failure_names_nobody(counting: None, caplog: pytest.LogCaptureFixture) -> None:
    due("bad")

    sweeps.run("counting")

    assert "13800000001" not in caplog.text + SetAside.objects.get().failure
    assert "ValueError at test_sweeps.py" in caplog.text


@pytest.mark.django_db
def test_it_is_tried_again_later_each_time_after_twice_as_long(counting: None) -> None:
    due("bad")
    tried = []

    for seconds in range(0, 400, 10):
        with clock.at(MORNING + timedelta(seconds=seconds)):
            if sweeps.run("counting"):
                tried.append(seconds)

    assert tried == [0, 30, 90, 210]


@pytest.mark.django_db
def test_what_succeeds_at_last_is_no_longer_set_aside(counting: None) -> None:
    due("bad")
    sweeps.run("counting")
    Counter.objects.update(book="good")

    with clock.at(at("10:01")):
        sweeps.run("counting")

    assert counts() == {"good": 1}
    assert not SetAside.objects.exists()


@pytest.mark.django_db
def test_a_sweep_that_fails_stops_no_other(counting: None) -> None:
    def fall() -> int:
        raise RuntimeError("13800000001")

    sweeps.register("falling", fall, every=5, about="nothing")
    due("a")

    did = {
        each.name: sweeps.run(each.name)
        for each in sweeps.registered()
        if each.name in ("counting", "falling")
    }

    assert did == {"counting": 1, "falling": 0}
    beat = Heartbeat.objects.get(sweep="falling")
    assert beat.failure.startswith("RuntimeError at test_sweeps.py:")
    assert (beat.failed_at, beat.got_through_at) == (MORNING, None)


@pytest.mark.django_db
def test_the_heartbeat_says_when_and_how_much_in_one_statement(
    counting: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    due("a")
    sweeps.run("counting")
    with clock.at(at("10:01")), django_assert_num_queries(4):  # the above, and the heartbeat
        sweeps.run("counting")

    beat = Heartbeat.objects.get()

    assert (beat.sweep, beat.ran_at, beat.got_through_at, beat.did) == (
        "counting",
        at("10:01"),
        at("10:01"),
        0,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("last", "silent"),
    [(timedelta(seconds=30), False), (timedelta(seconds=31), True), (None, True)],
    ids=["just-ran", "half-a-minute-ago", "never"],
)
def test_a_sweep_is_silent_after_half_a_minute(counting: None, last: timedelta | None, silent: bool) -> None:
    if last is not None:
        with clock.at(MORNING - last):
            sweeps.run("counting")

    assert ("counting" in {each.name for each in sweeps.silent()}) is silent


@pytest.mark.django_db
def test_a_sweep_that_only_fails_is_silent_too(counting: None) -> None:
    def fall() -> int:
        raise RuntimeError

    sweeps.register("counting", fall, every=5, about="the count")
    sweeps.run("counting")

    assert "counting" in {each.name for each in sweeps.silent()}


@pytest.mark.once
def test_beat_wakes_every_sweep_and_forgets_ticks_it_missed() -> None:
    woken = {entry["args"][0]: entry for entry in app.conf.beat_schedule.values()}

    assert list(woken) == [each.name for each in sweeps.registered()]
    for each in sweeps.registered():
        assert woken[each.name]["task"] == sweep.name
        assert woken[each.name]["schedule"] == each.every
        assert woken[each.name]["options"] == {"expires": 2 * each.every}


@pytest.mark.django_db
def test_the_command_runs_what_it_is_told(counting: None) -> None:
    due("a", "b", "c")
    said = StringIO()

    call_command("sweep", "counting", stdout=said)

    assert said.getvalue() == "counting: 3\n"


@pytest.mark.django_db
def test_the_command_runs_every_sweep_of_the_house(counting: None) -> None:
    said = StringIO()

    call_command("sweep", stdout=said)

    assert [line.split(":")[0] for line in said.getvalue().splitlines()] == [
        each.name for each in sweeps.registered()
    ]
    assert {beat.sweep for beat in Heartbeat.objects.all()} == {each.name for each in sweeps.registered()}


@pytest.mark.once
def test_the_command_says_which_sweeps_there_are(counting: None) -> None:
    said = StringIO()

    call_command("sweep", "counting", "--list", stdout=said)

    assert said.getvalue() == "counting                every 5 s\n"
    with pytest.raises(
        CommandError, match=r"There is no sweep no-such; there are forget-old-keys, .*counting\."
    ):
        call_command("sweep", "no-such")


@pytest.mark.django_db(transaction=True)
def test_four_sweepers_at_once_take_every_row_once(counting: None) -> None:
    due(*(f"b{number:02}" for number in range(40)))
    start = Barrier(4)

    def run(_sweeper: int) -> int:
        with of_ones_own(start):
            start.wait(30)
            did = 0
            while done := batch():
                did += done
            return did

    assert sum(all_at_once(run, range(4))) == 40
    assert set(counts().values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_what_another_one_holds_is_not_waited_for(counting: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    due("a", "b", "c")
    start = Barrier(1)

    def run(_sweeper: int) -> int:
        with of_ones_own(start):
            return batch()

    with transaction.atomic():
        held = sweeps.claim(Counter.objects.filter(last=0).order_by("pk"), 2)
        (others,) = all_at_once(run, range(1))

    assert [row.book for row in held] == ["a", "b"]
    assert others == 1
    assert counts() == {"a": 0, "b": 0, "c": 1}
