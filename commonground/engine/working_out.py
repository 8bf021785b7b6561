"""What a reader could work out of the counts a table does not show.

A table is cells with their true values, what a reader may believe of each (a shown cell has one
value, a small one a few, a hidden one many), and the sums and bounds that tie cells together. A
cell is safe while other values of it fit everything shown. They are looked for near the truth: one
cell is changed, then others that are not shown until every sum and bound holds again. A search
that gives up says "unsafe", so the answer errs towards hiding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

Key = tuple[str, str]

NO_LIMIT = 10**9

# Each further cell makes a sum or bound hold again; tables of this kind need two or three, and the
# budget only bounds the time spent on a cell that nothing near the truth can free.
_CHANGES = 6
_STEPS = 400


@dataclass(frozen=True)
class Cell:
    """A count, and the lowest and highest value that a reader must allow for."""

    value: int
    lowest: int
    highest: int

    @property
    def shown(self) -> bool:
        """Whether a reader knows the value."""
        return self.lowest == self.highest

    def towards(self, wanted: int) -> int:
        """The value nearest to the wanted one that a reader allows for."""
        return min(max(wanted, self.lowest), self.highest)


@dataclass(frozen=True)
class Tie:
    """A sum of cells, each times +1 or -1, that a reader knows to be 0 (`exact`) or at most 0."""

    cells: tuple[tuple[Key, int], ...]
    exact: bool


def total(parts: Iterable[Key], whole: Key) -> Tie:
    """The parts add up to the whole."""
    return Tie((*((part, 1) for part in parts), (whole, -1)), exact=True)


def at_most(part: Key, whole: Key) -> Tie:
    """The part is no more than the whole."""
    return Tie(((part, 1), (whole, -1)), exact=False)


def covered_by(whole: Key, parts: Iterable[Key]) -> Tie:
    """The whole is no more than its parts, which may overlap, together."""
    return Tie(((whole, 1), *((part, -1) for part in parts)), exact=False)


class Table:
    """Cells and the ties between them; asks what a reader could work out."""

    def __init__(self, cells: Mapping[Key, Cell], ties: Sequence[Tie]) -> None:
        """Every key of a tie must be a cell. A tie that the true values break is left out."""
        self.cells = dict(cells)
        self._ties: dict[Key, list[Tie]] = {key: [] for key in self.cells}
        for tie in ties:
            if not self._excess(tie, {}):
                for key, _ in tie.cells:
                    self._ties[key].append(tie)
        self._steps = 0

    def believe(self, key: Key, lowest: int, highest: int) -> None:
        """Change what a reader may believe of a cell."""
        self.cells[key] = replace(self.cells[key], lowest=lowest, highest=highest)

    def possible(self, key: Key, enough: int) -> int:
        """How many values of a cell fit everything shown, counting no further than `enough`."""
        cell, found = self.cells[key], 1
        for distance in range(1, enough + 2):
            for value in (cell.value + distance, cell.value - distance):
                if found < enough and cell.lowest <= value <= cell.highest:
                    self._steps = _STEPS
                    found += self._mends({key: value}, _CHANGES)
        return found

    def _mends(self, changed: dict[Key, int], changes: int) -> bool:
        """Whether changing up to so many more cells makes every tie of the changed ones hold."""
        self._steps -= 1
        broken = self._broken(changed)
        if broken is None:
            return True
        if changes == 0 or self._steps <= 0:
            return False
        tie, excess = broken
        for key, sign in tie.cells:
            cell = self.cells[key]
            if key in changed or cell.shown:
                continue
            value = cell.towards(cell.value - excess * sign)
            if value != cell.value and self._mends({**changed, key: value}, changes - 1):
                return True
        return False

    def _broken(self, changed: Mapping[Key, int]) -> tuple[Tie, int] | None:
        """A tie of a changed cell that no longer holds, and its excess."""
        for key in changed:
            for tie in self._ties[key]:
                if excess := self._excess(tie, changed):
                    return tie, excess
        return None

    def _excess(self, tie: Tie, changed: Mapping[Key, int]) -> int:
        """By how much the tie's sum is above 0, or below it where that breaks it too; 0 where it holds."""
        cells = self.cells
        excess = sum(sign * (changed[key] if key in changed else cells[key].value) for key, sign in tie.cells)
        return excess if tie.exact else max(0, excess)
