"""QOF: children of an age on 31 March of a contract year, after exclusions (rules.md 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from commonground.engine.counting.reference.child import Child
from commonground.engine.counting.reference.dates import (
    ONE_DAY,
    first_birth_reaching,
    last_birth_reaching,
    last_day_of,
    later,
)
from commonground.engine.counting.reference.dose_counts import doses_missing
from commonground.engine.counting.reference.figures import Figure
from commonground.engine.rules.model import DoseCount, LateRegistration, QofIndicator, Rulebook


def contract_years(
    children: Sequence[Child], as_at: date, registration_known: bool, book: Rulebook
) -> list[Figure]:
    """Every indicator for each contract year that ended on or before the as-at date, the earliest first."""
    return [
        _figure(indicator, year, children, registration_known)
        for indicator in book.qof.values()
        for year in _years_ended(indicator.first_year, as_at)
    ]


def _years_ended(first_year: int, as_at: date) -> Iterator[int]:
    year = first_year
    while _year_end(year) <= as_at:
        yield year
        year += 1


def _year_end(year: int) -> date:
    """The contract year 2021/22 is 2021 and ends on 31 March 2022."""
    return date(year + 1, 3, 31)


def _figure(
    indicator: QofIndicator, year: int, children: Sequence[Child], registration_known: bool
) -> Figure:
    start, end = date(year, 4, 1), _year_end(year)
    cohort_from, cohort_to = _cohort(indicator, start, end)
    cohort = [
        # The record as it stood on 31 March: later entries are not in that year's count.
        child.as_recorded_by(end)
        for child in children
        if cohort_from <= child.born <= cohort_to and child.registered_on_day(end)
    ]
    kept = [child for child in cohort if not (registration_known and _is_excluded(child, indicator, year))]
    return Figure(
        definition="qof",
        indicator=indicator.id,
        period=f"{year}/{(year + 1) % 100:02d}",
        period_start=start,
        period_end=end,
        cohort_from=cohort_from,
        cohort_to=cohort_to,
        members=tuple((child.child_id, _succeeds(child, indicator)) for child in kept),
        excluded=len(cohort) - len(kept) if registration_known else None,
    )


def _cohort(indicator: QofIndicator, start: date, end: date) -> tuple[date, date]:
    """The first and last birth: those who reach an age in the year, or are of an age at its end."""
    if indicator.reaches is not None:
        return first_birth_reaching(indicator.reaches, start), last_birth_reaching(indicator.reaches, end)
    if indicator.aged_from is None or indicator.aged_under is None:
        raise ValueError(
            f"the rulebook's QOF indicator {indicator.id} has no cohort; "
            "give either reaches, or aged_from and aged_under"
        )
    not_yet_too_old = first_birth_reaching(indicator.aged_under, end + ONE_DAY)
    return not_yet_too_old, last_birth_reaching(indicator.aged_from, end)


def _succeeds(child: Child, indicator: QofIndicator) -> bool:
    return all(doses_missing(child, part) == 0 for part in indicator.parts)


def _is_excluded(child: Child, indicator: QofIndicator, year: int) -> bool:
    """A child who succeeds is never excluded; declining never excludes (rules.md 6)."""
    if _succeeds(child, indicator):
        return False
    unmet = [part for part in indicator.parts if doses_missing(child, part) > 0]
    if all(_contraindicated(child, part) for part in unmet):
        return True
    if year < indicator.late_registration_first_year:
        return False
    return any(_registered_late(child, indicator, late) for late in indicator.late_registration)


def _contraindicated(child: Child, part: DoseCount) -> bool:
    """Contraindicated before the window closes. The rules give no first age for it (rules.md 6)."""
    last = last_day_of(child.born, part.before_age, part.last_age)
    return any(
        entry.kind == "contraindicated"
        and entry.vaccine in part.vaccines
        and (last is None or entry.day <= last)
        for entry in child.entries
    )


def _registered_late(child: Child, indicator: QofIndicator, late: LateRegistration) -> bool:
    """Registered at or after an age with so many doses missing on the days before (decision 0003, 10)."""
    if child.registered_on is None:
        return False
    if late.from_age is not None and child.registered_on < later(child.born, late.from_age):
        return False
    if late.after_age is not None and child.registered_on <= later(child.born, late.after_age):
        return False
    on_joining = child.as_recorded_by(child.registered_on - ONE_DAY)
    missing = sum(doses_missing(on_joining, part) for part in indicator.parts)
    return missing >= late.missing_at_least
