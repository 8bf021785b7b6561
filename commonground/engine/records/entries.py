"""Row by row: what became an event, what says only that a child exists, and what was set aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from commonground.engine.records.dates import DateReader, holds_several_dates
from commonground.engine.records.labels import LabelBook
from commonground.engine.records.layout import Words
from commonground.engine.records.meanings import Happened, Named, Resolver, Said
from commonground.engine.records.people import WRONG_NUMBER, Child, People
from commonground.engine.records.problems import Problems, shown, shown_date
from commonground.engine.records.sheets import Table
from commonground.engine.records.words import Cell, key, text

_SAID = ("code", "product_code", "product_term", "vaccine", "term", "programme", "diseases")
_HAPPENED = ("kind", "vaccinated", "reason")
_ENTERS = frozenset({"", "new", "update"})

_DATE_FAULTS = {
    "not a full date": ("this is not a full date", "write the day, month and year"),
    "not a date": ("this can't be read as a date", "write the day, month and year"),
    "not in the date order": (
        "this date is not possible in the date order of the file",
        "write it like the others, or as 2015-10-04",
    ),
}
_SEVERAL_DATES = ("this cell holds more than one date", "give each date a column or a row of its own")


@dataclass
class Events:
    """The columns of the events table while it is being filled, and the counts of rows."""

    child_id: list[str] = field(default_factory=list)
    event_date: list[date] = field(default_factory=list)
    vaccine: list[str] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    place: list[str | None] = field(default_factory=list)
    recorded_on: list[date | None] = field(default_factory=list)
    code: list[str | None] = field(default_factory=list)
    term: list[str | None] = field(default_factory=list)
    used: int = 0
    without_event: int = 0
    set_aside: int = 0
    with_entry: set[str] = field(default_factory=set)  # children that a row gives an entry, usable or not
    unknown: Counter[str] = field(default_factory=Counter)
    first_unknown: dict[str, tuple[str, str, int, str]] = field(default_factory=dict)
    by_name: Counter[str] = field(default_factory=Counter)


class RowReader:
    """Reads the rows of every table into one Events."""

    def __init__(self, people: People, words: Words, as_at: date, problems: Problems) -> None:
        """people has every row's child; problems takes what can't be used."""
        self.people, self.as_at, self.problems = people, as_at, problems
        self.book: LabelBook = words.book
        self.resolver = Resolver(words)
        self.events = Events()

    def read(self, table: Table, number: int, dates: DateReader) -> None:
        """Every row of the table of that number, each counted once as used, without event or set aside."""
        ids, wrong = self.people.of_rows[number], self.people.wrong[number]
        said = list(zip(*(self._texts(table, name) for name in _SAID), strict=True))
        happened = list(zip(*(self._texts(table, name) for name in _HAPPENED), strict=True))
        days, actions = table.cells("event_date"), self._texts(table, "action")
        extras = [table.cells(name) for name in ("place", "recorded_on")]
        unread = 0
        for at, child_id in enumerate(ids):
            row = Said(*said[at])
            child = self._child(table, at, child_id, wrong)
            if child is None or child_id is None:
                continue
            if not any(row) and not any(happened[at][:2]) and self.book.is_blank(text(days[at])):
                self.events.without_event += 1
                continue
            self.events.with_entry.add(child_id)
            if actions[at].casefold() not in _ENTERS:
                self._aside(
                    table,
                    at,
                    "action",
                    f"the entry is marked “{shown(actions[at])}”, so it was not read",
                    "nothing, if that is right",
                )
                continue
            day = self._day(table, at, days[at], child, dates)
            entry = self._entry(table, at, row, happened[at]) if day is not None else None
            if day is None or entry is None:
                continue
            recorded = _recorded(extras[1][at], dates, self.book)
            unread += recorded == "unread"
            self._add(child_id, day, *entry, text(extras[0][at]), recorded, row)
        if unread:
            self.problems.add(
                table.file,
                table.sheet,
                None,
                table.headings.get("recorded_on", ""),
                f"{unread} dates of recording can't be read; the entries were used without them",
                "nothing: this date is not used in any count",
            )

    def report_unknown(self) -> None:
        """One problem for each label nobody knows, where it stands first."""
        for label, (file, sheet, row, column) in self.events.first_unknown.items():
            self.problems.add(
                file,
                sheet,
                row,
                column,
                f"this name or code of a vaccine is not known; entries with it: {self.events.unknown[label]}",
                "if it is a vaccine, name it in a --label-map file",
                shown(label),
            )

    def _texts(self, table: Table, meaning: str) -> list[str]:
        """The cells of a column as texts; empty where they hold a word for nothing."""
        read: dict[Cell, str] = {}
        for cell in set(table.cells(meaning)):
            written = text(cell)
            read[cell] = "" if self.book.is_blank(written) else written
        return [read[cell] for cell in table.cells(meaning)]

    def _aside(
        self, table: Table, at: int, meaning: str, reason: str, what_to_do: str, value: str = ""
    ) -> None:
        self.events.set_aside += 1
        self.problems.add(
            table.file, table.sheet, table.rows[at], table.heading(meaning, at), reason, what_to_do, value
        )

    def _child(self, table: Table, at: int, child_id: str | None, wrong: frozenset[int]) -> Child | None:
        """The child of a row; None, and the row set aside, where there is none to use."""
        if at in table.too_long:
            self._aside(
                table,
                at,
                "",
                "the row has more cells than there are headings, so its values may stand under wrong ones",
                "put quotes around a value that holds the separator",
            )
            return None
        if at in wrong:
            self._aside(table, at, "nhs_number", *WRONG_NUMBER)
            return None
        if child_id is None:
            self._aside(
                table,
                at,
                "nhs_number",
                "the row does not say which child it is about",
                "add the NHS number or another number for the child, or delete the row if it is about none",
            )
            return None
        child = self.people.children[child_id]
        if child.aside is not None:
            reason, what_to_do, meaning = child.aside
            self._aside(table, at, meaning, reason, what_to_do)
            return None
        return child

    def _day(self, table: Table, at: int, cell: Cell, child: Child, dates: DateReader) -> date | None:
        """The day of an entry; None, and the row set aside, where it can't be one."""
        written = text(cell)
        if self.book.is_blank(written):
            self._aside(table, at, "event_date", "the entry has no date", "add the day, month and year")
            return None
        day = dates.read(cell)
        if not isinstance(day, date):
            fault = _SEVERAL_DATES if holds_several_dates(written) else _DATE_FAULTS[day]
            self._aside(table, at, "event_date", *fault, shown_date(written))
        elif day > self.as_at:
            self._aside(
                table,
                at,
                "event_date",
                "this date is after the day of the count",
                "correct the date, or count for a later day",
                shown_date(written),
            )
        elif day < child.born:
            self._aside(
                table,
                at,
                "event_date",
                "this date is before the child was born",
                "correct this date or the date of birth",
                shown_date(written),
            )
        else:
            return day
        return None

    def _entry(
        self, table: Table, at: int, said: Said, happened: tuple[str, ...]
    ) -> tuple[Named, Happened] | None:
        """The vaccine and what happened; None, and the row set aside, where either can't be told."""
        if not said.label:
            self._aside(table, at, "vaccine", "no vaccine is named", "name the vaccine, or give its code")
            return None
        named = self.resolver.name(said)
        kind, vaccinated, reason = happened
        if table.dose_headings and kind and key(kind) not in self.book.kinds:
            # The cell of a dose may name the product beside the date.
            beside = self.book.read_label(kind)
            if beside is not None and beside.vaccine == named.vaccine:
                kind = "given"
        outcome = self.resolver.what_happened(kind, vaccinated, reason, named.says)
        if outcome.fault:
            self._aside(table, at, "kind", _safe(outcome.fault, kind, vaccinated), outcome.what_to_do)
            return None
        if named.others:
            self.problems.add(
                table.file,
                table.sheet,
                table.rows[at],
                table.heading("code" if said.code else "vaccine", at),
                f"the cells of this row name different vaccines; it was read as {named.vaccine}, "
                f"and another cell says {', '.join(named.others)}",
                "correct the code, the product, the label or the target diseases",
            )
        if not named.known:
            self._unknown(table, at, said)
        elif not self.book.counted[named.vaccine]:
            self.events.by_name[named.vaccine] += 1
        return named, outcome

    def _unknown(self, table: Table, at: int, said: Said) -> None:
        label = said.label
        self.events.unknown[label] += 1
        column = next(name for name in _SAID if getattr(said, name) == label)
        place = (table.file, table.sheet, table.rows[at], table.heading(column, at))
        self.events.first_unknown.setdefault(label, place)

    def _add(
        self,
        child_id: str,
        day: date,
        named: Named,
        outcome: Happened,
        place: str,
        recorded: date | str | None,
        said: Said,
    ) -> None:
        events = self.events
        events.used += 1
        events.child_id.append(child_id)
        events.event_date.append(day)
        events.vaccine.append(named.vaccine)
        events.kind.append(outcome.says)
        events.place.append(place or None)
        events.recorded_on.append(recorded if isinstance(recorded, date) else None)
        events.code.append(said.code or said.product_code or None)
        events.term.append(said.term or said.vaccine or said.product_term or None)


def _recorded(cell: Cell, dates: DateReader, book: LabelBook) -> date | str | None:
    if book.is_blank(text(cell)):
        return None
    read = dates.read(cell)
    return read if isinstance(read, date) else "unread"


def _safe(sentence: str, *words: str) -> str:
    """The sentence without a word of the file that could identify a child."""
    for word in words:
        if word and not shown(word):
            sentence = sentence.replace(f"“{word}”", "this")
    return sentence
