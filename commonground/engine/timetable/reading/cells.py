"""What people write in a cell: weekdays, half-days, dates and spans of dates, numbers. A fault is a ValueError."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from commonground.engine.records.dates import DateReader
from commonground.engine.timetable.reading.rows import quoted
from commonground.engine.timetable.values import HALVES, WORKING_WEEK, Half

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_HALVES = {"am": Half.AM, "morning": Half.AM, "pm": Half.PM, "afternoon": Half.PM}
_SHORTEST_DAY = 3
_PARTS = re.compile(r"[;,\n]+")
_SPAN = re.compile(r"\s*(?:\.\.|\bto\b|–)\s*")
_LONGEST_SPAN_DAYS = 800


def weekdays(written: str) -> frozenset[int]:
    """`Mon Tue Thu`, `Monday-Wednesday` or `Mon; Fri`, as numbers, Monday 0."""
    found: set[int] = set()
    for part in re.split(r"[;,\s/]+", written.strip()):
        found |= _weekday_span(part)
    return frozenset(found)


def half_days(written: str) -> frozenset[tuple[int, Half]]:
    """`Mon am; Wed; Thu pm`, or `Mon-Fri am`. A day without a half is both."""
    found: set[tuple[int, Half]] = set()
    for part in filter(None, (part.strip() for part in _PARTS.split(written))):
        words = part.lower().split()
        halves = [_HALVES[word] for word in words if word in _HALVES] or list(HALVES)
        days = [word for word in words if word not in _HALVES]
        if not days:
            raise ValueError(f"{quoted(part)} is no half-day; write it like Mon am; Wed; Thu pm")
        found |= {(day, half) for word in days for day in _weekday_span(word) for half in halves}
    return frozenset(found)


def _weekday_span(word: str) -> set[int]:
    first, _, last = word.partition("-")
    start, end = _weekday(first), _weekday(last or first)
    if end < start:
        raise ValueError(f"{quoted(word)} ends before it begins; write it like Mon-Wed")
    return set(range(start, end + 1))


def _weekday(word: str) -> int:
    small = word.strip().lower().rstrip(".")
    for day in WORKING_WEEK:
        if len(small) >= _SHORTEST_DAY and (_DAYS[day].startswith(small) or small.rstrip("s") == _DAYS[day]):
            return day
    raise ValueError(f"{quoted(word)} is no weekday; write Mon, Tue, Wed, Thu or Fri")


def dates(season_ends: date) -> Callable[[str], frozenset[date]]:
    """A reader of `2026-12-21..2027-01-01; 4 January 2027`. Dates in numbers are day first."""
    reader = DateReader(season_ends, "dmy")

    def read(written: str) -> frozenset[date]:
        found: set[date] = set()
        for part in filter(None, (part.strip() for part in _PARTS.split(written))):
            ends = [one_date(end, reader) for end in _SPAN.split(part, maxsplit=1)]
            if ends[-1] < ends[0]:
                raise ValueError(f"{quoted(part)} ends before it begins; write the earlier date first")
            if (ends[-1] - ends[0]).days > _LONGEST_SPAN_DAYS:
                raise ValueError(f"{quoted(part)} is longer than two years; write the dates of this season")
            found |= {ends[0] + timedelta(days=n) for n in range((ends[-1] - ends[0]).days + 1)}
        return frozenset(found)

    return read


def one_date(written: str, reader: DateReader) -> date:
    """A date as people write it."""
    found = reader.read(written)
    if not isinstance(found, date):
        raise ValueError(f"{quoted(written)} is {found}; write it like 2026-10-04")
    return found


def count_between(low: int, high: int) -> Callable[[str], int]:
    """A reader of a whole number in a range."""

    def read(written: str) -> int:
        if not written.isascii() or not written.isdigit() or not low <= int(written) <= high:
            raise ValueError(f"{quoted(written)} is not a whole number from {low} to {high}; write one")
        return int(written)

    return read


def number_between(low: float, high: float) -> Callable[[str], float]:
    """A reader of a number in a range."""

    def read(written: str) -> float:
        try:
            value = float(written.replace(",", ""))
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise ValueError(f"{quoted(written)} is not a number from {low:g} to {high:g}; write one")
        return value

    return read
