"""The practice's report in a real browser: on a screen, on a telephone, on paper, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from commonground.documents.report import practice_report
from tests.documents.made_up import report_input

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TELEPHONE = 320
A4_BETWEEN_MARGINS = 680  # 180 mm at 96 pixels an inch


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("may-leave") / "report.html"
    path.write_text(practice_report(report_input()), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser: Browser, report: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(report)
    yield page
    page.close()


def violations(page: Page) -> list[Any]:
    assert AXE.exists(), "there is no axe-core; run npm ci"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")
    assert found["passes"], "axe looked at nothing"
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@pytest.mark.parametrize("width", [1280, TELEPHONE])
def test_axe_finds_nothing(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_all(page)
    assert violations(page) == []


def test_it_loads_nothing_and_complains_of_nothing(browser: Browser, report: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(report)
    open_all(page)
    page.wait_for_load_state("networkidle")
    assert (asked, said) == ([report], [])
    page.close()


def test_on_a_telephone_the_page_does_not_scroll_sideways(page: Page) -> None:
    page.set_viewport_size({"width": TELEPHONE, "height": 640})
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE
    wide = page.evaluate(
        """() => [...document.querySelectorAll('main :not(.scroll *)')]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 0.5)
            .map(one => one.outerHTML.slice(0, 120))"""
    )
    assert wide == []


def test_on_a_telephone_the_name_of_a_table_is_read_without_scrolling(page: Page) -> None:
    page.set_viewport_size({"width": TELEPHONE, "height": 640})
    open_all(page)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('caption span')]
            .filter(one => one.getBoundingClientRect().right > innerWidth)
            .map(one => one.textContent)"""
    )
    assert cut == []


@pytest.mark.parametrize("width", [1280, TELEPHONE])
def test_no_word_of_a_chart_lies_on_another_or_outside_it(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    clashes = page.evaluate(
        """() => [...document.querySelectorAll('svg')].flatMap(svg => {
            const whole = svg.getBoundingClientRect();
            const boxes = [...svg.querySelectorAll('text')]
                .map(one => [one.textContent, one.getBoundingClientRect()]);
            const outside = boxes.filter(([, a]) =>
                a.left < whole.left - 1 || a.right > whole.right + 1 || a.bottom > whole.bottom + 1);
            const crossed = boxes.flatMap(([s, a], i) => boxes.slice(i + 1)
                .filter(([, b]) => a.left < b.right && b.left < a.right
                                && a.top + 3 < b.bottom && b.top + 3 < a.bottom)
                .map(([t]) => s + ' / ' + t));
            return [...outside.map(([s]) => s), ...crossed];
        })"""
    )
    assert clashes == []


def test_by_keyboard_one_can_skip_to_the_count_and_open_the_details(page: Page) -> None:
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to main content"
    assert skip.bounding_box()["x"] >= 0  # type: ignore[index]
    assert skip.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 235, 59)"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "What this page is"
    annex = page.locator("summary", has_text="Annex")
    annex.focus()
    page.keyboard.press("Enter")
    quarters = page.locator("summary", has_text="Each quarter of COVER")
    quarters.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("cell", name="50.0% 7/14").first.is_visible()


def test_numbers_are_to_the_right_in_figures_of_one_width(page: Page) -> None:
    style = page.locator("td.number").first.evaluate(
        "one => [getComputedStyle(one).textAlign, getComputedStyle(one).fontVariantNumeric]"
    )
    assert style == ["right", "tabular-nums"]


PAGES_FOR_A_MEETING = 5


def pages(page: Page) -> int:
    """How many A4 pages it prints."""
    return page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")


def test_the_part_for_a_meeting_is_few_pages_and_the_annex_is_printed_only_when_open(page: Page) -> None:
    for_the_meeting = pages(page)
    assert 3 <= for_the_meeting <= PAGES_FOR_A_MEETING
    page.locator("summary", has_text="Annex").click()
    assert pages(page) > for_the_meeting


def test_the_contents_lead_into_the_closed_annex(page: Page) -> None:
    page.get_by_role("link", name="Rules and sources").click()
    assert page.get_by_role("heading", name="Rules and sources").is_visible()


def test_on_paper_all_of_an_open_annex_is_there_and_fits(page: Page) -> None:
    page.locator("summary", has_text="Annex").click()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_BETWEEN_MARGINS, "height": 900})
    closed = page.locator("details table")
    assert closed.count() > 0
    assert all(one.bounding_box()["height"] > 0 for one in closed.all())  # type: ignore[index]
    assert page.locator(".contents").is_hidden()
    too_wide = page.evaluate(
        """() => [...document.querySelectorAll('table, svg, .cards, .card')]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.textContent.trim().slice(0, 60))"""
    )
    assert too_wide == []
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
