"""The world the attacks aim at."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from pytest_django.plugin import DjangoDbBlocker

from records import clock
from tests.attacks.world import World, settle_world
from tests.cast import MORNING, for_the_file


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The centre with something in every state."""
    with for_the_file(django_db_blocker, MORNING):
        yield settle_world()


@pytest.fixture
def world(settled: World, db: None) -> Iterator[World]:
    """The same at 10:00, as if no test had been before."""
    with clock.at(MORNING):
        yield deepcopy(settled)
