"""Quarters and years of COVER: what a text claims, what the days are, and when the children of a cohort were born."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from dateutil.relativedelta import relativedelta

MONTHS_IN_A_QUARTER = 3
QUARTERS = 4
FIRST_MONTH = 4
"""The financial year begins in April."""

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_TO = r"\s*(?:-|–|—|to)\s*"
_YEARS = r"(20\d\d)\s*(?:[/_\-–]|to)\s*(20\d\d|\d\d)(?!\d)"
_QUARTER = r"(?:\bQ|_Q|quarter|qtr)\.?\s*([1-4])(?!\d)"
_BETWEEN = r"[^\dA-Za-z]*(?:of\s+|(?:FY|financial year)\s*)*"
_FINANCIAL = re.compile(_YEARS + r"[\s,_:;()\-–]*" + _QUARTER, re.IGNORECASE)
_BEFORE = re.compile(_QUARTER + r"(?:\s*\([^)]*\))?" + _BETWEEN + _YEARS, re.IGNORECASE)
_SPAN_OF_YEARS = re.compile(rf"\b{_MONTH}{_TO}{_MONTH}[\s,(]*{_YEARS}", re.IGNORECASE)
_SPAN = re.compile(rf"\b{_MONTH}(?:\s+\d{{4}})?{_TO}{_MONTH}[\s,]*(\d{{4}}|\d\d)(?!\d)", re.IGNORECASE)
_ENDING = re.compile(rf"quarter\s+(?:ending|ended|to)\s+(?:\d{{1,2}}\s+)?{_MONTH}\s+(\d{{4}})", re.IGNORECASE)
_SHORT = re.compile(r"(20\d\d)(?:-| ?Q| Q)([1-4])")
_OF_A_QUARTER = re.compile(r"quarter|\bqtr|(?:\b|_)Q[1-4]", re.IGNORECASE)
_DAY = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{2,4})|(\d{1,2})(?:st|nd|rd|th)?\s+" + _MONTH + r"\s+(\d{4})", re.IGNORECASE
)
_YEAR = re.compile(r"(?:April\s+)?(20\d\d)\s*(?:[-–/_]|to)\s*(?:March\s+)?(20\d\d|\d\d)(?!\d)", re.IGNORECASE)
_CENTURY = 100


@dataclass(frozen=True, order=True)
class Period:
    """A financial year, or a quarter of it. `year` is the one it begins in; `quarter` is 1 to 4, or 0 for the year."""

    year: int
    quarter: int = 0

    @property
    def label(self) -> str:
        """As `2015-16 Q1` or `2015-16`."""
        years = f"{self.year}-{(self.year + 1) % _CENTURY:02d}"
        return f"{years} Q{self.quarter}" if self.quarter else years

    @cached_property
    def start(self) -> date:
        """Its first day."""
        months = MONTHS_IN_A_QUARTER * (self.quarter - 1) if self.quarter else 0
        first: date = date(self.year, FIRST_MONTH, 1) + relativedelta(months=months)
        return first

    @cached_property
    def end(self) -> date:
        """Its last day."""
        months = MONTHS_IN_A_QUARTER if self.quarter else MONTHS_IN_A_QUARTER * QUARTERS
        last: date = self.start + relativedelta(months=months) - timedelta(days=1)
        return last

    @property
    def before(self) -> Period:
        """The quarter, or the year, before it."""
        if not self.quarter:
            return Period(self.year - 1)
        return Period(self.year, self.quarter - 1) if self.quarter > 1 else Period(self.year - 1, QUARTERS)

    def births(self, age: str) -> tuple[date, date]:
        """The first and last birth date of the children who reach an age, as `24 months`, in the period."""
        return _births(self, age)


def period_in(said: str) -> Period | None:
    """The quarter, else the year, that a text names."""
    return quarter_in(said) or year_in(said)


@lru_cache(maxsize=512)
def _births(period: Period, age: str) -> tuple[date, date]:
    number, unit = age.split()
    years = int(number) if unit.startswith("year") else 0
    back = relativedelta(years=years, months=0 if years else int(number))
    return period.start - back, period.end + timedelta(days=1) - back - timedelta(days=1)


def quarter_in(text: str) -> Period | None:
    """The first quarter that a text names, however it is written; None where it names none."""
    for form, years, quarter in ((_FINANCIAL, (1, 2), 3), (_BEFORE, (2, 3), 1)):
        found = form.search(text)
        if found is not None:
            year = _first_of(found[years[0]], found[years[1]])
            return None if year is None else Period(year, int(found[quarter]))
    return _of_months(text) or _of_short(text) or _of_days(text)


def _first_of(first: str, second: str) -> int | None:
    """The year that a financial year begins in; None where the second is not the next."""
    return int(first) if (int(first) + 1) % _CENTURY == int(second) % _CENTURY else None


def _of_months(text: str) -> Period | None:
    """As `April to June 2024`, `January to March 2024/25` or `quarter ending June 2024`."""
    for found in _SPAN_OF_YEARS.finditer(text):
        months, year = _quarter_of_months(found[1], found[2]), _first_of(found[3], found[4])
        if months and year is not None:
            return Period(year, months)
    for found in _SPAN.finditer(text):
        if _quarter_of_months(found[1], found[2]):
            return quarter_of(date(_full(found[3]), _MONTHS[found[1].lower()], 1))
    ending = _ENDING.search(text)
    if ending is not None:
        period = quarter_of(date(int(ending[2]), _MONTHS[ending[1].lower()], 1))
        return period if period.end.month == _MONTHS[ending[1].lower()] else None
    return None


def _quarter_of_months(first: str, last: str) -> int:
    """The number of the quarter from one month to another; 0 where they make none."""
    begins, ends = _MONTHS[first.lower()], _MONTHS[last.lower()]
    if ends - begins != MONTHS_IN_A_QUARTER - 1 or begins % MONTHS_IN_A_QUARTER != 1:
        return 0
    return quarter_of(date(2000, begins, 1)).quarter


def _of_short(text: str) -> Period | None:
    found = _SHORT.fullmatch(text.strip())
    return Period(int(found[1]), int(found[2])) if found else None


def _of_days(text: str) -> Period | None:
    days = list(days_in(text))
    if len(days) > 1 and quarter_of(days[0]).start == days[0] < days[1] <= quarter_of(days[0]).end:
        return quarter_of(days[0])
    return None


def _full(year: str) -> int:
    return int(year) if len(year) > 2 else 2000 + int(year)


def speaks_of_a_quarter(text: str) -> bool:
    """Whether a text is about a quarter, so that a year in it is not the whole period."""
    return _OF_A_QUARTER.search(text) is not None


def year_in(text: str) -> Period | None:
    """The first financial year that a text names, as `2019/20`, `2019 to 2020` or `April 2019 to March 2020`."""
    for found in _YEAR.finditer(text):
        if (int(found[1]) + 1) % _CENTURY == int(found[2]) % _CENTURY:
            return Period(int(found[1]))
    return None


def quarter_of(day: date) -> Period:
    """The quarter that a day lies in."""
    months = (day.month - FIRST_MONTH) % (MONTHS_IN_A_QUARTER * QUARTERS)
    return Period(day.year - (day.month < FIRST_MONTH), months // MONTHS_IN_A_QUARTER + 1)


def days_in(text: str) -> Iterator[date]:
    """Every day that a text names, as `01/04/2015` or `1 April 2015`; what is no day is passed over."""
    for found in _DAY.finditer(text):
        if found[1]:
            parts = (_full(found[3]), int(found[2]), int(found[1]))
        else:
            parts = (int(found[6]), _MONTHS[found[5].lower()], int(found[4]))
        try:
            yield date(*parts)
        except ValueError:
            continue
