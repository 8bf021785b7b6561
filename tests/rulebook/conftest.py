"""What the rulebook's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.model import Rulebook


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture
def extra(tmp_path: Path) -> Path:
    """An empty folder that adds to the rulebook."""
    folder = tmp_path / "extra"
    folder.mkdir()
    return folder
