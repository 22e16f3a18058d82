"""`python -m tests.postgres COMMAND …`: run a command against a PostgreSQL that lives only as long as the command."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from servicecentre.supervisor import die_with

OLDEST = 15
UNPRIVILEGED = ("postgres", "nobody")
CHEAP = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "listen_addresses=",
)


def main(command: list[str]) -> int:
    """Start a throw-away cluster, run the command with its DATABASE_URL, stop it; the command's exit code."""
    programs = find_programs()
    if programs is None:
        sys.stdout.write(f"No PostgreSQL {OLDEST} or newer was found: the tests ran on SQLite only.\n")
        return 1 if os.environ.get("CI") == "true" else 0
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    account = _account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        return _run(command, programs, folder, account)
    finally:
        shutil.rmtree(folder)


def find_programs() -> Path | None:
    """The folder of the newest `postgres` that is new enough, on the PATH or where Debian keeps them."""
    on_path = shutil.which("postgres")
    found = [Path(on_path).resolve()] if on_path else []
    found += Path("/usr/lib/postgresql").glob("*/bin/postgres")
    fit = [(version, path.parent) for path in found if (version := _version(path)) >= OLDEST]
    return max(fit)[1] if fit else None


def _version(postgres: Path) -> int:
    said = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=False).stdout
    number = next((word for word in said.split() if word[0].isdigit()), "0")
    return int(number.split(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz"))


def _account() -> pwd.struct_passwd | None:
    # PostgreSQL refuses to run as root, which is who tests run as in a container.
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in UNPRIVILEGED if name in known)


def _run(command: list[str], programs: Path, folder: Path, account: pwd.struct_passwd | None) -> int:
    data = folder / "data"
    user = account.pw_uid if account else None
    group = account.pw_gid if account else None
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "log",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        user=user,
        group=group,
    )
    options = [word for option in CHEAP for word in ("-c", option)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *options],
            stdout=log,
            stderr=log,
            cwd=folder,
            user=user,
            group=group,
            preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 -- no threads here
        )
    try:
        _wait(programs, folder, server)
        environ = {
            "DATABASE_URL": f"postgres://log@/{folder}/log",
            "SECRET_KEY": "only-for-tests",
            "HTTPS": "false",
        }
        return subprocess.run(command, env=os.environ | environ, check=False).returncode
    finally:
        server.send_signal(2)  # fast shutdown: it does not wait for callers
        server.wait(30)


def _wait(programs: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    asked = [str(programs / "pg_isready"), "-q", "-h", str(folder)]
    until = time.monotonic() + 30
    while subprocess.run(asked, check=False).returncode:
        if server.poll() is not None or time.monotonic() > until:
            raise SystemExit((folder / "log").read_text())
        time.sleep(0.1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
