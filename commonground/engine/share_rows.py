"""Whether a share.json has every row that its as-at date and its rulebook call for, and no other.

What is called for is what a count of no children has rows for: a row is there however few it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from commonground.engine.counting import reference
from commonground.engine.counting.results import Question
from commonground.engine.records.tables import CHILDREN, EVENTS
from commonground.engine.rules.model import Rulebook

Row = Mapping[str, Any]
Names = tuple[str, ...]

FIGURE = ("definition", "indicator", "period")
BOUNDS = ("period_start", "period_end", "cohort_from", "cohort_to")
CELL = ("measure", "age_band")
TABLES = ("figures", "diagnosis", "due")


def rows_that_differ(document: Row, rulebook: Rulebook) -> Iterator[str]:
    """One sentence for each figure and line of the diagnosis that is missing or has no place in the file.

    The document must fit the schema. One counted with another version of the rulebook is not judged,
    nor one without any row, as events without a list of children give it.
    """
    try:
        as_at = date.fromisoformat(document["as_at"])
    except ValueError:
        yield "as_at: there is no such day in the calendar."
        return
    if document["rulebook_version"] != rulebook.version or not any(document[name] for name in TABLES):
        return
    question = Question(document["org_code"], as_at, document["registration_known"])
    nobody = reference.count(CHILDREN.empty_table(), EVENTS.empty_table(), question, rulebook)
    figures = {_names(row, FIGURE): _bounds(row) for row in nobody.figures.to_pylist()}
    yield from _differences("figures", set(figures), {_names(row, FIGURE) for row in document["figures"]})
    for index, row in enumerate(document["figures"]):
        bounds = figures.get(_names(row, FIGURE))
        if bounds is not None and bounds != _bounds(row):
            said = ", ".join(_names(row, FIGURE)[1:])
            yield f"figures row {index + 1} ({said}): its period or its cohort is not that of the rulebook."
    cells = {_names(row, CELL) for row in nobody.diagnosis.to_pylist()}
    yield from _differences("diagnosis", cells, {_names(row, CELL) for row in document["diagnosis"]})


def _names(row: Row, columns: Names) -> Names:
    return tuple(row[column] for column in columns)


def _bounds(row: Row) -> Names:
    return tuple(str(row[column]) for column in BOUNDS)


def _differences(table: str, wanted: set[Names], held: set[Names]) -> Iterator[str]:
    for names in sorted(wanted - held):
        yield f"{table}: the row of {', '.join(names[-2:])} is missing; make the file again."
    if held - wanted:
        # Not by name: what is not expected here may be an identifier.
        yield f"{table}: rows for which the as-at date has no place: {len(held - wanted)}; make the file again."
