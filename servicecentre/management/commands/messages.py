"""`manage.py messages`: gather the words to translate, make 简体 from 繁體, compile."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from servicecentre import catalogues
from servicecentre.catalogues import SIMPLIFIED, TRADITIONAL


class Command(BaseCommand):
    """Keep the catalogues equal to what the code and the pages say."""

    help = "Gather the words to translate (--extract) and compile the catalogues that changed (--compile)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Two steps, which may be asked for together."""
        parser.add_argument("--extract", action="store_true", help="update locale/*/LC_MESSAGES/django.po")
        parser.add_argument(
            "--compile", action="store_true", help="write the .mo of every catalogue that changed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Extract, then compile; say what changed and what still has no translation."""
        if options["extract"]:
            self._extract()
        if options["compile"]:
            for path in catalogues.compile_stale():
                self.stdout.write(f"compiled {path.parent.parent.name}")

    def _extract(self) -> None:
        from servicecentre import extraction  # noqa: PLC0415 -- Babel is installed in the workshop only

        found = extraction.messages_of(settings.BASE_DIR)
        traditional = catalogues.updated(catalogues.read(catalogues.catalogue(TRADITIONAL)), found)
        simplified = catalogues.simplified(traditional, catalogues.read(catalogues.overrides()))
        for language, entries in ((TRADITIONAL, traditional), (SIMPLIFIED, simplified)):
            if catalogues.write(entries, catalogues.catalogue(language), language):
                self.stdout.write(f"updated {language}")
        missing = catalogues.untranslated(traditional)
        self.stdout.write(f"{len(found)} messages, {len(missing)} without a translation")
        for msgid in missing:
            self.stdout.write(f"  {msgid!r}")
