"""Sentences are read in English here, so that the tests do not hang on a catalogue."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The msgids are the English sentences."""
    with translation.override("en"):
        yield
