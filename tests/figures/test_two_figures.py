"""The two figures of a practice side by side: stories 9, 10 and 13, and what is told where something is not known."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.urls import reverse

from tests.engine.test_share_check import some_causes
from tests.figures.counts_made import AS_AT, INDICATOR, QUARTER, agreement, change, difference
from tests.figures.given import signed_in
from tests.figures.settled import counted, published
from tests.world import World, practice

CELL = {"indicator": INDICATOR, "period": "2026-04-01..2026-06-30"}


def page_of(world: World, code: str, user: Any = None, **asked: Any) -> str:
    """The page of a practice's two figures, in plain text."""
    client = signed_in(user or world.commissioner)
    answer = client.get(reverse("practice-figures", args=[code]), {**CELL, **asked})
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_both_figures_stand_beside_each_other_with_all_that_belongs_to_them(world: World) -> None:
    at = practice(world.ealing)
    published(at, 45, 60, note="its records moved to another system")
    counted(at, agreement=[agreement(42, 3, 7, 2)])
    page = page_of(world, at.code)
    for words in (
        "75.0%",
        "62.8% to 84.2%",
        "90.7%",
        "80.1% to 96.0%",
        "its records moved to another system",
        "COVER is not what is on a practice’s own system",
        "Table 1 F5, as at 30 June 2026",
        "The practice’s own system, as at 20 November 2026",
        "counted as at 143 days after the published figure",
        "vaccinated +4, children on the list −6, coverage +15.7 points",
        "Verification factor 1.09 (95% range 0.95 to 1.24)",
        "Up to date, by the practice",
    ):
        assert words in page, words


def test_a_verification_factor_that_nobody_can_know_is_said_not_to_be_known(world: World) -> None:
    at = practice(world.ealing)
    published(at, 45, 60)
    counted(at)
    assert "The verification factor is not known" in page_of(world, at.code)


@pytest.mark.parametrize(
    ("covered", "children", "status", "words"),
    [
        (0, 60, "ok", '<td class="cg-number">0</td><td class="cg-number">60</td>'),
        (None, None, "missing", "Missing: the cell is empty"),
        (None, None, "withheld", "Withheld by who published it"),
        (None, 60, "suppressed", "Suppressed by who published it"),
    ],
)
def test_zero_missing_withheld_and_suppressed_are_four_things(
    world: World, covered: int | None, children: int | None, status: str, words: str
) -> None:
    at = practice(world.ealing)
    published(at, covered, children, status=status)
    counted(at)
    assert words in page_of(world, at.code)


def test_a_side_that_is_not_there_is_said_to_be_missing(world: World) -> None:
    at, other, neither = (practice(world.ealing) for _ in range(3))
    published(at, 45, 60)
    counted(other)
    assert "the practice has not sent a count of these children" in page_of(world, at.code)
    assert "nothing is published of this practice" in page_of(world, other.code)
    assert "no figure of this practice yet" in page_of(world, neither.code)


def test_every_cause_is_shown_and_what_is_not_explained_stands_alone(world: World) -> None:
    """Story 10, as its counts leave the practice: 36 agree, 3 left, 2 coded otherwise, 1 and 1, nothing unexplained."""
    at = practice(world.ealing)
    published(at, 36, 43)
    counted(
        at,
        differences=[
            difference("moved_away", "1 to 4", None, only_in="chis"),
            difference("wrong_code", "1 to 4", None),
            difference("never_reached_chis", 6, 11.1),
            difference("unresolved", 0, 0.0),
        ],
    )
    page = page_of(world, at.code)
    for words in (
        "Moved away, still counted",
        "D1, on the child health service’s side alone",
        "1 to 4",
        "+11.1",
    ):
        assert words in page, words
    assert "Not explained yet" in page
    assert "too small to say" in page


def test_three_definitions_are_told_with_the_cause_of_each_difference(world: World) -> None:
    """Story 9: the counts of COVER, QOF and up to date stand apart, and the causes explain every difference."""
    at = practice(world.ealing)
    published(at, 45, 60)
    made = counted(at)
    made.causes = [vars(row) for row in some_causes()]
    made.save()
    page = page_of(world, at.code)
    assert "Why the three definitions differ" in page
    assert "Only the first counts them" in page
    assert "a dose of another vaccine is overdue" in page


def test_a_re_issue_is_warned_of_both_are_shown_and_the_old_page_can_be_made_again(world: World) -> None:
    """Story 13: COVER Q2 re-issued with Z99030 changed from 88% to 84%."""
    at = practice(world.ealing, code="Z99030")
    first = published(at, 44, 50, period="2026-27 Q2")
    count = counted(at, cells={(INDICATOR, "2026-27 Q2"): (46, 50)})
    asked = {"period": "2026-07-01..2026-09-30", "published": first.pk, "count": count.release.pk}
    before = page_of(world, at.code, **asked)
    assert ("88.0%" in before, "re-issued since" in before) == (True, False)
    published(at, 42, 50, period="2026-27 Q2", edition="b")
    again = page_of(world, at.code, **asked)
    for words in ("Figures re-issued since", "88.0%", "84.0%", "vaccinated +2, children on the list 0"):
        assert words in again, words
    newest = page_of(world, at.code, period="2026-07-01..2026-09-30")
    assert ("84.0%" in newest, "88.0%" in newest, "re-issued since" in newest) == (True, False, False)
    # and the old page is the same, but for what it warns of and the edition beside it
    rows = [line for line in before.splitlines() if "88.0%" in line or "92.0%" in line]
    assert rows
    assert all(line in again for line in rows)


def test_what_was_compared_with_an_edition_that_was_replaced_says_so(world: World) -> None:
    at = practice(world.ealing)
    first = published(at, 45, 60)
    row = difference(
        "late_flow", 5, 8.3, against="published", against_release=first.key.replace("aaaaaaaa", "aaaaaaaa")
    )
    counted(at, differences=[row])
    assert "issued again since" not in page_of(world, at.code)
    published(at, 50, 60, edition="b")
    assert "That release was issued again since" in page_of(world, at.code)


def test_the_count_made_nearest_to_the_release_stands_beside_the_newest(world: World) -> None:
    at = practice(world.ealing)
    published(at, 45, 60)
    counted(at, as_at=AS_AT.replace(month=9), cells={(INDICATOR, QUARTER): (47, 55)})
    counted(at)
    page = page_of(world, at.code)
    assert "Practice count, as at the release" in page
    assert "counted as at 82 days after" in page


def test_what_changed_since_the_baseline_adds_up(world: World) -> None:
    at = practice(world.ealing)
    published(at, 45, 60)
    counted(
        at,
        changes=[
            change("vaccinated", 5),
            change("repaired", 7),
            change("struck out", 0),
            change("joined", 6),
            change("left", 8),
            change("joined", 6, "denominator"),
            change("left", 10, "denominator"),
        ],
    )
    page = " ".join(page_of(world, at.code).split())
    assert 'Vaccinated: the dose is dated after the baseline</th><td class="cg-number">+5' in page
    assert 'Repaired: the dose was given before, and recorded since</th><td class="cg-number">+7' in page
    assert "<strong>+10</strong>" in page
    assert "<strong>−4</strong>" in page


def test_only_who_may_see_the_practice_sees_its_two_figures(world: World) -> None:
    at = practice(world.ealing)
    published(at, 45, 60)
    counted(at)
    assert "90.7%" in page_of(world, at.code, world.evaluator)
    path = reverse("practice-figures", args=[at.code])
    assert signed_in(world.stranger).get(path, CELL).status_code == 404


def test_the_way_from_one_coverage_to_the_other_is_drawn_and_adds_up(world: World) -> None:
    """The worked example of methods 2.4: 75.00% to 90.74%, by Shapley shares."""
    at = practice(world.ealing)
    published(at, 45, 60)
    counted(
        at,
        differences=[
            difference("moved_away", 10, 11.0559, only_in="chis"),
            difference("new_registration", "1 to 4", None),
            difference("never_reached_chis", 5, 8.8329),
            difference("absent_from_practice", "1 to 4", None, only_in="chis"),
            difference("unresolved", 0, 0.0),
        ],
    )
    page = " ".join(page_of(world, at.code).split())
    assert page.count("<svg") == 1
    # 15.7407 less the two that are shown is -4.1481: those that are too small stand in one step together
    for words in ("+11.1", "+8.8", "-4.1", "75.0%", "From one coverage to the other"):
        assert words in page, words
    assert (
        '<th scope="row">Practice count</th><td class="cg-number"></td><td class="cg-number">90.7%</td>'
        in page
    )


def test_qof_is_shown_once_with_its_year(world: World) -> None:
    at = practice(world.ealing)
    published(at, 45, 60)
    counted(at)
    page = page_of(world, at.code)
    assert page.count("QOF VI002, ") == 1
