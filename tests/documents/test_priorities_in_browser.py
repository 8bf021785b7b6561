"""The page of a list in a real browser: nothing for axe to find, nothing wider than a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.cli.conftest import typed
from tests.cli.prioritising import make_files
from tests.documents.test_report_in_browser import TELEPHONE, open_all, violations


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = make_files(tmp_path_factory.mktemp("listed"), typed)
    files.ranked(*files.everything)
    return files.folder / "out"


@pytest.mark.parametrize("width", [1280, TELEPHONE])
def test_axe_finds_nothing_and_nothing_is_cut_off(browser: Browser, listed: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((listed / "report.html").as_uri())
    open_all(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(
        "[...document.querySelectorAll('svg[role=img]')].every(one => one.clientWidth > 200)"
    )
    page.close()
