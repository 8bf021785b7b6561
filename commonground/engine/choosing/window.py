"""The span of time that a list is made on: whole years, or four quarters that roll; never one quarter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from commonground.engine.errors import UserError
from commonground.engine.quarters import MONTHS_IN_A_QUARTER, QUARTERS_IN_A_YEAR, quarter_of

_HOW = "write it like 2019-04-01..2020-03-31, 2019-20..2020-21 or 2019-20 Q2..2020-21 Q1"
_YEAR = re.compile(r"(\d{4})[-/](\d{2})(?:\s*Q([1-4]))?")


@dataclass(frozen=True)
class Window:
    """From the first day of a quarter to the last day of another, a whole number of years later."""

    first: date
    last: date

    @property
    def quarters(self) -> int:
        """How many quarters it holds."""
        return quarter_of(self.last) - quarter_of(self.first) + 1

    def __str__(self) -> str:
        """`2019-04-01..2020-03-31`."""
        return f"{self.first.isoformat()}..{self.last.isoformat()}"


def read_window(written: str) -> Window:
    """A window as it is typed: two days, financial years, or quarters of them, with two dots between.

    Raises UserError where it is none, or no whole number of years.
    """
    first, dots, last = written.partition("..")
    begins, ends = _span(first.strip()), _span((last if dots else first).strip())
    if begins is None or ends is None:
        raise UserError(f"“{written}” is no window of time; {_HOW}.")
    window = Window(begins[0], ends[1])
    if window.first != first_day(quarter_of(window.first)) or window.last != last_day(
        quarter_of(window.last)
    ):
        raise UserError(f"The window {window} does not begin and end with a quarter; {_HOW}.")
    if window.quarters < QUARTERS_IN_A_YEAR:
        raise UserError(
            f"The window {window} is shorter than a year: in one quarter a practice has too few children to tell it "
            "from chance; give four quarters or a year."
        )
    if window.quarters % QUARTERS_IN_A_YEAR:
        raise UserError(f"The window {window} is no whole number of years; give four quarters, or eight.")
    return window


def first_day(quarter: int) -> date:
    """The first day of a quarter by its number."""
    return date(quarter // QUARTERS_IN_A_YEAR, quarter % QUARTERS_IN_A_YEAR * MONTHS_IN_A_QUARTER + 1, 1)


def last_day(quarter: int) -> date:
    """The last day of a quarter by its number."""
    return first_day(quarter + 1) - timedelta(days=1)


def day_in_words(day: date) -> str:
    """`4 October 2015`."""
    return f"{day.day} {day:%B %Y}"


def _span(written: str) -> tuple[date, date] | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return _financial(written)
    return day, day


def _financial(written: str) -> tuple[date, date] | None:
    """The days of a financial year (2019-20) or of one of its quarters (2019-20 Q1: April to June)."""
    found = _YEAR.fullmatch(written)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]) or not 1900 < int(found[1]) < 2100:
        return None
    april = quarter_of(date(int(found[1]), 4, 1))
    if found[3]:
        quarter = april + int(found[3]) - 1
        return first_day(quarter), last_day(quarter)
    return first_day(april), last_day(april + QUARTERS_IN_A_YEAR - 1)
