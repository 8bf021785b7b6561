"""The secret of an installation that was given none."""

from __future__ import annotations

import secrets
from pathlib import Path

BYTES = 50


def secret_in(home: Path) -> str:
    """The secret kept in a folder; made there on the first start, readable by its owner alone."""
    file = home / "secret-key"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(BYTES), encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()
