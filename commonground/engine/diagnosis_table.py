"""The diagnosis as cells and the sums and bounds a reader knows, made safe by hiding what tells.

What a reader knows: the age bands add up to all; a measure's children are among the children of
that age; the parts of a measure overlap and together are the whole; and the children with a dose
overdue are all who are not up to date.

How much of a measure is shown follows from which of its counts are none, small and not small, and
which those are is mostly there to be seen. So a reader who replays this program learns next to
nothing from the choice (docs/decisions/0005).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import IntEnum

from commonground.engine.figures import ALL_AGES, NEVER, UP_TO_DATE, DiagnosisRow, FigureRow
from commonground.engine.rules.model import Rulebook
from commonground.engine.working_out import (
    NO_LIMIT,
    Cell,
    Key,
    Table,
    Tie,
    at_most,
    covered_by,
    total,
)

OF = "of"
UP_TO_DATE_CELL: Key = (UP_TO_DATE, ALL_AGES)

Counts = Mapping[Key, int]


class Level(IntEnum):
    """How much of a measure is shown; each level shows less than the one before."""

    SMALL_IN_WORDS = 0
    ONE_BAND_LESS = 1
    ALL_AGES_ONLY = 2
    NOTHING = 3


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
    highest small count, and hidden otherwise. Ages are hidden together where one has few children.
    """
    of = {(OF, row.age_band): row.of or 0 for row in diagnosis}
    children = {(row.measure, row.age_band): int(row.children or 0) for row in diagnosis}
    values = {**of, **children}
    if up_to_date and up_to_date.numerator is not None and (NEVER, ALL_AGES) in children:
        values[UP_TO_DATE_CELL] = up_to_date.numerator
    families = _families(children, rulebook)
    table = Table({key: Cell(n, n, n) for key, n in values.items()}, list(_ties(values, families)))
    _show(table, of, _level_of_ages(of, small), small)
    levels = _first_levels(of, children, small)
    for measure, level in levels.items():
        _show(table, _line(measure, children), level, small)
    # In hidden ages a child of one and a child of another can change places, and nothing shown
    # changes with them: their small counts need no more hidden.
    secret = [key for key, n in children.items() if n in small and table.cells[(OF, key[1])].shown]
    for key in secret:
        whole, *parts = _family_of(key[0], families)
        for names, level in (
            ((whole, *parts), Level.ALL_AGES_ONLY),
            (parts, Level.NOTHING),
            ((whole,), Level.NOTHING),
        ):
            if table.possible(key, values_left) >= values_left:
                break
            for name in names:
                _show(table, _line(name, children), level, small)
    return table


# Levels


def _line(measure: str, counts: Counts) -> Counts:
    return {key: n for key, n in counts.items() if key[0] == measure}


def _first_levels(of: Counts, children: Counts, small: range) -> dict[str, Level]:
    """The level of each measure to try first; hidden ages are hidden in all of them."""
    least = _level_of_ages(of, small)
    names = dict.fromkeys(measure for measure, _ in children)
    return {name: Level(max(_level(_line(name, children), small), least)) for name in names}


def _level_of_ages(of: Counts, small: range) -> Level:
    """Children by age: all of them, or of all ages only where an age has few, or none where all have."""
    if of.get((OF, ALL_AGES)) in small:
        return Level.NOTHING
    return Level.ALL_AGES_ONLY if any(n in small for n in of.values()) else Level.SMALL_IN_WORDS


def _level(line: Counts, small: range) -> Level:
    """The first level to try. It depends on no more than which counts are none, small and not small."""
    few = sum(n in small for (_, band), n in line.items() if band != ALL_AGES)
    whole = next((n for (_, band), n in line.items() if band == ALL_AGES), 0)
    several = few + 1 >= small[-1]
    if whole in small:
        # Under a small sum the words for several would tell: four of 1 to 4 are one child each.
        return Level.ALL_AGES_ONLY if several else Level.SMALL_IN_WORDS
    # Under any other sum several leave each other room; one or two need that of a count not shown.
    return Level.ONE_BAND_LESS if few and not several else Level.SMALL_IN_WORDS


def _show(table: Table, line: Counts, level: Level, small: range) -> None:
    """Set what a reader may believe of the counts of a measure shown at a level.

    A measure of no child at all is shown as it is: the sum tells every band.
    """
    if level < Level.NOTHING and not any(line.values()):
        return
    large = [key for key, n in line.items() if key[1] != ALL_AGES and n >= small.stop]
    for key, n in line.items():
        if level == Level.NOTHING or (level == Level.ALL_AGES_ONLY and key[1] != ALL_AGES):
            table.believe(key, 0, NO_LIMIT)
        elif level == Level.ONE_BAND_LESS and key in large[-1:]:
            table.believe(key, small.stop, NO_LIMIT)
        elif n in small and table.cells[key].highest < NO_LIMIT:
            table.believe(key, small[0], small[-1])
    never = (NEVER, ALL_AGES)
    if never in line and UP_TO_DATE_CELL in table.cells and not table.cells[never].shown:
        table.believe(UP_TO_DATE_CELL, 0, NO_LIMIT)


# Ties


def _families(measures: Iterable[Key], rulebook: Rulebook) -> dict[str, list[str]]:
    """The parts of each measure that has some, of the measures counted."""
    found: dict[str, list[str]] = {}
    for measure in dict.fromkeys(measure for measure, _ in measures):
        known = rulebook.measures.get(measure)
        if known and known.parent:
            found.setdefault(known.parent, []).append(measure)
    return found


def _family_of(measure: str, families: Mapping[str, Sequence[str]]) -> list[str]:
    """A measure or, where it is a part, its whole; then the parts of that."""
    whole = next((whole for whole, parts in families.items() if measure in parts), measure)
    return [whole, *families.get(whole, ())]


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
