"""A nurse's case in memory: one child's history, and what is expected of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from commonground.engine.records.tables import Kind


@dataclass(frozen=True)
class Entry:
    """One line of the child's record."""

    kind: Kind
    on: date
    vaccine: str

    def __str__(self) -> str:
        """`declined 9 January 2025 MMR`, and without the word where it was given."""
        said = "" if self.kind == "given" else f"{self.kind} "
        return f"{said}{self.on.day} {self.on:%B %Y} {self.vaccine}"


@dataclass(frozen=True)
class VerdictExpected:
    """The verdict on an entry in a series; verdict None: the entry has no row in the series."""

    said: str
    entry: int  # which entry of the case, from 0
    verdict: str | None
    series: str | None
    dose: str | None = None
    columns: tuple[tuple[str, date], ...] = ()  # limit_on, after_on where the case states them


@dataclass(frozen=True)
class StateExpected:
    """How a needed dose stands. `listed` false: no row; dose None: no row for any dose of the series."""

    said: str
    series: str
    dose: str | None
    listed: bool = True
    columns: tuple[tuple[str, date | str | int | None], ...] = ()  # a column of STATES and its value


@dataclass(frozen=True)
class MembershipExpected:
    """The child in a figure: 1, 0 or None (not in the denominator); period None: in whichever it falls.

    `excluded` is the number of this one child's exclusions from QOF: 1, 0, "not known", or None where
    the case does not ask.
    """

    said: str
    definition: str
    indicator: str
    period: str | None
    value: int | None
    excluded: int | str | None = None


@dataclass(frozen=True)
class FigureExpected:
    """A whole figure when this child is the practice's only one; `listed` false: it has no row."""

    said: str
    definition: str
    indicator: str
    period: str
    listed: bool = True
    columns: tuple[tuple[str, date | str | int], ...] = ()


@dataclass(frozen=True)
class DiagnosisExpected:
    """Measures true of the child and measures not true; `nothing`: no measure is true."""

    said: str
    true: tuple[str, ...] = ()
    not_true: tuple[str, ...] = ()
    nothing: bool = False


Expected = VerdictExpected | StateExpected | MembershipExpected | FigureExpected | DiagnosisExpected


@dataclass(frozen=True)
class Case:
    """A child's history with the answers a nurse expects, and where it is written.

    `rules` are ids of rulebook entries the case is an example of. A child is of the practice that is
    counted unless `other_practice`; an empty registered_on means since birth.
    """

    name: str
    rules: tuple[str, ...]
    file: str
    line: int
    born: date
    as_at: date
    entries: tuple[Entry, ...]
    expected: tuple[Expected, ...] = field(repr=False)
    registered_on: date | None = None
    left_on: date | None = None
    registration_known: bool = True
    other_practice: bool = False

    def __str__(self) -> str:
        """`mmr.txt, line 12: MMR one day before the first birthday`."""
        return f"{self.file}, line {self.line}: {self.name}"
