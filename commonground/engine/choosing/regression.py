"""How much of next year's rise this very choice will show although nobody is visited."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from commonground.engine.choosing.model import Ranked, Rise, Scored
from commonground.engine.statistics.regression_to_mean import reliability, rise_for_nothing

_FEWEST = 4
"""Reliability can't be told from fewer values."""


def expected_rise(ranked: Sequence[Ranked], chosen: Collection[str]) -> Rise | None:
    """Now and next time, of those chosen by rank and of the other ranked; None where none was chosen by rank.

    What is expected next time is the shrunk coverage: what practices like them, and they themselves, say together.
    """
    scored = [one.scored for one in ranked]
    by_rank = [one for one in scored if one.candidate.code in chosen]
    if not by_rank:
        return None
    others = [one for one in scored if one.candidate.code not in chosen]
    lowest = sorted(scored, key=lambda one: (one.coverage, one.candidate.code))[: len(by_rank)]
    return Rise(
        chosen=_now_and_next(by_rank),
        others=_now_and_next(others) if others else None,
        lowest=_now_and_next(lowest),
        by_formula=_by_formula(scored, lowest[-1].coverage) if others else None,
    )


def _now_and_next(practices: Sequence[Scored]) -> tuple[float, float]:
    weights = [_children(one) for one in practices]
    total = sum(weights)
    now = sum(one.coverage * weight for one, weight in zip(practices, weights, strict=True)) / total
    then = sum(one.shrunk * weight for one, weight in zip(practices, weights, strict=True)) / total
    return now, then


def _by_formula(scored: Sequence[Scored], cut: float) -> float | None:
    """Barnett's formula for those at or below the cut-off, from the spread of the raw percentages."""
    if len(scored) < _FEWEST:
        return None
    values = [one.coverage for one in scored]
    mean = sum(values) / len(values)
    spread = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    if spread == 0:
        return None
    sampling = sum(mean * (1 - mean) / _children(one) for one in scored) / len(scored)
    return rise_for_nothing(mean, spread**0.5, cut, reliability(values, sampling))


def _children(one: Scored) -> int:
    return one.candidate.published.children if one.candidate.published else 0
