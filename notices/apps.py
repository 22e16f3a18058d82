"""The outbox: what to tell whom, when, and through which channel."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What falls due is told once, to the right person, and never to nobody (§4.2, I9)."""

    name = "notices"
