"""Coverage against the number of children, with the limits that chance keeps within: a funnel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from commonground.charts import drawing, plane
from commonground.charts.bars import axis_end
from commonground.charts.table import Table
from commonground.charts.values import Chart

Mark = Literal["rank", "other", "none"]
"""Chosen by rank (filled), chosen otherwise (diamond), not chosen (hollow)."""


@dataclass(frozen=True)
class Dot:
    """A practice: its name, its children, its coverage from 0 to 1."""

    name: str
    children: int
    share: float
    mark: Mark


@dataclass(frozen=True)
class Limits:
    """A pair of limits: what they are, and for numbers of children in order the lower and upper share."""

    words: str
    dash: str
    points: tuple[tuple[int, float, float], ...]


def funnel_chart(
    key: str,
    title: str,
    dots: Sequence[Dot],
    limits: Sequence[Limits],
    *,
    baseline: float,
    target: float,
    table: Table,
) -> Chart:
    """Each practice as a mark; the limits as curves around the baseline; the target as a line.

    `key` makes the ids of the drawing and is unique on its page; `table` holds the same numbers.
    """
    legend, top = plane.legend(_legend(limits, baseline, target))
    end = axis_end([dot.children for dot in dots])
    lowest = plane.floor_tenth([dot.share for dot in dots])
    at = plane.Plane((0, end), (lowest, 1.0), top)
    body = legend + at.levels(plane.share_levels(lowest))
    body += at.curve([(0, target), (end, target)], colour=drawing.INK, width=2)
    body += at.curve([(0, baseline), (end, baseline)], colour=drawing.GREY, width=2)
    for one in limits:
        for side in (1, 2):
            curve = [(point[0], point[side]) for point in one.points]
            body += at.curve(curve, colour=drawing.GREY, dash=one.dash)
    for dot in sorted(dots, key=lambda dot: ("none", "other", "rank").index(dot.mark)):
        body += mark(
            at.x(dot.children), at.y(dot.share), f"{dot.name}: {dot.share:.1%} of {dot.children}", dot.mark
        )
    body += at.foot_names([(0, "0"), (end / 2, f"{end // 2}"), (end, f"{end} children")])
    description = (
        "Each mark is a practice: further right the more children, higher the higher its coverage. Curves show how far "
        "from the average of all, the grey line, coverage may lie by chance; they open like a funnel where children "
        "are few. Filled marks were chosen by rank, diamonds in another way, hollow marks were not chosen. The table "
        "after the chart has the same numbers."
    )
    return Chart(title, drawing.picture(key, title, description, body, at.foot + 30), table)


def mark(x: float, y: float, name: str, kind: Mark) -> str:
    """The mark of a practice; x in percent."""
    return plane.diamond(x, y, name) if kind == "other" else plane.dot(x, y, name, filled=kind == "rank")


def _legend(limits: Sequence[Limits], baseline: float, target: float) -> list[tuple[str, str]]:
    return [
        (mark(3, 10, "", "rank"), "chosen by rank"),
        (mark(3, 10, "", "other"), "chosen at random or by a visitor"),
        (mark(3, 10, "", "none"), "not chosen"),
        *((plane.key_line(colour=drawing.GREY, dash=one.dash), one.words) for one in limits),
        (plane.key_line(colour=drawing.GREY, width=2), f"all practices together, {baseline:.1%}"),
        (plane.key_line(colour=drawing.INK, width=2), f"target, {target:.0%}"),
    ]
