"""A PostgreSQL server that is thrown away, and the tests of models, services and queries on it.

`python -m tests.postgresql` is what `make test-postgresql` runs. The server is Debian's, in a temporary folder, on a
socket in that folder and on no port, and runs as somebody who is not root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TESTED = (
    "core",
    "accounts",
    "practices",
    "rounds",
    "plans",
    "advice",
    "visits",
    "desk",
    "web/test_backup.py",
)
NOT_ROOT = ("postgres", "nobody")
PACKAGE = "postgresql"
FEW_CONNECTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=20"


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs, the newest first."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    on_path = shutil.which("initdb")
    found = [*folders, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in found if (folder / "initdb").exists()), None)


def install() -> Path:
    """The server's programs, installed with apt-get where that is allowed."""
    found = programs()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", PACKAGE], check=True)
        found = programs()
    if found is None:
        sys.exit("These tests need PostgreSQL: install it (apt-get install postgresql) and run again.")
    return found


def somebody() -> str | None:
    """Whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in NOT_ROOT if name in known)


@contextmanager
def server() -> Iterator[str]:
    """A server for as long as the block lasts; what comes out is its DSN."""
    bin_, user = install(), somebody()
    with tempfile.TemporaryDirectory(prefix="cg-pg-") as folder:
        if user:
            shutil.chown(folder, user)

        def run(program: str, *arguments: str) -> None:
            command = [str(bin_ / program), *arguments]
            subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

        data = f"{folder}/data"
        run(
            "initdb",
            "--pgdata",
            data,
            "--username",
            "tests",
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--no-sync",
        )
        options = f"-k {folder} -c listen_addresses='' {FEW_CONNECTIONS}"
        run("pg_ctl", "--pgdata", data, "--log", f"{folder}/log", "--wait", "--options", options, "start")
        Path(folder).chmod(0o711)  # whoever runs the tests reaches the socket
        try:
            yield f"postgres://tests@/postgres?host={folder}"
        finally:
            run("pg_ctl", "--pgdata", data, "--wait", "--mode", "immediate", "stop")


def main() -> int:
    """Run the tests on a server of their own."""
    with server() as dsn:
        tests = [f"tests/{name}" for name in TESTED]
        environment = {**os.environ, "COMMONGROUND_DATABASE_URL": dsn}
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *tests, *sys.argv[1:]], env=environment, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
