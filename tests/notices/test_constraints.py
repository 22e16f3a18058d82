"""What the database refuses of notices and messages, whoever asks; each constraint is a sentence, and each is tried."""

from collections.abc import Callable
from datetime import time
from typing import Any, Final

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from directory.models import Staff
from notices.models import Channel, Delivery, Notice, Preference
from tests.cast import MORNING

pytestmark = pytest.mark.django_db


def a_channel(staff: Staff, name: str, kind: str = "webhook") -> Channel:
    channel: Channel = Channel(centre=staff.centre, name=name, kind=kind).save_signed(None, "enter")
    return channel


def a_notice(staff: Staff, **facts: Any) -> Notice:
    told = {"addressee": f"staff:{staff.pk}", "reason": "call", "kind": "case", "number": "ZB-1"}
    return Notice.objects.create(
        **{"centre": staff.centre, "recipient": staff, "url": "/", "due_at": MORNING} | told | facts
    )


def a_message(staff: Staff, channel: Channel, **facts: Any) -> Delivery:
    return Delivery.objects.create(
        **{"centre": staff.centre, "recipient": staff, "channel": channel, "due_at": MORNING} | facts
    )


def two_channels_of_a_name(lin: Staff, _zhou: Staff) -> None:
    a_channel(lin, "群")
    a_channel(lin, "群")


def two_ways_for_e_mail(lin: Staff, _zhou: Staff) -> None:
    a_channel(lin, "郵件", "email")
    a_channel(lin, "另一個郵件", "email")


def a_notice_sent_twice(lin: Staff, _zhou: Staff) -> None:
    channel, notice = a_channel(lin, "群"), a_notice(lin)
    a_message(lin, channel, notice=notice)
    a_message(lin, channel, notice=notice)


def two_digests(lin: Staff, _zhou: Staff) -> None:
    channel = a_channel(lin, "群")
    a_message(lin, channel)
    a_message(lin, channel)


def told_the_same_twice(lin: Staff, _zhou: Staff) -> None:
    a_notice(lin)
    a_notice(lin, addressee="leader")


def told_to_two(lin: Staff, zhou: Staff) -> None:
    a_notice(lin, addressee="leader")
    a_notice(zhou, addressee="leader")


TRESPASSES: Final[dict[str, Callable[[Staff, Staff], object]]] = {
    "channel_name_is_unique_in_its_centre": two_channels_of_a_name,
    "a_centre_has_one_way_for_e_mail": two_ways_for_e_mail,
    "a_notice_goes_once_through_a_channel": a_notice_sent_twice,
    "one_digest_at_a_time_for_a_person_and_channel": two_digests,
    "a_message_is_settled_exactly_when_it_has_ended": lambda lin, _zhou: a_message(
        lin, a_channel(lin, "群"), state="sent"
    ),
    "nobody_is_told_the_same_twice": told_the_same_twice,
    "what_is_meant_for_somebody_is_told_once": told_to_two,
    "a_task_is_taken_up_exactly_when_signed": lambda lin, _zhou: a_notice(lin, is_task=True, taken_by=lin),
    "quiet_hours_begin_and_end": lambda lin, _zhou: Preference.objects.create(staff=lin, quiet_from=time(22)),
}


def declared() -> dict[str, models.BaseConstraint]:
    ours = apps.get_app_config("notices").get_models()
    return {constraint.name: constraint for model in ours for constraint in model._meta.constraints}


@pytest.mark.once
def test_every_constraint_of_the_notices_is_tried_here() -> None:
    assert set(TRESPASSES) == set(declared())


@pytest.mark.parametrize("sentence", sorted(TRESPASSES))
def test_the_database_refuses(sentence: str, lin: Staff, zhou: Staff) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        TRESPASSES[sentence](lin, zhou)

    # SQLite names the columns of a broken unique constraint, not the constraint.
    unique = isinstance(declared()[sentence], models.UniqueConstraint)
    assert sentence in str(refused.value) or (unique and "UNIQUE constraint failed" in str(refused.value))
