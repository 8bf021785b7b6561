"""A batch of entries of many children while it is being made up: one array a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.engine.records.tables import KINDS, Kind
from commonground.synthetic.dates import Days, Flags

Codes = NDArray[np.int16]

HERE = "here"
ABROAD = "abroad"
PHARMACY = "pharmacy"
EARLIER_PRACTICE = "earlier practice"


@dataclass(frozen=True)
class Vocabulary:
    """The vaccines and places that entries name by number."""

    vaccines: tuple[str, ...]
    places: tuple[str, ...]

    def vaccine(self, name: str) -> int:
        """The number of a vaccine."""
        return self.vaccines.index(name)

    def place(self, name: str) -> int:
        """The number of a place."""
        return self.places.index(name)


@dataclass(frozen=True)
class Entries:
    """Entries by row: the child's number, the day, and vaccine, kind and place by number."""

    child: NDArray[np.int64]
    day: Days
    vaccine: Codes
    kind: Codes
    place: Codes

    def __len__(self) -> int:
        return len(self.child)

    def only(self, rows: Flags | NDArray[np.int64]) -> Entries:
        """The chosen rows, by flag or by number."""
        return Entries(
            self.child[rows], self.day[rows], self.vaccine[rows], self.kind[rows], self.place[rows]
        )


def entries_of(
    child: NDArray[np.int64], day: Days, vaccine: int | Codes, kind: Kind = "given", place: int = 0
) -> Entries:
    """Entries of one kind and place, and of one vaccine or of one a row."""
    size = len(child)
    return Entries(
        child=child,
        day=day,
        vaccine=np.broadcast_to(np.asarray(vaccine, dtype=np.int16), size),
        kind=np.full(size, KINDS.index(kind), dtype=np.int16),
        place=np.full(size, place, dtype=np.int16),
    )


def joined(parts: Sequence[Entries]) -> Entries:
    """Batches one after another."""
    return Entries(
        child=np.concatenate([part.child for part in parts]),
        day=np.concatenate([part.day for part in parts]),
        vaccine=np.concatenate([part.vaccine for part in parts]),
        kind=np.concatenate([part.kind for part in parts]),
        place=np.concatenate([part.place for part in parts]),
    )
