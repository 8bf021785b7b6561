"""Fixes as their pages show them: how each stands, and what the figures have told since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from commonground.engine.rules.difference_book import DifferenceCause, load_difference_book
from commonground.figures.fixes.states import is_late, state_in_words
from commonground.figures.models import Figure, Fix
from commonground.figures.titles import titles

OTHER_CHILDREN = (
    "These are other children: the cohort after the one asked about. It shows that such records arrive now."
)


@dataclass(frozen=True)
class Line:
    """A fix in a list."""

    fix: Fix
    what: str
    title: str
    state: str
    late: bool


@dataclass(frozen=True)
class Gain:
    """How a number moved after a fix: `repaired` are records put right, which is no child vaccinated."""

    before: int
    after: int
    moved: int
    repaired: int

    @property
    def other(self) -> int:
        """What moved besides."""
        return self.moved - self.repaired


def lines_of(fixes: Iterable[Fix], on: date) -> list[Line]:
    """Fixes in their order."""
    causes, named = load_difference_book().causes, titles()
    return [
        Line(
            fix=one,
            what=cause_of(one, causes).title,
            title=named.get(one.indicator, one.indicator),
            state=state_in_words(one),
            late=is_late(one, on),
        )
        for one in fixes
    ]


def cause_of(fix: Fix, causes: Mapping[str, DifferenceCause] | None = None) -> DifferenceCause:
    """The cause of a fix, in the rulebook's words."""
    return (causes or load_difference_book().causes)[fix.cause]


def gain_of(fix: Fix, after: Iterable[Figure]) -> Gain | None:
    """What moved since, where a release told of it."""
    if fix.seen is None:
        return None
    numbers = [one.numerator if fix.measure == Fix.Measure.NUMERATOR else one.denominator for one in after]
    number = next((one for one in numbers if one is not None), None)
    if number is None:
        return None
    return Gain(fix.before, number, number - fix.before, -fix.seen if fix.falls else fix.seen)
