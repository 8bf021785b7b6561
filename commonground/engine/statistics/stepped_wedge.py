"""What a round with a random order of visits can tell: its standard error, its power, its smallest effect.

All visits come at a step; practices are compared with themselves and with those still waiting. Variances are of one
child (0/1 outcome); effects and standard errors are shares, 0.01 being a point.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Wedge:
    """So many practices at each step; periods before the first step and from the last one on.

    A step is a period long, and the period of a step counts as visited.
    """

    practices: float
    steps: int
    before: int
    after: int

    def exposure(self) -> np.ndarray:
        """A row a step, a column a period: 1 where practices of the step have been visited."""
        periods = self.before + self.steps - 1 + self.after
        return np.array(
            [[float(period >= self.before + step) for period in range(periods)] for step in range(self.steps)]
        )


def standard_error(
    wedge: Wedge,
    *,
    children: float,
    within: float,
    lasting: float,
    passing: float = 0.0,
    differing: float = 0.0,
) -> float:
    """The standard error of the effect by generalised least squares, periods and effect fixed.

    children: a practice's children in a period; within: variance of one child; lasting: variance between practices
    that stays over periods; passing: that comes and goes with the period; differing: variance of the effect.
    """
    exposure = wedge.exposure()
    periods = exposure.shape[1]
    total = np.zeros((periods + 1, periods + 1))
    for row in exposure:
        variance = (within / children + passing) * np.eye(periods) + lasting + differing * np.outer(row, row)
        design = np.column_stack([np.eye(periods), row])
        total += wedge.practices / wedge.steps * design.T @ np.linalg.solve(variance, design)
    return sqrt(float(np.linalg.inv(total)[-1, -1]))


def smallest_effect(error: float, *, level: float = 0.95, power: float = 0.8) -> float:
    """The effect that is found significant with this power, in the unit of the standard error."""
    return error * (_NORMAL.inv_cdf((1 + level) / 2) + _NORMAL.inv_cdf(power))


def power_of(effect: float, error: float, *, level: float = 0.95) -> float:
    """The probability of finding an effect significant, two-sided."""
    critical = _NORMAL.inv_cdf((1 + level) / 2)
    return _NORMAL.cdf(abs(effect) / error - critical) + _NORMAL.cdf(-abs(effect) / error - critical)


def of_coverage(wedge: Wedge, *, coverage: float, children: float, icc: float, cac: float) -> float:
    """The standard error for coverage: icc is the share of a child's variance between practices, cac how much of that
    stays from one period to the next.
    """
    whole = coverage * (1 - coverage)
    between = whole * icc
    return standard_error(
        wedge, children=children, within=whole - between, lasting=between * cac, passing=between * (1 - cac)
    )
