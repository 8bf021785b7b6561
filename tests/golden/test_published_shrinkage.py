"""Shrinkage, children at stake, and regression to the mean against numbers that others published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.engine.statistics.at_stake import posterior
from commonground.engine.statistics.intervals import wilson
from commonground.engine.statistics.regression_to_mean import reliability, rise_for_nothing, tail_ratio
from commonground.engine.statistics.shrinkage import Prior, fit_prior, kleinman
from tests.twelve_practices import BY_ID, COUNTED, COUNTS, IDS

TARGET = 0.95
PRIOR = fit_prior(COUNTS)


def test_the_prior_of_the_twelve_practices_as_vgam_has_it() -> None:
    assert PRIOR.method == "maximum likelihood"
    assert (PRIOR.mean, PRIOR.icc) == pytest.approx((0.826271, 0.047965), abs=1e-4)
    assert (PRIOR.size, PRIOR.a, PRIOR.b) == pytest.approx((19.8484, 16.4001, 3.4482), abs=2e-4)
    assert kleinman(COUNTS)[1] == pytest.approx(0.048864, abs=1e-6)


@pytest.mark.parametrize(
    ("counts", "method"),
    [
        (((90, 100),) * 8, "no spread seen"),
        (((100, 100), (0, 100), (100, 100), (0, 100)), "no spread seen"),
        (((10, 10), (10, 10), (10, 10)), "no spread seen"),
        (((7, 10),), "no spread seen"),
        (((20, 20), (20, 20), (19, 20), (0, 20)), "maximum likelihood"),
    ],
)
def test_a_likelihood_that_runs_away_falls_back_and_says_so(
    counts: tuple[tuple[int, int], ...], method: str
) -> None:
    prior = fit_prior(counts)
    assert prior.method == method
    assert 0 < prior.mean < 1
    assert prior.size > 0


def test_what_is_no_practice_gives_no_prior() -> None:
    for counts in ((), ((3, 2),), ((0, 0),)):
        with pytest.raises(ValueError, match="A prior needs"):
            fit_prior(counts)


HITS = (18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7)
REST_OF_SEASON = (
    0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269, 0.230, 0.264, 0.256, 0.303, 0.264, 0.226,
    0.285, 0.316, 0.200,
)  # fmt: skip


def test_efron_and_morris_on_eighteen_baseball_players() -> None:
    raw = [hits / 45 for hits in HITS]
    mean = sum(raw) / len(raw)
    assert mean == pytest.approx(0.265432, abs=1e-6)
    factor = reliability(raw, mean * (1 - mean) / 45)
    assert factor == pytest.approx(0.211653, abs=1e-6)
    shrunk = [mean + factor * (value - mean) for value in raw]
    errors = [
        sum((value - truth) ** 2 for value, truth in zip(values, REST_OF_SEASON, strict=True))
        for values in (raw, shrunk)
    ]
    assert errors == pytest.approx([0.0753, 0.0213], abs=5e-4)
    assert errors[0] / errors[1] == pytest.approx(3.53, abs=0.05)


@pytest.mark.parametrize(
    ("practice", "raw", "limits", "shrunk", "interval", "below_95", "below_90", "short"),
    [
        ("A", 0.6111, (0.3862, 0.7969), 0.7239, (0.5733, 0.8522), 1.0000, 0.9985, 4.0690),
        ("B", 0.6889, (0.5434, 0.8047), 0.7309, (0.6176, 0.8308), 1.0000, 0.9999, 9.8578),
        ("D", 0.8750, (0.8040, 0.9228), 0.8681, (0.8075, 0.9187), 0.9999, 0.8731, 9.8300),
        ("E", 0.7368, (0.6403, 0.8149), 0.7523, (0.6698, 0.8265), 1.0000, 1.0000, 18.7818),
        ("H", 0.7800, (0.7072, 0.8388), 0.7854, (0.7208, 0.8436), 1.0000, 1.0000, 24.6889),
        ("I", 0.9545, (0.7820, 0.9919), 0.8937, (0.7855, 0.9667), 0.9060, 0.5003, 1.2628),
        ("L", 0.9455, (0.8861, 0.9748), 0.9272, (0.8769, 0.9652), 0.8454, 0.1202, 2.6476),
    ],
)
def test_children_at_stake(
    practice: str,
    raw: float,
    limits: tuple[float, float],
    shrunk: float,
    interval: tuple[float, float],
    below_95: float,
    below_90: float,
    short: float,
) -> None:
    covered, children = BY_ID[practice]
    known = posterior(covered, children, PRIOR)
    assert covered / children == pytest.approx(raw, abs=1e-4)
    assert wilson(covered, children) == pytest.approx(limits, abs=1e-4)
    assert known.mean == pytest.approx(shrunk, abs=1e-3)
    assert known.interval(0.95) == pytest.approx(interval, abs=1e-3)
    assert (known.below(0.95), known.below(0.90)) == pytest.approx((below_95, below_90), abs=1e-3)
    assert known.short(TARGET) == pytest.approx(short, abs=1e-3)


def test_the_two_orders() -> None:
    assert sorted(IDS, key=lambda one: BY_ID[one][0] / BY_ID[one][1]) == list("ABKEHCDJFGLI")
    most_first = sorted(IDS, key=lambda one: -posterior(*BY_ID[one], PRIOR).short(TARGET))
    assert most_first == list("HEKBDCJAGLFI")


@pytest.mark.parametrize(
    ("practice", "short"),
    [
        ("H", 22.0929),
        ("E", 17.9705),
        ("B", 3.6388),
        ("D", 9.0361),
        ("C", 7.1195),
        ("K", 3.5523),
        ("A", 2.4561),
    ],
)
def test_children_at_stake_on_the_practices_own_counts(practice: str, short: float) -> None:
    assert posterior(*COUNTED[practice], PRIOR).short(TARGET) == pytest.approx(short, abs=1e-3)


PRIORS = st.builds(Prior, st.floats(0.5, 0.99), st.floats(2, 500), st.just("maximum likelihood"))
COUNT = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(PRIORS, COUNT, st.floats(0.8, 0.99))
def test_the_shrunk_value_lies_between_raw_and_prior_and_children_short_are_never_negative(
    prior: Prior, count: tuple[int, int], target: float
) -> None:
    known = posterior(*count, prior)
    ends = sorted((count[0] / count[1], prior.mean))
    assert ends[0] - 1e-9 <= known.mean <= ends[1] + 1e-9
    assert 0 <= known.short(target) <= count[1] * target


@given(PRIORS, st.integers(1, 40), st.integers(1, 9))
def test_priority_does_not_fall_with_more_children_at_the_same_coverage_below_target(
    prior: Prior, tenths: int, of_ten: int
) -> None:
    fewer = posterior(of_ten * tenths, 10 * tenths, prior).short(TARGET)
    more = posterior(of_ten * (tenths + 1), 10 * (tenths + 1), prior).short(TARGET)
    assert more >= fewer - 1e-9


def test_a_numerator_above_its_denominator_has_no_posterior() -> None:
    with pytest.raises(ValueError, match="6 of 5 children is no count"):
        posterior(6, 5, PRIOR)


def test_regression_to_the_mean_as_barnett_and_others_published_it() -> None:
    assert tail_ratio(20 / 15) == pytest.approx(1.798135, abs=1e-6)
    for lasting, rise in ((0.0, 26.972), (0.5, 13.486), (0.9, 2.697)):
        assert rise_for_nothing(60, 15, 40, lasting) == pytest.approx(rise, abs=1e-3)


@pytest.mark.parametrize(
    ("children", "lasting", "chosen", "after", "rise"),
    [(24, 0.418, 73.0, 80.6, 7.57), (96, 0.742, 76.2, 78.8, 2.52)],
)
def test_the_lowest_fifth_rises_for_nothing(
    children: int, lasting: float, chosen: float, after: float, rise: float
) -> None:
    sampling = 86 * 14 / children
    sd = (36 + sampling) ** 0.5
    share = 36 / sd**2
    assert share == pytest.approx(lasting, abs=5e-4)
    cut = 86 - 0.8416212 * sd
    at = 86 - sd * tail_ratio((86 - cut) / sd)
    assert at == pytest.approx(chosen, abs=0.05)
    found = rise_for_nothing(86, sd, cut, share)
    assert found == pytest.approx(rise, abs=5e-3)
    assert at + found == pytest.approx(after, abs=0.05)


def test_averaging_baselines_takes_away_what_is_fleeting() -> None:
    once, twice = (rise_for_nothing(86, 9, 78, 0.4, baselines) for baselines in (1, 2))
    assert twice < once
    assert rise_for_nothing(86, 9, 78, 1.0) == 0


def test_reliability_needs_more_than_three_values() -> None:
    with pytest.raises(ValueError, match="four values"):
        reliability([1, 2, 3], 0.1)
    assert reliability([5.0] * 6, 0.1) == 0
