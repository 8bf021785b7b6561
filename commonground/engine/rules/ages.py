"""Ages and intervals as the rulebook writes them: `42 days`, `8 weeks`, `12 months`, `3 years 4 months`."""

from __future__ import annotations

import re
from dataclasses import dataclass

MONTHS_IN_A_YEAR = 12
DAYS_IN_A_WEEK = 7

_PART = re.compile(r"(\d+)\s*(day|week|month|year)s?")


@dataclass(frozen=True)
class Age:
    """A length of time counted from a birth or a dose: whole months, or whole days, never both.

    Months and days are kept apart because a month has no fixed number of days (rules.md 1).
    """

    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        """The age in words, as the rulebook and every explanation writes it."""
        if not self.months:
            return f"{self.days} {'day' if self.days == 1 else 'days'}"
        years, months = divmod(self.months, MONTHS_IN_A_YEAR)
        parts = []
        # Eighteen months is said in months; three years and four months in both.
        if self.months < 2 * MONTHS_IN_A_YEAR and months:
            years, months = 0, self.months
        if years:
            parts.append(f"{years} {'year' if years == 1 else 'years'}")
        if months:
            parts.append(f"{months} {'month' if months == 1 else 'months'}")
        return " ".join(parts)


def parse_age(text: str) -> Age:
    """`3 years 4 months` -> Age(months=40). Raises ValueError in a sentence for anything else."""
    rest = _PART.sub("", text).strip()
    parts = _PART.findall(text)
    if rest or not parts:
        raise ValueError(
            f"“{text}” is not an age; write it like 42 days, 8 weeks, 12 months or 3 years 4 months"
        )
    total = {"day": 0, "week": 0, "month": 0, "year": 0}
    for number, unit in parts:
        total[unit] += int(number)
    months = total["month"] + total["year"] * MONTHS_IN_A_YEAR
    days = total["day"] + total["week"] * DAYS_IN_A_WEEK
    if months and days:
        raise ValueError(f"“{text}” mixes months with days; use one or the other")
    return Age(months=months, days=days)
