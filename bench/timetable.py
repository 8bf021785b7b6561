"""Timetables beside what else one could do: `python -m bench.timetable` prints a table for each ask.

265 practices and 9 visitors by two seeds, and 1,100 practices of London with 40 visitors. Each method gets the same
seconds. Value is travel plus what the practices left out are worth, in minutes; the bound is proved by column
generation, and no timetable is below it. Nothing here is a test; nothing fails for being slow.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from commonground.engine.rules.visit_book import load_visit_book
from commonground.engine.timetable.columns import Pricer
from commonground.engine.timetable.given import hours_of, worth_of
from commonground.engine.timetable.greedy import greedy
from commonground.engine.timetable.optimum import optimum
from commonground.engine.timetable.problem import DayPlan, problem_of
from commonground.engine.timetable.reading.ways import read_geography
from commonground.engine.timetable.routes import pairs_by_routes, stop_after
from commonground.engine.timetable.search import Search
from commonground.engine.timetable.season import season
from commonground.engine.timetable.travel import Pace, Place, travel_between
from commonground.engine.timetable.values import EVERY_HALF_DAY, Ask, Practice, Season, Visitor
from commonground.visits.bank_holidays import bank_holidays

FIRST, LAST = date(2026, 10, 5), date(2027, 4, 30)
HALF_DAYS_OPEN, DATES_CLOSED, VISIT_DAYS = 0.4, 0.08, 12
LONDON = (51.5074, -0.1278)
SPREAD = (0.09, 0.15)
"""Degrees: practices lie normally around the centre, as London's roughly do."""


def made_up_places(number: int, random: np.random.Generator) -> list[Place]:
    """Places in London at random."""
    found = random.normal(LONDON, SPREAD, (number, 2))
    return [Place(float(north), float(east), round_earth=True) for north, east in found]


def londons_places(number: int, random: np.random.Generator) -> list[Place]:
    """The places of so many of London's practices, where the published data is beside the project; else made up."""
    shared = Path(os.environ.get("COMMONGROUND_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not (shared / "ods").is_dir():
        return made_up_places(number, random)
    with TemporaryDirectory() as folder:
        files = []
        for packed in [
            shared / "ods/epraccur_2023.csv.gz",
            *(shared / "code_point_open_london_2018-08").glob("*.gz"),
        ]:
            files.append(Path(folder) / packed.name.removesuffix(".gz"))
            files[-1].write_bytes(gzip.decompress(packed.read_bytes()))
        geography = read_geography([], files, [], load_visit_book())
    found = [geography.place_of(code) for code in sorted(geography.postcodes)]
    places = [place for place in found if place is not None]
    chosen = random.choice(len(places), size=min(number, len(places)), replace=False)
    return [places[at] for at in sorted(chosen)]


def ask_of(places: Sequence[Place], bases: Sequence[Place], random: np.random.Generator) -> Ask:
    """A season with half-days, closed dates and priorities at random."""
    book = load_visit_book()
    closed = frozenset(day for year in (FIRST.year, LAST.year) for day in bank_holidays(year))
    length = Season(FIRST, LAST, closed)
    halves = sorted(EVERY_HALF_DAY)
    practices = [
        Practice(
            f"Z{99000 + number:05}",
            priority=float(random.gamma(2, 4)),
            half_days=frozenset(half for half in halves if random.random() < HALF_DAYS_OPEN),
            closed=frozenset(day for day in length.days() if random.random() < DATES_CLOSED),
        )
        for number in range(len(places))
    ]
    visitors = [Visitor(f"Visitor {number}", visit_days=VISIT_DAYS) for number in range(len(bases))]
    travel = travel_between(
        dict(zip((one.code for one in practices), places, strict=True)),
        dict(zip((one.name for one in visitors), bases, strict=True)),
        {},
        Pace(*(book.number(f"travel-{name}") for name in ("km-an-hour", "detour", "minutes-unknown"))),
    )
    return Ask(length, tuple(practices), tuple(visitors), travel, hours_of(book), worth_of(book))


@dataclass(frozen=True)
class Outcome:
    """What a method reached: value and travel in minutes, practices visited, bound (where it has one), seconds."""

    method: str
    value: float
    travel: float
    visited: int
    bound: float | None
    seconds: float


def outcomes(ask: Ask, limit: float, seed: int) -> list[Outcome]:
    """Each method on one ask."""
    problem = problem_of(ask)
    pricer = Pricer(problem)

    def measured(method: str, plan: Callable[[], tuple[Sequence[DayPlan], float | None]]) -> Outcome:
        started = time.monotonic()
        days, bound = plan()
        seconds = time.monotonic() - started
        visited = [practice for day in days for _, practice in day.visits()]
        value = float(problem.worth.sum()) + sum(pricer.cost_of(day) for day in days)
        left_out = float(problem.worth.sum() - problem.worth[visited].sum())
        return Outcome(method, value, value - left_out, len(visited), bound, seconds)

    def by_routes() -> tuple[Sequence[DayPlan], None]:
        ends = time.monotonic() + limit
        stop = stop_after(10**9, lambda: ends - time.monotonic())
        return pairs_by_routes(pricer, greedy(pricer), stop, seed=seed), None

    def by_columns() -> tuple[Sequence[DayPlan], float]:
        ends = time.monotonic() + limit
        found = optimum(problem, Search(lambda: ends - time.monotonic(), seed))
        return found.days, found.bound

    return [
        measured("greedy insertion", lambda: (greedy(pricer), None)),
        measured("PyVRP alone", by_routes),
        measured("PyVRP, then pair columns by HiGHS", by_columns),
    ]


def table_of(title: str, found: Sequence[Outcome]) -> Table:
    """The outcomes, each against the bound."""
    bound = max(one.bound or 0.0 for one in found)
    table = Table(
        "method",
        "value",
        "above the bound",
        "travel",
        "visited",
        "seconds",
        title=f"{title}; bound {bound:,.0f}",
    )
    for one in found:
        table.add_row(
            one.method,
            f"{one.value:,.0f}",
            f"{one.value / bound - 1:.2%}" if bound else "",
            f"{one.travel:,.0f}",
            str(one.visited),
            f"{one.seconds:.1f}",
        )
    return table


def random_order(ask: Ask, limit: float, seed: int) -> str:
    """What the random order of months costs."""
    ends = time.monotonic() + limit
    made = season(
        ask,
        Search(lambda: ends - time.monotonic(), seed),
        random_order=True,
        band_number=int(load_visit_book().number("timetable-bands")),
    )
    ours, free = made.timetable, made.free
    return (
        f"In random order of months: {ours.claim.travel:,.0f} minutes of travel and {len(ours.visits)} visited, "
        f"against {free.claim.travel:,.0f} and {len(free.visits)}; {len(made.outside)} outside the month drawn."
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the asks, run every method, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--time-limit", type=float, default=30, help="seconds for each method")
    parser.add_argument("--asks", nargs="*", choices=("9-1", "9-2", "40"), default=["9-1", "9-2", "40"])
    chosen = parser.parse_args(arguments)
    console = Console(width=110)
    console.print(
        f"{platform.machine()}, {psutil.cpu_count()} cores; Python {platform.python_version()}; "
        f"load {psutil.getloadavg()[0]:.1f}; {chosen.time_limit:g} s for each method"
    )
    for name in chosen.asks:
        seed = 2 if name == "9-2" else 1
        random = np.random.default_rng(seed)
        number, visitors = (1100, 40) if name == "40" else (265, 9)
        places = londons_places(number + visitors, random)
        order = random.permutation(len(places))
        bases = [places[at] for at in order[:visitors]]
        ask = ask_of([places[at] for at in order[visitors:]], bases, random)
        title = f"{len(ask.practices):,} practices, {visitors} visitors, seed {seed}"
        console.print(table_of(title, outcomes(ask, chosen.time_limit, seed)))
        console.print(random_order(ask, chosen.time_limit, seed))


if __name__ == "__main__":
    main()
