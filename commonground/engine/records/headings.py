"""What the columns of a file are taken to mean, for a person to confirm or put right before it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonground.engine.records.layout import DOSE, HEADINGS_WITHIN, Words, columns_of, find_layout
from commonground.engine.records.opening import GivenFile, open_tables
from commonground.engine.records.sheets import EXTRACT
from commonground.engine.records.words import Cell, text

_NUMBER_OR_DAY = re.compile(r"[\d\s/.:-]*\d[\d\s/.:-]*")


@dataclass(frozen=True)
class Heading:
    """A heading of a file. `meaning` is a field, `dose: ` and a vaccine, or empty where nobody knows it.

    A column that is known and not needed has no Heading.
    """

    file: str
    sheet: str
    heading: str
    meaning: str

    def in_words(self, words: Words) -> str:
        """The meaning as people say it: `date of birth`, `MMR`."""
        field = words.book.columns.fields.get(self.meaning)
        return field.words if field else self.meaning.removeprefix(DOSE)


def headings_of(file: GivenFile, words: Words) -> list[Heading]:
    """The headings of each sheet, of the row that the reader takes them from or that is most like headings.

    None for FHIR resources, which have no headings. Raises ExtractError where the file can't be opened.
    """
    if file.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return []
    return [
        Heading(file.name, sheet.name, heading, meaning)
        for sheet in open_tables(file.data, file.name, EXTRACT)
        for heading, meaning in _headings(sheet.rows, words)
    ]


def meanings(words: Words) -> dict[str, str]:
    """What a column may be said to mean, as a column map names it, and in words."""
    fields = {field.field: field.words for field in words.book.columns.fields.values() if field.headings}
    doses = {vaccine: f"dates of {vaccine}" for vaccine, counted in words.book.counted.items() if counted}
    return fields | doses


def _headings(rows: Sequence[Sequence[Cell]], words: Words) -> Iterator[tuple[str, str]]:
    layout = find_layout(rows, words)
    if layout is not None:
        found = columns_of(rows[layout.at], layout.form, words)
    else:
        tried = ((row, columns_of(row, None, words)) for row in rows[:HEADINGS_WITHIN])
        _, found = max(tried, key=_likeness, default=((), []))
    for _, heading, meaning in found:
        yield text(heading), meaning


def _likeness(tried: tuple[Sequence[Cell], Sequence[tuple[int, str, str]]]) -> tuple[bool, int, int]:
    """How like headings a row is: no day and no number in it, what is known of it, then how many texts it has."""
    row, found = tried
    return not any(map(_is_value, row)), sum(bool(meaning) for _, _, meaning in found), len(found)


def _is_value(held: Cell) -> bool:
    return bool(held) and (not isinstance(held, str) or _NUMBER_OR_DAY.fullmatch(held) is not None)
