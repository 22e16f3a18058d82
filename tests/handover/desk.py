"""Two shifts, the things at the desk, and somebody at a screen: what the tests of the handover's pages stand on."""

from itertools import count
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from directory.models import Duty, Staff
from handover.models import Handover, InventoryItem
from tests import builders
from tests.cast import at, put_on_duty
from visits.models import Case

WORDS = {"reason_open": "配件未到貨", "done_so_far": "已聯絡廠商兩次", "next_step": "明早問廠商結果"}
_order = count(1)


def screen(staff: Staff) -> Client:
    """A screen somebody sits at, reading in English."""
    staff.choose_language("en")
    client = Client()
    client.force_login(staff, backend="directory.auth.StaffBackend")
    return client


def send(client: Client, url: str, **typed: Any) -> HttpResponse:
    """Send a form, with a key of its own unless one is given."""
    response: Any = client.post(url, {"once": uuid4().hex, **typed})
    found: HttpResponse = response
    return found


def says(response: Any) -> list[str]:
    """The sentences of the error summary."""
    text = response.content.decode()
    if 'class="errsum"' not in text:
        return []
    summary = text.split('class="errsum"', 1)[1].split("</ul>", 1)[0]
    return [line.split("</li>")[0].split("</a>")[0].rsplit(">", 1)[-1] for line in summary.split("<li>")[1:]]


def thing(staff: Staff, name: str, expected: str, *, is_cash: bool = False) -> InventoryItem:
    """Something the desk keeps."""
    item = InventoryItem(
        centre=staff.centre, name=name, expected=expected, is_cash=is_cash, order=next(_order)
    )
    return item.save_signed(None, "set_up")


def open_case(by: Staff, *, due: str = "17:30", **facts: Any) -> Case:
    """An open case promised for the middle shift, or for `due`."""
    return builders.case(by, promise=builders.terms(at(due)), **facts)


def two_shifts(goes: Staff, *come: Staff) -> Duty:
    """One person works the early shift, others the middle one."""
    for person in come:
        put_on_duty(person, at("17:00"))
    return put_on_duty(goes, at("10:00"))


def begun(goes: Staff, *come: Staff) -> Handover:
    """The sheet of the early shift, opened."""
    return Handover.begin(by=goes, duty=two_shifts(goes, *come))


def written(handover: Handover, taker: Staff) -> dict[str, Any]:
    """Everything typed that a sheet needs before it is signed, as the page sends it."""
    typed: dict[str, Any] = {"summary": "早班平穩", "version": Handover.objects.get(pk=handover.pk).version}
    for item in handover.items.all():
        typed |= {f"{name}-{item.pk}": text for name, text in WORDS.items()} | {
            f"receiver-{item.pk}": taker.pk
        }
    for line in handover.counts.all():
        typed |= {f"counted-{line.pk}": f"{line.expected}", f"condition-{line.pk}": "good"}
    if not handover.items.exists():
        typed["nil_open"] = "on"
    return typed


def signed(goes: Staff, *come: Staff) -> Handover:
    """The sheet, written and signed by who goes."""
    handover = begun(goes, *come)
    answer = send(
        screen(goes), handover.get_absolute_url(), **written(handover, come[0]), act="sign", password="secret"
    )
    assert answer.status_code == 302, says(answer)
    return Handover.objects.get(pk=handover.pk)


def recounted(handover: Handover) -> dict[str, Any]:
    """Everything counted again and found right, as the page sends it."""
    typed: dict[str, Any] = {"version": Handover.objects.get(pk=handover.pk).version}
    for line in handover.counts.all():
        typed |= {f"recounted-{line.pk}": f"{line.expected}", f"condition-{line.pk}": "good"}
    return typed


def take_all(handover: Handover, taker: Staff) -> None:
    """Take every item singly."""
    for item in handover.items.all():
        Handover.objects.get(pk=handover.pk).take_item(by=taker, item=item)
