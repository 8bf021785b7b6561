"""The counts of a practice in a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commonground.figures.models import PracticeCount


@dataclass(frozen=True)
class Line:
    """A count, what was read for it, and whether the practice sent another of the same day since."""

    count: PracticeCount
    children: str
    set_aside: int
    replaced: bool


def lines_of(counts: Iterable[PracticeCount]) -> list[Line]:
    """The counts in their order."""
    return [
        Line(
            one,
            str(one.read["children"]),
            one.read["set_aside"],
            getattr(one.release, "replaced_by", None) is not None,
        )
        for one in counts
    ]
