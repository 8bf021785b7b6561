"""From a sheet and its layout to rows of one form; what is no row is left out and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from commonground.engine.records.dates import find_date, looks_dated
from commonground.engine.records.layout import DOSE, Layout, Words
from commonground.engine.records.problems import ExtractError, Problems
from commonground.engine.records.sheets import Sheet, Table
from commonground.engine.records.words import Cell, key, text

_BEFORE_A_NOTE = "*-=_#~<([ "
_ON_THE_CHILD = ("nhs_number", "child_id", "date_of_birth", "forename", "surname", "name", "postcode")
_ON_THE_LIST = ("practice_code", "registered_on", "deregistered_on")


@dataclass
class Notes:
    """What is said about a whole file rather than a row: warnings, and labels counted without an entry."""

    warnings: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)


def tabulate(
    sheet: Sheet, layout: Layout, words: Words, source: int, problems: Problems, notes: Notes
) -> Table:
    """The data rows of a sheet. Raises ExtractError where two columns have the same heading and differ."""
    _refuse_doubles(sheet, layout)
    rows = list(_data_rows(sheet, layout, words, notes))
    layout = _with_unknown_doses(sheet, layout, words, rows, problems, notes)
    if layout.form.kind == "events":
        _report_doses_beside_events(sheet, layout, rows, problems)
    too_long = frozenset(
        at for at, (_, row) in enumerate(rows) if sheet.by_separator and any(row[len(layout.headings) :])
    )
    if layout.form.kind == "doses":
        return _by_dose(sheet, layout, words, source, rows, too_long)
    return Table(
        source=source,
        file=sheet.file,
        sheet=sheet.name,
        form=layout.form,
        lists_children=layout.form.lists_children,
        rows=[number for number, _ in rows],
        columns={meaning: _column(rows, position) for meaning, position in layout.columns.items()},
        headings={meaning: layout.headings[position] for meaning, position in layout.columns.items()},
        too_long=too_long,
    )


Row = tuple[int, Sequence[Cell]]
"""A row's number as a spreadsheet shows it, and its cells."""


def _column(rows: Sequence[Row], position: int) -> list[Cell]:
    return [row[position] if position < len(row) else "" for _, row in rows]


def _refuse_doubles(sheet: Sheet, layout: Layout) -> None:
    for meaning in layout.twice:
        heading = layout.headings[layout.columns[meaning]]
        same = [at for at, other in enumerate(layout.headings) if key(other) == key(heading)]
        held = {tuple(row[at] if at < len(row) else "" for row in sheet.rows[layout.at + 1 :]) for at in same}
        if len(held - {("",) * (len(sheet.rows) - layout.at - 1)}) > 1:
            raise ExtractError(
                f"{_place(sheet)} has two columns called “{heading}” that differ; give the one that is not "
                "wanted another heading."
            )


def _place(sheet: Sheet) -> str:
    return f"“{sheet.file}”, sheet “{sheet.name}”" if sheet.name else f"“{sheet.file}”"


def _data_rows(sheet: Sheet, layout: Layout, words: Words, notes: Notes) -> Iterator[Row]:
    headings = tuple(key(heading) for heading in layout.headings)
    repeated = 0
    for number, row in enumerate(sheet.rows[layout.at + 1 :], start=layout.at + 2):
        if not any(row):
            continue
        if len(row) >= len(headings) and all(
            key(text(cell)) == heading for cell, heading in zip(row, headings, strict=False)
        ):
            repeated += 1
        elif _is_total(row, layout, words):
            notes.warnings.append(
                f"{_place(sheet)}, row {number}, was taken for a total or a note below the table."
            )
        else:
            yield number, row
    if repeated:
        notes.warnings.append(f"{_place(sheet)} repeats its headings; lines skipped for that: {repeated}.")


def _is_total(row: Sequence[Cell], layout: Layout, words: Words) -> bool:
    """Whether a row begins like a total and has neither a child's number nor a date."""
    first = next((cell for cell in row if cell), "")
    if not isinstance(first, str) or not words.book.is_total(first):
        return False
    if not first.lstrip(_BEFORE_A_NOTE)[:1].isalpha():
        return False
    dated = (layout.columns.get("date_of_birth"), layout.columns.get("event_date"))
    if any(at is not None and at < len(row) and looks_dated(row[at]) for at in dated):
        return False
    numbers = (layout.columns.get("nhs_number"), layout.columns.get("child_id"))
    named = [at for at in numbers if at is not None and at < len(row) and row[at] and row[at] is not first]
    # `Total` and nothing else is no child's name, so a number beside it is the sum.
    return not named or words.book.is_only_total(first)


def _with_unknown_doses(
    sheet: Sheet, layout: Layout, words: Words, rows: Sequence[Row], problems: Problems, notes: Notes
) -> Layout:
    """Columns of dates that nobody knows: one that is headed like a dose is read as an unknown vaccine,
    any other is only reported, because a last visit is no vaccine."""
    if layout.form.kind not in ("doses", "children"):
        return layout
    doses = list(layout.doses)
    for position, heading in layout.unread:
        dates = sum(1 for cell in _column(rows, position) if cell and looks_dated(cell))
        if dates and words.book.has_dose_word(heading) and layout.form.kind == "doses":
            doses.append((position, heading))
        elif dates:
            notes.unknown[heading] += dates
            problems.add(
                sheet.file,
                sheet.name,
                layout.at + 1,
                heading,
                f"this column holds {dates} dates and its heading is not known, so it was not read",
                "if it is a vaccine, name it in a --map file; if not, write “not needed” there",
            )
    return Layout(
        layout.form,
        layout.at,
        layout.headings,
        layout.columns,
        tuple(sorted(doses)),
        (),
        layout.twice,
    )


def _report_doses_beside_events(
    sheet: Sheet, layout: Layout, rows: Sequence[Row], problems: Problems
) -> None:
    for position, heading in layout.doses:
        dates = sum(1 for cell in _column(rows, position) if cell and looks_dated(cell))
        if dates:
            problems.add(
                sheet.file,
                sheet.name,
                layout.at + 1,
                heading,
                f"this column holds {dates} dates and was not read, since the table has a row for each event",
                "give the columns of doses as a table of their own, or name the columns in a --map file",
            )


def _outcomes(layout: Layout, words: Words) -> dict[int, int]:
    """For each column of a dose the column that says what happened with it: `MMR 2` and `MMR 2 status`."""
    keys = {key(heading): at for at, heading in enumerate(layout.headings) if heading}
    found: dict[int, int] = {}
    for position, heading in layout.doses:
        bare = key(heading).removeprefix("dateof").removesuffix("date")
        at = next((keys[bare + word] for word in words.book.columns.outcomes if bare + word in keys), None)
        if at is not None and at != position:
            found[position] = at
    return found


def _by_dose(
    sheet: Sheet, layout: Layout, words: Words, source: int, rows: Sequence[Row], too_long: frozenset[int]
) -> Table:
    """One row for each filled dose cell, and one for each child without any."""
    shared = [meaning for meaning in (*_ON_THE_CHILD, *_ON_THE_LIST) if meaning in layout.columns]
    columns: dict[str, list[Cell]] = {meaning: [] for meaning in (*shared, "event_date", "vaccine", "kind")}
    numbers: list[int] = []
    headings: list[str] = []
    long_rows: set[int] = set()
    outcomes = _outcomes(layout, words)
    for at, (number, row) in enumerate(rows):
        filled = [
            (position, heading, row[position])
            for position, heading in layout.doses
            if position < len(row) and _is_dose(row[position], words)
        ]
        for position, heading, cell in filled or [(-1, "", "")]:
            event_date, kind = _dose_cell(cell)
            beside = outcomes.get(position, len(row))
            kind = kind or (text(row[beside]) if beside < len(row) else "")
            if at in too_long:
                long_rows.add(len(numbers))
            numbers.append(number)
            headings.append(heading)
            for meaning in shared:
                place = layout.columns[meaning]
                columns[meaning].append(row[place] if place < len(row) else "")
            columns["event_date"].append(event_date)
            columns["kind"].append(kind)
            columns["vaccine"].append(_vaccine(heading, words) if position >= 0 else "")
    return Table(
        source=source,
        file=sheet.file,
        sheet=sheet.name,
        form=layout.form,
        lists_children=layout.form.lists_children,
        rows=numbers,
        columns=columns,
        headings={meaning: layout.headings[layout.columns[meaning]] for meaning in shared},
        dose_headings=headings,
        too_long=frozenset(long_rows),
    )


def _vaccine(heading: str, words: Words) -> str:
    """The label of a dose column: the vaccine the user's map names for it, or the heading itself."""
    own = words.headings.get(key(heading), "")
    return own.removeprefix(DOSE) if own.startswith(DOSE) else heading


def _is_dose(cell: Cell, words: Words) -> bool:
    if isinstance(cell, str):
        return not words.book.is_blank(cell) and key(cell) not in words.book.no_dose
    return True


def _dose_cell(cell: Cell) -> tuple[Cell, str]:
    """The date in the cell of a dose, and the words beside it: `declined 04/05/2020`."""
    if not isinstance(cell, str) or not any(letter.isalpha() for letter in cell):
        return cell, ""
    found = find_date(cell)
    if found is not None:
        return found
    return (cell, "") if looks_dated(cell) or any(letter.isdigit() for letter in cell) else ("", cell)
