"""Figures as a chart with its table, the same wherever figures stand under one another."""

from __future__ import annotations

from collections.abc import Sequence

from commonground.charts.intervals import interval_chart
from commonground.charts.table import Column, Table
from commonground.charts.values import Chart
from commonground.documents import report_words as words
from commonground.documents.report_input import ReportInput
from commonground.engine.figures import QOF, FigureRow

NamedFigures = Sequence[tuple[str, FigureRow | None]]
"""A name and its figure; None where no whole period has ended yet."""

_PERIOD = "Period"
_WITH_DOSES = "Children with the doses"
_COUNTED = "Children counted"
_COVERAGE = "Coverage"
_RANGE = "95% range"
_LEFT_OUT = "Left out by the QOF rules"
_TAKE_CARE = "Take care"


def figures_chart(given: ReportInput, key: str, caption: str, named: NamedFigures) -> Chart:
    """A dot and interval for each figure, with their table; `key` is unique on the page."""
    drawn = [(name, words.share(row, given.rulebook)) for name, row in named]
    return interval_chart(key, caption, drawn, figures_table(given, caption, named))


def figures_table(given: ReportInput, caption: str, named: NamedFigures) -> Table:
    """Counts, coverage and interval; QOF's children left out, and caveats, where there are any."""
    with_left_out = all(row is not None and row.definition == QOF for _, row in named)
    with_caveats = any(row is not None and words.caveats(row) for _, row in named)
    columns = (
        Column("Indicator"),
        Column(_PERIOD),
        *(Column(heading, numeric=True) for heading in (_WITH_DOSES, _COUNTED, _COVERAGE, _RANGE)),
        *((Column(_LEFT_OUT, numeric=True),) if with_left_out else ()),
        *((Column(_TAKE_CARE),) if with_caveats else ()),
    )
    headings = [column.heading for column in columns[1:]]
    rows = tuple((name, *_cells(given, row, headings)) for name, row in named)
    return Table(caption, columns, rows)


def _cells(given: ReportInput, row: FigureRow | None, headings: Sequence[str]) -> tuple[str, ...]:
    if row is None:
        return tuple(words.NOT_COUNTED for _ in headings)
    value = words.share(row, given.rulebook)
    told = {
        _PERIOD: words.period(row),
        _WITH_DOSES: words.count(row.numerator, row, given.rulebook),
        _COUNTED: words.count(row.denominator, row, given.rulebook),
        _COVERAGE: words.percent(value),
        _RANGE: words.limits(value),
        _LEFT_OUT: words.count(row.excluded, row, given.rulebook),
        _TAKE_CARE: words.caveats(row) or "nothing special",
    }
    return tuple(told[heading] for heading in headings)
