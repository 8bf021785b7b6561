"""The code book as its page shows it: the lenses, then the factors in their groups, each with what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from commonground.engine.rules.visit_book import Factor, LensMeaning, VisitBook


@dataclass(frozen=True)
class LensShown:
    """A lens, and where it was read."""

    lens: LensMeaning
    sources: tuple[str, ...]


@dataclass(frozen=True)
class FactorShown:
    """A factor, and at how many visits it was there, asked about and absent, or not asked about."""

    factor: Factor
    sources: tuple[str, ...]
    present: int
    absent: int
    not_asked: int


def lenses(book: VisitBook) -> list[LensShown]:
    """What each lens looks at."""
    return [LensShown(one, _sources(book, one.source)) for one in book.lenses.values()]


def groups(
    book: VisitBook, found: Mapping[str, tuple[int, int]], visits: int
) -> list[tuple[str, list[FactorShown]]]:
    """The factors by group, in the order of the book."""
    shown: dict[str, list[FactorShown]] = {}
    for factor in book.factors.values():
        present, absent = found.get(factor.id, (0, 0))
        one = FactorShown(factor, _sources(book, factor.source), present, absent, visits - present - absent)
        shown.setdefault(factor.group, []).append(one)
    return list(shown.items())


def _sources(book: VisitBook, tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(book.sources[tag].title for tag in tags)
