"""`manage.py demo_accounts`: who may sign in to the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from directory.models import ServiceCentre, Staff
from directory.roles import LABELS
from records import clock
from visits.demo import people


class Command(BaseCommand):
    """Print the demonstration's accounts, what each may do, who is on duty now, and the one password."""

    help = "Print the accounts of the demonstration and their password."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each account."""
        centre = ServiceCentre.objects.filter(code=people.CODE, is_demo=True).first()
        if centre is None:
            raise CommandError("There is no demonstration here: load_demo moves it in.")
        there = set(Staff.objects.of(centre).active().values_list("username", flat=True))
        on_duty = set(Staff.objects.on_duty(centre, clock.now()).values_list("username", flat=True))
        with translation.override("en"):
            for person in people.STAFF:
                roles = ", ".join(str(LABELS[role]) for role in person.roles)
                now = "on duty" if person.username in on_duty else ""
                if person.username in there:
                    self.stdout.write(
                        f"  {person.username:<14}{person.name}  {roles:<20}{now:<9}{person.job}"
                    )
        self.stdout.write(f"Password of every demonstration account: {people.PASSWORD}")
