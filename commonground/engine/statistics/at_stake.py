"""One practice's coverage as it probably is, and the children it is probably short of a target."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import betainc, betaincinv

from commonground.engine.statistics.shrinkage import Prior


@dataclass(frozen=True)
class Posterior:
    """What is known of a practice's true coverage: a beta distribution. All shares from 0 to 1."""

    a: float
    b: float
    children: int

    @property
    def mean(self) -> float:
        """Coverage shrunk towards practices like it: between the raw share and the prior's mean."""
        return self.a / (self.a + self.b)

    def interval(self, level: float) -> tuple[float, float]:
        """The interval that holds the true coverage with this probability."""
        tail = (1 - level) / 2
        return float(betaincinv(self.a, self.b, tail)), float(betaincinv(self.a, self.b, 1 - tail))

    def below(self, target: float) -> float:
        """The probability that true coverage is below a target."""
        return float(betainc(self.a, self.b, target))

    def short(self, target: float) -> float:
        """Expected children short of a target: E[(target - coverage)+] times the children. Never negative."""
        inner = float(betainc(self.a + 1, self.b, target))
        return max(0.0, self.children * (target * self.below(target) - self.mean * inner))


def posterior(covered: int, children: int, prior: Prior) -> Posterior:
    """What a count says of a practice under a prior. Raises ValueError where it is no count out of a count."""
    if not 0 <= covered <= children:
        raise ValueError(
            f"{covered} of {children} children is no count: the numerator must be from 0 to {children}."
        )
    return Posterior(prior.a + covered, prior.b + children - covered, children)
