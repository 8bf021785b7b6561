"""What the three definitions have in common: a figure's row, and the children who are in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Figure:
    """A row of FIGURES with the children behind it: in `members`, True is in the numerator."""

    definition: str
    indicator: str
    period: str
    period_start: date
    period_end: date
    cohort_from: date | None
    cohort_to: date | None
    members: tuple[tuple[str, bool], ...] = field(repr=False)
    excluded: int | None = None
    mixed: bool = False

    @property
    def denominator(self) -> int:
        """The children counted."""
        return len(self.members)

    @property
    def numerator(self) -> int:
        """Those of them who have the doses."""
        return sum(has_them for _, has_them in self.members)

    @property
    def status(self) -> str:
        """`no children` wins over `mixed cohort` (decision 0003, 11)."""
        if not self.members:
            return "no children"
        return "mixed cohort" if self.mixed else "ok"
