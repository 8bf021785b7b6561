"""The random order: what is drawn, from what, how likely each order is, and what is kept of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from commonground.engine.rules.visit_book import load_visit_book
from commonground.engine.timetable.power import power
from commonground.engine.timetable.random_order import bands, draw, visits_by_month
from commonground.engine.timetable.season import season
from commonground.engine.timetable.values import Visit, Visitor
from tests.engine.timetable.asks import AM, MONDAY, QUICK, ask_of, everywhere

OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))


def visits_of(number: int, visitor: str = "V") -> list[Visit]:
    return [Visit(f"Z{99001 + n}", visitor, MONDAY, AM, 570) for n in range(number)]


@given(st.integers(1, 20), st.integers(1, 4), st.integers(0, 1000), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_what_is_drawn_is_a_permutation_of_the_months_within_band_and_visitor(
    number: int, band_number: int, seed: int, a_day: int
) -> None:
    practices = [everywhere(n, float(n % 7)) for n in range(number)]
    ask = ask_of(practices, [Visitor("V", visits_a_day=a_day)], days=110)
    band_of = bands(practices, band_number)
    one, other = (draw(ask, visits_of(number), band_of, seed=s) for s in (seed, seed + 1))
    assert set(one) == {practice.code for practice in practices}
    assert sorted(one.values()) == visits_by_month(ask, ask.visitors[0], number)
    for band in set(band_of.values()):
        codes = [code for code in one if band_of[code] == band]
        assert Counter(one[code] for code in codes) == Counter(other[code] for code in codes)


def test_every_order_is_as_likely_as_any_other() -> None:
    practices = [everywhere(n) for n in range(3)]
    ask = ask_of(practices, [Visitor("V", visits_a_day=1)], days=88)
    seen = Counter(
        tuple(draw(ask, visits_of(3), bands(practices, 1), seed=seed).values()) for seed in range(3000)
    )
    assert set(seen) == set(permutations([OCTOBER, NOVEMBER, DECEMBER]))
    assert chisquare(list(seen.values())).pvalue > 0.001


def test_each_band_has_its_share_of_early_and_late_months() -> None:
    practices = [everywhere(n, 100.0 - n) for n in range(18)]
    ask = ask_of(practices, [Visitor("V")], days=88)
    band_of = bands(practices, 3)
    drawn = draw(ask, visits_of(18), band_of, seed=1)
    for band in (1, 2, 3):
        assert Counter(drawn[c] for c in drawn if band_of[c] == band) == {
            OCTOBER: 2,
            NOVEMBER: 2,
            DECEMBER: 2,
        }


def test_visitors_are_drawn_for_apart() -> None:
    practices = [everywhere(n) for n in range(12)]
    ask = ask_of(practices, [Visitor("A"), Visitor("B", weekdays=frozenset({0}), away=frozenset())], days=88)
    visits = [*visits_of(6, "A"), *[Visit(f"Z{99007 + n}", "B", MONDAY, AM, 570) for n in range(6)]]
    drawn = draw(ask, visits, bands(practices, 1), seed=3)
    for start in (0, 6):
        own = [drawn[practices[n].code] for n in range(start, start + 6)]
        assert Counter(own) == {OCTOBER: 2, NOVEMBER: 2, DECEMBER: 2}


def test_a_visit_is_in_its_month_and_both_months_are_kept() -> None:
    practices = [everywhere(n, 1.0 + n) for n in range(20)]
    ask = ask_of(practices, [Visitor("A", visit_days=6), Visitor("B", visit_days=6)], days=88)
    made = season(ask, QUICK, random_order=True, band_number=3)
    assert made.outside == ()
    for visit in made.timetable.visits:
        assert visit.assigned_month == visit.actual_month
    assert made.timetable.claim.travel >= made.free.claim.travel


def test_one_that_cannot_be_visited_in_its_month_keeps_the_month_that_was_drawn() -> None:
    from dataclasses import replace

    practices = [everywhere(n) for n in range(6)]
    ask = ask_of(practices, [Visitor("V", visits_a_day=1)], days=88)
    months = draw(ask, visits_of(6), bands(practices, 1), seed=QUICK.seed)
    shut = [day for day in ask.season.days() if day.replace(day=1) == months["Z99001"]]
    ask = replace(ask, practices=(replace(practices[0], closed=frozenset(shut)), *practices[1:]))
    made = season(ask, QUICK, random_order=True, band_number=1)
    visit = next(visit for visit in made.timetable.visits if visit.practice == "Z99001")
    assert made.outside == ("Z99001",)
    assert visit.assigned_month == months["Z99001"] != visit.actual_month


@pytest.mark.parametrize(("practices", "points"), [(265, 2.03)])
def test_the_power_is_that_of_the_published_design(practices: int, points: float) -> None:
    """265 practices in 3 steps, 8 quarters before and 3 after, 24 children: 2.03 points (methods, 3.7)."""
    months = [
        date(2026, 10 + n % 3, 1) if n % 3 == 0 else date(2027, 1 + n % 3 * 2, 1) for n in range(practices)
    ]
    found = power(months, 0, 0, load_visit_book())
    assert found.steps == 3
    assert found.smallest == pytest.approx(points, abs=0.01)


def test_a_season_of_one_quarter_has_no_power_and_says_so() -> None:
    found = power([OCTOBER, NOVEMBER], 0, 0, load_visit_book())
    assert found.smallest is None
    assert "Make the season longer" in found.sentence()


def test_children_of_two_years_are_half_as_many_a_year() -> None:
    months = [OCTOBER, date(2027, 1, 1)] * 10
    year = power(months, 20 * 96, 20 * 80, load_visit_book())
    two = power(months, 20 * 192, 20 * 160, load_visit_book(), years=2)
    assert year.children == two.children == 24
    assert year == two
