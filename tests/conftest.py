"""What every test of the application may ask for, and the day on which they all take place."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from django.utils import timezone

from tests.world import TODAY, World, make_world


@pytest.fixture
def world(db: None) -> World:  # noqa: ARG001 - opens the database
    """The areas and people of `tests.world`."""
    return make_world()


@pytest.fixture(autouse=True)
def _the_day_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins on the morning of TODAY, so that no test holds on one day and fails on the next."""
    real_now = timezone.now
    shift = datetime.combine(TODAY, time(10), UTC) - real_now()
    monkeypatch.setattr(timezone, "now", lambda: real_now() + shift)
