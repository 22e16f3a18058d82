"""`manage.py grants ROLE`: what the house's processes may do in PostgreSQL, as SQL for the owner of the tables."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from records import grants


class Command(BaseCommand):
    """Print the rights of the application's own role, or give them."""

    help = "Print the SQL that lets a role run the house and not rewrite its trail; --apply runs it (PostgreSQL)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which role, and whether to do it at once."""
        parser.add_argument("role", help="the role that web, worker and beat connect as")
        parser.add_argument(
            "--apply", action="store_true", help="run it on this database, as the owner of the tables"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One statement a line."""
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles: who may write the file may write everything in it.")
        found = list(grants.statements(connection, options["role"]))
        if not options["apply"]:
            self.stdout.write("".join(f"{statement};\n" for statement in found), ending="")
            return
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in found:
                cursor.execute(statement)
        self.stdout.write(f"{options['role']} may run the house; its trail it may only add to.")
