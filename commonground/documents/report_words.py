"""How the report says a number, a date and the lack of one. Zero, hidden and not known are three things."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from commonground.charts.values import Between, NotShown, Number, Share
from commonground.engine import figures
from commonground.engine.disclosure import TO_THE_COMMISSIONER, small_counts
from commonground.engine.figures import DiagnosisRow, DueRow, FigureRow
from commonground.engine.quarters import is_rolling_year
from commonground.engine.rules.model import Rulebook, SmallNumbers

ROLLING = "year to "
NOT_COUNTED = "not counted"

CAVEATS = {
    figures.MIXED: "mixed cohort: the rule is for only some births of this period",
    figures.TODAYS_LIST: "today’s list only: children on your list now, not then",
}


def day(when: date) -> str:
    """4 October 2026."""
    return f"{when.day} {when:%B %Y}"


def span(first: date | None, last: date | None) -> str:
    """From one day to another; not known unless both are."""
    return f"{day(first)} to {day(last)}" if first and last else figures.NOT_KNOWN


def thousands(number: int) -> str:
    """12,345."""
    return f"{number:,}"


def small_numbers(rulebook: Rulebook) -> SmallNumbers:
    """The rule for small numbers between a practice and its commissioner."""
    return rulebook.small_numbers[TO_THE_COMMISSIONER]


def hidden(rulebook: Rulebook) -> str:
    """What a hidden cell says."""
    return f"hidden (fewer than {small_numbers(rulebook).smallest_shown}, or would give one away)"


def period(row: FigureRow) -> str:
    """The period of a figure as people say it."""
    if row.definition == figures.UP_TO_DATE:
        return day(row.period_end)
    return row.period


def count(value: int | str | None, row: FigureRow | DiagnosisRow, rulebook: Rulebook) -> str:
    """A count of this row as text: a number, the words that stand for it, or why there is none."""
    if value is not None:
        return value if isinstance(value, str) else thousands(value)
    return hidden(rulebook) if row.status == figures.HIDDEN else figures.NOT_KNOWN


def share(row: FigureRow | None, rulebook: Rulebook) -> Share | NotShown:
    """Coverage with its limits, or in words why there is none."""
    if row is None:
        return NotShown(NOT_COUNTED)
    if row.coverage is not None and row.lower95 is not None and row.upper95 is not None:
        return Share(row.coverage, row.lower95, row.upper95)
    if row.status == figures.HIDDEN:
        return NotShown(hidden(rulebook))
    return NotShown(figures.NO_CHILDREN if row.status == figures.NO_CHILDREN else figures.NOT_KNOWN)


def percent(value: Share | NotShown) -> str:
    """90.7%, or the words."""
    return value.words if isinstance(value, NotShown) else f"{value.percent:.1f}%"


def limits(value: Share | NotShown) -> str:
    """80.1% to 96.0%, or the words."""
    return value.words if isinstance(value, NotShown) else f"{value.lower:.1f}% to {value.upper:.1f}%"


def caveats(row: FigureRow) -> str:
    """The caveats of a figure in words, empty where it has none."""
    return "; ".join(words for status, words in CAVEATS.items() if status in row.status)


def children(row: DiagnosisRow | DueRow, rulebook: Rulebook) -> Number | Between | NotShown:
    """A count of children for a chart: a number, a range, or in words why it is not shown."""
    if row.status == figures.NO_CHILDREN:
        return NotShown(figures.NO_CHILDREN)
    if isinstance(row.children, int):
        return Number(row.children)
    if row.status == figures.SMALL:
        small = small_counts(small_numbers(rulebook))
        return Between(small[0], small[-1])
    return NotShown(hidden(rulebook) if row.status == figures.HIDDEN else figures.NOT_KNOWN)


def said(value: Number | Between | NotShown) -> str:
    """The same in a table."""
    if isinstance(value, NotShown):
        return value.words
    return thousands(value.value) if isinstance(value, Number) else f"{value.low} to {value.high}"


def latest(
    rows: Iterable[FigureRow], definition: str, indicator: str, rolling: bool = False
) -> FigureRow | None:
    """The newest figure of an indicator: of a year to a quarter's end where `rolling`, else of one period."""
    found = [
        row
        for row in rows
        if (row.definition, row.indicator) == (definition, indicator) and is_rolling_year(row) == rolling
    ]
    return max(found, key=lambda row: row.period_end, default=None)
