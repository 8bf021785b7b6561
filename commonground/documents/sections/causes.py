"""Why two definitions count different children: a count by cause, under the figures it explains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from commonground.charts.table import Column, Table
from commonground.documents.content import Block, Paragraph
from commonground.documents.report_input import ReportInput
from commonground.documents.report_words import thousands
from commonground.engine.figures import BOTH, FIRST, HIDDEN, NEITHER, SECOND, CauseRow
from commonground.engine.rules.model import Comparison

NOT_SHOWN = "not shown, so that no child can be picked out"


def causes_table(given: ReportInput, comparison: Comparison) -> tuple[Block, ...]:
    """Children whom COVER counts and the other does not, and the other way about, by cause; nothing of no child.

    What both count and what only one counts make up the number of the one.
    """
    pairs = _pairs(given, comparison)
    rows = tuple(row for other, pair in pairs for row in _rows(given, other, pair))
    if not rows:
        return ()
    columns = (Column("Counted by, and why not by the other"), Column("Children", numeric=True))
    return (
        Paragraph(
            "Each child below has one cause. What both count and what only one counts add up to the number "
            "of that one. A number that is hidden would tell a small one."
        ),
        Table(f"{comparison.title}: why the numbers differ", columns, rows),
    )


def _pairs(given: ReportInput, comparison: Comparison) -> list[tuple[str, list[CauseRow]]]:
    names = {comparison.qof: f"QOF {comparison.qof}", given.rulebook.up_to_date.id: "up to date"}
    of_cover = [row for row in given.shared.causes if row.first == comparison.cover and row.second in names]
    return [(names[second], list(pair)) for second, pair in groupby(of_cover, key=lambda row: row.second)]


def _rows(given: ReportInput, other: str, pair: Sequence[CauseRow]) -> Iterable[tuple[str, str]]:
    who = {BOTH: f"COVER and {other}", FIRST: f"COVER, not {other}", SECOND: f"{other}, not COVER"}
    if all(row.children is None for row in pair):
        yield f"{who[BOTH]}: {NOT_SHOWN}", HIDDEN
        return
    counted = [row for row in pair if row.counted_in != NEITHER]
    for (counted_in, _), kind in groupby(counted, key=lambda row: (row.counted_in, row.asked_of)):
        of_kind = list(kind)
        if len(of_kind) > 1 and all(row.children is None for row in of_kind):
            yield f"{who[counted_in]}: {NOT_SHOWN}", HIDDEN
            continue
        for row in of_kind:
            if row.children != 0:
                why = given.rulebook.causes[row.cause].title if row.cause else "both count them"
                yield f"{who[counted_in]}: {why}", _children(row)


def _children(row: CauseRow) -> str:
    if row.children is None:
        return HIDDEN
    return row.children if isinstance(row.children, str) else thousands(row.children)
