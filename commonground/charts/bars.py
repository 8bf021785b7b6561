"""Counts of children, or of something else, as bars, one row for each thing counted."""

from __future__ import annotations

from collections.abc import Sequence

from commonground.charts import drawing
from commonground.charts.table import Table
from commonground.charts.values import Between, Chart, NotShown, Number

ROUND_ENDS = (2, 4, 6, 10)  # times a power of ten: their halves are whole numbers
BAR = 16

Counted = Number | Between | NotShown


def bar_chart(
    key: str, title: str, rows: Sequence[tuple[str, Counted]], table: Table, *, unit: str = "children"
) -> Chart:
    """A solid bar for a number, a broken outline for a range, words for what is not shown.

    rows: a label and its value, in the order to be read; `key` makes the ids of the drawing and is
    unique on its page; `table` holds the same numbers.
    """
    end = axis_end([_highest(value) for _, value in rows])
    body, y = "", 0.0
    for words, value in rows:
        drawn, y = _row(words, value, y, end)
        body += drawn
        y += drawing.GAP
    body += drawing.axis(("0", str(end // 2), f"{end} {unit}"), y)
    description = (
        f"Each row is a bar as long as its number of {unit}, on a scale from 0 to {end}. A broken "
        "outline is a small number shown as a range. A row without a number says why in words. "
        "The table after the chart has the same numbers."
    )
    svg = drawing.picture(key, title, description, body, y + drawing.AXIS_HEIGHT)
    return Chart(title, svg, table)


def axis_end(values: Sequence[int]) -> int:
    """The first round number that no value passes: 2, 4, 6 or 10 times a power of ten."""
    power = 1
    while True:
        for part in ROUND_ENDS:
            if part * power >= max(values, default=0):
                return part * power
        power *= 10


def _highest(value: Counted) -> int:
    if isinstance(value, Number):
        return value.value
    return value.high if isinstance(value, Between) else 0


def _row(words: str, value: Counted, y: float, end: int) -> tuple[str, float]:
    if isinstance(value, NotShown):
        drawn, y = drawing.label(words, "", y)
        why, y = drawing.absent(value.words, y)
        return drawn + why, y
    if isinstance(value, Number):
        said, style = str(value.value), f'fill="{drawing.BLUE}"'
    else:
        said = f"{value.low} to {value.high}"
        style = f'fill="none" stroke="{drawing.BLUE}" stroke-width="2" stroke-dasharray="4 3"'
    drawn, y = drawing.label(words, said, y)
    drawn += drawing.lane(y)
    start = drawing.across(0)
    width = drawing.across(_highest(value) / end) - start
    if width:
        top = y + (drawing.LANE_HEIGHT - BAR) / 2
        drawn += f'<rect x="{start:g}%" y="{top:g}" width="{width:g}%" height="{BAR}" {style}/>'
    return drawn, y + drawing.LANE_HEIGHT
