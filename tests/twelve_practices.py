"""The twelve made-up practices that every number on choosing is worked out for (methods.md 1.4 to 1.7)."""

from __future__ import annotations

IDS = "ABCDEFGHIJKL"
CHILDREN = (18, 45, 60, 120, 95, 30, 75, 150, 22, 88, 52, 110)
COVERED = (11, 31, 49, 105, 70, 27, 69, 117, 21, 79, 38, 104)
QUINTILES = (1, 1, 2, 3, 2, 4, 5, 1, 5, 4, 3, 5)
COUNTED = {
    "A": (11, 15), "B": (37, 42), "C": (48, 58), "D": (104, 118), "E": (69, 93), "F": (27, 29),
    "G": (69, 74), "H": (118, 148), "I": (21, 22), "J": (79, 86), "K": (45, 50), "L": (104, 109),
}  # fmt: skip
"""What each practice's own system says: covered, children."""
COUNTS = tuple(zip(COVERED, CHILDREN, strict=True))
BY_ID = dict(zip(IDS, COUNTS, strict=True))
