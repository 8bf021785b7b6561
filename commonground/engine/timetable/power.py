"""What a random order of months can tell: the smallest effect of visits that the round would find."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from commonground.engine.rules.visit_book import VisitBook
from commonground.engine.statistics.stepped_wedge import Wedge, of_coverage, smallest_effect

_MONTHS_A_QUARTER = 3
_QUARTERS_A_YEAR = 4
_FEWEST_STEPS = 2


@dataclass(frozen=True)
class Power:
    """The design in words of numbers: practices, steps (quarters with visits), children a practice a quarter, coverage.

    `smallest` is the effect, in percentage points, found in four rounds of five; None where there is no design.
    """

    practices: int
    steps: int
    children: float
    coverage: float
    smallest: float | None

    def sentence(self) -> str:
        """What it means."""
        if self.smallest is None:
            return (
                "The visits fall into one quarter, so no practice waits while another is visited: a random order tells "
                "nothing here. Make the season longer to learn what visits do."
            )
        return (
            f"With {self.practices} practices visited in {self.steps} quarters, {self.children:.0f} children of an "
            f"age in each a quarter and {self.coverage:.0%} covered, the round would find an effect of "
            f"{self.smallest:.1f} percentage points or more in four cases of five; a smaller one may be missed."
        )


def power(
    months: Collection[date], children: int, covered: int, book: VisitBook, *, years: float = 1.0
) -> Power:
    """The power of a round whose visits were drawn into these months (one for each practice).

    children, covered: of the chosen practices over so many years, 0 where the list does not say. Source: Hussey and
    Hughes, by generalised least squares with practices correlated less from quarter to quarter than within one.
    """
    quarters = {(month.year, (month.month - 1) // _MONTHS_A_QUARTER) for month in months}
    practices = len(months)
    each = (
        children / years / practices / _QUARTERS_A_YEAR
        if children and practices
        else book.number("power-children-a-quarter")
    )
    coverage = covered / children if 0 < covered < children else book.number("power-coverage")
    smallest = None
    if len(quarters) >= _FEWEST_STEPS:
        wedge = Wedge(
            practices,
            len(quarters),
            int(book.number("power-quarters-before")),
            int(book.number("power-quarters-after")),
        )
        error = of_coverage(
            wedge,
            coverage=coverage,
            children=each,
            icc=book.number("power-icc"),
            cac=book.number("power-cac"),
        )
        smallest = 100 * smallest_effect(error)
    return Power(practices, len(quarters), each, coverage, smallest)
