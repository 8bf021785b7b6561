"""What goes into a cell of a spreadsheet: what people typed stays text there."""

from __future__ import annotations

from decimal import Decimal

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that begins like it gets an apostrophe in front."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_BEGINS) and not _number(cell) else cell


def _number(cell: str) -> bool:
    try:
        Decimal(cell)
    except ArithmeticError:
        return False
    return True
