"""Rows that withdraw or replace earlier rows: `delete` and `update` in a file that numbers its entries.

What was decided is in docs/decisions/0006-withdrawn-and-replaced-rows.md.
"""

from __future__ import annotations

from collections import defaultdict

from commonground.engine.records.events import Events, Place
from commonground.engine.records.problems import Problems

DELETE, UPDATE = "delete", "update"

EntryKey = tuple[str, str, str]
"""The child, and the UNIQUE_ID and UNIQUE_ID_URI of an entry, as written."""

Why = tuple[str, str]
"""The reason why a row was set aside, and what to do."""

RIGHT = "nothing, if that is right"
WITHDRAWN = "a later row with the same UNIQUE_ID is marked “delete”, so this entry was withdrawn", RIGHT
REPLACED = (
    "a later row with the same UNIQUE_ID is marked “update”, and was used in place of this entry",
    RIGHT,
)
WITHDRAWS = "the row is marked “delete”: it withdraws the earlier rows with the same UNIQUE_ID", RIGHT
WITHDRAWS_NOTHING = (
    "the row is marked “delete”, and no earlier row of this child has its UNIQUE_ID and UNIQUE_ID_URI",
    "give the file that holds the entry too, before this one; if the entry stands in another extract, "
    "take it out there",
)
NO_NUMBER = (
    "the row is marked “delete” and has no UNIQUE_ID, so it does not say which entry it withdraws",
    "add the UNIQUE_ID of the entry",
)


class Corrections:
    """The rows read so far by the number of their entry, so that a later row can correct them."""

    def __init__(self, events: Events, problems: Problems) -> None:
        """events loses what is withdrawn or replaced; problems says so, row by row."""
        self.events, self.problems = events, problems
        self._rows: dict[EntryKey, list[tuple[Place, int | None]]] = defaultdict(list)

    def enter(self, key: EntryKey, place: Place, event: int | None) -> None:
        """One more row of an entry, and the event it became, if any."""
        self._rows[key].append((place, event))

    def replace(self, key: EntryKey) -> None:
        """A row marked `update` is used: take out what the earlier rows of its entry became."""
        self._take_out(key, REPLACED)

    def withdraw(self, key: EntryKey) -> Why:
        """A row is marked `delete`: take out what the earlier rows became; why that row is set aside itself."""
        if key not in self._rows:
            return WITHDRAWS_NOTHING
        self._take_out(key, WITHDRAWN)
        return WITHDRAWS

    def _take_out(self, key: EntryKey, why: Why) -> None:
        for place, event in self._rows.pop(key, []):
            if event is not None:
                self.events.withdraw(event)
                self.problems.add(*place, *why)
