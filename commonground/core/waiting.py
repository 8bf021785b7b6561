"""A file that was uploaded and waits until it is confirmed or left: in a folder of its own, never in the database.

A file left lying is removed when the next one comes.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

KEPT = timedelta(hours=2)
"""How long a file waits. Ours: an upload is looked at and confirmed in one sitting."""
_NAME = re.compile(r"[\w-]{20,80}")


def keep(data: bytes, *, now: datetime) -> str:
    """Keep the bytes of an upload; the name by which they are found again."""
    _sweep(now)
    name = secrets.token_urlsafe(24)
    place = _folder() / name
    place.touch(mode=0o600)
    place.write_bytes(data)
    return name


def waiting(name: str) -> bytes | None:
    """The bytes of an upload, or nothing where it waits no longer."""
    place = _folder() / name
    return place.read_bytes() if _NAME.fullmatch(name) and place.is_file() else None


def leave(name: str) -> None:
    """Remove an upload."""
    if _NAME.fullmatch(name):
        (_folder() / name).unlink(missing_ok=True)


def _sweep(now: datetime) -> None:
    for place in _folder().iterdir():
        if place.stat().st_mtime < (now - KEPT).timestamp():
            place.unlink(missing_ok=True)


def _folder() -> Path:
    home: Path = settings.HOME / "waiting"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home
