"""How much of the gap between two coverages each cause makes: a waterfall in one order, Shapley over all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb


@dataclass(frozen=True)
class Counts:
    """A numerator of a denominator."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> float | None:
        """Coverage in percent; None where there are no children."""
        return 100 * self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Part:
    """Children of one cause, whose they are, and what they add to numerator and denominator."""

    cause: str
    only_in: str
    children: int
    numerator: int
    denominator: int


@dataclass(frozen=True)
class Step:
    """A step of a waterfall: the part, the points it adds in this order, and the coverage reached."""

    part: Part
    points: float
    percent: float


def waterfall(start: Counts, parts: Sequence[Part]) -> list[Step] | None:
    """From one count to the other, part by part in the order given, in percentage points.

    None where a step would leave no children, or fewer than none: there is no coverage then.
    """
    numerator, denominator = start.numerator, start.denominator
    if denominator <= 0:
        return None
    before = 100 * numerator / denominator
    steps = []
    for part in parts:
        numerator, denominator = numerator + part.numerator, denominator + part.denominator
        if denominator <= 0:
            return None
        after = 100 * numerator / denominator
        steps.append(Step(part, after - before, after))
        before = after
    return steps


def shapley(start: Counts, parts: Sequence[Part]) -> list[float] | None:
    """The mean points each part adds over every order of the parts; they add up to the whole gap.

    Worked out from how many sets of the other parts there are with each size and denominator, so that no order is
    gone through one by one. None where some set of parts would leave no children.
    """
    if start.denominator <= 0 or start.denominator + sum(min(0, part.denominator) for part in parts) <= 0:
        return None
    return [
        float(100 * _mean_gain(start, part, [*parts[:place], *parts[place + 1 :]]))
        for place, part in enumerate(parts)
    ]


def _mean_gain(start: Counts, part: Part, others: Sequence[Part]) -> Fraction:
    """The mean gain of a part that comes after each set of the others, sets of each size being equally likely."""
    total = Fraction(0)
    for (size, denominator), (sets, numerators) in _sets(start, others).items():
        after = Fraction(numerators + sets * part.numerator, denominator + part.denominator)
        total += (after - Fraction(numerators, denominator)) / comb(len(others), size)
    return total / (len(others) + 1)


def _sets(start: Counts, parts: Sequence[Part]) -> dict[tuple[int, int], tuple[int, int]]:
    """For each size of a set of parts and the denominator with it: how many sets, and the sum of their numerators."""
    found: dict[tuple[int, int], tuple[int, int]] = {(0, start.denominator): (1, start.numerator)}
    for part in parts:
        grown: defaultdict[tuple[int, int], tuple[int, int]] = defaultdict(lambda: (0, 0), found)
        for (size, denominator), (sets, numerators) in found.items():
            key = size + 1, denominator + part.denominator
            had, summed = grown[key]
            grown[key] = had + sets, summed + numerators + sets * part.numerator
        found = dict(grown)
    return found
