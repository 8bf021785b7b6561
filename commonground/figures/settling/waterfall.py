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

REST = "The rest: too small to show one by one, or not the same list"
WHOLE = 100
LEAST = 0.05
"""Points. What rounds to nothing at one place is no step."""


def chart_of(key: str, rows: Sequence[tuple[str, Difference]], pair: Pair) -> Chart | None:
    """The drawing of one comparison, with its table; None where its two ends or its steps are not known.

    rows: the title of each cause, and its difference. What is too small to be shown stands in one step together. The
    coverage of another list is not in a count: it is what all points leave, or what was published of it.
    """
    end = exact(pair.own)
    steps = [
        (title, one.points) for title, one in rows if one.points is not None and abs(one.points) >= LEAST
    ]
    if end is None or not steps:
        return None
    told = sum(points for _, points in steps)
    in_published = rows[0][1].against == PUBLISHED or any(one.points is None for _, one in rows)
    start = _published(rows, pair) if in_published else end - told
    if start is None:
        return None
    rest = end - start - told
    if abs(rest) >= LEAST:
        steps.append((REST, rest))
    moves, at = [], start
    for title, points in steps:
        moves.append(Move(title, at, at + points))
        at += points
    if in_published and not all(0 <= one.after <= WHOLE for one in moves):
        return None  # what was published is not of that list, so its coverage is no place to begin
    columns = (Column("Step"), Column("Points", numeric=True), Column("Coverage reached", numeric=True))
    first, last = ("Published" if in_published else "The other list", start), ("Practice count", end)
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


def _published(rows: Sequence[tuple[str, Difference]], pair: Pair) -> float | None:
    """The published coverage: of the release that was compared with; beside a list the one that is looked at."""
    if rows[0][1].against != PUBLISHED:
        return exact(pair.published)
    named = [pair.published, *pair.later]
    return next((exact(one) for one in named if one and one.release.key == rows[0][1].against_release), None)
