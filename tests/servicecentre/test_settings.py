"""What the operator can rely on, whatever the rooms do."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from servicecentre.secret import kept_secret

PRODUCTION = {
    "DATABASE_URL": "postgres://log@database/log",
    "ALLOWED_HOSTS": "desk.example.org",
    "SECRET_KEY": "a-key-of-the-length-which-production-asks-for-0123456789-abcdefghij",
}


#: What this machine or the browser tests may have set, and a production machine has not.
OURS = {"DJANGO_ALLOW_ASYNC_UNSAFE", "HTTPS", "SECRET_KEY"}


def _check_deploy(**environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in os.environ.items() if name not in OURS} | environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.once
def test_production_passes_the_deployment_check() -> None:
    assert _check_deploy(**PRODUCTION).returncode == 0


@pytest.mark.once
def test_a_database_of_its_own_asks_for_a_key_of_its_own() -> None:
    ended = _check_deploy(DATABASE_URL=PRODUCTION["DATABASE_URL"])

    assert ended.returncode == 1
    assert "Set the SECRET_KEY environment variable" in ended.stderr


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"

    first, second = kept_secret(path), kept_secret(path)

    assert first == second
    assert len(first) > 80
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_no_inline_script_or_style_and_no_foreign_source_is_allowed(client: Client) -> None:
    policy = client.get("/nowhere").headers["Content-Security-Policy"]

    assert sorted(policy.split("; ")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
    ]


@pytest.mark.django_db
def test_signing_in_is_asked_of_everybody_else(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/accounts/login/?next=/"


@pytest.mark.django_db
def test_sqlite_waits_for_its_turn_and_keeps_its_references() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a matter of SQLite")

    with connection.cursor() as cursor:
        said = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")
        }

    assert said == {"journal_mode": "wal", "foreign_keys": 1}
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
