"""The heads of the chains, kept where nobody who writes the database can reach (docs/trail.md).

A chain alone does not notice that its tail was cut or written anew; a copy of its head does.
"""

import logging
from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from records import canon, clock
from records.models import Seal

log = logging.getLogger(__name__)
EVERY: Final = 600  # seconds: an outside head is never older


def write(seals: Iterable[Seal]) -> None:
    """Add these heads to the file outside, if there is one; a disk that is away is said and stops nobody."""
    lines = "".join(f"{line_of(seal)}\n" for seal in seals)
    if not settings.TRAIL_HEADS_FILE or not lines:
        return
    try:
        with open(settings.TRAIL_HEADS_FILE, "a", encoding="utf-8") as outside:  # noqa: PTH123 -- may be a device
            outside.write(lines)
    except OSError as fault:
        log.error("The heads of the trail could not be written outside: %s", fault.strerror)  # noqa: TRY400 -- as said


def send_heads() -> int:
    """Every ten minutes: the head of each chain to the file and by e-mail, whether or not it has moved."""
    heads = list(Seal.objects.heads())
    write(heads)
    if settings.TRAIL_HEADS_MAIL and heads:
        body = "\n".join(line_of(seal) for seal in heads) + "\n"
        send_mail(_("Heads of the trail"), body, None, [settings.TRAIL_HEADS_MAIL])
    return 0  # nothing is left over for another turn


def line_of(seal: Seal) -> str:
    """A head as it stands outside: when it was noted, which chain, which place, which seal."""
    return f"{canon.moment(clock.now())} {seal.centre_id} {seal.position} {seal.digest}"
