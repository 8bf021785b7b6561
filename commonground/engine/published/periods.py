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
_SPAN = re.compile(rf"\b{_MONTH}\s*(?:-|–|to)\s*{_MONTH}\s*(\d{{4}})", re.IGNORECASE)
_FINANCIAL = re.compile(r"(?:FY)?(20\d\d)[/_\-](\d\d(?:\d\d)?)[ _]*Q([1-4])", re.IGNORECASE)
_SHORT = re.compile(r"(20\d\d)(?:-| ?Q| Q)([1-4])")
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


@lru_cache(maxsize=512)
def _births(period: Period, age: str) -> tuple[date, date]:
    number, unit = age.split()
    years = int(number) if unit.startswith("year") else 0
    back = relativedelta(years=years, months=0 if years else int(number))
    return period.start - back, period.end + timedelta(days=1) - back - timedelta(days=1)


def quarter_in(text: str) -> Period | None:
    """The first quarter that a text names, however it is written; None where it names none."""
    if found := _FINANCIAL.search(text):
        first, second, quarter = int(found[1]), int(found[2]) % _CENTURY, int(found[3])
        return Period(first, quarter) if (first + 1) % _CENTURY == second else None
    for found in _SPAN.finditer(text):
        first, last = _MONTHS[found[1].lower()], _MONTHS[found[2].lower()]
        if last - first == MONTHS_IN_A_QUARTER - 1 and first % MONTHS_IN_A_QUARTER == 1:
            return quarter_of(date(int(found[3]), first, 1))
    if found := _SHORT.fullmatch(text.strip()):
        return Period(int(found[1]), int(found[2]))
    days = list(days_in(text))
    if (
        len(days) > 1
        and quarter_of(days[0]).start == days[0]
        and quarter_of(days[0]).end >= days[1] > days[0]
    ):
        return quarter_of(days[0])
    return None


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
            year = int(found[3])
            parts = (year + 2000 if year < _CENTURY else year, int(found[2]), int(found[1]))
        else:
            parts = (int(found[6]), _MONTHS[found[5].lower()], int(found[4]))
        try:
            yield date(*parts)
        except ValueError:
            continue
