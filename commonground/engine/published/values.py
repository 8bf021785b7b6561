"""Cells of published tables as numbers, or as what stands in their place; and numerators from percentages.

A number keeps how many decimal places it was printed with: that is what a rounding interval rests on.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from commonground.engine.figures import MISSING
from commonground.engine.records.words import Cell, text
from commonground.engine.rules.published_book import Group, load_published_book

UNKNOWN = "unknown"
"""The status of a cell that says something the rulebook does not know."""

_NUMBER = re.compile(r"(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE]-?\d+)?)\s*%?\s*(?:\(.*)?", re.DOTALL)
_NOTE = re.compile(r"\[\s*note\s*(\d+)\s*\]", re.IGNORECASE)
_LONG = 4
"""More decimal places than any table is printed with: the number stands as it was worked out."""
_OF_A_SHARE = 2
_NOISE = Fraction(1, 10**6)
_MOST_PLACES = 9
"""Of a number that was worked out, fewer than a computer's rounding may spoil."""


@dataclass(frozen=True)
class Printed:
    """One cell. `number` is None where something else stands there; `status` then says what that means.

    cell: its name in the sheet, as `F12`; places: decimal places of the number; said: what its mark means.
    """

    text: str
    cell: str
    number: Fraction | None
    status: str = ""
    places: int = 0
    said: str = ""

    @property
    def whole(self) -> int | None:
        """The number, where it is a whole one that is not negative; 88.0000000000001 is 88, as a computer wrote it."""
        if self.number is None or self.number < 0:
            return None
        if self.number.denominator == 1:
            return self.number.numerator
        nearest = round(self.number)
        return nearest if abs(self.number - nearest) <= _NOISE else None


def printed(
    value: Cell, row: int, column: int, group: Group = "", legend: Mapping[str, str] | None = None
) -> Printed:
    """A cell of a table, at its row and column (both from 0). A figure in brackets behind the number is left out.

    legend: what the table says its own marks mean, by `mark_name`.
    """
    said = " ".join(text(value).split())
    where = cell_name(row, column)
    words = (legend or {}).get(mark_name(said), "") if said else ""
    mark = _meant(words) or _marks(group).get(said.casefold())
    if mark is None and words:
        mark = MISSING
    if mark is not None:
        return Printed(said, where, None, mark, said=words)
    found = _NUMBER.fullmatch(said)
    if found is None:
        return Printed(said, where, None, UNKNOWN)
    plain = found[1].replace(",", "")
    return Printed(said, where, Fraction(plain), places=_places(plain))


def mark_name(said: str) -> str:
    """A mark as legends name it: `**`, or `note 3` for `[note 3]`; empty where the text is no mark."""
    found = _NOTE.fullmatch(said)
    if found:
        return f"note {found[1]}"
    return said if said and set(said) == {"*"} else ""


def _meant(words: str) -> str | None:
    """The status that the words of a legend give a mark."""
    plain = words.casefold()
    for one in load_published_book().note_words if words else ():
        if any(phrase in plain for phrase in one.written):
            return one.status
    return None


def cell_name(row: int, column: int) -> str:
    """A cell as a spreadsheet names it, from its row and column (both from 0)."""
    letters, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def row_of(cell: str) -> int:
    """The row (from 0) of a cell's name."""
    return int(cell.lstrip(string.ascii_uppercase)) - 1


@lru_cache(maxsize=4)
def _marks(group: Group) -> dict[str, str]:
    """The marks of the tables of a group: its own go before those of all tables."""
    marks = sorted(load_published_book().marks, key=lambda mark: mark.group)
    kept = [mark for mark in marks if mark.group in ("", group)]
    return {written.casefold(): mark.status for mark in kept for written in mark.written}


def _places(plain: str) -> int:
    mantissa, _, exponent = plain.lower().partition("e")
    return max(0, len(mantissa.partition(".")[2]) - int(exponent or 0))


def is_share(cells: Sequence[Printed]) -> bool:
    """Whether percentages are written as shares from 0 to 1; noughts alone do not say."""
    numbers = [cell.number for cell in cells if cell.number is not None]
    return bool(numbers) and 0 < max(numbers) <= 1


def printed_places(cells: Sequence[Printed], share: bool) -> int:
    """To how many places a column was printed: `95` beside `91.8` was printed as 95.0. A share has two more."""
    places = [cell.places for cell in cells if cell.number is not None]
    worked_out = _LONG + (_OF_A_SHARE if share else 0)
    long = sum(one >= worked_out for one in places)
    if long * 2 > len(places):
        return _MOST_PLACES
    return max((one for one in places if one < worked_out), default=0)


@dataclass(frozen=True)
class Numerators:
    """The whole numbers of children that give a printed percentage, and the interval that was rounded to it."""

    fewest: int
    most: int
    lower: Fraction
    upper: Fraction

    @property
    def only(self) -> int | None:
        """The numerator, where it is the only one."""
        return self.fewest if self.fewest == self.most else None


def numerators(percentage: Fraction, half: Fraction, denominator: int) -> Numerators:
    """Which numerators of a denominator round to a percentage; half: of the unit it was rounded to.

    Both ends of the interval count, because it is not known how a tie was rounded. `fewest` is above `most`
    where no number of children gives the percentage.
    """
    lower, upper = max(Fraction(0), percentage - half), min(Fraction(100), percentage + half)
    return Numerators(ceil(lower * denominator / 100), floor(upper * denominator / 100), lower, upper)


def known(cell: Printed | None) -> bool:
    """Whether a cell holds a number."""
    return cell is not None and cell.number is not None


def status_of(cell: Printed | None) -> str:
    """What a cell without a number means; MISSING where there is no such cell or nobody knows what it says."""
    return MISSING if cell is None or cell.status in ("", UNKNOWN) else cell.status
