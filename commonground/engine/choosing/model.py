"""What choosing works on and what it gives: counts, candidates, their scores, and the choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commonground.engine.choosing.window import Window
from commonground.engine.statistics.shrinkage import Prior

UPTAKE, RECONCILE, NEXT, NONE = "uptake", "reconcile", "next", "none"
"""What a place on the list asks for: a visit about uptake, settling the two counts first, a later season, nothing."""

BY_RANK, AT_RANDOM, BY_VISITOR = "rank", "random", "visitor"
"""By whom a practice was chosen; empty for one that was not."""


@dataclass(frozen=True)
class Count:
    """The covered and all children of a practice in the window, added up from its figures.

    quarters: how many quarters of the window they are about; caveats: what the figures' statuses say of them.
    """

    covered: int
    children: int
    quarters: int
    releases: tuple[str, ...]
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """A visitor's reason: its title and effect in the rulebook, until when (None: no end), and the visitor's words."""

    title: str
    effect: str
    until: date | None
    note: str


@dataclass(frozen=True)
class Candidate:
    """A practice of the area with what is known of it.

    `not_ranked` is why it can't be ranked, in words, empty where it can; `open`: it can be
    visited; `place` latitude and longitude.
    """

    code: str
    name: str
    parent: str
    published: Count | None
    counted: Count | None
    not_ranked: str
    open: bool = True
    caveats: tuple[str, ...] = ()
    quintile: int | None = None
    place: tuple[float, float] | None = None
    reasons: tuple[Reason, ...] = ()
    definition: str = "COVER"


@dataclass(frozen=True)
class Asked:
    """What whoever makes the list decides. weights: what a child counts, by deprivation fifth (1 most deprived);
    as_at: the day on which visitors' reasons are read; authorities: whose caveats hold for the area beside its own.
    """

    indicator: str
    area: str
    window: Window
    target: float
    random_share: float
    seed: int
    visits: int | None
    weights: Mapping[int, float]
    as_at: date | None = None
    authorities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scored:
    """A candidate's numbers. Shares from 0 to 1; children short are a year's.

    short_practice, quality and agreement are None without a practice count; `unsure` says that the practice's side
    was drawn and not counted.
    """

    candidate: Candidate
    coverage: float
    limits: tuple[float, float]
    shrunk: float
    shrunk_limits: tuple[float, float]
    below: float
    short_cover: float
    short_practice: float | None
    short: float
    quality: float | None
    gap: float | None
    weight: float
    priority: float
    reconcile: bool

    @property
    def provisional(self) -> bool:
        """Whether the practice's own count is lacking."""
        return self.short_practice is None


@dataclass(frozen=True)
class Ranked:
    """A scored practice in its place. `tie` is the first and last place it can't be told apart from."""

    scored: Scored
    rank: int
    rank_range: tuple[int, int]
    tie: tuple[int, int] | None
    p_top: float


@dataclass(frozen=True)
class Line:
    """A practice on the list, ranked or not, with what is to be done and the sentence that says why."""

    candidate: Candidate
    ranked: Ranked | None
    action: str
    chosen_by: str
    sentence: str


@dataclass(frozen=True)
class Rise:
    """Regression to the mean of this very choice: pooled shares of those chosen by rank and of the other ranked, now
    and as expected next time without a visit; and the same for as many chosen by the lowest percentage.
    """

    chosen: tuple[float, float]
    others: tuple[float, float] | None
    lowest: tuple[float, float]
    by_formula: float | None


@dataclass(frozen=True)
class Choice:
    """The list: lines in order, ranked first; the prior and where it was fitted; visits by rank and at random."""

    asked: Asked
    lines: tuple[Line, ...]
    prior: Prior | None
    fitted_on: str
    by_rank: int
    at_random: int
    rise: Rise | None
    draws: int
    provisional: bool

    @property
    def ranked(self) -> list[Line]:
        """The lines with a place, in order."""
        return [line for line in self.lines if line.ranked is not None]
