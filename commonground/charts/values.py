"""What a chart may be asked to show. Zero is a number; hidden, missing and not known are words."""

from __future__ import annotations

from dataclasses import dataclass

from commonground.charts.table import Table


@dataclass(frozen=True)
class Share:
    """Coverage and the limits of its interval, each in percent from 0 to 100."""

    percent: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Number:
    """A count of children that may be shown, zero included."""

    value: int


@dataclass(frozen=True)
class Between:
    """A count of which only the two ends may be known, such as 1 to 4."""

    low: int
    high: int


@dataclass(frozen=True)
class NotShown:
    """No number, and in words why not: hidden, no children, not known."""

    words: str


@dataclass(frozen=True)
class Chart:
    """A drawing with its table. `svg` is finished markup, every text in it escaped."""

    title: str
    svg: str
    table: Table
