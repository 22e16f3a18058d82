"""The house's own worker and beat, with a sweep of the rig's beside theirs: `celery -A tests.rigs.clockwork …`.

`by_eta` is the control of rig 3: the message carries the time, as the house never lets it.
"""

import django

django.setup()

from records import sweeps  # noqa: E402 -- after Django is set up
from records.models import Counter  # noqa: E402 -- as above
from servicecentre.celery import app  # noqa: E402 -- as above
from tests.rigs import variants  # noqa: E402 -- as above

variants.callbacks_of_the_rig()
app.conf.beat_schedule = {
    name: entry for name, entry in sweeps.beat_schedule().items() if entry["schedule"] <= 30
}


@app.task
def by_eta(pk: int) -> None:
    """Tell what this message is about, now that its time has come."""
    sweeps.each("rig", Counter.objects.filter(last=0, pk=pk), variants.told_of)
