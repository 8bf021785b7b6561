"""From files to an ask: everything a timetable is worked out from, read and checked before anything is planned."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from commonground.engine.errors import UserError
from commonground.engine.rules.visit_book import VisitBook
from commonground.engine.timetable.reading.choice import choice_beside
from commonground.engine.timetable.reading.people import (
    Chosen,
    read_practices,
    read_visitors,
    with_availability,
)
from commonground.engine.timetable.reading.rows import quoted
from commonground.engine.timetable.reading.ways import read_geography
from commonground.engine.timetable.travel import Pace, travel_between
from commonground.engine.timetable.values import Ask, Hours, Season, Visitor, Worth

NUMBERS = (
    "timetable-worth-least",
    "timetable-worth-most",
    "timetable-worth-drawn-month",
    "timetable-worth-keeping",
    "timetable-worth-visiting-again",
    "timetable-bands",
    "timetable-morning-starts",
    "timetable-morning-ends",
    "timetable-afternoon-starts",
    "timetable-afternoon-ends",
    "visit-minutes",
    "travel-margin-minutes",
    "travel-km-an-hour",
    "travel-detour",
    "travel-minutes-unknown",
)
"""The numbers of the rulebook that a timetable rests on."""


@dataclass(frozen=True)
class Files:
    """What was given: the chosen practices, the visitors, and what is known of days, places and ways."""

    priorities: Path
    visitors: Path
    availability: Path | None = None
    travel: tuple[Path, ...] = ()

    def inputs(self) -> tuple[tuple[str, str, str], ...]:
        """Each file as what it is, its name and its SHA-256."""
        named = [("priorities", self.priorities), ("visitors", self.visitors)]
        named += [("availability", self.availability)] if self.availability else []
        named += [("travel", path) for path in self.travel]
        choice = choice_beside(self.priorities)
        named += [("choice", choice)] if choice else []
        return tuple((what, path.name, sha256(path)) for what, path in named)


def sha256(path: Path) -> str:
    """The digest of a file that has been read."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_ask(files: Files, season: Season, book: VisitBook) -> tuple[Ask, Chosen]:
    """The ask of these files. Raises UserError, one sentence with file, row and column, for the first fault."""
    _check(season, book)
    chosen = read_practices(files.priorities, book)
    practices = chosen.practices
    if files.availability is not None:
        practices = with_availability(practices, files.availability, book, season.last)
    visitors = read_visitors(files.visitors, book, season.last)
    names = [*(one.code for one in practices), *(one.name for one in visitors)]
    found = read_geography([files.priorities, files.visitors], files.travel, names, book)
    travel = travel_between(
        {one.code: found.place_of(one.code) for one in practices},
        {one.name: found.place_of(one.name) for one in visitors},
        found.ways,
        Pace(*(book.number(f"travel-{name}") for name in ("km-an-hour", "detour", "minutes-unknown"))),
    )
    return Ask(season, practices, visitors, travel, hours_of(book), worth_of(book)), chosen


def _check(season: Season, book: VisitBook) -> None:
    if season.last < season.first:
        raise UserError(
            f"The season ends on {season.last}, before it begins on {season.first}: change --from or --to."
        )
    longest = int(book.number("timetable-longest-season-days"))
    if (season.last - season.first).days >= longest:
        raise UserError(f"A season is at most {longest} days long: change --from or --to.")


def with_absences(
    visitors: Sequence[Visitor], away: Sequence[tuple[str, Collection[date]]]
) -> tuple[Visitor, ...]:
    """The visitors with more dates on which somebody is away. Raises UserError for a name that is none of theirs."""
    known = {one.name: one for one in visitors}
    for name, dates in away:
        if name not in known:
            raise UserError(
                f"{quoted(name)} is none of the visitors: write the name as it stands in their file."
            )
        known[name] = replace(known[name], away=known[name].away | frozenset(dates))
    return tuple(known.values())


def hours_of(book: VisitBook) -> Hours:
    """The hours of a visiting day."""
    names = [f"timetable-{half}-{end}" for half in ("morning", "afternoon") for end in ("starts", "ends")]
    return Hours(*(int(book.number(name)) for name in (*names, "visit-minutes", "travel-margin-minutes")))


def worth_of(book: VisitBook) -> Worth:
    """What visits are worth, as the rulebook has it."""
    return Worth(
        *(
            int(book.number(f"timetable-worth-{name}"))
            for name in ("least", "most", "drawn-month", "keeping", "visiting-again")
        )
    )
