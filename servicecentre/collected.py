"""Static files for the web server, collected again only when one of them changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command


def collect_stale() -> bool:
    """Collect where a file was added, changed or removed since the last time, and say whether it was so."""
    seen = _fingerprint()
    note = Path(settings.STATIC_ROOT) / ".collected"
    if note.exists() and note.read_text() == seen:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    note.write_text(seen)
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
