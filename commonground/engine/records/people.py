"""Who each row is about: a child's number, date of birth, and one spell of registration."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from nhs_number.validate import is_valid

from commonground.engine.records.dates import DateReader
from commonground.engine.records.labels import LabelBook
from commonground.engine.records.problems import Problems
from commonground.engine.records.sheets import Table
from commonground.engine.records.words import Cell, key, text

_SPACES = str.maketrans("", "", " -\u00a0\u2007\u2009\u202f\u2010\u2011\u2013'\t")
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)  # 9.99E+09: a sheet has lost its digits
_WHOLE = re.compile(r"(\d)[.,](\d{9})E\+?0?9", re.IGNORECASE)  # 9.990000115E+09: a sheet has kept them all
_OF_A_SHEET = re.compile(r"(\d+)\.0+")
_INSIDE = re.compile(r"(?<![^\W_])\d{3}[ .-]?\d{3}[ .-]?\d{4}(?![^\W_])")
WRONG_NUMBER = (
    "this NHS number fails its check: a digit is wrong or missing",
    "look the number up and correct it",
)
_PRACTICE_CODE = re.compile(r"\b[A-Z]\d{5}\b")
_NAMES = ("surname", "forename", "name")


@dataclass
class Child:
    """What the rows of one child say. The spell kept is the latest: `registered_on`, `deregistered_on`.

    spell_code: the practice of that spell; other_code: the practice in a table that knows no spells.
    words: surname, forename, whole name and postcode of a row that has a postcode, to find the child on another list.
    aside: why the child is left out whole, what to do, and the column; empty while kept.
    """

    births: set[date] = field(default_factory=set)
    listed: bool = False
    birth_unread: bool = False
    registration_unread: bool = False
    registration: tuple[date | None, date | None] | None = None
    spell_code: str | None = None
    other_code: str | None = None
    words: tuple[str, ...] = ()
    aside: tuple[str, str, str] | None = None

    @property
    def born(self) -> date:
        """The date of birth of a child that is kept."""
        return next(iter(self.births))

    @property
    def practice_code(self) -> str | None:
        """The practice of the spell that is kept; never that of an earlier spell."""
        return self.spell_code or self.other_code

    def join(self, registered: date | None, left: date | None, practice_code: str | None) -> None:
        """Take in a spell; the one that began last is kept, and of those the one that ended last."""
        spell = (registered, left)
        if self.registration is None or _order(spell) > _order(self.registration):
            self.registration, self.spell_code = spell, practice_code
        elif spell == self.registration:
            self.spell_code = self.spell_code or practice_code


@dataclass(frozen=True)
class People:
    """The children of an extract, and for each table the child of each row (None: the row names none).

    wrong: for each table the rows that name no child because their NHS number fails its check.
    """

    children: Mapping[str, Child]
    of_rows: Sequence[Sequence[str | None]]
    wrong: Sequence[frozenset[int]]


@dataclass(frozen=True)
class _Named:
    """What a row says of who it is about, before rows are held together."""

    number: str | None
    own: str | None
    born: Cell
    words: tuple[str, ...]
    wrong: bool


def find_people(
    tables: Sequence[Table], readers: Sequence[DateReader], book: LabelBook, as_at: date, problems: Problems
) -> People:
    """The children of all tables. A number that fails its check is a problem. A row with too many cells
    says nothing of anyone, since its values may stand under wrong headings."""
    named = [_named_in(table, readers[table.source], book) for table in tables]
    of_rows = _resolve(tables, named)
    wrong = [
        _wrong_numbers(table, rows, ids, problems)
        for table, rows, ids in zip(tables, named, of_rows, strict=True)
    ]
    children: dict[str, Child] = {}
    for table, rows, ids in zip(tables, named, of_rows, strict=True):
        _take_in(table, ids, children, readers[table.source], book, problems)
        for row, child_id in zip(rows, ids, strict=True):
            if child_id is not None and row.words and row.words[-1]:
                children[child_id].words = children[child_id].words or row.words
    listed = any(table.lists_children for table in tables)
    for child in children.values():
        child.aside = _why_aside(child, as_at, listed)
    return People(children, of_rows, wrong)


def _wrong_numbers(
    table: Table, named: Sequence[_Named], ids: Sequence[str | None], problems: Problems
) -> frozenset[int]:
    """The rows set aside for a number that fails its check; one of a child named otherwise is only reported."""
    alone: set[int] = set()
    for at, row in enumerate(named):
        if row.wrong and ids[at] is None:
            alone.add(at)
        elif row.wrong:
            problems.add(
                table.file,
                table.sheet,
                table.rows[at],
                table.heading("nhs_number", at),
                *WRONG_NUMBER,
            )
    return frozenset(alone)


def _order(spell: tuple[date | None, date | None]) -> tuple[date, date]:
    return spell[0] or date.min, spell[1] or date.max


def _named_in(table: Table, reader: DateReader, book: LabelBook) -> list[_Named]:
    numbers = table.cells("nhs_number")
    own = table.cells("child_id")
    births = table.cells("date_of_birth")
    names = [table.cells(name) for name in _NAMES]
    postcodes = table.cells("postcode")
    read = {cell: _nhs_number(cell, book) for cell in set(numbers)}
    own_ids = {cell: _own_id(cell, book) for cell in set(own)}
    found: list[_Named] = []
    for at, cell in enumerate(numbers):
        number, pseudonym, wrong = read[cell]
        born = reader.read(births[at]) if births[at] else ""
        words = tuple(key(text(column[at])) for column in names)
        found.append(
            _Named(
                number,
                pseudonym or own_ids[own[at]],
                born if isinstance(born, date) else "",
                (*words, key(text(postcodes[at]))) if any(words) else (),
                wrong,
            )
        )
    return found


def _nhs_number(cell: Cell, book: LabelBook) -> tuple[str | None, str | None, bool]:
    """An NHS number; or a pseudonym in its place; and whether it is a number that fails its check."""
    written = text(cell)
    if book.is_blank(written):
        return None, None, False
    digits = _digits(written)
    if not digits.isascii() or not digits.isdigit():
        inside = _INSIDE.findall(written)  # a number with words beside it: "999 000 0018 (traced)"
        if len(inside) != 1:
            return (None, None, True) if _ROUNDED.fullmatch(written) else (None, written, False)
        digits = inside[0].translate(_SPACES).replace(".", "")
    return (digits, None, False) if is_valid(digits) else (None, None, True)


def _digits(written: str) -> str:
    """A number without spaces and without what a sheet adds to one."""
    plain = written.translate(_SPACES)
    if whole := _WHOLE.fullmatch(plain):
        return whole[1] + whole[2]
    of_a_sheet = _OF_A_SHEET.fullmatch(plain)
    return of_a_sheet[1] if of_a_sheet else plain


def _own_id(cell: Cell, book: LabelBook) -> str | None:
    written = text(cell)
    if book.is_blank(written):
        return None
    digits = _digits(written)
    if digits.isdigit() and (is_valid(digits) or _OF_A_SHEET.fullmatch(written)):
        return digits
    return written


def _resolve(tables: Sequence[Table], named: Sequence[Sequence[_Named]]) -> list[list[str | None]]:
    """One id for each child: the NHS number, else the extract's own id, else its first row.

    A row with only an own id gets the NHS number that other rows give that id with that date of birth (or,
    where the row has none, with any), if there is exactly one.
    """
    numbers: dict[tuple[str, Cell], set[str]] = defaultdict(set)
    for rows in named:
        for row in rows:
            if row.number and row.own:
                numbers[row.own, row.born].add(row.number)
                numbers[row.own, ""].add(row.number)
    made: dict[tuple[object, ...], str] = {}
    taken: set[str] = set()
    return [
        [
            None if at in table.too_long else _id(row, table.rows[at], numbers, made, taken)
            for at, row in enumerate(rows)
        ]
        for table, rows in zip(tables, named, strict=True)
    ]


def _id(
    row: _Named,
    number: int,
    numbers: Mapping[tuple[str, Cell], set[str]],
    made: dict[tuple[object, ...], str],
    taken: set[str],
) -> str | None:
    if row.number:
        return row.number
    if row.own:
        linked = numbers.get((row.own, row.born), set())
        return next(iter(linked)) if len(linked) == 1 else row.own
    if not row.words or not row.born:
        return None
    who = (row.born, *row.words)
    if who not in made:
        names = (f"row-{number}", *(f"row-{number}-{again}" for again in range(2, len(made) + 3)))
        made[who] = next(name for name in names if name not in taken)
        taken.add(made[who])
    return made[who]


def _take_in(
    table: Table,
    ids: Sequence[str | None],
    children: dict[str, Child],
    reader: DateReader,
    book: LabelBook,
    problems: Problems,
) -> None:
    births, codes = table.cells("date_of_birth"), table.cells("practice_code")
    spells = [table.cells("registered_on"), table.cells("deregistered_on")]
    registers = any(table.columns.get(name) for name in ("registered_on", "deregistered_on"))
    for at, child_id in enumerate(ids):
        if child_id is None:
            continue
        child = children.setdefault(child_id, Child())
        child.listed |= table.lists_children
        if not book.is_blank(text(births[at])):
            born = reader.read(births[at])
            if isinstance(born, date):
                child.births.add(born)
            else:
                child.birth_unread = True
        code = _practice_code(text(codes[at]).upper())
        if not registers:
            child.other_code = child.other_code or code
            continue
        registered, left = (_optional(cells[at], child, reader, book) for cells in spells)
        child.join(registered, left, code)
        if registered and left and left < registered:
            problems.add(
                table.file,
                table.sheet,
                table.rows[at],
                table.heading("deregistered_on", at),
                "this child left before the day of registration, so is never counted as registered",
                "correct one of the two dates",
            )


def _practice_code(written: str) -> str | None:
    """The code of a practice, which may stand beside its name: `Z99001 - Anytown`."""
    inside = _PRACTICE_CODE.findall(written)
    return inside[0] if len(inside) == 1 else written or None


def _optional(cell: Cell, child: Child, reader: DateReader, book: LabelBook) -> date | None:
    if book.is_blank(text(cell)):
        return None
    read = reader.read(cell)
    if isinstance(read, date):
        return read
    child.registration_unread = True
    return None


def _why_aside(child: Child, as_at: date, listed: bool) -> tuple[str, str, str] | None:
    """Why a child is left out whole, what to do, and the meaning of the column it is about."""
    if listed and not child.listed:
        return (
            "this child is not in the list of children",
            "add the child to the list, or leave out the row if the child is not yours",
            "child_id",
        )
    if len(child.births) > 1:
        return (
            "the rows of this child have different dates of birth, so all of them were set aside",
            "correct the date of birth",
            "date_of_birth",
        )
    if not child.births and child.birth_unread:
        return (
            "this date of birth can't be read as a full date",
            "write it as day, month and year",
            "date_of_birth",
        )
    if not child.births:
        return "there is no date of birth for this child", "add it to the file", "date_of_birth"
    if child.born > as_at:
        return (
            "this child was born after the day of the count",
            "correct the date of birth, or count for a later day",
            "date_of_birth",
        )
    if child.registration_unread:
        return (
            "a date of registration or of leaving of this child can't be read as a full date",
            "write it as day, month and year, or leave it empty",
            "registered_on",
        )
    return None
