"""A ratio over many practices: doses found on recounting over doses reported (methods 2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from scipy.stats import t

from commonground.engine.statistics.agreement import Interval


def ratio_over_practices(
    recounted: Sequence[int], reported: Sequence[int], *, of_practices: int | None = None
) -> Interval:
    """The ratio estimator with its standard error and 95% limits by Student's t.

    One count a practice. of_practices: how many there are, where those counted are a sample of them. Raises ValueError
    for fewer than two practices, or none with a dose reported.
    """
    n = len(reported)
    if n < 2 or sum(reported) <= 0:
        raise ValueError("A ratio over practices needs two practices and a dose reported.")
    ratio = sum(recounted) / sum(reported)
    squares = sum((found - ratio * said) ** 2 for found, said in zip(recounted, reported, strict=True))
    error = sqrt(squares / (n * (n - 1))) / (sum(reported) / n)
    if of_practices:
        error *= sqrt(1 - n / of_practices)
    half = float(t.ppf(0.975, n - 1)) * error
    return Interval(ratio, error, ratio - half, ratio + half)
