"""The counts that practices sent are used by a ranking where they are asked for: reconcile first where they differ."""

from __future__ import annotations

from typing import Any

from commonground.core.models import AuditEvent
from commonground.practices.models import Practice
from commonground.rounds.models import Ranking
from tests.figures.counts_made import INDICATOR
from tests.figures.given import gp_level, signed_in, take_in
from tests.figures.settled import counted
from tests.rounds.ranking_made import made, ranked, twelve
from tests.twelve_practices import BY_ID, IDS
from tests.world import World

YEAR = {"window": "2025-04-01..2026-03-31"}
FOUR = {(INDICATOR, f"2025-26 Q{quarter}"): (36, 37) for quarter in (1, 2, 3, 4)}


def ranking_of(world: World, **typed: str) -> tuple[Ranking, dict[str, Any]]:
    """Twelve practices with figures of a year, of which H (117 of 150 as published) sent a count of 144 of 148."""
    practices = twelve(world)
    take_in(world.lead, gp_level({practices[one].code: BY_ID[one] for one in IDS}, "2025 to 2026"))
    counted(practices["H"], cells=FOUR)
    found = ranked(world.lead, made(world), **YEAR, **typed)
    assert found.state == Ranking.State.READY, found.sentence
    code = practices["H"].code
    return found, next(one for one in found.record["practices"] if one["practice_code"] == code)


def test_a_count_that_was_sent_stands_beside_the_published_figure_where_it_is_asked_for(world: World) -> None:
    found, line = ranking_of(world, own_counts="on")
    assert (line["practice_count"]["covered"], line["practice_count"]["children"]) == (144, 148)
    assert (line["provisional"], line["action"]) == ("no", "reconcile")
    used = [one for one in found.record["inputs"] if one["role"] == "practice counts"]
    assert [key.rsplit("/", 1)[0] for one in used for key in one["releases"]] == [
        f"practice-count/{line['practice_code']}/2026-11-20"
    ]
    # and a count that is sent anew is said to have replaced it
    page = f"/rounds/{found.round_id}/rankings/{found.pk}/"
    assert "later edition" not in signed_in(world.lead).get(page).content.decode()
    again = Practice.objects.get(code=line["practice_code"])
    counted(again, cells={**FOUR, (INDICATOR, "2025-26 Q1"): (37, 37)})
    assert "A later edition of it was taken in" in signed_in(world.lead).get(page).content.decode()


def test_it_is_left_out_where_it_is_not(world: World) -> None:
    _, line = ranking_of(world)
    assert (line["practice_count"], line["provisional"]) == (None, "yes")
    assert AuditEvent.objects.filter(event="ranking.asked").exists()


def test_the_list_of_a_round_says_both_figures_of_each_practice(world: World) -> None:
    found, line = ranking_of(world, own_counts="on")
    lead = signed_in(world.lead)
    lead.post(f"/rounds/{found.round_id}/rankings/{found.pk}/use/")
    page = lead.get(f"/rounds/{found.round_id}/").content.decode()
    assert "published 78.0%, by the practice 97.3%" in page
    assert f"/practices/{line['practice_code']}/figures/?indicator={INDICATOR}" in page
