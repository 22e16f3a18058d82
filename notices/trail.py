"""The trail no longer says what was sealed: the manager and the administrator hear of it at once (I8)."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models import ServiceCentre, Staff
from notices import reasons
from notices.actions import Subject, tell
from notices.addressee import Post
from records.models import Verification

BROKEN: Final = "trail-broken"
reasons.register(
    BROKEN,
    label=_("The trail does not hold"),
    sentence=_(
        "The trail, as verified %(number)s, is not what was sealed (%(found)s findings): print the page, leave the "
        "machine as it is, and compare the code with a paper."
    ),
)


def tell_it_is_broken(verification: Verification, **_signal: Any) -> None:
    """Tell each centre that is concerned: its own chain, or all of them when the house's chain or a guard is."""
    chains = {finding["chain"] for finding in verification.findings}
    centres = ServiceCentre.objects.order_by("pk")
    if not {0, None} & chains and verification.found <= len(verification.findings):
        centres = centres.filter(pk__in=chains)
    for centre in centres:
        if not Staff.objects.of(centre).exists():
            continue
        number = f"{centre.local(verification.at):%m-%d %H:%M}"
        about = Subject(centre, "verification", number, reverse("records:trail"))
        for to in (Post.MANAGER, Post.KEEPER):
            tell(
                to=to,
                reason=BROKEN,
                about=about,
                due_at=verification.at,
                is_urgent=True,
                found=verification.found,
            )
