"""Coverage over time: a run chart, and an XmR chart by the rules of NHS "Making Data Count".

A chart is of one part of a series: a break of the schedule is drawn as a new chart, so nothing is read across it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from commonground.charts import drawing
from commonground.charts.table import Column, Table
from commonground.charts.values import Chart
from commonground.engine.statistics.process_charts import XmR, xmr

HEIGHT = 220
STEP = 5
"""The scale begins and ends at a multiple of this many percent."""
DOT, SIGNAL = 4, 6
SIGNALS = {
    "outside": "outside the limits",
    "trend": "one of seven or more rising or falling",
    "two of three": "one of two of three near a limit",
    "shift": "one of seven or more on one side of the mean",
    "": "within what chance does",
}


@dataclass(frozen=True)
class Point:
    """A period and its coverage in percent; None where there is none, which leaves a gap."""

    period: str
    percent: float | None


def run_chart(key: str, title: str, points: Sequence[Point]) -> Chart:
    """Coverage at each period, without limits: there are too few periods for them.

    Raises ValueError where no period has a figure.
    """
    scale = _scale([point.percent for point in points if point.percent is not None])
    description = (
        f"A dot for each period, from {points[0].period} to {points[-1].period}, on a scale from {scale.low}% to "
        f"{scale.high}%. There are too few periods to say what is more than chance. The table has the same numbers."
    )
    body = _frame(points, scale) + _line(points, scale)
    body += "".join(_dot(at, points, scale) for at in range(len(points)))
    rows = tuple((point.period, _said(point.percent)) for point in points)
    table = Table(title, (Column("Period"), Column("Coverage", numeric=True)), rows)
    return Chart(title, drawing.picture(key, title, description, body, HEIGHT + drawing.AXIS_HEIGHT), table)


def xmr_chart(key: str, title: str, points: Sequence[Point]) -> Chart:
    """Coverage at each period with its mean and limits, and what is more than chance (methods.md 1.9).

    Raises ValueError where fewer than two periods have a figure.
    """
    values = [point.percent for point in points if point.percent is not None]
    limits = xmr(values)
    signals = iter(limits.signals)
    told = [next(signals) if point.percent is not None else "" for point in points]
    scale = _scale([*values, max(0.0, limits.lower), min(100.0, limits.upper)])
    body = _frame(points, scale) + _limits(limits, scale) + _line(points, scale)
    body += "".join(_dot(at, points, scale, signal) for at, signal in enumerate(told))
    beyond = sum(bool(signal) for signal in told)
    description = (
        f"A dot for each period, from {points[0].period} to {points[-1].period}, on a scale from {scale.low}% to "
        f"{scale.high}%. A line marks the mean, {limits.mean:.1f}%; broken lines the limits, {limits.lower:.1f}% and "
        f"{limits.upper:.1f}%. {beyond} dots are diamonds: they tell of more than chance. "
        "The table has the same numbers."
    )
    rows = tuple(
        (point.period, _said(point.percent), SIGNALS[signal] if point.percent is not None else "")
        for point, signal in zip(points, told, strict=True)
    )
    columns = (Column("Period"), Column("Coverage", numeric=True), Column("What it tells"))
    caption = f"{title}: mean {limits.mean:.1f}%, limits {limits.lower:.1f}% to {limits.upper:.1f}%"
    picture = drawing.picture(key, title, description, body, HEIGHT + drawing.AXIS_HEIGHT)
    return Chart(title, picture, Table(caption, columns, rows))


@dataclass(frozen=True)
class _Scale:
    low: int
    high: int

    def y(self, percent: float) -> float:
        """Where a percentage lies, in pixels from the top."""
        part = (percent - self.low) / (self.high - self.low)
        return round(HEIGHT - part * HEIGHT, 2)


def _scale(percents: Sequence[float]) -> _Scale:
    if not percents:
        raise ValueError("There is no figure to draw.")
    low = max(0, math.floor(min(percents) / STEP) * STEP)
    high = min(100, math.ceil(max(percents) / STEP) * STEP)
    return _Scale(low, high) if low < high else _Scale(max(0, low - STEP), min(100, high + STEP))


def _x(at: int, points: Sequence[Point]) -> float:
    return drawing.across(at / (len(points) - 1) if len(points) > 1 else 0.5)


def _frame(points: Sequence[Point], scale: _Scale) -> str:
    middle = (scale.low + scale.high) / 2
    lines = ""
    for percent in (scale.high, middle, scale.low):
        y = scale.y(percent)
        lines += drawing.line(0, y, 100, y, colour=drawing.PALE)
        words_y = max(drawing.SMALL_TEXT_SIZE, y - 3)
        lines += drawing.text(f"{percent:g}%", 0, words_y, size=drawing.SMALL_TEXT_SIZE)
    return lines + drawing.axis((points[0].period, points[-1].period), HEIGHT)


def _limits(limits: XmR, scale: _Scale) -> str:
    lines = drawing.line(0, scale.y(limits.mean), 100, scale.y(limits.mean), colour=drawing.GREY, width=2)
    for value in (limits.lower, limits.upper):
        if scale.low <= value <= scale.high:
            lines += drawing.line(
                0, scale.y(value), 100, scale.y(value), colour=drawing.GREY, width=2, dash="6 4"
            )
    return lines


def _line(points: Sequence[Point], scale: _Scale) -> str:
    lines = ""
    for at in range(1, len(points)):
        earlier, later = points[at - 1].percent, points[at].percent
        if earlier is not None and later is not None:
            lines += drawing.line(
                _x(at - 1, points), scale.y(earlier), _x(at, points), scale.y(later), colour=drawing.BLUE
            )
    return lines


def _dot(at: int, points: Sequence[Point], scale: _Scale, signal: str = "") -> str:
    percent = points[at].percent
    if percent is None:
        return ""
    x, y = _x(at, points), scale.y(percent)
    if not signal:
        return f'<circle cx="{x:g}%" cy="{y:g}" r="{DOT}" fill="{drawing.BLUE}"/>'
    # A drawing inside the drawing, since a path knows no percent.
    shape = f"M0 -{SIGNAL} L{SIGNAL} 0 L0 {SIGNAL} L-{SIGNAL} 0 Z"
    return f'<svg x="{x:g}%" y="{y:g}" overflow="visible"><path d="{shape}" fill="{drawing.BLUE}"/></svg>'


def _said(percent: float | None) -> str:
    return "none" if percent is None else f"{percent:.1f}%"
