"""One child: who, where registered, and the entries on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

from commonground.engine.counting.reference.dates import later
from commonground.engine.rules.model import Series


@dataclass(frozen=True)
class Entry:
    """A row of the events table; `row` is its number there, from 0."""

    row: int
    day: date
    vaccine: str
    kind: str


@dataclass(frozen=True)
class Child:
    """A child and all its entries, in the order of the file."""

    child_id: str
    born: date
    practice_code: str
    registered_on: date | None
    deregistered_on: date | None
    entries: tuple[Entry, ...]

    @property
    def given(self) -> tuple[Entry, ...]:
        """Only given entries are doses (rules.md 1)."""
        return tuple(entry for entry in self.entries if entry.kind == "given")

    @property
    def days_with_a_dose(self) -> list[date]:
        """Each day on which anything was given, recognised or not, once and in order."""
        return sorted({entry.day for entry in self.given})

    def as_recorded_by(self, day: date) -> Child:
        """The child with the entries of that day and earlier only."""
        return replace(self, entries=tuple(entry for entry in self.entries if entry.day <= day))

    def of_practice(self, code: str) -> bool:
        """Whether the child is counted for a practice: its code is that one, or empty (decision 0003, 1)."""
        return self.practice_code in ("", code)

    def registered_on_day(self, day: date) -> bool:
        """Registered that day; empty means since birth, and the day of leaving is not one (rules.md 1)."""
        joined = self.registered_on is None or self.registered_on <= day
        left = self.deregistered_on is not None and self.deregistered_on <= day
        return joined and not left

    def doses_in(self, series: Series) -> tuple[Entry, ...]:
        """The given entries that enter a series: its vaccines, from its age on (rules.md 2)."""
        from_day = later(self.born, series.from_age) if series.from_age else self.born
        return tuple(
            entry for entry in self.given if entry.vaccine in series.vaccines and entry.day >= from_day
        )

    def dates_of(self, vaccines: Iterable[str]) -> list[date]:
        """The distinct days on which any of these vaccines was given, in order."""
        return sorted({entry.day for entry in self.given if entry.vaccine in vaccines})


def read_children(children: pa.Table, events: pa.Table) -> list[Child]:
    """The children of CHILDREN in its order, each with its entries of EVENTS.

    An event of a child who is not among the children has no date of birth to be judged by and is left out.
    """
    entries: dict[str, list[Entry]] = {}
    for row, event in enumerate(events.to_pylist()):
        entry = Entry(row, event["event_date"], event["vaccine"], event["kind"])
        entries.setdefault(event["child_id"], []).append(entry)
    return [
        Child(
            child_id=child["child_id"],
            born=child["date_of_birth"],
            practice_code=child["practice_code"] or "",
            registered_on=child["registered_on"],
            deregistered_on=child["deregistered_on"],
            entries=tuple(entries.get(child["child_id"], [])),
        )
        for child in children.to_pylist()
    ]
