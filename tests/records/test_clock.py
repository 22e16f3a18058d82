"""The house's clock."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from records import clock

ONE = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
TWO = datetime(2026, 11, 17, 2, 0, tzinfo=UTC)


def test_it_shows_the_real_time_unless_told_otherwise() -> None:
    with time_machine.travel(ONE, tick=False):
        assert clock.now() == ONE


def test_moments_played_within_one_another_come_back_in_order() -> None:
    with clock.at(ONE):
        with clock.at(TWO):
            assert clock.now() == TWO
        assert clock.now() == ONE
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_moment_that_failed_does_not_linger() -> None:
    with clock.at(ONE):
        with pytest.raises(ZeroDivisionError), clock.at(TWO):
            _ = 1 / 0
        assert clock.now() == ONE
