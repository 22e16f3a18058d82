"""Numbers of the books: without gaps, each day from 1."""

from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from records.numbering import next_number

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)

pytestmark = pytest.mark.django_db


def test_each_centre_book_and_day_counts_for_itself() -> None:
    taken = [
        next_number(1, "ZB", MONDAY),
        next_number(1, "ZB", MONDAY),
        next_number(1, "HF", MONDAY),
        next_number(2, "ZB", MONDAY),
        next_number(1, "ZB", TUESDAY),
        next_number(1, "ZB", MONDAY),
    ]

    assert taken == [1, 2, 1, 1, 1, 3]


def test_a_line_that_was_not_written_leaves_no_gap() -> None:
    assert next_number(1, "ZB", MONDAY) == 1

    with transaction.atomic():
        assert next_number(1, "ZB", MONDAY) == 2
        transaction.set_rollback(True)

    assert next_number(1, "ZB", MONDAY) == 2


def test_a_number_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        next_number(1, "ZB", MONDAY)
