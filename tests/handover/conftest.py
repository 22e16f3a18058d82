"""The end of the early shift on the Monday: Lin goes off, Chen and Zhou come on; English sentences."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from directory.models import Duty, Staff
from records import clock
from tests.cast import MORNING, at, put_on_duty


@pytest.fixture
def duty(lin: Staff) -> Duty:
    """Lin works the early shift."""
    return put_on_duty(lin, MORNING)


@pytest.fixture
def relief(chen: Staff) -> Duty:
    """Chen works the middle shift."""
    return put_on_duty(chen, at("17:00"))


@pytest.fixture
def afternoon(english: None, lin: Staff, duty: Duty, relief: Duty) -> Iterator[datetime]:
    """It is 15:40: the early shift prepares to go."""
    with clock.at(at("15:40")):
        yield at("15:40")
