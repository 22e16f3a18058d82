"""What the machine room asks; the desk never comes here."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process is alive; no database, no person."""
    return HttpResponse("ok\n", content_type="text/plain")
