"""The causes of a pair of definitions as cells and the sums a reader knows, made safe by hiding what tells.

What a reader knows: the rows of a pair make both numerators and both denominators, which the figures
show; QOF leaves out no fewer children than the figure says; and how many children the ages of two
cohorts set apart, which the quarters of COVER can tell. So a pair with a hidden figure shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from commonground.engine.disclosure import TO_THE_COMMISSIONER, small_counts
from commonground.engine.figures import BOTH, FIRST, HIDDEN, SECOND, CauseRow, FigureRow
from commonground.engine.hidden_rows import Counted, Level, as_shown, believed, told
from commonground.engine.rules.model import Rulebook, SmallNumbers
from commonground.engine.working_out import Cell, Key, Table, Tie, total

BY_AGE = "other_age"
EXCLUDED = "excluded"
FIGURE = "figure"

Figures = tuple[FigureRow, FigureRow]


@dataclass(frozen=True)
class _Counted:
    """A row's place in its pair's table, and its true count."""

    key: Key
    row: CauseRow
    children: int


def safe_causes(
    rows: Sequence[CauseRow], figures: Iterable[FigureRow], rulebook: Rulebook
) -> tuple[CauseRow, ...]:
    """Causes as the commissioner may see them, from rows in which nothing is hidden.

    `figures` are those shown, after disclosure control. A count of children with a cause from 1 to 4 is
    shown in words; where one could still be worked out, every cause of the kinds with a small count is
    hidden, then every cause, and at last the whole pair. Every row comes back, in its order (rules.md 8).
    """
    gate = rulebook.small_numbers[TO_THE_COMMISSIONER]
    shown = {(row.indicator, row.period): row for row in figures}
    safe: list[CauseRow] = []
    for _, pair in groupby(rows, key=lambda row: (row.first, row.second)):
        of_pair = list(pair)
        one = of_pair[0]
        both = shown[one.first, one.first_period], shown[one.second, one.second_period]
        safe += _safe_pair(of_pair, both, gate)
    return tuple(safe)


def _safe_pair(rows: Sequence[CauseRow], figures: Figures, gate: SmallNumbers) -> list[CauseRow]:
    hidden = [replace(row, children=None, status=HIDDEN) for row in rows]
    if any(figure.status == HIDDEN for figure in figures):
        return hidden
    counted = [
        _Counted((f"{row.counted_in} {row.asked_of}", row.cause), row, int(row.children or 0)) for row in rows
    ]
    cells = _safe_cells(counted, figures, small_counts(gate))
    if cells is None:
        return hidden
    return [_shown(one, cells[one.key], gate) for one in counted]


def _safe_cells(counted: Sequence[_Counted], figures: Figures, small: range) -> dict[Key, Cell] | None:
    """What may be shown of each row; None where a small count could be worked out whatever is hidden.

    A level follows from which counts are small, not from their sizes (docs/decisions/0005).
    """
    rows = [Counted(one.key, one.children, bool(one.row.cause)) for one in counted]
    true = {one.key: Cell(one.children, one.children, one.children) for one in counted}
    ties = list(_ties(counted, figures, true))
    for level in Level:
        cells = {**true, **believed(rows, level, small)}
        # The ages may be told by the quarters of COVER, so the others are safe with those known.
        ages_known = {**cells, **{key: true[key] for key in cells if key[1] == BY_AGE}}
        secret = [one.key for one in counted if one.row.cause and one.children in small]
        by_age = [key for key in secret if key[1] == BY_AGE]
        others = [key for key in secret if key[1] != BY_AGE]
        if not told(Table(ages_known, ties), others) and not told(Table(cells, ties), by_age):
            return cells
    return None


def _ties(counted: Sequence[_Counted], figures: Figures, cells: dict[Key, Cell]) -> Iterable[Tie]:
    """The sums of the two figures; adds their counts to the cells."""

    def known(name: str, count: int | None) -> Key:
        key = (FIGURE, name)
        cells[key] = Cell(count or 0, count or 0, count or 0)
        return key

    for figure, side in zip(figures, (FIRST, SECOND), strict=True):
        numerator = known(f"{side} numerator", figure.numerator)
        yield total([one.key for one in counted if one.row.counted_in in (BOTH, side)], numerator)
        denominator = known(f"{side} denominator", figure.denominator)
        yield total([one.key for one in counted if one.row.asked_of in (BOTH, side)], denominator)
    left_out = [one.key for one in counted if one.row.cause == EXCLUDED]
    excluded = figures[1].excluded
    if left_out and isinstance(excluded, int):
        most = known(EXCLUDED, excluded)
        yield Tie((*((key, 1) for key in left_out), (most, -1)), exact=False)


def _shown(one: _Counted, cell: Cell, gate: SmallNumbers) -> CauseRow:
    children, status = as_shown(one.children, cell, gate)
    return replace(one.row, children=children, status=status)
