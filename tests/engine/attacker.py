"""A reader who tries, by exact integer programming, to work out a hidden count.

It knows every sum, bound and label that a test tells it of. It does not replay the program to ask
why these cells and no others were hidden.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

MOST = 1000


class Attacker:
    """Whole-number unknowns, what is known of them, and the lowest and highest value of any."""

    def __init__(self) -> None:
        self.index: dict[Hashable, int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.rows: list[tuple[Mapping[Any, int], float, float]] = []

    def unknown(self, key: Hashable, low: float = 0, high: float = MOST) -> None:
        """A count known to lie between two numbers."""
        self.index[key] = len(self.low)
        self.low.append(low)
        self.high.append(high)

    def know(self, weights: Mapping[Any, int], low: float, high: float) -> None:
        """A weighted sum known to lie between two numbers."""
        self.rows.append((weights, low, high))

    def range_of(self, key: Hashable) -> tuple[int, int]:
        """The lowest and the highest value that fit everything known."""
        return self._extreme(key, 1), self._extreme(key, -1)

    def _extreme(self, key: Hashable, sign: int) -> int:
        matrix = lil_matrix((len(self.rows), len(self.low)))
        for number, (weights, _, _) in enumerate(self.rows):
            for other, weight in weights.items():
                matrix[number, self.index[other]] = weight
        goal = np.zeros(len(self.low))
        goal[self.index[key]] = sign
        known = LinearConstraint(
            matrix.tocsr(), [low for _, low, _ in self.rows], [high for _, _, high in self.rows]
        )
        found = milp(
            goal, integrality=np.ones(len(self.low)), bounds=Bounds(self.low, self.high), constraints=known
        )
        assert found.success, f"what the reader knows contradicts itself: {found.message}"
        return round(float(found.x[self.index[key]]))
