"""What a round in random order can tell, against published numbers and one formula against another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from commonground.engine.statistics.stepped_wedge import (
    Wedge,
    of_coverage,
    power_of,
    smallest_effect,
    standard_error,
)

FOUR_OF_SIX = Wedge(practices=24, steps=4, before=1, after=1)
MEAN_RISK = (0.05 + 0.035) / 2
WITHIN = MEAN_RISK * (1 - MEAN_RISK)
EFFECT = 0.05 - 0.035


def hussey_hughes_variance(exposure: Sequence[Sequence[float]], s2: float, t2: float) -> float:
    """The variance of the effect by the closed form of Hussey and Hughes 2007, a row a practice.

    s2: variance of a practice's mean in a period; t2: variance between practices.
    """
    x = np.asarray(exposure, dtype=float)
    practices, periods = x.shape
    u, w, v = x.sum(), (x.sum(axis=0) ** 2).sum(), (x.sum(axis=1) ** 2).sum()
    below = (practices * u - w) * s2 + (u**2 + practices * periods * u - periods * w - practices * v) * t2
    return float(practices * s2 * (s2 + periods * t2) / below)


def design_effect(*, steps: int, before: int, each: int, children: float, icc: float) -> float:
    """Woertman's (2013) design effect against a trial of single children: below 1, the design does better.

    before: measurements before the first step; each: after every step; children: a practice's in a measurement.
    """
    after_all, half = steps * each * children, steps * each * children / 2
    growth = (1 + icc * (after_all + before * children - 1)) / (1 + icc * (half + before * children - 1))
    return growth * 3 * (1 - icc) / (2 * each * (steps - 1 / steps))


def test_power_of_swcrtdesigns_example() -> None:
    exposure = [row for row in FOUR_OF_SIX.exposure().tolist() for _ in range(6)]
    variance = hussey_hughes_variance(exposure, WITHIN / 120, 0.01**2)
    assert variance == pytest.approx(2.96823e-5, rel=1e-5)
    assert power_of(EFFECT, variance**0.5) == pytest.approx(0.7861896, abs=1e-6)
    error = standard_error(FOUR_OF_SIX, children=120, within=WITHIN, lasting=0.01**2)
    assert error**2 == pytest.approx(variance, rel=1e-9)


def test_its_variants() -> None:
    longer = Wedge(practices=24, steps=4, before=1, after=4)
    error = standard_error(longer, children=120, within=WITHIN, lasting=0.01**2)
    assert power_of(EFFECT, error) == pytest.approx(0.8171283, abs=2e-6)
    error = standard_error(FOUR_OF_SIX, children=120, within=WITHIN, lasting=0.01**2, differing=0.0045**2)
    assert power_of(EFFECT, error) == pytest.approx(0.7724894, abs=2e-6)
    between = 0.02 / 0.98 * 0.1**2
    error = standard_error(
        FOUR_OF_SIX, children=120, within=0.1**2, lasting=0.125 * between, passing=0.875 * between
    )
    assert power_of(EFFECT, error) == pytest.approx(0.9171886, abs=1e-6)


def test_woertmans_design_effect_and_its_agreement_with_hussey_and_hughes() -> None:
    effect = design_effect(steps=6, before=4, each=1, children=24, icc=0.03)
    assert effect == pytest.approx(0.339073, abs=1e-6)
    error = (effect * 4 * 0.86 * 0.14 / (264 * 24)) ** 0.5
    assert error == pytest.approx(0.0050767, abs=1e-7)
    wedge = Wedge(practices=264, steps=6, before=4, after=1)
    assert of_coverage(wedge, coverage=0.86, children=24, icc=0.03, cac=1.0) == pytest.approx(error, rel=1e-6)
    assert design_effect(steps=4, before=1, each=1, children=120, icc=0.01) == pytest.approx(
        0.603059, abs=1e-6
    )


@pytest.mark.parametrize(
    ("steps", "before", "after", "children", "cac", "error", "effect"),
    [
        (6, 4, 1, 24, 0.8, 0.538, 1.51),
        (6, 4, 1, 12, 0.8, 0.721, 2.02),
        (6, 4, 1, 24, 0.5, 0.575, 1.61),
        (4, 4, 1, 24, 0.8, 0.650, 1.82),
        (3, 8, 3, 24, 0.8, 0.726, 2.03),
    ],
)
def test_the_smallest_effect_of_265_practices(
    steps: int, before: int, after: int, children: int, cac: float, error: float, effect: float
) -> None:
    wedge = Wedge(practices=265, steps=steps, before=before, after=after)
    found = 100 * of_coverage(wedge, coverage=0.86, children=children, icc=0.03, cac=cac)
    assert found == pytest.approx(error, abs=1e-3)
    assert smallest_effect(found) == pytest.approx(effect, abs=6e-3)
    assert smallest_effect(1) == pytest.approx(2.8016, abs=1e-4)
