"""Across practices: which causes, systems and child health services come up everywhere."""

from __future__ import annotations

import html
from datetime import timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from commonground.core.caller import SYSTEM
from commonground.engine.statistics.bootstrap import mean_over_practices
from commonground.figures.models import ChildHealthService
from commonground.practices.models import Practice
from commonground.practices.services import merge
from tests.figures.counts_made import AS_AT, agreement, difference
from tests.figures.given import signed_in
from tests.figures.settled import counted, published
from tests.world import TODAY, World, practice

SYSTEMS = ("EMIS Web", "EMIS Web", "SystmOne")
RECOUNTED, REPORTED = (49, 61, 38), (45, 60, 30)


@pytest.fixture
def three(world: World) -> World:
    """Three practices that counted: doses that never reached the service in each, children who left in two."""
    service = ChildHealthService.objects.create(name="Riverside child health")
    service.areas.add(world.region)
    for number, system in enumerate(SYSTEMS):
        at = practice(world.ealing, supplier=system)
        published(at, 45, 60, edition="abc"[number])
        rows = [difference("never_reached_chis", 6 + number, 8.0 + number), difference("unresolved", 0, 0.0)]
        if number < 2:
            rows.append(difference("moved_away", ("1 to 4", 9)[number], (None, 2.0)[number], only_in="chis"))
        both = min(RECOUNTED[number], REPORTED[number])
        found = agreement(both, REPORTED[number] - both, RECOUNTED[number] - both, 2)
        counted(at, differences=rows, agreement=[found])
    return world


def test_causes_systems_and_services_are_told_with_their_uncertainty(three: World) -> None:
    page = html.unescape(signed_in(three.lead).get("/figures/differences/").content.decode())
    page = " ".join(page.split())
    for words in (
        "3 practices.",
        "Given here, not on the child health service's record (N1)",
        "3 of 3",
        "+9.0 (+8.0 to +10.0)",
        "2 of 3",
        "9, 1 to 4 in 1 more",
        "EMIS Web",
        "Riverside child health",
        "1.10 (",
        "too few practices to say",
    ):
        assert words in page, words
    assert page.count("<svg") == 1
    # what nobody has is no row, and what is not explained stands alone where there is some
    assert "Registered with another practice" not in page


def test_it_is_taken_away_as_csv_and_as_a_workbook(three: World) -> None:
    lead = signed_in(three.lead)
    text = b"".join(lead.get("/figures/differences.csv")).decode()
    assert "Causes, over all practices that counted" in text
    assert "Riverside child health" in text
    data = b"".join(lead.get("/figures/differences.xlsx").streaming_content)  # type: ignore[attr-defined]
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    assert len(book.sheet_names) == 4


def test_everybody_sees_their_own_practices_alone(three: World) -> None:
    assert (
        "No practice has sent a count"
        in signed_in(three.stranger).get("/figures/differences/").content.decode()
    )
    assert "3 practices." in signed_in(three.evaluator).get("/figures/differences/").content.decode()


def test_the_interval_of_a_mean_is_the_same_each_time_and_needs_two() -> None:
    found = mean_over_practices([1.0, 2.0, 3.0, 4.0])
    assert found == mean_over_practices([1.0, 2.0, 3.0, 4.0])
    assert (found.value, 1.0 < found.lower < 2.5 < found.upper < 4.0) == (2.5, True)
    assert mean_over_practices([7.0, 7.0]).lower == 7.0
    with pytest.raises(ValueError, match="two practices"):
        mean_over_practices([1.0])


def test_children_of_a_practice_that_merged_are_counted_once(three: World) -> None:
    old, into = list(Practice.objects.order_by("pk"))[:2]
    merge(SYSTEM, old, into=into, on=TODAY)
    page = html.unescape(signed_in(three.lead).get("/figures/differences/").content.decode())
    assert "3 practices." in page  # the other has not counted since
    rows = [difference("never_reached_chis", 15, 17.0)]
    counted(into, as_at=AS_AT + timedelta(days=2), differences=rows)
    page = html.unescape(signed_in(three.lead).get("/figures/differences/").content.decode())
    assert "2 practices." in page
