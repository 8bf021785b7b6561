"""The pieces every sentence is made of: dates, ages to the day, limits, names of doses, rules with sources.

Adding months follows rules.md 1: the same day of the later month, or its last day where there is none.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from commonground.engine.rules.ages import MONTHS_IN_A_YEAR, Age
from commonground.engine.rules.model import DoseRule, Provenance, Rulebook, Series

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
BIRTHDAYS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def add(day: date, age: Age) -> date:
    """The day an age or interval after `day`, a missing day of the month moved to the month's last."""
    if not age.months:
        return day + timedelta(days=age.days)
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + age.months, MONTHS_IN_A_YEAR)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year, month + 1, monthrange(year, month + 1)[1])


def completed(born: date, day: date) -> tuple[int, int]:
    """Age on a day as completed months and the days beyond them; `day` is not before `born`."""
    months = (day.year - born.year) * MONTHS_IN_A_YEAR + day.month - born.month
    reached = add(born, Age(months=months))
    if reached > day:
        months -= 1
        reached = add(born, Age(months=months))
    return months, (day - reached).days


@cache
def say_date(day: date) -> str:
    """`4 October 2015`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_days(days: int) -> str:
    """`1 day`, `12 days`."""
    return str(Age(days=days))


@cache
def _say_completed(months: int, days: int) -> str:
    if not months:
        return say_days(days)
    return f"{Age(months=months)} {say_days(days)}" if days else str(Age(months=months))


def say_age(born: date, day: date) -> str:
    """Age to the day: `11 months 30 days`, `3 years 4 months`; in the first month `12 days`."""
    return _say_completed(*completed(born, day))


def say_age_of(born: date, day: date) -> str:
    """Age at a dose, also in days once it is a month: `11 months 30 days of age (365 days)`."""
    months, days = completed(born, day)
    in_days = f" ({say_days((day - born).days)})" if months else ""
    return f"{_say_completed(months, days)} of age{in_days}"


@cache
def say_milestone(age: Age) -> str:
    """The day on which an age is reached: `the first birthday`, `15 months of age`."""
    years, months = divmod(age.months, MONTHS_IN_A_YEAR)
    if years and not months and years <= len(BIRTHDAYS):
        return f"the {BIRTHDAYS[years - 1]} birthday"
    return f"{age} of age"


def either(names: Sequence[str]) -> str:
    """`MMR`, `MMR or MMRV`, `6in1, 5in1 or 4in1`."""
    return " or ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def series_name(series: Series) -> str:
    """What a sentence calls a series: `MMR`, `DTP`."""
    return series.short or series.title


def dose_name(series: Series, dose: str) -> str:
    """`MMR dose 2`, `PCV booster`, `MenB late dose 1`."""
    *before, last = dose.split(" ")
    return " ".join([series_name(series), *before, f"dose {last}" if last.isdigit() else last])


def first_letter_up(sentence: str) -> str:
    """The sentence with a capital to begin with."""
    return sentence[0].upper() + sentence[1:]


def cite(rulebook: Rulebook, *entries: Provenance) -> str:
    """`(rule mmr-1; NHS England ...)`: the entries by id, then the short name of each of their sources once."""
    tags = dict.fromkeys(tag for entry in entries for tag in entry.source)
    named = f"{'rule' if len(entries) == 1 else 'rules'} {listed([entry.id for entry in entries])}"
    return f"({'; '.join([named, *(rulebook.sources[tag].name for tag in tags)])})"


def rule_behind(rulebook: Rulebook, rule_id: str, series: str) -> DoseRule | Series:
    """The dose rule of that id, or the series itself where the verdict rests on none."""
    return rulebook.dose_rules.get(rule_id) or rulebook.series[series]


def starts_at(rule: DoseRule | Series) -> Age | None:
    """The age from which a dose can count by this rule."""
    return rule.minimum_age if isinstance(rule, DoseRule) else rule.from_age


def last_day(rule: DoseRule, born: date) -> tuple[date, str] | None:
    """The last day on which a dose can count, and what that day is; None where there is no latest age."""
    if rule.before_age:
        return add(born, rule.before_age) - timedelta(
            days=1
        ), f"the day before {say_milestone(rule.before_age)}"
    if rule.last_age:
        return add(born, rule.last_age), say_milestone(rule.last_age)
    return None


def spaced_from(rule: DoseRule, rulebook: Rulebook) -> str:
    """The valid dose an interval runs from, by name where it can only be one of another series."""
    doses = [rulebook.dose_rules[name] for name in (rule.follows, *rule.spaced_from) if name]
    if any(dose.series == rule.series for dose in doses):
        return "the valid dose"
    return f"the valid {either([dose_name(rulebook.series[dose.series], dose.dose) for dose in doses])}"
