"""The practice's page of both figures, in a real browser: for everyone, on a telephone, and asking for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from commonground.documents.books import load_books
from commonground.documents.practice_outputs import AskedOf, practice_outputs
from commonground.engine.counting import reference
from commonground.engine.records.read import GivenFile
from tests.documents.test_report_in_browser import TELEPHONE, open_all, violations
from tests.engine.comparing.lists_made import AS_AT, PRACTICE, TwoLists, child, csv_of, vaccinated


@pytest.fixture(scope="module")
def settling(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a practice whose record has six doses that the other lacks, and three children too few."""
    lists = TwoLists()
    for number in range(60):
        lists.on_both(vaccinated(number), child(number) if number % 10 == 0 else None)
    lists.chis += [vaccinated(number) for number in range(60, 63)]
    asked = AskedOf(
        (GivenFile("practice.csv", csv_of(lists.practice).encode()),),
        PRACTICE,
        AS_AT,
        chis=(GivenFile("chis.csv", csv_of(lists.chis).encode()),),
    )
    path: Path = tmp_path_factory.mktemp("stays-here") / "settling.html"
    path.write_text(
        practice_outputs(asked, load_books(), reference.count).stays_here["settling.html"], encoding="utf-8"
    )
    return path.as_uri()


@pytest.fixture
def page(browser: Browser, settling: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(settling)
    yield page
    page.close()


@pytest.mark.parametrize("width", [1280, TELEPHONE])
def test_axe_finds_nothing_and_nothing_is_cut_off(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_all(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_steps_are_drawn_named_and_in_a_table(page: Page) -> None:
    open_all(page)
    drawing = page.locator("svg[aria-labelledby^='steps-mmr1_24m']")
    assert drawing.get_attribute("role") == "img"
    assert "step by step" in (drawing.locator("title").text_content() or "")
    table = page.locator("table", has_text="from one coverage to the other").filter(has_text="given here")
    assert table.count() == 1
    assert "+10.0" in table.inner_text()
