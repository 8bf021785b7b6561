"""Gate 1 on figures: small denominators are hidden, and no reader can tell one from the sums shown."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from commonground.engine.disclosure import to_commissioner
from commonground.engine.figures import DiagnosisRow, FigureRow
from commonground.engine.quarters import is_rolling_year, quarter_of, quarters_of
from commonground.engine.rules.model import Rulebook
from tests.engine.attacker import MOST, Attacker
from tests.engine.share_worlds import (
    AGE_IN_MONTHS,
    AS_AT,
    BANDS,
    BOOK,
    FIRST_QUARTER,
    INDICATORS,
    QUARTERS,
    Counts,
    Row,
    cover_row,
    cover_rows,
    figures_of,
    month,
    quarter_start,
    random_cover,
)

SMALL = range(1, 5)


def after_the_gate(
    rows: Sequence[Row], *, registration_known: bool = True, book: Rulebook = BOOK
) -> list[FigureRow]:
    """The rows as the commissioner gets them."""
    figures = figures_of(rows, registration_known=registration_known)
    return list(to_commissioner(figures, [], [], book, registration_known=registration_known).figures)


def same_counts(denominators: Sequence[int]) -> Counts:
    """One indicator of so many children a quarter, all but the odd one vaccinated."""
    return {"mmr1_24m": [(n - n % 2, n) for n in denominators]}


def status_of(rows: Sequence[FigureRow], *, rolling: bool) -> list[str]:
    """The statuses of the single quarters, or of the rolling years, earliest first."""
    return [row.status for row in rows if is_rolling_year(row) == rolling]


def test_a_practice_without_small_quarters_shows_every_row() -> None:
    rows = after_the_gate(cover_rows(same_counts([5, 0, 7, 30, 6, 0, 5, 9, 8, 5, 5])))
    assert {row.status for row in rows} == {"ok", "no children"}
    empty = next(row for row in rows if row.status == "no children")
    assert (empty.denominator, empty.numerator, empty.coverage, empty.lower95) == (0, 0, None, None)


@pytest.mark.parametrize(("children", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_the_boundary_of_small(children: int, hidden: bool) -> None:
    quarters = [20] * QUARTERS
    quarters[-1] = children
    rows = after_the_gate(cover_rows(same_counts(quarters)))
    assert (rows[-2].status == "hidden") is hidden


def test_a_small_quarter_hides_its_age_as_single_quarters_and_no_other_age() -> None:
    counts = dict(same_counts([20] * 9 + [3, 20]))
    counts["mmr1_5y"] = [(18, 20)] * QUARTERS
    rows = after_the_gate(cover_rows(counts))
    younger = [row for row in rows if row.indicator == "mmr1_24m"]
    assert set(status_of(younger, rolling=False)) == {"hidden"}
    assert set(status_of(younger, rolling=True)) == {"ok"}
    assert {row.status for row in rows if row.indicator == "mmr1_5y"} == {"ok"}
    hidden = next(row for row in younger if row.status == "hidden")
    blank = (
        hidden.denominator,
        hidden.numerator,
        hidden.coverage,
        hidden.lower95,
        hidden.upper95,
        hidden.excluded,
    )
    assert blank == (None,) * 6


@pytest.mark.parametrize("earlier", [0, 1, 2])
def test_a_small_quarter_before_those_shown_is_worked_out_from_rolling_years_so_it_hides_them_too(
    earlier: int,
) -> None:
    quarters = [20] * QUARTERS
    quarters[earlier] = 2
    assert set(status_of(after_the_gate(cover_rows(same_counts(quarters))), rolling=False)) == {"hidden"}


def test_an_indicator_that_begins_in_the_year_would_tell_a_quarter_so_its_mixed_years_are_hidden() -> None:
    counts: dict[str, list[tuple[int, int]]] = {
        name: [(18, 20)] * QUARTERS for name in ("mmr1_24m", "mmr2_24m")
    }
    for indicator in counts:
        counts[indicator][-1] = (3, 3)
    counts["mmr2_24m"][: FIRST_QUARTER["mmr2_24m"]] = [(0, 0)] * FIRST_QUARTER["mmr2_24m"]
    rows = after_the_gate(cover_rows(counts))
    years = [row for row in rows if is_rolling_year(row)]
    assert [row.period for row in years if row.indicator == "mmr2_24m" and row.status == "ok"] == [
        "year to 2026-27 Q2"
    ]
    assert all(row.status == "ok" for row in years if row.indicator == "mmr1_24m")


def test_overlapping_years_that_would_tell_a_quarter_leave_only_years_that_do_not_overlap() -> None:
    # A year without births tells its four quarters, and then the next years tell one quarter each.
    rows = after_the_gate(cover_rows(same_counts([6, 7, 8, 0, 0, 0, 0, 5, 4, 6, 6])))
    assert status_of(rows, rolling=True) == ["hidden"] * 3 + ["no children"] + ["hidden"] * 3 + ["ok"]


def test_a_small_qof_denominator_is_hidden_with_its_exclusions() -> None:
    rows = after_the_gate([qof_row("VI002", 2025, 4, excluded=7), qof_row("VI002", 2024, 5, excluded=2)])
    assert [(row.status, row.denominator, row.excluded) for row in rows] == [
        ("ok", 5, 2),
        ("hidden", None, None),
    ]


@pytest.mark.parametrize(("youngest", "status"), [(3, "hidden"), (5, "ok")])
def test_a_qof_year_that_ends_today_would_tell_a_hidden_age(youngest: int, status: str) -> None:
    # VI003 on 31 March counts all who are five, with those left out.
    today = replace(figures_of([qof_row("VI003", 2025, 20, excluded=2)])[0], as_at=date(2026, 3, 31))
    ages = [DiagnosisRow("late", band, 0, youngest if band == "0" else 22, "ok") for band in BANDS]
    shared = to_commissioner([today], ages, [], BOOK, registration_known=True)
    assert shared.figures[0].status == status


def test_the_threshold_is_the_rulebook_s() -> None:
    gate = replace(BOOK.small_numbers["to-the-commissioner"], smallest_shown=10)
    book = replace(BOOK, small_numbers={"to-the-commissioner": gate})
    row = qof_row("VI002", 2025, 9, excluded=0)
    assert after_the_gate([row], book=book)[0].status == "hidden"
    assert after_the_gate([row])[0].status == "ok"


def qof_row(indicator: str, year: int, denominator: int, excluded: int | None) -> Row:
    """A QOF row of a contract year."""
    ends = {"VI001": (-20, -8), "VI002": (-30, -18), "VI003": (-72, -60)}[indicator]
    return {
        "definition": "qof",
        "indicator": indicator,
        "period": f"{year}/{(year + 1) % 100:02d}",
        "period_start": date(year, 4, 1),
        "period_end": date(year + 1, 3, 31),
        "cohort_from": month(year + 1, 4, ends[0]),
        "cohort_to": month(year + 1, 4, ends[1]) - timedelta(days=1),
        "denominator": denominator,
        "numerator": denominator - denominator // 4,
        "excluded": excluded,
        "status": "ok" if denominator else "no children",
        "rule_ids": [indicator],
    }


# A reader who knows the sums, the bounds and the labels


def attack_on_an_age(rows: Sequence[FigureRow], indicators: Sequence[str]) -> Attacker:
    """What the rows of one age tell of its quarters: sums, numerators, bounds, and why they are hidden."""
    reader = Attacker()
    quarters = [quarter_of(quarter_start(index)) for index in range(QUARTERS)]
    for quarter in quarters:
        reader.unknown(("children", quarter))
        reader.unknown(("is small", quarter), 0, 1)
        reader.know({("children", quarter): 1, ("is small", quarter): MOST}, 0, MOST + 4)
        reader.know({("children", quarter): 1, ("is small", quarter): -1}, 0, MOST)
        for indicator in indicators:
            reader.unknown((indicator, quarter))
            reader.know({("children", quarter): 1, (indicator, quarter): -1}, 0, MOST)
    reader.know({("is small", quarter): 1 for quarter in quarters}, 1, QUARTERS)
    first = {name: quarters[FIRST_QUARTER.get(name, 0)] for name in indicators}
    overlapping = {row.period for row in rows if is_rolling_year(row) and row.denominator is not None}
    for row in rows:
        added = [quarter for quarter in quarters_of(row) if quarter >= first[row.indicator]]
        if row.denominator is not None and row.numerator is not None:
            reader.know({("children", quarter): 1 for quarter in added}, row.denominator, row.denominator)
            reader.know({(row.indicator, quarter): 1 for quarter in added}, row.numerator, row.numerator)
        elif is_rolling_year(row) and len(added) == 4 and len(overlapping) > 2:
            reader.know({("children", quarter): 1 for quarter in added}, 1, 4)
    return reader


@pytest.mark.parametrize("seed", range(60))
def test_no_reader_can_tell_a_small_quarter(seed: int) -> None:
    chance = random.Random(seed)
    counts = random_cover(chance, chance.choice([0.7, 1.5, 3, 6, 9]), chance.sample(INDICATORS[:3], 2))
    told_by_an_attack(counts)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1600))
def test_no_reader_can_tell_a_small_quarter_at_length(seed: int) -> None:
    chance = random.Random(seed)
    told_by_an_attack(random_cover(chance, chance.choice([0.7, 1, 1.5, 2, 3, 4, 6, 9]), INDICATORS[:3]))


def told_by_an_attack(counts: Counts) -> None:
    """Fail where a small quarter, shown singly or only derived, has one possible value."""
    rows = after_the_gate(cover_rows(counts))
    whole = {index: max(quarters[index][1] for quarters in counts.values()) for index in range(QUARTERS)}
    small = [index for index, children in whole.items() if children in SMALL]
    if not small:
        assert all(row.status != "hidden" for row in rows if not is_rolling_year(row))
        return
    reader = attack_on_an_age(rows, list(counts))
    for index in small:
        lowest, highest = reader.range_of(("children", quarter_of(quarter_start(index))))
        assert lowest <= whole[index] <= highest
        assert lowest < highest, f"the {whole[index]} children of quarter {index} can be worked out"


# Where no registration date is known


def births_by_month(chance: random.Random, a_month: float) -> dict[date, int]:
    """Births of nine years on today's list, by the first day of the month."""
    return {
        month(2017, 1, later): sum(chance.random() < a_month / 10 for _ in range(10)) for later in range(120)
    }


def rows_on_one_list(births: dict[date, int]) -> list[Row]:
    """COVER of three ages and QOF of five years, all counting the same births."""

    def born(first: date, last: date) -> int:
        return sum(n for day, n in births.items() if first <= day <= last)

    rows = []
    for indicator in ("mmr1_24m", "mmr1_5y"):
        for last in range(QUARTERS - 8, QUARTERS):
            for first in (last, last - 3):
                row = cover_row(indicator, first, last, [], mixed=False)
                n = born(row["cohort_from"], row["cohort_to"])
                rows.append(
                    row | {"denominator": n, "numerator": n - n // 3, "status": "ok" if n else "no children"}
                )
    for indicator in ("VI001", "VI002", "VI003"):
        for year in range(2021, 2026):
            row = qof_row(indicator, year, 0, None)
            n = born(row["cohort_from"], row["cohort_to"])
            rows.append(
                row | {"denominator": n, "numerator": n - n // 3, "status": "ok" if n else "no children"}
            )
    return rows


def test_without_registration_dates_a_small_quarter_leaves_only_cohorts_that_do_not_overlap() -> None:
    births = {month(2017, 1, later): 4 for later in range(120)}
    whole = after_the_gate(rows_on_one_list(births), registration_known=False)
    assert all(row.status == "today's list only" for row in whole)
    assert all(row.excluded == "not known" for row in whole if row.definition == "qof")

    for later in range(3):
        births[month(2024, 1, later)] = 1
    shown = [
        row for row in after_the_gate(rows_on_one_list(births), registration_known=False) if row.denominator
    ]
    cohorts = {(row.cohort_from, row.cohort_to) for row in shown if row.cohort_from and row.cohort_to}
    assert all(a == b or a[1] < b[0] or b[1] < a[0] for a in cohorts for b in cohorts)
    assert {row.indicator for row in shown} >= {"mmr1_24m", "mmr1_5y"}


@pytest.mark.parametrize("seed", range(40))
def test_no_reader_can_tell_a_small_cohort_of_one_list(seed: int) -> None:
    chance = random.Random(seed)
    births = births_by_month(chance, chance.choice([0.2, 0.5, 1, 2, 4]))
    counted = rows_on_one_list(births)
    rows = after_the_gate(counted, registration_known=False)
    reader = Attacker()
    for day in births:
        reader.unknown(day)
    for number, row in enumerate(rows):
        months = {
            day: 1
            for day in births
            if row.cohort_from and row.cohort_to and row.cohort_from <= day <= row.cohort_to
        }
        reader.unknown(number)
        reader.know(months | {number: -1}, 0, 0)
        if row.denominator is not None:
            reader.know({number: 1}, row.denominator, row.denominator)
    for number, uncovered in enumerate(counted):
        if uncovered["denominator"] in SMALL:
            assert rows[number].status == "hidden"
            lowest, highest = reader.range_of(number)
            assert lowest < highest, f"{uncovered['indicator']} {uncovered['period']} can be worked out"


def test_the_made_up_cohorts_have_the_ages_of_the_rulebook() -> None:
    assert {name: BOOK.cover[name].cohort_age.months for name in AGE_IN_MONTHS} == AGE_IN_MONTHS
    assert quarter_start(QUARTERS) - timedelta(days=1) < AS_AT
