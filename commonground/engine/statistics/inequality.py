"""The gap in coverage between children in poorer and richer places.

Slope and relative index of inequality as UKHSA computes them (PHEindicatormethods); the concentration index with the
corrections that a share between 0 and 1 needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Slope:
    """`intercept`: the line's value at the poorest end; `sii`: how much more it is at the richest; `rii`: how many
    times as much.
    """

    sii: float
    intercept: float
    rii: float


def slope_index(population: Sequence[float], values: Sequence[float]) -> Slope:
    """The line through values of groups from the poorest to the richest, on the mid-rank of their people.

    Raises ValueError for fewer than two groups.
    """
    shares, ranks = _ranks(population)
    design = np.column_stack([np.ones(len(ranks)), ranks]) * np.sqrt(shares)[:, None]
    (intercept, slope), *_ = np.linalg.lstsq(
        design, np.asarray(values, dtype=float) * np.sqrt(shares), rcond=None
    )
    return Slope(float(slope), float(intercept), float((intercept + slope) / intercept))


@dataclass(frozen=True)
class Concentration:
    """The concentration index of a share, plain, and as Erreygers and Wagstaff correct it; 0 is no inequality."""

    plain: float
    erreygers: float
    wagstaff: float


def concentration_index(population: Sequence[float], shares_covered: Sequence[float]) -> Concentration:
    """The concentration index of coverage (0 to 1) of groups from the poorest to the richest.

    Raises ValueError for fewer than two groups.
    """
    shares, ranks = _ranks(population)
    covered = np.asarray(shares_covered, dtype=float)
    mean = float((shares * covered).sum())
    plain = float(2 / mean * (shares * covered * ranks).sum() - 1)
    return Concentration(plain, 4 * mean * plain, plain / (1 - mean))


def _ranks(population: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    if len(population) < 2:
        raise ValueError("Inequality is between two groups or more.")
    shares = np.asarray(population, dtype=float) / sum(population)
    return shares, np.cumsum(shares) - shares / 2
