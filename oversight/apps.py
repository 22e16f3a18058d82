"""Oversight: what managers see of both books, and what supervisors read and sign every day."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The morning page, the wall and the daily reading of the books (§4.2, §5.0)."""

    name = "oversight"
