"""The administrator's book of what the desk keeps."""

import pytest
from django.contrib import admin
from django.test import Client

from directory.models import ServiceCentre, Staff
from handover.models import InventoryItem
from tests.handover.desk import screen

BOOK = "/admin/handover/inventoryitem/"
TYPED = {
    "name": "備用金",
    "unit_name": "元",
    "is_cash": "on",
    "expected": "500",
    "order": "1",
    "active": "on",
}


def keep(client: Client, centre: ServiceCentre, at: str = "add/", **typed: str) -> int:
    return client.post(BOOK + at, TYPED | {"centre": str(centre.pk)} | typed).status_code


def test_the_administrator_says_what_is_counted(ai: Staff, centre: ServiceCentre) -> None:
    books = screen(ai)

    assert keep(books, centre) == 302
    item = InventoryItem.objects.get()
    assert keep(books, centre, f"{item.pk}/change/", expected="600", reason="加撥") == 302

    assert books.get(BOOK).status_code == 200
    signed = item.history.order_by("history_id").values_list(
        "history_verb", "history_user", "history_change_reason", "expected"
    )
    assert list(signed) == [("enter", ai.pk, "", 500), ("correct", ai.pk, "加撥", 600)]


def test_what_is_counted_is_not_erased(ai: Staff, centre: ServiceCentre) -> None:
    books = screen(ai)
    keep(books, centre)
    item = InventoryItem.objects.get()

    assert books.post(f"{BOOK}{item.pk}/delete/", {"post": "yes"}).status_code == 403
    assert InventoryItem.objects.count() == 1


def test_nobody_at_the_desk_says_what_should_be_there(tang: Staff, centre: ServiceCentre) -> None:
    assert keep(screen(tang), centre) == 302  # to the sign-in of the books

    assert not InventoryItem.objects.exists()


@pytest.mark.once
def test_the_log_itself_is_no_book_of_the_administrator() -> None:
    kept = [model._meta.model_name for model in admin.site._registry if model._meta.app_label == "handover"]

    assert kept == ["inventoryitem"]
