"""Prints when a hundred things fall due, in UTC; run with TZ set, it must say the same on every server."""

import os
import time as server_time
from datetime import UTC, datetime, time, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicecentre.settings")
django.setup()
os.environ["TZ"] = os.environ["SERVER"]  # Django has set it to the house's own
server_time.tzset()

from directory.models import ServiceCentre, WorkingWeek  # noqa: E402 -- after Django is set up
from directory.models.calendar import WEEKDAYS, usual_week  # noqa: E402 -- as above
from directory.working import WorkingTime  # noqa: E402 -- as above
from visits import timing  # noqa: E402 -- as above

centre = ServiceCentre(code="x", name="x")
week = WorkingWeek(**usual_week(), break_from=time(12), break_until=time(13, 30))
office = WorkingTime(centre.tz, tuple(map(week.stretches, WEEKDAYS)))
for hours in range(0, 700, 7):
    moment = datetime(2026, 2, 5, 3, 17, tzinfo=UTC) + timedelta(hours=hours)
    local = moment.astimezone()  # as the server's own clock shows it
    due = (
        office.after(local, 540),
        office.next_moment(local),
        timing.callback_due(centre, local),
        timing.next_attempt(centre, [local]),
    )
    print(*(each.astimezone(UTC).isoformat() for each in due if each))  # noqa: T201 -- this is what it is for
