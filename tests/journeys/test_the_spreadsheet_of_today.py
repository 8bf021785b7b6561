"""A commissioner brings the spreadsheet they have today; and what is typed never names a child."""

from __future__ import annotations

from collections.abc import Callable

from commonground.core.free_text import REFUSED
from tests.journeys.conftest import Visitor
from tests.visits.test_loading_a_sheet import HEADINGS, workbook
from tests.world import World, practice


def test_the_sheet_is_mapped_looked_at_and_kept(journey_world: World, visit: Callable[..., Visitor]) -> None:
    # Given a sheet with a person, a past visit and a row that is wrong
    practice(journey_world.ealing, "The Street Surgery", code="Z99711", visitor=journey_world.commissioner)
    data = workbook(
        HEADINGS,
        ["Z99711", "", "Mina Manager", "mina@practice.example", "", "West PCN", "4 March 2025", ""],
        ["Z99799", "", "Nobody", "", "", "", "", ""],
    )
    cora = visit(journey_world.commissioner)
    page = cora.open("/practices/")
    cora.press("Load your spreadsheet", role="link")
    page.get_by_label("The file").set_input_files(
        {"name": "mine.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": data}
    )
    cora.press("Look at the columns")
    # When she looks at what the columns mean, and at what differs
    cora.press("See what differs")
    text = page.inner_text("main")
    assert "No practice of yours has the code Z99799" in text
    assert "4 March 2025, by Cora Commissioner" in text
    cora.press("Keep all of this")
    # Then the person is there
    assert "Mina Manager" in cora.open("/practices/Z99711/").inner_text("main")


def test_a_text_that_names_a_child_is_refused_and_not_lost(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a commissioner who notes the staffing of a practice
    surgery = practice(journey_world.ealing)
    cora = visit(journey_world.commissioner)
    page = cora.open(f"/practices/{surgery.code}/staffing/")
    cora.press("Note the staffing today", role="link")
    page.get_by_label("Nurse hours a week").fill("20.5")
    # When the note holds an NHS number
    page.get_by_label("Note").fill("They asked about 999 000 0018 and the second dose.")
    cora.press("Save")
    # Then it says why it was not kept, and what was typed is still there
    assert REFUSED in page.inner_text("main")
    assert page.get_by_label("Note").input_value() == "They asked about 999 000 0018 and the second dose."
    assert page.get_by_label("Nurse hours a week").input_value() == "20.5"
    # When the number is taken out
    page.get_by_label("Note").fill("They asked about the second dose.")
    cora.press("Save")
    # Then it is kept
    assert "They asked about the second dose." in page.inner_text("main")
