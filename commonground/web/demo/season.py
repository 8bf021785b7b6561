"""When the made-up round is: October to April where today lies well within it, else seven months around today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from commonground.visits.bank_holidays import is_bank_holiday

SEED = 2016
FIRST_MONTH, LAST_MONTH = 10, 4
LEAST_BEHIND, LEAST_AHEAD = timedelta(days=45), timedelta(days=30)
BEHIND, AHEAD = timedelta(days=120), timedelta(days=90)
MONDAY_TO_FRIDAY = 5
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Size:
    """How much is made up: the study's size, unless a benchmark asks for more."""

    practices: int = 265
    merged: int = 6
    visitors: int = 9
    earlier_rounds: int = 1
    practices_of_an_earlier_round: int = 90


@dataclass(frozen=True)
class Season:
    """The span of a round."""

    starts_on: date
    ends_on: date

    def earlier(self, years: int) -> Season:
        """The same span some years before."""
        return Season(self.starts_on - years * YEAR, self.ends_on - years * YEAR)

    def working_days(self) -> list[date]:
        """Monday to Friday without bank holidays, from the first week on."""
        every = ((self.starts_on + timedelta(days=n)) for n in range((self.ends_on - self.starts_on).days))
        return [day for day in every if day.weekday() < MONDAY_TO_FRIDAY and not is_bank_holiday(day)]


@dataclass(frozen=True)
class Setting:
    """What everything that is made up rests on."""

    today: date
    size: Size
    season: Season
    rng: Random


def setting(today: date, size: Size) -> Setting:
    """The same for the same day and size, always."""
    return Setting(today, size, _season(today), Random(SEED))


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day in England."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _season(today: date) -> Season:
    year = today.year if today.month >= FIRST_MONTH else today.year - 1
    whole = Season(date(year, FIRST_MONTH, 1), date(year + 1, LAST_MONTH, 30))
    if whole.starts_on + LEAST_BEHIND <= today <= whole.ends_on - LEAST_AHEAD:
        return whole
    return Season(today - BEHIND, today + AHEAD)
