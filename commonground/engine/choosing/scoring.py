"""What is at stake at each practice: shrunk coverage, children short of the target by two sources, priority."""

from __future__ import annotations

from collections.abc import Sequence

from commonground.engine.choosing.model import Asked, Candidate, Count, Scored
from commonground.engine.quarters import QUARTERS_IN_A_YEAR
from commonground.engine.rules.choosing_book import ChoosingBook
from commonground.engine.statistics.at_stake import Posterior, posterior
from commonground.engine.statistics.intervals import wilson
from commonground.engine.statistics.shrinkage import Prior

LEVEL = 0.95
"""The intervals that stand in the list: lower95, upper95, shrunk_low, shrunk_high."""


def score(candidate: Candidate, count: Count, prior: Prior, asked: Asked, book: ChoosingBook) -> Scored:
    """The numbers of one practice that has a published count."""
    known = posterior(count.covered, count.children, prior)
    cover = a_years(known.short(asked.target), count)
    counted = candidate.counted
    practice = a_years(known_by_practice(counted, prior).short(asked.target), counted) if counted else None
    short = cover if practice is None else (cover + practice) / 2
    quality = None if practice is None else 1 - min(cover, practice) / max(cover, practice, 1e-12)
    gap = None if counted is None else counted.covered / counted.children - count.covered / count.children
    weight = asked.weights.get(candidate.quintile, 1.0) if candidate.quintile is not None else 1.0
    return Scored(
        candidate=candidate,
        coverage=count.covered / count.children,
        limits=wilson(count.covered, count.children),
        shrunk=known.mean,
        shrunk_limits=known.interval(LEVEL),
        below=known.below(asked.target),
        short_cover=cover,
        short_practice=practice,
        short=short,
        quality=quality,
        gap=gap,
        weight=weight,
        priority=weight * short,
        reconcile=_reconcile_first(gap, quality, book),
    )


def known_by_practice(counted: Count, prior: Prior) -> Posterior:
    """What a practice's own count says of it, under the same prior."""
    return posterior(counted.covered, counted.children, prior)


def a_years(children: float, count: Count) -> float:
    """Children short in the quarters of a count, as those of one year: windows of any length compare."""
    return children * QUARTERS_IN_A_YEAR / count.quarters


def by_priority(scored: Sequence[Scored]) -> list[Scored]:
    """The highest priority first; of equal ones the lower code."""
    return sorted(scored, key=lambda one: (-one.priority, one.candidate.code))


def _reconcile_first(gap: float | None, quality: float | None, book: ChoosingBook) -> bool:
    if gap is None or quality is None:
        return False
    return abs(gap) >= book.number("reconcile-gap") and quality >= book.number("reconcile-quality")
