"""What coverage practices like these have, and what that says of a practice with few children.

Beta-binomial empirical Bayes: a practice's true coverage is drawn from one beta distribution, its count is binomial.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, expit, logit

Method = Literal["maximum likelihood", "moments", "no spread seen"]

EDGE = 1e-6
"""An intra-class correlation this near to 0 or 1 is at its end: maximum likelihood has run away."""
_NEAR_THE_END = 0.01


@dataclass(frozen=True)
class Prior:
    """The beta distribution of true coverage: its mean, its size in children, and how it was found."""

    mean: float
    size: float
    method: Method

    @property
    def a(self) -> float:
        """First parameter of the beta."""
        return self.mean * self.size

    @property
    def b(self) -> float:
        """Second parameter of the beta."""
        return (1 - self.mean) * self.size

    @property
    def icc(self) -> float:
        """Intra-class correlation: the share of a child's variance that lies between practices."""
        return 1 / (self.size + 1)


def fit_prior(counts: Sequence[tuple[int, int]]) -> Prior:
    """The prior of practices' numerators and denominators, by maximum likelihood where that has an answer.

    Where it pushes the correlation to 0 or 1, by moments (Kleinman 1973); where these find no more spread than chance
    gives, the practices can't be told apart, and the prior is as sure as all their children together. `method` says
    which. Raises ValueError where there is no practice with children.
    """
    k, n = _arrays(counts)
    by_likelihood = _by_likelihood(k, n)
    if by_likelihood is not None:
        return by_likelihood
    mean, icc = kleinman(counts)
    total = float(n.sum())
    mean = min(max(mean, 1 / (total + 2)), 1 - 1 / (total + 2))
    if EDGE < icc < 1:
        return Prior(mean, 1 / icc - 1, "moments")
    return Prior(mean, total, "no spread seen")


def kleinman(counts: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Mean and intra-class correlation by Kleinman's moments, weighted by children; below 0 for less than chance."""
    k, n = _arrays(counts)
    total = n.sum()
    mean = k.sum() / total
    chance = mean * (1 - mean)
    if len(n) < 2 or chance == 0:
        return float(mean), 0.0
    spread = (n * (k / n - mean) ** 2).sum()
    left = (1 - n / total).sum()
    return float(mean), float((spread - chance * left) / (chance * ((n * (1 - n / total)).sum() - left)))


def _by_likelihood(k: np.ndarray, n: np.ndarray) -> Prior | None:
    if k.sum() in (0, n.sum()):
        return None
    mean = k.sum() / n.sum()

    def minus_log_likelihood(at: np.ndarray) -> float:
        centre, size = expit(at[0]), np.exp(at[1])
        a, b = centre * size, (1 - centre) * size
        return -float(np.sum(betaln(a + k, b + n - k) - betaln(a, b)))

    widest = -log(EDGE)
    found = minimize(
        minus_log_likelihood,
        np.array([logit(mean), log(50.0)]),
        method="Nelder-Mead",
        bounds=[(-widest, widest), (-widest, widest)],
        options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 4000},
    )
    prior = Prior(float(expit(found.x[0])), float(np.exp(found.x[1])), "maximum likelihood")
    at_an_end = max(abs(found.x)) > widest - _NEAR_THE_END
    return None if at_an_end or not found.success else prior


def _arrays(counts: Sequence[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    if not counts or any(not 0 <= k <= n or n < 1 for k, n in counts):
        raise ValueError("A prior needs practices with at least one child and no more covered than children.")
    k, n = np.asarray(counts, dtype=float).T
    return k, n
