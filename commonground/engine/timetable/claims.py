"""What a timetable claims of itself, worked out from its visits alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from commonground.engine.timetable.values import Ask, Visit


def in_order(visits: Iterable[Visit]) -> list[Visit]:
    """By day, visitor and time."""
    return sorted(visits, key=lambda visit: (visit.day, visit.visitor, visit.starts, visit.practice))


def travel_of(ask: Ask, visits: Iterable[Visit]) -> float:
    """Minutes on the way: each visitor's day from the base through its visits and back."""
    practices = {one.code: number for number, one in enumerate(ask.practices)}
    visitors = {one.name: number for number, one in enumerate(ask.visitors)}
    total = 0.0
    for (_, name), day in groupby(in_order(visits), lambda visit: (visit.day, visit.visitor)):
        stops = [practices[visit.practice] for visit in day]
        visitor = visitors[name]
        total += ask.travel.out[visitor, stops[0]] + ask.travel.back[visitor, stops[-1]]
        total += sum(ask.travel.between[a, b] for a, b in pairwise(stops))
    return float(total)


def left_out_worth(ask: Ask, visits: Iterable[Visit]) -> float:
    """What the practices without a visit are worth, in minutes of travel."""
    visited = {visit.practice for visit in visits}
    return float(
        sum(worth for one, worth in zip(ask.practices, ask.worths(), strict=True) if one.code not in visited)
    )


def priority_of(ask: Ask, visits: Sequence[Visit]) -> float:
    """The sum of the priorities of the practices visited."""
    visited = {visit.practice for visit in visits}
    return sum(one.priority or 0.0 for one in ask.practices if one.code in visited)
