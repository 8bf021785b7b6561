"""Change over time by the rules of NHS "Making Data Count": XmR charts, and p-charts for counts.

Source: NHSRplotthedots (MIT), whose published snapshots the tests hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Literal

RUN = 7
"""So many points on one side of the mean, or rising, or falling, are more than chance."""
_SCREEN, _LIMIT = 3.267, 2.66
"""Constants of the moving range of two points: its own upper limit, and three standard deviations of a value."""
_NEAR = 2 / 3

Signal = Literal["", "outside", "trend", "two of three", "shift"]
Assurance = Literal["consistently passes", "consistently fails", "inconsistent"]


@dataclass(frozen=True)
class XmR:
    """The mean, the limits and the near limits (two thirds of the way), and what each point tells, in its order."""

    mean: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float
    signals: tuple[Signal, ...]

    def assurance(self, target: float) -> Assurance:
        """Whether a process for which up is good reaches a target, as it stands."""
        if target > self.upper:
            return "consistently fails"
        return "consistently passes" if target < self.lower else "inconsistent"


def xmr(values: Sequence[float], *, baseline: int | None = None, screened: bool = True) -> XmR:
    """The chart of values in order of time; its mean and limits from the first `baseline` of them, or from all.

    `screened`: moving ranges beyond their own limit are left out of the mean range. Raises ValueError for a baseline
    of fewer than two values.
    """
    first = list(values[:baseline])
    if len(first) < 2:
        raise ValueError("An XmR chart needs two values or more; show fewer as they are.")
    mean = sum(first) / len(first)
    half = _LIMIT * _mean_range(first, screened=screened)
    lower, upper, near = mean - half, mean + half, half * _NEAR
    signals = _signals(values, mean, (lower, upper), (mean - near, mean + near))
    return XmR(mean, lower, upper, mean - near, mean + near, signals)


def p_chart(counts: Sequence[tuple[int, int]]) -> tuple[float, tuple[tuple[float, float], ...]]:
    """The pooled share and, for each numerator and denominator, its 3-sigma limits; all from 0 to 1."""
    centre = sum(k for k, _ in counts) / sum(n for _, n in counts)
    halves = [3 * sqrt(centre * (1 - centre) / n) for _, n in counts]
    return centre, tuple((max(0.0, centre - half), min(1.0, centre + half)) for half in halves)


def _mean_range(values: Sequence[float], *, screened: bool) -> float:
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    mean = sum(ranges) / len(ranges)
    if not screened:
        return mean
    kept = [one for one in ranges if one < _SCREEN * mean]
    return sum(kept) / len(kept) if kept else mean


def _signals(
    values: Sequence[float], mean: float, limits: tuple[float, float], near: tuple[float, float]
) -> tuple[Signal, ...]:
    outside = {at for at, value in enumerate(values) if not limits[0] <= value <= limits[1]}
    steps = [_sign(later - earlier) for earlier, later in pairwise(values)]
    trend = _runs(steps, RUN - 1, widen=1)
    two_of_three = _two_of_three([_beyond(value, near) for value in values])
    shift = _runs([_sign(value - mean) for value in values], RUN, widen=0)
    named: list[tuple[Signal, set[int]]] = [
        ("outside", outside),
        ("trend", trend),
        ("two of three", two_of_three),
        ("shift", shift),
    ]
    return tuple(next((name for name, at in named if place in at), "") for place in range(len(values)))


def _runs(signs: Sequence[int], length: int, *, widen: int) -> set[int]:
    """Places in runs of one sign at least so long; a run of steps has one point more than steps."""
    found: set[int] = set()
    start = 0
    for at in range(1, len(signs) + 1):
        if at == len(signs) or signs[at] != signs[start]:
            if signs[start] and at - start >= length:
                found |= set(range(start, at + widen))
            start = at
    return found


def _two_of_three(sides: Sequence[int]) -> set[int]:
    """Places beyond the near limit of which there are two on one side within three points."""
    found: set[int] = set()
    for start in range(len(sides) - 2):
        for side in (-1, 1):
            there = {at for at in range(start, start + 3) if sides[at] == side}
            if len(there) >= 2:
                found |= there
    return found


def _beyond(value: float, near: tuple[float, float]) -> int:
    return (value > near[1]) - (value < near[0])


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
