"""The interval for one proportion that every coverage in the project carries."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

Z_95 = 1.959964
"""The standard normal deviate of a 95% interval, to the places that published figures use."""


def deviate(level: float) -> float:
    """The standard normal deviate of a two-sided level such as 0.998. Raises ValueError outside 0 to 1."""
    if not 0 < level < 1:
        raise ValueError(f"{level} is no level of an interval: it lies between 0 and 1.")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(x: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval for x of n: two proportions, each from 0 to 1.

    The form of Wilson 1927 and Newcombe and Altman 2000, as UKHSA computes it. Raises ValueError
    where x and n are not a count out of a count: that is a fault in the data, not a wide interval.
    """
    if n <= 0:
        raise ValueError(f"There is no interval for {x} of {n} children: the denominator must be at least 1.")
    if not 0 <= x <= n:
        raise ValueError(
            f"There is no interval for {x} of {n} children: the numerator must be from 0 to {n}."
        )
    middle = 2 * x + z * z
    half = z * sqrt(z * z + 4 * x * (1 - x / n))
    width = 2 * (n + z * z)
    # At 0 and at n a limit is the proportion itself, which rounding must not pass.
    return min(x / n, max(0.0, (middle - half) / width)), max(x / n, min(1.0, (middle + half) / width))


def percentages(x: int, n: int) -> tuple[float, float, float]:
    """Coverage and its 95% limits of x of n, as percentages to one decimal place (rules.md 5).

    A tie goes to the even digit. Raises ValueError as `wilson` does.
    """
    lower, upper = wilson(x, n)
    return round(100 * x / n, 1), round(100 * lower, 1), round(100 * upper, 1)
