"""What differs from one database to the next: the only place that knows which one will run the text."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from commonground.engine.rules.ages import Age


class Dialect(Protocol):
    """The functions of a database that the generator uses, each from SQL text to SQL text.

    Lists count from 1. The smallest or largest item of an empty list is NULL. A month added to a day that the
    next month does not have ends on its last day (rules.md 1).
    """

    def collect(self, value: str) -> str:
        """The values of a group, as a list in any order."""

    def list_of(self, *values: str) -> str:
        """A list of these values."""

    def empty_list(self) -> str:
        """A list of whole numbers without any."""

    def ordered(self, items: str) -> str:
        """A list from its smallest to its largest item."""

    def keep(self, items: str, each: str, condition: str) -> str:
        """The items for which a condition on `each` holds, in their order."""

    def keep_by_place(self, items: str, each: str, place: str, condition: str) -> str:
        """As `keep`; the condition may also use an item's place."""

    def change(self, items: str, each: str, value: str) -> str:
        """A value made from each item, in their order."""

    def smallest(self, items: str) -> str:
        """The smallest item."""

    def largest(self, items: str) -> str:
        """The largest item."""

    def length(self, items: str) -> str:
        """The number of items."""

    def item(self, items: str, place: str) -> str:
        """The item at a place."""

    def without_first(self, items: str, number: int) -> str:
        """The list without so many of its first items."""

    def row_for_each(self, items: str) -> str:
        """A row for each item; stands in a SELECT list."""

    def day(self, day: date) -> str:
        """A day of the calendar."""

    def later(self, day: str, age: Age) -> str:
        """The day that is an age or interval after another."""

    def plus_days(self, day: str, number: str) -> str:
        """The day so many whole days after another."""

    def days_between(self, earlier: str, later: str) -> str:
        """The whole days from one day to another."""

    def high_bits(self, number: str, below: int) -> str:
        """A whole number without its lowest bits."""

    def low_bits(self, number: str, many: int) -> str:
        """The lowest bits of a whole number."""

    def total(self, number: str) -> str:
        """The sum over a group as a whole number, NULL where the group is empty."""


class DuckDb:
    """DuckDB 1.4 in a browser, 1.5 and 2 on servers: no extension, no time zone data."""

    def collect(self, value: str) -> str:
        return f"list({value})"

    def list_of(self, *values: str) -> str:
        return f"[{', '.join(values)}]"

    def empty_list(self) -> str:
        return "CAST([] AS BIGINT[])"

    def ordered(self, items: str) -> str:
        return f"list_sort({items})"

    def keep(self, items: str, each: str, condition: str) -> str:
        return f"list_filter({items}, lambda {each}: {condition})"

    def keep_by_place(self, items: str, each: str, place: str, condition: str) -> str:
        return f"list_filter({items}, lambda {each}, {place}: {condition})"

    def change(self, items: str, each: str, value: str) -> str:
        return f"list_transform({items}, lambda {each}: {value})"

    def smallest(self, items: str) -> str:
        return f"list_min({items})"

    def largest(self, items: str) -> str:
        return f"list_max({items})"

    def length(self, items: str) -> str:
        return f"len({items})"

    def item(self, items: str, place: str) -> str:
        return f"{items}[{place}]"

    def without_first(self, items: str, number: int) -> str:
        return f"{items}[{number + 1}:]"

    def row_for_each(self, items: str) -> str:
        return f"unnest({items})"

    def day(self, day: date) -> str:
        return f"DATE '{day.isoformat()}'"

    def later(self, day: str, age: Age) -> str:
        if age.months:
            # Without the cast this would be a timestamp.
            return f"CAST({day} + INTERVAL {age.months} MONTH AS DATE)"
        return self.plus_days(day, str(age.days))

    def plus_days(self, day: str, number: str) -> str:
        return f"({day} + {number})"

    def days_between(self, earlier: str, later: str) -> str:
        return f"CAST({later} - {earlier} AS BIGINT)"

    def high_bits(self, number: str, below: int) -> str:
        return f"({number} >> {below})"

    def low_bits(self, number: str, many: int) -> str:
        return f"({number} & {(1 << many) - 1})"

    def total(self, number: str) -> str:
        # A sum of whole numbers is a HUGEINT here, which leaves as a decimal.
        return f"CAST(sum({number}) AS BIGINT)"


DUCKDB: Dialect = DuckDb()
