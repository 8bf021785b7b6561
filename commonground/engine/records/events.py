"""The events table while it is being filled, and what became of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple


class Place(NamedTuple):
    """Where a row stands, as a problem shows it."""

    file: str
    sheet: str
    row: int
    column: str


@dataclass
class Events:
    """The columns of the events table while it is being filled, and the counts of rows.

    Everything goes by the number of the event; one that was withdrawn keeps its number and is in no count.
    """

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
    unknown_labels: dict[int, tuple[str, Place]] = field(default_factory=dict)
    names_aside: dict[int, str] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)

    @property
    def next(self) -> int:
        """The number that the next event will have."""
        return len(self.child_id)

    @property
    def unknown(self) -> Counter[str]:
        """How many events have each label or code that nobody knows."""
        return Counter(label for label, _ in self._standing(self.unknown_labels).values())

    @property
    def first_unknown(self) -> dict[str, Place]:
        """Where each label or code that nobody knows stands first."""
        found: dict[str, Place] = {}
        for label, place in self._standing(self.unknown_labels).values():
            found.setdefault(label, place)
        return found

    @property
    def by_name(self) -> Counter[str]:
        """How many events have each vaccine that is known and in no figure."""
        return Counter(self._standing(self.names_aside).values())

    def _standing(self, noted: Mapping[int, Any]) -> dict[int, Any]:
        return {event: value for event, value in noted.items() if event not in self.withdrawn}

    def withdraw(self, event: int) -> None:
        """Take out an event that a later row withdraws or replaces; its row is now set aside."""
        self.withdrawn.add(event)
        self.used -= 1
        self.set_aside += 1

    def kept(self, column: str) -> list[Any]:
        """A column of the events table, without what was withdrawn."""
        values: list[Any] = getattr(self, column)
        if not self.withdrawn:
            return values
        return [value for event, value in enumerate(values) if event not in self.withdrawn]
