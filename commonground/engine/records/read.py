"""Reading a practice's extract: from files in any known form to children, events and problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import get_args

import pyarrow as pa

from commonground.engine.records.book import load_label_book
from commonground.engine.records.dates import DATE_ORDERS, DateOrder, DateReader, Evidence
from commonground.engine.records.entries import RowReader
from commonground.engine.records.events import Events
from commonground.engine.records.fhir import Patients, tables_of
from commonground.engine.records.labels import LabelBook
from commonground.engine.records.layout import Words
from commonground.engine.records.maps import ColumnMap, LabelMap, read_column_map, read_label_map, words_with
from commonground.engine.records.opening import GivenFile, given_file, in_memory, open_extract
from commonground.engine.records.people import Child, People, find_people
from commonground.engine.records.problems import DATE_ORDER, ExtractError, Problems, shown
from commonground.engine.records.refusals import (
    refuse_other_practice,
    refuse_twins,
    refuse_what_counts_nothing,
    refuse_without_a_child,
)
from commonground.engine.records.sheets import Resources, Table
from commonground.engine.records.tables import CHILDREN, EVENTS, Extract, Problem, SecondKey, Tally
from commonground.engine.records.tabulate import Notes, tabulate

__all__ = [
    "DATE_ORDERS",
    "ColumnMap",
    "DateOrder",
    "ExtractError",
    "GivenFile",
    "LabelMap",
    "given_file",
    "load_label_book",
    "read_column_map",
    "read_extract",
    "read_label_map",
]

UNSHOWN = "a text that may name a child"
"""How labels are named that may not be shown."""
_DATES = ("date_of_birth", "event_date", "registered_on", "deregistered_on", "recorded_on")


@dataclass
class _Opened:
    """What the files hold: the tables, what is said of whole files, and rows that were no rows at all."""

    tables: list[Table] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    lost_rows: int = 0


def read_extract(
    files: Sequence[Path | GivenFile],
    *,
    practice_code: str,
    as_at: date,
    labels: LabelBook,
    column_map: ColumnMap | Mapping[str, str] | None = None,
    label_map: LabelMap | Mapping[str, str] | None = None,
    date_order: str | None = None,
) -> Extract:
    """The children and events of an extract: one or several files, on a disk or in memory, in any of the known forms.

    practice_code is the practice that is asked about; children of another are kept with their code. as_at
    is the day on which the record stands. date_order (`dmy`, `mdy`, `ymd`) settles dates written in
    numbers where the file does not. Every row read ends as an event, as a child without one, or in
    problems with its place; the tally adds up.

    Raises ExtractError, one sentence for the user: a file that is no extract or can't be opened, the same
    file twice, dates whose day and month can't be told apart, a map that means nothing, no child that
    can be used, only children of another practice.
    """
    words = words_with(labels, column_map, label_map)
    problems = Problems()
    given = [in_memory(file) for file in files]
    opened = _open(given, words, problems)
    refuse_twins(given)
    refuse_what_counts_nothing(given, opened.tables, opened.notes.unknown, opened.lost_rows)
    readers = _date_readers(given, opened.tables, as_at, _date_order(date_order))
    people = find_people(opened.tables, readers, labels, as_at, problems)
    reader = RowReader(people, words, as_at, problems)
    for number, table in enumerate(opened.tables):
        reader.read(table, number, readers[table.source])
    reader.report_unknown()
    kept = {child_id: child for child_id, child in people.children.items() if child.aside is None}
    refuse_without_a_child(given, opened.tables, people.children, _in_order(problems))
    refuse_other_practice(kept, practice_code)
    return _extract(opened, people, kept, reader.events, problems)


def _date_order(asked: str | None) -> DateOrder | None:
    for order in get_args(DateOrder):
        if asked == order:
            return order  # type: ignore[no-any-return]
    if asked is not None:
        raise ExtractError(f"“{asked}” is no date order; use one of {', '.join(DATE_ORDERS)}.")
    return None


def _open(files: Sequence[GivenFile], words: Words, problems: Problems) -> _Opened:
    if not files:
        raise ExtractError("No file was given; name the extract of your practice.")
    opened = _Opened()
    resources: list[tuple[int, Resources]] = []
    for source, file in enumerate(files):
        found, left_out = open_extract(file, words)
        opened.notes.warnings += left_out
        if isinstance(found, Resources):
            resources.append((source, found))
            continue
        for sheet, layout in found:
            opened.tables.append(tabulate(sheet, layout, words, source, problems, opened.notes))
    patients = Patients()
    for _, held in resources:
        patients.add(held)
    for source, held in resources:
        opened.tables += tables_of(held, patients, words.book, source)
        opened.lost_rows += len(held.unread)
        for row in held.unread:
            problems.add(held.file, "", row, "", "this line is no JSON", "export the file again")
    return opened


def _date_readers(
    files: Sequence[GivenFile], tables: Sequence[Table], as_at: date, asked: DateOrder | None
) -> list[DateReader]:
    """A reader of dates for each file. Raises ExtractError where a file does not say which is the day."""
    readers = []
    for source, file in enumerate(files):
        evidence = Evidence()
        for table in tables:
            if table.source == source:
                for meaning in _DATES:
                    evidence.add(table.cells(meaning))
        order = asked or evidence.order()
        if order is None and evidence.contradicts_itself:
            raise ExtractError(
                f"{file.name} has dates that are day first and dates that are month first; say which is "
                "right with --date-order dmy or --date-order mdy.",
                DATE_ORDER,
                about=f"{file.name} has some dates with the day first and some with the month first.",
                file=file.name,
            )
        if order is None and evidence.open:
            raise ExtractError(
                f"{file.name} has dates that could be day first or month first; say which with "
                "--date-order dmy (4 October is 04/10) or --date-order mdy.",
                DATE_ORDER,
                about=f"{file.name} has dates that can be read two ways.",
                file=file.name,
            )
        readers.append(DateReader(as_at, order))
    return readers


def _extract(
    opened: _Opened,
    people: People,
    kept: Mapping[str, Child],
    events: Events,
    problems: Problems,
) -> Extract:
    set_aside = events.set_aside + opened.lost_rows
    lists_children = any(table.lists_children for table in opened.tables)
    forms = dict.fromkeys(table.form.form for table in opened.tables)
    return Extract(
        children=_children(kept),
        events=_events(events),
        problems=_in_order(problems),
        tally=Tally(
            rows=events.used + events.without_event + set_aside,
            used=events.used,
            without_event=events.without_event,
            set_aside=set_aside,
            children=len(kept),
            children_set_aside=len(people.children) - len(kept),
        ),
        form=" and ".join(forms),
        lists_children=lists_children,
        registration_known=any(child.registration and child.registration[0] for child in kept.values()),
        unknown_labels=_shown_counts(events.unknown + opened.notes.unknown),
        set_aside_by_name=dict(sorted(events.by_name.items())),
        warnings=tuple(opened.notes.warnings + _warnings(opened.tables, kept, events)),
        second_keys=_second_keys(kept),
    )


def _second_keys(kept: Mapping[str, Child]) -> dict[str, SecondKey]:
    keys = {}
    for child_id, child in kept.items():
        if child.words:
            surname, forename, name, postcode = child.words
            keys[child_id] = SecondKey(surname or name, postcode, forename)
    return keys


def _in_order(problems: Problems) -> tuple[Problem, ...]:
    """File by file and sheet by sheet as they were read, and row by row in each."""
    sheets = {
        place: at for at, place in enumerate(dict.fromkeys((one.file, one.sheet) for one in problems.found))
    }
    return tuple(sorted(problems.found, key=lambda one: (sheets[one.file, one.sheet], one.row or 0)))


def _shown_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Labels with their counts, the commonest first; those that could identify a child under one name."""
    found: dict[str, int] = {}
    for label, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        name = shown(label) or UNSHOWN
        found[name] = found.get(name, 0) + count
    return found


def _warnings(tables: Sequence[Table], kept: Mapping[str, Child], events: Events) -> list[str]:
    found = []
    listing = [table for table in tables if table.lists_children]
    only_events = bool(kept) and bool(listing) and all(table.form.kind == "events" for table in listing)
    if only_events and events.with_entry.issuperset(kept):
        found.append(
            "Every child in the file has at least one entry: children without any may be missing from it, "
            "and coverage may then come out too high. Check that the export lists every registered child."
        )
    if tables and all(table.form.kind == "events" and not table.form.with_birth for table in tables):
        found.append(
            "There is no column for the date of birth, and no other file lists the children, so no row could "
            "be used: give the file of the children too, or name the column in a --map file."
        )
    if not any(table.form.kind != "children" for table in tables):
        found.append("The file lists children and has no column or file of vaccinations.")
    return found


def _children(kept: Mapping[str, Child]) -> pa.Table:
    spells = [child.registration or (None, None) for child in kept.values()]
    return pa.table(
        [
            pa.array(kept, pa.string()),
            pa.array([child.born for child in kept.values()], pa.date32()),
            pa.array([child.practice_code for child in kept.values()], pa.string()),
            pa.array([registered for registered, _ in spells], pa.date32()),
            pa.array([left for _, left in spells], pa.date32()),
        ],
        schema=CHILDREN,
    )


def _events(events: Events) -> pa.Table:
    return pa.table(
        [pa.array(events.kept(name), EVENTS.field(name).type) for name in EVENTS.names], schema=EVENTS
    )
