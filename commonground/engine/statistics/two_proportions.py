"""Whether two counts of children differ by more than chance."""

from __future__ import annotations

from scipy.stats import binomtest, fisher_exact


def change_probability(x1: int, n1: int, x2: int, n2: int) -> float:
    """Fisher's exact two-sided probability that two samples of one proportion differ as much as x1 of n1 and x2 of n2.

    From 0 to 1; 1 where either count is of nobody. Fisher 1922, by scipy. Raises ValueError where an x is no count
    out of its n.
    """
    for x, n in ((x1, n1), (x2, n2)):
        if not 0 <= x <= n:
            raise ValueError(
                f"{x} of {n} children is no count: the numerator must be from 0 to the denominator."
            )
    if not n1 or not n2:
        return 1.0
    return float(fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue)


def size_probability(n1: int, n2: int) -> float:
    """The two-sided probability that two cohorts of one expected size differ as much as n1 and n2 children.

    Given their sum, the first is binomial with one half (two Poisson counts). 1 where both are empty.
    """
    return float(binomtest(n1, n1 + n2, 0.5).pvalue) if n1 + n2 else 1.0
