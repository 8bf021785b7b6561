"""Agreement, verification and ratios give the numbers worked out by hand and those of published packages."""

from __future__ import annotations

import pytest

from commonground.engine.statistics.agreement import (
    agreement,
    bland_altman,
    chapman,
    mcnemar_exact,
    verification_factor,
)
from commonground.engine.statistics.ratios import ratio_over_practices

LARGE = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


def test_a_verification_factor_has_the_error_of_matched_pairs() -> None:
    found = verification_factor(42, 3, 7)
    assert (found.value, found.standard_error) == pytest.approx((1.088889, 0.067344), abs=1e-6)
    assert (found.lower, found.upper) == pytest.approx((0.954247, 1.242529), abs=1e-6)


def test_there_is_no_factor_without_a_dose() -> None:
    with pytest.raises(ValueError, match="no dose"):
        verification_factor(0, 0, 4)


def test_a_ratio_over_practices() -> None:
    g, c = [49, 61, 38, 90, 72, 27], [45, 60, 30, 88, 75, 22]
    found = ratio_over_practices(g, c)
    assert (found.value, found.standard_error) == pytest.approx((1.053125, 0.037348), abs=1e-6)
    assert (found.lower, found.upper) == pytest.approx((0.957118, 1.149132), abs=1e-6)
    assert ratio_over_practices(g, c, of_practices=265).standard_error == pytest.approx(0.036923, abs=1e-6)


def test_agreement_of_the_linked_fifty() -> None:
    found = agreement(42, 1, 5, 2)
    assert (found.observed, found.chance, found.pabak) == pytest.approx((0.88, 0.8168, 0.76))
    assert found.kappa == pytest.approx(0.344978, abs=1e-6)
    assert found.ac1 == pytest.approx(0.853659, abs=1e-6)
    assert found.mcnemar == pytest.approx(0.21875)
    assert (found.kappa_error, found.kappa_lower, found.kappa_upper) == pytest.approx(
        (0.127225, 0.0956, 0.5943), abs=1e-4
    )


def test_where_all_are_vaccinated_there_is_no_kappa_and_the_rest_is_whole() -> None:
    found = agreement(30, 0, 0, 0)
    assert (found.kappa, found.observed, found.ac1, found.mcnemar) == (None, 1, 1, 1)


def test_mcnemar_is_symmetric() -> None:
    assert mcnemar_exact(1, 5) == mcnemar_exact(5, 1)


def test_children_missing_from_both_lists() -> None:
    assert chapman(60, 54, 50) == pytest.approx((64.78, 0.992), abs=5e-3)


def test_two_coverages_of_a_practice_as_bland_and_altman_would_say() -> None:
    assert bland_altman(LARGE, MINI) == pytest.approx((-2.1176, 38.7651, -79.6479, 75.4127), abs=1e-4)
