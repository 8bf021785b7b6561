"""The diagnosis as cells and the sums and bounds a reader knows, made safe by hiding what tells.

What a reader knows: the age bands add up to all; a measure's children are among the children of
that age; the parts of a measure overlap and together are the whole; and the children with a dose
overdue are all who are not up to date.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from commonground.engine.figures import ALL_AGES, NEVER, UP_TO_DATE, DiagnosisRow, FigureRow
from commonground.engine.rules.model import Rulebook
from commonground.engine.working_out import (
    NO_LIMIT,
    Cell,
    Hiding,
    Key,
    Table,
    Tie,
    at_most,
    covered_by,
    total,
)

OF = "of"
UP_TO_DATE_CELL: Key = (UP_TO_DATE, ALL_AGES)


def safe_table(
    diagnosis: Sequence[DiagnosisRow],
    up_to_date: FigureRow | None,
    rulebook: Rulebook,
    small: range,
    values_left: int,
) -> Table:
    """What a reader may be shown, so that each small count could be `values_left` numbers at least.

    Rows have nothing hidden yet. Cells are (measure, age band), (OF, age band) and UP_TO_DATE_CELL, the
    numerator of that figure. A cell that is not shown is in words where its highest value is the
    highest small count, and hidden otherwise.
    """
    of = {(OF, row.age_band): row.of or 0 for row in diagnosis}
    children = {(row.measure, row.age_band): int(row.children or 0) for row in diagnosis}
    bands = _safe_bands(of, small, values_left)

    cells = dict(bands.cells)
    for key, n in children.items():
        if not cells[(OF, key[1])].shown:
            cells[key] = Cell(n, 0, NO_LIMIT)
        else:
            cells[key] = Cell(n, small[0], small[-1]) if n in small else Cell(n, n, n)
    if up_to_date and up_to_date.numerator is not None and (NEVER, ALL_AGES) in cells:
        n = up_to_date.numerator
        hidden = up_to_date.denominator in small
        cells[UP_TO_DATE_CELL] = Cell(n, 0, NO_LIMIT) if hidden else Cell(n, n, n)
    families = _families(children, rulebook)
    table = Table(cells, list(_ties(cells, families)))
    # In the hidden bands a child of one and a child of another can change places, and nothing shown
    # changes with them: their small counts need no more hidden.
    secret = [key for key, n in children.items() if n in small and cells[(OF, key[1])].shown]
    table.hide_what_tells(
        secret,
        _least_missed_first(families, small),
        values_left,
    )
    return table


def _safe_bands(of: dict[Key, int], small: range, values_left: int) -> Table:
    table = Table({key: Cell(n, n, n) for key, n in of.items()}, list(_sums(OF, of)))
    secret = [key for key, n in of.items() if n in small]
    for key in secret:
        table.believe(key, 1, NO_LIMIT)
    table.hide_what_tells(secret, _bands_by_size, values_left)
    return table


def _families(measures: Iterable[Key], rulebook: Rulebook) -> dict[str, list[str]]:
    """The parts of each measure that has some, of the measures counted."""
    found: dict[str, list[str]] = {}
    for measure in dict.fromkeys(measure for measure, _ in measures):
        known = rulebook.measures.get(measure)
        if known and known.parent:
            found.setdefault(known.parent, []).append(measure)
    return found


def _sums(measure: str, cells: Collection[Key]) -> Iterable[Tie]:
    bands = [key for key in cells if key[0] == measure and key[1] != ALL_AGES]
    if (measure, ALL_AGES) in cells and bands:
        yield total(bands, (measure, ALL_AGES))


def _ties(cells: Collection[Key], families: dict[str, list[str]]) -> Iterable[Tie]:
    for measure in dict.fromkeys(measure for measure, _ in cells):
        yield from _sums(measure, cells)
    for measure, band in cells:
        if measure not in (OF, UP_TO_DATE):
            yield at_most((measure, band), (OF, band))
        parts = [(part, band) for part in families.get(measure, ()) if (part, band) in cells]
        if parts:
            yield covered_by((measure, band), parts)
            yield from (at_most(part, (measure, band)) for part in parts)
    if UP_TO_DATE_CELL in cells:
        yield total(((NEVER, ALL_AGES), UP_TO_DATE_CELL), (OF, ALL_AGES))


def _bands_by_size(key: Key, cell: Cell) -> Hiding | None:
    # Zero is always shown, and the band that is the sum of all says more than any other.
    return None if key[1] == ALL_AGES or cell.value == 0 else Hiding((cell.value, key[1]), lowest=1)


def _least_missed_first(families: dict[str, list[str]], small: range) -> Callable[[Key, Cell], Hiding | None]:
    """Bands before all, parts before wholes, small before large; words and the figure come last."""

    def hiding(key: Key, cell: Cell) -> Hiding | None:
        measure, band = key
        if measure == OF or cell.value == 0:
            return None
        if key == UP_TO_DATE_CELL:
            return Hiding((3,), lowest=0)
        if cell.value in small:
            return Hiding((2, band == ALL_AGES, measure in families, *key), lowest=1)
        return Hiding((1, band == ALL_AGES, measure in families, cell.value, *key), lowest=small.stop)

    return hiding
