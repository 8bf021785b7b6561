"""Coverage as a dot with its 95% interval, one row for each indicator."""

from __future__ import annotations

from collections.abc import Sequence

from commonground.charts import drawing
from commonground.charts.table import Table
from commonground.charts.values import Chart, NotShown, Share

TICKS = ("0%", "25%", "50%", "75%", "100%")
WHOLE = 100
DOT = 6
CAP = 6


def interval_chart(key: str, title: str, rows: Sequence[tuple[str, Share | NotShown]], table: Table) -> Chart:
    """A dot at each coverage on a line from its lower to its upper limit, on an axis from 0% to 100%.

    rows: a label and its value, in the order to be read; `key` makes the ids of the drawing and is
    unique on its page; `table` holds the same numbers. Raises ValueError for a share whose parts
    are not in order between 0 and 100.
    """
    body, y = "", 0.0
    for words, value in rows:
        drawn, y = _row(words, value, y)
        body += drawn
        y += drawing.GAP
    body += drawing.axis(TICKS, y)
    description = (
        "Each row is an indicator. A dot marks its coverage and a line its 95% range, on a scale from 0% "
        "to 100%. A row without a number says why in words. The table after the chart has the same numbers."
    )
    svg = drawing.picture(key, title, description, body, y + drawing.AXIS_HEIGHT)
    return Chart(title, svg, table)


def _row(words: str, value: Share | NotShown, y: float) -> tuple[str, float]:
    if isinstance(value, NotShown):
        drawn, y = drawing.label(words, "", y)
        why, y = drawing.absent(value.words, y)
        return drawn + why, y
    if not 0 <= value.lower <= value.percent <= value.upper <= WHOLE:
        raise ValueError(
            f"“{words}”: {value} is not a share with its limits between 0 and 100; check the count"
        )
    drawn, y = drawing.label(words, f"{value.percent:.1f}%", y)
    middle = y + drawing.LANE_HEIGHT / 2
    low, dot, high = (drawing.across(part / WHOLE) for part in (value.lower, value.percent, value.upper))
    drawn += drawing.lane(y) + drawing.line(low, middle, high, middle, colour=drawing.BLUE, width=4)
    for end in (low, high):
        drawn += drawing.line(end, middle - CAP, end, middle + CAP, colour=drawing.BLUE, width=2)
    drawn += f'<circle cx="{dot:g}%" cy="{middle:g}" r="{DOT}" fill="{drawing.BLUE}"/>'
    return drawn, y + drawing.LANE_HEIGHT
