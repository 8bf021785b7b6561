"""Gate 2: beyond the programme both parts of a figure are none or enough to show."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from commonground.engine.disclosure import to_commissioner
from commonground.engine.disclosure_public import PublicFigure, beyond_programme
from tests.engine.share_worlds import BOOK, Counts, cover_rows, figures_of, random_cover, up_to_date_row
from tests.engine.test_disclosure_diagnosis import a_diagnosis


def published(counts: Sequence[tuple[int, int]]) -> list[PublicFigure]:
    """One indicator's eleven quarters as anyone may see them; the three earliest only in years."""
    return beyond_programme(figures_of(cover_rows({"mmr1_24m": counts})), BOOK)


def test_quarters_stay_where_both_parts_are_none_or_at_least_five() -> None:
    figures = published([(20, 20), (15, 20), (0, 0), (0, 20)] * 2 + [(15, 20)] * 3)
    assert len(figures) == 8
    assert {figure.status for figure in figures} == {"ok", "no children"}
    assert (figures[0].numerator, figures[0].coverage, figures[0].coverage_from) == (15, 75.0, 53.1)


@pytest.mark.parametrize("part", [(1, 20), (4, 20), (19, 20), (16, 20)])
def test_one_small_part_pools_the_whole_series_to_years_that_do_not_overlap(part: tuple[int, int]) -> None:
    figures = published([(10, 20)] * 10 + [part])
    assert [(figure.denominator, figure.status) for figure in figures] == [(80, "ok"), (80, "ok")]
    assert figures[0].numerator == 30 + part[0]
    assert figures[1].period_end < (figures[0].period_start or figures[0].period_end)


def test_small_years_are_pooled_to_two() -> None:
    (figure,) = published([(20, 20)] * 3 + [(19, 20)] * 4 + [(20, 20)] * 3 + [(17, 20)])
    assert (figure.denominator, figure.numerator, figure.status) == (160, 153, "ok")
    assert (str(figure.period_start), str(figure.period_end)) == ("2024-10-01", "2026-09-30")


@pytest.mark.parametrize(
    ("counts", "band"), [((18, 20), (97.5, 99.4)), ((2, 20), (0.6, 2.5))], ids=["others", "vaccinated"]
)
def test_what_is_small_in_two_years_is_a_band(counts: tuple[int, int], band: tuple[float, float]) -> None:
    whole = 20 if counts[0] > 10 else 0
    (figure,) = published([(whole, 20)] * 10 + [counts])
    assert (figure.status, figure.denominator, figure.numerator, figure.coverage) == ("band", 160, None, None)
    assert (figure.coverage_from, figure.coverage_to) == band


def test_a_small_denominator_is_hidden_whole() -> None:
    (figure,) = published([(0, 0)] * 9 + [(2, 2), (1, 1)])
    assert (figure.status, figure.denominator, figure.coverage_from) == ("hidden", None, None)


def test_one_figure_of_one_day_is_a_band_and_not_pooled() -> None:
    row = up_to_date_row(a_diagnosis({"never": [0, 0, 3, 0, 0, 0]}))
    (figure,) = beyond_programme(figures_of([row]), BOOK)
    assert (figure.status, figure.denominator, figure.coverage_from, figure.coverage_to) == (
        "band",
        300,
        98.7,
        99.7,
    )


@pytest.mark.parametrize("seed", range(50))
def test_no_small_part_is_shown_nor_the_difference_of_two_periods(seed: int) -> None:
    chance = random.Random(seed)
    counts: Counts = random_cover(chance, chance.choice([1, 4, 10, 25]))
    rows = figures_of(cover_rows(counts))
    shared = to_commissioner(rows, [], [], BOOK, registration_known=True).figures
    for source in (rows, shared):
        figures = beyond_programme(source, BOOK)
        assert {figure.indicator for figure in figures} == set(counts)
        for figure in figures:
            if figure.numerator is not None and figure.denominator is not None:
                assert figure.numerator not in range(1, 5)
                assert figure.denominator - figure.numerator not in range(1, 5)
            later = [
                other
                for other in figures
                if other.indicator == figure.indicator and other.period_end > figure.period_end
            ]
            assert all(other.period_start and other.period_start > figure.period_end for other in later)


def test_no_figures_are_no_figures() -> None:
    assert beyond_programme(figures_of([]), BOOK) == []
