"""The papers: what leaves the screen as print, PDF, workbook or table."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """The two named forms and their kin, as one may carry them away (§5.0)."""

    name = "papers"
