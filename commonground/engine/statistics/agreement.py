"""Two records of the same children: how far they agree, and what one verifies of the other (methods 2.1, 2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, exp, log, sqrt
from statistics import mean, stdev

from commonground.engine.statistics.intervals import Z_95


@dataclass(frozen=True)
class Interval:
    """An estimate with its standard error (of the logarithm for a ratio) and its 95% limits."""

    value: float
    standard_error: float
    lower: float
    upper: float


def verification_factor(both: int, reported_only: int, recounted_only: int) -> Interval:
    """Doses found on recounting over doses reported, on the same children (WHO DQR 2017; error of matched pairs).

    reported_only: on the child health service's record alone; recounted_only: on the practice's alone. Raises
    ValueError where either record has no dose at all, since there is no ratio then.
    """
    reported, recounted = both + reported_only, both + recounted_only
    if reported <= 0 or recounted <= 0:
        raise ValueError("There is no verification factor where one of the records has no dose.")
    factor = recounted / reported
    error = sqrt((reported_only + recounted_only) / (reported * recounted))
    return Interval(factor, error, exp(log(factor) - Z_95 * error), exp(log(factor) + Z_95 * error))


@dataclass(frozen=True)
class Agreed:
    """Measures of agreement of two records; kappa and its limits are None where chance alone would agree wholly."""

    observed: float
    chance: float
    kappa: float | None
    kappa_error: float | None
    kappa_lower: float | None
    kappa_upper: float | None
    pabak: float
    ac1: float
    mcnemar: float


def agreement(both: int, chis_only: int, practice_only: int, neither: int) -> Agreed:
    """Agreement of two records of the same children (Cohen's kappa, PABAK, Gwet's AC1, exact McNemar).

    Kappa's error is that of two records which agree by chance alone. Raises ValueError where there is no child.
    """
    n = both + chis_only + practice_only + neither
    if n <= 0:
        raise ValueError("There is no agreement without children on both lists.")
    observed = (both + neither) / n
    chis, practice = (both + chis_only) / n, (both + practice_only) / n
    chance = chis * practice + (1 - chis) * (1 - practice)
    usual = (chis + practice) / 2
    gwet = 2 * usual * (1 - usual)
    kappa = error = lower = upper = None
    if chance < 1:
        kappa = (observed - chance) / (1 - chance)
        error = _kappa_error(chis, practice, n, chance)
        lower, upper = kappa - Z_95 * error, kappa + Z_95 * error
    return Agreed(
        observed, chance, kappa, error, lower, upper, 2 * observed - 1, (observed - gwet) / (1 - gwet),
        mcnemar_exact(chis_only, practice_only),
    )  # fmt: skip


def _kappa_error(chis: float, practice: float, n: int, chance: float) -> float:
    """The error of kappa where the two agree by chance alone (Fleiss, Cohen and Everitt 1969)."""
    margins = chis * practice * (chis + practice) + (1 - chis) * (1 - practice) * (2 - chis - practice)
    return sqrt(max(0.0, chance + chance**2 - margins) / n) / (1 - chance)


def mcnemar_exact(first_only: int, second_only: int) -> float:
    """The exact two-sided p of McNemar's test: whether one record has more that the other lacks than chance gives."""
    n, few = first_only + second_only, min(first_only, second_only)
    return min(1.0, 2 * sum(comb(n, k) for k in range(few + 1)) / float(2**n))


def chapman(first: int, second: int, matched: int) -> tuple[float, float]:
    """How many children there are, the missing on both lists included, and the variance (Chapman 1951).

    A prompt for case-finding, never a denominator: the lists feed each other. Raises ValueError for more matched
    than listed.
    """
    if not 0 <= matched <= min(first, second):
        raise ValueError("More children are matched than a list has.")
    estimate = (first + 1) * (second + 1) / (matched + 1) - 1
    variance = (
        (first + 1) * (second + 1) * (first - matched) * (second - matched)
        / ((matched + 1) ** 2 * (matched + 2))
    )  # fmt: skip
    return estimate, variance


def bland_altman(first: Sequence[float], second: Sequence[float]) -> tuple[float, float, float, float]:
    """Mean difference of pairs, its standard deviation, and mean less and plus two of them (Bland and Altman 1986)."""
    apart = [one - other for one, other in zip(first, second, strict=True)]
    middle, spread = mean(apart), stdev(apart)
    return middle, spread, middle - 2 * spread, middle + 2 * spread
