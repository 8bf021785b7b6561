"""Where the published data for tests are: beside the repository, or where COMMONGROUND_SHARED_DATA says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("COMMONGROUND_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")


def shared(*names: str) -> Path:
    """A file or folder of the published data. The test is skipped where it is not there."""
    path = SHARED.joinpath(*names)
    if not path.exists():
        pytest.skip(f"the published data are not beside this repository: {'/'.join(names)}")
    return path
