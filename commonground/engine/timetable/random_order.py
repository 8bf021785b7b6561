"""The random order: which month each practice is invited in is drawn, so that the round can tell what visits do.

What is drawn is the month, within visitor and priority band. A visitor's months and how many visits each holds are
settled first, and shared out evenly among the bands; then the months of a band are shuffled among its practices, each
order being as likely as any other. The practice books any slot of its month, and travel is kept low inside the month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil

import numpy as np

from commonground.engine.timetable.problem import open_days
from commonground.engine.timetable.values import Ask, Practice, Visit, Visitor

SENTENCE = (
    "The month in which each practice is invited was drawn at random, within its visitor and its band of priority, "
    "so that practices visited early can be compared fairly with those still waiting."
)


def bands(practices: Sequence[Practice], number: int) -> dict[str, int]:
    """The priority band of each practice by its code, 1 the highest: equal parts of the list by priority."""
    ordered = sorted(practices, key=lambda one: (-(one.priority or 0.0), one.code))
    return {one.code: at * number // len(ordered) + 1 for at, one in enumerate(ordered)}


def draw(ask: Ask, visits: Sequence[Visit], band_of: Mapping[str, int], *, seed: int) -> dict[str, date]:
    """The month (its first day) drawn for each practice that is visited."""
    random = np.random.default_rng(seed)
    drawn: dict[str, date] = {}
    for visitor in ask.visitors:
        own = sorted(visit.practice for visit in visits if visit.visitor == visitor.name)
        months = visits_by_month(ask, visitor, len(own))
        strata = {
            band: [code for code in own if band_of[code] == band] for band in sorted(set(band_of.values()))
        }
        for band, share in _shared_out(months, {band: len(codes) for band, codes in strata.items()}).items():
            order = random.permutation(len(share))
            drawn |= {code: share[at] for code, at in zip(strata[band], order, strict=True)}
    return drawn


def visits_by_month(ask: Ask, visitor: Visitor, number: int) -> list[date]:
    """The month of each of so many visits, in order: whole days, shared among months by their open days."""
    open_in = Counter(day.replace(day=1) for day in open_days(ask, visitor))
    days = ceil(number / visitor.visits_a_day)
    exact = {month: days * size / max(open_in.total(), 1) for month, size in sorted(open_in.items())}
    shared = {month: int(part) for month, part in exact.items()}
    for month in sorted(exact, key=lambda one: (int(exact[one]) - exact[one], one))[
        : days - sum(shared.values())
    ]:
        shared[month] += 1
    return [month for month, count in shared.items() for _ in range(count * visitor.visits_a_day)][:number]


def _shared_out(months: Sequence[date], sizes: Mapping[int, int]) -> dict[int, list[date]]:
    """The months in order dealt to the bands, each having at any point its share of those dealt so far."""
    shared: dict[int, list[date]] = {band: [] for band in sizes}
    whole = sum(sizes.values())
    for at, month in enumerate(months, start=1):
        band = max(sizes, key=lambda one: (sizes[one] * at / whole - len(shared[one]), -one))
        shared[band].append(month)
    return shared
