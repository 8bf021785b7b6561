"""How much more practices differ than chance explains, and funnel limits that allow for it.

Spiegelhalter, Quality and Safety in Health Care 2005;14:347; Spiegelhalter and others, JRSS A 2012;175:1: the
additive random-effects form, after winsorising.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, pi, sin, sqrt

import numpy as np

from commonground.engine.statistics.intervals import deviate

WINSORISED = 0.1
"""The share of z-scores at either end that is drawn in to the percentile there."""


@dataclass(frozen=True)
class Overdispersion:
    """`phi`: mean squared z after winsorising, 1 where only chance works; `tau2`: variance beside chance, on the
    scale of the scores; `z`: the scores before and `winsorised` after.
    """

    phi: float
    tau2: float
    z: tuple[float, ...]
    winsorised: tuple[float, ...]


def overdispersion(z: Sequence[float], errors: Sequence[float]) -> Overdispersion:
    """Overdispersion of z-scores whose values have these standard errors. Raises ValueError for fewer than two."""
    if len(z) != len(errors) or len(z) < 2:
        raise ValueError("Overdispersion needs two z-scores or more, each with its standard error.")
    scores = np.asarray(z, dtype=float)
    low, high = np.quantile(scores, [WINSORISED, 1 - WINSORISED])
    drawn_in = np.clip(scores, low, high)
    phi = float(np.mean(drawn_in**2))
    weights = [1 / error**2 for error in errors]
    return Overdispersion(
        phi, between_variance(len(z) * phi, weights), tuple(map(float, z)), tuple(map(float, drawn_in))
    )


def between_variance(q: float, weights: Sequence[float]) -> float:
    """Variance between units by DerSimonian and Laird: from the sum of squared z-scores and the inverse variances."""
    total = sum(weights)
    return max(0.0, (q - (len(weights) - 1)) / (total - sum(weight**2 for weight in weights) / total))


def of_proportions(counts: Sequence[tuple[int, int]]) -> Overdispersion:
    """Overdispersion of numerators and denominators around their pooled share, on the arcsine scale.

    Raises ValueError for fewer than two, or a denominator of 0.
    """
    if any(n <= 0 for _, n in counts):
        raise ValueError("Overdispersion of proportions needs denominators of at least 1.")
    centre = asin(sqrt(pooled(counts)))
    errors = [1 / (2 * sqrt(n)) for _, n in counts]
    z = [(asin(sqrt(k / n)) - centre) / error for (k, n), error in zip(counts, errors, strict=True)]
    return overdispersion(z, errors)


def adjusted_limits(baseline: float, n: float, level: float, tau2: float) -> tuple[float, float]:
    """Funnel limits of a proportion of n, each from 0 to 1, that allow for tau2 (0: chance alone), arcsine scale."""
    centre = asin(sqrt(baseline))
    half = deviate(level) * sqrt(1 / (4 * n) + tau2)
    return sin(max(0.0, centre - half)) ** 2, sin(min(pi / 2, centre + half)) ** 2


def pooled(counts: Sequence[tuple[int, int]]) -> float:
    """All numerators over all denominators."""
    return sum(k for k, _ in counts) / sum(n for _, n in counts)
