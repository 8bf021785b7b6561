"""A drawing with two axes: across in percent of the width, up in pixels, so that text keeps its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from commonground.charts import drawing

LEFT, RIGHT = 13.0, 97.0
"""Percent of the width where the lanes begin and end; the names of the levels stand to the left."""
HEIGHT = 320
MARK = 5.0
_NEAR_AN_END = 12.0


@dataclass(frozen=True)
class Plane:
    """The ends of both axes in their own units, and the pixel at which the highest value stands."""

    across: tuple[float, float]
    up: tuple[float, float]
    top: float = 0.0

    def x(self, value: float) -> float:
        """Where a value lies across, in percent."""
        low, high = self.across
        return round(LEFT + (RIGHT - LEFT) * (value - low) / (high - low), 3)

    def y(self, value: float) -> float:
        """Where a value lies, in pixels from above."""
        low, high = self.up
        return round(self.top + HEIGHT * (high - value) / (high - low), 2)

    @property
    def foot(self) -> float:
        """The pixel at which the lowest value stands."""
        return self.top + HEIGHT

    def curve(
        self, points: Sequence[tuple[float, float]], *, colour: str, width: int = 1, dash: str = ""
    ) -> str:
        """A line through points in order, as far as they lie between the ends of the upward axis.

        It is one line, so that dashes run on; it is stretched to the width while its thickness stays.
        """
        low, high = self.up
        style = f'fill="none" stroke="{colour}" stroke-width="{width}" vector-effect="non-scaling-stroke"'
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        lines = [
            f'<polyline points="{" ".join(f"{self.x(x):g},{self.y(y):g}" for x, y in run)}" {style}{dashes}/>'
            for inside, run in groupby(points, key=lambda point: low <= point[1] <= high)
            if inside
        ]
        if not lines:
            return ""
        return (
            f'<svg width="100%" height="{self.foot:g}" viewBox="0 0 100 {self.foot:g}" preserveAspectRatio="none">'
            f"{''.join(lines)}</svg>"
        )

    def levels(self, ticks: Sequence[tuple[float, str]]) -> str:
        """A pale line across at each named value, with its name at the left."""
        return "".join(
            drawing.line(LEFT, self.y(value), RIGHT, self.y(value), colour=drawing.PALE)
            + drawing.text(name, LEFT - 1.5, self.y(value) + 5, anchor="end", size=drawing.SMALL_TEXT_SIZE)
            for value, name in ticks
        )

    def foot_names(self, ticks: Sequence[tuple[float, str]]) -> str:
        """The names of values across, under the drawing."""
        baseline = self.foot + drawing.LINE_HEIGHT
        return "".join(
            drawing.line(self.x(value), self.foot, self.x(value), self.foot + 5, colour=drawing.GREY)
            + drawing.text(
                name,
                self.x(value),
                baseline,
                anchor=_anchor(self.x(value)),
                size=drawing.SMALL_TEXT_SIZE,
            )
            for value, name in ticks
        )


def _anchor(x: float) -> str:
    """Names near an end of the drawing stay inside it."""
    return "end" if x > RIGHT - _NEAR_AN_END else "start" if x < LEFT + _NEAR_AN_END else "middle"


def dot(x: float, y: float, name: str, *, filled: bool) -> str:
    """A round mark, filled or hollow, that says its name when it is pointed at; x in percent."""
    fill = drawing.BLUE if filled else "#fff"
    return (
        f'<g>{_named(name)}<circle cx="{x:g}%" cy="{y:g}" r="{MARK:g}" fill="{fill}" stroke="{drawing.BLUE}" '
        'stroke-width="1.5"/></g>'
    )


def diamond(x: float, y: float, name: str) -> str:
    """A mark of another shape, so that it is told apart without colour; x in percent."""
    size = MARK + 1.5
    path = f"M0 -{size:g} L{size:g} 0 L0 {size:g} L-{size:g} 0 Z"
    return (
        f'<svg x="{x:g}%" y="{y:g}" width="1" height="1" overflow="visible"><path d="{path}" '
        f'fill="{drawing.INK}" stroke="#fff">{_named(name)}</path></svg>'
    )


def share_levels(lowest: float) -> list[tuple[float, str]]:
    """The levels of an axis of shares from `lowest` (a tenth) to 1, each tenth named."""
    first = round(lowest * 10)
    return [(tenth / 10, f"{10 * tenth}%") for tenth in range(first, 11)]


def floor_tenth(values: Sequence[float]) -> float:
    """The tenth below the lowest value, 0.9 at most."""
    lowest = min(values, default=0.9)
    return max(0.0, min(0.9, int(lowest * 10 - 1e-9) / 10))


def legend(rows: Sequence[tuple[str, str]]) -> tuple[str, float]:
    """Marks drawn at 3% and 10 pixels, each with its words, one under another; and the pixel where they end."""
    drawn = []
    for at, (mark, words) in enumerate(rows):
        moved = f'<svg y="{at * drawing.LINE_HEIGHT}" overflow="visible">{mark}</svg>'
        drawn.append(
            moved + drawing.text(words, 8, at * drawing.LINE_HEIGHT + 15, size=drawing.SMALL_TEXT_SIZE)
        )
    return "".join(drawn), len(rows) * drawing.LINE_HEIGHT + drawing.GAP


def key_line(*, colour: str, width: int = 1, dash: str = "") -> str:
    """A short piece of a line, for the legend."""
    return drawing.line(0.5, 10, 6, 10, colour=colour, width=width, dash=dash)


def _named(name: str) -> str:
    return f"<title>{escape(name)}</title>" if name else ""
