"""Making the file of an export: at once when it is short, by the clock's sweep when it is long.

A sweep that made a file inside its own transaction would keep every other writer waiting on SQLite. So the file is
made between two short transactions under a lease: killed in between, the lease runs out and somebody begins anew.
"""

import logging
import tempfile
import time
from collections.abc import Iterable, Iterator
from typing import IO, Final

from django.conf import settings
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from directory.models import Staff
from papers import listings, tables
from papers.models import Export, Job, Part
from papers.models.job import ATTEMPTS, PIECE, Lost
from papers.sheets import Sheet, sealed
from records import clock

log = logging.getLogger(__name__)

#: So many rows are made while the asker waits; a workbook of them takes a third of a second.
AT_ONCE: Final = 200
#: How often the page hears how far it is, in seconds.
EVERY: Final = 1.0


def sweep() -> int:
    """Make one file that waits; how many were taken in hand."""
    job = Job.claim()
    if job is None:
        return 0
    make(job)
    return 1


def sweep_old() -> int:
    """Delete files that have lain here for a day; the record of the export stays."""
    old = list(Job.objects.old(clock.now())[:20])
    for job in old:
        Part.objects.filter(job=job).delete()
        Job.objects.filter(pk=job.pk).update(state=Job.State.GONE, size=0)
    return len(old)


def at_once(export: Export) -> None:
    """Make a short file while the asker waits; what fails is tried again by the sweep."""
    if export.rows <= AT_ONCE and (job := Job.claim(only=export)):
        make(job)


def make(job: Job) -> None:
    """Make the file somebody holds the lease of."""
    if job.state == Job.State.FAILED:
        return
    try:
        with tempfile.TemporaryFile() as file:
            write(job.export, file, job)
            file.seek(0)
            job.deliver(iter(lambda: file.read(PIECE), b""))
    except Lost:
        return
    except Exception as fault:  # noqa: BLE001 -- whatever it is, the other files go on
        log.error("Export %s failed: %s", job.export_id, type(fault).__name__)  # noqa: TRY400 -- a traceback may quote a row
        if job.attempts >= ATTEMPTS:
            job.fail()
        else:
            job.give_back()


def write(export: Export, file: IO[bytes], job: Job | None = None) -> None:
    """Write the list of an export, as its asker reads it and never more rows than were agreed to."""
    listing = listings.get(export.what)
    if listing is None:
        raise LookupError(export.what)
    staff = Staff.objects.for_session().get(pk=export.asked_by_id)
    with translation.override(staff.language or settings.LANGUAGE_CODE):
        asked = listing.ask(staff, QueryDict(export.query))
        rows = listing.rows(asked, listings.out_for(staff, export.is_masked), export.rows)
        writer = {
            Export.Form.CSV: tables.write_csv,
            Export.Form.XLSX: tables.write_xlsx,
            Export.Form.PDF: tables.write_pdf(_head(export, listing, asked, staff)),
        }[Export.Form(export.form)]
        writer(file, listing.columns(), _telling(rows, job))


def _telling(rows: Iterable[list[listings.Value]], job: Job | None) -> Iterator[list[listings.Value]]:
    told = time.monotonic()
    for place, row in enumerate(rows, start=1):
        yield row
        if job is not None and time.monotonic() - told >= EVERY:
            job.report(place)
            told = time.monotonic()


def _head(export: Export, listing: listings.Listing, asked: listings.Asked, staff: Staff) -> Sheet:
    centre = export.centre
    words = {
        "printed": f"{centre.local(clock.now()):%Y-%m-%d %H:%M}",
        "name": staff.name,
        "number": export.pk,
    }
    return Sheet(
        title=str(listing.label),
        form=_("Export %(number)s") % words,
        centre=centre.name,
        facts=[(_("Which"), asked.subject)],
        heading=_("Rows"),
        columns=[],
        rule=_("Masked: surnames and the ends of numbers.")
        if export.is_masked
        else _("In full. Keep it locked."),
        printed=_("Printed %(printed)s by %(name)s") % words,
        seal=sealed(centre),
        size=7,
    )
