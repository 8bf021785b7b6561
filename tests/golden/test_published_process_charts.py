"""XmR charts, p-charts and measures of inequality against numbers that others published."""

from __future__ import annotations

import pytest

from commonground.engine.statistics.inequality import concentration_index, slope_index
from commonground.engine.statistics.process_charts import p_chart, xmr
from tests.twelve_practices import CHILDREN, COVERED, QUINTILES

SNAPSHOT = [
    -0.5604756466, -0.2301774895, 1.558708314, 0.07050839142, 0.1292877352, 1.715064987, 0.460916206, -1.265061235,
    -0.6868528519, -0.4456619701, 1.224081797, 0.3598138271, 0.4007714506, 0.1106827159, -0.5558411348, 1.786913137,
    0.4978504782, -1.966617157, 0.7013559016, -0.4727914077,
]  # fmt: skip
BASELINE = [86.1, 84.9, 87.2, 85.5, 86.4, 84.7, 85.8, 86.9, 85.2, 86.0, 85.6, 86.6]
LATER = [88.4, 89.1, 88.7, 89.6, 88.9, 89.8, 89.3]


def test_the_published_snapshot() -> None:
    chart = xmr(SNAPSHOT)
    assert (chart.mean, chart.lower, chart.upper) == pytest.approx((0.1416238, -3.01138, 3.294627), abs=1e-6)


def test_the_published_snapshot_with_an_outlier_screened_and_not() -> None:
    values = [*SNAPSHOT[:14], 10.0, *SNAPSHOT[15:]]
    screened, plain = xmr(values), xmr(values, screened=False)
    assert (screened.mean, screened.lower, screened.upper) == pytest.approx(
        (0.6694159, -2.383666, 3.722497), abs=1e-6
    )
    assert (plain.lower, plain.upper) == pytest.approx((-4.596625, 5.935457), abs=1e-6)
    assert screened.signals[14] == "outside"


def test_coverage_that_rose() -> None:
    chart = xmr([*BASELINE, *LATER], baseline=12)
    assert (chart.mean, chart.lower, chart.upper) == pytest.approx(
        (85.908333, 82.547061, 89.269606), abs=1e-6
    )
    assert (chart.near_upper - chart.mean) == pytest.approx((chart.upper - chart.mean) * 2 / 3)
    after = chart.signals[12:]
    assert [at for at, signal in enumerate(after, 1) if signal == "outside"] == [4, 6, 7]
    assert all(after)
    assert not any(chart.signals[:11])


def test_seven_on_one_side_are_a_shift_and_seven_rising_a_trend_and_six_are_neither() -> None:
    flat = [12.0, 10.0] * 6
    assert set(xmr([*flat, *[11.4] * 7], baseline=12).signals[12:]) == {"shift"}
    assert set(xmr([*flat, *[11.4] * 6], baseline=12).signals) == {""}
    rising = [10.2, 10.4, 10.6, 10.8, 11.2, 11.4, 11.6]
    assert set(xmr([*flat, *rising], baseline=12).signals[-7:]) == {"trend"}
    assert "trend" not in xmr([*flat, 11.7, *rising[1:]], baseline=12).signals


def test_opposite_sides_do_not_make_two_of_three() -> None:
    flat = [10.0, 12.0] * 6
    chart = xmr(flat)
    high, low = chart.near_upper + 0.1, chart.near_lower - 0.1
    assert set(xmr([*flat, high, 11.0, low], baseline=12).signals) == {""}
    assert xmr([*flat, high, 11.0, high], baseline=12).signals[12:] == ("two of three", "", "two of three")


def test_whether_a_process_reaches_a_target() -> None:
    chart = xmr(BASELINE)
    assert chart.assurance(95) == "consistently fails"
    assert chart.assurance(80) == "consistently passes"
    assert chart.assurance(86) == "inconsistent"


def test_one_value_has_no_chart() -> None:
    with pytest.raises(ValueError, match="two values"):
        xmr([86.0])


def test_the_orange_juice_cans_of_montgomery() -> None:
    defects = [12] * 17 + [11] * 13
    assert sum(defects) == 347
    centre, limits = p_chart([(one, 50) for one in defects])
    assert centre == pytest.approx(0.231333, abs=1e-6)
    assert limits[0] == pytest.approx((0.052428, 0.410239), abs=1e-6)


def test_a_practices_quarter_says_almost_nothing() -> None:
    _, (limits, *_) = p_chart([(86, 100), (86, 100)])
    assert limits[1] == pytest.approx(0.86 + 3 * (0.86 * 0.14 / 100) ** 0.5)
    _, (quarter, *_) = p_chart([(20.64, 24)])  # type: ignore[list-item]  # 86% of 24
    assert (0.86 - quarter[0]) * 100 == pytest.approx(21.2, abs=0.05)


def test_the_slope_index_of_phes_ten_groups() -> None:
    population = (7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534)
    values = (
        75.933459, 78.344238, 83.836063, 83.637540, 80.465503, 81.115676, 81.693084, 84.190006, 80.595564, 86.289435,
    )  # fmt: skip
    found = slope_index(population, values)
    assert (found.sii, found.rii) == pytest.approx((6.934616, 1.088818), abs=1e-6)


def test_inequality_of_the_twelve_practices() -> None:
    groups = sorted(set(QUINTILES))
    children = [sum(n for n, q in zip(CHILDREN, QUINTILES, strict=True) if q == group) for group in groups]
    covered = [sum(k for k, q in zip(COVERED, QUINTILES, strict=True) if q == group) for group in groups]
    shares = [k / n for k, n in zip(covered, children, strict=True)]
    slope = slope_index(children, shares)
    assert (slope.sii, slope.intercept, slope.rii) == pytest.approx((0.265575, 0.700738, 1.378994), abs=1e-6)
    index = concentration_index(children, shares)
    assert (index.plain, index.erreygers, index.wagstaff) == pytest.approx(
        (0.050724, 0.169120, 0.304698), abs=1e-6
    )
    with pytest.raises(ValueError, match="two groups"):
        slope_index([5], [0.9])
