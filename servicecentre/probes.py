"""What the machine room asks: is the process alive, can the house keep its promises, how is it going (design §6).

The probes answer before session, person, host and transport are looked at: they must answer when those cannot, and
tell strangers nothing but a number.
"""

import contextvars
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from records import clock, sweeps
from servicecentre import metrics

#: Seconds to wait for the database; who asks hears within five.
PATIENCE: Final = 3.0
LATE: Final = timedelta(seconds=60)
SAFE: Final = ("GET", "HEAD")


class Probes:
    """Answers `/healthz`, `/readyz` and, for the operator, `/metrics`; lets everything else pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.answers: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "/healthz": healthz,
            "/readyz": readyz,
            "/metrics": self.measured,
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what is asked here, and nothing else."""
        answer = self.answers.get(request.path_info, self.get_response)
        if answer is not self.get_response and request.method not in SAFE:
            return HttpResponseNotAllowed(SAFE)
        return answer(request)

    def measured(self, request: HttpRequest) -> HttpResponse:
        """The figures, to the operator; to anybody else there is no such page."""
        return metrics.answer() if metrics.may_read(request) else self.get_response(request)


def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process is alive; no database, no person."""
    return _unkept(HttpResponse("ok\n", content_type="text/plain"))


def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether the house can keep its promises, by the number alone."""
    return _unkept(HttpResponse(status=200 if is_ready() else 503, content_type="text/plain"))


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer


class _Look:
    """One look at the house in a thread of its own, so that a database that hangs keeps nobody waiting."""

    def __init__(self) -> None:
        self.found = False
        self.thread = threading.Thread(
            target=contextvars.copy_context().run, args=(self._look,), name="readyz", daemon=True
        )
        self.thread.start()

    def _look(self) -> None:
        try:
            self.found = keeps_its_promises()
        except Exception:  # noqa: BLE001 -- whatever it is, the answer is no
            self.found = False
        finally:
            connection.close()


_looking = threading.Lock()
_last: list[_Look] = []


def is_ready() -> bool:
    """Whether a look at the house finds it able to keep its promises, within `PATIENCE` seconds.

    While one look hangs, others wait for the same one: a dead database costs one thread, not one for each question.
    """
    with _looking:
        if not _last or not _last[0].thread.is_alive():
            _last[:] = [_Look()]
        look = _last[0]
    look.thread.join(PATIENCE)
    return look.found and not look.thread.is_alive()


def keeps_its_promises() -> bool:
    """Whether the database answers, every sweep gets through, and nothing that is due waits for more than a minute."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{PATIENCE:.0f}s"])
        cursor.execute("SELECT 1")
    if sweeps.silent():
        return False
    earliest = clock.now() - LATE
    return all(due >= earliest for _sweep, due in sweeps.oldest_due())
