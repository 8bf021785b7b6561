"""The mean over practices with an interval by drawing the practices again and again (methods 2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 2000
SEED = 1
LEVEL = 0.95


@dataclass(frozen=True)
class Mean:
    """A mean over practices, and the 95% limits between which the means of the draws lie."""

    value: float
    lower: float
    upper: float


def mean_over_practices(values: Sequence[float], *, seed: int = SEED) -> Mean:
    """The mean with its percentile interval; the same for the same values. Raises ValueError for fewer than two."""
    if len(values) < 2:
        raise ValueError("An interval over practices needs two practices.")
    held = np.asarray(values, dtype=float)
    drawn = np.random.default_rng(seed).integers(0, len(held), (DRAWS, len(held)))
    means = held[drawn].mean(axis=1)
    tail = 100 * (1 - LEVEL) / 2
    lower, upper = np.percentile(means, [tail, 100 - tail])
    return Mean(float(held.mean()), float(lower), float(upper))
