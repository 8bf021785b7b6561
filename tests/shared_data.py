"""The published data beside the project: tests that read them ask here, and skip where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED_DATA = Path(
    os.environ.get("COMMONGROUND_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data"
)


def shared_data(*names: str) -> Path:
    """The path of a published file or folder; the test is skipped where it is absent."""
    path = SHARED_DATA.joinpath(*names)
    if not path.exists():
        pytest.skip(f"the published data are not beside this repository: {'/'.join(names)}")
    return path
