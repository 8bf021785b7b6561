"""From a published file to a confirmed list: given, looked at, taken in, ranked, challenged, confirmed with reasons."""

from __future__ import annotations

from collections.abc import Callable

from commonground.rounds.models import Round
from commonground.visits.models import Visit
from tests.figures.given import gp_level
from tests.journeys.conftest import Visitor
from tests.rounds.ranking_made import made, twelve
from tests.twelve_practices import BY_ID, IDS
from tests.world import World


def test_a_lead_goes_from_a_published_file_to_a_confirmed_list(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given twelve practices, and a file of their published figures in which one is odd
    practices = twelve(journey_world)
    file = gp_level({practices[one].code: BY_ID[one] for one in IDS})
    round_ = made(journey_world)
    # When the lead gives the file
    lead = visit(journey_world.lead)
    page = lead.open("/figures/")
    lead.press("Give a file", "link")
    page.get_by_label("The file").set_input_files(
        {"name": "gp-cover.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": file}
    )
    lead.press("Read the file")
    # Then it says what it holds before anything is taken in
    text = page.inner_text("main")
    assert "cover-gp, 2019-20: not here yet." in text
    assert "What the checks found" in text
    # When it is taken in, and the practices of a round are ranked, first with a target that can't be
    lead.press("Take it in")
    assert "Taken in" in page.inner_text("main")
    lead.open(f"/rounds/{round_.pk}/")
    lead.press("Rank the practices", "link")
    page.get_by_label("Target, in percent").fill("100")
    page.get_by_label("How many visits").fill("4")
    page.get_by_label("Share drawn at random, in percent").fill("25")
    lead.press("Rank them, and look at the list")
    # Then it is said, and what was typed is kept
    assert "There is a problem" in page.inner_text("main")
    assert page.get_by_label("How many visits").input_value() == "4"
    page.get_by_label("Target, in percent").fill("95")
    lead.press("Rank them, and look at the list")
    # Then the list is there with its uncertainty, drawn and in tables, and nothing has changed
    text = page.inner_text("main")
    for words in ("Nothing has changed yet", "Surgery H", "provisional", "points for nothing", "95% range"):
        assert words.lower() in text.lower(), words
    assert page.get_by_role("img", name="coverage and number of children").count() == 1
    assert page.get_by_role("img", name="Children short of 95%").count() == 1
    assert round_.candidates.count() == 0
    # When it is used
    lead.press("Use this list")
    text = page.inner_text("main")
    assert "ranked 1 (" in text
    assert "Drawn at random" in text
    # And its visitor challenges the first
    first = round_.candidates.earliest("position")
    cora = visit(journey_world.commissioner)
    cora.open(f"/rounds/{round_.pk}/")
    cora.press(f"Challenge {first.practice.name}", "link")
    cora.page.get_by_label("Why not now").fill("merging in June")
    cora.press("Take it off the list")
    assert "merging in June" in lead.open(f"/rounds/{round_.pk}/").inner_text("main")
    # And the lead confirms: each practice is asked about, and none goes without a reason
    lead.press("Confirm the list", "link")
    lead.press("Confirm the list")
    assert "There is a problem" in page.inner_text("main")
    assert "name a second source of evidence" in page.inner_text("main")
    for one in round_.candidates.select_related("practice"):
        page.get_by_label(f"Why {one.practice}").fill("the visitor knows of a nurse who left")
    lead.press("Confirm the list")
    # Then the list stays as it was chosen, each practice has a visit, and what it was made from can be taken away
    assert "The list stays as it was chosen" in page.inner_text("main")
    assert Visit.objects.filter(round=round_).count() == round_.candidates.count()
    evaluator = visit(journey_world.evaluator)
    evaluator.open(f"/rounds/{round_.pk}/")
    with evaluator.page.expect_download() as download:
        evaluator.page.get_by_role("link", name="choice.json").click()
    assert download.value.suggested_filename == "choice.json"
    # And when the figures are issued again, the round says so
    lead.open("/figures/add/")
    again = gp_level({practices[one].code: (120, 150) if one == "H" else BY_ID[one] for one in IDS})
    page.get_by_label("The file").set_input_files(
        {"name": "gp-cover-2.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": again}
    )
    lead.press("Read the file")
    assert "another edition" in page.inner_text("main")
    lead.press("Take it in")
    assert "A later edition of it was taken in" in evaluator.open(f"/rounds/{round_.pk}/").inner_text("main")
    lead.open(f"/figures/of/{practices['H'].code}/")
    assert Round.objects.get().confirmed_at is not None
