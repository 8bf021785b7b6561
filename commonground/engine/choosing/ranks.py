"""How sure a place on the list is: ranks drawn from what is known of each practice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from commonground.engine.choosing.model import Count, Ranked, Scored
from commonground.engine.choosing.scoring import known_by_practice
from commonground.engine.quarters import QUARTERS_IN_A_YEAR
from commonground.engine.rules.choosing_book import ChoosingBook
from commonground.engine.statistics.at_stake import Posterior, posterior
from commonground.engine.statistics.shrinkage import Prior


def rank(
    in_order: Sequence[Scored], prior: Prior, *, target: float, top: int, seed: int, book: ChoosingBook
) -> list[Ranked]:
    """Each practice with its place, the range of places it may truly have, its tie, and P(it is in the true top).

    In each draw either source is right, by the rulebook's probability. Where a practice has not counted, its side is
    drawn around the published one by the declared difference, so that its range is wider.
    """
    at_stake = _draw(in_order, prior, target, np.random.default_rng(seed), book)
    places = np.empty(at_stake.shape, dtype=np.int32)
    order = np.argsort(-at_stake, axis=1, kind="stable")
    np.put_along_axis(places, order, np.arange(1, len(in_order) + 1, dtype=np.int32)[None, :], axis=1)
    tail = (1 - book.number("rank-interval")) / 2
    low, high = np.quantile(places, [tail, 1 - tail], axis=0, method="inverted_cdf")
    p_top = (places <= top).mean(axis=0)
    ties = _ties(at_stake, book.number("tie"))
    return [
        Ranked(one, at + 1, (int(low[at]), int(high[at])), ties[at], float(p_top[at]))
        for at, one in enumerate(in_order)
    ]


def _draw(
    in_order: Sequence[Scored], prior: Prior, target: float, random: np.random.Generator, book: ChoosingBook
) -> np.ndarray:
    """Priority in each draw (a row) of each practice (a column)."""
    draws = int(book.number("draws"))
    by_practice = np.empty((len(in_order), draws), dtype=np.float32)
    for at, one in enumerate(in_order):
        published = _published(one)
        coverage, children = _drawn(
            posterior(published.covered, published.children, prior), published, random, draws
        )
        if one.candidate.counted is not None:
            own = one.candidate.counted
            other, of = _drawn(known_by_practice(own, prior), own, random, draws)
        else:
            ratio = np.exp(random.normal(book.number("gap-mean"), book.number("gap-sd"), draws))
            other, of = coverage * ratio / (1 - coverage + coverage * ratio), children
        practice_right = random.random(draws) < book.number("practice-right")
        short = np.where(
            practice_right, of * np.maximum(target - other, 0), children * np.maximum(target - coverage, 0)
        )
        by_practice[at] = one.weight * short
    return np.ascontiguousarray(by_practice.T)


def _drawn(
    known: Posterior, count: Count, random: np.random.Generator, draws: int
) -> tuple[np.ndarray, float]:
    return random.beta(known.a, known.b, draws), count.children * QUARTERS_IN_A_YEAR / count.quarters


def _published(one: Scored) -> Count:
    if one.candidate.published is None:
        raise ValueError(f"{one.candidate.code} has no published count, so it has no rank")
    return one.candidate.published


def _ties(at_stake: np.ndarray, probability: float) -> list[tuple[int, int] | None]:
    """For each place, the first and last place of its tie, None where it stands alone.

    A tie begins with a practice and takes in those after it, one by one, as long as each has at least this
    probability of having more at stake than the first.
    """
    ties: list[tuple[int, int] | None] = []
    while len(ties) < at_stake.shape[1]:
        first, last = len(ties), len(ties)
        while (
            last + 1 < at_stake.shape[1]
            and (at_stake[:, last + 1] > at_stake[:, first]).mean() >= probability
        ):
            last += 1
        ties += [(first + 1, last + 1) if last > first else None] * (last - first + 1)
    return ties
