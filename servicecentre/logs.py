"""What is said in the log of the machine: which page, how it ended and how long it took; never who, never what.

No query string, no name, no typed text, and no message of an exception, which may quote any of them: an exception is
its class and the places it passed. A page is named by its route, `units/<path:code>/`, not by the address as typed.
"""

import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import structlog

Event = MutableMapping[str, Any]

PLACES: Final = 12

#: Loggers whose messages quote addresses, hosts or what failed: of these only a word is kept.
ONLY_A_WORD: Final = {
    "django.request": "failed",
    "django.security": "refused",
    "celery.app.trace": "a task failed",
}


class Formatter(structlog.stdlib.ProcessorFormatter):
    """JSON for machines that collect logs, a readable line for the one that stands alone."""

    def __init__(self, *, as_json: bool) -> None:
        shape: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else line
        super().__init__(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, shape],
            foreign_pre_chain=[*BEFORE, only_a_word],
            pass_foreign_args=True,
        )


def configure() -> None:
    """Let structlog's own loggers go the way of all others."""
    structlog.configure(
        processors=[*BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def places(_logger: Any, _method: str, event: Event) -> Event:
    """An exception as its class and the places it passed, without its message."""
    fault = event.pop("exc_info", None)
    error = sys.exc_info()[1] if fault is True else fault[1] if isinstance(fault, tuple) else fault
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        event["places"] = _places(error.__traceback__)
    return event


def only_a_word(_logger: Any, _method: str, event: Event) -> Event:
    """Where a library quotes what it was asked, only a word of it is kept."""
    event.pop("positional_args", None)
    name = str(event.get("logger", ""))
    word = next((word for start, word in ONLY_A_WORD.items() if name.startswith(start)), "")
    if word:
        event["event"] = word
    return event


def line(_logger: Any, _method: str, event: Event) -> str:
    """One readable line: when, how bad, where, what, and the rest as name=value."""
    head = [str(event.pop(name, "")) for name in ("timestamp", "level", "logger")]
    what = str(event.pop("event", ""))
    rest = [f"{name}={value}" for name, value in event.items()]
    return " ".join([head[0], head[1].upper(), f"{head[2]}:", what, *rest])


def _places(trace: TracebackType | None) -> list[str]:
    passed = traceback.extract_tb(trace)[-PLACES:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in passed]


BEFORE: Final[list[Any]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    places,
]
