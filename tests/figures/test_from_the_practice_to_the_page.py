"""What `practice check` writes is what is taken in and shown: from two lists of children to both figures on a page."""

from __future__ import annotations

import html
from datetime import timedelta
from pathlib import Path

import pytest

from commonground.core.caller import SYSTEM
from commonground.figures.counts.services import take_in_count
from commonground.figures.fixes import services as fixes
from commonground.figures.models import Difference
from tests.cli.conftest import PRACTICE, Run, check, run  # noqa: F401 - fixtures
from tests.cli.test_settling import settle, story_10
from tests.engine.comparing.lists_made import AS_AT, TwoLists, child, csv_of, vaccinated
from tests.figures.given import signed_in
from tests.figures.settled import on, published, to_ask
from tests.world import World, called, practice

YEAR = "year to 2026-27 Q2"


def twelve_never_arrived() -> TwoLists:
    """40 children vaccinated on both records, 12 on the practice's alone, 8 on neither."""
    lists = TwoLists()
    for number in range(60):
        mine = vaccinated(number) if number < 52 else child(number)
        lists.on_both(mine, mine if number < 40 else child(number))
    return lists


def test_counts_by_cause_go_from_the_practice_to_the_page_and_no_child_does(
    world: World,
    check: Run,  # noqa: F811
    tmp_path: Path,
) -> None:
    # Given a practice that compared two lists on its own machine
    at = practice(world.ealing, code=PRACTICE)
    lists = twelve_never_arrived()
    data = (settle(lists, check, tmp_path) / "may-leave" / "share.json").read_bytes()
    assert not any(one.number.encode() in data for one in lists.practice)
    # When its counts are taken in, beside what is published of the same year
    take_in_count(SYSTEM, at, data, now=on(AS_AT + timedelta(days=1)))
    release = published(at, 40, 60, period=YEAR)
    # Then both figures stand there with the cause that was planted
    found = Difference.objects.get(indicator="mmr1_24m", period=YEAR, cause="never_reached_chis")
    assert (found.children, found.only_in) == (12, "practice")
    assert found.points == pytest.approx(20.0)
    # and no row for any cause that has no child, while what is not explained is told to be none
    assert set(Difference.objects.filter(children=0).values_list("cause", flat=True)) == {"unresolved"}
    cora = signed_in(world.commissioner)
    page = html.unescape(
        cora.get(f"/practices/{PRACTICE}/figures/", {"indicator": "mmr1_24m"}).content.decode()
    )
    for words in (
        "66.7%",
        "86.7%",
        "+20.0 points",
        "Verification factor 1.30",
        "Up to date, by the practice",
    ):
        assert words in page, words
    assert page.count("Not explained yet") == 1
    # And somebody can be asked, and the next release tells
    fix = fixes.ask(called(world.commissioner), found, to_ask(), now=on(AS_AT))
    assert fix.against == release
    published(at, 51, 60, period=YEAR, edition="b")
    fix.refresh_from_db()
    assert (fix.seen, fix.children) == (11, 12)


def test_the_change_since_a_baseline_goes_the_same_way_and_adds_up(
    world: World,
    check: Run,  # noqa: F811
    tmp_path: Path,
) -> None:
    # Given a practice that kept a baseline, and then later recorded the doses of seven children
    at = practice(world.ealing, code=PRACTICE)
    before = [vaccinated(number) if number < 40 else child(number) for number in range(60)]
    kept, early = tmp_path / "kept", tmp_path / "early.csv"
    early.write_text(csv_of(before), encoding="utf-8")
    first = AS_AT - timedelta(days=60)
    assert check(early, out=tmp_path / "1", as_at=first, more=("--baseline", kept)).exit_code == 0
    after = [*before[:40], *(vaccinated(number) for number in range(40, 47)), *before[47:]]
    late = tmp_path / "late.csv"
    late.write_text(csv_of(after), encoding="utf-8")
    assert check(late, out=tmp_path / "2", more=("--baseline", kept)).exit_code == 0
    data = (tmp_path / "2" / "may-leave" / "share.json").read_bytes()
    # When its counts are taken in, then its page tells the change apart
    take_in_count(SYSTEM, at, data, now=on(AS_AT + timedelta(days=1)))
    client = signed_in(world.commissioner)
    asked = {"indicator": "mmr1_24m", "period": "2025-10-01..2026-09-30"}
    page = " ".join(client.get(f"/practices/{PRACTICE}/figures/", asked).content.decode().split())
    assert 'recorded since</th><td class="cg-number">+7' in page
    assert "<strong>+7</strong>" in page
    # and the practice's own page has the latest year of each indicator in which something changed, and no more
    story = client.get(f"/practices/{PRACTICE}/").content.decode()
    assert 0 < story.count("of the same cohort. A child vaccinated") <= 6


def test_story_10_leaves_only_what_is_not_small(world: World, check: Run, tmp_path: Path) -> None:  # noqa: F811
    """Its causes are of 3, 2, 1 and 1 children: the page says so in words, and tells nobody how many."""
    at = practice(world.ealing, code=PRACTICE)
    data = (settle(story_10(), check, tmp_path) / "may-leave" / "share.json").read_bytes()
    take_in_count(SYSTEM, at, data, now=on(AS_AT + timedelta(days=1)))
    kept = Difference.objects.filter(indicator="mmr1_24m", period=YEAR)
    assert {"moved_away", "wrong_code"} & set(kept.values_list("cause", flat=True))
    assert not kept.filter(children__range=(1, 4)).exists()
    page = signed_in(world.commissioner).get(f"/practices/{PRACTICE}/figures/").content.decode()
    assert "1 to 4" in page or "hidden" in page
