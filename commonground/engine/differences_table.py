"""Differences between two counts, by cause, as they may leave a practice (rules.md 8, gate 1).

What a reader is taken to know: both counts of the figure (the practice's is beside it, the other may be published), so
how far apart their numerators and denominators are; and by the cause, which of the two a child changes. Figures of one
cohort age and period are about the same children, so they are shown at one level together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from commonground.engine.comparing.attribution import Counts, Part, shapley
from commonground.engine.comparing.lists import Agreement
from commonground.engine.disclosure import TO_THE_COMMISSIONER, small_counts
from commonground.engine.figures import (
    CHIS,
    HIDDEN,
    OK,
    PRACTICE,
    AgreementRow,
    DifferenceRow,
    FigureRow,
)
from commonground.engine.hidden_rows import Counted, Level, as_shown, believed, told
from commonground.engine.rules import difference_book as ids
from commonground.engine.rules.difference_book import DifferenceBook
from commonground.engine.rules.model import Rulebook
from commonground.engine.working_out import NO_LIMIT, Cell, Key, Table, Tie, at_most, covered_by, total

ON_ONE_LIST = (
    ids.MOVED_AWAY,
    ids.NEW_REGISTRATION,
    ids.REGISTERED_ELSEWHERE,
    ids.DUPLICATE_NUMBER,
    ids.UNREGISTERED_RESIDENT,
)
"""Causes each of whose children is on one list alone."""


@dataclass(frozen=True)
class Compared:
    """One figure compared: with what, the two counts, the parts of their difference, and agreement of two lists.

    `age` is the cohort's, as the rulebook writes it.
    """

    indicator: str
    period: str
    age: str
    against: str
    against_release: str
    practice: Counts
    other: Counts
    parts: tuple[Part, ...]
    agreement: Agreement | None = None


def difference_rows(
    compared: Iterable[Compared], book: DifferenceBook
) -> list[tuple[Compared, list[DifferenceRow]]]:
    """Every row that each comparison can have, of no child too, with the points of each; nothing hidden yet."""
    return [(one, _rows(one, _every_part(one, book))) for one in compared]


def _rows(one: Compared, parts: Sequence[Part]) -> list[DifferenceRow]:
    points: Sequence[float | None] = shapley(one.other, parts) or [None] * len(parts)
    names = one.indicator, one.period, one.against, one.against_release
    return [
        DifferenceRow(
            *names,
            part.cause,
            part.only_in,
            part.children,
            None if share is None else round(share, 4) + 0.0,
            OK,
        )
        for part, share in zip(parts, points, strict=True)
    ]


def _every_part(one: Compared, book: DifferenceBook) -> list[Part]:
    held = {(part.cause, part.only_in): part for part in one.parts}
    keys = [(cause, only_in) for cause in book.causes for only_in in (CHIS, PRACTICE)]
    return [held.get(key, Part(*key, 0, 0, 0)) for key in keys]


def safe_differences(
    compared: Sequence[Compared], figures: Iterable[FigureRow], rulebook: Rulebook, book: DifferenceBook
) -> tuple[tuple[DifferenceRow, ...], tuple[AgreementRow, ...]]:
    """Differences and agreement as the commissioner may see them. `figures` are those shown.

    A count of 1 to 4 children is in words; where one could still be worked out, less is shown of every comparison of
    that age and period. Points and agreement are given only where no count in them is small. Where the practice's
    figure is hidden, so is everything about it.
    """
    shown = {(row.indicator, row.period) for row in figures if row.status != HIDDEN}
    gate = rulebook.small_numbers[TO_THE_COMMISSIONER]
    small = small_counts(gate)
    rows: list[DifferenceRow] = []
    agreed: list[AgreementRow] = []
    for _, group in groupby(compared, key=lambda one: (one.against, one.age, one.period)):
        together = list(group)
        tables = {id(one): _table(one, book) for one in together}
        in_sight = [one for one in together if (one.indicator, one.period) in shown]
        level = _level([tables[id(one)] for one in in_sight], small)
        for one in together:
            table = tables[id(one)]
            cells = (
                None
                if level is None or one not in in_sight
                else {**table.true, **believed(table.rows, level, small)}
            )
            whole = cells is not None and table.nothing_small(small)
            for row, counted in zip(_rows(one, _every_part(one, book)), table.rows, strict=True):
                children, status = (
                    (None, HIDDEN) if cells is None else as_shown(counted.children, cells[counted.key], gate)
                )
                points = row.points if whole else None
                rows.append(replace(row, children=children, points=points, status=status))
            agreed += _agreement(one, whole, small)
    return tuple(rows), tuple(agreed)


@dataclass(frozen=True)
class _Parts:
    """The cells of one comparison: rows, and what of each changes the denominator and the numerator."""

    rows: tuple[Counted, ...]
    true: Mapping[Key, Cell]
    ties: tuple[Tie, ...]
    parts: tuple[Part, ...]

    def nothing_small(self, small: range) -> bool:
        """Whether no count is small that rows with their points tell: of children, and of those vaccinated or not."""
        return not any(
            count in small
            for part in self.parts
            for count in (
                part.children,
                abs(part.denominator),
                abs(part.numerator),
                part.children - abs(part.numerator),
            )
        )


def _table(one: Compared, book: DifferenceBook) -> _Parts:
    parts = _every_part(one, book)
    rows, cells, ties = [], {}, []
    sums: dict[str, list[tuple[Key, int]]] = {"listed": [], "vaccinated": []}
    for part in parts:
        key = _kind(part, book), f"{part.cause} {part.only_in}"
        rows.append(Counted(key, part.children))
        cells[key] = Cell(part.children, part.children, part.children)
        sign = 1 if part.only_in == PRACTICE else -1
        for name, change in (("listed", part.denominator), ("vaccinated", part.numerator)):
            inner = f"{key[0]} {name}", key[1]
            same = part.cause in ON_ONE_LIST and name == "listed"
            same |= book.causes[part.cause].changes == "numerator" and name == "vaccinated"
            never = book.causes[part.cause].changes == "numerator" and name == "listed"
            if never:
                continue
            sums[name].append((inner, sign))
            cells[inner] = Cell(sign * change, 0, NO_LIMIT)
            ties.append(total([inner], key) if same else at_most(inner, key))
        if book.causes[part.cause].changes == "both" and part.cause not in ON_ONE_LIST:
            # No child differs in neither, so a reader knows that there are no more of them than of both changes.
            ties.append(covered_by(key, [(f"{key[0]} {name}", key[1]) for name in sums]))
    gaps = {
        "listed": one.practice.denominator - one.other.denominator,
        "vaccinated": one.practice.numerator - one.other.numerator,
    }
    for name, summed in sums.items():
        known = "gap", name
        cells[known] = Cell(gaps[name], gaps[name], gaps[name])
        ties.append(Tie((*summed, (known, -1)), exact=True))
    return _Parts(tuple(rows), cells, tuple(ties), tuple(parts))


def _kind(part: Part, book: DifferenceBook) -> str:
    if part.cause == ids.UNRESOLVED:
        return f"{part.only_in} unresolved"
    return f"{part.only_in} {'dose' if book.causes[part.cause].changes == 'numerator' else 'list'}"


def _level(tables: Sequence[_Parts], small: range) -> Level | None:
    """The first level at which no small count of any of these can be worked out; None where there is none."""
    return next((level for level in Level if all(_safe(one, level, small) for one in tables)), None)


def _safe(one: _Parts, level: Level, small: range) -> bool:
    hidden = believed(one.rows, level, small)
    cells = {**one.true, **hidden}
    for row in one.rows:
        if ids.UNRESOLVED in row.key[1] and row.key not in hidden:
            # What is unresolved is no more than its two changes: a count that is shown tells them.
            for name in ("listed", "vaccinated"):
                inner = f"{row.key[0]} {name}", row.key[1]
                cells[inner] = replace(cells[inner], lowest=cells[inner].value, highest=cells[inner].value)
    secret = [row.key for row in one.rows if row.children in small]
    return not told(Table(cells, one.ties), secret)


def agreement_row(one: Compared, found: Agreement) -> AgreementRow:
    """The children on both lists of a comparison; nothing hidden."""
    counts = found.both, found.chis_only, found.practice_only, found.neither
    return AgreementRow(one.indicator, one.period, *counts, OK)


def _agreement(one: Compared, whole: bool, small: range) -> Iterator[AgreementRow]:
    found = one.agreement
    if found is None:
        return
    if whole and not {found.chis_only, found.practice_only} & set(small):
        yield agreement_row(one, found)
    else:
        yield AgreementRow(one.indicator, one.period, None, None, None, None, HIDDEN)
