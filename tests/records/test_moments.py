"""A moment is read as it was written, with its zone, however it was asked for."""

from datetime import UTC, datetime

from django.db.models import F, Max
from django.db.models.functions import Coalesce, TruncHour

from directory.models import Staff
from records import clock
from tests import builders
from tests.cast import at
from visits.models import Visit


def test_a_moment_comes_back_as_it_was_written(lin: Staff) -> None:
    moment = at("10:42").replace(microsecond=123456)
    with clock.at(moment):
        builders.answered(lin, arrived_at=moment)

    visit = Visit.objects.annotate(
        same=Coalesce("arrived_at", F("entered_at")), hour=TruncHour("arrived_at")
    ).get()

    assert (visit.arrived_at, visit.arrived_at.utcoffset()) == (moment, datetime.now(UTC).utcoffset())
    assert visit.same == moment
    assert visit.hour == moment.replace(minute=0, second=0, microsecond=0)
    assert visit.departed_at is None
    assert Visit.objects.aggregate(last=Max("arrived_at")) == {"last": moment}
