"""Practices on a map, as large as the children at stake, over the outlines of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians, sqrt

from commonground.charts import drawing
from commonground.charts.funnel import Mark
from commonground.charts.table import Table
from commonground.charts.values import Chart

WIDTH = 480.0
TALLEST = 640.0
MARGIN = 30.0
LARGEST = 20.0
SMALLEST = 3.0
TEXT = 15
KM_A_DEGREE = 111.2
LEAST_SPAN_KM = 4.0
_LEGEND = 3 * 20 + 10


@dataclass(frozen=True)
class Spot:
    """A practice: name, latitude, longitude, children at stake, how it was chosen, a word to print beside it."""

    name: str
    latitude: float
    longitude: float
    children: float
    mark: Mark
    label: str = ""


@dataclass(frozen=True)
class Circle:
    """A place and all within so many kilometres of it, with a word to print on it."""

    latitude: float
    longitude: float
    km: float
    label: str


Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class _Projection:
    west: float
    north: float
    across: float
    scale: float
    height: float

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        x = MARGIN + (longitude - self.west) * self.across * self.scale
        return round(x, 1), round(MARGIN + (self.north - latitude) * self.scale, 1)

    def km(self, distance: float) -> float:
        return round(distance / KM_A_DEGREE * self.scale, 1)


def map_chart(
    key: str,
    title: str,
    spots: Sequence[Spot],
    rings: Sequence[Ring],
    circles: Sequence[Circle],
    table: Table,
) -> Chart:
    """Circles whose areas are the children at stake; rings are outlines as longitudes and latitudes.

    `key` makes the ids of the drawing and is unique on its page. Raises ValueError where there is no spot.
    """
    if not spots:
        raise ValueError("A map needs a practice with coordinates.")
    view = _projection(spots)
    most = max((spot.children for spot in spots), default=0.0) or 1.0
    land = "".join(_outline(view, ring) for ring in rings)
    body = f'<g clip-path="url(#{escape(key, quote=True)}-clip)">{land}{"".join(_circle(view, c) for c in circles)}'
    for spot in sorted(spots, key=lambda spot: -spot.children):
        body += _spot(view, spot, LARGEST * sqrt(spot.children / most))
    body += "</g>" + "".join(_label(view, spot) for spot in spots if spot.label)
    body += "".join(_circle_label(view, circle) for circle in circles)
    body += _legend(view.height, most)
    description = (
        "Each circle is a practice; its area is the number of children short of the target. Filled circles were chosen "
        "by rank, those with a broken edge in another way, hollow ones were not chosen. Large broken circles are where "
        "a day’s travel would reach most children. The table after the map has the same numbers."
    )
    return Chart(title, _picture(key, title, description, body, view.height), table)


def no_map(key: str, title: str, words: str, table: Table) -> Chart:
    """In place of a map, the sentence that says why there is none."""
    said, end = drawing.absent(words, 0)
    return Chart(title, drawing.picture(key, title, words, said, end + drawing.GAP), table)


def _projection(spots: Sequence[Spot]) -> _Projection:
    south, north = min(s.latitude for s in spots), max(s.latitude for s in spots)
    west, east = min(s.longitude for s in spots), max(s.longitude for s in spots)
    across = cos(radians((south + north) / 2))
    least = LEAST_SPAN_KM / KM_A_DEGREE
    wide, high = max((east - west) * across, least), max(north - south, least)
    scale = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / high)
    left = (west + east) / 2 - (WIDTH / 2 - MARGIN) / scale / across
    return _Projection(left, (south + north + high) / 2, across, scale, round(high * scale + 2 * MARGIN, 1))


def _outline(view: _Projection, ring: Ring) -> str:
    points = [view.at(latitude, longitude) for longitude, latitude in ring]
    if not _touches(points, view.height):
        return ""
    kept = [point for at, point in enumerate(points) if not at or _apart(point, points[at - 1])]
    path = " ".join(f"{x:g},{y:g}" for x, y in kept)
    return f'<polygon points="{path}" fill="#f0f4f5" stroke="{drawing.GREY}" stroke-width="1"/>'


def _touches(points: Sequence[tuple[float, float]], height: float) -> bool:
    """Whether the box around the points and the map have a place in common."""
    across, down = zip(*points, strict=True)
    return bool(min(across) <= WIDTH and max(across) >= 0 and min(down) <= height and max(down) >= 0)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) + abs(one[1] - other[1]) > 0.2


def _circle(view: _Projection, circle: Circle) -> str:
    x, y = view.at(circle.latitude, circle.longitude)
    radius = view.km(circle.km)
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="none" stroke="{drawing.INK}" stroke-width="1.5" '
        f'stroke-dasharray="6 4"/>'
    )


def _circle_label(view: _Projection, circle: Circle) -> str:
    """On the upper edge of the circle, or of the map where that is lower."""
    x, y = view.at(circle.latitude, circle.longitude)
    return _text(circle.label, x, max(TEXT, y - view.km(circle.km) + TEXT / 3), "middle", bold=True)


def _spot(view: _Projection, spot: Spot, radius: float) -> str:
    x, y = view.at(spot.latitude, spot.longitude)
    dash = ' stroke-dasharray="3 2"' if spot.mark == "other" else ""
    fill = "#fff" if spot.mark == "none" else drawing.BLUE
    return (
        f"<g><title>{escape(f'{spot.name}: about {spot.children:.0f} children')}</title>"
        f'<circle cx="{x:g}" cy="{y:g}" r="{max(SMALLEST, radius):.1f}" fill="{fill}" fill-opacity="0.6" '
        f'stroke="{drawing.INK if dash else drawing.BLUE}" stroke-width="1.5"{dash}/></g>'
    )


def _label(view: _Projection, spot: Spot) -> str:
    x, y = view.at(spot.latitude, spot.longitude)
    return _text(spot.label, x, y + TEXT / 3, "middle", bold=True)


def _legend(top: float, most: float) -> str:
    rows = (
        (
            f'fill="{drawing.BLUE}" fill-opacity="0.6" stroke="{drawing.BLUE}"',
            "chosen by rank (number: its place)",
        ),
        (
            f'fill="{drawing.BLUE}" fill-opacity="0.6" stroke="{drawing.INK}" stroke-dasharray="3 2"',
            "chosen at random or by a visitor",
        ),
        (f'fill="#fff" stroke="{drawing.BLUE}"', f"not chosen; the largest circle is {most:.0f} children"),
    )
    drawn = []
    for at, (style, words) in enumerate(rows):
        y = top + 20 * at + 10
        drawn.append(
            f'<circle cx="12" cy="{y:g}" r="7" {style} stroke-width="1.5"/>'
            + _text(words, 28, y + 5, "start")
        )
    return "".join(drawn)


def _text(words: str, x: float, y: float, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold" stroke="#fff" stroke-width="3" paint-order="stroke"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{TEXT}"{weight}>{escape(words)}</text>'
    )


def _picture(key: str, title: str, description: str, body: str, height: float) -> str:
    name = escape(key, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'viewBox="0 0 {WIDTH:g} {height + _LEGEND:g}" width="100%" '
        f'font-family="Arial, sans-serif" fill="currentColor"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc><clipPath id="{name}-clip">'
        f'<rect x="0" y="0" width="{WIDTH:g}" height="{height:g}"/></clipPath>{body}</svg>'
    )
