"""From the other coverage to the practice's own, cause by cause, as a drawing of Shapley points."""

from __future__ import annotations

from collections.abc import Sequence

from commonground.charts.table import Column, Table
from commonground.charts.values import Chart
from commonground.charts.waterfall import Move, waterfall_chart
from commonground.engine.figures import PUBLISHED
from commonground.figures.models import Difference
from commonground.figures.settling.queries import Pair
from commonground.figures.settling.sides import exact

REST = "The rest, too small to show one by one"
LEAST = 0.05
"""Points. What rounds to nothing at one place is no step."""


def chart_of(key: str, rows: Sequence[tuple[str, Difference]], pair: Pair) -> Chart | None:
    """The drawing of one comparison, with its table; None where its two ends or its steps are not known.

    rows: the title of each cause, and its difference. What is too small to be shown stands in one step together.
    """
    end = exact(pair.own)
    steps = [
        (title, one.points) for title, one in rows if one.points is not None and abs(one.points) >= LEAST
    ]
    if end is None or not steps:
        return None
    told = sum(points for _, points in steps)
    start = _start(rows, pair, end)
    if start is None:
        return None
    rest = end - start - told
    if abs(rest) >= LEAST:
        steps.append((REST, rest))
    moves, at = [], start
    for title, points in steps:
        moves.append(Move(title, at, at + points))
        at += points
    columns = (Column("Step"), Column("Points", numeric=True), Column("Coverage reached", numeric=True))
    first, last = ("Compared with", start), ("Practice count", end)
    table = Table(
        "From one coverage to the other",
        columns,
        (
            (first[0], "", f"{start:.1f}%"),
            *((one.words, f"{one.after - one.before:+.1f}", f"{one.after:.1f}%") for one in moves),
            (last[0], "", f"{end:.1f}%"),
        ),
    )
    return waterfall_chart(key, "From one coverage to the other", first, moves, last, table)


def _start(rows: Sequence[tuple[str, Difference]], pair: Pair, end: float) -> float | None:
    """The coverage that was compared with: as published, or what all the points of a list leave."""
    if rows[0][1].against == PUBLISHED:
        named = [pair.published, *pair.later]
        return next(
            (exact(one) for one in named if one and one.release.key == rows[0][1].against_release), None
        )
    points = [one.points for _, one in rows]
    return None if None in points else end - sum(one or 0 for one in points)
