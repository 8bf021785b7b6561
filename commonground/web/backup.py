"""One file with everything that an installation keeps, and the way back from it.

The file is a ZIP of the database and of `about.json`: which database, its migrations, and a checksum of its bytes.
SQLite is copied by its own online backup, while people work; PostgreSQL by pg_dump and psql.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from commonground.engine.errors import UserError

ABOUT, DATA = "about.json", "database"
KIND = "commonground backup 1"
BLOCK = 1024 * 1024
MOST_ABOUT = 100_000
"""Bytes of about.json that are read: the file may come from anywhere."""
EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
"""In the same transaction as what is put back: tables of a later version must not stay behind."""
PLACES = {
    "PGDATABASE": "dbname",
    "PGUSER": "user",
    "PGPASSWORD": "password",
    "PGHOST": "host",
    "PGPORT": "port",
    "PGSSLMODE": "sslmode",
}
"""By the variable that the programs of PostgreSQL read, what Django calls it."""
PROGRAMS = {"pg_dump": "write", "psql": "restore"}


@dataclass(frozen=True)
class About:
    """What a backup says of itself. schema: the last migration of each app."""

    kind: str
    made_at: str
    vendor: str
    schema: Mapping[str, str]
    sha256: str


def write_backup(file: Path, *, now: datetime) -> None:
    """Write everything to a file, whole or not at all. Raises UserError where that can't be done."""
    if file.exists():
        raise UserError(f"{file} is there already; give a name that is not taken.")
    if not file.parent.is_dir():
        raise UserError(f"There is no folder {file.parent}; make it first.")
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        data, whole = Path(folder) / DATA, Path(folder) / "whole"
        _dump(data)
        about = About(KIND, now.isoformat(), connection.vendor, _schema_now(), _checksum(data))
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(ABOUT, json.dumps(asdict(about), indent=1))
            archive.write(data, DATA)
        whole.chmod(0o600)
        whole.replace(file)


def restore_backup(file: Path) -> About:
    """Put back what a file holds, in place of all that is there. Raises UserError before anything is changed."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / DATA
        about = _unpacked(file, data)
        _check(file, about, data)
        connection.close()
        _load(file, data)
        connection.close()
    call_command("migrate", verbosity=0)
    return about


def _unpacked(file: Path, data: Path) -> About:
    try:
        with zipfile.ZipFile(file) as archive:
            with archive.open(ABOUT) as stream:
                about = About(**json.loads(stream.read(MOST_ABOUT)))
            with archive.open(DATA) as packed, data.open("wb") as out:
                shutil.copyfileobj(packed, out, BLOCK)
    except FileNotFoundError as error:
        raise UserError(f"There is no file {file}.") from error
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        raise UserError(
            f"{file} is not a backup of Common Ground, or it is damaged. Nothing was changed."
        ) from error
    return about


def _check(file: Path, about: About, data: Path) -> None:
    if about.kind != KIND:
        raise UserError(f"{file} is not a backup of Common Ground, or it is damaged. Nothing was changed.")
    if about.sha256 != _checksum(data):
        raise UserError(f"{file} is damaged: its checksum does not fit. Nothing was changed.")
    if about.vendor != connection.vendor:
        raise UserError(
            f"{file} is a backup of {about.vendor} and this installation uses {connection.vendor}. Nothing was changed."
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    newer = [app for app, name in about.schema.items() if (app, name) not in (known or {})]
    if newer:
        raise UserError(
            f"{file} was made by a newer version of Common Ground. Install that version first. Nothing was changed."
        )


def _schema_now() -> dict[str, str]:
    applied = MigrationLoader(connection).applied_migrations
    return dict(sorted(applied))


def _checksum(data: Path) -> str:
    with data.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _dump(data: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(data)) as copy:
            connection.connection.backup(copy)
        return
    _postgresql(
        "pg_dump",
        "--format=plain",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--file",
        str(data),
    )


def _load(file: Path, data: Path) -> None:
    if connection.vendor != "sqlite":
        arguments = ["--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _postgresql("psql", *arguments, "--command", EMPTY, "--file", str(data))
        return
    with closing(sqlite3.connect(data)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise UserError(f"{file} is damaged: its database is not whole. Nothing was changed.")
        connection.ensure_connection()
        copy.backup(connection.connection)


def _postgresql(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise UserError(
            f"To {PROGRAMS[program]} a backup of PostgreSQL, {program} is needed: install the PostgreSQL client."
        )
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL with arguments of ours
        [found, *arguments], env={**os.environ, **_where()}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        first = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise UserError(f"{program} could not do it: {first}")


def _where() -> dict[str, str]:
    """Where the database is, in the environment: so no password is in a list of processes."""
    known: dict[str, Any] = connection.get_connection_params()
    return {name: str(known[key]) for name, key in PLACES.items() if known.get(key)}
