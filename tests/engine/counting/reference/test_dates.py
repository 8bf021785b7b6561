"""rules.md 1: months end where a month ends, weeks and days are exact."""

from datetime import date, timedelta

import pytest

from commonground.engine.counting.reference.dates import (
    add_months,
    completed_years,
    first_birth_reaching,
    last_birth_reaching,
    later,
)
from commonground.engine.rules.ages import parse_age


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-08-31", 18, "2025-02-28"),
        ("2022-08-31", 18, "2024-02-29"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-03-31", 1, "2024-04-30"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2024-12-15", 0, "2024-12-15"),
        ("2024-11-30", 1, "2024-12-30"),
        ("2024-12-01", 1, "2025-01-01"),
        ("2025-01-01", -3, "2024-10-01"),
    ],
)
def test_months_keep_the_day_or_take_the_last_of_the_month(start: str, months: int, end: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(end)


def test_an_age_is_counted_from_the_birth_at_once() -> None:
    # Three years and then four months would end on 28 June; forty months at once end on the 29th.
    assert later(date(2020, 2, 29), parse_age("3 years 4 months")) == date(2023, 6, 29)


def test_weeks_and_days_are_exact() -> None:
    assert later(date(2024, 2, 28), parse_age("8 weeks")) == date(2024, 4, 24)


@pytest.mark.parametrize(
    ("day", "years"),
    [("2025-02-27", 0), ("2025-02-28", 1), ("2028-02-28", 3), ("2028-02-29", 4)],
)
def test_completed_years_of_a_child_born_on_29_february(day: str, years: int) -> None:
    assert completed_years(date(2024, 2, 29), date.fromisoformat(day)) == years


def test_births_that_reach_an_age_by_or_from_a_day() -> None:
    eighteen_months = parse_age("18 months")
    # Those born on 29, 30 and 31 August 2023 all reach 18 months on 28 February 2025.
    assert first_birth_reaching(eighteen_months, date(2025, 2, 28)) == date(2023, 8, 28)
    assert last_birth_reaching(eighteen_months, date(2025, 2, 28)) == date(2023, 8, 31)
    assert first_birth_reaching(eighteen_months, date(2025, 3, 1)) == date(2023, 9, 1)


@pytest.mark.parametrize("age", ["42 days", "248 days", "12 months", "18 months", "20 months", "5 years"])
def test_no_birth_before_the_first_reaches_the_age_so_late(age: str) -> None:
    for number in range(800):
        day = date(2023, 1, 1) + timedelta(days=number)
        first = first_birth_reaching(parse_age(age), day)
        assert later(first - timedelta(days=1), parse_age(age)) < day <= later(first, parse_age(age))
