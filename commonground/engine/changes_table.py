"""What has changed since a baseline, as it may leave a practice (rules.md 8, gate 1).

The commissioner may have both counts, so the change of the numerator and of the denominator is known to a reader; how
it came about is shown where no small number can be told from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from commonground.engine.comparing.baseline import ROWS, Change
from commonground.engine.disclosure import TO_THE_COMMISSIONER, small_counts
from commonground.engine.figures import (
    DENOMINATOR,
    HIDDEN,
    JOINED,
    LEFT,
    NUMERATOR,
    STRUCK_OUT,
    ChangeRow,
    FigureRow,
)
from commonground.engine.hidden_rows import Counted, Level, as_shown, believed, told
from commonground.engine.rules.model import Rulebook
from commonground.engine.working_out import Cell, Key, Table, Tie, at_most

_TAKES_AWAY = (STRUCK_OUT, LEFT)


def safe_changes(
    changes: Sequence[Change], baseline_as_at: date, figures: Iterable[FigureRow], rulebook: Rulebook
) -> tuple[ChangeRow, ...]:
    """Changes as the commissioner may see them; `figures` are those shown.

    Changes of one cohort age and period are about the same children, so they are shown at one level together; where
    a figure is hidden, so is its change.
    """
    shown = {(row.indicator, row.period) for row in figures if row.status != HIDDEN}
    gate = rulebook.small_numbers[TO_THE_COMMISSIONER]
    small = small_counts(gate)
    rows: list[ChangeRow] = []
    for _, group in groupby(changes, key=lambda one: (str(one.asked.indicator.cohort_age), one.asked.period)):
        together = list(group)
        in_sight = [one for one in together if (one.asked.indicator.id, one.asked.period) in shown]
        level = _level(in_sight, small)
        for one in together:
            cells = None if level is None or one not in in_sight else _cells(one, level, small)
            for row in counted_rows(one):
                children, status = (
                    (None, HIDDEN) if cells is None else as_shown(row.children, cells[row.key], gate)
                )
                counts_in, kind = row.key
                named = one.asked.indicator.id, one.asked.period
                rows.append(ChangeRow(*named, baseline_as_at, kind, counts_in, children, status))
    return tuple(rows)


def counted_rows(change: Change) -> list[Counted]:
    """The rows of a figure's change with their true counts, in their order."""
    counts: Mapping[str, Mapping[str, int]] = {NUMERATOR: change.numerator, DENOMINATOR: change.denominator}
    return [Counted((counts_in, kind), counts[counts_in][kind]) for kind, counts_in in ROWS]


def _level(changes: Sequence[Change], small: range) -> Level | None:
    return next((level for level in Level if all(_safe(one, level, small) for one in changes)), None)


def _safe(change: Change, level: Level, small: range) -> bool:
    cells = _cells(change, level, small)
    ties = []
    for counts_in, gap in (
        (NUMERATOR, change.now.numerator - change.then.numerator),
        (DENOMINATOR, change.now.denominator - change.then.denominator),
    ):
        known: Key = ("gap", counts_in)
        cells[known] = Cell(gap, gap, gap)
        summed = [
            ((side, kind), -1 if kind in _TAKES_AWAY else 1) for kind, side in ROWS if side == counts_in
        ]
        ties.append(Tie((*summed, (known, -1)), exact=True))
    ties += [at_most((NUMERATOR, kind), (DENOMINATOR, kind)) for kind in (JOINED, LEFT)]
    secret = [row.key for row in counted_rows(change) if row.children in small]
    return not told(Table(cells, ties), secret)


def _cells(change: Change, level: Level, small: range) -> dict[Key, Cell]:
    rows = counted_rows(change)
    true = {row.key: Cell(row.children, row.children, row.children) for row in rows}
    return {**true, **believed(rows, level, small)}
