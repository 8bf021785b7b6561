"""Real practices, two years: what rises for nothing, and whether the list finds those that stay low."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from commonground.engine.choosing.candidates import Given
from commonground.engine.choosing.choose import choose
from commonground.engine.choosing.model import Asked, Choice
from commonground.engine.choosing.window import read_window
from commonground.engine.figures import PublishedRow
from commonground.engine.published.ods import read_practices
from commonground.engine.rules.choosing_book import load_choosing_book
from tests.figures_made import published
from tests.shared_data import shared

Counts = dict[str, tuple[int, int]]
LOWEST = 16
BOOK = load_choosing_book()
WEST_SUSSEX = "70F"


def compilation() -> Path:
    return shared("gp_coverage_west_sussex", "GP_immunisations_2019-20_2020-21.csv")


def lines() -> Iterator[dict[str, str]]:
    yield from csv.DictReader(compilation().read_text(encoding="utf-8-sig").splitlines())


def counts(year: str, age: str, item: str) -> Counts:
    return {
        line["ODS_Code"]: (round(float(line["Numerator"])), round(float(line["Denominator"])))
        for line in lines()
        if (line["Year"], line["Age"], line["Item"]) == (year, age, item)
        and line["Denominator"] not in ("", "0")
    }


def pooled(of: Counts, codes: list[str]) -> float:
    return 100 * sum(of[code][0] for code in codes) / sum(of[code][1] for code in codes)


@pytest.mark.parametrize(
    ("age", "item", "published_rise"),
    [
        ("24 months", "MMR1", 4.62),
        ("5 years", "MMR2", 2.50),
        ("5 years", "DTaPIPV", 4.93),
        ("12 months", "DTaPIPVHibHepB", 3.97),
    ],
)
def test_the_lowest_fifth_rises_more_than_the_rest_though_nobody_visits(
    age: str, item: str, published_rise: float
) -> None:
    """The published comparison had three years and so a practice more or less: a tenth of a point."""
    before, after = counts("2019/20", age, item), counts("2020/21", age, item)
    both = sorted(set(before) & set(after))
    by_share = sorted(both, key=lambda code: before[code][0] / before[code][1])
    low, rest = by_share[:LOWEST], by_share[LOWEST:]
    rise = (pooled(after, low) - pooled(before, low)) - (pooled(after, rest) - pooled(before, rest))
    assert rise == pytest.approx(published_rise, abs=0.01)


def figures(years: tuple[int, ...]) -> list[PublishedRow]:
    return [
        published(
            code, covered, children, period=(date(year, 4, 1), date(year + 1, 3, 31)), release=str(year)
        )
        for year in years
        for code, (covered, children) in counts(f"{year}/{(year + 1) % 100}", "24 months", "MMR1").items()
    ]


def chosen_on(window: str, visits: int) -> Choice:
    packed = shared("ods", "epraccur_2023.csv.gz")
    directory, _ = read_practices(gzip.decompress(packed.read_bytes()), packed.name)
    asked = Asked("mmr1_24m", WEST_SUSSEX, read_window(window), 0.95, 0.0, 1, visits, BOOK.weights())
    return choose(Given(figures((2019, 2020)), directory), asked, BOOK)


def test_a_list_of_one_year_reaches_more_of_next_years_missing_children_than_the_lowest_percentages() -> None:
    choice = chosen_on("2019-20", LOWEST)
    after = counts("2020/21", "24 months", "MMR1")
    ranked = [line.ranked.scored for line in choice.ranked if line.ranked and line.candidate.code in after]
    by_list = [line.candidate.code for line in choice.lines if line.chosen_by == "rank"]
    by_percentage = [one.candidate.code for one in sorted(ranked, key=lambda one: one.coverage)[:LOWEST]]

    def short(codes: list[str]) -> float:
        return sum(max(0.0, 0.95 * after[code][1] - after[code][0]) for code in codes if code in after)

    assert len(by_list) == LOWEST
    assert short(by_list) > short(by_percentage)


def test_the_rise_for_nothing_is_foretold_for_the_lowest_percentages() -> None:
    choice = chosen_on("2019-20", LOWEST)
    assert choice.rise is not None
    assert choice.rise.others is not None
    by_list, by_percentage = (then - now for now, then in (choice.rise.chosen, choice.rise.lowest))
    assert 0 < by_list < by_percentage
    others = choice.rise.others[1] - choice.rise.others[0]
    assert 100 * (by_percentage - others) == pytest.approx(4.6, abs=2.5)


@pytest.mark.parametrize("window", ["2019-20", "2020-21", "2019-20..2020-21"])
def test_the_list_is_made_on_any_window(window: str) -> None:
    choice = chosen_on(window, 20)
    assert len(choice.ranked) >= 70
    assert sum(line.chosen_by == "rank" for line in choice.lines) == 20
