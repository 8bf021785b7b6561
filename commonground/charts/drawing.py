"""The pieces both charts are drawn from: SVG elements as strings, in one column of rows.

Widths are in percent and heights in pixels, without a viewBox, so that text keeps its size on a
telephone, on a screen and on paper, and only the lanes grow. Each row is a label over its lane.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from textwrap import wrap

Scale = Callable[[float], float]
"""From a value to its place across a drawing, in percent of the width."""

BLUE = "#005eb8"
GREY = "#768692"
PALE = "#d8dde0"
INK = "#212b32"

TEXT_SIZE = 16
SMALL_TEXT_SIZE = 14
LINE_HEIGHT = 20
LANE_HEIGHT = 24
GAP = 12
AXIS_HEIGHT = 26
LABEL_LETTERS = 22  # a line of a label leaves room for its value on a screen of 320 pixels
WORDS_LETTERS = 30
INSET = 2.5  # percent kept free at either end of a lane, so that a dot at 0 or at the end is whole


def across(part: float) -> float:
    """Where a part of the axis (0 to 1) lies, in percent of the drawing's width."""
    return round(INSET + (100 - 2 * INSET) * part, 3)


def text(words: str, x: float, y: float, *, anchor: str = "start", size: int = TEXT_SIZE) -> str:
    """A line of text with its baseline at y; x in percent."""
    return f'<text x="{x:g}%" y="{y:g}" text-anchor="{anchor}" font-size="{size}">{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, *, colour: str, width: int = 1, dash: str = "") -> str:
    """A straight line; x in percent, y in pixels."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:g}%" y1="{y1:g}" x2="{x2:g}%" y2="{y2:g}" stroke="{colour}" '
        f'stroke-width="{width}"{dashes}/>'
    )


def lane(y: float) -> str:
    """The pale line a value stands on, with a mark at each end."""
    middle = y + LANE_HEIGHT / 2
    start, end = across(0), across(1)
    return (
        line(start, middle, end, middle, colour=PALE, width=2)
        + line(start, middle - 5, start, middle + 5, colour=GREY)
        + line(end, middle - 5, end, middle + 5, colour=GREY)
    )


def label(words: str, value: str, y: float) -> tuple[str, float]:
    """A row's label, broken into lines, with its value at the right of the first; and where it ends."""
    lines = wrap(words, LABEL_LETTERS, break_on_hyphens=False) or [""]
    drawn = [text(part, 0, y + LINE_HEIGHT * (n + 1) - 5) for n, part in enumerate(lines)]
    drawn.append(text(value, 100, y + LINE_HEIGHT - 5, anchor="end"))
    return "".join(drawn), y + LINE_HEIGHT * len(lines)


def absent(words: str, y: float) -> tuple[str, float]:
    """In place of a value: a broken lane and the words that say why there is none; and where it ends."""
    lines = wrap(words, WORDS_LETTERS)
    drawn = [line(across(0), y + 6, across(1), y + 6, colour=GREY, dash="2 6")]
    for n, part in enumerate(lines):
        drawn.append(text(part, 0, y + 6 + LINE_HEIGHT * (n + 1) - 2, size=SMALL_TEXT_SIZE))
    return "".join(drawn), y + 6 + LINE_HEIGHT * len(lines)


def axis(ticks: Sequence[str], y: float) -> str:
    """The names of evenly spaced points under the lanes, the first and last inside the drawing."""
    last = len(ticks) - 1
    drawn = []
    for n, name in enumerate(ticks):
        anchor = "start" if n == 0 else "end" if n == last else "middle"
        x = 0 if n == 0 else 100 if n == last else across(n / last)
        drawn.append(text(name, x, y + LINE_HEIGHT - 2, anchor=anchor, size=SMALL_TEXT_SIZE))
    return "".join(drawn)


def picture(key: str, title: str, description: str, body: str, height: float) -> str:
    """The whole drawing, named and described for those who do not see it. `key` is unique on a page."""
    name = escape(key, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'width="100%" height="{height:g}" font-family="Arial, sans-serif" fill="currentColor">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>{body}</svg>'
    )
