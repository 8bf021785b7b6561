"""Row by row: what became an event, what says only that a child exists, and what was set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from commonground.engine.records.corrections import DELETE, NO_NUMBER, UPDATE, Corrections, EntryKey
from commonground.engine.records.dates import DateReader, holds_several_dates
from commonground.engine.records.events import Events, Place
from commonground.engine.records.labels import LabelBook
from commonground.engine.records.layout import Words
from commonground.engine.records.meanings import Happened, Named, Resolver, Said
from commonground.engine.records.people import WRONG_NUMBER, Child, People
from commonground.engine.records.problems import Problems, shown, shown_date
from commonground.engine.records.sheets import Table
from commonground.engine.records.words import Cell, key, text

_SAID = ("code", "product_code", "product_term", "vaccine", "term", "programme", "diseases")
_HAPPENED = ("kind", "vaccinated", "reason")
_ENTERS = frozenset({"", "new", UPDATE})

_DATE_FAULTS = {
    "not a full date": ("this is not a full date", "write the day, month and year"),
    "not a date": ("this can't be read as a date", "write the day, month and year"),
    "not in the date order": (
        "this date is not possible in the date order of the file",
        "write it like the others, or as 2015-10-04",
    ),
}
_SEVERAL_DATES = ("this cell holds more than one date", "give each date a column or a row of its own")


class RowReader:
    """Reads the rows of every table into one Events."""

    def __init__(self, people: People, words: Words, as_at: date, problems: Problems) -> None:
        """people has every row's child; problems takes what can't be used."""
        self.people, self.as_at, self.problems = people, as_at, problems
        self.book: LabelBook = words.book
        self.resolver = Resolver(words)
        self.events = Events()
        self.corrections = Corrections(self.events, problems)

    def read(self, table: Table, number: int, dates: DateReader) -> None:
        """Every row of the table of that number, each counted once as used, without event or set aside."""
        ids, wrong = self.people.of_rows[number], self.people.wrong[number]
        said = list(zip(*(self._texts(table, name) for name in _SAID), strict=True))
        happened = list(zip(*(self._texts(table, name) for name in _HAPPENED), strict=True))
        days, actions = table.cells("event_date"), self._texts(table, "action")
        keys = self._keys(table, ids)
        extras = [table.cells(name) for name in ("place", "recorded_on")]
        unread = 0
        for at, child_id in enumerate(ids):
            row, key = Said(*said[at]), keys[at]
            child = self._child(table, at, child_id, wrong)
            if child is None or child_id is None:
                continue
            action = actions[at].casefold()
            if action not in _ENTERS:
                self.events.with_entry.add(child_id)
                self._not_entered(table, at, actions[at], key)
                continue
            if not any(row) and not any(happened[at][:2]) and self.book.is_blank(text(days[at])):
                self.events.without_event += 1
                continue
            self.events.with_entry.add(child_id)
            day = self._day(table, at, days[at], child, dates)
            entry = self._entry(table, at, row, happened[at]) if day is not None else None
            usable = day is not None and entry is not None
            if key is not None:
                if action == UPDATE and usable:
                    self.corrections.replace(key)
                self.corrections.enter(
                    key, self._place(table, at, "unique_id"), self.events.next if usable else None
                )
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
        counts = self.events.unknown
        for label, place in self.events.first_unknown.items():
            self.problems.add(
                *place,
                f"this name or code of a vaccine is not known; entries with it: {counts[label]}",
                "if it is a vaccine, name it in a --label-map file",
                shown(label),
            )

    def _keys(self, table: Table, ids: Sequence[str | None]) -> list[EntryKey | None]:
        """The number of each row's entry, with its child; None where the row has none."""
        numbers = zip(ids, self._texts(table, "unique_id"), self._texts(table, "unique_id_uri"), strict=True)
        return [(child, number, uri) if child and number else None for child, number, uri in numbers]

    def _not_entered(self, table: Table, at: int, action: str, key: EntryKey | None) -> None:
        """A row that enters nothing: it withdraws the earlier rows of its number, or is only set aside."""
        if action.casefold() != DELETE or "unique_id" not in table.columns:
            said = f"the entry is marked “{shown(action)}”, so it was not read"
            self._aside(table, at, "action", said, "nothing, if that is right")
        elif key is None:
            self._aside(table, at, "unique_id", *NO_NUMBER)
        else:
            self._aside(table, at, "action", *self.corrections.withdraw(key))

    def _place(self, table: Table, at: int, meaning: str) -> Place:
        return Place(table.file, table.sheet, table.rows[at], table.heading(meaning, at))

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
        self.problems.add(*self._place(table, at, meaning), reason, what_to_do, value)

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
            self.events.names_aside[self.events.next] = named.vaccine
        return named, outcome

    def _unknown(self, table: Table, at: int, said: Said) -> None:
        label = said.label
        column = next(name for name in _SAID if getattr(said, name) == label)
        self.events.unknown_labels[self.events.next] = label, self._place(table, at, column)

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
