"""Rows of counts that add up to known totals, made safe by showing less: small counts in words, then kinds, then none.

A level follows from which counts are small, not from their sizes (docs/decisions/0005).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from commonground.engine.disclosure import VALUES_LEFT, small_counts
from commonground.engine.figures import HIDDEN, OK, SMALL
from commonground.engine.rules.model import SmallNumbers
from commonground.engine.working_out import NO_LIMIT, Cell, Key, Table


@dataclass(frozen=True)
class Counted:
    """A row's key, whose first part is its kind, and its true count. `secret`: it may not be told where small."""

    key: Key
    children: int
    secret: bool = True


class Level(IntEnum):
    """How much is shown; each level shows less than the one before."""

    SMALL_IN_WORDS = 0
    KINDS_WITH_NONE_SMALL = 1
    NO_CAUSES = 2


def believed(counted: Sequence[Counted], level: Level, small: range) -> dict[Key, Cell]:
    """What a reader may believe of the rows that are not shown at a level."""
    secret = [one for one in counted if one.secret]
    few = [one for one in secret if one.children in small]
    if level == Level.SMALL_IN_WORDS:
        return {one.key: Cell(one.children, small[0], small[-1]) for one in few}
    kinds = {one.key[0] for one in few}
    hidden = [one for one in secret if level == Level.NO_CAUSES or one.key[0] in kinds]
    return {one.key: Cell(one.children, 0, NO_LIMIT) for one in hidden}


def told(table: Table, keys: Iterable[Key]) -> bool:
    """Whether a reader could work out one of these cells."""
    return any(table.possible(key, VALUES_LEFT) < VALUES_LEFT for key in keys)


def as_shown(children: int, cell: Cell, gate: SmallNumbers) -> tuple[int | str | None, str]:
    """A row's count and status as they may leave: the count, the words for a small one, or nothing."""
    if cell.shown:
        return children, OK
    if cell.highest in small_counts(gate):
        return gate.shown_as, SMALL
    return None, HIDDEN
