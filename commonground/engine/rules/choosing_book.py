"""How practices are chosen for a round: the numbers, weights and words of the rule, and the headings of its files.

It lives in `rulebook/choosing/` and reads like every other part of the rulebook. Its version is a digest of its files,
so that a list made by a changed rule can't be taken for one made by the old.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from commonground.engine.rules.loader import RULEBOOK, of_kind, places_of, read_own_part
from commonground.engine.rules.model import Provenance, Source

Effect = Literal["leave out", "choose", "note"]
FOLDER = "choosing"


@dataclass(frozen=True, kw_only=True)
class ChoosingNumber(Provenance):
    """A number of the rule with its unit."""

    number: float
    unit: str


@dataclass(frozen=True, kw_only=True)
class EquityWeight(Provenance):
    """What a child counts whose practice lies in a deprivation fifth; 1 is the most deprived."""

    quintile: int
    weight: float


@dataclass(frozen=True, kw_only=True)
class ProbabilityWord(Provenance):
    """How a probability is said, from a number on."""

    from_probability: float
    said: str


@dataclass(frozen=True, kw_only=True)
class VisitorReason(Provenance):
    """Why a visitor leaves a practice out, brings it in, or says something about it; never points."""

    title: str
    effect: Effect


@dataclass(frozen=True, kw_only=True)
class ColumnHeading(Provenance):
    """What a column is called in the files that come from elsewhere."""

    meaning: str
    headings: tuple[str, ...]


CHOOSING_KINDS: Mapping[str, type] = {
    "sources": Source,
    "choosing_numbers": ChoosingNumber,
    "equity_weights": EquityWeight,
    "probability_words": ProbabilityWord,
    "visitor_reasons": VisitorReason,
    "column_headings": ColumnHeading,
}


@dataclass(frozen=True)
class ChoosingBook:
    """The rule of choosing, every entry by id; probability words from the highest down."""

    version: str
    sources: Mapping[str, Source]
    numbers: Mapping[str, ChoosingNumber]
    equity: Mapping[str, EquityWeight]
    probabilities: Mapping[str, ProbabilityWord]
    reasons: Mapping[str, VisitorReason]
    headings: Mapping[str, ColumnHeading]
    places: Mapping[str, str]

    def number(self, name: str) -> float:
        """A number by its id without `choosing-`. Raises KeyError where the rulebook has none."""
        return self.numbers[f"choosing-{name}"].number

    def weights(self) -> dict[int, float]:
        """The weight of each deprivation fifth."""
        return {entry.quintile: entry.weight for entry in self.equity.values()}

    def likely(self, probability: float) -> str:
        """A probability in words."""
        return next(
            entry.said for entry in self.probabilities.values() if probability >= entry.from_probability
        )

    def columns(self, *meanings: str) -> dict[str, tuple[str, ...]]:
        """The headings that may stand over each of these meanings."""
        known = {entry.meaning: entry.headings for entry in self.headings.values()}
        return {meaning: known[meaning] for meaning in meanings}


@lru_cache(maxsize=2)
def load_choosing_book(folder: Path = RULEBOOK) -> ChoosingBook:
    """The choosing book of a rulebook. Raises RulebookError with every fault found."""
    entries, everything = read_own_part(folder, FOLDER, CHOOSING_KINDS)
    probabilities = of_kind(entries, "probability_words")
    return ChoosingBook(
        version=_digest(folder / FOLDER),
        sources=of_kind(everything, "sources"),
        numbers=of_kind(entries, "choosing_numbers"),
        equity=of_kind(entries, "equity_weights"),
        probabilities=dict(sorted(probabilities.items(), key=lambda item: -item[1].from_probability)),
        reasons=of_kind(entries, "visitor_reasons"),
        headings=of_kind(entries, "column_headings"),
        places=places_of(entries, FOLDER),
    )


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:10]
