"""The season at a glance in a real browser: read by axe, on a telephone, and with nothing of a file run in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from commonground.documents.timetable import TimetableInput, timetable_page
from commonground.engine.rules.visit_book import load_visit_book
from commonground.engine.timetable.power import power
from commonground.engine.timetable.season import season
from commonground.engine.timetable.values import Visitor
from tests.engine.timetable.asks import QUICK, ask_of, everywhere

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TELEPHONE = 320


@pytest.fixture(scope="module")
def html() -> str:
    practices = [everywhere(n, n + 1.0) for n in range(14)]
    practices[0] = replace(practices[0], name="<script>document.title='run'</script>")
    ask = ask_of(
        practices, [Visitor("Ann Example", visit_days=3), Visitor("Bea Example", visit_days=3)], days=88
    )
    made = season(ask, QUICK, random_order=True, band_number=3)
    months = [visit.assigned_month for visit in made.timetable.visits if visit.assigned_month]
    given = TimetableInput(
        ask,
        made.timetable,
        1,
        made.free,
        power(months, 0, 0, load_visit_book()),
        made.outside,
        ("Z99001 moves.",),
    )
    return timetable_page(given)


def test_the_page_is_accessible_and_fits_a_telephone(browser: Browser, html: str, tmp_path: Path) -> None:
    path = tmp_path / "timetable.html"
    path.write_text(html, encoding="utf-8")
    context = browser.new_context(bypass_csp=True, viewport={"width": TELEPHONE, "height": 640})
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.title().startswith("Timetable of visits")
    assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.add_script_tag(path=str(AXE))
    assert page.evaluate("axe.run().then(found => found.violations.map(one => one.id))") == []
    context.close()


def test_it_tells_the_season_month_by_month_and_what_the_order_costs(html: str) -> None:
    for words in (
        "October 2026",
        "December 2026",
        "Week of",
        "Price in travel",
        "drawn at random",
        "What has changed",
    ):
        assert words in html
    assert "Practices without a visit" in html
    assert "add visit days" in html
    assert "<script" not in html
    assert "Annex" not in html
