"""The choice: practices in order of priority, those chosen by rank, by visitors and at random, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import ceil

import numpy as np

from commonground.engine.choosing.candidates import Given, candidates
from commonground.engine.choosing.counts import counts_of
from commonground.engine.choosing.model import (
    AT_RANDOM,
    BY_RANK,
    BY_VISITOR,
    NEXT,
    NONE,
    RECONCILE,
    UPTAKE,
    Asked,
    Candidate,
    Choice,
    Count,
    Line,
    Ranked,
)
from commonground.engine.choosing.ranks import rank
from commonground.engine.choosing.regression import expected_rise
from commonground.engine.choosing.scoring import by_priority, score
from commonground.engine.choosing.sentences import sentence
from commonground.engine.errors import UserError
from commonground.engine.rules.choosing_book import ChoosingBook
from commonground.engine.statistics.shrinkage import Prior, fit_prior

_RANDOM_STREAM = 1
"""The random visits have a stream of their own, so that more draws of ranks do not change who is drawn."""


def choose(given: Given, asked: Asked, book: ChoosingBook) -> Choice:
    """The list of an area. Nothing in it depends on the order of the rows, only on what is given and the seed.

    Raises UserError where the figures hold nothing to rank or draw from in the area and window.
    """
    everyone = candidates(given, asked, book)
    rankable = [(one, one.published) for one in everyone if one.published is not None and not one.not_ranked]
    prior, fitted_on = _prior(given, asked, rankable, book)
    scored = by_priority([score(one, count, prior, asked, book) for one, count in rankable]) if prior else []
    top, at_random = _how_many(len(scored), asked, book)
    ranked = rank(scored, prior, target=asked.target, top=top, seed=asked.seed, book=book) if prior else []
    chosen = _by_rank_and_visitor(ranked, everyone, top, book)
    if len(ranked) < top or not ranked:
        at_random = max(at_random, (asked.visits or 0) - len(chosen))
    drawn = _draw([one for one in everyone if one.code not in chosen], at_random, asked.seed)
    chosen |= dict.fromkeys(drawn, AT_RANDOM)
    places = {one.scored.candidate.code: one for one in ranked}
    ordered = [
        *(one.scored.candidate for one in ranked),
        *(one for one in everyone if one.code not in places),
    ]
    lines = tuple(
        _line(one, places.get(one.code), chosen.get(one.code, ""), asked, (top, len(ranked)), book)
        for one in ordered
    )
    return Choice(
        asked=asked,
        lines=lines,
        prior=prior,
        fitted_on=fitted_on,
        by_rank=sum(by == BY_RANK for by in chosen.values()),
        at_random=len(drawn),
        rise=expected_rise(ranked, {code for code, by in chosen.items() if by == BY_RANK}),
        draws=int(book.number("draws")),
        provisional=any(
            line.chosen_by and (line.ranked is None or line.ranked.scored.provisional) for line in lines
        ),
    )


def _prior(
    given: Given, asked: Asked, rankable: Sequence[tuple[Candidate, Count]], book: ChoosingBook
) -> tuple[Prior | None, str]:
    """The prior, and in words on which practices it was fitted; None where no practice of the area can be ranked."""
    if not rankable:
        return None, ""
    counts = [count for _, count in rankable]
    where = "the practices of the area"
    if len(counts) < book.number("practices-for-a-prior"):
        everywhere = counts_of(given.figures, asked.indicator, asked.window).values()
        elsewhere = [found.count for found in everywhere if found.count is not None]
        if len(elsewhere) > len(counts):
            counts, where = elsewhere, "all practices of the figures, the area having few"
    fewest = int(book.number("fewest-practices"))
    if len(counts) < fewest:
        raise UserError(
            f"Only {len(counts)} practices have figures of “{asked.indicator}” in the window {asked.window}: fewer "
            f"than {fewest} do not show what practices like them have; give the figures of more practices."
        )
    return fit_prior([(count.covered, count.children) for count in counts]), where


def _how_many(ranked: int, asked: Asked, book: ChoosingBook) -> tuple[int, int]:
    """How many visits are by rank, and how many at random: the stated share of all, rounded up."""
    if asked.visits is not None:
        at_random = ceil(asked.random_share * asked.visits - 1e-9)
        return asked.visits - at_random, at_random
    by_rank = round(book.number("visits-share") * ranked)
    if asked.random_share >= 1:
        return 0, by_rank
    return by_rank, ceil(by_rank * asked.random_share / (1 - asked.random_share) - 1e-9)


def _by_rank_and_visitor(
    ranked: Sequence[Ranked], everyone: Iterable[Candidate], top: int, book: ChoosingBook
) -> dict[str, str]:
    chosen = {one.code: BY_VISITOR for one in everyone if _has(one, "choose") and one.open}
    worth = [
        one.scored.candidate
        for one in ranked
        if one.scored.below >= book.number("probably-below") and not _has(one.scored.candidate, "leave out")
    ]
    free = [one.code for one in worth if one.code not in chosen]
    return chosen | dict.fromkeys(free[:top], BY_RANK)


def _draw(rest: Iterable[Candidate], how_many: int, seed: int) -> Collection[str]:
    pool = sorted(one.code for one in rest if one.open and not _has(one, "leave out"))
    random = np.random.default_rng([seed, _RANDOM_STREAM])
    return [str(code) for code in random.permutation(pool)[:how_many]] if pool else []


def _has(one: Candidate, effect: str) -> bool:
    return any(reason.effect == effect for reason in one.reasons)


def _line(
    one: Candidate,
    ranked: Ranked | None,
    chosen_by: str,
    asked: Asked,
    top_of: tuple[int, int],
    book: ChoosingBook,
) -> Line:
    action = _action(one, ranked, chosen_by, book)
    return Line(one, ranked, action, chosen_by, sentence(one, ranked, chosen_by, asked, top_of, book))


def _action(one: Candidate, ranked: Ranked | None, chosen_by: str, book: ChoosingBook) -> str:
    if chosen_by:
        return RECONCILE if ranked is not None and ranked.scored.reconcile else UPTAKE
    if ranked is None or _has(one, "leave out"):
        return NONE
    if ranked.scored.reconcile:
        return RECONCILE
    return NEXT if ranked.scored.below >= book.number("probably-below") else NONE
