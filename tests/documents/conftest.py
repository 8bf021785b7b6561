"""A real browser for the documents."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import FLAGS, find


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = find()
    assert chromium, "there is no chromium; run python -m tests.browser"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()
