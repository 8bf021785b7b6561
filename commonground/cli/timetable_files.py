"""What `round timetable` reads, has planned, writes and says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from commonground.documents.timetable import TimetableInput, hours, how_near, price, timetable_page
from commonground.engine.rules.visit_book import load_visit_book
from commonground.engine.timetable.given import Files, read_ask, sha256, with_absences
from commonground.engine.timetable.power import power
from commonground.engine.timetable.random_order import SENTENCE
from commonground.engine.timetable.reading.booked import read_earlier
from commonground.engine.timetable.reading.choice import years_of
from commonground.engine.timetable.replan import replan
from commonground.engine.timetable.search import Search
from commonground.engine.timetable.season import season
from commonground.engine.timetable.values import Ask, Season
from commonground.engine.timetable.writing.calendars import calendars
from commonground.engine.timetable.writing.record import Asked, numbers_used, record, versions
from commonground.engine.timetable.writing.table import table
from commonground.visits.bank_holidays import bank_holidays


@dataclass(frozen=True)
class Planning:
    """What was typed."""

    files: Files
    first: date
    last: date
    random_order: bool
    time_limit: float
    booked: Path | None
    ill: tuple[tuple[str, frozenset[date]], ...]


@dataclass(frozen=True)
class Result:
    """A timetable, with all that its files say."""

    page: TimetableInput
    asked: Asked
    warnings: tuple[str, ...]

    def said(self) -> Iterator[str]:
        """The lines for the person at the keyboard."""
        page, timetable = self.page, self.page.timetable
        visits, left_out = timetable.visits, timetable.left_out
        days = len({(visit.visitor, visit.day) for visit in visits})
        yield ""
        yield (
            f"{len(visits)} of {len(visits) + len(left_out)} practices have a visit, on {days} days; "
            f"{hours(timetable.claim.travel)} on the way."
        )
        yield how_near(page)
        yield from page.changes
        if page.free is not None:
            yield SENTENCE
            yield from price(page)
        if left_out:
            why, number = Counter(one.why for one in left_out).most_common(1)[0]
            yield f"{len(left_out)} have none; timetable.csv says why, and what to relax. Of {number} of them: {why}"
        yield from timetable.notes
        yield from self.warnings


def _ask(planning: Planning) -> tuple[Ask, int, int, tuple[str, ...]]:
    years = range(planning.first.year, planning.last.year + 1)
    closed = frozenset(
        day for year in years for day in bank_holidays(year) if planning.first <= day <= planning.last
    )
    ask, chosen = read_ask(planning.files, Season(planning.first, planning.last, closed), load_visit_book())
    ask = replace(ask, visitors=with_absences(ask.visitors, planning.ill))
    every = (
        "The list says of no practice whether it was chosen, so all of it was taken."
        if chosen.every_row
        else ""
    )
    return ask, chosen.children, chosen.covered, tuple(filter(None, [every]))


def _asked(planning: Planning, search: Search, random_order: bool) -> Asked:
    book = load_visit_book()
    inputs = planning.files.inputs()
    if planning.booked is not None:
        inputs = (*inputs, ("booked", planning.booked.name, sha256(planning.booked)))
    return Asked(
        inputs,
        search.seed,
        random_order,
        planning.time_limit,
        versions(),
        numbers_used(book),
    )


def made_new(planning: Planning, search: Search) -> Result:
    """A season planned from nothing."""
    book = load_visit_book()
    ask, children, covered, warnings = _ask(planning)
    years = years_of(planning.files.priorities)
    bands = int(book.number("timetable-bands"))
    made = season(ask, search, random_order=planning.random_order, band_number=bands)
    page = TimetableInput(ask, made.timetable, search.seed, versions=_versions())
    if planning.random_order:
        months = [visit.assigned_month for visit in made.timetable.visits if visit.assigned_month]
        months += [one.assigned_month for one in made.timetable.left_out if one.assigned_month]
        page = replace(
            page,
            free=made.free,
            power=power(months, children, covered, book, years=years),
            outside=made.outside,
        )
    return Result(page, _asked(planning, search, planning.random_order), warnings)


def made_again(planning: Planning, search: Search) -> Result:
    """A season planned again beside what is booked. The months that were drawn stay as they were drawn."""
    book = load_visit_book()
    ask, _, _, warnings = _ask(planning)
    assert planning.booked is not None  # noqa: S101 - the caller has looked
    earlier = read_earlier(planning.booked, book, ask.hours, planning.last)
    again = replan(ask, earlier.visits, earlier.months, search)
    page = TimetableInput(
        ask,
        again.timetable,
        search.seed,
        changes=again.changes or ("Nothing had to move.",),
        versions=_versions(),
    )
    return Result(page, _asked(planning, search, random_order=False), warnings)


def written(result: Result) -> dict[str, bytes]:
    """Every file by its name, made before the first is written."""
    page = result.page
    return {
        "timetable.csv": table(page.ask, page.timetable).encode(),
        **calendars(page.ask, page.timetable),
        "timetable.html": timetable_page(page).encode(),
        "timetable.json": record(
            page.ask,
            result.asked,
            page.timetable,
            free=page.free,
            power=page.power,
            changes=page.changes,
        ).encode(),
    }


def _versions() -> tuple[str, ...]:
    return tuple(f"{name} {version}" for name, version in versions().items())
