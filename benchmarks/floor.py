"""The floor: what Django itself takes for a page of fifty rows, with the session, the person and one question."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template import engines

from visits.models import Case

ROWS: Final = 50
COLUMNS: Final = (
    "number", "opened_at", "title", "visitor_name", "priority", "status", "promise_count", "closed_at",
)  # fmt: skip
PAGE: Final = engines["django"].from_string(
    "<!doctype html><html lang=zh-Hant><head><meta charset=utf-8><title>floor</title></head><body>"
    "<p>{{ name }}</p><table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>\n"
    "{% endfor %}</table></body></html>"
)


def floor(request: HttpRequest) -> HttpResponse:
    """Fifty rows of eight columns, as bare as they can be."""
    rows = Case.objects.order_by("-pk").values_list(*COLUMNS)[:ROWS]
    return HttpResponse(PAGE.render({"name": str(request.user), "rows": rows}, request=None))
