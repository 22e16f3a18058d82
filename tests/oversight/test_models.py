"""What the board keeps: the database's own sentences about it."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from directory.models import Staff
from oversight.models import DayTally, SavedView
from tests.cast import at


def kept(by: Staff, **facts: Any) -> SavedView:
    """A view as its columns allow it."""
    return SavedView(centre=by.centre, saved_by=by, **{"name": "晨會", "query": ""} | facts)


def test_a_view_without_a_name_is_refused(huang: Staff) -> None:
    with pytest.raises(IntegrityError, match="a_saved_view_has_a_name"), transaction.atomic():
        kept(huang, name="").save_signed(huang, "keep_view")


def test_somebody_keeps_one_view_of_a_name_until_it_is_taken_away(huang: Staff) -> None:
    first = kept(huang).save_signed(huang, "keep_view")
    with pytest.raises(IntegrityError), transaction.atomic():
        kept(huang).save_signed(huang, "keep_view")
    first.withdraw(by=huang)

    kept(huang).save_signed(huang, "keep_view")

    assert SavedView.objects.offered_to(huang).count() == 1


def test_what_a_view_asks_never_changes(huang: Staff) -> None:
    view = kept(huang).save_signed(huang, "keep_view")
    view.query = "span=7"

    with pytest.raises(IntegrityError, match="query never changes"), transaction.atomic():
        view.save_signed(huang, "keep_view")


def test_a_day_is_tallied_once(huang: Staff) -> None:
    assert huang.centre is not None
    day = DayTally(centre=huang.centre, day=date(2026, 11, 15), edition="x", made_at=at("01:10"))
    models.Model.save(day)

    with pytest.raises(IntegrityError), transaction.atomic():
        DayTally.objects.create(centre=huang.centre, day=day.day, edition="y")
