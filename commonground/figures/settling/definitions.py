"""Why the three definitions count different children, as a practice's count says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonground.engine.figures import BOTH, FIRST, NEITHER, SECOND
from commonground.engine.rules.loader import load_rulebook
from commonground.figures.titles import titles

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Pair:
    """Two definitions on the same children: each line who counts them and why the other does not, with the children."""

    first: str
    second: str
    lines: tuple[tuple[str, str, str], ...]


def definitions_of(causes: Sequence[Row]) -> list[Pair]:
    """The pairs of definitions of a count, in its order."""
    by_pair: dict[tuple[str, ...], list[Row]] = {}
    for row in causes:
        key = (row["first"], row["first_period"], row["second"], row["second_period"])
        by_pair.setdefault(key, []).append(row)
    named = titles() | {"up_to_date": "Up to date today"}
    return [
        Pair(
            f"{named.get(first, first)}, {first_period}",
            f"{named.get(second, second)}, {second_period}",
            tuple(_line(row) for row in rows),
        )
        for (first, first_period, second, second_period), rows in by_pair.items()
    ]


def _line(row: Row) -> tuple[str, str, str]:
    who = {
        BOTH: "Both count them",
        FIRST: "Only the first counts them",
        SECOND: "Only the second counts them",
        NEITHER: "Neither counts them",
    }[row["counted_in"]]
    cause = load_rulebook().causes.get(row["cause"])
    children = row["children"]
    shown = "hidden" if children is None else f"{children:,}" if isinstance(children, int) else str(children)
    return who, cause.title if cause else "", shown
