"""What no room answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from records.once import typed_in


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form whose token is no longer good, and hand back what was typed (I10)."""
    return render(request, "403_csrf.html", {"typed": typed_in(request)}, status=403)
