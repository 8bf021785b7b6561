"""Several sheets that print the same figures: one of each is kept, and what contradicts it is reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from commonground.engine.figures import (
    DENOMINATOR_ONLY,
    DERIVED,
    NO_CHILDREN,
    OK,
    PERCENTAGE_ONLY,
    PublishedRow,
)
from commonground.engine.published.making import Made, shown
from commonground.engine.published.places import AUTHORITY, PCN, PRACTICE
from commonground.engine.published.reading import Check, check_of
from commonground.engine.published.values import row_of

_ONCE = (PRACTICE, PCN, AUTHORITY)
_RANK = (OK, DERIVED, NO_CHILDREN, DENOMINATOR_ONLY, PERCENTAGE_ONLY)
"""Of two figures for the same, the one that says more is kept."""


def one_of_each(made: Sequence[Made]) -> tuple[list[PublishedRow], list[PublishedRow], list[Check]]:
    """One figure for each place and indicator, those kept apart, and the checks.

    Where several sheets print the same, the one that says most is kept, and what contradicts it is reported.
    """
    best: dict[tuple[str, str, str], Made] = {}
    checks = [check for one in made for check in one.checks]
    twice: list[Made] = []
    for one in made:
        if one.apart:
            continue
        key = (one.row.release, one.row.org_code, one.row.indicator)
        held = best.get(key)
        if held is None:
            best[key] = one
            continue
        if _stands_twice(held, one):
            twice.append(one)
            checks.append(_twice(held.row, one.row))
            if _numbers(held.row) != _numbers(one.row):
                twice.append(best.pop(key))
            continue
        kept, other = (one, held) if _rank(one) < _rank(held) else (held, one)
        best[key] = kept
        checks += _contradictions(kept, other)
    apart = [*(one for one in made if one.apart), *twice]
    return [one.row for one in best.values()], [one.row for one in apart], checks


def _stands_twice(held: Made, one: Made) -> bool:
    """Whether a table says the same of one organisation in two rows: not a total beside its one member."""
    mine, other = held.row, one.row
    return mine.sheet == other.sheet and mine.level in _ONCE and row_of(mine.cell) != row_of(other.cell)


def _twice(held: PublishedRow, other: PublishedRow) -> Check:
    same = _numbers(held) == _numbers(other)
    under = (
        f", under {held.parent_code} and {other.parent_code}" if held.parent_code != other.parent_code else ""
    )
    return check_of(
        other,
        "same figure twice",
        f"it stands in cell {held.cell} too{under}, with {'the same' if same else 'other'} numbers",
        "the first is used" if same else "neither is used; ask the publisher which is right",
        apart=True,
    )


def _numbers(row: PublishedRow) -> tuple[object, ...]:
    return row.denominator, row.numerator, row.coverage, row.status


def _rank(one: Made) -> int:
    status = one.row.status
    return _RANK.index(status) if status in _RANK else len(_RANK)


def _contradictions(kept: Made, other: Made) -> Iterator[Check]:
    mine, theirs = kept.row, other.row
    said = ""
    if None not in (mine.denominator, theirs.denominator) and mine.denominator != theirs.denominator:
        said = f"{theirs.denominator:,} children here"
    elif kept.exact is not None and other.exact is not None and _apart(kept.exact - other.exact, kept, other):
        said = f"{shown(round(other.exact, 2))}% here"
    if said:
        here = (
            f"{mine.denominator:,} children"
            if "children" in said
            else f"{shown(round(kept.exact or Fraction(0), 2))}%"
        )
        yield check_of(
            theirs,
            "contradiction",
            f"{said}, {here} in sheet {mine.sheet}, cell {mine.cell}",
            f"the figure of sheet {mine.sheet} is used, because it says more or stands first; ask the publisher",
        )


def _apart(difference: Fraction, kept: Made, other: Made) -> bool:
    """Whether two percentages differ by more than both were rounded."""
    return abs(difference) > kept.half + other.half


def noted(rows: Sequence[PublishedRow], notes: Mapping[str, str]) -> list[PublishedRow]:
    """The figures with what the file says about their place, by the code of the place."""
    return [
        replace(row, note="; ".join(filter(None, (row.note, notes.get(row.org_code, ""))))) for row in rows
    ]
