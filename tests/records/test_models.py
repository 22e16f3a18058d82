"""Signed records: no door beside the verbs (I8, §5.0)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from directory.models import Resident, ServiceCentre, Staff, Unit
from records import clock
from records.models import Recorded, Refusal, recorded_models
from tests.cast import at
from visits.models import Callback, Case, Promise, Referral, Visit

DOORS: tuple[tuple[str, tuple[Any, ...], dict[str, Any]], ...] = (
    ("update", (), {"pk": 1}),
    ("delete", (), {}),
    ("bulk_create", ([],), {}),
    ("bulk_update", ([], []), {}),
    ("create", (), {}),
    ("get_or_create", (), {"pk": -1}),
    ("update_or_create", (), {"pk": -1}),
)


def test_the_books_of_the_house_are_recorded() -> None:
    assert {model.__name__ for model in recorded_models()} >= {
        "Visit",
        "Case",
        "Promise",
        "Referral",
        "Callback",
        "Staff",
        "ServiceCentre",
        "Unit",
        "Resident",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS, ids=[door[0] for door in DOORS])
@pytest.mark.parametrize("model", [Visit, Case, Promise, Referral, Callback, Staff, Unit, Resident])
def test_a_queryset_does_not_write(
    model: type[Recorded], door: tuple[str, tuple[Any, ...], dict[str, Any]]
) -> None:
    """I8: it would leave no trail."""
    name, args, kwargs = door

    with pytest.raises(TypeError):
        getattr(model._default_manager.all(), name)(*args, **kwargs)
    with pytest.raises(TypeError):
        getattr(model._default_manager, name, model._default_manager.none().delete)(*args, **kwargs)


@pytest.mark.parametrize("model", list(recorded_models()), ids=lambda model: model.__name__)
def test_a_record_is_not_saved_or_deleted_plainly(model: type[Recorded]) -> None:
    """I8: every kind of record, also one added tomorrow."""
    with pytest.raises(TypeError):
        model().save()
    with pytest.raises(TypeError):
        model().delete()
    for name in ("update", "delete", "bulk_create", "bulk_update"):
        with pytest.raises(TypeError):
            getattr(model._default_manager.none(), name)()


def test_a_signature_says_who_what_when_and_why(lin: Staff, home: Unit) -> None:
    with clock.at(at("11:00")):
        home.floor = "7"
        home.save_signed(lin, "correct", "門牌更正")

    assert home.history.count() == 2
    last = home.history.latest("history_id")
    assert (last.history_user, last.history_verb, last.history_change_reason) == (lin, "correct", "門牌更正")
    assert (last.history_date, last.history_type, last.floor) == (at("11:00"), "~", "7")


def test_many_rows_are_brought_in_each_with_its_own_signature(lin: Staff, centre: ServiceCentre) -> None:
    rows = [Resident(centre=centre, name=name) for name in ("吳剛", "王明", "李芳")]

    made = Resident.objects.create_signed(rows, by=lin, verb="import")

    assert [row.history.count() for row in made] == [1, 1, 1]
    for row in made:
        signed = row.history.get()
        assert (signed.history_user, signed.history_verb, signed.history_type) == (lin, "import", "+")
        assert (signed.history_date, signed.name) == (at("10:00"), row.name)


def test_many_rows_are_brought_in_all_or_none(lin: Staff, centre: ServiceCentre) -> None:
    rows = [Unit(centre=centre, building="8", room="101"), Unit(centre=centre, building="8", room="101")]

    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create_signed(rows, by=lin, verb="import")

    assert not Unit.objects.filter(building="8").exists()
    assert not Unit.history.filter(building="8").exists()


def test_a_verb_that_fails_leaves_neither_row_nor_signature(lin: Staff, home: Unit) -> None:
    home.floor = "9"
    with transaction.atomic():
        home.save_signed(lin, "correct")
        transaction.set_rollback(True)

    assert Unit.objects.get(pk=home.pk).floor == ""
    assert home.history.count() == 1


def test_a_refusal_is_its_sentence_and_its_boxes() -> None:
    refusal = Refusal("Apologise first.", {"apology": "Apologise first."})

    assert str(refusal) == "Apologise first."
    assert refusal.by_field == {"apology": "Apologise first."}
    assert Refusal("No.").by_field == {}
