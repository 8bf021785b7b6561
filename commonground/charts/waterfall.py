"""From one coverage to another, step by step: each cause a bar from where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from commonground.charts import drawing
from commonground.charts.table import Table
from commonground.charts.values import Chart

BAR = 16
ROUND_TO = 5
"""Percent: the scale begins and ends at a multiple of it."""


@dataclass(frozen=True)
class Move:
    """A step: its words, the coverage before and the coverage after it, in percent."""

    words: str
    before: float
    after: float


def waterfall_chart(
    key: str,
    title: str,
    start: tuple[str, float],
    moves: Sequence[Move],
    end: tuple[str, float],
    table: Table,
) -> Chart:
    """A dot at the first and the last coverage, and a bar for each step between; a step down has an outline only.

    start and end: words and percent. `key` is unique on its page; `table` holds the same numbers.
    """
    values = [start[1], end[1], *(value for move in moves for value in (move.before, move.after))]
    low = ROUND_TO * floor(min(values) / ROUND_TO)
    high = max(ROUND_TO * ceil(max(values) / ROUND_TO), low + ROUND_TO)

    def along(percent: float) -> float:
        return drawing.across((percent - low) / (high - low))

    body, y = _dot(*start, along, 0.0)
    for move in moves:
        drawn, y = _bar(move, along, y)
        body += drawn
    drawn, y = _dot(*end, along, y)
    body += drawn + drawing.axis((f"{low}%", f"{(low + high) / 2:g}%", f"{high}%"), y)
    description = (
        f"The first row is one coverage and the last the other, on a scale from {low}% to {high}%. Between them each "
        "row is a cause: a filled bar adds to coverage, an outlined bar takes from it, and its points stand beside "
        "it. The table after the chart has the same numbers."
    )
    return Chart(title, drawing.picture(key, title, description, body, y + drawing.AXIS_HEIGHT), table)


def _dot(words: str, percent: float, along: drawing.Scale, y: float) -> tuple[str, float]:
    drawn, y = drawing.label(words, f"{percent:.1f}%", y)
    middle = y + drawing.LANE_HEIGHT / 2
    drawn += drawing.lane(y)
    drawn += f'<circle cx="{along(percent):g}%" cy="{middle:g}" r="6" fill="{drawing.BLUE}"/>'
    return drawn, y + drawing.LANE_HEIGHT + drawing.GAP


def _bar(move: Move, along: drawing.Scale, y: float) -> tuple[str, float]:
    drawn, y = drawing.label(move.words, f"{move.after - move.before:+.1f}", y)
    drawn += drawing.lane(y)
    left, right = sorted((along(move.before), along(move.after)))
    top = y + (drawing.LANE_HEIGHT - BAR) / 2
    style = (
        f'fill="{drawing.BLUE}"'
        if move.after >= move.before
        else f'fill="#ffffff" stroke="{drawing.BLUE}" stroke-width="2"'
    )
    drawn += f'<rect x="{left:g}%" y="{top:g}" width="{max(right - left, 0.4):g}%" height="{BAR}" {style}/>'
    return drawn, y + drawing.LANE_HEIGHT + drawing.GAP
