"""What the machine room asks; the desk never comes here."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from records.once import typed_in


@login_not_required
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process is alive; no database, no person."""
    return HttpResponse("ok\n", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form whose token is no longer good, and hand back what was typed (I10)."""
    return render(request, "403_csrf.html", {"typed": typed_in(request)}, status=403)
