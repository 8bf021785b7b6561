"""A series over time: a run chart with its median, or an XmR chart with its limits; a break is never crossed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from commonground.charts import drawing, plane
from commonground.charts.table import Table
from commonground.charts.values import Chart
from commonground.engine.statistics.process_charts import XmR

LIMIT_DASH, CENTRE_DASH, BREAK_DASH = "6 4", "2 4", "1 3"


@dataclass(frozen=True)
class Segment:
    """Points between two breaks: a name and a share from 0 to 1, None where there is none.

    `limits` makes an XmR chart of the points that have a value, in their order; without it the median is drawn.
    `begins` says why the series breaks before it, empty for the first.
    """

    points: tuple[tuple[str, float | None], ...]
    limits: XmR | None = None
    begins: str = ""

    @property
    def values(self) -> list[float]:
        """The values there are."""
        return [value for _, value in self.points if value is not None]


NAMED_IN_THE_MIDDLE = 12
"""From so many periods on a name in the middle stays clear of the others on a telephone."""


def run_chart(key: str, title: str, segments: Sequence[Segment], table: Table) -> Chart:
    """The segments beside each other. A point that is more than chance has another shape, not colour alone.

    `key` makes the ids of the drawing and is unique on its page. Raises ValueError where no point has a value.
    """
    values = [value for segment in segments for value in segment.values]
    if not values:
        raise ValueError("A run chart needs a value.")
    legend, top = plane.legend(_legend(segments))
    ends = [limit for one in segments if one.limits for limit in (one.limits.lower, one.limits.upper)]
    lowest = plane.floor_tenth([*values, *ends])
    names = [name for segment in segments for name, _ in segment.points]
    at = plane.Plane((-0.5, len(names) - 0.5), (lowest, 1.0), top)
    body, start = legend + at.levels(plane.share_levels(lowest)), 0
    for segment in segments:
        body += _segment(at, segment, start)
        start += len(segment.points)
    shown = {0, len(names) - 1} | ({(len(names) - 1) // 2} if len(names) >= NAMED_IN_THE_MIDDLE else set())
    body += at.foot_names([(place, names[place]) for place in sorted(shown)])
    description = (
        "Each mark is a period, in order of time, higher the higher its coverage. A diamond is a point that chance "
        "does not explain. Where what is counted changes, the series breaks and no line crosses. The table after the "
        "chart has the same numbers."
    )
    return Chart(title, drawing.picture(key, title, description, body, at.foot + 30), table)


def _segment(at: plane.Plane, segment: Segment, start: int) -> str:
    last = start + len(segment.points) - 1
    body = "".join(
        at.curve([(start, y), (last, y)], colour=drawing.GREY, dash=dash) for y, dash in _levels(segment)
    )
    if segment.begins:
        x = at.x(start - 0.5)
        body += drawing.line(x, at.top, x, at.foot, colour=drawing.INK, dash=BREAK_DASH)
        body += drawing.text(segment.begins, x, at.top - 2, anchor="end", size=drawing.SMALL_TEXT_SIZE)
    before: tuple[int, float] | None = None
    marks, signals = "", iter(segment.limits.signals if segment.limits else ())
    for place, (name, value) in enumerate(segment.points, start):
        if value is None:
            before = None
            continue
        if before is not None:
            body += at.curve([before, (place, value)], colour=drawing.BLUE, width=2)
        signal = next(signals, "")
        words = f"{name}: {value:.1%}" + (f" ({signal})" if signal else "")
        x, y = at.x(place), at.y(value)
        marks += plane.diamond(x, y, words) if signal else plane.dot(x, y, words, filled=True)
        before = (place, value)
    return body + marks


def _levels(segment: Segment) -> list[tuple[float, str]]:
    if segment.limits is None:
        return [(median(segment.values), CENTRE_DASH)] if segment.values else []
    limits = segment.limits
    return [(limits.mean, CENTRE_DASH), (limits.lower, LIMIT_DASH), (limits.upper, LIMIT_DASH)]


def _legend(segments: Sequence[Segment]) -> list[tuple[str, str]]:
    rows = [(plane.dot(3, 10, "", filled=True), "a period")]
    centre = "median"
    if any(segment.limits for segment in segments):
        centre = "mean"
        rows.append((plane.diamond(3, 10, ""), "more than chance explains"))
        rows.append((plane.key_line(colour=drawing.GREY, dash=LIMIT_DASH), "limits that chance keeps within"))
    return [*rows, (plane.key_line(colour=drawing.GREY, dash=CENTRE_DASH), centre)]
