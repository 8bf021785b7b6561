"""Finding the headings of a sheet, and with them its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from commonground.engine.records.columns import CHILD_FIELDS, NOT_NEEDED, VACCINE_FIELDS, Form, fits
from commonground.engine.records.labels import NO_ENTRY, LabelBook, Meaning
from commonground.engine.records.words import Cell, key, text

HEADINGS_WITHIN = 60
"""Rows from the top among which the headings are looked for; titles and logos take no more."""

DOSE = "dose: "
"""Before a vaccine, in a column map: the column holds the dates of that vaccine."""


@dataclass(frozen=True)
class Layout:
    """Where the headings are and what they mean.

    columns: meaning -> position; doses: position and heading of each column for a dose; unread: position and
    heading of each column nobody knows; twice: meanings that two columns with the same heading have.
    """

    form: Form
    at: int
    headings: tuple[str, ...]
    columns: Mapping[str, int]
    doses: tuple[tuple[int, str], ...]
    unread: tuple[tuple[int, str], ...]
    twice: tuple[str, ...]

    @property
    def known(self) -> int:
        """How many columns are understood; the best way to cut a text file understands most."""
        return len(self.columns) + len(self.doses)


@dataclass(frozen=True)
class Words:
    """The label book with what the user adds to it: headings by `--map`, labels by `--label-map`.

    headings: key of a heading -> a field, `dose: ` and a vaccine, or `not needed`.
    """

    book: LabelBook
    headings: Mapping[str, str]
    labels: Mapping[str, Meaning]


def find_layout(rows: Sequence[Sequence[Cell]], words: Words) -> Layout | None:
    """The layout of the first row that holds the headings of a form; None where no row does."""
    for at, row in enumerate(rows[:HEADINGS_WITHIN]):
        layout = _layout_of(at, row, words)
        if layout is not None:
            return layout
    return None


def missing(rows: Sequence[Sequence[Cell]], words: Words) -> list[str]:
    """What the row most like headings lacks, in words; everything where no row is like headings."""
    found: set[str] = set()
    for row in rows[:HEADINGS_WITHIN]:
        meanings = {meaning for _, _, meaning in columns_of(row, None, words)}
        found = max(found, meanings, key=len)
    if any(meaning.startswith(DOSE) for meaning in found):
        found |= {"event_date", "vaccine"}
    lacking = []
    if not found.intersection(CHILD_FIELDS):
        lacking.append("the child (NHS number or another number)")
    if "date_of_birth" not in found:
        lacking.append("the date of birth")
    if "event_date" not in found:
        lacking.append("the date of the vaccination")
    if not found.intersection(VACCINE_FIELDS):
        lacking.append("the vaccine")
    return lacking


def _layout_of(at: int, row: Sequence[Cell], words: Words) -> Layout | None:
    headings = tuple(text(heading) for heading in row)
    keys = frozenset(key(heading) for heading in headings if heading)
    if len(keys) < 2:
        return None
    for form in words.book.columns.forms:
        found = columns_of(row, form, words)
        columns, twice = _best(found, words)
        doses = tuple((position, name) for position, name, meaning in found if meaning.startswith(DOSE))
        if fits(form, keys, tuple(columns), len(doses)):
            unread = tuple((position, name) for position, name, meaning in found if not meaning)
            return Layout(form, at, _trimmed(headings), columns, doses, unread, twice)
    return None


def columns_of(row: Sequence[Cell], form: Form | None, words: Words) -> list[tuple[int, str, str]]:
    """Position, heading and meaning of each column; the meaning is empty where nobody knows it."""
    return list(_columns(row, form, words))


def _columns(row: Sequence[Cell], form: Form | None, words: Words) -> Iterator[tuple[int, str, str]]:
    book = words.book.columns
    in_form = (form.meanings if form else None) or {}
    for position, heading in enumerate(row):
        if not isinstance(heading, str) or not heading:
            continue
        name = key(heading)
        meaning = words.headings.get(name) or in_form.get(name)
        if meaning is None and (found := book.find(name)) is not None:
            meaning = found[0]
        if meaning is None and (name in book.not_needed or name in book.personal):
            meaning = NOT_NEEDED
        if meaning is None:
            meaning = _dose_column(heading, words)
        if meaning != NOT_NEEDED:
            yield position, heading, meaning


def _dose_column(heading: str, words: Words) -> str:
    label = words.book.read_label(heading, words.labels)
    if label is None or (label.vaccine is None and label.says not in NO_ENTRY):
        return ""
    if label.says in NO_ENTRY or label.vaccine is None:
        return NOT_NEEDED
    return DOSE + label.vaccine


def _best(found: Sequence[tuple[int, str, str]], words: Words) -> tuple[dict[str, int], tuple[str, ...]]:
    """For each meaning the column whose heading stands first in the rulebook; the user's own before all."""
    best: dict[str, tuple[int, int]] = {}
    twice: list[str] = []
    for position, heading, meaning in found:
        if not meaning or meaning.startswith(DOSE):
            continue
        name = key(heading)
        rank = -1 if name in words.headings else (words.book.columns.find(name) or ("", 0))[1]
        held = best.get(meaning)
        if held is not None and held[0] == rank:
            twice.append(meaning)
        if held is None or rank < held[0]:
            best[meaning] = rank, position
    return {meaning: position for meaning, (_, position) in best.items()}, tuple(twice)


def _trimmed(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings without the empty cells behind the last one."""
    last = max(position for position, heading in enumerate(headings) if heading)
    return headings[: last + 1]
