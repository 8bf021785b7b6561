"""What every test of the application may ask for, and the day on which they all take place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from tests.browser import FLAGS, find
from tests.world import TODAY, World, make_world


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, opened once: two sessions of playwright in one process get in each other's way."""
    chromium = find()
    assert chromium, "there is no chromium; run python -m tests.browser"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


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
