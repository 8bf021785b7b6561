"""How far chosen practices come back towards the mean although nobody visits them.

Barnett, van der Pols and Dobson, International Journal of Epidemiology 2005;34:215.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

_NORMAL = NormalDist()


def tail_ratio(z: float) -> float:
    """C(z): how far beyond a cut-off z standard deviations out those beyond it lie on average."""
    return _NORMAL.pdf(z) / (1 - _NORMAL.cdf(z))


def rise_for_nothing(mean: float, sd: float, cut: float, reliability: float, baselines: int = 1) -> float:
    """By how much those below a cut-off rise on measuring again, in the unit of `mean`, `sd` and `cut`.

    `sd` is the total standard deviation of one measurement, `reliability` the share of its variance that lasts (0 to
    1), `baselines` the measurements whose average was compared with the cut-off.
    """
    fleeting = (1 - reliability) * sd**2 / baselines
    of_average = sqrt(reliability * sd**2 + fleeting)
    return fleeting / of_average * tail_ratio((mean - cut) / of_average)


def reliability(values: Sequence[float], sampling_variance: float) -> float:
    """The share of the variance between values that lasts, from 0 to 1: 1 less what sampling alone explains.

    The shrinkage factor of James and Stein, as Efron and Morris (1975) use it. Raises ValueError for three values or
    fewer.
    """
    if len(values) < 4:
        raise ValueError("Reliability needs four values or more.")
    mean = sum(values) / len(values)
    spread = sum((value - mean) ** 2 for value in values)
    if spread == 0:
        return 0.0
    return max(0.0, 1 - (len(values) - 3) * sampling_variance / spread)
