"""From a published file to a confirmed list: given, looked at, taken in, ranked, challenged, confirmed with reasons."""

from __future__ import annotations

from collections.abc import Callable

from commonground.rounds.models import Round
from commonground.rounds.ranking import services
from commonground.visits.models import Visit
from tests.figures.given import gp_level
from tests.journeys.conftest import Visitor
from tests.rounds.ranking_made import NOW, made, ranked, take_in_twelve, twelve
from tests.twelve_practices import BY_ID, IDS
from tests.world import World, called


def read(lead: Visitor, name: str, data: bytes) -> str:
    """Give a file, and say what the page shows of it."""
    page = lead.open("/figures/")
    lead.press("Give a file", "link")
    page.get_by_label("The file").set_input_files(
        {"name": name, "mimeType": "application/vnd.ms-excel", "buffer": data}
    )
    lead.press("Read the file")
    return page.inner_text("main")


def rank(lead: Visitor, round_: Round) -> str:
    """Rank the practices of a round, first with a target that can't be; say what comes out."""
    page = lead.open(f"/rounds/{round_.pk}/")
    lead.press("Rank the practices", "link")
    page.get_by_label("Target, in percent").fill("100")
    page.get_by_label("How many visits").fill("4")
    page.get_by_label("Share drawn at random, in percent").fill("25")
    lead.press("Rank them, and look at the list")
    assert "There is a problem" in page.inner_text("main")
    assert page.get_by_label("How many visits").input_value() == "4"
    page.get_by_label("Target, in percent").fill("95")
    lead.press("Rank them, and look at the list")
    return page.inner_text("main")


def test_a_lead_goes_from_a_published_file_to_a_confirmed_list(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given twelve practices with a round, and a file of their published figures
    practices, round_ = twelve(journey_world), made(journey_world)
    lead = visit(journey_world.lead)
    page = lead.page
    # When the lead gives the file, then it says what it holds before anything is taken in
    text = read(lead, "gp-cover.xlsx", gp_level({practices[one].code: BY_ID[one] for one in IDS}))
    assert "UKHSA GP-level COVER, management information, 2019-20: not here yet." in text
    assert "What the checks found" in text
    lead.press("Take it in")
    assert "Taken in" in page.inner_text("main")
    # When the practices are ranked, then the list is there with its uncertainty, and nothing has changed
    text = rank(lead, round_).lower()
    for words in ("Nothing has changed yet", "Surgery H", "provisional", "points for nothing", "95% range"):
        assert words.lower() in text, words
    assert page.get_by_role("img", name="coverage and number of children").count() == 1
    assert page.get_by_role("img", name="Children short of 95%").count() == 1
    assert round_.candidates.count() == 0
    # When it is used, then the round has it by rank
    lead.press("Use this list")
    assert "ranked 1 (" in page.inner_text("main")
    assert "Drawn at random" in page.inner_text("main")
    # And when its visitor challenges the first, the lead reads why
    first = round_.candidates.earliest("position")
    cora = visit(journey_world.commissioner)
    cora.open(f"/rounds/{round_.pk}/")
    cora.press(f"Challenge {first.practice.name}", "link")
    cora.page.get_by_label("Why not now").fill("merging in June")
    cora.press("Take it off the list")
    assert "merging in June" in lead.open(f"/rounds/{round_.pk}/").inner_text("main")
    # And when the lead confirms, none goes without a second source or a reason
    lead.press("Confirm the list", "link")
    lead.press("Confirm the list")
    assert "There is a problem" in page.inner_text("main")
    assert "name a second source of evidence" in page.inner_text("main")
    for one in round_.candidates.select_related("practice"):
        page.get_by_label(f"Why {one.practice}").fill("the visitor knows of a nurse who left")
    lead.press("Confirm the list")
    assert "The list stays as it was chosen" in page.inner_text("main")
    assert Visit.objects.filter(round=round_).count() == round_.candidates.count()


def test_a_round_tells_what_it_was_made_from_and_that_it_was_issued_again(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a round that was ranked on published figures
    practices, round_ = twelve(journey_world), made(journey_world)
    take_in_twelve(journey_world, practices)
    services.use(called(journey_world.lead), ranked(journey_world.lead, round_), now=NOW)
    # When an evaluator opens it, then what it was made from can be taken away
    evaluator = visit(journey_world.evaluator)
    evaluator.open(f"/rounds/{round_.pk}/")
    with evaluator.page.expect_download() as download:
        evaluator.page.get_by_role("link", name="choice.json").click()
    assert download.value.suggested_filename == "choice.json"
    # And when the figures are issued again, the file says so, and then the round does
    lead = visit(journey_world.lead)
    again = {practices[one].code: (120, 150) if one == "H" else BY_ID[one] for one in IDS}
    assert "another edition" in read(lead, "gp-cover-2.xlsx", gp_level(again))
    lead.press("Take it in")
    assert "A later edition of it was taken in" in evaluator.open(f"/rounds/{round_.pk}/").inner_text("main")
    assert "replaced by a later edition" in lead.open(f"/figures/of/{practices['H'].code}/").inner_text(
        "main"
    )
