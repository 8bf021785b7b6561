"""Funnel limits, flags and overdispersion against numbers that others published."""

from __future__ import annotations

import csv
from collections import Counter
from math import log

import pytest

from commonground.engine.statistics.funnel import (
    ALARM,
    WARNING,
    exact_limit,
    exact_limits,
    funnel_flag,
    funnel_limits,
)
from commonground.engine.statistics.intervals import deviate
from commonground.engine.statistics.overdispersion import (
    adjusted_limits,
    between_variance,
    of_proportions,
    overdispersion,
    pooled,
)
from tests.shared_data import shared
from tests.twelve_practices import COUNTS, IDS

BASELINE = 0.8064244785714955


@pytest.mark.parametrize(
    ("n", "warning", "alarm"),
    [
        (1, (3.204264, 100), (0, 100)),
        (20, (63.326743, 97.958152), (53.341156, 100)),
        (234, (75.580155, 85.704740), (72.660842, 88.624054)),
        (110000, (80.408963, 80.875933), (80.274317, 81.010578)),
    ],
)
def test_limits_as_phe_draws_them(n: int, warning: tuple[float, float], alarm: tuple[float, float]) -> None:
    for level, expected in ((WARNING, warning), (ALARM, alarm)):
        assert [100 * limit for limit in funnel_limits(BASELINE, n, level)] == pytest.approx(
            expected, abs=1e-5
        )


def test_all_hundred_published_rows_of_limits() -> None:
    path = shared("phe_indicator_methods", "testdata_funnel_prop_outputs.csv")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 100
    for row in rows:
        n = float(row["Population"])
        found = [*funnel_limits(BASELINE, n, WARNING), *funnel_limits(BASELINE, n, ALARM)]
        names = ("Lower2s0025limit", "Upper2s0025limit", "Lower3s0001limit", "Upper3s0001limit")
        assert [100 * limit for limit in found] == pytest.approx(
            [float(row[name]) for name in names], abs=1e-5
        )


def test_all_303_published_flags() -> None:
    path = shared("phe_indicator_methods", "testdata_funnel_prop_inputs.csv")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    counts = [(float(row["numerator"]), float(row["denominator"])) for row in rows]
    baseline = sum(x for x, _ in counts) / sum(n for _, n in counts)
    flags = [funnel_flag(x, n, baseline) for x, n in counts]
    assert flags == [row["significance"] for row in rows]
    assert Counter(flags) == {
        "High (0.001)": 168,
        "Low (0.001)": 92,
        "Not significant": 32,
        "High (0.025)": 10,
        "Low (0.025)": 1,
    }


@pytest.mark.parametrize(
    ("n", "limits", "normal"),
    [
        (20, (0.614828, 0.721532, 0.989718, 0.999589), (0.768522, 1.031478)),
        (50, (0.739872, 0.800277, 0.966137, 0.996119), (0.816846, 0.983154)),
        (100, (0.791643, 0.832281, 0.949619, 0.975821), (0.841201, 0.958799)),
    ],
)
def test_exact_limits_interpolated(n: int, limits: tuple[float, ...], normal: tuple[float, float]) -> None:
    found = [exact_limit(0.9, n, tail) for tail in (0.001, 0.025, 0.975, 0.999)]
    assert found == pytest.approx(limits, abs=1e-6)
    assert exact_limits(0.9, n, WARNING) == pytest.approx(limits[1:3], abs=1e-6)
    assert funnel_limits(0.9, n, WARNING) == pytest.approx((normal[0], min(1, normal[1])), abs=1e-6)


def test_a_numerator_above_its_denominator_is_refused() -> None:
    with pytest.raises(ValueError, match="6 of 5 is no proportion"):
        funnel_flag(6, 5, 0.9)
    with pytest.raises(ValueError, match="no funnel"):
        funnel_limits(1.0, 5, WARNING)


def test_overdispersion_of_the_twelve_practices_as_funnelplotr_has_it() -> None:
    assert pooled(COUNTS) == pytest.approx(0.833526, abs=1e-6)
    found = of_proportions(COUNTS)
    assert found.phi == pytest.approx(3.437373, abs=1e-6)
    assert found.tau2 == pytest.approx(0.009809975, abs=1e-9)
    by_id = dict(zip(IDS, zip(found.z, found.winsorised, strict=True), strict=True))
    assert by_id["A"][0] == pytest.approx(-2.147420, abs=1e-6)
    assert by_id["L"] == pytest.approx((3.871133, 2.274065), abs=1e-6)


@pytest.mark.parametrize(
    ("n", "plain", "adjusted"),
    [
        (20, (0.643926, 0.960083), (0.572119, 0.983825)),
        (100, (0.754597, 0.899684), (0.645526, 0.959426)),
    ],
)
def test_limits_plain_and_adjusted(n: int, plain: tuple[float, float], adjusted: tuple[float, float]) -> None:
    tau2 = of_proportions(COUNTS).tau2
    assert adjusted_limits(pooled(COUNTS), n, WARNING, 0.0) == pytest.approx(plain, abs=1e-6)
    assert adjusted_limits(pooled(COUNTS), n, WARNING, tau2) == pytest.approx(adjusted, abs=1e-6)


def test_funnelplotrs_own_six_units() -> None:
    numerators, denominators = (100, 150, 180, 80, 120, 225), (108, 112, 165, 95, 100, 220)
    z = [2 * (x**0.5 - n**0.5) for x, n in zip(numerators, denominators, strict=True)]
    found = overdispersion(z, [1 / (2 * n**0.5) for n in denominators])
    assert found.phi == pytest.approx(2.327178, abs=1e-6)
    assert found.tau2 == pytest.approx(0.003439780, abs=1e-9)


BCG = (
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
    (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
)  # fmt: skip
"""Thirteen trials of BCG vaccine: cases and others among vaccinated, cases and others among not (metafor dat.bcg)."""


def test_the_variance_between_the_thirteen_trials_of_bcg_vaccine() -> None:
    ratios = [log((a / (a + b)) / (c / (c + d))) for a, b, c, d in BCG]
    weights = [1 / (1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)) for a, b, c, d in BCG]
    centre = sum(w * y for w, y in zip(weights, ratios, strict=True)) / sum(weights)
    q = sum(w * (y - centre) ** 2 for w, y in zip(weights, ratios, strict=True))
    assert q == pytest.approx(152.2330, abs=1e-4)
    tau2 = between_variance(q, weights)
    assert tau2 == pytest.approx(0.308760, abs=1e-6)
    wider = [1 / (1 / w + tau2) for w in weights]
    assert sum(w * y for w, y in zip(wider, ratios, strict=True)) / sum(wider) == pytest.approx(
        -0.714117, abs=1e-6
    )
    assert sum(wider) ** -0.5 == pytest.approx(0.178742, abs=1e-6)


def test_no_more_spread_than_chance_gives_no_variance() -> None:
    assert between_variance(3.0, [10.0] * 5) == 0
    with pytest.raises(ValueError, match="two z-scores"):
        overdispersion([1.0], [1.0])


def test_deviates_of_the_two_levels() -> None:
    assert deviate(WARNING) == pytest.approx(1.959964, abs=1e-6)
    assert deviate(ALARM) == pytest.approx(3.090232, abs=1e-6)
