"""Reading dates, and never guessing which is the day and which the month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from commonground.engine.records.words import Cell

DateOrder = Literal["dmy", "mdy", "ymd"]
DATE_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
Fault = Literal["not a full date", "not a date", "not in the date order"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_LARGEST_MONTH = 12
_CENTURY = 100
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of the 1900 date system, which counts a 29 February 1900

_TIME = re.compile(
    r"[ T,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|BST|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})([T ]?\d{4,8})?")
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_NUMBERS = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]*([A-Za-z]{3,9})[\s\-/.,]*(\d{4}|\d{2})")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})[\s\-/.]*(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]+(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})[-/. ]([A-Za-z]{3,9})[-/. ](\d{1,2})")
_PARTIAL = re.compile(
    r"\d{4}|\d{1,2}[-/. ]\d{4}|\d{4}[-/. ]\d{1,2}|\d{6}"
    r"|[A-Za-z]{3,9}[-/. ]*\d{2,4}|\d{1,2}[-/. ]*[A-Za-z]{3,9}"
)


@dataclass
class Evidence:
    """Which orders the dates of one file show: a number over 12 settles it, the others stay open."""

    day_first: bool = False
    month_first: bool = False
    open: bool = False

    def add(self, cells: Iterable[Cell]) -> None:
        """Look at the cells of a column of dates."""
        for cell in set(cells):
            numbers = _NUMBERS.fullmatch(_bare(cell)) if isinstance(cell, str) else None
            if numbers is None:
                continue
            first, second = int(numbers[1]), int(numbers[3])
            if first > _LARGEST_MONTH >= second:
                self.day_first = True
            elif second > _LARGEST_MONTH >= first:
                self.month_first = True
            elif first != second and first <= _LARGEST_MONTH:
                self.open = True

    def order(self) -> DateOrder | None:
        """The order the file itself settles; None where it does not, or contradicts itself."""
        if self.day_first != self.month_first:
            return "dmy" if self.day_first else "mdy"
        return None

    @property
    def contradicts_itself(self) -> bool:
        """Some dates can only be day first and some only month first."""
        return self.day_first and self.month_first


@dataclass
class DateReader:
    """Reads the dates of one file, each distinct text once.

    as_at decides the century of a year of two digits: the one that puts the date on or before it.
    order is what the user or the file says of dates written in numbers with the year not first.
    """

    as_at: date
    order: DateOrder | None
    seen: dict[str, date | Fault] = field(default_factory=dict)

    def read(self, cell: Cell) -> date | Fault:
        """The date a cell holds, or why it holds none. The cell is not empty."""
        if isinstance(cell, date):
            return cell
        found = self.seen.get(cell)
        if found is None:
            found = self.seen[cell] = self._read(_bare(cell))
        return found

    def _read(self, text: str) -> date | Fault:
        if match := _YEAR_FIRST.fullmatch(text):
            return _date(int(match[1]), int(match[3]), int(match[4]))
        if match := _COMPACT.fullmatch(text):
            return _date(int(match[1]), int(match[2]), int(match[3]))
        if match := _SERIAL.fullmatch(text):
            return _SERIAL_ZERO + timedelta(days=int(match[1]))
        if match := _NUMBERS.fullmatch(text):
            return self._in_order(match[1], match[3], match[4])
        if match := _DAY_MONTH.fullmatch(text):
            return self._named_month(match[1], match[2], match[3])
        if match := _MONTH_DAY.fullmatch(text):
            return self._named_month(match[2], match[1], match[3])
        if match := _YEAR_MONTH.fullmatch(text):
            return self._named_month(match[3], match[2], match[1])
        return "not a full date" if _PARTIAL.fullmatch(text) else "not a date"

    def _in_order(self, first: str, second: str, third: str) -> date | Fault:
        if self.order == "ymd":
            if len(third) > 2:
                return "not in the date order"
            return self._with_century(first.zfill(2), int(second), int(third))
        day, month = (second, first) if self.order == "mdy" else (first, second)
        if int(month) > _LARGEST_MONTH >= int(day):
            return "not in the date order"
        return self._with_century(third, int(month), int(day))

    def _named_month(self, day: str, name: str, year: str) -> date | Fault:
        small = name.lower()
        month = next(
            (
                number
                for number, (short, full) in enumerate(zip(_MONTHS, _FULL_MONTHS, strict=True), start=1)
                if small.startswith(short) and full.startswith(small)
            ),
            None,
        )
        return "not a date" if month is None else self._with_century(year, month, int(day))

    def _with_century(self, year: str, month: int, day: int) -> date | Fault:
        if len(year) != 2:
            return _date(int(year), month, day)
        found = _date(self.as_at.year // _CENTURY * _CENTURY + int(year), month, day)
        if isinstance(found, date) and found > self.as_at:
            return _date(found.year - _CENTURY, month, day)
        return found


def looks_dated(cell: Cell) -> bool:
    """Whether a cell holds something like a date, in whatever order; a plain number of few digits is none."""
    return not isinstance(cell, str) or bool(
        _INSIDE.search(cell) or _SERIAL.fullmatch(cell) or _DAY_MONTH.fullmatch(_bare(cell))
    )


def find_date(text: str) -> tuple[str, str] | None:
    """A date inside a cell and the words around it: `declined 04/05/2020` -> the date, `declined`."""
    match = _INSIDE.search(text)
    if match is None:
        return None
    return match[0], f"{text[: match.start()]} {text[match.end() :]}".strip(" ()[],;:-–")


def holds_several_dates(text: str) -> bool:
    """Whether a cell holds more than one date; which of them is meant is never guessed."""
    return len(_INSIDE.findall(text)) > 1


_INSIDE = re.compile(
    r"(?<!\d)(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    r"|\d{1,2}(?:st|nd|rd|th)?[ \-][A-Za-z]{3,9}[ \-]\d{2,4}|(?:19|20)\d{6})(?!\d)"
)


def _bare(text: str) -> str:
    return _WEEKDAY.sub("", _TIME.sub("", text)).strip().lstrip("'")


def _date(year: int, month: int, day: int) -> date | Fault:
    try:
        return date(year, month, day)
    except ValueError:
        return "not a date"
