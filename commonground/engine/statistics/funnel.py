"""Funnel limits around a baseline: how far coverage of so many children may be from it by chance alone."""

from __future__ import annotations

from math import sqrt
from typing import Literal

from scipy.stats import binom

from commonground.engine.statistics.intervals import deviate

WARNING, ALARM = 0.95, 0.998
"""The two levels of a funnel, called 2 and 3 sigma; outside the wider one chance is a poor explanation."""

Flag = Literal["High (0.001)", "High (0.025)", "Not significant", "Low (0.025)", "Low (0.001)"]
"""UKHSA's words for where a proportion lies; the number is the probability beyond the limit on that side."""


def funnel_limits(baseline: float, n: float, level: float) -> tuple[float, float]:
    """The limits of a proportion of n around a baseline, each from 0 to 1: the score limits that UKHSA draws.

    Source: PHEindicatormethods, assign_funnel_significance. Raises ValueError as `_check` does.
    """
    _check(baseline, n)
    half = deviate(level) * sqrt(baseline * (1 - baseline) / n)
    return max(0.0, baseline - half), min(1.0, baseline + half)


def funnel_flag(x: float, n: float, baseline: float) -> Flag:
    """Where x of n lies in the funnel around a baseline. Raises ValueError where x is above n, or as `_check` does.

    x may be broken: what is published as a proportion times a population is.
    """
    _check(baseline, n)
    if not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is no proportion: the numerator must be from 0 to {n}.")
    low_3, high_3 = funnel_limits(baseline, n, ALARM)
    low_2, high_2 = funnel_limits(baseline, n, WARNING)
    share = x / n
    if share > high_3:
        return "High (0.001)"
    if share < low_3:
        return "Low (0.001)"
    if share > high_2:
        return "High (0.025)"
    return "Low (0.025)" if share < low_2 else "Not significant"


def exact_limit(baseline: float, n: int, probability: float) -> float:
    """The proportion of n below which lies `probability` of what chance gives, for few children.

    The exact binomial limit, interpolated between two counts so that a funnel is smooth: Spiegelhalter, Statistics
    in Medicine 2005;24:1185. From 0 to 1. Raises ValueError as `_check` does.
    """
    _check(baseline, n)
    count = int(binom.ppf(probability, n, baseline))
    reached = float(binom.cdf(count, n, baseline))
    before = float(binom.cdf(count - 1, n, baseline))
    part = (reached - probability) / (reached - before)
    return min(1.0, max(0.0, (count - part) / n))


def exact_limits(baseline: float, n: int, level: float) -> tuple[float, float]:
    """Both exact limits at a two-sided level. Raises ValueError as `exact_limit` does."""
    tail = (1 - level) / 2
    return exact_limit(baseline, n, tail), exact_limit(baseline, n, 1 - tail)


def _check(baseline: float, n: float) -> None:
    if not 0 < baseline < 1 or n <= 0:
        raise ValueError(
            f"There is no funnel around {baseline} for {n} children: 0 < baseline < 1 and n > 0."
        )
